"""Runs the scripts of pages whose source asks for that, in a browser, after they were downloaded."""

import logging
from collections.abc import Awaitable, Sequence
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

from newscrawl.download.browser import RenderBrowser, Rendered, RenderOptions, find_browser
from newscrawl.download.resolver import Resolver
from newscrawl.meta import RENDER, ROBOTS_REQUEST
from newscrawl.refusals import RefusedError
from newscrawl.traits import traits_of
from newscrawl.web.egress import parse_allowed

logger = logging.getLogger(__name__)


class RenderMiddleware:
    """Replace the answer to a request with ``render`` in its ``meta`` by what its scripts make of it.

    It is nearest to the spider: the answer has passed robots.txt, scope, redirects, retries,
    budgets.

    Settings: ``RENDER_ALL``, ``RENDER_BROWSER``, ``RENDER_TIMEOUT_S``, ``RENDER_SETTLE_S``,
    ``RENDER_MAX_BYTES``, ``RENDER_MAX_REQUESTS``, ``RENDER_CONCURRENT_PAGES``, ``EGRESS_ALLOW``,
    ``EGRESS_HOSTS``. Stats: ``render/pages``, ``render/bytes``, ``render/refused``,
    ``render/spent``, ``refused/render_timeout``, ``refused/render_crashed``,
    ``refused/render_failed``.
    """

    def __init__(self, crawler: Crawler, *, everything: bool) -> None:
        self._crawler, self._everything = crawler, everything
        self._browser: RenderBrowser | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings.

        Raises:
            ConfigError: If the spider has pages to render, and there is no browser.
        """
        everything = crawler.settings.getbool("RENDER_ALL")
        if everything or traits_of(crawler).renders:
            # Checked at the start: a missing browser fails the crawl before its first request.
            find_browser(crawler.settings["RENDER_BROWSER"])
        middleware = cls(crawler, everything=everything)
        crawler.signals.connect(middleware.close, signal=signals.spider_closed)
        return middleware

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return *response* as its scripts change it, where that is asked for.

        Raises:
            RefusedError: If the browser does not make it; see ``RenderBrowser.render``.
        """
        asked = request.meta.get(RENDER) or (
            self._everything and not request.meta.get(ROBOTS_REQUEST)
        )
        # An error page, a feed or an image gains nothing
        # by scripts, and costs a page of the browser.
        if not asked or response.status != 200 or not isinstance(response, HtmlResponse):
            return response
        # Made with the first page that needs one: most crawls render nothing.
        self._browser = self._browser or self._make()
        told = (response.headers.get("Content-Type") or b"text/html").decode("latin-1")
        stats = self._crawler.stats
        try:
            rendered = await self._browser.render(response.url, response.body, told)
        except RefusedError as refusal:
            stats.inc_value(f"refused/{refusal.reason}")
            raise
        stats.inc_value("render/pages")
        stats.inc_value("render/bytes", rendered.received)
        self._report(response.url, rendered)
        return _with_html(response, rendered.html)

    def _make(self) -> RenderBrowser:
        from twisted.internet import reactor  # noqa: PLC0415 - installs a reactor

        settings = self._crawler.settings
        resolver = Resolver(
            reactor,
            hosts=settings.getdict("EGRESS_HOSTS"),
            timeout_s=settings.getfloat("DNS_TIMEOUT"),
        )
        options = RenderOptions(
            find_browser(settings["RENDER_BROWSER"]),
            settings["USER_AGENT"],
            settings.getfloat("RENDER_TIMEOUT_S"),
            settings.getfloat("RENDER_SETTLE_S"),
            settings.getint("RENDER_MAX_BYTES"),
            settings.getint("RENDER_MAX_REQUESTS"),
            settings.getint("RENDER_CONCURRENT_PAGES"),
        )

        def lookup(host: bytes) -> Awaitable[Sequence[str]]:
            # Our own resolver: the IP that the egress rules judge is the one connected to.
            return maybe_deferred_to_future(Deferred.fromCoroutine(resolver.lookup(host)))

        return RenderBrowser(options, lookup, parse_allowed(settings.getlist("EGRESS_ALLOW")))

    def _report(self, url: str, rendered: Rendered) -> None:
        if rendered.refused:
            self._crawler.stats.inc_value("render/refused", len(rendered.refused))
            logger.info(
                "%s: its scripts may not connect to %s", url, "; ".join(rendered.refused[:3])
            )
        if rendered.spent:
            self._crawler.stats.inc_value("render/spent")
            logger.info("%s: rendered as far as its budget went (%s)", url, rendered.spent)

    async def close(self) -> None:
        """End the browser with the crawl."""
        if self._browser is not None:
            await self._browser.close()


def _with_html(response: TextResponse, html: str) -> Response:
    """Return *response* with *html* in the place of its body."""
    headers = response.headers.copy()
    # The DOM is serialised as UTF-8, whatever charset the original answer had named.
    headers["Content-Type"] = b"text/html; charset=utf-8"
    body = html.encode("utf-8", "replace")
    flags = [*response.flags, "rendered"]
    return response.replace(body=body, encoding="utf-8", headers=headers, flags=flags)
