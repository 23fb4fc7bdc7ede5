"""Gives the event loop its turns while a spider's ``start()`` is read."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

_SLICE_S = 0.02


class StartMiddleware:
    """Read ``start()`` in slices, for half of the time at most.

    Scrapy reads it in one go while as many requests are out as may be. A list of a million URLs
    would stop all else for minutes: downloads, commits, and signals that want the crawl to end.
    """

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Return what *start* gives, with a pause after each slice of time."""
        due = time.monotonic() + _SLICE_S
        async for entry in start:
            yield entry
            if time.monotonic() >= due:
                # As long a pause as the slice: at least half of the time is left for all else.
                await asyncio.sleep(_SLICE_S)
                due = time.monotonic() + _SLICE_S
