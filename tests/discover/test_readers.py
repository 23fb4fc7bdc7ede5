"""Feeds and sitemaps as servers send them: broken in every way, and read all the same."""

import codecs
import gzip
import json
import random
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.discover.feeds import MAX_ENTRIES, read_feed
from newscrawl.discover.markup import decoded
from newscrawl.discover.sitemaps import Sitemap, read_sitemap
from tests.support.growth import assert_linear

BASE = "https://news.example/feeds/all.xml"
PAGES = [f"https://news.example/2026/11/{day}/bridge" for day in (23, 24, 25)]
FUZZ = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def rss(*items: str, head: str = "", attributes: str = "") -> str:
    return f"{head}<rss version='2.0' {attributes}><channel><title>F</title>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"


def atom(*entries: str, attributes: str = "") -> str:
    return f"<feed xmlns='http://www.w3.org/2005/Atom' {attributes}><title>F</title>{''.join(entries)}</feed>"


def links(feed: bytes | str, charset: str = "") -> list[str]:
    """The addresses of a feed's entries."""
    read = read_feed(feed.encode() if isinstance(feed, str) else feed, BASE, charset)
    assert read is not None
    return [entry.url for entry in read.entries]


def pages(sitemap: bytes | str) -> list[str]:
    """The addresses of a sitemap's pages."""
    read = read_sitemap(sitemap.encode() if isinstance(sitemap, str) else sitemap, BASE)
    assert read is not None
    return [page.url for page in read.pages]


def urlset(*entries: str, attributes: str = "") -> str:
    return f"<urlset {attributes}>{''.join(f'<url>{entry}</url>' for entry in entries)}</urlset>"


PLAIN = [f"<title>T</title><link>{page}</link>" for page in PAGES]
AMPERSANDS = "https://news.example/a.php?id=1&lang=en&copy=2&amp=3&reg=4#x"


@pytest.mark.parametrize(
    ("item", "url"),
    [
        pytest.param(f"<link>{AMPERSANDS}</link>", AMPERSANDS, id="ampersands as they are"),
        pytest.param(f"<link>{AMPERSANDS.replace('&', '&amp;')}</link>", AMPERSANDS, id="escaped"),
        pytest.param(f"<link>{AMPERSANDS.replace('&', '&amp;amp;')}</link>", AMPERSANDS, id="escaped twice"),
        pytest.param(f"<link><![CDATA[{AMPERSANDS}]]></link>", AMPERSANDS, id="CDATA"),
        pytest.param(f"<link><![CDATA[{AMPERSANDS.replace('&', '&amp;')}]]></link>", AMPERSANDS, id="escaped in CDATA"),
        pytest.param(f"<link>\n\t<![CDATA[ {PAGES[0]}\n]]> </link>", PAGES[0], id="white space"),
        pytest.param(f"<link>{PAGES[0]}<guid>7</guid>", PAGES[0], id="link not closed"),
        pytest.param(f"<title>a < b & c <b>d</title><link>{PAGES[0]}</link>", PAGES[0], id="signs in the title"),
        pytest.param(f"<description><p>a<br>b</description><link>{PAGES[0]}</link>", PAGES[0], id="HTML as it is"),
        pytest.param(f"<description><![CDATA[a</description><link>{PAGES[0]}</link>", PAGES[0], id="CDATA not closed"),
        pytest.param(f"<!-- a<link>{PAGES[0]}</link>", PAGES[0], id="comment not closed"),
        pytest.param(f"<link/><guid isPermaLink='true'>{PAGES[0]}</guid>", PAGES[0], id="guid"),
        pytest.param(f"<atom:link rel='self' href='/x'/><link>{PAGES[0]}</link>", PAGES[0], id="Atom's self in RSS"),
        pytest.param(f"<a10:link href='{PAGES[0]}'/>", PAGES[0], id="Atom's link in RSS, any prefix"),
        pytest.param(f"<LINK>{PAGES[0]}</LINK>", PAGES[0], id="upper case"),
        pytest.param(f"<media:content url='/i.jpg'><media:title>x</media:title></media:content><link>{PAGES[0]}</link>", PAGES[0], id="media"),
        pytest.param(f"<link>http://ads.example/r/1</link><feedburner:origLink>{PAGES[0]}</feedburner:origLink>", PAGES[0], id="behind a proxy"),
        pytest.param("<link>/2026/x?a=%20b</link>", "https://news.example/2026/x?a=%20b", id="relative"),
        pytest.param("<link>\\2026\\x</link>", "https://news.example/2026/x", id="backslashes"),
        pytest.param(f"<pubDate>x</pubDate><author><name><x:y/></author><link>{PAGES[0]}</link>", PAGES[0], id="odd author"),
    ],
)  # fmt: skip
def test_the_address_of_an_item(item: str, url: str) -> None:
    """Is what a browser would ask for; the items around are not touched."""
    assert links(rss(PLAIN[1], item, PLAIN[2])) == [PAGES[1], url, PAGES[2]]


