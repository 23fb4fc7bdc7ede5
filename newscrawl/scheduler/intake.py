"""How requests come in: a new one gets a row of the frontier, one that goes on keeps the row of its page.

A request that a downloader middleware returns (a redirect, a retry) continues the row that it came
from. Whether the page of that row is in the scraper at this moment tells it from a request that a
callback made, for spiders copy ``meta`` as they like.
"""

import logging

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from newscrawl.errors import StateError, UrlError
from newscrawl.meta import FOUND_BY, LEASE, NOT_BEFORE, POSTPONED, REFUSED, TOLD_UNTIL
from newscrawl.scheduler.lists import Lists
from newscrawl.scheduler.request_codec import RequestError, pack_request
from newscrawl.session import CrawlSession, Work

logger = logging.getLogger(__name__)

_TOLD_MAX_S = 30 * 86400.0
"""A host that asks for a longer rest than this rests that long."""


class Intake:
    """Add requests to the frontier of *session*.

    *max_wait_s* is the longest time for which a URL is postponed.
    """

    def __init__(
        self,
        crawler: Crawler,
        spider: Spider,
        session: CrawlSession,
        *,
        lists: Lists,
        max_wait_s: float,
    ) -> None:
        self._crawler, self._spider, self._session = crawler, spider, session
        self._lists, self._max_wait_s = lists, max_wait_s

    def take(self, request: Request, now: float) -> bool:
        """Take *request* in; return ``False`` if it is known, or cannot be stored."""
        if self._session.broken is not None:
            # ``False`` would tell Scrapy of a dropped request; its page comes with the next run.
            return True
        try:
            return self._add_or_continue(request, now)
        except (UrlError, RequestError) as error:
            # A line of a list of URLs is the user's to mend, and has a count of its own.
            if isinstance(error, UrlError) and request.meta.get("is_start_request"):
                self._crawler.stats.inc_value("urls/bad_lines")
            return self.refuse(error)
        except StateError as error:
            self._session.fail(error)
            return True

    def refuse(self, error: UrlError | RequestError) -> bool:
        """Log *error*, and return ``False``.

        A request that cannot be stored or restored is an error of the spider, for the run has lost
        it.
        """
        logger.error("%s", error)
        stats = self._crawler.stats
        if isinstance(error, RequestError):
            self._tell_spider_error(error)
            stats.inc_value("frontier/unstorable")
        else:
            stats.inc_value("frontier/refused")
        return False

    def _tell_spider_error(self, error: RequestError) -> None:
        # The summary counts the signal, so that the exit status tells of the loss.
        failure = Failure(error)  # type: ignore[no-untyped-call] # Twisted
        self._crawler.signals.send_catch_log(
            signals.spider_error, failure=failure, response=None, spider=self._spider
        )

    def _add_or_continue(self, request: Request, now: float) -> bool:
        work = self._session.works.get(request.meta.get(LEASE, 0))
        # While its page is read, a lease in ``meta`` was copied there by the callback.
        if work is not None and not self._is_in_scraper(work):
            return self._continue(work, request, now)
        return self._add(request, now)

    def _is_in_scraper(self, work: Work) -> bool:
        """Return whether the spider has the answer to the request of *work*."""
        slot = self._crawler.engine.scraper.slot
        return slot is not None and work.request in slot.active

    def _add(self, request: Request, now: float) -> bool:
        added = self._session.frontier.add(pack_request(request, self._spider), now)
        self._crawler.stats.inc_value("frontier/added" if added else "frontier/known")
        # The feed or list that named a new page has shown that a revisit of that document pays.
        if added and (key := request.meta.get(FOUND_BY)):
            self._session.revisits.count_news(bytes.fromhex(key))
        return added

    def _continue(self, work: Work, request: Request, now: float) -> bool:
        """Continue the row of *work* with the request that a downloader middleware made of it."""
        is_postponed = bool(request.meta.get(POSTPONED))
        # Packed before the work is let go: a request that cannot be stored leaves the page in hand.
        target = None if is_postponed else pack_request(request, self._spider, work.lease.url)
        del self._session.works[work.lease.id]
        # The stop has given this page up: the row waits for the next run as it was.
        if work.given_up:
            self._session.frontier.release(work.lease, now)
            return True
        if target is None:
            self._postpone(work, request, now)
            return True
        is_new = self._session.frontier.redirect(work.lease, target, now)
        self._lists.lead_on(work.lease.id, request.url, is_new=is_new)
        # The site keeps its turn only while the redirect stays with a host of this worker.
        if not is_new or not self._session.frontier.holds(target.host):
            self._session.turns.end(work.lease.id)
        return is_new

    def _postpone(self, work: Work, request: Request, now: float) -> None:
        """Put the page of *work* back until it is tried again, and note the failure of its host."""
        lease, meta, session = work.lease, request.meta, self._session
        session.turns.end(lease.id)
        self._lists.settle(lease.id)
        refused = REFUSED in meta
        session.frontier.postpone(
            lease,
            # A server may name a time years ahead; the page would never come back within a run.
            not_before=min(meta.get(NOT_BEFORE, 0.0), now + self._max_wait_s),
            reason=str(meta[POSTPONED]),
            now=now,
            refused=refused,
        )
        told_until = min(meta.get(TOLD_UNTIL, 0.0), now + _TOLD_MAX_S)
        session.breaker.fail(lease.lane, now, told_until=told_until, refused=refused)
