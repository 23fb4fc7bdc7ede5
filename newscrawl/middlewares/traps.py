"""Leaves out requests for URLs that a site makes without end."""

import logging
import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.errors import UrlError
from newscrawl.meta import LEASE, LISTS, VOUCHED
from newscrawl.model.article import Article
from newscrawl.model.items import Miss
from newscrawl.session import find_session, session_of
from newscrawl.web.traps import BarrenPatterns, ListOutcome, SiteBudget, TrapLimits, path_trap
from newscrawl.web.urls import site_key

logger = logging.getLogger(__name__)

_BARREN = frozenset(
    """
    empty not_html not_an_article no_text too_short same_article duplicate listing media shop forum
    login_page
    """.split()
)
"""Reasons that say that a page holds nothing new; one that is only not wanted, by its day, is no trap."""
# 408 and 429 are left out: they ask for another try, and say nothing of the page.
_DEAD = re.compile(r"http_4(?!08|29)\d\d")
"""Why a page could not be fetched that is not there, or not for us."""
_TITLE = re.compile(rb"<title\b[^>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_HEAD_BYTES = 100_000


class TrapsMiddleware:
    """Drop what a page links to and what would lead on for ever; what the user named is always asked for.

    What waits is judged again when its turn comes. A list whose URLs are dead or barren, many in a
    row, ends for the run: what waits of it is forgotten, and a later run may find it again. What a
    feed names, or the front shows as an article (``vouched`` in ``meta``), is of no barren pattern
    and has no bad path.

    Settings: ``TRAPS_DEPTH_MAX``, ``TRAPS_BARREN_MAX``, ``TRAPS_DEAD_MAX``, ``TRAPS_LINKS_MAX``,
    ``TRAPS_SITE_MAX``; 0 switches one off. Stats: ``traps/<reason>``: ``long``, ``deep_path``,
    ``repeated_path``, ``depth``, ``barren_pattern``, ``dead_list``, ``many_links``,
    ``site_budget``.
    """

    def __init__(self, crawler: Crawler, limits: TrapLimits) -> None:
        self._crawler, self._limits = crawler, limits
        self._patterns = BarrenPatterns(limits.barren)
        self._budget = SiteBudget(limits.site)
        self.dropped: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        settings = crawler.settings
        names = ("TRAPS_DEPTH_MAX", "TRAPS_BARREN_MAX", "TRAPS_LINKS_MAX", "TRAPS_SITE_MAX")
        middleware = cls(crawler, TrapLimits(*map(settings.getint, names)))
        crawler.signals.connect(middleware.watch, signal=signals.spider_opened)
        crawler.signals.connect(middleware.note_article, signal=signals.item_scraped)
        crawler.signals.connect(middleware.note_drop, signal=signals.item_dropped)
        crawler.signals.connect(middleware.report, signal=signals.spider_closed)
        return middleware

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Pass on all that a callback gives, but for the requests that lead into a trap."""
        links = 0
        async for entry in result:
            trap = self._trap(entry, response, links) if isinstance(entry, Request) else None
            if trap is None:
                links += isinstance(entry, Request)
                yield entry
                continue
            self._count(trap)
            logger.debug("%s: not asked for (%s), linked from %s", entry.url, trap, response.url)

    def _trap(self, request: Request, response: Response, links: int) -> str | None:
        """Return the trap that *request* leads into; its page gave *links* requests before it."""
        limits, url = self._limits, request.url
        # The page's own depth: its links are one deeper, so the comparison is ``<=``.
        if 0 < limits.depth <= response.meta.get("depth", 0):
            return "depth"
        if 0 < limits.links <= links:
            return "many_links"
        trap = None if request.meta.get(VOUCHED) else path_trap(url) or self._barren(url)
        # The budget is taken from last: a URL that a trap drops must not use it up.
        return trap or (None if self._budget.take(_site(url)) else "site_budget")

    def _barren(self, url: str) -> str | None:
        return "barren_pattern" if self._patterns.holds(url) else None

    def watch(self) -> None:
        """Let the scheduler ask about what waits, when its turn comes."""
        if (session := find_session(self._crawler)) is not None:
            session.lists.attach_judge(self.judge)

    def judge(self, request: Request) -> str | None:
        """Name why *request*, which has waited, is not worth asking any more; or ``None``."""
        if request.meta.get(VOUCHED) or not self._patterns.holds(request.url):
            return None
        self._count("barren_pattern")
        return "barren_pattern"

    def _count(self, trap: str) -> None:
        self.dropped[trap] += 1
        self._crawler.stats.inc_value(f"traps/{trap}")

    def note_article(self, item: Any, response: Response | Failure | None = None) -> None:
        """Note a page that gave an article."""
        # Only a page with an article speaks for its pattern; other items may come of any page.
        if isinstance(item, Article):
            self._patterns.note(item.metadata.requested_url, gave=True)
            self._note(response, ListOutcome.GAVE)

    def note_drop(
        self, item: Any, exception: Exception, response: Response | Failure | None = None
    ) -> None:
        """Note a page that holds nothing new, or is not there; one that failed otherwise says nothing."""
        url = getattr(item, "requested_url", "") or getattr(item, "url", "")
        reason = item.reason if isinstance(item, Miss) else getattr(exception, "reason", "")
        # A known article that has not changed proves the list alive, although it gave nothing new.
        if reason == "unchanged":
            self._note(response, ListOutcome.GAVE)
        elif not url:
            return
        elif reason == "error_page" or _DEAD.fullmatch(reason):
            self._patterns.note(url, gave=False)
            self._note(response, ListOutcome.DEAD, "")
        elif reason in _BARREN:
            self._patterns.note(url, gave=False)
            # ``Streaks`` counts a title twice in a row as dead: so sites answer for removed pages.
            self._note(response, ListOutcome.BARREN, _title(response))

    def _note(
        self, response: Response | Failure | None, outcome: ListOutcome, target: str = ""
    ) -> None:
        request = getattr(response, "request", None)
        if request is not None and LISTS in request.meta:
            session_of(self._crawler).lists.note(request.meta.get(LEASE, 0), outcome, target)

    def report(self) -> None:
        """Report at the end how many URLs were left out."""
        self.dropped["dead_list"] += self._crawler.stats.get_value("traps/dead_list", 0)
        if self.dropped.total():
            reasons = ", ".join(
                f"{count} {name}" for name, count in self.dropped.most_common() if count
            )
            logger.warning("Addresses that look endless were not asked for: %s", reasons)


def _title(response: Response | Failure | None) -> str:
    """Return the title of the page, or nothing."""
    match = _TITLE.search(getattr(response, "body", b"")[:_HEAD_BYTES])
    return f"title:{match[1].decode('latin-1').strip()}" if match else ""


def _site(url: str) -> str:
    try:
        return site_key(url)
    except UrlError:  # who asks for it says what is wrong with it
        return ""