@pytest.mark.parametrize(
    ("entry", "attributes", "url"),
    [
        ("<link href='b/c'/>", "xml:base='https://news.example/a/'", "https://news.example/a/b/c"),
        ("<link href='c'/>", "xml:base='/a/b/'", "https://news.example/a/b/c"),
        ("<link xml:base='/z/' href='c'/>", "xml:base='/a/'", "https://news.example/z/c"),
        ("<link rel='replies' href='/r'/><link rel='enclosure' href='/e.mp3'/><link href='/a'/>", "", "https://news.example/a"),
        ("<link rel='alternate' type='application/json' href='/j'/><link rel='alternate' type='text/html' href='/h'/>", "", "https://news.example/h"),
        ("<link href=/unquoted ><title>x</title>", "", "https://news.example/unquoted"),
        ("<source><id>https://else.example/</id><link href='/s'/></source><link href='/a'/>", "", "https://news.example/a"),
        (f"<id>{PAGES[0]}</id>", "", PAGES[0]),
    ],
)  # fmt: skip
def test_the_address_of_an_atom_entry(entry: str, attributes: str, url: str) -> None:
    """By rank of its links, resolved against the nearest base."""
    assert links(atom(f"<entry><title>T</title>{entry}</entry>", attributes=attributes)) == [url]


def test_a_base_of_each_entry() -> None:
    """``xml:base`` of an entry holds for its links alone."""
    entries = [f"<entry xml:base='/{n}/'><link href='x'/></entry>" for n in range(3)]
    assert links(atom(*entries)) == [f"https://news.example/{n}/x" for n in range(3)]


