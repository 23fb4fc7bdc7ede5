"""Page to Draft, in worker processes, away from the reactor."""

import os
from dataclasses import replace
from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawl.errors import ConfigError, ExtractError
from newscrawl.extract.standfirst import without_standfirst
from newscrawl.items import Draft, Page
from newscrawl.pipelines.drops import BY_REASON, ExtractionError, NotAnArticle
from newscrawl.pipelines.pool import PoolError, WorkerError, WorkerOptions, WorkerPool
from newscrawl.pipelines.stop import stop_crawl


class ExtractPipeline:
    """Turn each ``Page`` into a ``Draft``; other items pass.

    Downloads do not wait for it: pages queue, and only when the bytes of the pages in hand exceed
    ``EXTRACT_QUEUE_MAX_BYTES`` does the crawl send no further requests until some are done. That is
    Scrapy's own joint (the scraper's slot counts the bytes of responses until their items are through).

    Settings: ``EXTRACT_WORKERS``, ``EXTRACT_TIMEOUT_S``, ``EXTRACT_MEMORY_MAX_BYTES``,
    ``EXTRACT_QUEUE_MAX_BYTES``, ``EXTRACT_FUNCTION``, ``EXTRACT_STANDFIRST_IN_TEXT``.
    Stats: ``extract/workers_lost``.
    """

    def __init__(self, crawler: Crawler, pool: WorkerPool, queue_max_bytes: int) -> None:
        self._crawler, self._pool, self._queue_max_bytes = crawler, pool, queue_max_bytes
        self._standfirst_in_text = crawler.settings.getbool("EXTRACT_STANDFIRST_IN_TEXT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        settings = crawler.settings
        options = WorkerOptions(
            settings["EXTRACT_FUNCTION"],
            settings.getfloat("EXTRACT_TIMEOUT_S"),
            settings.getint("EXTRACT_MEMORY_MAX_BYTES"),
        )
        workers = settings.getint("EXTRACT_WORKERS") or len(os.sched_getaffinity(0))
        if workers < 1 or options.timeout_s <= 0:
            raise ConfigError(
                f"EXTRACT_WORKERS={workers}, EXTRACT_TIMEOUT_S={options.timeout_s:g}: must be above 0"
            )
        return cls(crawler, WorkerPool(workers, options), settings.getint("EXTRACT_QUEUE_MAX_BYTES"))

    async def open_spider(self) -> None:
        """Start the workers; they warm up while the first pages are fetched."""
        slot = self._crawler.engine.scraper.slot
        if slot is not None:
            slot.max_active_size = self._queue_max_bytes
        self._pool.open()

    async def close_spider(self) -> None:
        """End the workers."""
        await self._pool.close()
        self._crawler.stats.set_value("extract/workers_lost", self._pool.lost)

    def give_up(self) -> None:
        """End the work on all pages in hand; the crawl stops."""
        self._pool.give_up()

    async def process_item(self, item: Any) -> Any:
        """Give the draft of *item*.

        Raises:
            PageDropped: If the page gives no article, by reason.
        """
        if not isinstance(item, Page):
            return item
        try:
            draft = await self._pool.run(item)
        except (ExtractError, WorkerError) as error:
            raise BY_REASON.get(error.reason, NotAnArticle)(str(error)) from error
        except PoolError as error:
            stop_crawl(self._crawler, "extract_broken", error)
            raise ExtractionError(str(error)) from error
        if not self._standfirst_in_text:
            draft = without_standfirst(draft)
        return with_page(draft, item)


def with_page(draft: Draft, page: Page) -> Draft:
    """Add to *draft* how its page was fetched, without the bytes."""
    return replace(draft, page=replace(page, body=b""))
