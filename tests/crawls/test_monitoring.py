"""What run.json, the log and the exit code say of a crawl: what a user would repair, and nothing else."""

import json
from pathlib import Path

import pytest

from tests.support.crawl import Run, run
from tests.support.raw_server import Answer, RawServer, http
from tests.support.server import article_page

SETTINGS = {"DEDUPE_SAME_SITE": "off", "STATE_RESUME_HOURS": "0"}
ALIVE = [f"/2026/11/24/story-number-{number}-of-town" for number in range(6)]
DEAD = [f"/2026/11/2{number % 3}/old-story-number-{number}-of-town" for number in range(30)]


def _front(links: list[str], head: str = "") -> bytes:
    items = "".join(f'<li><a href="{url}">A story of the day in our town</a></li>' for url in links)
    return http(
        f"<html lang=en><head><title>Gazette</title>{head}</head><body><ul>{items}</ul></body>".encode()
    )


def _pages() -> dict[str, Answer]:
    return {path: http(article_page(f"Haven {number}")) for number, path in enumerate(ALIVE)}


def _crawl(folder: Path, server: RawServer, *words: str, **settings: str) -> Run:
    site = ("scrapy", "crawl", "site", "-a", f"site={server.root}/")
    return run(*(words or site), folder=folder, settings={**SETTINGS, **settings})


def _figures(done: Run) -> dict[str, object]:
    path = max(done.folder.rglob("run.json"), key=lambda each: each.stat().st_mtime)
    figures: dict[str, object] = json.loads(path.read_text())
    return figures


@pytest.mark.parametrize(
    ("settings", "code", "failed", "dead"),
    [
        pytest.param({}, 0, {}, {"http_404": len(DEAD)}, id="by default they are counted"),
        pytest.param(
            {"MISSED_DEAD_REASONS": "http_410"},
            3,
            {"http_404": len(DEAD)},
            {},
            id="unless asked for",
        ),
    ],
)
def test_dead_links_are_counted_not_warned_of(
    settings: dict[str, str],
    code: int,
    failed: dict[str, int],
    dead: dict[str, int],
    tmp_path: Path,
) -> None:
    """Links that a site shows and that are dead are no failure of the crawl, nor of the site."""
    with RawServer({"/": _front([*ALIVE, *DEAD]), **_pages()}) as server:
        done = _crawl(tmp_path, server, **settings)
    figures = done.stats
    assert (done.code, figures["failed"], figures["dead"]) == (code, failed, dead), done.log
    assert len(done.records) == len(ALIVE)
    assert done.log.count("WARNING: Failed") == sum(failed.values())
    assert len(done.missed) == len(DEAD)


def test_a_dead_page_that_the_user_named_is_a_failure(tmp_path: Path) -> None:
    """Somebody has to look at his list."""
    with RawServer(_pages()) as server:
        words = ("newscrawl", "crawl", f"{server.root}{ALIVE[0]}", f"{server.root}{DEAD[0]}")
        done = _crawl(tmp_path, server, *words)
    assert (done.code, done.stats["failed"], done.stats["dead"]) == (3, {"http_404": 1}, {})


@pytest.mark.parametrize(
    "status", [pytest.param("404 Not Found", id="gone"), pytest.param("500 Oops", id="failing")]
)
def test_what_a_one_off_crawl_missed_does_not_count_later(status: str, tmp_path: Path) -> None:
    """A whole-site run tries it again, and is no worse for it."""
    with RawServer({"/": _front(ALIVE), **_pages()}) as server:
        server.routes["/odd/one"] = http(b"busy", status=status)
        first = _crawl(tmp_path, server, "newscrawl", "crawl", f"{server.root}/odd/one")
        assert first.code == 3
        asked = server.paths.count("/odd/one")
        second = _crawl(tmp_path, server)
        assert server.paths.count("/odd/one") > asked
    figures = _figures(second)
    assert (second.code, figures["failed"], figures["left"]) == (0, {}, {}), second.log
    assert figures["sources"][server.root.removeprefix("http://")]["findings"] == []  # type: ignore[index]


FEED = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'


