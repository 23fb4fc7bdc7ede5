"""The scheduler: takes requests in, gives them out.

Theory of operation. Each request that a spider makes becomes a row of the frontier; each row that is leased
becomes a request again, and a ``Work`` until the page has ended. What became of a page is noted by
``extensions.acknowledge``, which also decides when to commit. All speak to one store, so that done marks,
records and new URLs share a transaction.

A request that a downloader middleware gives back (a redirect, a retry) goes on in the row it came from. It
is told from one that a callback made by whether its page is in the scraper at that moment, for spiders
copy ``meta`` as they like. Requests that do not come through here (robots.txt, by ``engine.download``)
carry no lease and are none of our business.

Full files are packed in the background; what is not packed when the crawl ends is packed then. When state
or output can no longer be written, ``broken`` holds the error and nothing is given out any more.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from newscrawl.errors import NewscrawlError, OutputError, StateError, UrlError
from newscrawl.scheduler.choice import Choice
from newscrawl.scheduler.lists import Lists
from newscrawl.scheduler.options import (
    command_of,
    make_frontier,
    read_known,
    read_looks,
    read_rest,
    read_rotation,
)
from newscrawl.scheduler.packing import Packing
from newscrawl.scheduler.report import report_left
from newscrawl.scheduler.requests import (
    FOUND_BY,
    LEASE,
    NOT_BEFORE,
    POSTPONED,
    TOLD_UNTIL,
    RequestError,
    pack_request,
)
from newscrawl.scheduler.staging import Staging
from newscrawl.scheduler.work import Work, is_in_scraper
from newscrawl.state.articles import Articles
from newscrawl.state.breaker import Breaker
from newscrawl.state.files import new_folder
from newscrawl.state.ledger import Ledger, Line, Rotation
from newscrawl.state.rows import Rest
from newscrawl.state.runs import Runs
from newscrawl.state.store import open_store, state_url
from newscrawl.turns import Turns
from newscrawl.urls import site_key

logger = logging.getLogger(__name__)

_SHORT_TRIES, _SHORT_S = 30, 1.0
"""So often, and after so many seconds, the last records are tried to be written where files have run out."""


class FrontierScheduler(BaseScheduler):
    """Keep the requests in the frontier.

    Settings: ``STATE_URL``, ``STATE_LEASE_S``, ``STATE_RESUME_HOURS``, ``BREAKER_*``, ``OUTPUT_DIR``,
    ``OUTPUT_MAX_BYTES``, ``OUTPUT_MAX_RECORDS``, ``OUTPUT_COMPRESSION``. Stats: ``frontier/added``,
    ``frontier/known``, ``frontier/left``, ``frontier/refused``, ``frontier/unstorable``, ``frontier/broken``,
    ``frontier/ended``.
    """

    def __init__(self, crawler: Crawler, state_url: str, rotation: Rotation, rest: Rest) -> None:
        self._crawler, self._state_url, self._rotation, self._rest = crawler, state_url, rotation, rest
        self._settings = crawler.settings
        self.works: dict[int, Work] = {}
        self.turns = Turns()
        self.broken: NewscrawlError | None = None
        self.starved = self._is_open = self.closing = self.short = False
        self._staging = Staging()
        self.lists = Lists(self._settings.getint("TRAPS_DEAD_MAX"), crawler.stats)
        self.choice = Choice(crawler, self.lists, self._refuse)
        self._settle: Callable[[], None] | None = None
        self._at_end: list[Callable[[str], None]] = []
        self._at_commit: list[Callable[[], None]] = []
        self.command: Mapping[str, str] = {}

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
            NewscrawlError: If the state is held by another process, damaged or cannot be written, or an
                output file is not what it was.
        """
        self._spider = spider
        self.store = open_store(self._state_url)
        return deferred_from_coro(self._open())

    async def _open(self) -> None:
        try:
            await self._open_run(self._spider)
        except BaseException:
            self.store.close()
            raise
        self._is_open = True
        self._crawler.stats.set_value("frontier/ended", value=False)

    async def _open_run(self, spider: Spider) -> None:
        now, skip_known = time.time(), read_known(spider)
        self._runs = Runs(self.store, resume_s=self._settings.getfloat("STATE_RESUME_HOURS") * 3600)
        output = Path(self._settings["OUTPUT_DIR"]) / spider.name
        self.command = command_of(spider)
        self.run = self._runs.begin(spider.name, self.command, lambda: str(new_folder(output)), now)
        self.frontier = make_frontier(
            self._settings, self.store, self.run.id, self._rest, skip_known=skip_known
        )
        self.lists.open(self.frontier, spider)
        self.articles = Articles(self.store)
        self.breaker = Breaker(self.store, self._rest)
        self.looks = read_looks(self._settings, self.store)
        self.frontier.reclaim(now, everything=self.store.exclusive)
        self.ledger = Ledger(self.store, self.run, self._rotation)
        self._packing = Packing(self._crawler, self.ledger, self._write_manifest, self.fail)
        await self._packing.recover()
        if self.run.resumed:
            again = self.frontier.retry_failed(now)
            self.store.commit()
            logger.info("Taking up the unfinished run in %s; %d failed pages again", self.run.folder, again)
        self._packing.begin()

    def attach(self, settle: Callable[[], None]) -> None:
        """Let *settle* be called when it matters that pages which have ended are acknowledged."""
        self._settle = settle

    def shut(self) -> None:
        """Give nothing out any more, and leave what waits for the next run."""
        try:
            self.frontier.shut()
        except StateError as error:
            self.fail(error)

    def attach_end(self, call: Callable[[str], None]) -> None:
        """Let *call* write what it knows into the store when the run ends; it gets the reason."""
        self._at_end.append(call)

    def attach_commit(self, call: Callable[[], None]) -> None:
        """Let *call* make durable what the records name, before each commit; it may raise ``OutputError``."""
        self._at_commit.append(call)

    def enqueue_request(self, request: Request) -> bool:
        """Take *request* in; ``False`` if it is known, or cannot be stored."""
        if self.broken is not None:
            return True
        try:
            return self._enqueue(request, time.time())
        except (UrlError, RequestError) as error:
            if isinstance(error, UrlError) and request.meta.get("is_start_request"):
                self._crawler.stats.inc_value("urls/bad_lines")
            return self._refuse(error)
        except StateError as error:
            self.fail(error)
            return True

    def _refuse(self, error: UrlError | RequestError) -> bool:
        """Log it; what cannot be stored or restored is an error of the spider, for the run has lost it."""
        logger.error("%s", error)
        stats, signal = self._crawler.stats, self._crawler.signals.send_catch_log
        if isinstance(error, RequestError):
            failure = Failure(error)  # type: ignore[no-untyped-call] # Twisted
            signal(signals.spider_error, failure=failure, response=None, spider=self._spider)
        stats.inc_value("frontier/unstorable" if isinstance(error, RequestError) else "frontier/refused")
        return False

    def _enqueue(self, request: Request, now: float) -> bool:
        work = self.works.get(request.meta.get(LEASE, 0))
        if work is not None and not is_in_scraper(self._crawler, work):
            return self._go_on(work, request, now)
        added = self.frontier.add(pack_request(request, self._spider), now)
        self._crawler.stats.inc_value("frontier/added" if added else "frontier/known")
        if added and (key := request.meta.get(FOUND_BY)):
            self.looks.count_news(bytes.fromhex(key))
        return added

    def _go_on(self, work: Work, request: Request, now: float) -> bool:
        """Continue the row of *work* with the request that a downloader middleware made of it."""
        reason = request.meta.get(POSTPONED)
        target = None if reason else pack_request(request, self._spider, work.lease.url)
        del self.works[work.lease.id]
        if work.given_up:
            self.frontier.release(work.lease, now)
            return True
        if target is not None:
            is_new = self.frontier.redirect(work.lease, target, now)
            self.lists.lead_on(work.lease.id, request.url, is_new=is_new)
            if not is_new:
                self.turns.end(work.lease.id)
            return is_new
        self.turns.end(work.lease.id)
        self.lists.settle(work.lease.id)
        told_until = min(request.meta.get(TOLD_UNTIL, 0.0), now + 30 * 86400)
        not_before = min(request.meta.get(NOT_BEFORE, 0.0), now + self._rest.max_wait_s)
        self.frontier.postpone(work.lease, not_before=not_before, reason=str(reason), now=now)
        self.breaker.fail(work.lease.lane, now, told_until=told_until)
        return True

    def next_request(self) -> Request | None:
        """Give the request whose turn it is, or ``None`` if none may be sent now."""
        if self.broken is not None or self.short:
            return None
        if self._settle is not None and self.starved:
            self._settle()
        try:
            chosen = self.choice.next(self.frontier, time.time())
        except StateError as error:
            self.fail(error)
            return None
        self.starved = chosen is None
        if chosen is None:
            return None
        lease, request = chosen
        self.works[lease.id] = Work(lease, request)
        self.turns.begin(lease.id, site_key(lease.url))
        return request

    def has_pending_requests(self) -> bool:
        """Say whether anything is out, or may be sent without too long a wait."""
        if self._settle is not None:
            self._settle()
        if self.broken is not None:
            return False
        try:
            return self.frontier.has_pending(time.time())
        except StateError as error:
            self.fail(error)
            return False

    def stage(self, item: object, line: Line) -> bool:
        """Keep the line of *item* until its page has ended; ``False`` if the run holds it already."""
        if self._staging.has(line.id) or self._holds(line.id):
            return False
        self._staging.put(item, line)
        return True

    def _holds(self, record_id: str) -> bool:
        works = self.works.values()
        return self.ledger.has(record_id) or any(
            line.id == record_id for work in works for line in work.lines
        )

    def work_of(self, response: Response | Failure | None) -> Work | None:
        """Give the page in hand that *response* is of, if one is."""
        request = getattr(response, "request", None)
        return self.works.get(request.meta.get(LEASE, 0)) if request is not None else None

    def claim(self, item: object) -> Line | None:
        """Return the line of *item*, once."""
        return self._staging.claim(item)

    def fail(self, error: NewscrawlError) -> None:
        """Note that state or output cannot be written; what was not committed is undone."""
        if self.broken is not None:
            return
        self.broken = error
        logger.error("%s", error)
        self._crawler.stats.set_value("frontier/broken", str(error))

    def commit(self) -> None:
        """Make durable what was settled, and pack the files that are full meanwhile.

        Where no file can be opened for now, the records wait in the state, and nothing is given out until
        they are written.

        Raises:
            StateError, OutputError: As ``Ledger.commit``.
        """
        self._prepare_commit()
        self.short = not self.ledger.commit_or_wait()
        if self.ledger.has_closed and not self.short:
            self._packing.begin()

    def _prepare_commit(self) -> None:
        for call in self._at_commit:
            call()

    async def _commit_at_end(self) -> None:
        """Commit, after a wait where no file can be opened: connections are being closed."""
        for _ in range(_SHORT_TRIES):
            self.commit()
            if not self.short:
                return
            await asyncio.sleep(_SHORT_S)
        self.ledger.commit()

    def close(self, reason: str) -> Deferred[None] | None:
        """End the run, and close the state; nothing if it was never open."""
        return deferred_from_coro(self._close(reason)) if self._is_open else None

    async def _close(self, reason: str) -> None:
        if self.broken is None:
            try:
                await self._end(reason)
            except (StateError, OutputError) as error:
                self.fail(error)
        self.closing = True
        await self._packing.stop()
        if self.broken is not None:
            self._crawler.stats.inc_value("frontier/not_written")
        self.store.close()
        self._crawler.stats.set_value("frontier/ended", value=True)

    def end_at_once(self) -> None:
        """End the run as far as a moment suffices: what has come is written and counted."""
        if not self._is_open or self.closing or self.broken is not None:
            return
        try:
            if self._settle is not None:
                self._settle()
            self.closing = True
            self._release_all()
            self._prepare_commit()
            self.ledger.commit()
            report_left(self._crawler.stats, self._runs.left(self.run))
            for call in self._at_end:
                call("forced")
            self._write_manifest()
            self._runs.end(self.run, "forced", time.time(), finished=False)
            self.store.commit()
        except (StateError, OutputError) as error:
            self.fail(error)
        self.store.close()

    def _release_all(self) -> None:
        """Put back what is in hand."""
        now = time.time()
        for work in self.works.values():
            self.frontier.release(work.lease, now)
        self.works.clear()

    async def _end(self, reason: str) -> None:
        if self._settle is not None:
            self._settle()
        self.closing = True
        self._release_all()
        await self._commit_at_end()
        left = self._runs.left(self.run)
        finished = reason == "finished" and not left
        if not finished:
            await self._packing.stop()
        elif not (finished := await self._packing.finish()):
            reason = "shutdown"
            self._crawler.stats.set_value("frontier/interrupted", value=True)
        if self.broken is not None:
            return
        report_left(self._crawler.stats, left)
        for call in self._at_end:
            call(reason)
        self._write_manifest(finished=finished)
        self._runs.end(self.run, reason, time.time(), finished=finished)  # last: or it is done again
        self.store.commit()

    def _write_manifest(self, *, finished: bool = False) -> None:
        facts = {"spider": self._spider.name, "arguments": self.command, "finished": finished}
        facts |= {"left": self._runs.left(self.run), "urls": self._runs.ended(self.run)}
        self.ledger.write_manifest(facts)
