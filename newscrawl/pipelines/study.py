"""Pages that are read for a command, to learn of them or to explain them; nothing of them is written."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol, Self, cast

from scrapy.crawler import Crawler

from newscrawl.boilerplate.learn import distinct
from newscrawl.boilerplate.profile import from_json
from newscrawl.errors import ExtractError
from newscrawl.learning.sites import MIN_LESSON
from newscrawl.model.items import Draft, Miss, Page
from newscrawl.model.page_sketch import TrainingSet, unpack
from newscrawl.pipelines.extract import worker_pool
from newscrawl.web.urls import host_of
from newscrawl.workers.client import WorkerError
from newscrawl.workers.pool import PoolError, WorkerPool

logger = logging.getLogger(__name__)

MAX_SKETCHES = 60
"""Pages of one host that are learned from; of more, the first."""
MAX_HOSTS = 1_000


class Study:
    """The pages that a command has read.

    Attributes:
        profiles: Known profiles by host, as JSON, by which pages are read.
        learned: New profiles by host, as JSON, once ``learn`` has run.
        drafts: The drafts, if *keeps_drafts*.
        missed: What could not be read, each as a message.
        pages: Pages that were read, by host.
    """

    def __init__(
        self, profiles: Mapping[str, str] | None = None, *, keeps_drafts: bool = False
    ) -> None:
        self.profiles = profiles or {}
        self.learned: dict[str, str] = {}
        self.drafts: list[Draft] = []
        self.missed: list[str] = []
        self.pages: defaultdict[str, int] = defaultdict(int)
        self._keeps_drafts = keeps_drafts
        self._sketches: defaultdict[str, list[bytes]] = defaultdict(list)

    def wants(self, page: Page) -> bool:
        """Return whether *page* would teach anything: its host is not full yet."""
        host = host_of(page.url)
        return len(self._sketches.get(host, ())) < MAX_SKETCHES and (
            # A host that is known goes on to its limit, although no further host may be added.
            host in self._sketches or len(self._sketches) < MAX_HOSTS
        )

    async def read(self, page: Page, pool: WorkerPool) -> None:
        """Read *page* in a worker, and keep its draft or its sketch.

        Raises:
            PoolError: If no worker can be started.
        """
        host = host_of(page.url)
        try:
            draft = await pool.run(replace(page, profile=self.profiles.get(host, "")))
        except (ExtractError, WorkerError) as error:
            self.missed.append(f"{page.url}: {error}")
            return
        self.pages[host] += 1
        if self._keeps_drafts:
            self.drafts.append(draft)
        elif draft.sketch is None:
            self.missed.append(f"{page.url}: too large to learn from")
        elif self.wants(page):
            self._sketches[host].append(draft.sketch)

    async def learn(self, pool: WorkerPool) -> None:
        """Learn the profile of each host of which two different pages were read.

        Raises:
            PoolError: If no worker can be started.
        """
        for host, sketches in self._sketches.items():
            # Copies of one page would make all of it look repeated, and so like boilerplate.
            if len(distinct(list(map(unpack, sketches)))) < MIN_LESSON:
                self.missed.append(
                    f"{host}: {len(sketches)} page(s); it takes two different ones to learn a site"
                )
                continue
            try:
                profile = await pool.learn(TrainingSet(host, tuple(sketches)))
            except (ExtractError, WorkerError) as error:
                self.missed.append(f"{host}: its profile cannot be learned: {error}")
            else:
                # Read back at once: a profile that cannot be loaded must not be saved.
                from_json(profile, host)
                self.learned[host] = profile


class _StudySpider(Protocol):
    """The spider that this pipeline belongs to, see ``spiders.study``."""

    study: Study


class StudyPipeline:
    """Read each page for the ``study`` of the spider, and learn at the end.

    Settings: those of ``ExtractPipeline`` on workers.
    """

    def __init__(self, crawler: Crawler, pool: WorkerPool) -> None:
        self._crawler, self._pool = crawler, pool

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        return cls(crawler, worker_pool(crawler.settings))

    @property
    def _study(self) -> Study:
        return cast("_StudySpider", self._crawler.spider).study

    async def open_spider(self) -> None:
        """Start the workers."""
        self._pool.open()

    async def close_spider(self) -> None:
        """Learn, and end the workers."""
        try:
            await self._study.learn(self._pool)
        # Pages were read; a pool that breaks at the end must not take the report with it.
        except PoolError as error:
            self._study.missed.append(str(error))
        await self._pool.close()

    async def process_item(self, item: Any) -> Any:
        """Take a page in, or note why it could not be fetched."""
        if isinstance(item, Miss):
            self._study.missed.append(item.message)
        elif isinstance(item, Page):
            try:
                await self._study.read(item, self._pool)
            except PoolError as error:
                self._study.missed.append(f"{item.url}: {error}")
        return item


async def study_pages(pages: Iterable[Page], study: Study, pool: WorkerPool) -> None:
    """Read *pages*, one at a time, and learn of them.

    Raises:
        PoolError: If no worker can be started.
        ConfigError: As *pages* do; the pages before it are learned then.
    """
    pool.open()
    try:
        for page in pages:
            if study.wants(page):
                await study.read(page, pool)
    # A source of pages may raise in the middle: what was read before is learned all the same.
    finally:
        try:
            await study.learn(pool)
        finally:
            await pool.close()
