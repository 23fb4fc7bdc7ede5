"""Answers the requests of the spider ``warc`` from archives; none of them leaves the machine."""

import asyncio
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.meta import ARCHIVE
from newscrawl.warc.batch import Reader
from newscrawl.warc.response import BatchResponse


class ArchivesMiddleware:
    """Answer a request with the batch that it names, read in a thread."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._turn = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, for the spider that needs it."""
        make_reader = getattr(crawler.spider, "make_reader", None)
        if make_reader is None:
            raise NotConfigured  # nothing to warn of
        middleware = cls(make_reader())
        crawler.signals.connect(middleware.close, signal=signals.spider_closed)
        return middleware

    async def process_request(self, request: Request) -> BatchResponse | None:
        """Return the batch of *request*."""
        asked = request.meta.get(ARCHIVE)
        if asked is None:
            return None
        # ``Reader`` keeps archives open between batches, so a file must be in one hand at a time.
        async with self._turn:
            batch = await asyncio.to_thread(self._reader.read, asked)
        return BatchResponse(request.url, batch)

    async def close(self) -> None:
        """Close the archives, once none is read any more."""
        async with self._turn:
            self._reader.close()
