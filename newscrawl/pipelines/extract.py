"""Page to Draft, in worker processes, away from the reactor."""

import asyncio
import logging
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from newscrawl.errors import ConfigError, ExtractError
from newscrawl.extract.body.standfirst import without_standfirst
from newscrawl.extract.hooks import load_hooks
from newscrawl.extract.parse.charset import decode
from newscrawl.extract.signals import without_block
from newscrawl.extract.truncation import is_complete
from newscrawl.learning.sites import SiteLearner, SiteRegistry
from newscrawl.learning.turns import SiteTurns, Turns
from newscrawl.learning.warmup import HoldLimits, Turn, WarmupGate
from newscrawl.model.items import Draft, Page
from newscrawl.model.more import KINDS
from newscrawl.pipelines.drops import (
    BY_REASON,
    WALLED,
    CutOff,
    ExtractionError,
    NotAnArticle,
    PageDropped,
    Walled,
)
from newscrawl.pipelines.stop import stop_crawl
from newscrawl.session import find_session
from newscrawl.state.profiles import Profiles
from newscrawl.web.urls import host_of, site_key
from newscrawl.web.walls import is_wall_in_words
from newscrawl.workers.client import WorkerError
from newscrawl.workers.options import read_options
from newscrawl.workers.pool import PoolError, WorkerPool

if TYPE_CHECKING:
    from newscrawl.state.shared import AnyFrontier

logger = logging.getLogger(__name__)

ROOM_EACH = 2
"""Pages for each worker that are in the pool at once, one of them waiting."""
_LAG, _LAG_EACH = 8, 4
"""A lesson counts for pages from so many after it, at least, and so many for each worker: those before them
may be under way at the same time, and need not wait for it."""


