"""Ends the results of a callback once its page was given up."""

from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.session import find_session


class GiveUpMiddleware:
    """Take no further results of a page when the crawl stops and its time is over.

    A sitemap of 50,000 URLs takes longer than a supervisor waits. What it gave so far is kept; its
    page goes back into the frontier, and the next run reads it again, see
    ``extensions.acknowledge``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it."""
        return cls(crawler)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Return what *result* gives, until the page of *response* is given up."""
        session = find_session(self._crawler)
        work = session.work_of(response) if session is not None else None
        async for entry in result:
            if work is not None and work.given_up:
                # The drop keeps the page from being acknowledged as read to its end.
                work.drops["stopped"] = True
                return
            yield entry
