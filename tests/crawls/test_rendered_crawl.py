"""Pages whose scripts are run: a real Chromium, a real crawl, and what each server was asked."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.crawl import Run, run
from tests.support.raw_server import RawServer, http
from tests.support.rendered_pages import haven, needs_browser, pages, shell
from tests.support.server import article_page

pytestmark = needs_browser


async def endless() -> AsyncIterator[bytes]:
    yield http(b"", "Access-Control-Allow-Origin: *", kind="text/plain", length=None)
    while True:
        yield b"more and more of the same " * 4096
        await asyncio.sleep(0.001)


@dataclass(frozen=True, slots=True)
class Crawled:
    run: Run
    site: RawServer
    inside: RawServer
    datagrams: list[bytes]

    def record(self, name: str) -> dict[str, Any] | None:
        return next(
            (
                each
                for each in self.run.records
                if each["url"].endswith("/" + name.replace(" ", "-"))
            ),
            None,
        )


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """One crawl of all pages; the site's port is open, that of the server inside is not."""
    folder = tmp_path_factory.mktemp("rendered")
    with ExitStack() as stack:
        inside = stack.enter_context(RawServer({}, "127.0.0.3"))
        ears = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        ears.bind(("127.0.0.1", 0))
        ears.settimeout(0.05)
        scripts = pages(inside.root, ears.getsockname()[1])
        routes = {
            "/" + name.replace(" ", "-"): http(shell(script, haven(name)))
            for name, script in scripts.items()
        }
        moved = http(b"", f"Location: {inside.root}/redirect", status="302 Found")
        routes |= {
            "/data.json": http(b'{"ok": true}', kind="application/json"),
            "/endless": endless,
            "/to-inside": moved,
        }
        routes["/plain"] = http(article_page("Plainhaven"))
        site = stack.enter_context(RawServer(routes, "127.0.0.2"))
        urls = [
            site.root + path
            for path in routes
            if path not in {"/data.json", "/endless", "/to-inside"}
        ]
        (folder / "urls.txt").write_text("\n".join(urls))
        settings = {
            "EGRESS_ALLOW": f"127.0.0.2:{site.port}",
            "RENDER_TIMEOUT_S": "9",
            "RENDER_SETTLE_S": "2.5",
            "RENDER_MAX_BYTES": "2000000",
            "RENDER_CONCURRENT_PAGES": "3",
            "DOWNLOAD_TIMEOUT": "20",
        }
        done = run(
            "scrapy",
            "crawl",
            "article",
            "-a",
            f"urls=@{folder / 'urls.txt'}",
            "-a",
            "render=1",
            folder=folder,
            settings=settings,
        )
        heard = []
        with contextlib.suppress(TimeoutError):
            heard.append(ears.recv(100))
        yield Crawled(done, site, inside, heard)


def test_a_source_is_rendered_where_it_says_so(tmp_path: Path) -> None:
    """With ``render = true`` front and articles of a site are read after their scripts, feeds as they are."""
    paths = [f"/2026/03/0{day}/the-ferry-sails-again-{day}.html" for day in (2, 3)]
    links = "".join(
        f"<h2><a href='{path}'>The ferry sails again on day {path[-6]}</a></h2>" for path in paths
    )
    front = f"<html><body><div id=app></div><script>document.getElementById('app').innerHTML = `{links}`</script>"
    routes = {"/": http(front.encode())} | {
        path: http(shell("write()", f"Bay{path[-6]}")) for path in paths
    }
    with RawServer(routes, "127.0.0.2") as site:
        file = tmp_path / "sources.toml"
        file.write_text(f"[bay]\nsite = '{site.root}/'\nrender = true\n")
        allow = {"EGRESS_ALLOW": f"127.0.0.2:{site.port}"}
        done = run(
            "scrapy", "crawl", "site", "-a", f"sources={file}", folder=tmp_path, settings=allow
        )
        assert sorted(record["url"] for record in done.records) == [
            site.root + path for path in paths
        ], done.log
        assert {tuple(record["metadata"]["flags"]) for record in done.records} == {("rendered",)}