class ExtractPipeline:
    """Turn each ``Page`` into a ``Draft``; other items pass.

    Downloads do not wait for it: pages queue, and only when the bytes of the pages in hand exceed
    ``EXTRACT_QUEUE_MAX_BYTES`` does the crawl send no further requests until some are done. That is
    Scrapy's own joint (the scraper's slot counts the bytes of responses until their items are
    through).

    The workers read a page by the profile of its site; the first pages of an unknown host are held
    back until it is learned of them, and read once more where it has a say in their text.

    Settings: ``EXTRACT_WORKERS``, ``EXTRACT_TIMEOUT_S``, ``EXTRACT_MEMORY_MAX_BYTES``,
    ``EXTRACT_QUEUE_MAX_BYTES``, ``EXTRACT_FUNCTION``, ``EXTRACT_STANDFIRST_IN_TEXT``,
    ``EXTRACT_UPDATES_IN_TEXT``, ``EXTRACT_MORE``, ``EXTRACT_HOOKS``, ``PROFILE_ENABLED``,
    ``PROFILE_HOLD_S``, ``PROFILE_HOLD_MAX_BYTES``. Stats: ``extract/workers_lost``,
    ``profile/learned``, ``profile/read_again``.
    """

    def __init__(
        self,
        crawler: Crawler,
        pool: WorkerPool,
        queue_max_bytes: int,
        limits: HoldLimits | None = None,
    ) -> None:
        self._crawler, self._pool, self._queue_max_bytes = crawler, pool, queue_max_bytes
        self._wanted = Wanted.of(crawler.settings)
        self._hold = WarmupGate(limits) if limits else None
        self._room = asyncio.Semaphore(ROOM_EACH * pool.size)
        self._sites = SiteRegistry(None)
        self._turns = Turns()
        self._frontier: AnyFrontier | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        settings = crawler.settings
        limits = HoldLimits(
            settings.getfloat("PROFILE_HOLD_S"), settings.getint("PROFILE_HOLD_MAX_BYTES")
        )
        return cls(
            crawler,
            worker_pool(settings),
            settings.getint("EXTRACT_QUEUE_MAX_BYTES"),
            limits if settings.getbool("PROFILE_ENABLED") else None,
        )

    async def open_spider(self) -> None:
        """Start the workers; they warm up while the first pages are fetched."""
        slot = self._crawler.engine.scraper.slot
        if slot is not None:
            # Scrapy's own backpressure: the engine sends nothing while the slot exceeds this size.
            slot.max_active_size = self._queue_max_bytes
        lag = max(_LAG, _LAG_EACH * self._pool.size)
        session = find_session(self._crawler)
        if session is None:
            self._sites = SiteRegistry(None, lag)
        else:
            self._sites = SiteRegistry(Profiles(session.store), lag)
            self._turns, self._frontier = session.turns, session.frontier
        self._pool.open()

    async def close_spider(self) -> None:
        """End the workers."""
        await self._pool.close()
        self._crawler.stats.set_value("extract/workers_lost", self._pool.lost)

    def give_up(self) -> None:
        """End the work on all pages in hand; the crawl stops."""
        # Held pages are let go first: they ask the pool next, which then refuses each.
        if self._hold is not None:
            self._hold.release()
        self._pool.give_up()

    def _is_quiet(self, order: SiteTurns, hosts: Iterable[str]) -> bool:
        """Return whether no page of a site is under way, and none of these *hosts* waits to be asked for."""
        if self._frontier is None:
            return not self._crawler.engine.downloader.active
        return order.is_idle and not any(self._frontier.is_waiting(host) for host in hosts)

    async def process_item(self, item: Any) -> Any:
        """Return the draft of *item*.

        Raises:
            PageDropped: If the page gives no article, by reason.
        """
        if not isinstance(item, Page):
            return item
        try:
            draft = await self._read_counted(self._wanted.ask(item))
        except (ExtractError, WorkerError) as error:
            raise _drop_of(error, item) from error
        # No worker can be started: each further page would fail, so the crawl ends instead.
        except PoolError as error:
            stop_crawl(self._crawler, "extract_broken", error)
            raise ExtractionError(str(error)) from error
        # Judged after extraction: a page that was cut in its footer has its article whole.
        if "truncated" in item.flags and _is_cut(draft, item):
            raise CutOff(f"{item.url}: cut off within its article")
        return with_page(self._wanted.take(draft), item)

    async def _read_counted(self, page: Page) -> Draft:
        """Read *page*, and say how many workers were lost until now."""
        try:
            return await self._read(page)
        finally:
            # In ``finally``: a page that lost its worker twice raises, and counts most of all.
            if self._pool.lost:
                self._crawler.stats.set_value("extract/workers_lost", self._pool.lost)

    async def _read(self, page: Page) -> Draft:
        """Read *page* by the profile of its site, once more if the first one is learned meanwhile."""
        if self._hold is None:
            return await self._pool.run(page)
        turn = self._turn_of(page)
        turn.site.in_hand += 1
        try:
            return await self._read_in_turn(page, turn, self._hold)
        finally:
            turn.site.in_hand -= 1
            turn.order.end(turn.number)

    def _turn_of(self, page: Page) -> Turn:
        site, host = site_key(page.url), host_of(page.url)
        order, number = self._turns.of(site), self._turns.number(page.row, site)
        hosts = {host, host_of(page.requested_url or page.url)}
        return Turn(
            self._sites.site(host),
            order,
            number,
            len(page.body),
            self._advance,
            lambda: self._is_quiet(order, hosts),
        )

    async def _read_in_turn(self, page: Page, turn: Turn, hold: WarmupGate) -> Draft:
        await hold.before_reading(turn)
        profile, draft = await self._read_once(page, turn)
        turn.order.tell(turn.number, (turn.site, draft, profile))
        await self._advance(turn.order)
        if (
            profile or draft.sketch is None
        ):  # one that teaches nothing does not wait for what others do
            return draft
        await hold.after_reading(turn)
        if not turn.profile:
            await self._learn(turn.site, turn.number)
        if not turn.profile:
            return draft
        _, again = await self._read_once(page, turn, draft)
        self._crawler.stats.inc_value("profile/read_again", int(again is not draft))
        return again

    async def _read_once(
        self, page: Page, turn: Turn, earlier: Draft | None = None
    ) -> tuple[str, Draft]:
        """Read *page* when its turn comes; return the profile that it was read by, and the draft.

        Few pages are in the pool's queue, so that a lesson does not wait for all that were
        fetched. *earlier*: see ``WorkerPool.run``.
        """
        async with self._room:
            profile = turn.profile
            asked = turn.site.ask(replace(page, profile=profile), turn.number)
            return profile, await self._pool.run(asked, earlier)

    async def _advance(self, order: SiteTurns) -> None:
        """Take in what pages tell, in the order in which they were given out."""
        # One at a time: two tasks would learn from the same pages, in an order left to chance.
        if order.is_busy:
            return
        order.is_busy = True
        try:
            while (told := order.take()) is not None:
                number, (site, draft, profile) = told
                is_time = site.note(draft, profile, number)
                # Before the lesson, which may fail: what the page told holds all the same.
                self._sites.note_audits(site)
                if is_time:
                    await self._learn(site, number)
        finally:
            order.is_busy = False

    async def _learn(self, site: SiteLearner, number: int) -> None:
        """Learn *site* in a worker. A lesson that fails costs nothing but itself."""
        while (lesson := site.lesson()) is not None:
            epoch, site.learning = site.epoch, True
            try:
                profile = await self._pool.learn(lesson)
            except (ExtractError, WorkerError) as error:
                logger.warning("%s: its profile cannot be learned: %s", site.host, error)
                site.failed = True
                return
            finally:
                site.learning = False
            # A profile that has expired meanwhile makes the lesson worthless: it is learned again.
            if site.epoch == epoch:
                self._sites.keep(site, profile, number, time.time())
                self._crawler.stats.inc_value("profile/learned")
                return


