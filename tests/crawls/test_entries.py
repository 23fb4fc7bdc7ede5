"""The entries for quality scorers take the way of a crawl."""

from pathlib import Path

from benchmarks.entry import record
from tests.extract.body.test_live import LEAD, live_page
from tests.support.crawl import run
from tests.support.newssite import NewsSite


def test_a_record_is_the_one_that_a_crawl_writes(tmp_path: Path) -> None:
    """Every key and value, but for the time of the crawl."""
    body = live_page(LEAD).body
    site = NewsSite()
    site.add("/live", body)
    with site.serve() as server:
        url = server.url("/live")
        crawl = run("scrapy", "crawl", "article", "-a", f"urls={url}", folder=tmp_path)
    (written,), made = crawl.records, record(body, url, "text/html; charset=utf-8")
    assert made is not None
    assert made | {"added": written["added"]} == written


def test_a_page_without_an_article_has_no_record() -> None:
    """What a crawl drops gives nothing: no text, no page, too little text."""
    assert (
        record(b"<html><body><nav>Menu</nav></body></html>", "https://news.example/a", "text/html")
        is None
    )
    assert record(b"%PDF-1.7", "https://news.example/a", "application/pdf") is None
    assert record(b"<p>Too short.</p>", "https://news.example/a", "text/html") is None


def test_a_record_is_read_in_the_charset_of_the_page() -> None:
    """The bytes are read as a crawl reads them, not as UTF-8."""
    text = (
        "Le conseil a voté mardi la reconstruction du pont que la crue avait emporté l'été dernier."
    )
    page = f"<html lang=fr><head><title>Le pont</title></head><body><article><p>{text}</p></article></body></html>"
    made = record(
        page.encode("cp1252"), "https://news.example/a", "text/html; charset=windows-1252"
    )
    assert made is not None
    assert made["text"] == text
