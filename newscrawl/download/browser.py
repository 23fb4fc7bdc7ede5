"""A system Chromium that runs the scripts of a page which was downloaded already.

Theory of operation. The page itself came by the ordinary way: robots.txt, scope, redirects and
budgets have been seen to. The browser is given its bytes in the place of its own request, so it
never navigates by itself; whatever else its scripts ask for goes through a ``GuardProxy`` made for
this page alone. Each page has a context of its own (no cookies, storage or process shared with
another), which is thrown away after it. What takes too long ends with its context; a browser that
dies is started again, and its other pages are tried once more.

scrapy-playwright (0.0.48) works with Scrapy 2.19, and is not used: it lets the browser navigate and
follow redirects by itself, past robots.txt, scope, retries and archives, has one proxy for all
pages, and starts Playwright with every crawl. Source: docs/safety.md, "Browser".
"""

import asyncio
import contextlib
import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from newscrawl.download.proxy import GuardProxy, Lookup, ProxyLimits
from newscrawl.errors import ConfigError
from newscrawl.refusals import RefusedError
from newscrawl.web.egress import AllowedNetwork

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Playwright, Route

logger = logging.getLogger(__name__)

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
"""Names that the browser may have, the one that starts fastest first."""
NOT_LOADED = frozenset({"image", "media", "font", "texttrack", "manifest", "ping", "eventsource"})
MAX_RELOADS = 3
CLOSE_TIMEOUT_S = 5.0
NOTICE_S = 0.2
"""How long after a failure it may take to be told that a tab or the browser has died."""
START_TIMEOUT_S = 30.0
ARGUMENTS = (
    # what is no page's: nowhere; pages have proxies of their own
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    # names are the proxies' to resolve
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    # without it, datagrams were seen to leave
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--disable-remote-fonts",
    "--disable-3d-apis",
    "--blink-settings=imagesEnabled=false",
    "--js-flags=--max-old-space-size=512",
)


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How pages are rendered.

    Attributes:
        executable: Path of the browser.
        user_agent: Said by all requests of a page.
        timeout_s: For one page, from its bytes to its text.
        settle_s: How long a page may go on asking for things before it is taken as it is.
        max_bytes: Of all that a page asks for, and of the page that comes out.
        max_requests: Of a page.
        max_pages: At once.
    """

    executable: str
    user_agent: str = "newscrawl"
    timeout_s: float = 30.0
    settle_s: float = 5.0
    max_bytes: int = 16 * 1024 * 1024
    max_requests: int = 200
    max_pages: int = 2


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page after its scripts.

    Attributes:
        html: The document as it is then.
        received: Bytes that it asked for.
        refused: Hosts that the egress guard refused, with the reason.
        spent: Which of its budgets ran out; empty: none.
    """

    html: str
    received: int
    refused: tuple[str, ...]
    spent: str


def find_browser(named: str = "") -> str:
    """Return the path of the browser that is *named*, or of one that is installed.

    Raises:
        ConfigError: If there is none, or Playwright is missing.
    """
    try:
        import playwright  # noqa: F401, PLC0415 - the extra
    except ImportError as error:
        raise ConfigError("render: Playwright is not installed; pip install playwright") from error
    found = next(
        (path for name in ((named,) if named else NAMES) if (path := shutil.which(name))), None
    )
    if found is None:
        raise ConfigError(
            f"render: no browser found (looked for {named or ', '.join(NAMES)}); "
            "on Debian: apt-get install chromium; or name one by RENDER_BROWSER"
        )
    return found


@dataclass
class _Visit:
    """One page in the browser; without slots, for Playwright hangs names on the owner of a handler."""

    url: str
    body: bytes
    content_type: str
    max_requests: int
    requests: int = 0
    loads: int = 0
    crashed: bool = False
    answers: set[asyncio.Task[Any]] = field(default_factory=set)

    async def answer(self, route: "Route") -> None:
        """Answer the page with its own bytes, let through what it may ask for, and refuse the rest."""
        from playwright.async_api import Error  # noqa: PLC0415 - the extra

        self.requests += 1
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - Playwright runs each handler in a task
        self.answers.add(task)
        task.add_done_callback(self.answers.discard)
        try:
            await self._judge(route)
        except (
            Error
        ) as error:  # the page is gone: Playwright, which waits for the end, is to wait no more
            raise asyncio.CancelledError from error

    async def _judge(self, route: "Route") -> None:
        if route.request.is_navigation_request():
            await self._navigate(route)
        elif route.request.resource_type in NOT_LOADED or self.requests > self.max_requests:
            await route.abort("blockedbyclient")
        else:
            await route.continue_()

    async def _navigate(self, route: "Route") -> None:
        own = route.request.frame.parent_frame is None and route.request.url == self.url
        self.loads += own
        if own and self.loads <= MAX_RELOADS and route.request.method == "GET":
            await route.fulfill(status=200, content_type=self.content_type, body=self.body)
        else:
            await route.fulfill(
                status=204
            )  # the document stays; an abort would show an error page instead

    def end(self) -> None:
        """End what Playwright leaves waiting for ever when a context is closed."""
        for task in tuple(self.answers):
            task.cancel()

    def note_crash(self, page: "Page") -> None:
        self.crashed = True


