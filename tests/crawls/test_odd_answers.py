"""Answers that browsers show and other clients trip over: self-reloading pages, odd codings, long addresses."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from newscrawl.spiders.parsing import links_of, without_elements
from tests.support.crawl import run
from tests.support.manysites import crawl_sites
from tests.support.newssite import NewsSite, list_page, make_stories
from tests.support.raw_server import RawServer
from tests.support.server import HTML, Reply, Request, Server, article_page

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def with_refresh(
    name: str, content: str, how: str = "<meta http-equiv=refresh content='{}'>"
) -> bytes:
    """An article page with a meta refresh."""
    return article_page(name).replace(b"<head>", f"<head>{how.format(content)}".encode())


REFRESHES = {
    "itself": "60; url={base}/a/itself",
    "relative": "1;url=relative",
    "at-once": "0; URL={base}/a/at-once#top",
    "a-parameter": "90; url=/a/a-parameter?refresh=1",
    "home": "30; url=/",
    "no-address": "300",
    "nonsense": "soon; url=http://[bad",
    "a-script": "0; url=javascript:void(0)",
}
HIDDEN = {
    "comment": "<!-- {} -->",
    "script": "<script>var tag = '{}';</script>",
    "noscript": "<NOSCRIPT>{}</NOSCRIPT>",
    "template": "<template>{}</template>",
}
LEADING_ON = {
    "comma": "0,url={}",
    "bare": "0; {}",
    "blanks": " 1 ; URL = '{}' ",
    "fraction": '.5;url="{}"',
}


def test_a_page_that_reloads_itself_is_a_page(tmp_path: Path) -> None:
    """Or that leads on after a while: a reader has read it by then. One that leads on at once is followed."""
    pages: dict[str, bytes] = {}

    async def answer(request: Request) -> Reply:
        body = pages.get(request.path)
        return Reply(body, headers=HTML) if body else Reply(status=404)

    with Server(routes={"/": answer}) as server:
        base = server.url("")
        pages |= {
            f"/a/{name}": with_refresh(name, content.format(base=base))
            for name, content in REFRESHES.items()
        }
        pages["/a/leads-on"] = (
            b"<html><head><meta http-equiv=refresh content='0; url=/a/target'></head></html>"
        )
        pages["/a/target"] = article_page("target")
        urls = " ".join(f"{base}/a/{name}" for name in (*REFRESHES, "leads-on"))
        crawl = run("scrapy", "crawl", "article", "-a", f"urls={urls}", folder=tmp_path)
        assert crawl.code == 0, crawl.log
        titles = sorted(record["title"].removeprefix("The ferry of ") for record in crawl.records)
        assert titles == sorted([*REFRESHES, "target"])


def test_a_front_that_reloads_itself_is_read(tmp_path: Path) -> None:
    """Its articles are found."""
    stories = make_stories(5)
    site = NewsSite()
    site.add_stories(stories)
    with site.serve() as server:
        base = server.url("")
        site.add(
            "/", list_page(stories, head=f"<meta http-equiv=refresh content='90; url={base}/'>")
        )
        server.routes = {"/": site.answer}
        crawl = run("scrapy", "crawl", "site", "-a", f"site={base}/", folder=tmp_path)
        assert len(crawl.records) == 5, crawl.log


def test_a_refresh_is_read_as_browsers_read_it(tmp_path: Path) -> None:
    """However it is written, or in the head of the answer; one in a comment or a script is none."""
    pages: dict[str, Reply] = {}
    tag = '<meta content="0; url=/none" http-equiv="refresh">'
    for name, how in HIDDEN.items():
        pages[f"/a/{name}"] = Reply(with_refresh(name, tag, how), headers=HTML)
    for name, how in LEADING_ON.items():
        pages[f"/t/{name}"] = Reply(article_page(name), headers=HTML)
        leading = f"<html><head><meta http-equiv=Refresh content='{how.format(f'/t/{name}')}'></head></html>"
        if "'" in how:
            leading = leading.replace("content='", 'content="').replace("'></head>", '"></head>')
        pages[f"/a/{name}"] = Reply(leading.encode(), headers=HTML)
    pages["/t/header"] = Reply(article_page("header"), headers=HTML)
    pages["/a/header"] = Reply(b"<html></html>", headers={**HTML, "Refresh": "0; url=/t/header"})
    pages["/a/backslash"] = Reply(status=302, headers={"Location": "\\t\\backslash"})
    pages["/t/backslash"] = Reply(article_page("backslash"), headers=HTML)
    pages["/a/nowhere"] = Reply(status=302, headers={"Location": "http://[bad"})

    async def answer(request: Request) -> Reply:
        return pages.get(request.path) or Reply(status=404)

    with Server(routes={"/": answer}) as server:
        urls = " ".join(server.url(path) for path in pages if path.startswith("/a/"))
        crawl = run("scrapy", "crawl", "article", "-a", f"urls={urls}", folder=tmp_path)
        found = {record["title"].removeprefix("The ferry of ") for record in crawl.records}
        assert found == {*HIDDEN, *LEADING_ON, "header", "backslash"}, crawl.log
        assert [line["reason"] for line in crawl.missed] == ["bad_redirect"]
        assert "/none" not in server.requests


def chunked(body: bytes, size: str, end: bytes = b"\r\n", last: bytes = b"") -> bytes:
    """*body* in chunks of 300 bytes, their sizes written as *size*, lines ended by *end*."""
    parts = [body[at : at + 300] for at in range(0, len(body), 300)]
    chunks = b"".join(size.format(len(part)).encode() + end + part + end for part in parts)
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0" + end + last + end


def plain(body: bytes, *headers: str) -> bytes:
    """*body* with *headers*."""
    lines = "".join(f"{header}\r\n" for header in (*headers, f"Content-Length: {len(body)}"))
    return HEAD + lines.encode() + b"\r\n" + body


BODIES: dict[str, Callable[[bytes], bytes]] = {
    "chunk sizes with blanks behind": lambda page: chunked(page, "{:x}  "),
    "blanks before": lambda page: chunked(page, " {:X}\t"),
    "odd extensions": lambda page: chunked(page, "000{:x} ;name=\"é \x01\""),
    "a charset for a coding": lambda page: plain(page, "Content-Encoding: UTF-8"),
    "none": lambda page: plain(page, "Content-Encoding: none"),
    "two, plain": lambda page: plain(page, "Content-Encoding: gzip, utf-8"),
    "a coding of elsewhere": lambda page: plain(page, "Content-Encoding: aws-chunked"),
    "line feeds alone": lambda page: chunked(page, "{:x}", b"\n", b"X-Sum: 1\n"),
    "a weighted coding": lambda page: plain(gzip.compress(page), "Content-Encoding: gzip;q=1.0"),
    "another coding than said": lambda page: plain(zlib.compress(page), "Content-Encoding: gzip"),
    "a wrong sum": lambda page: plain(gzip.compress(page)[:-8] + bytes(8), "Content-Encoding: gzip"),
    "an empty line before": lambda page: b"\r\n" + plain(page),
    "another version": lambda page: plain(page).replace(b"HTTP/1.1", b"HTTP/2"),
    "a signed length": lambda page: plain(page).replace(b"Length: ", b"Length: +"),
    "a length that is none": lambda page: plain(page, "Connection: close").replace(b"Length: ", b"Length: -"),
    "identity": lambda page: plain(page, "Transfer-Encoding: identity", "Connection: close"),
}  # fmt: skip


def test_a_body_is_read_as_browsers_read_it(tmp_path: Path) -> None:
    """Padding, charsets in the place of codings, and names of no coding cost nothing."""
    towns = [f"Padham{number}" for number in range(len(BODIES))]
    answers = {
        f"/{town}": make(article_page(town))
        for town, make in zip(towns, BODIES.values(), strict=True)
    }
    with RawServer(answers) as server:
        urls = " ".join(f"{server.root}{path}" for path in answers)
        crawl = run("scrapy", "crawl", "article", "-a", f"urls={urls}", folder=tmp_path)
        found = {record["title"].removeprefix("The ferry of ") for record in crawl.records}
        lost = [name for name, town in zip(BODIES, towns, strict=True) if town not in found]
        assert not lost, crawl.log


def test_a_long_address_is_fetched_or_named(tmp_path: Path) -> None:
    """No address that the user names is lost in silence."""
    with Server() as server:
        urls = {length: server.url("/article/" + "x" * length) for length in (9, 3_000, 9_000)}
        crawl = run(
            "scrapy", "crawl", "article", "-a", f"urls={' '.join(urls.values())}", folder=tmp_path
        )
        assert crawl.code == 3, crawl.log
        assert {record["url"] for record in crawl.records} == {urls[9], urls[3_000]}
        assert [line["url"] for line in crawl.missed] == [urls[9_000]]


def test_a_huge_front_gives_its_links(tmp_path: Path) -> None:
    """Megabytes of script, or of elements: the links of its beginning are read."""
    stories = make_stories(5)
    fillers = {
        "script": "<script>var x = '" + "<a href=/no>y</a>" * 400_000 + "';</script>",
        "elements": "<div>" + "<i>x</i>" * 200_000 + "</div>",
        "bytes": "<p>" + "word " * 1_500_000,
    }
    sites = {}
    for kind, filler in fillers.items():
        sites[kind] = NewsSite()
        sites[kind].add_stories(stories)
        before, behind = (filler, "") if kind == "script" else ("", filler)
        sites[kind].add("/", list_page(stories, head=before, extra=behind))
    crawled = crawl_sites(sites, tmp_path)
    assert {kind: len(crawled.found(kind)) for kind in sites} == dict.fromkeys(sites, 5), (
        crawled.run.log
    )
    assert not [kind for kind in sites if "/no" in crawled.asked(kind)]


def test_elements_are_cut_out_in_linear_time() -> None:
    """One that is never closed is left in; its like behind it too."""
    assert without_elements(b"a<script>b</script>c<SCRIPT>d", b"script") == b"ac<SCRIPT>d"
    body = b"<script>" * 200_000
    assert without_elements(body, b"script") == body
    assert links_of.__doc__