WHOLE = rss(*PLAIN, head="<?xml version='1.0' encoding='UTF-8'?>")


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(lambda text: codecs.BOM_UTF8 + text.encode(), id="mark"),
        pytest.param(lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"), id="UTF-16"),
        pytest.param(lambda text: text.encode("utf-16-le"), id="UTF-16 without mark"),
        pytest.param(lambda text: text.encode("utf-16-be"), id="big-endian"),
        pytest.param(lambda text: text.encode("utf-32"), id="UTF-32"),
        pytest.param(lambda text: text.replace("UTF-8", "UTF-16").encode(), id="wrong declaration"),
        pytest.param(lambda text: text.replace("UTF-8", "no-such").encode() + b"\xe9", id="no such charset"),
        pytest.param(lambda text: text.replace("<title>F", "<title>\x08\x00\ufffe").encode(), id="control characters"),
        pytest.param(lambda text: text.replace("T</title>", "caf\xe9</title>").encode("latin-1"), id="wrong bytes"),
        pytest.param(lambda text: b"\r\n \n" + text.encode(), id="white space before"),
        pytest.param(lambda text: b"<br />\n<b>Warning</b>: in x.php<br>\n" + text.encode(), id="warning before"),
        pytest.param(lambda text: b"Notice: Undefined index in /srv/x.php\n" + text.encode(), id="plain warning before"),
        pytest.param(lambda text: gzip.compress(text.encode()), id="gzip"),
        pytest.param(lambda text: gzip.compress(gzip.compress(text.encode())), id="gzip twice"),
        pytest.param(lambda text: gzip.compress(text[:99].encode()) + gzip.compress(text[99:].encode()), id="members"),
        pytest.param(lambda text: gzip.compress(text.encode()) + b"\0\0junk", id="bytes behind gzip"),
        pytest.param(lambda text: (text + "<!-- cached -->").encode(), id="text behind"),
        pytest.param(lambda text: text.replace("</item>", "").encode(), id="items not closed"),
        pytest.param(lambda text: text.replace("</channel></rss>", "").encode(), id="end cut off"),
        pytest.param(lambda text: text.replace("<rss", "<!DOCTYPE rss [<!ENTITY a '&a;&a;'>]><rss").encode(), id="document type"),
        pytest.param(lambda text: text.replace("<title>T", "<title>&nbsp;&a;&#0;&#xD800;").encode(), id="entities"),
    ],
)  # fmt: skip
def test_a_feed_in_any_coat(send: Callable[[str], bytes]) -> None:
    """Encodings, packing and what stands around cost no item; nor do they in the place of a sitemap."""
    assert links(send(WHOLE)) == PAGES
    assert pages(send(WHOLE)) == PAGES
    as_map = "<?xml version='1.0' encoding='UTF-8'?>" + urlset(
        *(f"<loc>{page}</loc>" for page in PAGES)
    )
    as_map = (
        as_map.replace("<urlset", "<rss/><urlset") if "DOCTYPE" in repr(send(WHOLE)) else as_map
    )
    if b"item" in send("<item>"):
        assert pages(send(as_map.replace("<rss/>", ""))) == PAGES


def test_the_charset_of_the_header_reads_titles() -> None:
    """Where nothing else speaks: Japanese, Russian; and ISO-2022-JP, whose bytes are ASCII."""
    for charset, title in (
        ("shift_jis", "市議会"),
        ("koi8-r", "мост"),
        ("iso-2022-jp", "新しい橋"),
    ):
        feed = rss(f"<title>{title}</title><link>{PAGES[0]}</link>").encode(charset)
        read = read_feed(feed, BASE, charset)
        assert read is not None
        assert read.entries[0].title == title


@pytest.mark.parametrize(
    ("feed", "found"),
    [
        pytest.param({"items": [{"url": PAGES[0], "author": "Jane"}, {"url": PAGES[1]}]}, PAGES[:2], id="author"),
        pytest.param({"items": [None, 7, [], {}, {"url": 7}, {"url": PAGES[1]}]}, PAGES[1:2], id="odd items"),
        pytest.param({"items": [{"external_url": PAGES[0]}]}, PAGES[:1], id="external_url"),
        pytest.param({"items": [{"id": PAGES[0]}, {"id": "7"}]}, PAGES[:1], id="id"),
        pytest.param({"items": [{"url": "../x", "date_published": 7, "title": []}]}, ["https://news.example/x"], id="odd fields"),
        pytest.param({"items": {}}, None, id="no list"),
    ],
)  # fmt: skip
def test_a_json_feed(feed: object, found: list[str] | None) -> None:
    """An odd item costs itself."""
    read = read_feed(codecs.BOM_UTF8 + json.dumps(feed).encode(), BASE)
    assert (None if read is None else [entry.url for entry in read.entries]) == found


def test_a_broken_json_feed_gives_the_items_that_are_whole() -> None:
    """Cut off, or with an item that no parser takes."""
    text = json.dumps({"items": [{"url": page} for page in PAGES]})
    assert links(text[:-30]) == PAGES[:2]
    assert links(text.replace(f'"{PAGES[1]}"', "NOPE")) == [PAGES[0], PAGES[2]]


