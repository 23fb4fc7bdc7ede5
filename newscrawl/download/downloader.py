"""Scrapy's downloader, with the end of each download noted, and the means to give up all of them.

Scrapy tells nobody about a download that failed where the request has no errback, and waits for
stalled servers when it stops. Both are needed to lose nothing and to stop in time.
"""

import time
from typing import cast

from scrapy import Request, Spider
from scrapy.core.downloader import Downloader as ScrapyDownloader
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from newscrawl.download.servers import Lookup, Servers
from newscrawl.errors import UrlError
from newscrawl.meta import FETCH, LEASE
from newscrawl.refusals import RefusedError
from newscrawl.scheduler.request_codec import RequestError, pack_request

_MAX_WAITING = 64
"""Requests in memory, as a multiple of CONCURRENT_REQUESTS."""


class Downloader(ScrapyDownloader):
    """Note in each request's ``meta`` what its download ended with."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._running: dict[Request, Deferred[Response | Request]] = {}
        self._given_up = False
        self.servers = Servers(
            self.settings.getfloat("SERVER_DELAY_S"),
            self.settings.getfloat("SERVER_LOCAL_DELAY_S"),
            self._lookup,
        )

    def _lookup(self, scheme: str) -> Lookup | None:
        """Return what finds addresses for the handler of *scheme*, if that is ours."""
        handler = self.handlers._get_handler(scheme)
        lookup: Lookup | None = getattr(handler, "lookup", None)
        return lookup

    def _process_queue(self, slot: Slot) -> None:
        """Send what waits in *slot*, when its server may be asked, too."""
        if not slot.queue or slot.latercall or not slot.free_transfer_slots():
            super()._process_queue(slot)
            return
        request = slot.queue[0][0]
        parts = urlparse_cached(request)
        host, is_direct = parts.hostname or "", not request.meta.get("proxy")
        delay_s = slot.download_delay()
        if delay_s and slot.lastseen + delay_s <= time.monotonic() and is_direct:
            wait_s = self.servers.wait_s(host, parts.scheme, delay_s)
            if wait_s > 0:
                slot.latercall = call_later(wait_s, self._latercall, slot)
                return
        before = len(slot.queue)
        super()._process_queue(slot)
        if len(slot.queue) < before:
            self.servers.note_sent(host)

    def fetch(self, request: Request) -> Deferred[Response | Request]:  # type: ignore[override] # no spider
        """Download *request* through the middlewares."""
        running: Deferred[Response | Request] = super().fetch(request)
        self._running[request] = running
        running.addBoth(self._note, request)
        return running

    def hold_back(self) -> None:
        """Let each host's delay begin again: requests that were begun before a wait are sent only now."""
        for slot in self.slots.values():
            slot.lastseen = time.monotonic()
        self.servers.hold_back()

    def needs_backout(self) -> bool:
        """Return whether as many requests are at work as may be.

        Those that only wait for their host's delay to pass do not count, or a few hosts with long
        delays would hold up all others.
        """
        active = len(self.active)
        if active < self.total_concurrency or not self.total_concurrency:
            return False
        waiting = sum(len(slot.queue) for slot in self.slots.values())
        return (
            active - waiting >= self.total_concurrency
            or active >= _MAX_WAITING * self.total_concurrency
        )

    def _note(
        self, result: Response | Request | Failure, request: Request
    ) -> Response | Request | Failure:
        del self._running[request]
        if isinstance(result, Request) and request.meta.get(LEASE):
            result = self._storable(result)
        if isinstance(result, Response):
            request.meta[FETCH] = result.status
        elif isinstance(result, Failure):
            if self._given_up:
                result = Failure(DownloadFailedError("given up, the crawl stops"))  # type: ignore[no-untyped-call] # Twisted
            request.meta[FETCH] = result.value
        return result

    def _storable(self, request: Request) -> Request | Failure:
        """Return the answer or request of a middleware, or the failure with which the page has ended."""
        try:
            pack_request(request, cast("Spider", self.crawler.spider))
        except (UrlError, RequestError) as error:
            refusal = RefusedError("bad_redirect", f"{request.url[:200]}: leads to no URL: {error}")
            return Failure(refusal)  # type: ignore[no-untyped-call] # Twisted
        return request

    def give_up(self) -> None:
        """End all downloads."""
        self._given_up = True
        for running in tuple(self._running.values()):
            running.cancel()
