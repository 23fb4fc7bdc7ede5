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
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from math import inf

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


@dataclass(slots=True, eq=False)
class _Waiter:
    """A page that waits until ``is_over``, or until its time is.

    Attributes:
        in_order: While it waits, no later page of its site needs to be looked at.
    """

    turn: Turn
    is_over: Callable[[], bool]
    deadline: float
    in_order: bool
    woken: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def wake(self) -> None:
        """Let the page look again."""
        if not self.woken.done():
            self.woken.set_result(None)

    def goes_on(self, now: float) -> bool:
        """Let the page look again if that is worth it, and return whether it is."""
        try:
            if now >= self.deadline or self.is_over():
                self.wake()
        except Exception as error:  # the page's own, not that of the timer that asks for all
            self.woken.set_exception(error)
        return self.woken.done()


class WarmupGate:
    """Pages that wait, all looked at by one timer: a timer for each would cost more than the pages."""

    def __init__(self, limits: HoldLimits) -> None:
        self._limits = limits
        self._bytes = 0
        self._released = False
        self._waiting: dict[_Waiter, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def release(self) -> None:
        """Let all pages go on, now and from now on."""
        self._released = True
        for waiter in self._waiting:
            waiter.wake()

    async def before_reading(self, turn: Turn) -> None:
        """Wait until the page may be read."""
        # Most pages come when the profile is known, and pay nothing for this.
        if turn.may_be_read():
            return
        late = time.monotonic() + LATE_S

        def may_be_read() -> bool:
            # ``monotonic``: the clock may be set while a page waits.
            if time.monotonic() > late:
                turn.order.pass_over(turn.number)
            return turn.may_be_read()

        await self._wait(turn, may_be_read, in_order=True)

    async def after_reading(self, turn: Turn) -> None:
        """Wait until the first profile of the site is known, or there is no room or reason to."""
        quiet = 0

        def is_over() -> bool:
            nonlocal quiet
            # Several ticks: between two pages of a site none may be under way.
            has_nothing_to_wait_for = turn.is_quiet() and not turn.site.learning
            quiet = quiet + 1 if has_nothing_to_wait_for else 0
            return bool(turn.profile) or turn.site.failed or quiet >= QUIET_TICKS

        await self._wait(turn, is_over, in_order=False)
        # A lesson is short and under way: it is waited for even when the time of the page is over.
        while turn.site.learning and not self._released:
            await asyncio.sleep(TICK_S)

    async def _wait(self, turn: Turn, is_over: Callable[[], bool], *, in_order: bool) -> None:
        """Count the page's bytes as held, until it is over or its time is."""
        # Without room the page goes on at once: what is held in memory has a bound.
        if self._bytes + turn.size > self._limits.max_bytes:
            return
        self._bytes += turn.size
        try:
            await self._look(turn, is_over, in_order=in_order)
        finally:
            self._bytes -= turn.size

    async def _look(self, turn: Turn, is_over: Callable[[], bool], *, in_order: bool) -> None:
        deadline = time.monotonic() + self._limits.wait_s
        while not self._released and time.monotonic() < deadline:
            # Pages that wait take in the notes themselves: what that raises is theirs.
            await turn.advance(turn.order)
            if is_over():
                return
            waiter = _Waiter(turn, is_over, deadline, in_order)
            self._waiting[waiter] = None
            self._start_timer()
            try:
                await waiter.woken
            finally:
                del self._waiting[waiter]

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def _tick(self) -> None:
        """Wake the pages that have something to do."""
        self._timer = None
        now, advanced = time.monotonic(), set[SiteTurns]()
        first: dict[int, int] = {}
        for waiter in self._waiting:
            turn, site = waiter.turn, id(waiter.turn.site)
            # One page of a site takes the notes in for all.
            if turn.order.is_due and not turn.order.is_busy and turn.order not in advanced:
                advanced.add(turn.order)
                waiter.wake()
            # Hundreds of pages may wait for one: only the first is asked whether it may go on.
            elif waiter.in_order and now < waiter.deadline and first.get(site, inf) < turn.number:
                continue
            elif not waiter.goes_on(now) and waiter.in_order:
                first[site] = turn.number
        if self._waiting:
            self._start_timer()
