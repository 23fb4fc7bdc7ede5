"""Tells the other workers of a crawl how often each host may be asked."""

from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.session import session_of
from newscrawl.state.store import is_server, state_url
from newscrawl.web.urls import host_of


class SharingExtension:
    """Note the delay of each host's slot, as settings, robots.txt and AutoThrottle have it.

    It outlives this worker's lease of the host: whoever asks it next waits that long. Connects
    after ``CrawlDelayExtension`` by its place in ``EXTENSIONS``.

    Settings: ``STATE_URL``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, where several workers may share the crawl."""
        if not is_server(state_url(crawler.settings)):
            raise NotConfigured  # without a reason, which Scrapy would warn of
        extension = cls(crawler)
        crawler.signals.connect(extension.note, signal=signals.request_reached_downloader)
        crawler.signals.connect(extension.note, signal=signals.response_downloaded)
        return extension

    def note(self, request: Request) -> None:
        """Note the delay of the slot of *request*."""
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is not None:
            session_of(self._crawler).frontier.note_delay(host_of(request.url), slot.delay)
