"""Ends a crawl that cannot go on."""

import logging

from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro

from newscrawl.errors import NewscrawlError

logger = logging.getLogger(__name__)


def stop_crawl(crawler: Crawler, reason: str, error: NewscrawlError) -> None:
    """Ask the engine to close the spider for *reason*, once; the pages in hand are still gone through."""
    # The first reason counts: those that follow are mostly its consequences.
    if crawler.stats.get_value("stop/reason"):
        return
    crawler.stats.set_value("stop/reason", reason)
    logger.error("the crawl stops: %s", error)
    # closing waits for the pages in hand, so it must not be awaited by one of them
    deferred_from_coro(crawler.engine.close_spider_async(reason=reason))