@pytest.mark.parametrize(
    ("entry", "attributes"),
    [
        pytest.param(
            "<loc>{}</loc><news:news><news:title>t</news:title></news:news>",
            "",
            id="prefix not declared",
        ),
        pytest.param(
            "<image:image><image:loc>/i.jpg</image:loc></image:image><loc>{}</loc>",
            "",
            id="picture first",
        ),
        pytest.param(
            "<image:loc>/i.jpg</image:loc><loc>{}</loc>", "xmlns:image='x'", id="picture alone"
        ),
        pytest.param(
            "<video:video><video:player_loc>/v</video:player_loc></video:video><loc>{}</loc>",
            "",
            id="video",
        ),
        pytest.param(
            "<loc> {}\n</loc><lastMod>2026-11-25</lastMod>",
            "xmlns='https://x/'",
            id="other name space",
        ),
        pytest.param("<LOC><![CDATA[{}]]></LOC>", "", id="upper case, CDATA"),
        pytest.param(
            "<xhtml:link rel='alternate' hreflang='en' href='/en'/><loc>{}</loc>",
            "",
            id="languages",
        ),
        pytest.param(
            "<loc>{}</loc><lastmod>nonsense</lastmod><priority>high</priority>", "", id="odd fields"
        ),
    ],
)
def test_the_address_of_an_entry(entry: str, attributes: str) -> None:
    """Of pictures and videos none is taken, declared or not."""
    assert pages(urlset(*(entry.format(page) for page in PAGES), attributes=attributes)) == PAGES


def test_a_news_sitemap_vouches_and_a_plain_one_does_not() -> None:
    """Title, time and language come of the news element, not of a picture or a video."""
    news = (
        "<news:news><news:publication><news:language>de</news:language></news:publication><news:title>Brücke</news:title>"
        "<news:publication_date>2026-11-24T10:00:00+01:00</news:publication_date></news:news>"
    )
    film = "<video:video><video:title>Film</video:title><video:publication_date>2001-01-01</video:publication_date></video:video>"
    read = read_sitemap(
        urlset(f"<loc>{PAGES[0]}</loc>{film}{news}", f"<loc>{PAGES[1]}</loc>{film}").encode(), BASE
    )
    assert read is not None
    first, second = read.pages
    assert (first.title, first.language, first.published, first.vouched) == (
        "Brücke",
        "de",
        "2026-11-24T10:00:00+01:00",
        True,
    )
    assert (second.title, second.published, second.vouched) == (None, None, False)


def test_the_old_end_is_cut() -> None:
    """By time; without times by the numbers of the addresses; what was cut is counted."""
    urls = [f"https://news.example/{number}" for number in range(10)]
    for order in (urls, urls[::-1]):
        listed = read_sitemap("\n".join(order).encode(), BASE, max_entries=4)
        assert listed is not None
        assert {page.url for page in listed.pages} == set(urls[-4:])
        assert listed.left_out == 6
    dated = [
        f"<loc>{url}</loc><lastmod>2026-11-{10 + n}</lastmod>"
        for n, url in enumerate(reversed(urls))
    ]
    read = read_sitemap(urlset(*dated).encode(), BASE, max_entries=4)
    assert read is not None
    assert {page.url for page in read.pages} == set(urls[:4])


def test_a_long_feed_keeps_the_new_end() -> None:
    """Of more entries than the limit."""
    items = [f"<link>https://news.example/{n}</link>" for n in range(MAX_ENTRIES + 3)]
    read = read_feed(rss(*items).encode(), BASE)
    assert read is not None
    assert read.left_out == 3
    assert read.entries[-1].url == f"https://news.example/{MAX_ENTRIES + 2}"


