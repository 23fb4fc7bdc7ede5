"""Feeds of every format, also broken and hostile ones, become addresses of articles."""

import pytest

from newscrawl.discover.feeds import MAX_ENTRIES, read_feed
from newscrawl.discover.found import Found
from tests.support.growth import assert_linear

BASE = "https://news.example/feeds/all.xml"

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Ledger</title>
<item><title>Bridge &amp; river</title><link>/2026/bridge</link><pubDate>Tue, 24 Nov 2026 07:41:00 +0100</pubDate></item>
<item><title>Guid only</title><guid isPermaLink="true">https://news.example/2026/guid</guid></item>
<item><title>Inside</title><link>file:///etc/passwd</link></item>
<item><title>Again</title><link>/2026/bridge</link></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Ledger</title><link rel="next" href="/feeds/2.xml"/>
<entry><title>Bridge</title><link href="https://news.example/2026/bridge"/><published>2026-11-24T07:41:00Z</published>
<updated>2026-11-24T09:00:00Z</updated></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>Ledger</title></channel>
<item rdf:about="https://news.example/2026/bridge"><title>Bridge</title><link>https://news.example/2026/bridge</link>
<dc:date>2026-11-24</dc:date></item></rdf:RDF>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Ledger", "items": [
{"id": "1", "url": "https://news.example/2026/bridge", "title": "Bridge", "date_published": "2026-11-24T07:41:00Z"}]}"""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(RSS, id="rss"),
        pytest.param(ATOM, id="atom"),
        pytest.param(RDF, id="rdf"),
        pytest.param(JSON, id="json"),
    ],
)
def test_every_format_gives_the_article(body: bytes) -> None:
    """RSS, Atom, RDF and JSON feeds give address, title and date."""
    feed = read_feed(body, BASE)
    assert feed is not None
    assert feed.title == "Ledger"
    first = feed.entries[0]
    assert first.url == "https://news.example/2026/bridge"
    assert first.title in ("Bridge", "Bridge & river")
    assert (first.published or "").startswith("2026-11-24")


def test_rss_keeps_order_and_drops_what_is_no_web_address() -> None:
    """A link is resolved, a permalink guid stands in, file: is left out, a double comes once."""
    feed = read_feed(RSS, BASE)
    assert feed is not None
    assert [entry.url for entry in feed.entries] == [
        "https://news.example/2026/bridge",
        "https://news.example/2026/guid",
    ]


def test_atom_tells_change_and_next_page() -> None:
    """``updated`` and the next page of a paged feed are read."""
    feed = read_feed(ATOM, BASE)
    assert feed is not None
    assert (feed.entries[0].modified or "").startswith("2026-11-24T09:00")
    assert feed.next_url == "https://news.example/feeds/2.xml"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html><body><p>Not found</p></body></html>", id="an error page"),
        pytest.param(b"\x00\xff\xfe junk", id="bytes"),
        pytest.param(b"https://127.0.0.1:9/feed.xml", id="an address is not fetched"),
        pytest.param(b'{"items": 7}', id="wrong json"),
    ],
)
def test_what_is_no_feed_gives_none(body: bytes) -> None:
    """Anything else is no feed, and never an exception."""
    feed = read_feed(body, BASE)
    assert feed is None or feed.entries == ()


def test_a_cut_off_feed_gives_what_came() -> None:
    """The entries before the cut are read."""
    whole = ATOM.replace(b"</feed>", b"<entry><title>Half</title><link href='https://news.ex")
    feed = read_feed(whole, BASE)
    assert feed is not None
    assert Found("https://news.example/2026/bridge").url in [entry.url for entry in feed.entries]


def test_entity_expansion_stays_small() -> None:
    """Nested entities ("billion laughs") are not expanded."""

    def bomb(levels: int) -> bytes:
        entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels + 1))
        return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{entities}]><rss><channel><title>&l{levels};</title></channel></rss>'.encode()

    feed = read_feed(bomb(9), BASE)
    assert feed is None or len(feed.title or "") < 1000
    assert_linear(lambda text: read_feed(text, BASE), bomb, 9)


def test_entries_are_capped() -> None:
    """A feed of more entries than the limit gives the first of them."""
    items = b"".join(
        b"<item><link>https://news.example/%d</link></item>" % n for n in range(MAX_ENTRIES + 5)
    )
    feed = read_feed(
        b"<rss version='2.0'><channel><title>x</title>" + items + b"</channel></rss>", BASE
    )
    assert feed is not None
    assert len(feed.entries) == MAX_ENTRIES


FEED = """<rss xmlns:rsl="https://rslstandard.org/rsl"><channel><title>x</title>%s
<item><link>https://news.example/a</link>%s</item><item><link>https://news.example/b</link></item></channel></rss>"""


TERMS = '<rsl:content url="/"><rsl:license><rsl:prohibits type="usage">ai-train ai-input</rsl:prohibits></rsl:license></rsl:content>'


@pytest.mark.parametrize(
    ("of_all", "of_one", "said"),
    [
        pytest.param("", TERMS, ["prohibits: ai-train, ai-input", ""], id="of an item"),
        pytest.param(TERMS, "", ["prohibits: ai-train, ai-input"] * 2, id="of the feed"),
        pytest.param(
            "", "<rsl:content><rsl:license/></rsl:content>", ["terms", ""], id="no more than that"
        ),
        pytest.param(
            "",
            "<creativeCommons:license>x</creativeCommons:license>",
            ["", ""],
            id="another licence",
        ),
    ],
)
def test_licences_of_a_feed(of_all: str, of_one: str, said: list[str]) -> None:
    """The terms of the feed hold for all its items, those of an item for it alone."""
    feed = read_feed((FEED % (of_all, of_one)).encode(), "https://news.example/rss")
    assert feed is not None
    assert [entry.license for entry in feed.entries] == said
