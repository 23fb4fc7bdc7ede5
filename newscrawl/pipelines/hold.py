"""Hold back the first pages of a host until its profile is learned, bounded in pages, bytes and time.

The first are read, and wait with what was made of them; those that come while they are at it wait unread, so
that a fast crawl does not read hundreds of pages before the first lesson.

What is held is in hand, not done: its row in the frontier stays leased, so that a killed crawl fetches it
again. Nothing is held when no further page is under way.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from newscrawl.pipelines.memory import FIRST_LESSON, Site

TICK_S = 0.1
QUIET_TICKS = 3
"""So many ticks in a row with no download under way: no further page is to come soon."""


@dataclass(frozen=True, slots=True)
class HoldLimits:
    """How much is held back; 0 seconds hold nothing.

    Attributes:
        wait_s: Seconds that one page waits at most.
        max_bytes: Bytes of all held pages together.
    """

    wait_s: float
    max_bytes: int


class Hold:
    """Pages that wait; *is_quiet* says whether no download is under way."""

    def __init__(self, limits: HoldLimits, is_quiet: Callable[[], bool]) -> None:
        self._limits, self._is_quiet = limits, is_quiet
        self._bytes = 0
        self._released = False

    def release(self) -> None:
        """Let all pages go on, now and from now on."""
        self._released = True

    async def turn(self, site: Site, size: int) -> None:
        """Wait, before a page is read, while enough others of an unknown *site* are read to learn it."""
        if site.is_open or self._bytes + size > self._limits.max_bytes:
            return
        self._bytes += size
        site.waiting += 1
        deadline = time.monotonic() + self._limits.wait_s
        try:
            while not (site.is_open or self._released) and time.monotonic() < deadline:
                await asyncio.sleep(TICK_S / 2)
        finally:
            site.waiting -= 1
            self._bytes -= size

    async def wait(self, site: Site, size: int) -> None:
        """Wait until *site* is learned, or there is no room or reason to; *size* is the page's, in bytes."""
        enough = site.held >= FIRST_LESSON - 1 and not site.learning
        if enough or self._bytes + size > self._limits.max_bytes:
            return
        site.held += 1
        self._bytes += size
        try:
            await self._wait(site)
        finally:
            site.held -= 1
            self._bytes -= size

    async def _wait(self, site: Site) -> None:
        deadline = time.monotonic() + self._limits.wait_s
        quiet = 0
        while not (site.learned.is_set() or self._released or quiet >= QUIET_TICKS):
            if time.monotonic() >= deadline:
                break
            await asyncio.sleep(TICK_S)
            quiet = quiet + 1 if self._is_quiet() and not site.learning else 0