@dataclass(slots=True)
class RenderBrowser:
    """The browser: started when the first page comes, ended by ``close``."""

    options: RenderOptions
    lookup: Lookup
    allowed: Sequence[AllowedNetwork]
    starts: int = 0
    _playwright: "Playwright | None" = None
    _browser: "Browser | None" = None
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _turns: asyncio.Semaphore | None = None

    async def render(self, url: str, body: bytes, content_type: str) -> Rendered:
        """Run the scripts of the page *body* that came from *url*; give what it becomes.

        Raises:
            RefusedError: ``render_timeout``, ``render_crashed``, ``too_large``, or
                ``render_failed``.
        """
        from playwright.async_api import Error  # noqa: PLC0415 - the extra

        self._turns = self._turns or asyncio.Semaphore(self.options.max_pages)
        async with self._turns:
            for final in (False, True):
                browser = await self._running()
                visit = _Visit(urldefrag(url).url, body, content_type, self.options.max_requests)
                try:
                    async with asyncio.timeout(self.options.timeout_s):
                        return await self._visit(browser, visit)
                except TimeoutError as error:
                    raise RefusedError(
                        "render_timeout", f"{url}: not rendered in {self.options.timeout_s:g} s"
                    ) from error
                except Error as error:
                    await asyncio.sleep(NOTICE_S)
                    if visit.crashed:
                        raise RefusedError("render_crashed", f"{url}: its tab crashed") from error
                    if browser.is_connected() or final:
                        raise RefusedError(
                            "render_failed", f"{url}: {error.message[:300]}"
                        ) from error
        raise AssertionError("unreachable")

    async def _running(self) -> "Browser":
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                try:
                    async with asyncio.timeout(START_TIMEOUT_S):
                        self._browser = await self._start()
                except Exception as error:  # whatever a browser fails with
                    raise RefusedError(
                        "render_failed", f"{self.options.executable}: {error}"
                    ) from error
                self.starts += 1
            return self._browser

    async def _start(self) -> "Browser":
        from playwright.async_api import async_playwright  # noqa: PLC0415 - the extra

        if self._playwright is None:
            self._playwright = await async_playwright().start()
        root = os.geteuid() == 0
        if root:
            logger.warning("Chromium cannot use its sandbox as root; crawl as another user")
        return await self._playwright.chromium.launch(
            executable_path=self.options.executable,
            args=list(ARGUMENTS),
            chromium_sandbox=not root,
            env={
                name: os.environ[name]
                for name in ("PATH", "HOME", "LANG", "TMPDIR")
                if name in os.environ
            },
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )

    async def _visit(self, browser: "Browser", visit: _Visit) -> Rendered:
        limits = ProxyLimits(self.options.max_bytes, 2 * self.options.max_requests)
        proxy = GuardProxy(self.lookup, self.allowed, limits)
        context = None
        try:
            way_out = {"server": await proxy.open(), "bypass": "<-loopback>"}
            context = await browser.new_context(
                proxy=way_out,  # type: ignore[arg-type] # a TypedDict
                user_agent=self.options.user_agent,
                service_workers="block",
                accept_downloads=False,
                permissions=[],
            )
            html = await self._read(context, visit)
        finally:
            await self._leave(context)
            visit.end()
            await proxy.close()
        spent = proxy.spent or (
            f"more than {visit.max_requests} requests"
            if visit.requests > visit.max_requests
            else ""
        )
        return Rendered(html, proxy.received, tuple(dict.fromkeys(proxy.refused)), spent)

    async def _read(self, context: "BrowserContext", visit: _Visit) -> str:
        from playwright.async_api import TimeoutError as Unsettled  # noqa: PLC0415 - the extra

        await context.route("**/*", visit.answer)
        page = await context.new_page()
        page.on("crash", visit.note_crash)
        context.on("page", _close_popup)
        await page.goto(visit.url, wait_until="commit", timeout=1000 * self.options.timeout_s)
        with contextlib.suppress(Unsettled):  # it goes on asking: taken as it is
            await page.wait_for_load_state("networkidle", timeout=1000 * self.options.settle_s)
        size = await page.evaluate(
            "document.documentElement ? document.documentElement.outerHTML.length : 0"
        )
        if not isinstance(size, int) or size > self.options.max_bytes:
            raise RefusedError("too_large", f"{visit.url}: rendered to {size} characters")
        return await page.content()

    async def _leave(self, context: "BrowserContext | None") -> None:
        """Throw *context* away; where the browser does not even do that, throw the browser away."""
        if context is None:
            return
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await context.close()
        except Exception as error:  # a browser that died, or hangs
            logger.info(
                "The browser does not close a page (%s); it is started again", type(error).__name__
            )
            await self._end_browser()

    async def _end_browser(self) -> None:
        browser, self._browser = self._browser, None
        if browser is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(CLOSE_TIMEOUT_S):
                    await browser.close()

    async def close(self) -> None:
        """End the browser."""
        await self._end_browser()
        playwright, self._playwright = self._playwright, None
        if playwright is not None:
            await playwright.stop()


async def _close_popup(page: Any) -> None:
    with contextlib.suppress(Exception):
        await page.close()
