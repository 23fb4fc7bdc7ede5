"""The scheduler: takes requests in, gives them out.

Theory of operation. Each request that a spider makes becomes a row of the frontier; each row that
is leased becomes a request again, and a ``Work`` until the page has ended. What became of a page is
noted by ``extensions.acknowledge``, which also decides when to commit. All speak to one store, so
that done marks, records and new URLs share a transaction. What other components need of the run is
in the ``CrawlSession`` that ``open`` makes.

Four parts do the work: ``Intake`` takes requests in, ``NextRequest`` decides which is sent next,
``Packing`` keeps the files in order, ``Ending`` ends the run. Requests that do not come through
here (robots.txt, by ``engine.download``) carry no lease.

Full files are packed in the background; what is not packed when the crawl ends is packed then. When
state or output can no longer be written, ``session.broken`` holds the error and nothing is given
out any more.
"""

import logging
import time
from pathlib import Path
from typing import Self

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from newscrawl.errors import OutputError, StateError
from newscrawl.scheduler.choice import NextRequest
from newscrawl.scheduler.ending import Ending
from newscrawl.scheduler.intake import Intake
from newscrawl.scheduler.lists import Lists
from newscrawl.scheduler.options import (
    command_of,
    read_known,
    read_rest,
    read_revisits,
    read_rotation,
)
from newscrawl.scheduler.packing import Packing
from newscrawl.scheduler.sharing import Place, find_place
from newscrawl.session import CrawlSession, Work
from newscrawl.state.articles import Articles
from newscrawl.state.files import new_folder
from newscrawl.state.ledger import Ledger, Rotation
from newscrawl.state.store import Store, open_store, state_url
from newscrawl.state.values import Rest
from newscrawl.web.urls import site_key

logger = logging.getLogger(__name__)