def worker_pool(settings: BaseSettings) -> WorkerPool:
    """Make the pool that *settings* describe.

    Raises:
        ConfigError: If one of them is wrong.
    """
    options = read_options(settings)
    # Loaded here too: an unknown hook fails the start, not each page in a worker.
    load_hooks(options.hooks)
    # CPUs that this process may use (a container's share), not those of the machine.
    workers = settings.getint("EXTRACT_WORKERS") or len(os.sched_getaffinity(0))
    if workers < 1:
        raise ConfigError(
            f"EXTRACT_WORKERS={workers}: expected a whole number from 1 on, or 0: one per core"
        )
    if options.timeout_s <= 0:
        raise ConfigError(
            f"EXTRACT_TIMEOUT_S={options.timeout_s:g}: expected a number of seconds above 0"
        )
    return WorkerPool(workers, options)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parts of a record that are wanted of each page.

    Settings: ``EXTRACT_STANDFIRST_IN_TEXT``, ``EXTRACT_UPDATES_IN_TEXT``, ``EXTRACT_MORE``.
    """

    standfirst_in_text: bool
    updates_in_text: bool
    more: tuple[str, ...]

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """Read it from *settings*.

        Raises:
            ConfigError: If one of them is wrong.
        """
        return cls(
            settings.getbool("EXTRACT_STANDFIRST_IN_TEXT"),
            settings.getbool("EXTRACT_UPDATES_IN_TEXT"),
            read_more(settings.getlist("EXTRACT_MORE")),
        )

    def ask(self, page: Page) -> Page:
        """Return *page* as a task for a worker."""
        return replace(page, with_updates=self.updates_in_text, more=self.more)

    def take(self, draft: Draft) -> Draft:
        """Return *draft*, which a worker made, without what only the settings leave out."""
        return draft if self.standfirst_in_text else without_block(without_standfirst(draft))


def read_more(names: Iterable[str]) -> tuple[str, ...]:
    """Read the setting ``EXTRACT_MORE``: the names of ``KINDS`` that are wanted, or ``all``.

    Raises:
        ConfigError: If a name is not one of ``KINDS``.
    """
    wanted = {name.strip().lower() for name in names if name.strip()}
    if unknown := sorted(wanted - {*KINDS, "all"}):
        raise ConfigError(
            f"EXTRACT_MORE: {unknown[0]!r}: expected all, or some of {', '.join(KINDS)}"
        )
    # ``KINDS`` gives the order, so that records do not depend on that of the setting.
    return KINDS if "all" in wanted else tuple(name for name in KINDS if name in wanted)


def _drop_of(error: ExtractError | WorkerError, page: Page) -> PageDropped:
    """Return why *page* gives no draft; a wall without a text may hide an article."""
    if error.reason == "no_text" and is_wall_in_words(page.body):
        return Walled(f"{page.url}: {WALLED}")
    return BY_REASON.get(error.reason, NotAnArticle)(str(error))


def _is_cut(draft: Draft, page: Page) -> bool:
    """Return whether *page*, whose end is missing, was cut within the article that *draft* has."""
    source, _ = decode(page.body, page.content_type)
    # A text from the page's data (JSON-LD) came whole, wherever the markup ends.
    return draft.body_source == "page" and not is_complete(source, draft.text)


def with_page(draft: Draft, page: Page) -> Draft:
    """Add to *draft* how its page was fetched, without the bytes."""
    return replace(draft, page=replace(page, body=b"", profile=None), sketch=None)
