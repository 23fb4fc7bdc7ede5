"""Mark a page as done once its callback, items and follow-up requests are finished and on disk.

Scrapy has no signal for the end of a request. Its page has ended when the request is neither in the
downloader nor in the scraper any more: callback, items and follow-up requests are then all through.
What became of its items is told by signals. Ended pages are settled many times a second and
committed in groups: done marks, records and new URLs in one transaction.

``extensions.outcomes`` judges how a page came out, ``extensions.stopping`` ends the work on pages
when the crawl stops.
"""

import logging
import time
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from newscrawl.errors import OutputError, StateError
from newscrawl.extensions.outcomes import OutcomeJudge, error_name, reason_of
from newscrawl.extensions.stopping import GracePeriod
from newscrawl.meta import REFUSED, USELESS
from newscrawl.requirements import require_frontier
from newscrawl.session import Work, session_of
from newscrawl.state.values import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from scrapy import Request
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_TICK_S = 0.05
_RENEW_S = 30.0
_SHORT_S = 1.0
"""Time to the next commit where files have run out."""


class AcknowledgeExtension:
    """Settle pages that have ended, commit, renew leases, stop in time.

    Settings: ``ACKNOWLEDGE_INTERVAL_S``, ``STOP_GRACE_S``, ``RETRY_HTTP_CODES``,
        ``RETRY_EXCEPTIONS``.
    Stats: ``acknowledge/pages``, ``acknowledge/commits``.
    """

    def __init__(self, crawler: Crawler, interval_s: float, grace_s: float) -> None:
        self._crawler, self._interval_s, self._grace_s = crawler, interval_s, grace_s
        settings = crawler.settings
        self._lease_s = settings.getfloat("STATE_LEASE_S")
        self._outcomes = OutcomeJudge(
            {int(code) for code in settings.getlist("RETRY_HTTP_CODES")},
            tuple(load_object(name) for name in settings.getlist("RETRY_EXCEPTIONS")),
        )
        self._call: AsyncioLoopingCall | LoopingCall | None = None
        self._next_commit = self._next_renewal = 0.0
        self._made_at = time.monotonic()  # a stop may come while the state is opened

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        settings = crawler.settings
        require_frontier(settings)
        extension = cls(
            crawler, settings.getfloat("ACKNOWLEDGE_INTERVAL_S"), settings.getfloat("STOP_GRACE_S")
        )
        for handler, signal in (
            (extension.start, signals.spider_opened),
            (extension.note_record, signals.item_scraped),
            (extension.note_drop, signals.item_dropped),
            (extension.note_item_error, signals.item_error),
            (extension.note_spider_error, signals.spider_error),
            (extension.stop, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal=signal)
        return extension

    def start(self) -> None:
        """Begin to settle."""
        self._session = session_of(self._crawler)
        self._session.attach(self.settle)
        self._grace = GracePeriod(self._crawler, self._session, self._grace_s, self._made_at)
        self._call = create_looping_call(self.tick)
        self._call.start(_TICK_S, now=False)

    def stop(self) -> None:
        """Settle no more."""
        if self._call is not None and self._call.running:
            self._call.stop()

    def note_record(self, item: Any, response: Response | Failure | None) -> None:
        """Count the record that *item* became with its page; a record of no page is taken in at once."""
        line = self._session.claim(item)
        if line is None:
            return
        line = self._session.final(item, line)
        work = self._session.work_of(response)
        if work is not None:
            work.lines.append(line)
        elif self._session.broken is None:
            self._session.ledger.add([line])

    def note_drop(
        self, item: Any, response: Response | Failure | None, exception: Exception
    ) -> None:
        """Note why an item of a page gave no record."""
        self._session.claim(item)
        reason = getattr(item, "reason", None) or reason_of(exception)
        work = self._note(response, reason, failed=getattr(exception, "failed", False))
        if work is not None:
            work.told = getattr(exception, "told", None)

    def note_item_error(
        self, item: Any, response: Response | Failure | None, failure: Failure
    ) -> None:
        """Note that a pipeline failed."""
        self._session.claim(item)
        self._note(response, f"item_error_{error_name(failure.value)}", failed=True)

    def note_spider_error(self, response: Response | Failure | None, failure: Failure) -> None:
        """Note that a callback failed."""
        self._note(response, f"spider_error_{error_name(failure.value)}", failed=True)

    def _note(
        self, response: Response | Failure | None, reason: str, *, failed: bool
    ) -> Work | None:
        if (work := self._session.work_of(response)) is not None:
            work.drops[reason] = failed
        return work

    def tick(self) -> None:
        """Settle; commit, renew and give up where the time has come; let the engine go on."""
        if self._session.closing:
            return
        settled = self.settle()
        now = time.monotonic()
        if now >= self._next_commit:
            self.commit()
        self._renew(now)
        self._grace.tick(now)
        self._wake_engine(settled)

    def settle(self) -> int:
        """Acknowledge the pages that have ended, and return how many."""
        session, engine = self._session, self._crawler.engine
        slot = engine.scraper.slot
        if session.broken is not None or slot is None:
            return 0
        ended, in_scraper = _arrived(session.works, engine.downloader.active, slot.active)
        try:
            for work in ended:
                self._acknowledge(work)
            for work in in_scraper:
                self._note_arrival(work)
        except StateError as error:
            self._fail(error)
        return len(ended) + len(in_scraper)

    def _note_arrival(self, work: Work) -> None:
        work.arrived = True
        self._session.frontier.arrive(work.lease)

    def _acknowledge(self, work: Work) -> None:
        session, now = self._session, time.time()
        del session.works[work.lease.id]
        session.turns.end(work.lease.id)
        session.lists.settle(work.lease.id)
        # A page with records and no failure is done, although the stop gave it up.
        if work.given_up and (any(work.drops.values()) or not work.lines):
            self._put_back(work, now)
            return
        outcome = self._outcomes.judge(work)
        held = session.frontier.finish(work.lease, outcome, now)
        whole = held and outcome.status != Status.FAILED
        session.revisits.end(work.lease.id, now, whole=whole, useless=USELESS in work.request.meta)
        # The lease has lapsed: another worker has the page, and writes its records.
        if not held:
            return
        session.ledger.add(work.lines)
        if outcome.retryable:
            session.breaker.fail(work.lease.lane, now, refused=REFUSED in work.request.meta)
        else:
            session.breaker.succeed(work.lease.lane)
        self._crawler.stats.inc_value("acknowledge/pages")

    def _put_back(self, work: Work, now: float) -> None:
        """Let the next run fetch the page again; the records that it gave are known by then."""
        self._session.ledger.add(work.lines)
        self._session.frontier.release(work.lease, now)
        self._session.revisits.end(work.lease.id, now, whole=False)

    def commit(self) -> None:
        """Make all settled pages durable; a slow commit stretches the time to the next one."""
        if self._session.broken is not None:
            return
        started = time.monotonic()
        try:
            self._session.commit()
        except (StateError, OutputError) as error:
            self._fail(error)
        ended = time.monotonic()
        pause_s = _SHORT_S if self._session.short else self._interval_s
        # Ten times the time of the commit: a slow disk takes a tenth of the event loop at most.
        self._next_commit = ended + max(pause_s, 10 * (ended - started))
        self._crawler.stats.inc_value("acknowledge/commits")

    def _fail(self, error: StateError | OutputError) -> None:
        self._session.fail(error)

    def _renew(self, now: float) -> None:
        if now < self._next_renewal or self._session.broken is not None:
            return
        # Four chances within a lease: one that fails or comes late does not lose the pages in hand.
        self._next_renewal = now + min(_RENEW_S, self._lease_s / 4)
        try:
            frontier = self._session.frontier
            frontier.renew([work.lease for work in self._session.works.values()], time.time())
            frontier.reclaim(time.time())  # of workers that died
        except StateError as error:
            self._fail(error)

    def _wake_engine(self, settled: int) -> None:
        """Let the engine ask again when something has become due, rather than at its next heartbeat."""
        slot, session = self._crawler.engine._slot, self._session
        if slot is None or session.broken is not None or not session.starved:
            return
        try:
            due = None if settled else session.frontier.next_due()
        except StateError as error:
            self._fail(error)
            return
        # The heartbeat of Scrapy's engine is 5 s; a host whose delay is over would idle until then.
        if settled or (due is not None and due <= time.time()):
            slot.nextcall.schedule()


def _arrived(
    works: "Mapping[int, Work]", in_downloader: "Set[Request]", in_scraper: "Set[Request]"
) -> tuple[list[Work], list[Work]]:
    """Return the pages that have ended, and those that the scraper has since the last look."""
    # Lists: ``_acknowledge`` removes from *works*, which must not change while it is read. One
    # pass, 20 times a second: hundreds of pages may wait for the workers.
    ended, new = list[Work](), list[Work]()
    for work in works.values():
        if work.request in in_downloader:
            continue
        if work.request not in in_scraper:
            ended.append(work)
        elif not work.arrived:
            new.append(work)
    return ended, new
