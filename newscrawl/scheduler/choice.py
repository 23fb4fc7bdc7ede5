"""Which request is given out next: the one whose turn it is, if it is still worth its request."""

from collections.abc import Callable
from typing import Protocol, cast

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.scheduler.lists import Lists
from newscrawl.scheduler.request_codec import RequestError, unpack_request
from newscrawl.session import CrawlSession
from newscrawl.state.shared import AnyFrontier
from newscrawl.state.values import Lease, Outcome, Status

_JUDGED_MAX = 200
"""Requests whose turn it is that are looked at in one go."""
_LOOK_S = 0.1
"""Time between two looks whether the server of a host is known."""
_PASSED_ON_S = 60.0
"""Time for which a host is left alone here whose server another worker has; it is given back before."""


class ServerTurns(Protocol):
    """The servers of hosts, at which hosts take turns, see ``download.servers``."""

    def address(self, host: str, scheme: str) -> str | None:
        """Return the server at which *host* takes turns; empty: none, ``None``: not known yet."""

    def note_until(self, address: str, wait_s: float) -> None:
        """Note that nobody may ask *address* for *wait_s*."""

    def parked_s(self, host: str, scheme: str) -> float:
        """Return how long a request to *host* is to wait in the frontier."""


class NextRequest:
    """Lease URLs until one is to be asked for.

    *refuse* takes a request that cannot be restored.
    """

    def __init__(
        self,
        crawler: Crawler,
        session: CrawlSession,
        lists: Lists,
        refuse: Callable[[RequestError], object],
    ) -> None:
        self._crawler, self._session, self._lists, self._refuse = crawler, session, lists, refuse

    def choose(self, now: float) -> tuple[Lease, Request] | None:
        """Return the lease and the request that is sent next; ``None`` if none may be sent for now."""
        frontier = self._session.frontier
        waiting: set[int] = set()  # lanes whose next request is to wait
        # A bound for each turn: thousands of forgotten rows in a row would hold up the event loop.
        for _ in range(_JUDGED_MAX):
            lease = frontier.lease(now)
            if lease is None:
                return None
            request = self._unpack(frontier, lease, now)
            # The row has been marked as failed: the next one may be sound.
            if request is None:
                continue
            if wait_s := self._server_wait_s(lease, request):
                frontier.release(lease, now)
                self._session.breaker.wait(lease.lane, now + wait_s)
            elif mark := self._session.mark_of(request):
                frontier.shelve(lease, mark, now)
            elif self._lists.must_wait(request):
                frontier.release(lease, now)
                # Each lane with work has had its turn: the search would go in a circle.
                if lease.lane in waiting:
                    return None
                waiting.add(lease.lane)
            elif self._lists.is_worth(lease, request):
                self._lists.begin(lease.id, request)
                return lease, request
            else:
                frontier.forget(lease, now)
        # Scrapy's engine exposes no other way to ask for one more turn of its loop.
        slot = self._crawler.engine._slot
        if slot is not None:
            slot.nextcall.schedule()  # the event loop has its turn in between
        return None

    def _server_wait_s(self, lease: Lease, request: Request) -> float:
        """Return how long the host of *lease* is to wait, for its server is not known yet, or in demand."""
        servers: ServerTurns | None = getattr(self._crawler.engine.downloader, "servers", None)
        # Scrapy's own downloader has no ``servers``, and a proxy hides the server of the host.
        if servers is None or request.meta.get("proxy"):
            return 0.0
        host, scheme = _name_of(request)
        frontier = self._session.frontier
        if frontier.needs_address(lease.host):
            address = servers.address(host, scheme)
            if address is None:
                return _LOOK_S
            wait_s = frontier.take_address(lease.host, address)
            if wait_s is None:
                return _PASSED_ON_S
            servers.note_until(address, wait_s)
        return servers.parked_s(host, scheme)

    def _unpack(self, frontier: AnyFrontier, lease: Lease, now: float) -> Request | None:
        """Make the request of *lease*; none, and its page failed, where it cannot be read."""
        try:
            return unpack_request(lease, cast("Spider", self._crawler.spider))
        except RequestError as error:
            # Failed, not forgotten: a row that cannot be read must show in the report of the run.
            self._refuse(error)
            frontier.finish(lease, Outcome(Status.FAILED, "unreadable_request"), now)
            return None


def _name_of(request: Request) -> tuple[str, str]:
    """Return host and scheme of *request*."""
    parts = urlparse_cached(request)
    return parts.hostname or "", parts.scheme
