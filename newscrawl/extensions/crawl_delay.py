"""Crawl-delay and Request-rate: the least time between two requests to a host."""

from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured


class CrawlDelayExtension:
    """Keep the delay of a host's slot at or above what its robots.txt asks for, up to a cap.

    AutoThrottle sets the delay again after each answer; this comes after it and lifts the delay
    again, so that a slow server still gets a longer one. The jitter, which would go below, is off
    for such a host. Connects after AutoThrottle by its place in ``EXTENSIONS``.

    Settings: ``CRAWL_DELAY_MAX_S``. Stats: ``crawl_delay/hosts``, ``crawl_delay/capped``.
    """

    def __init__(self, crawler: Crawler, max_s: float) -> None:
        self._crawler, self._max_s = crawler, max_s
        self._floors: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("ROBOTSTXT_OBEY is off")
        extension = cls(crawler, crawler.settings.getfloat("CRAWL_DELAY_MAX_S"))
        crawler.signals.connect(extension.learn, signal=signals.robots_parsed)
        # Both signals: a new slot is made with the first,
        # and AutoThrottle changes it with the second.
        crawler.signals.connect(extension.lift, signal=signals.request_reached_downloader)
        crawler.signals.connect(extension.lift, signal=signals.response_downloaded)
        return extension

    def learn(self, robotparser: Any, request: Request) -> None:
        """Note the delay that the robots.txt of the host of *request* asks for."""
        # The time of day counts: Request-rate may be given for some hours alone.
        asked_s = robotparser.delay_s(datetime.now(UTC).time())
        slot = self._crawler.engine.downloader.get_slot_key(request)
        # The file may have been read again without a delay: the old floor no longer holds.
        if not asked_s:
            self._floors.pop(slot, None)
            return
        # Some files ask for a day: with the cap such a host is still crawled, if slowly.
        self._floors[slot] = min(asked_s, self._max_s)
        self._crawler.stats.inc_value("crawl_delay/hosts")
        if asked_s > self._max_s:
            self._crawler.stats.inc_value("crawl_delay/capped")

    def lift(self, request: Request) -> None:
        """Lift the delay of the slot of *request* to its floor."""
        key = request.meta.get("download_slot", "")
        floor_s = self._floors.get(key)
        slot = self._crawler.engine.downloader.slots.get(key)
        if floor_s is not None and slot is not None:
            slot.delay = max(slot.delay, floor_s)
            slot.jitter = 0.0