def test_what_scripts_made_comes_out_of_an_archive(tmp_path: Path) -> None:
    """A page that was rendered and kept is read again as it was rendered, and gives the same record."""
    with RawServer({"/a": http(shell("write()", haven("a")))}) as site:
        settings = {"RENDER_ALL": "1", "WARC_ENABLED": "1", "PROFILE_ENABLED": "0"}
        crawled = run(
            "newscrawl", "crawl", f"{site.root}/a", folder=tmp_path / "a", settings=settings
        )
    (kept,) = crawled.folder.glob("*/*/warc")
    read = run(
        "newscrawl", "extract", str(kept), folder=tmp_path / "b", settings={"PROFILE_ENABLED": "0"}
    )
    assert crawled.records, crawled.log
    assert crawled.records[0]["metadata"]["flags"] == ["rendered"]
    assert read.records == crawled.records


def test_a_wrong_switch_or_browser_ends_the_command(tmp_path: Path) -> None:
    """What cannot be rendered is said before anything is fetched."""
    command = ("scrapy", "crawl", "article", "-a", "urls=http://127.0.0.2/")
    wrong = run(*command, "-a", "render=perhaps", folder=tmp_path)
    assert "render=perhaps: expected 1 or 0" in wrong.log
    settings = {"RENDER_ALL": "1", "RENDER_BROWSER": "no-such-browser"}
    missing = run(*command, folder=tmp_path, settings=settings)
    assert "no browser found (looked for no-such-browser)" in missing.log
    assert (wrong.code, missing.code) == (2, 2)


READ = (
    "fetched",
    "inside",
    "leaves",
    "moves",
    "reloads",
    "pops up",
    "asks for ever",
    "endless body",
    "plain",
)


@pytest.mark.parametrize("name", READ)
def test_what_a_script_writes_is_read(crawled: Crawled, name: str) -> None:
    """A page becomes what its script makes of it, whatever else that does; the record says that it was rendered."""
    record = crawled.record(name)
    assert record is not None
    assert f"The ferry of {haven(name)} is to sail" in record["text"]
    assert record["metadata"]["flags"] == ["rendered"]
    assert record["metadata"]["body_source"] == "page"


def test_no_page_reaches_what_is_closed(crawled: Crawled) -> None:
    """Nothing that a page does leads to an address that the guard has not opened, and no datagram leaves.

    ``test_browser.py`` shows that the same page reaches it where it is open.
    """
    assert crawled.inside.asked == []
    assert crawled.datagrams == []
    assert "127.0.0.3 is not globally routable" in crawled.run.log


def test_the_page_itself_is_asked_for_once_and_never_left(crawled: Crawled) -> None:
    """The browser asks for no page: it gets what was downloaded, and neither moves on nor opens another."""
    asked = crawled.site.paths
    pages = {"/" + name.replace(" ", "-") for name in READ}
    assert all(asked.count(path) == 1 for path in pages)
    assert not [path for path in asked if path.startswith("/article/")]
    agents = {
        line
        for each in crawled.site.asked
        for line in each.head.split(b"\r\n")
        if line.lower().startswith(b"user-agent")
    }
    assert len(agents) == 1


def test_what_does_not_end_costs_itself_alone(crawled: Crawled) -> None:
    """A script without end, and a document without end, are missed by name."""
    missed = {each["url"].rpartition("/")[2]: each["reason"] for each in crawled.run.missed}
    assert missed == {"busy": "render_timeout", "grows": "too_large"}
    assert "rendered as far as its budget went (more than 2000000 bytes)" in crawled.run.log
    assert crawled.run.code == 3


def test_nothing_is_left_behind(crawled: Crawled) -> None:
    """No task is dropped, and no browser outlives the crawl."""
    assert "Task was destroyed" not in crawled.run.log
    assert "never retrieved" not in crawled.run.log
