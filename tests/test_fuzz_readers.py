"""Any bytes in the place of headers, robots.txt, or a page that is read for its links: nothing raises."""

import json
import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Response

from newscrawl.discover.links import is_teaser
from newscrawl.discover.revisit import usable_validators
from newscrawl.middlewares.backoff import told_until
from newscrawl.middlewares.refresh import same_page
from newscrawl.spiders.parsing import charset_of, is_article_seed, links_of, seed_kind
from newscrawl.web.content_coding import CodingError, codings, decode_body
from newscrawl.web.rights import notice, reservations
from newscrawl.web.robots import parse_robots
from tests.support.crawl import run
from tests.support.newssite import list_page, make_stories
from tests.support.raw_server import RawServer, http
from tests.support.server import article_page

FUZZ = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
URL = "https://news.example/a/b?c=d"
ROBOTS = (
    b"\xef\xbb\xbfUser-agent: *\nDisallow: /private/*.pdf$\nAllow: /private/a%20b\nCrawl-delay: 2.5\n"
    b"Request-rate: 1/5s 0800-1700\nVisit-time: 0600-0845\nContent-Signal: search=yes, ai-train=no\n\n"
    b"User-agent: newscrawl\nUser-agent: other/1.0\nDisallow: /x?y=*\nSitemap: https://news.example/map.xml\n"
)
FRONT = list_page(
    make_stories(6),
    head="<base href='/x/'><link rel=alternate type='application/rss+xml' href='/all.rss'><link rel=next href='?page=2'>",
    extra="<a href='//[::1'>a</a><a href='http://a:b@c:99999/%zz'>b</a><a href='javascript:x'>c</a><a rel=nofollow>d</a>",
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 5_000), st.binary(max_size=4), st.integers(0, 9)), max_size=10
)
VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"120",
            b"Thu, 01 Jan 1970 00:20:00 GMT",
            b"Mon, 99 Foo 99999 99:99:99 +9999",
            b"Sun, 01 Jan 0001 00:00:00 GMT",
            b"Fri, 31 Dec 9999 23:59:59 -2359",
            b"text/html; charset=\"utf-16",
            b"a/b; charset=idna",
            b"gzip, x-gzip, br",
            b"zstd",
            b"deflate",
            b"noai, newscrawl: none, unavailable_after: 1 Jan",
            b"/x ai-train=n",
            b'W/"\xff\x80"',
        ]
    ),
)  # fmt: skip
NAMES = st.sampled_from(
    "Retry-After Content-Type Content-Encoding ETag Last-Modified Date X-Robots-Tag TDM-Reservation".split()
)


def changed(body: bytes, changes: list[tuple[int, bytes, int]]) -> bytes:
    """*body* with bytes changed, put in and taken out."""
    out = bytearray(body)
    for place, put, taken in changes:
        at = place % (len(out) + 1)
        out[at : at + taken] = put
    return bytes(out)


@FUZZ
@given(CHANGES, st.text(max_size=40))
def test_a_changed_robots_txt_is_read(changes: list[tuple[int, bytes, int]], path: str) -> None:
    """It gives a verdict for any address, and figures that can be used."""
    rules = parse_robots(changed(ROBOTS, changes))
    assert rules.allows(f"https://news.example/{path}") in {True, False}
    assert all(isinstance(address, str) for address in rules.sitemaps)


@FUZZ
@given(st.lists(st.tuples(NAMES, VALUES), max_size=6), CHANGES)
def test_any_headers_are_read(
    lines: list[tuple[str, bytes]], changes: list[tuple[int, bytes, int]]
) -> None:
    """Each value of each header that is looked at; the body is given, or refused by name."""
    headers: dict[str, list[bytes]] = {}
    for name, value in lines:
        headers.setdefault(name, []).append(value)
    response = Response(URL, headers=headers, body=changed(article_page("Haven"), changes))
    assert isinstance(told_until(response, 1_000.0), float)
    assert isinstance(charset_of(response), str)
    assert seed_kind(response) in {"feed", "sitemap", "page"}
    assert is_article_seed(response) in {True, False}
    first = {name: values[0].decode("latin-1") for name, values in headers.items()}
    assert usable_validators(first, 1_000.0).keys() <= {"ETag", "Last-Modified"}
    told = [notice("header", name, value) for name, value in first.items()]
    reservations([each for each in told if each is not None], URL)
    applied = codings(value.decode("latin-1") for value in headers.get("Content-Encoding", []))
    assert decoded_or_refused(response.body, applied)


def decoded_or_refused(body: bytes, applied: tuple[str, ...]) -> bool:
    """Whether it decodes to no more than it may, or is refused by a name."""
    try:
        return len(decode_body(body, applied, max_bytes=100_000)) <= 100_000
    except CodingError as error:
        return error.reason.isidentifier()


@FUZZ
@given(CHANGES, VALUES)
def test_the_links_of_a_changed_page_are_read(
    changes: list[tuple[int, bytes, int]], kind: bytes
) -> None:
    """What comes out is an address of the web."""
    response = HtmlResponse(URL, headers={"Content-Type": kind}, body=changed(FRONT, changes))
    links = links_of(response)
    for url in (
        *(link.url for link in links.links),
        *links.feeds,
        *links.declared,
        *links.next_pages,
    ):
        assert url.startswith(("http://", "https://"))
    assert {is_teaser(link) for link in links.links} <= {True, False}


@FUZZ
@given(st.binary(max_size=3_000), st.text(max_size=60))
def test_any_bytes_are_read_for_their_links(body: bytes, target: str) -> None:
    """No page at all, and any target of a page that leads on."""
    links_of(HtmlResponse(URL, body=body))
    assert same_page(URL, target) in {True, False}


def test_a_crawl_of_changed_answers_ends_with_what_is_whole(tmp_path: Path) -> None:
    """Answers with bytes changed in status line, headers and page: no error, and the plain pages come out."""
    dice = random.Random(7)
    headers = ("ETag: \"a\"", "Retry-After: 1", "X-Robots-Tag: all", "Content-Encoding: gzip", "Link: </a>; rel=canonical")  # fmt: skip
    routes: dict[str, bytes] = {}
    for number in range(60):
        plain = http(article_page(f"Odd{number}"), *dice.sample(headers, 3))
        head = plain.index(b"\r\n\r\n")
        bytes_in = [
            (dice.randrange(9, head), dice.randbytes(2), dice.randrange(3)) for _ in range(2)
        ]
        routes[f"/odd/{number}"] = changed(plain, bytes_in)
    routes |= {f"/good/{number}": http(article_page(f"Good{number}")) for number in range(5)}
    with RawServer(routes) as server:
        (tmp_path / "urls.txt").write_text("\n".join(f"{server.root}{path}" for path in routes))
        values = {"DOWNLOAD_TIMEOUT": "3", "BREAKER_FAILURES": "1000"}
        crawl = run("scrapy", "crawl", "article", "-a", f"urls=@{tmp_path}/urls.txt", folder=tmp_path, settings=values)  # fmt: skip
    titles = {record["title"].removeprefix("The ferry of ") for record in crawl.records}
    assert {f"Good{number}" for number in range(5)} <= titles, crawl.log
    assert crawl.code in {0, 3}, crawl.log
    assert crawl.stats["errors"] == 0, crawl.log
    assert "Traceback" not in crawl.log
    seen = {record["metadata"]["requested_url"] for record in crawl.records} | {
        one["url"] for one in crawl.missed
    }
    assert len(seen) == len(routes), json.dumps(sorted(seen))
