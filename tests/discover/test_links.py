"""The links of a page, its feeds, and where its listing goes on."""

import lxml.html
import pytest

from newscrawl.discover.found import MAX_URL, absolute
from newscrawl.discover.links import Links, joined, read_link_headers, read_links
from newscrawl.discover.times import iso_time

URL = "https://news.example/politics/"


def links(body: str, head: str = "", max_links: int = 100) -> Links:
    tree = lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return read_links(tree, URL, max_links)


def test_links_tell_text_box_and_heading() -> None:
    """Each link says what it is called, in which box it stands, and whether it is a heading."""
    found = links(
        "<nav><a href=/world>World</a></nav><main><h2><a href='bridge#top'>Bridge  is\nopen</a></h2>"
        "<a href=/x><h3>Inner</h3></a></main><footer><a href=/imprint rel=nofollow>Imprint</a></footer><a href=/y title=Y><img></a>"
    ).links
    assert [
        (
            link.url.removeprefix("https://news.example"),
            link.text,
            link.area,
            link.heading,
            link.nofollow,
        )
        for link in found
    ] == [
        ("/world", "World", "nav", False, False),
        ("/politics/bridge", "Bridge is open", "main", True, False),
        ("/x", "Inner", "main", True, False),
        ("/imprint", "Imprint", "footer", False, True),
        ("/y", "Y", "other", False, False),
    ]


def test_the_best_of_several_links_to_one_address() -> None:
    """A picture link and a heading link to one article are one link with the heading's text."""
    (link,) = links("<a href=/a><img></a><h2><a href=/a>The bridge</a></h2>").links
    assert (link.text, link.heading) == ("The bridge", True)


def test_feeds_declared_and_linked() -> None:
    """Declared feeds come first, then links that look like one; a story about feeds is none."""
    found = links(
        "<a href=/rss>RSS</a><a href=/feedback>Feedback</a><a href=/news.rss>all</a>",
        "<link rel=alternate type='application/rss+xml; charset=utf-8' href=/feed.xml><link rel=alternate hreflang=de href=/de>",
    )
    assert [feed.removeprefix("https://news.example") for feed in found.feeds] == [
        "/feed.xml",
        "/rss",
        "/news.rss",
    ]


@pytest.mark.parametrize(
    ("body", "head", "count"),
    [
        pytest.param("<a href=?page=2 rel=next>2</a>", "", 1, id="rel next"),
        pytest.param("", "<link rel=next href=?page=2>", 1, id="link rel next"),
        pytest.param("<a href=?page=2>Next »</a>", "", 1, id="next"),
        pytest.param("<a href=?page=2>Nächste Seite</a>", "", 1, id="german"),
        pytest.param("<a href=?page=2>下一页</a>", "", 1, id="chinese"),
        pytest.param("<a href=/vote>Next week Britain votes</a>", "", 0, id="a headline"),
    ],
)
def test_where_a_listing_goes_on(body: str, head: str, count: int) -> None:
    """Pagination is told from headlines."""
    assert len(links(body, head).next_pages) == count


def test_base_href_and_limit() -> None:
    """``<base>`` counts as in a browser; over the limit the rest is left out."""
    found = links(
        "<a href=a>a</a><a href=b>b</a>", "<base href='https://news.example/x/'>", max_links=1
    )
    assert [link.url for link in found.links] == ["https://news.example/x/a"]
    assert found.truncated


@pytest.mark.parametrize(
    "href",
    [
        "javascript:x()",
        "mailto:a@b.example",
        "data:text/html,x",
        "http://",
        "http://[bad",
        "/" + "x" * MAX_URL,
        "",
        None,
    ],
)
def test_what_is_no_web_address(href: str | None) -> None:
    """Only http and https addresses of sane length come out."""
    assert absolute(URL, href) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-24", "2026-11-24T00:00:00+00:00"),
        ("2026-11-24T07:41:00Z", "2026-11-24T07:41:00+00:00"),
        ("today", None),
        ("9" * 99, None),
    ],
)
def test_iso_time(text: str, iso: str | None) -> None:
    """Times come out with a zone; anything else is no time."""
    assert iso_time(text) == iso


@pytest.mark.parametrize(
    ("link", "feed"),
    [
        (
            '<link rel="alternate" type="text/xml" title="RSS" href="/a.php">',
            "https://news.example/a.php",
        ),
        (
            '<link rel="alternate" type="application/xml" href="/rss/all">',
            "https://news.example/rss/all",
        ),
        ('<link rel="feed" href="/all">', "https://news.example/all"),
        ('<link rel="alternate" href="/all.rss">', "https://news.example/all.rss"),
        (
            '<link rel="alternate" type="application/rss+xml" href="feed://b.example/f">',
            "https://b.example/f",
        ),
        (
            '<link rel="alternate" type="application/rss+xml" href="feed:https://b.example/f">',
            "https://b.example/f",
        ),
        ('<link rel="alternate" hreflang="de" href="/atomkraft">', None),
        ('<link rel="alternate" type="application/xml" href="/data/1">', None),
        ('<link rel="alternate stylesheet" type="text/xml" href="/rss.xsl">', None),
    ],
)
def test_feeds_as_they_are_declared(link: str, feed: str | None) -> None:
    """By type, by relation, or by address where the type says little."""
    assert links("", link).declared == ((feed,) if feed else ())


def test_a_declared_sitemap() -> None:
    """In the head of the page, or of its answer."""
    assert links("", "<link rel=sitemap href=/map.xml>").sitemaps == (
        "https://news.example/map.xml",
    )
    told = read_link_headers(
        ['</a>; rel="next", </m.xml>; rel=sitemap, </f>; rel=feed', "<broken"], URL
    )
    assert told.sitemaps == ("https://news.example/m.xml",)
    assert told.feeds == told.declared == ("https://news.example/f",)
    both = joined(links("", "<link rel=sitemap href=/map.xml>"), told)
    assert both.sitemaps == ("https://news.example/map.xml", "https://news.example/m.xml")
