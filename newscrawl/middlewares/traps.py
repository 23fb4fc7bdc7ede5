"""Leaves out requests for addresses that a site makes without end."""

import logging
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.article import Article
from newscrawl.errors import UrlError
from newscrawl.traps import BarrenPatterns, SiteBudget, TrapLimits, path_trap
from newscrawl.urls import site_key

logger = logging.getLogger(__name__)

_BARREN = {"empty", "not_html", "not_an_article", "no_text", "too_short", "same_article"}
"""Reasons that say that a page holds nothing new; one that is only not wanted, by its day, is no trap."""


class TrapsMiddleware:
    """Drop what a page links to and what would lead on for ever; what the user named is always asked for.

    Settings: ``TRAPS_DEPTH_MAX``, ``TRAPS_BARREN_MAX``, ``TRAPS_LINKS_MAX``, ``TRAPS_SITE_MAX``; 0 switches
    one off. Stats: ``traps/<reason>``: ``long``, ``deep_path``, ``repeated_path``, ``depth``,
    ``barren_pattern``, ``many_links``, ``site_budget``.
    """

    def __init__(self, crawler: Crawler, limits: TrapLimits) -> None:
        self._crawler, self._limits = crawler, limits
        self._patterns = BarrenPatterns(limits.barren)
        self._budget = SiteBudget(limits.site)
        self.dropped: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        settings = crawler.settings
        names = ("TRAPS_DEPTH_MAX", "TRAPS_BARREN_MAX", "TRAPS_LINKS_MAX", "TRAPS_SITE_MAX")
        middleware = cls(crawler, TrapLimits(*map(settings.getint, names)))
        crawler.signals.connect(middleware.note_article, signal=signals.item_scraped)
        crawler.signals.connect(middleware.note_drop, signal=signals.item_dropped)
        crawler.signals.connect(middleware.report, signal=signals.spider_closed)
        return middleware

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Pass on what a callback gives, but for the requests that lead into a trap."""
        links = 0
        async for entry in result:
            trap = self._trap(entry, response, links) if isinstance(entry, Request) else None
            if trap is None:
                links += isinstance(entry, Request)
                yield entry
                continue
            self.dropped[trap] += 1
            self._crawler.stats.inc_value(f"traps/{trap}")
            logger.debug("%s: not asked for (%s), linked from %s", entry.url, trap, response.url)

    def _trap(self, request: Request, response: Response, links: int) -> str | None:
        """Name what is wrong with *request*, found on a page that gave *links* requests before it."""
        limits, url = self._limits, request.url
        if 0 < limits.depth <= response.meta.get("depth", 0):
            return "depth"
        if 0 < limits.links <= links:
            return "many_links"
        trap = path_trap(url) or ("barren_pattern" if self._patterns.holds(url) else None)
        return trap or (None if self._budget.take(_site(url)) else "site_budget")

    def note_article(self, item: Any) -> None:
        """Note a page that gave an article."""
        if isinstance(item, Article):
            self._patterns.note(item.metadata.requested_url, gave=True)

    def note_drop(self, item: Any, exception: Exception) -> None:
        """Note a page that was read and holds nothing new; one that could not be fetched says nothing."""
        url = getattr(item, "requested_url", "") or getattr(item, "url", "")
        if url and getattr(exception, "reason", "") in _BARREN:
            self._patterns.note(url, gave=False)

    def report(self) -> None:
        """Say at the end how many addresses were left out."""
        if self.dropped:
            reasons = ", ".join(f"{count} {name}" for name, count in self.dropped.most_common())
            logger.warning("Addresses that look endless were not asked for: %s", reasons)


def _site(url: str) -> str:
    try:
        return site_key(url)
    except UrlError:  # who asks for it says what is wrong with it
        return ""
