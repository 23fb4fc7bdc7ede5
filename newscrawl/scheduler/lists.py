"""Ends lists of URLs that lead nowhere: what waits of them is forgotten for the run."""

import logging
import time
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.statscollectors import StatsCollector

from newscrawl.meta import LISTS
from newscrawl.state.shared import AnyFrontier
from newscrawl.state.values import Lease
from newscrawl.web.traps import ListOutcome, Streaks

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)


class Lists:
    """Tell ``Streaks`` what becomes of each page, and take the lists that end out of the frontier.

    The spider may have ``lists`` (what each is called), ``keeps(url)`` (whether something else
    names a page), ``forget_asked(urls)`` and ``judge_waiting(request)``. Stats:
    ``traps/dead_list``.
    """

    def __init__(self, max_dead: int, stats: StatsCollector) -> None:
        self._streaks, self._stats = Streaks(max_dead), stats
        self._judges: list[Callable[[Request], str | None]] = []

    def attach_judge(self, judge: "Callable[[Request], str | None]") -> None:
        """Let *judge* return the reason why a request that has waited is not to be sent, or ``None``."""
        self._judges.append(judge)

    def is_worth(self, lease: Lease, request: Request) -> bool:
        """Return whether a request that has waited is still to be sent, for all that came of others since."""
        # The spider's window of dates and budgets may have closed since the page was found.
        ask_spider = getattr(self._spider, "judge_waiting", None)
        if ask_spider is not None and ask_spider(request) is not None:
            return False
        # A page that the user named is sent whatever the traps say of its neighbours.
        return lease.named or not any(judge(request) for judge in self._judges)

    def open(self, frontier: AnyFrontier, spider: Any) -> None:
        """Work on *frontier*."""
        self._frontier, self._spider = frontier, spider

    def begin(self, number: int, request: Request) -> None:
        """Note that *request*, the row *number* of the frontier, is given out."""
        if lists := request.meta.get(LISTS):
            self._streaks.begin(number, tuple(lists), time.monotonic())

    def must_wait(self, request: Request) -> bool:
        """Return whether *request* is to wait, for too many pages of a list that it is on are in hand."""
        lists = request.meta.get(LISTS, ())
        return bool(lists) and self._streaks.must_wait(lists, time.monotonic())

    def note(self, number: int, outcome: ListOutcome, target: str = "") -> None:
        """Note the *outcome* of the row *number*."""
        self._streaks.note(number, outcome, target)

    def settle(self, number: int) -> None:
        """Note that the work on the row *number* has ended, and end the lists that this shows to be dead."""
        for name in self._streaks.settle(number, time.monotonic()):
            self._end(name)

    def lead_on(self, number: int, target: str, *, is_new: bool) -> None:
        """Note that the row *number* was redirected to *target*, which is new or a page that is known."""
        # Only a known target counts: pages of a dead list often lead to one same page.
        if not is_new:
            self.note(number, ListOutcome.LED_ON, target)
        self.settle(number)

    def ended(self, lists: tuple[str, ...]) -> str | None:
        """Return one of *lists* that has ended, if there is one."""
        return self._streaks.ended(lists)

    def _end(self, name: str) -> None:
        keeps: Callable[[str], bool] = getattr(self._spider, "keeps", lambda url: False)
        # A page that a feed names too stays, though the list that also named it has ended.
        gone = self._frontier.forget_waiting(name, keeps)
        getattr(self._spider, "forget_asked", lambda urls: None)(gone)
        self._stats.inc_value("traps/dead_list", len(gone))
        logger.warning(
            "%s: so many URLs in a row give no article that it ends here for this run; "
            "%d that waited are left out (TRAPS_DEAD_MAX)",
            getattr(self._spider, "lists", {}).get(name, name),
            len(gone),
        )
