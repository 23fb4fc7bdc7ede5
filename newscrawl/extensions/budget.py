"""The budgets of a source and of a run: requests, and time.

A URL that a spent budget leaves is not lost: it waits in the state, ``run.json`` counts it as
``budget_spent``, and the next run brings it back. So one slow or bad source delays itself alone.
"""

import json
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from newscrawl.meta import SOURCE
from newscrawl.requirements import require_frontier
from newscrawl.session import session_of
from newscrawl.traits import SourceProgress, traits_of

if TYPE_CHECKING:
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_LOOK_S = 0.5


@dataclass(slots=True)
class _Spending:
    """The part of its budget that a source has taken."""

    began: float
    requests: int = 0


class BudgetExtension:
    """Leave URLs beyond the budget of a source, or the time of the run, for the next run.

    Settings: ``SITE_REQUESTS_MAX``, ``SITE_TIME_MAX_S``; argument of spiders: ``time``. Stats:
    ``site/budget_spent``, ``budget/time_over``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._spent: dict[str, _Spending] = {}
        self._began = time.monotonic()
        self._call: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it; with another scheduler than ours nothing could be left."""
        require_frontier(crawler.settings)
        extension = cls(crawler)
        crawler.signals.connect(extension.start, signal=signals.spider_opened)
        crawler.signals.connect(extension.count, signal=signals.request_reached_downloader)
        crawler.signals.connect(extension.stop, signal=signals.spider_closed)
        return extension

    def start(self) -> None:
        """Begin to count, and to look at the clock."""
        self._session = session_of(self._crawler)
        traits = traits_of(self._crawler)
        self._harvests = traits.progress_by_source
        self._time_s = traits.time_s
        self._session.mark_of = self.mark_of
        if self._time_s:
            self._call = create_looping_call(self.look)
            self._call.start(_LOOK_S, now=False)

    def stop(self) -> None:
        """Look no more."""
        if self._call is not None and self._call.running:
            self._call.stop()

    def count(self, request: Request) -> None:
        """Count a request for a source."""
        name = request.meta.get(SOURCE, "")
        if name in self._harvests:
            # From the first request, not from the start: a source may wait long for its turn.
            self._spent.setdefault(name, _Spending(time.monotonic())).requests += 1

    def mark_of(self, request: Request) -> str:
        """Return what requests like *request* are known by, if they are for the next run; else nothing."""
        progress = self._harvests.get(request.meta.get(SOURCE, ""))
        if progress is None or not (progress.spent or self._is_spent(progress)):
            return ""
        # The text as JSON has it: the frontier finds the
        # rows of the source by this part of the request.
        return f'"{SOURCE}":{json.dumps(progress.source.name, ensure_ascii=False)}'

    def _is_spent(self, progress: SourceProgress) -> bool:
        """Return whether the budget of *progress* is spent; log it the first time."""
        spent, budgets = self._spent.get(progress.source.name), progress.budgets
        if spent is None:
            return False
        if 0 < budgets.requests <= spent.requests:
            progress.spent = f"{budgets.requests:,} requests"
        elif 0 < budgets.time_s <= time.monotonic() - spent.began:
            progress.spent = _span(budgets.time_s)
        else:
            return False
        # Cut, not ended: what was not seen must not count as missing when the source is judged.
        progress.is_cut = True
        self._crawler.stats.inc_value("site/budget_spent")
        logger.info(
            "%s: its budget of %s is spent; the next run goes on with it",
            progress.source.name,
            progress.spent,
        )
        return True

    def look(self) -> None:
        """End the giving out of requests when the time of the run is over."""
        if self._session.closing or time.monotonic() - self._began < self._time_s:
            return
        # Stopped first: the end of the time is told once.
        self.stop()
        logger.info("The time of the run (%s) is over; the next run goes on", _span(self._time_s))
        self._crawler.stats.set_value("budget/time_over", value=True)
        for progress in self._harvests.values():
            progress.is_cut = True
        self._session.shut()


def _span(seconds: float) -> str:
    """Return a time as a person says it.

    >>> _span(7200), _span(90)
    ('2 h', '90 s')
    """
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"