@pytest.mark.parametrize(
    "piece",
    ["<![CDATA[", "<!--", "<a ", '<a">', "<!x [", "</a>", "<a>", "&", "&#", "<?", "<item>", "<url><loc>", '<a b="',
     "<link>", "<a xml:base='x/'>", "{", '{"items":[{"url":', "\x1f\x8b", '<link a a a a="', "]]>"],
)  # fmt: skip
def test_time_is_linear_in_the_size(piece: str) -> None:
    """Eight times as much of anything takes about eight times as long, in a feed and in a sitemap."""
    for head in ("<rss><channel>", "<urlset>", ""):
        assert_linear(
            lambda body: (read_feed(body, BASE), read_sitemap(body, BASE)),
            lambda count, head=head: (head + piece * count).encode(),
            12_000,
        )


MAP = urlset(*(f"<loc>{page}</loc><lastmod>2026-11-24</lastmod><news:news><news:title>ü</news:title></news:news>" for page in PAGES))  # fmt: skip
SEEDS = [WHOLE, MAP, atom(*(f"<entry><link href='{page}'/><updated>2026-11-25</updated></entry>" for page in PAGES)),
         json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"url": page} for page in PAGES]})]  # fmt: skip


def read_both(body: bytes, charset: str = "") -> None:
    """Read *body* as both; what comes out is usable."""
    feed, sitemap = read_feed(body, BASE, charset), read_sitemap(body, BASE, charset)
    for found in (
        *(feed.entries if feed else ()),
        *(sitemap or Sitemap()).pages,
        *(sitemap or Sitemap()).children,
    ):
        assert found.url.startswith(("http://", "https://"))
        assert found.title is None or found.title.strip()
        for moment in (found.published, found.modified):
            assert moment is None or moment[:2] in {"19", "20", "21"} or moment[:4].isdigit()


@FUZZ
@given(
    st.binary(max_size=400),
    st.sampled_from(["", "utf-8", "utf-16", "idna", "utf_7", "hex", "x" * 99]),
)
def test_any_bytes_are_read(body: bytes, charset: str) -> None:
    """Nothing raises."""
    read_both(body, charset)
    assert isinstance(decoded(body, charset), str)


@FUZZ
@given(
    st.sampled_from(SEEDS),
    st.sampled_from(["utf-8", "utf-16", "utf-16-be", "latin-1"]),
    st.lists(
        st.tuples(st.integers(0, 5_000), st.binary(max_size=3), st.integers(0, 9)), max_size=8
    ),
)
def test_any_mutation_of_a_real_one_is_read(
    text: str, charset: str, changes: list[tuple[int, bytes, int]]
) -> None:
    """Bytes that are changed, put in, taken out."""
    body = bytearray(text.encode(charset))
    for place, put, taken in changes:
        at = place % (len(body) + 1)
        body[at : at + taken] = put
    read_both(bytes(body))
    read_both(gzip.compress(bytes(body))[: 20 + len(changes) * 40])


@FUZZ
@given(st.integers(0, 5_000), st.integers(0, 255))
def test_one_changed_byte_costs_one_item(place: int, value: int) -> None:
    """In a feed of twenty items, one byte never costs more than three."""
    body = bytearray(
        rss(*(f"<title>T</title><link>https://news.example/{n}</link>" for n in range(20))).encode()
    )
    at = 60 + place % (len(body) - 80)
    body[at] = value
    read = read_feed(bytes(body), BASE)
    assert read is not None
    assert (
        len(
            {entry.url for entry in read.entries} & {f"https://news.example/{n}" for n in range(20)}
        )
        >= 17
    )


def test_a_shuffled_feed_is_read() -> None:
    """A thousand feeds of shuffled pieces."""
    dice = random.Random(1)
    pieces = [WHOLE[n : n + 9] for n in range(0, len(WHOLE), 9)]
    for _ in range(1_000):
        dice.shuffle(pieces)
        read_both("".join(pieces).encode())


