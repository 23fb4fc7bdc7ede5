"""Asks each site for ``/.well-known/tdmrep.json``, where that is wanted; see docs/politeness.md, "Rights"."""

import asyncio
import logging
import time
from collections import OrderedDict
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK

from newscrawl.errors import StateError
from newscrawl.meta import ROBOTS_REQUEST, SITE_NOTICES, TRUNCATE
from newscrawl.session import find_session
from newscrawl.state.robots import RobotsCache
from newscrawl.web.tdmrep import MAX_BYTES, PATH, TdmRule, notices_for, parse_tdmrep
from newscrawl.web.urls import origin_of

logger = logging.getLogger(__name__)

_MAX_ORIGINS = 20_000
Rules = tuple[TdmRule, ...]


class TdmrepMiddleware:
    """Note the reservations that the file of a site makes for a page, before the page is asked for.

    The file is asked for as any page is: where robots.txt lets us, within the delays of its host.
    It is kept as long as robots.txt. Where it cannot be had, nothing is reserved by it.

    Settings: ``RIGHTS_TDMREP``, ``ROBOTS_KEEP_S``, ``ROBOTS_TIMEOUT_S``. Stats: ``tdmrep/asked``,
    ``tdmrep/found``, ``tdmrep/kept``.
    """

    def __init__(self, crawler: Crawler, keep_s: float, timeout_s: float) -> None:
        self._crawler, self._keep_s, self._timeout_s = crawler, keep_s, timeout_s
        self._rules: OrderedDict[str, asyncio.Future[Rules]] = OrderedDict()
        self._shelf: RobotsCache | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        settings = crawler.settings
        if not settings.getbool("RIGHTS_TDMREP"):
            raise NotConfigured  # the default, nothing to warn of
        middleware = cls(
            crawler, settings.getfloat("ROBOTS_KEEP_S"), settings.getfloat("ROBOTS_TIMEOUT_S")
        )
        crawler.signals.connect(middleware.open_shelf, signal=signals.spider_opened)
        return middleware

    def open_shelf(self) -> None:
        """Take up the files that the state has kept."""
        session = find_session(self._crawler)
        if session is not None and self._keep_s > 0:
            self._shelf = RobotsCache(session.store, self._keep_s)

    async def process_request(self, request: Request) -> None:
        """Note the reservations of the page that *request* asks for."""
        # The request for the file itself comes through here as well, and would wait for itself.
        if request.meta.get(ROBOTS_REQUEST) or request.callback is NO_CALLBACK:
            return
        if said := notices_for(await self._of(origin_of(request.url)), request.url):
            request.meta[SITE_NOTICES] = [*request.meta.get(SITE_NOTICES, ()), *said]

    async def _of(self, origin: str) -> Rules:
        """Return the rules of *origin*; all that ask for them at once wait for one request."""
        if origin not in self._rules:
            future = self._rules[origin] = asyncio.get_running_loop().create_future()
            try:
                kept = self._kept(origin)
                # A file that is kept may reserve nothing: it is not asked for again either.
                future.set_result(await self._fetch(origin) if kept is None else kept)
            finally:
                if not future.done():  # the crawl stops
                    # Those who wait must not hang, and the next
                    # run shall ask again: nothing is kept.
                    future.set_result(())
                    del self._rules[origin]
            self._forget_some()
        return await self._rules[origin]

    def _forget_some(self) -> None:
        # A fetch that is under way has requests that
        # wait for it: only answered origins are removed.
        done = [origin for origin, future in self._rules.items() if future.done()]
        for origin in done[: max(0, len(self._rules) - _MAX_ORIGINS)]:
            del self._rules[origin]

    def _kept(self, origin: str) -> Rules | None:
        kept = self._shelf.get(origin + PATH, time.time()) if self._shelf is not None else None
        if kept is None:
            return None
        self._crawler.stats.inc_value("tdmrep/kept")
        return parse_tdmrep(kept[0])

    async def _fetch(self, origin: str) -> Rules:
        self._crawler.stats.inc_value("tdmrep/asked")
        meta = {TRUNCATE: MAX_BYTES, "dont_retry": True, "download_timeout": self._timeout_s}
        request = Request(origin + PATH, priority=900, callback=NO_CALLBACK, meta=meta)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # whatever a download may fail with means: no file
            logger.debug("%s%s: %s", origin, PATH, error)
            return ()
        # Any other status means that nothing is reserved (TDMRep 1.0: the file is optional).
        body = response.body if 200 <= response.status < 300 else b""
        rules = parse_tdmrep(body)
        self._crawler.stats.inc_value("tdmrep/found", int(bool(rules)))
        self._keep(origin, body)
        return rules

    def _keep(self, origin: str, body: bytes) -> None:
        if self._shelf is None:
            return
        try:
            self._shelf.put(origin + PATH, body, time.time())
        except StateError as error:  # the frontier meets it too, and ends the run by it
            logger.warning("%s%s is not kept: %s", origin, PATH, error)
            self._shelf = None