class FrontierScheduler(BaseScheduler):
    """Keep the requests in the frontier.

    Settings: ``STATE_URL``, ``STATE_LEASE_S``, ``STATE_RESUME_HOURS``, ``BREAKER_*``,
        ``OUTPUT_DIR``, ``OUTPUT_MAX_BYTES``, ``OUTPUT_MAX_RECORDS``, ``OUTPUT_COMPRESSION``. Stats:
        ``frontier/added``, ``frontier/known``, ``frontier/left``, ``frontier/refused``,
        ``frontier/unstorable``, ``frontier/broken``, ``frontier/ended``.
    """

    session: CrawlSession
    _place: Place

    def __init__(self, crawler: Crawler, state_url: str, rotation: Rotation, rest: Rest) -> None:
        self._crawler, self._state_url, self._rotation, self._rest = (
            crawler,
            state_url,
            rotation,
            rest,
        )
        self._settings = crawler.settings
        self._lists = Lists(self._settings.getint("TRAPS_DEAD_MAX"), crawler.stats)
        self._is_open = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings.

        Raises:
            ConfigError: If a setting is wrong.
        """
        settings = crawler.settings
        return cls(crawler, state_url(settings), read_rotation(settings), read_rest(settings))

    def open(self, spider: Spider) -> Deferred[None]:
        """Open the state, take up or begin the run, and bring its files in order.

        Raises:
            NewscrawlError: If the state is held by another process, damaged or cannot be written,
                or an output file is not what it was.
        """
        self._spider = spider
        patience_s = self._settings.getfloat("STATE_OUTAGE_S")
        return deferred_from_coro(self._open(open_store(self._state_url, patience_s=patience_s)))

    async def _open(self, store: Store) -> None:
        try:
            await self._open_run(store)
        # ``BaseException``: a cancelled start must release the lock of the state file as well.
        except BaseException:
            self._close_state(store)
            raise
        self._is_open = True
        self._crawler.stats.set_value("frontier/ended", value=False)

    async def _open_run(self, store: Store) -> None:
        session = self.session = self._begin_session(store, time.time())
        self._intake = Intake(
            self._crawler,
            self._spider,
            session,
            lists=self._lists,
            max_wait_s=self._rest.max_wait_s,
        )
        self._next = NextRequest(self._crawler, session, self._lists, self._intake.refuse)
        self._ending = Ending(
            self._crawler.stats, self._spider, session, place=self._place, rotation=self._rotation
        )
        self._packing = Packing(
            self._crawler, session.ledger, self._ending.write_manifest, session.fail
        )
        # Files before rows: a record that the state does not know is cut before more are written.
        await self._packing.recover()
        await self._place.tidy(self._packing, self._rotation)
        # Failed pages come back only now, when the state is known to agree with its files.
        if session.run.resumed:
            again = session.frontier.retry_failed(time.time())
            store.commit()
            logger.info(
                "Taking up the unfinished run in %s; %d failed pages again",
                session.run.folder,
                again,
            )
        session.pack, session.end_at_once = self._packing.begin, self._end_at_once
        session.pack()

    def _begin_session(self, store: Store, now: float) -> CrawlSession:
        """Take up or begin the run in *store*."""
        spider, settings = self._spider, self._settings
        skip_known, command = read_known(spider), command_of(spider)
        output = Path(settings["OUTPUT_DIR"]) / spider.name
        place = self._place = find_place(
            settings,
            store,
            self._rest,
            lambda runs: runs.begin(spider.name, command, lambda: str(new_folder(output)), now),
            skip_known=skip_known,
        )
        self._lists.open(place.frontier, spider)
        place.frontier.attach_wait(self._hold_back)
        revisits = read_revisits(settings, store)
        # A store that one process holds alone has no live lease but those of a dead predecessor.
        place.frontier.reclaim(now, everything=store.exclusive)
        return CrawlSession(
            stats=self._crawler.stats,
            store=store,
            run=place.run,
            command=command,
            frontier=place.frontier,
            ledger=Ledger(store, place.run, self._rotation, worker=place.worker),
            articles=Articles(store),
            breaker=place.breaker,
            revisits=revisits,
            lists=self._lists,
            worker=place.worker,
        )

    def _hold_back(self) -> None:
        """Undercut no host's delay after a wait in which nothing could be sent."""
        hold_back = getattr(getattr(self._crawler.engine, "downloader", None), "hold_back", None)
        if hold_back is not None:
            hold_back()

    def enqueue_request(self, request: Request) -> bool:
        """Take *request* in; ``False`` if it is known, or cannot be stored."""
        return self._intake.take(request, time.time())

    def next_request(self) -> Request | None:
        """Return the request whose turn it is, or ``None`` if none may be sent now."""
        if self.session.broken is not None or self.session.short:
            return None
        # Pages that have ended are acknowledged, which may free the lanes of their hosts.
        if self.session.starved:
            self.session.settle()
        try:
            chosen = self._next.choose(time.time())
        except StateError as error:
            self.session.fail(error)
            return None
        self.session.starved = chosen is None
        if chosen is None:
            return None
        lease, request = chosen
        self.session.works[lease.id] = Work(lease, request)
        self.session.turns.begin(lease.id, site_key(lease.url))
        return request

    def has_pending_requests(self) -> bool:
        """Return whether anything is out, or may be sent without too long a wait."""
        self.session.settle()
        if self.session.broken is not None:
            return False
        try:
            return self.session.frontier.has_pending(time.time()) or self._wake_unreachable()
        except StateError as error:
            self.session.fail(error)
            return False

    def _wake_unreachable(self) -> bool:
        """Let hosts that cannot be reached have their last attempt, for nothing else is left."""
        slot = self._crawler.engine._slot
        if slot is None or slot.closing is not None or not self.session.frontier.wake_unreachable():
            return False
        slot.nextcall.schedule()
        return True

    def close(self, reason: str) -> Deferred[None] | None:
        """End the run, and close the state; nothing if it was never open."""
        return deferred_from_coro(self._close(reason)) if self._is_open else None

    async def _close(self, reason: str) -> None:
        if self.session.broken is None:
            try:
                await self._ending.end(reason, self._packing)
            except (StateError, OutputError) as error:
                self.session.fail(error)
        self.session.closing = True
        await self._packing.stop()
        if self.session.broken is not None:
            self._crawler.stats.inc_value("frontier/not_written")
        # In any case: the lock of the state would outlive the crawl in a process that goes on.
        self._close_state(self.session.store)
        self._crawler.stats.set_value("frontier/ended", value=True)

    def _close_state(self, store: Store) -> None:
        store.close()
        if (place := getattr(self, "_place", None)) is not None:
            place.close()

    def _end_at_once(self) -> None:
        """End the run as far as a moment suffices: the records that have come are written and counted."""
        if self._is_open and self._ending.end_at_once():
            self._close_state(self.session.store)
