"""The progress of a crawl: pages done, pages that wait, time left. Read from the state and the stats."""

import time
from collections import deque
from dataclasses import dataclass

from scrapy.crawler import Crawler

from newscrawl.extensions.summary import Summary, SummaryExtension
from newscrawl.session import find_session
from newscrawl.traits import traits_of

_READ_EVERY_S = 1.0
_READ_SHARE = 0.02
"""Of the time, what may go into counting what waits: with many hosts it is counted less often."""
_RATE_OVER_S = 60.0


@dataclass(frozen=True, slots=True)
class Headway:
    """Figures of a moment.

    Attributes:
        done: Pages that have ended, whatever became of them.
        fetched: Answers of servers; what is said where the state is not newscrawl's.
        waiting, in_hand: URLs that are to be asked for, and that are between request and record.
        is_whole: Whether all that is to be asked for is known: list, or entrances of all sites, are
            read.
        left_s: Seconds to the end; ``None``: nobody can tell.
    """

    done: int = 0
    fetched: int = 0
    articles: int = 0
    without: int = 0
    failed: int = 0
    waiting: int = 0
    in_hand: int = 0
    rate: float = 0.0
    is_whole: bool = False
    left_s: float | None = None

    @property
    def total(self) -> int:
        """All pages that are known: done, in hand, waiting."""
        return self.done + self.in_hand + self.waiting

    def line(self) -> str:
        """Return it as one line."""
        pages = f"{self.fetched} pages"
        if self.total:
            pages = f"{self.done} of {self.total}{'' if self.is_whole else '+'} pages"
        parts = [pages, f"{self.articles} articles", f"{self.without} without"]
        parts += [f"{self.failed} failed"] if self.failed else []
        parts += [f"{self.rate:.1f} pages/s", f"{self.waiting} waiting"]
        parts += [f"about {_span(self.left_s)} left"] if self.left_s is not None else []
        return ", ".join(parts)


def _span(seconds: float) -> str:
    """Return a time in the largest unit that has two of it.

    >>> _span(45), _span(150), _span(9_000)
    ('45 s', '2 min', '2 h')
    """
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 1):.0f} s"


class Watch:
    """Reads the figures of *crawler*, as often as that costs little."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._past: deque[tuple[float, int]] = deque()
        self._outstanding, self._done_then = (0, 0, 0), 0
        self._next_reading = 0.0

    def read(self) -> Headway:
        """Return the figures of this moment."""
        get, summary = self._crawler.stats.get_value, self._summary()
        done, fetched = get("acknowledge/pages", 0), get("warc/pages_read") or summary.pages
        waiting, in_hand, busiest = self._read_outstanding(done)
        rate = self._rate(done or fetched)
        is_whole = self._is_whole()
        left = (waiting + in_hand) if is_whole else 0
        return Headway(
            done,
            fetched,
            get("write/articles", 0),
            summary.dropped.total() + summary.dead.total(),
            summary.failed.total(),
            waiting,
            in_hand,
            rate,
            is_whole,
            self._left_s(left, busiest, rate) if left else None,
        )

    def _summary(self) -> Summary:
        extension = self._crawler.get_extension(SummaryExtension)
        return extension.summary if extension is not None else Summary()

    def _read_outstanding(self, done: int) -> tuple[int, int, int]:
        """Return the pages that wait, those in hand, and those of the busiest host; *done* are ended."""
        session, now = find_session(self._crawler), time.monotonic()
        reads_archives = bool(self._crawler.stats.get_value("warc/pages_read"))
        if session is None or reads_archives:  # rows of the state stand for batches of an archive
            return (0, 0, 0)
        if now >= self._next_reading and session.broken is None and not session.closing:
            self._outstanding, self._done_then = session.frontier.outstanding(), done
            took_s = time.monotonic() - now
            # The state sums over all lanes: with many hosts
            # that takes so long that it is done less often.
            self._next_reading = now + max(_READ_EVERY_S, took_s / _READ_SHARE)
        # What was counted a while ago has gone on since: else the total would grow with each page.
        waiting, in_hand, busiest = self._outstanding
        ended = done - self._done_then
        from_waiting = min(waiting, ended)
        in_hand = max(in_hand - (ended - from_waiting), 0)
        return (waiting - from_waiting, in_hand, max(busiest - ended, 0))

    def _rate(self, done: int) -> float:
        """Return pages a second, of the last minute."""
        now = time.monotonic()
        # At least one entry stays, so that there is something to compare with after a pause.
        while len(self._past) > 1 and now - self._past[0][0] > _RATE_OVER_S:
            self._past.popleft()
        self._past.append((now, done))
        then, before = self._past[0]
        return (done - before) / (now - then) if now > then else 0.0

    def _is_whole(self) -> bool:
        progress_by_source = traits_of(self._crawler).progress_by_source
        # A sitemap that is still to be read may hold any number of pages.
        if progress_by_source:
            return all(
                each.decided and not each.waiting and not each.deep
                for each in progress_by_source.values()
            )
        return bool(self._crawler.stats.get_value("urls/all_read"))

    def _left_s(self, left: int, busiest: int, rate: float) -> float | None:
        """Return how long *left* pages take: at the rate of now, and no less than the busiest host needs."""
        if rate <= 0:
            return None
        # One host cannot be asked faster than its delay, however fast all the others are.
        return max(left / rate, busiest * self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