@pytest.mark.parametrize(
    ("item", "urls"),
    [
        pytest.param("<guid isPermaLink='true'>/2026/a</guid>", ["https://news.example/2026/a"], id="guid"),
        pytest.param("<link>https://news.example/a-\n    story</link>", ["https://news.example/a-story"], id="wrapped"),
        pytest.param("<link>news.example/a</link>", ["https://news.example/a"], id="own host, no scheme"),
        pytest.param("<link>www.news.example/a</link>", ["https://www.news.example/a"], id="with www"),
        pytest.param("<link>other.example/a</link>", ["https://news.example/feeds/other.example/a"], id="a path"),
        pytest.param("<link>https://news.example/x/../a</link>", ["https://news.example/a"], id="dots"),
    ],
)  # fmt: skip
def test_addresses_as_they_are_written(item: str, urls: list[str]) -> None:
    """What a reader's program makes of them."""
    assert links(rss(item)) == urls


def test_the_article_behind_a_counter_of_clicks() -> None:
    """Its address is in that of the counter."""
    read = read_feed(
        rss(
            "<link>https://clicks.example/url?q=1&amp;url=https%3A%2F%2Fnews.example%2Fa</link>"
        ).encode(),
        BASE,
    )
    assert read is not None
    assert read.entries[0].others == ("https://news.example/a",)


def test_a_content_that_lies_elsewhere() -> None:
    """Atom: an entry without a link, whose content is a page."""
    entry = "<entry><id>urn:1</id><content type='text/html' src='/a'/></entry>"
    assert links(atom(entry)) == ["https://news.example/a"]
    assert links(atom(entry.replace("text/html", "image/png"))) == []


@pytest.mark.parametrize("before", ["<br />\n<b>Warning</b>: x\n", ")]}',\n", "\ufeff\n"])
def test_a_json_feed_behind_something(before: str) -> None:
    """A warning, a guard against scripts, a mark."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "url": page} for page in PAGES],
    }
    assert links(before + json.dumps(feed)) == PAGES


@pytest.mark.parametrize("before", [b"", b"\n", b"\xef\xbb\xbf", b" \r\n"])
@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, lambda body: gzip.compress(body)[:-8] + bytes(8)]
)
def test_packed_behind_something(pack: Callable[[bytes], bytes], before: bytes) -> None:
    """White space and marks that a server writes before all it sends; a sum that is wrong."""
    body = urlset(*(f"<loc>{page}</loc>" for page in PAGES)).encode()
    assert pages(before + pack(body)) == PAGES


def test_addresses_with_no_entry_around_them() -> None:
    """Of pages in a sitemap, of sitemaps in an index; those of pictures are none."""
    assert (
        pages("<urlset>" + "".join(f"<loc>{page}</loc>" for page in PAGES) + "</urlset>") == PAGES
    )
    index = read_sitemap(
        b"<sitemapindex><loc>/a.xml</loc><image:loc>/b.xml</image:loc></sitemapindex>", BASE
    )
    assert index is not None
    assert [child.url for child in index.children] == ["https://news.example/a.xml"]


def test_sitemaps_that_are_listed_as_pages() -> None:
    """Their names tell; a page that a news sitemap vouches for is one."""
    told = "<news:news><news:title>T</news:title></news:news>"
    body = urlset(
        "<loc>/map-1.xml</loc>", "<loc>/map-2.xml.gz?v=1</loc>", f"<loc>/story.xml</loc>{told}"
    )
    read = read_sitemap(body.encode(), BASE)
    assert read is not None
    assert [child.url.rpartition("/")[2] for child in read.children] == [
        "map-1.xml",
        "map-2.xml.gz?v=1",
    ]
    assert [page.url for page in read.pages] == ["https://news.example/story.xml"]


def test_a_list_with_remarks() -> None:
    """An address ends with the first blank."""
    assert pages("\n".join(f"  {page}\t2026-11-25" for page in PAGES)) == PAGES
