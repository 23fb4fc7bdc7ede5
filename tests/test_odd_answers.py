"""Answers that browsers show and other clients trip over: self-reloading pages, odd codings, long addresses."""

from pathlib import Path

import pytest

from newscrawl.spiders.reading import links_of, without_elements
from tests.crawl import run
from tests.newssite import NewsSite, list_page, make_stories
from tests.raw_server import RawServer
from tests.server import HTML, Reply, Request, Server, article_page

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def with_refresh(name: str, content: str, how: str = "<meta http-equiv=refresh content='{}'>") -> bytes:
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
            f"/a/{name}": with_refresh(name, content.format(base=base)) for name, content in REFRESHES.items()
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
        site.add("/", list_page(stories, head=f"<meta http-equiv=refresh content='90; url={base}/'>"))
        server.routes = {"/": site.answer}
        crawl = run("scrapy", "crawl", "site", "-a", f"site={base}/", folder=tmp_path)
        assert len(crawl.records) == 5, crawl.log


def chunked(body: bytes, size: str) -> bytes:
    """*body* in chunks of 300 bytes, their sizes written as *size*."""
    parts = [body[at : at + 300] for at in range(0, len(body), 300)]
    chunks = b"".join(size.format(len(part)).encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"


def plain(body: bytes, *headers: str) -> bytes:
    """*body* with *headers*."""
    lines = "".join(f"{header}\r\n" for header in (*headers, f"Content-Length: {len(body)}"))
    return HEAD + lines.encode() + b"\r\n" + body


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(chunked(article_page("Padham"), "{:x}  "), id="chunk sizes with blanks behind"),
        pytest.param(chunked(article_page("Padham"), " {:X}\t"), id="blanks before"),
        pytest.param(chunked(article_page("Padham"), "000{:x} ;name=\"é \x01\""), id="odd extensions"),
        pytest.param(plain(article_page("Padham"), "Content-Encoding: UTF-8"), id="a charset for a coding"),
        pytest.param(plain(article_page("Padham"), "Content-Encoding: none"), id="none"),
        pytest.param(plain(article_page("Padham"), "Content-Encoding: gzip, utf-8"), id="two, plain"),
        pytest.param(plain(article_page("Padham"), "Content-Encoding: aws-chunked"), id="a coding of elsewhere"),
        pytest.param(plain(article_page("Padham"), "Transfer-Encoding: identity", "Connection: close"), id="identity"),
    ],
)  # fmt: skip
def test_a_body_is_read_as_browsers_read_it(answer: bytes, tmp_path: Path) -> None:
    """Padding, charsets in the place of codings, and names of no coding cost nothing."""
    with RawServer({"/a": answer}) as server:
        crawl = run("scrapy", "crawl", "article", "-a", f"urls={server.root}/a", folder=tmp_path)
        assert [record["title"] for record in crawl.records] == ["The ferry of Padham"], crawl.log


@pytest.mark.parametrize(
    ("length", "code"), [pytest.param(3_000, 0, id="long"), pytest.param(9_000, 3, id="too long")]
)
def test_a_long_address_is_fetched_or_named(length: int, code: int, tmp_path: Path) -> None:
    """No address that the user names is lost in silence."""
    with Server() as server:
        url = server.url("/article/" + "x" * length)
        other = server.url("/article/short")
        crawl = run("scrapy", "crawl", "article", "-a", f"urls={url} {other}", folder=tmp_path)
        assert crawl.code == code, crawl.log
        assert len(crawl.records) == 2 - bool(code)
        assert [line["url"] for line in crawl.missed] == ([url] if code else [])


@pytest.mark.parametrize("kind", ["script", "elements", "bytes"])
def test_a_huge_front_gives_its_links(kind: str, tmp_path: Path) -> None:
    """Megabytes of script, or of elements: the links of its beginning are read."""
    stories = make_stories(5)
    filler = {
        "script": "<script>var x = '" + "<a href=/no>y</a>" * 400_000 + "';</script>",
        "elements": "<div>" + "<i>x</i>" * 200_000 + "</div>",
        "bytes": "<p>" + "word " * 1_500_000,
    }[kind]
    site = NewsSite()
    site.add_stories(stories)
    first = list_page(
        stories, head=filler if kind == "script" else "", extra=filler if kind != "script" else ""
    )
    site.add("/", first)
    with site.serve() as server:
        server.routes = {"/": site.answer}
        crawl = run("scrapy", "crawl", "site", "-a", f"site={server.url('/')}", folder=tmp_path)
        assert len(crawl.records) == 5, crawl.log
        assert "/no" not in {request.path for request in site.asked}


def test_elements_are_cut_out_in_linear_time() -> None:
    """One that is never closed is left in; its like behind it too."""
    assert without_elements(b"a<script>b</script>c<SCRIPT>d", b"script") == b"ac<SCRIPT>d"
    body = b"<script>" * 200_000
    assert without_elements(body, b"script") == body
    assert links_of.__doc__