def _feed(urls: list[str]) -> bytes:
    items = "".join(f"<item><title>t</title><link>{url}</link></item>" for url in urls)
    text = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    )
    return http(text.encode(), kind="application/rss+xml")


@pytest.mark.parametrize(
    ("feed", "since", "found"),
    [
        pytest.param(
            _feed([f"http://elsewhere.test{path}" for path in ALIVE]),
            "",
            "moved",
            id="a paper that moved",
        ),
        pytest.param(
            http(b"<html><body><h1>Welcome</h1></body></html>"),
            "",
            "unreadable",
            id="a feed that is none",
        ),
        pytest.param(_feed([]), "", "gives_nothing", id="a source that gives nothing"),
    ],
)
def test_what_gives_nothing_is_a_finding(
    feed: bytes, since: str, found: str, tmp_path: Path
) -> None:
    """What a source names counts after the filters."""
    with RawServer({"/": _front([], FEED), "/rss.xml": feed}) as server:
        done = _crawl(tmp_path, server)
        (source,) = done.stats["sources"].values()
    assert found in [finding["kind"] for finding in source["findings"]], done.log
    assert source["status"] in {"broken", "changed"}
    assert found.replace("_", " ") in done.log or found in done.log


def test_a_window_that_drops_all_is_a_finding(tmp_path: Path) -> None:
    """A source that names articles of which none is inside the window."""
    old = [path.replace("2026", "2019") for path in ALIVE]
    with RawServer({"/": _front([], FEED)}) as server:
        server.routes["/rss.xml"] = _feed([f"{server.root}{path}" for path in old])
        done = _crawl(
            tmp_path,
            server,
            "scrapy",
            "crawl",
            "site",
            "-a",
            f"site={server.root}/",
            "-a",
            "since=7d",
        )
        (source,) = done.stats["sources"].values()
    assert [finding["kind"] for finding in source["findings"]] == ["all_outside"]
    assert done.records == []


def test_sources_check_counts_what_may_be_asked_for(tmp_path: Path) -> None:
    """A feed whose links all lead elsewhere gives nothing, and the table says where they lead."""
    with RawServer({"/": _front([], FEED)}) as server:
        server.routes["/rss.xml"] = _feed([f"http://www.elsewhere.test{path}" for path in ALIVE])
        file = tmp_path / "sources.toml"
        file.write_text(f'[gazette]\nsite = "{server.root}/"\n')
        done = _crawl(tmp_path, server, "newscrawl", "sources", "check", "-f", str(file))
    said = "gazette: all links of its feeds and sitemaps lead to hosts of others, mostly www.elsewhere.test"
    assert said in " ".join(done.log.split())
    row = next(line.split() for line in done.log.splitlines() if line.startswith("gazette "))
    assert row[:5] == ["gazette", "1", "0", "0", "0"]


def test_a_site_that_moves_to_another_origin_is_told_and_not_broken(tmp_path: Path) -> None:
    """As from http to https: all URLs redirect to the same paths there, and the feed names these."""
    first = {"/": _front(ALIVE, FEED), **_pages()}
    with RawServer(first) as old, RawServer({}) as new:
        first_night = _crawl(tmp_path, old)
        pages = {
            f"/2026/11/25/new-story-{n}-of-town": http(article_page(f"Port {n}")) for n in (1, 2)
        }
        names = [*ALIVE, *pages]
        new.routes = {"/": _front(names, FEED), **_pages(), **pages}
        new.routes["/rss.xml"] = _feed([f"{new.root}{path}" for path in names])
        for path in ["/", "/rss.xml", *names]:
            onward = f"Location: {new.root}{path}"
            old.routes[path] = http(b"", onward, status="301 Moved Permanently")
        settings = {"DEDUPE_SAME_SITE": "drop"}
        second_night = _crawl(tmp_path, old, **settings)
    assert first_night.code == second_night.code == 0, second_night.log
    (source,) = _figures(second_night)["sources"].values()  # type: ignore[attr-defined]
    assert source["status"] == "changed", source
    assert [finding["kind"] for finding in source["findings"]] == ["moved"]
    assert new.root in source["findings"][0]["message"]
