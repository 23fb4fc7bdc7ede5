"""Asks the database about many new URLs at a time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from newscrawl.errors import UrlError
from newscrawl.session import session_of
from newscrawl.state.store import is_server, state_url
from newscrawl.web.urls import canonical_url, url_key

_MOST = 200
"""Requests that are looked up with one question."""
_WAIT_S = 0.05
"""So long the next request may be waited for, while some are held back."""


class LookAheadMiddleware:
    """Hold requests back until there are some, and let the frontier look all of them up at once.

    Each URL that a database on a server is asked for alone costs a round trip: a sitemap of 50,000
    would take minutes. Order stays, and nothing but a request waits for others.

    Settings: ``STATE_URL``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, where the state is on a server."""
        if not is_server(state_url(crawler.settings)):
            raise NotConfigured  # without a reason, which Scrapy would warn of
        return cls(crawler)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Return what *result* gives."""
        held: list[Any] = []
        async for entry in result:
            held.append(entry)
            # Order is kept: an item, or whatever else a
            # callback gives, must not overtake the requests.
            if len(held) >= _MOST or not isinstance(entry, Request):
                for each in self._looked_up(held):
                    yield each
                held = []
        for each in self._looked_up(held):
            yield each

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Return what *start* gives, which may be a pipe that falls silent."""
        held: list[Any] = []
        following: asyncio.Future[Any] = asyncio.ensure_future(_next(start))
        try:
            while True:
                # ``asyncio.wait`` leaves the pending read alone;
                # ``wait_for`` would cancel the spider's generator.
                await asyncio.wait({following}, timeout=_WAIT_S if held else None)
                has_come = following.done()
                if has_come:
                    if (entry := following.result()) is _END:
                        break
                    held.append(entry)
                    following = asyncio.ensure_future(_next(start))
                if not has_come or len(held) >= _MOST:
                    for each in self._looked_up(held):
                        yield each
                    held = []
            for each in self._looked_up(held):
                yield each
        finally:
            following.cancel()

    def _looked_up(self, entries: list[Any]) -> list[Any]:
        """Return *entries*, whose URLs the frontier has looked up."""
        keys = []
        for entry in entries:
            # A request with a body has another key than its URL, see ``pack_request``.
            if isinstance(entry, Request) and entry.method == "GET" and not entry.body:
                with contextlib.suppress(UrlError):  # whoever takes it in tells of it
                    keys.append(url_key(canonical_url(entry.url)))
        # A single URL costs one question with or without this.
        if len(keys) > 1:
            session = session_of(self._crawler)
            if session.broken is None:
                session.look_ahead(keys)
        return entries


_END = object()


async def _next(entries: AsyncIterator[Any]) -> Any:
    return await anext(entries, _END)
