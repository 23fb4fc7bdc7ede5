"""The browser itself: that what the guard stops would have come through, and what becomes of a crash."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from newscrawl.download.browser import RenderBrowser, RenderOptions, find_browser
from newscrawl.errors import ConfigError
from newscrawl.refusals import RefusedError
from newscrawl.web.egress import parse_allowed
from tests.support.raw_server import RawServer, http
from tests.support.rendered_pages import needs_browser, pages, shell

T = TypeVar("T")


async def literal(host: bytes) -> Sequence[str]:
    return (host.decode(),)


def descendants(pid: int) -> list[int]:
    """All processes below *pid* that have not ended while they were looked for."""
    found = []
    with suppress(FileNotFoundError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in read(task / "children").split():
                found += [int(child), *descendants(int(child))]
    return found


def read(path: Path) -> str:
    """What a file of /proc says; nothing where its thread or process has ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def marked(mark: str) -> list[int]:
    """The browser's processes that have *mark* in their command line."""
    return [pid for pid in descendants(os.getpid()) if mark in read(Path(f"/proc/{pid}/cmdline"))]


def kill(mark: str) -> None:
    """Kill the browser's processes that have *mark* in their command line."""
    for pid in marked(mark):
        os.kill(pid, signal.SIGKILL)


def use(work: Callable[[RenderBrowser], Awaitable[T]], **options: float) -> T:
    async def used() -> T:
        made = RenderOptions(find_browser(), settle_s=4, **options)
        browser = RenderBrowser(made, literal, parse_allowed(["127.0.0.0/8"]))
        try:
            return await work(browser)
        finally:
            await browser.close()

    return asyncio.run(used())


PAGE = "http://127.0.0.2/page"
HTML = "text/html; charset=utf-8"


@needs_browser
def test_what_the_guard_stops_would_have_come_through() -> None:
    """Where the addresses are open, the page of the crawl's test reaches them: by scripts, tunnels, redirects."""
    with RawServer({}, "127.0.0.3") as inside:
        moved = http(
            b"",
            "Access-Control-Allow-Origin: *",
            f"Location: {inside.root}/redirect",
            status="302 Found",
        )
        with RawServer({"/to-inside": moved}, "127.0.0.2") as site:
            body = shell(pages(inside.root, 9)["inside"], "Inside")
            use(lambda browser: browser.render(f"{site.root}/inside", body, HTML), timeout_s=20)
        assert {"/xhr", "/redirect", "/post", "/socket", "/script", "/link", "/worker"} <= set(
            inside.paths
        )
        assert not {"/image", "/iframe", "/video", "/popup"} & set(inside.paths)


@needs_browser
def test_a_crash_costs_its_page_alone() -> None:
    """A page whose tab dies is refused; pages of a browser that dies are rendered by the next one."""
    waits = shell(
        "setTimeout(write, 300); setInterval(() => fetch('/x').catch(() => 0), 100)", "Waiting"
    )

    async def work(browser: RenderBrowser) -> None:
        first = asyncio.create_task(browser.render(PAGE, waits, HTML))
        await until(lambda: bool(marked("--type=renderer")))
        await asyncio.sleep(0.3)
        kill("--type=renderer")
        with pytest.raises(RefusedError, match="its tab crashed") as refused:
            await first
        assert refused.value.reason == "render_crashed"
        second = asyncio.create_task(browser.render(PAGE, waits, HTML))
        await asyncio.sleep(0.5)
        kill("--headless")
        assert "is to sail again" in (await second).html
        assert browser.starts == 2

    use(work, timeout_s=20)


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.05)


@needs_browser
def test_too_many_requests_are_not_made() -> None:
    """Beyond its number of requests a page gets nothing more, and is taken as it is."""
    asks = shell("write(); for (let n = 0; n < 50; n++) fetch('/' + n).catch(() => 0)", "Asking")
    with RawServer({}, "127.0.0.2") as site:
        rendered = use(
            lambda browser: browser.render(f"{site.root}/page", asks, HTML), max_requests=10
        )
        assert "is to sail again" in rendered.html
        assert rendered.spent == "more than 10 requests"
        assert len(site.paths) == 9


def test_a_browser_that_does_not_start_is_said() -> None:
    """What is no browser gives a refusal that names it."""

    async def work() -> None:
        browser = RenderBrowser(RenderOptions("/bin/false"), literal, ())
        try:
            with pytest.raises(RefusedError, match="/bin/false") as refused:
                await browser.render(PAGE, b"<p>x", HTML)
            assert refused.value.reason == "render_failed"
        finally:
            await browser.close()

    asyncio.run(work())


def test_a_missing_browser_is_an_error_at_start() -> None:
    """The message says what was looked for, and the way out."""
    with pytest.raises(ConfigError, match=r"no-such-browser.*apt-get install chromium"):
        find_browser("no-such-browser")
