"""Which request is given out next: the one whose turn it is, if it is still worth its request."""

from collections.abc import Callable
from typing import cast

from scrapy import Request, Spider
from scrapy.crawler import Crawler

from newscrawl.scheduler.lists import Lists
from newscrawl.scheduler.request_codec import RequestError, unpack_request
from newscrawl.session import CrawlSession
from newscrawl.state.shared import AnyFrontier
from newscrawl.state.values import Lease, Outcome, Status

_JUDGED_MAX = 200
"""Requests whose turn it is that are looked at in one go."""


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
        """Return what is asked for next; ``None`` if nothing may be for now."""
        frontier = self._session.frontier
        waiting: set[int] = set()  # lanes whose next request is to wait
        for _ in range(_JUDGED_MAX):
            lease = frontier.lease(now)
            if lease is None:
                return None
            request = self._unpack(frontier, lease, now)
            if request is None:
                continue
            if mark := self._session.mark_of(request):
                frontier.shelve(lease, mark, now)
            elif self._lists.must_wait(request):
                frontier.release(lease, now)
                if lease.lane in waiting:
                    return None
                waiting.add(lease.lane)
            elif self._lists.is_worth(lease, request):
                self._lists.begin(lease.id, request)
                return lease, request
            else:
                frontier.forget(lease, now)
        slot = self._crawler.engine._slot
        if slot is not None:
            slot.nextcall.schedule()  # the event loop has its turn in between
        return None

    def _unpack(self, frontier: AnyFrontier, lease: Lease, now: float) -> Request | None:
        """Make the request of *lease*; none, and its page failed, where it cannot be read."""
        try:
            return unpack_request(lease, cast("Spider", self._crawler.spider))
        except RequestError as error:
            self._refuse(error)
            frontier.finish(lease, Outcome(Status.FAILED, "unreadable_request"), now)
            return None
