"""Ends lists of addresses that lead nowhere: what waits of them is forgotten for the run."""

import logging
import time
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.statscollectors import StatsCollector

from newscrawl.state.frontier import Frontier
from newscrawl.traps import Fate, Streaks

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

LISTS = "lists"
"""Key of ``meta``: the lists that name a page, see ``traps.Streaks``."""


class Lists:
    """Tell ``Streaks`` what becomes of each page, and take the lists that end out of the frontier.

    The spider may have ``lists`` (what each is called), ``keeps(url)`` (whether something else names a page)
    and ``forget_asked(urls)``. Stats: ``traps/dead_list``.
    """

    def __init__(self, max_dead: int, stats: StatsCollector) -> None:
        self._streaks, self._stats = Streaks(max_dead), stats

    def open(self, frontier: Frontier, spider: Any) -> None:
        """Work on *frontier*."""
        self._frontier, self._spider = frontier, spider

    def begin(self, number: int, request: Request) -> None:
        """Note that *request*, the row *number* of the frontier, is given out."""
        if lists := request.meta.get(LISTS):
            self._streaks.begin(number, tuple(lists), time.monotonic())

    def must_wait(self, request: Request) -> bool:
        """Say whether *request* is to wait, for too many pages of a list that it is on are in hand."""
        lists = request.meta.get(LISTS, ())
        return bool(lists) and self._streaks.must_wait(lists, time.monotonic())

    def note(self, number: int, fate: Fate, target: str = "") -> None:
        """Note what came of the row *number*."""
        self._streaks.note(number, fate, target)

    def settle(self, number: int) -> None:
        """Note that the work on the row *number* has ended, and end the lists that this shows to be dead."""
        for name in self._streaks.settle(number, time.monotonic()):
            self._end(name)

    def ended(self, lists: tuple[str, ...]) -> str | None:
        """Return one of *lists* that has ended, if there is one."""
        return self._streaks.ended(lists)

    def _end(self, name: str) -> None:
        keeps: Callable[[str], bool] = getattr(self._spider, "keeps", lambda url: False)
        gone = self._frontier.forget_waiting(name, keeps)
        getattr(self._spider, "forget_asked", lambda urls: None)(gone)
        self._stats.inc_value("traps/dead_list", len(gone))
        logger.warning(
            "%s: so many addresses in a row give no article that it ends here for this run; "
            "%d that waited are left out (TRAPS_DEAD_MAX)",
            getattr(self._spider, LISTS, {}).get(name, name),
            len(gone),
        )
