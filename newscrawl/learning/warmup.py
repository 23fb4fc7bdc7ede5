"""Hold back pages until the lessons of the pages before them are known, bounded in bytes and time.

The first pages of an unknown host are read, and wait with what was made of them for its profile;
those that come while they are at it wait unread, so that a fast crawl does not read hundreds of
pages before the first lesson. Later ones wait, if at all, for the lessons of pages that were given
out long before them.

A page that is held is in hand, not done: its row in the frontier stays leased, so that a killed crawl
fetches it again. Nothing is held when no further page of its site is under way.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from newscrawl.learning.sites import FIRST_LESSON, SiteLearner
from newscrawl.learning.turns import SiteTurns

TICK_S = 0.05
LATE_S = 15.0
"""A page that keeps others waiting for so long is passed over: a stalled one holds up its site no further.

Measured on a machine with ten times as much to do as it has cores: with 5 s a removal of one of the
17 demo articles was named in two ways in 9 runs, for pages were read before the profile; with 60 s
never in 4.
"""
QUIET_TICKS = 6
"""So many ticks in a row with no page under way: no further page is to come soon."""


@dataclass(frozen=True, slots=True)
class HoldLimits:
    """How much is held back; 0 seconds hold nothing.

    Attributes:
        wait_s: Seconds that one page waits at most, each time.
        max_bytes: Bytes of all held pages together.
    """

    wait_s: float
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A page in the order of its site.

    Attributes:
        number: Its place among the pages of its site.
        size: Bytes of the page.
        advance: Takes in what the pages before it tell.
        is_quiet: Says whether no further page of its site is under way or waits.
    """

    site: SiteLearner
    order: SiteTurns
    number: int
    size: int
    advance: Callable[[SiteTurns], Awaitable[None]]
    is_quiet: Callable[[], bool]

    @property
    def profile(self) -> str:
        """The profile by which the page is read; empty: none is known."""
        return self.site.version(self.number).profile

    def may_be_read(self) -> bool:
        """Return whether all is known that the page is read by, or it is one to learn from."""
        # Nothing will be learned: to wait would be in vain.
        if self.site.failed:
            return True
        if self.profile:
            # What decides is the order of the pages, not the clock: two crawls give the same texts.
            return self.order.is_settled(self.number - self.site.lag)
        return len(self.site.sketches) + self.order.before(self.number) < FIRST_LESSON


class WarmupGate:
    """Pages that wait."""

    def __init__(self, limits: HoldLimits) -> None:
        self._limits = limits
        self._bytes = 0
        self._released = False

    def release(self) -> None:
        """Let all pages go on, now and from now on."""
        self._released = True

    async def before_reading(self, turn: Turn) -> None:
        """Wait until the page may be read."""
        # Most pages come when the profile is known, and pay nothing for this.
        if turn.may_be_read():
            return
        late = time.monotonic() + LATE_S
        async with self._ticks(turn) as ticks:
            async for _ in ticks:
                if turn.may_be_read():
                    break
                # ``monotonic``: the clock may be set while a page waits.
                if time.monotonic() > late:
                    turn.order.pass_over(turn.number)

    async def after_reading(self, turn: Turn) -> None:
        """Wait until the first profile of the site is known, or there is no room or reason to."""
        site, quiet = turn.site, 0
        async with self._ticks(turn) as ticks:
            async for _ in ticks:
                if site.failed or turn.profile:
                    break
                # Several ticks: between two pages of a site none may be under way.
                has_nothing_to_wait_for = turn.is_quiet() and not site.learning
                quiet = quiet + 1 if has_nothing_to_wait_for else 0
                if quiet >= QUIET_TICKS:
                    break
        # A lesson is short and under way: it is waited for even when the time of the page is over.
        while site.learning and not self._released:
            await asyncio.sleep(TICK_S)

    @asynccontextmanager
    async def _ticks(self, turn: Turn) -> AsyncIterator[AsyncIterator[None]]:
        """Count the page's bytes as held, and tick until its time is over."""
        size, wait_s = turn.size, self._limits.wait_s
        # Without room the page goes on at once: what is held in memory has a bound.
        if self._bytes + size > self._limits.max_bytes:
            size, wait_s = 0, 0.0
        self._bytes += size
        try:
            yield self._tick(turn, wait_s)
        finally:
            self._bytes -= size

    async def _tick(self, turn: Turn, wait_s: float) -> AsyncIterator[None]:
        deadline = time.monotonic() + wait_s
        while not self._released and time.monotonic() < deadline:
            # Pages that wait take in the notes themselves: no task beside them is needed.
            await turn.advance(turn.order)
            yield
            await asyncio.sleep(TICK_S)
