"""Sitemaps of every kind, also cut off and hostile ones, become addresses."""

import gzip

import pytest

from newscrawl.discover.sitemaps import Sitemap, read_sitemap

BASE = "https://news.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
URLSET = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>
<url><loc> https://news.example/a?x=1&amp;y=2 </loc><lastmod>2026-11-24</lastmod></url>
<url><loc>https://news.example/b</loc><news:news><news:publication><news:name>L</news:name><news:language>de</news:language>
</news:publication><news:publication_date>2026-11-24T07:41:00+01:00</news:publication_date><news:title>Brücke</news:title>
</news:news></url><url><loc>javascript:alert(1)</loc></url></urlset>""".encode()
INDEX = f"<sitemapindex {NS}><sitemap><loc>/s/1.xml.gz</loc><lastmod>2026-11-01T00:00:00Z</lastmod></sitemap></sitemapindex>"


def read(body: bytes, **limits: int) -> Sitemap:
    sitemap = read_sitemap(body, BASE, **limits)
    assert sitemap is not None
    return sitemap


@pytest.mark.parametrize("packed", [pytest.param(False, id="plain"), pytest.param(True, id="gzip")])
def test_urlset_gives_addresses_dates_and_titles(packed: bool) -> None:
    """Addresses, change dates, and what a news sitemap says, also from a gzip file."""
    first, second = read(gzip.compress(URLSET) if packed else URLSET).pages
    assert (first.url, first.modified) == (
        "https://news.example/a?x=1&y=2",
        "2026-11-24T00:00:00+00:00",
    )
    assert (second.title, second.published, second.language) == (
        "Brücke",
        "2026-11-24T07:41:00+01:00",
        "de",
    )


def test_index_gives_children_only() -> None:
    """An index names further sitemaps, resolved against its own address."""
    sitemap = read(INDEX.encode())
    assert sitemap.pages == ()
    assert [child.url for child in sitemap.children] == ["https://news.example/s/1.xml.gz"]


def test_text_list() -> None:
    """A plain list gives an address per line, doubles and other lines left out."""
    body = "\ufeffhttps://news.example/a\r\nhttps://news.example/a\nnonsense\nHTTP://news.example/b\n".encode()
    assert [page.url for page in read(body).pages] == [
        "https://news.example/a",
        "HTTP://news.example/b",
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html><body>Not found</body></html>", id="an error page"),
        pytest.param(b"<", id="one character"),
        pytest.param(b"\x1f\x8b broken gzip", id="broken gzip"),
        pytest.param(b"User-agent: *\nDisallow:", id="robots.txt"),
    ],
)
def test_what_is_no_sitemap_gives_none(body: bytes) -> None:
    """Anything else is no sitemap, and never an exception."""
    assert read_sitemap(body, BASE) is None


def test_a_cut_off_file_gives_what_came() -> None:
    """Entries before the cut are read."""
    assert [page.url for page in read(URLSET[: URLSET.index(b"</news:news>")]).pages][:1] == [
        "https://news.example/a?x=1&y=2"
    ]


def test_limits_cut_and_say_so() -> None:
    """Over the limit of entries or bytes the rest is left out, and ``truncated`` says it."""
    body = (
        b"<urlset>"
        + b"".join(b"<url><loc>https://news.example/%d</loc></url>" % n for n in range(100))
        + b"</urlset>"
    )
    assert not read(body).truncated
    few = read(body, max_entries=10)
    assert (len(few.pages), few.truncated) == (10, True)
    small = read(gzip.compress(body), max_bytes=500)
    assert 0 < len(small.pages) < 100
    assert small.truncated
    listed = read(b"https://news.example/a\nhttps://news.example/b\n", max_entries=1)
    assert (len(listed.pages), listed.truncated) == (1, True)


def test_a_bomb_is_unpacked_up_to_the_limit_only() -> None:
    """A gzip bomb costs no more than the limit."""
    bomb = gzip.compress(b"<urlset>" + b" " * 20_000_000)
    assert read(bomb, max_bytes=100_000).truncated


def test_entities_are_not_read() -> None:
    """An external entity gives no file's content."""
    body = b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://news.example/&x;</loc></url></urlset>'
    assert [page.url for page in read(body).pages] == ["https://news.example/&x;"]
