"""URLs as people type them into feeds and sitemaps, and lists in forms that no standard knows."""

import json

import pytest

from newscrawl.discover.feeds import read_feed
from newscrawl.discover.found import listed_url
from newscrawl.discover.sitemaps import read_sitemap
from tests.support.growth import assert_linear

HOME = "https://www.news.example"
BASE = f"{HOME}/feeds/all.xml"
PAGES = [f"{HOME}/2026/11/25/story-{number}" for number in range(3)]
PAGE = PAGES[0]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        pytest.param(f"\u200b{PAGE}\ufeff", PAGE, id="signs that nobody sees"),
        pytest.param(f"\u00a0{PAGE}\u00ad", PAGE, id="hard blank and soft hyphen"),
        pytest.param(f'"{PAGE}"', PAGE, id="quotes"),
        pytest.param(f"<{PAGE}>", PAGE, id="angle brackets"),
        pytest.param(f"«{PAGE}»", PAGE, id="guillemets"),
        pytest.param(PAGE.replace("//", "///"), PAGE, id="three slashes"),
        pytest.param(PAGE.replace("//", "/"), PAGE, id="one slash, the base's own host"),
        pytest.param(PAGE.replace(":", ""), PAGE, id="no colon"),
        pytest.param(f"http://{PAGE}", PAGE, id="the scheme twice"),
        pytest.param(f"http//{PAGE}", PAGE, id="twice, without a colon"),
        pytest.param("https:/story.html", f"{HOME}/story.html", id="one slash and a path"),
        pytest.param("/the-'best'", f"{HOME}/the-'best'", id="quotes that belong to it"),
        pytest.param("/http/1", f"{HOME}/http/1", id="a path with the word"),
        pytest.param("https://", None, id="nothing but the scheme"),
    ],
)
def test_a_url_is_read_as_it_was_meant(written: str, url: str | None) -> None:
    """Around and in its scheme; what may be meant otherwise stays."""
    assert listed_url(BASE, written) == url


@pytest.mark.parametrize(
    ("entry", "attributes"),
    [
        pytest.param("<loc href='{}'/>", "", id="an attribute of loc"),
        pytest.param("", "loc='{}'", id="an attribute of url"),
        pytest.param("<location>{}</location>", "", id="another name"),
        pytest.param("<link>{}</link>", "", id="the name of feeds"),
        pytest.param("<loc>{}</loc><xhtml:link href='/de'/><link>/no</link>", "", id="loc comes first"),
    ],
)  # fmt: skip
def test_entries_of_a_sitemap_under_other_names(entry: str, attributes: str) -> None:
    """Count where an entry has no ``loc``."""
    entries = "".join(f"<url {attributes}>{entry}</url>".replace("{}", page) for page in PAGES)
    read = read_sitemap(f"<urlset>{entries}</urlset>".encode(), BASE)
    assert read is not None
    assert [page.url for page in read.pages] == PAGES


LINES = {
    "a table": "loc,lastmod\n" + "\n".join(f"{page},2026-11-25,daily,0.5" for page in PAGES),
    "a table with quotes": "\n".join(f'"{page}","2026-11-25T10:00:00Z"' for page in PAGES),
    "semicolons": "\n".join(f"{page};2026-11-25" for page in PAGES),
    "points": "\n".join(f"- {page}" for page in PAGES),
    "numbers": "# all\n" + "\n".join(f"{n}. {page}" for n, page in enumerate(PAGES)),
    "paths": "\n".join(page.removeprefix(HOME) for page in PAGES),
    "as it should be": "\r\n".join(PAGES),
}


@pytest.mark.parametrize("name", LINES)
def test_plain_lists(name: str) -> None:
    """One URL a line, whatever is written around it."""
    read = read_sitemap(LINES[name].encode(), BASE)
    assert read is not None
    assert [page.url for page in read.pages] == PAGES


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Not found.\nSee https://news.example/ for more.", id="a sentence with a URL"),
        pytest.param("/usr/bin/php: error\nat line 3", id="a path in a message"),
        pytest.param("/", id="a lone slash"),
    ],
)
def test_a_text_is_no_list(text: str) -> None:
    """A server's message at the place of a sitemap is none."""
    assert read_sitemap(text.encode(), BASE) is None


def test_commas_in_a_url_stay() -> None:
    """Only further columns that a sitemap has are taken off."""
    pages = [f"{HOME}/1,{number},6530277.html" for number in range(3)]
    read = read_sitemap("\n".join(pages).encode(), BASE)
    assert read is not None
    assert [page.url for page in read.pages] == pages


def rss(*items: str) -> bytes:
    return f"<rss><channel>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>".encode()


FEEDS = {
    "all link to the front": rss(*(f"<link>{HOME}/</link><guid>{page}</guid>" for page in PAGES)),
    "url": rss(*(f"<url>{page}</url>" for page in PAGES)),
    "permalink": rss(*(f"<permalink>{page}</permalink>" for page in PAGES)),
    "the link counts more": rss(*(f"<url>/x</url><link>{page}</link>" for page in PAGES)),
    "commas before brackets": json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [{"url": page} for page in PAGES]}
    ).replace("}", ",}").replace("]", ",]").encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", FEEDS)
def test_items_that_name_their_page_elsewhere(name: str) -> None:
    """In ``guid``, ``url`` or ``permalink``; and JSON as JavaScript takes it."""
    feed = read_feed(FEEDS[name], BASE)
    assert feed is not None
    assert [entry.url for entry in feed.entries] == PAGES


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"{HOME}/{{n}}" + "," * 2_000 + "x", id="commas"),
        pytest.param("/{n}" + ",2026-11-25" * 400, id="columns"),
        pytest.param("https://" * 500 + "{n}", id="schemes"),
    ],
)
def test_time_grows_with_the_lines(line: str) -> None:
    """However a line is made to be looked at again."""

    def lines(count: int) -> bytes:
        return "\n".join(line.replace("{n}", str(number)) for number in range(count)).encode()

    assert_linear(lambda body: read_sitemap(body, BASE), lines, 1_000)
