"""Headers of a source go to its own hosts alone, and the newest ones are sent."""

import json
from pathlib import Path

import pytest

from newscrawl.middlewares.credentials import headers_for
from newscrawl.sources.source import Source, source_of
from tests.support.crawl import Run, run
from tests.support.raw_server import RawServer, http
from tests.support.server import article_page

SECRETS = {"Cookie": "session=1", "authorization": "Basic abc", "Accept-Language": "de"}


def _source(site: str) -> Source:
    plain = source_of(site)
    return Source(plain.name, plain.seeds, plain.hosts, headers=SECRETS)


@pytest.mark.parametrize(
    ("site", "url", "names"),
    [
        pytest.param(
            "https://gazette.test/", "https://gazette.test/a", {*SECRETS}, id="its own host"
        ),
        pytest.param(
            "https://gazette.test/", "https://shop.gazette.test/a", {*SECRETS}, id="a host below it"
        ),
        pytest.param(
            "https://gazette.test/", "https://gazette.test.evil.test/a", set(), id="a longer name"
        ),
        pytest.param(
            "https://gazette.test/", "https://cdn.test/sitemap.xml", set(), id="another host"
        ),
        pytest.param(
            "https://gazette.test/",
            "http://gazette.test/a",
            {"Accept-Language"},
            id="not encrypted",
        ),
        pytest.param(
            "http://gazette.test/", "http://gazette.test/a", {*SECRETS}, id="never encrypted"
        ),
        pytest.param(
            "http://gazette.test/", "https://gazette.test/a", {*SECRETS}, id="encrypted by now"
        ),
    ],
)
def test_where_headers_may_go(site: str, url: str, names: set[str]) -> None:
    """To the hosts of the source; secrets of a source that is encrypted throughout stay so."""
    assert headers_for(_source(site), url).keys() == names


def _night(folder: Path, server: RawServer, cookie: str) -> Run:
    sources = folder / "sources.toml"
    sources.write_text(
        f'[gazette]\nsite = "http://gazette.test:{server.port}/"\n'
        f'headers = {{ Cookie = "session={cookie}", Authorization = "Basic c3Vi" }}\n'
    )
    hosts = {name: ["127.0.0.1"] for name in ("gazette.test", "files.test", "elsewhere.test")}
    settings = {
        "EGRESS_HOSTS": json.dumps(hosts),
        "STATE_RESUME_HOURS": "0",
        "SCOPE_REDIRECTS": "any",
        "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
    }
    return run(
        "scrapy", "crawl", "site", "-a", f"sources={sources}", folder=folder, settings=settings
    )


def test_secrets_stay_with_their_hosts_and_are_the_newest(tmp_path: Path) -> None:
    """A foreign sitemap, feed and redirect see none; a page that failed is asked for with today's cookie."""
    pages = {
        f"/2026/11/24/story-number-{number}": http(article_page(f"Haven {number}"))
        for number in range(3)
    }
    with RawServer({}) as server:
        own, away = f"http://gazette.test:{server.port}", f"http://files.test:{server.port}"
        links = "".join(
            f'<li><a href="{path}">A story of the day in town</a></li>' for path in pages
        )
        feed = '<link rel=alternate type="application/rss+xml" href="/moved.rss">'
        front = f"<html lang=en><head><title>Gazette</title>{feed}</head><body><ul>{links}</ul>"
        listed = "".join(f"<url><loc>{own}{path}</loc></url>" for path in pages)
        server.routes |= pages
        server.routes["/"] = http(front.encode())
        server.routes["/robots.txt"] = http(
            f"Sitemap: {away}/foreign.xml\n".encode(), kind="text/plain"
        )
        server.routes["/foreign.xml"] = http(
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'.encode(),
            kind="text/xml",
        )
        server.routes["/moved.rss"] = http(b"", f"Location: {away}/feed.rss", status="302 Found")
        server.routes["/feed.rss"] = http(
            b"<rss version='2.0'><channel><title>x</title></channel></rss>"
        )
        failing = next(iter(pages))
        server.routes[failing] = http(b"busy", status="503 Busy")
        assert len(_night(tmp_path, server, "one").records) == len(pages) - 1
        server.routes[failing] = pages[failing]
        assert len(_night(tmp_path, server, "two").records) == len(pages)
        asked = list(server.asked)
    foreign = [each.head for each in asked if b"Host: files.test" in each.head]
    assert {each.path for each in asked if b"Host: files.test" in each.head} >= {
        "/foreign.xml",
        "/feed.rss",
    }
    assert [head for head in foreign if b"Cookie" in head or b"Authorization" in head] == []
    tries = [each.head for each in asked if each.path == failing]
    assert [b"session=one" in head for head in tries] == [True] * (len(tries) - 1) + [False]
    assert b"session=two" in tries[-1]
    state = next((tmp_path / "output" / "state").glob("*.sqlite")).read_bytes()
    assert b"session=one" not in state
