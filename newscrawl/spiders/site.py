"""The ``site`` spider: finds the articles of whole sites by itself.

Theory of operation. Each site is entered at its *entrances*: the front page, the feeds that it
declares, the sitemaps that its robots.txt names, and well-known places where it declares none. When
all entrances of a site have ended it is decided whether they were enough; if not, the spider goes
*deep*: sections, pagination, archives and links of articles. A page is asked for where its URL may
be an article's; the pipelines judge what it is. Every request can be stored (callbacks are methods,
``meta`` is JSON), so that a killed crawl continues where it was; all that is kept in memory is found
again from the entrances.
"""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.discover.found import Found
from newscrawl.discover.window import Window, read_window
from newscrawl.meta import (
    DEEP,
    FEED_NOTICES,
    FOUND_BY,
    LISTS,
    MODIFIED,
    RANK,
    RETURNS,
    VOUCHED,
)
from newscrawl.meta import NAMED as NAMED_PAGE
from newscrawl.model.items import Miss
from newscrawl.sources.source import Source
from newscrawl.spiders.arguments import read_budgets, read_languages, read_limit, read_sources
from newscrawl.spiders.following import FollowingSpider
from newscrawl.spiders.parsing import (
    changed_time,
    may_be_page,
)
from newscrawl.spiders.revisits import RevisitPlan
from newscrawl.spiders.site_progress import SiteProgress, Spot
from newscrawl.web.urls import host_of, origin_of

logger = logging.getLogger(__name__)


if TYPE_CHECKING:
    from newscrawl.traits import NewsSpider

    def _told(spider: "SiteSpider") -> NewsSpider:
        return spider  # mypy holds the spider to what components read of it


class SiteSpider(FollowingSpider):
    """Find and fetch the articles of sites.

    Arguments: ``site``: a host or a URL, several separated by commas, or ``@list.txt``;
        ``sources``: a file of sources (``sources.source``) instead, ``only``: names of those in it,
        ``schedule``: those with this schedule (``default``: those without one); ``hosts``: what
        belongs to it, in the place of its own host with all below; ``since``, ``until``: a day, a
        moment or a span (``7d``); ``limit``: most article pages that are asked for; ``languages``:
        codes of those that are kept; ``due=only`` and ``revisit``: see ``spiders.revisits``.

    Settings: ``SITE_FEEDS_MAX``, ``SITE_SITEMAPS_MAX``, ``SITE_SITEMAP_DEPTH_MAX``,
        ``SITE_LISTINGS_MAX``, ``SITE_PAGES_MAX``. Stats: ``site/feeds``, ``site/sitemaps``,
        ``site/listings``, ``site/articles_asked``, ``site/entrances_missed``, ``site/deep``,
        ``site/budget_spent``.
    """

    name = "site"
    arguments = (
        *("site", "sources", "only", "schedule", "hosts", "since", "until"),
        *("limit", "languages", "due", "revisit"),
    )
    judges_pages = True
    revises = True
    has_captures = False
    due = ""
    window: Window
    wanted_languages: frozenset[str]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build it, with its arguments read and judged.

        Raises:
            ConfigError: If one of them is wrong.
        """
        kwargs = {
            # From Python numbers may be given; the command line knows text only.
            name: str(value) if isinstance(value, int) else value
            for name, value in kwargs.items()
        }
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.started_at = datetime.now(UTC)
        spider.window = read_window(
            kwargs.get("since", ""), kwargs.get("until", ""), spider.started_at
        )
        spider.wanted_languages = read_languages(kwargs.get("languages", ""))
        spider._left = read_limit(kwargs.get("limit", ""))
        spider._back = RevisitPlan(crawler, kwargs.get("due", ""), kwargs.get("revisit", ""))
        spider._dead_reasons = frozenset(crawler.settings.getlist("MISSED_DEAD_REASONS"))
        budgets = read_budgets(crawler.settings)
        spider.progress_by_source = {
            source.name: SiteProgress(source, spider.window, budgets.of(source))
            for source in read_sources(kwargs)
        }
        spider._robots_sitemaps = {}
        spider.lists = {}
        spider._set_delays()
        # robots.txt is fetched by a middleware: the signal spares a second request for it.
        crawler.signals.connect(spider.learn_sitemaps, signal=signals.robots_parsed)
        crawler.signals.connect(spider.go_deep_when_idle, signal=signals.spider_idle)
        return spider

    @property
    def renders(self) -> bool:
        """Whether the scripts of some source's pages are run."""
        return any(progress.source.render for progress in self.progress_by_source.values())

    def _set_delays(self) -> None:
        """Let the hosts of sources that ask for a delay have it, whatever AutoThrottle finds."""
        slots = self.crawler.settings.getdict("DOWNLOAD_SLOTS")
        for progress in self.progress_by_source.values():
            source = progress.source
            if not source.delay_s:
                continue
            # One at a time: a host that asks for a delay is not asked by several connections.
            slot = {"delay": source.delay_s, "concurrency": 1, "throttle": False}
            for host in (*map(host_of, source.seeds), *source.hosts):
                slots[host] = dict(slot)
        # Scrapy reads the setting when the engine starts, after the spider was built.
        self.crawler.settings.set("DOWNLOAD_SLOTS", slots, priority="spider")

    def learn_sitemaps(self, robotparser: Any, request: Request) -> None:
        """Note which sitemaps the robots.txt of an origin names."""
        self._robots_sitemaps[origin_of(request.url)] = robotparser.sitemaps

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the entrances of each source."""
        # Before the entrances: articles of earlier runs count for the limit first.
        brought = await self._back.bring_back(self.progress_by_source.values(), self._left)
        self._count_asked(brought)
        for progress in self.progress_by_source.values():
            if not self._back.begin(progress):
                progress.decided = True
                continue
            for request in self._begin(progress):
                yield request

    def _count_asked(self, count: int) -> None:
        """Count pages that are asked for against the limit, if there is one."""
        if self._left is not None:
            self._left -= count

    def _ask(
        self, progress: SiteProgress, found: Found, place: Spot, rank: int
    ) -> Iterator[Request]:
        """Ask for what may be an article, once, within window, limit and budget."""
        # The cheapest test first: sitemaps name tens of thousands of URLs.
        if not may_be_page(found):
            return
        if not progress.wants(found):
            progress.outside += progress.owns_article(found.url)
            return
        progress.wanted += 1
        if self._left == 0:
            progress.is_cut = True
            return
        if self._has_ended(place.lists):
            self.crawler.stats.inc_value("traps/dead_list")
            return
        changed_at = changed_time(found, self.started_at)
        # After the limit and the lists: a URL that is not asked for must not count as asked.
        if progress.take("page", found.url, progress.budgets.pages):
            self._count_asked(1)
            self.crawler.stats.inc_value("site/articles_asked")
        else:
            # Known from a list already: named by a feed as well, it stays when that list ends.
            if _is_vouched(found):
                progress.note_vouched(found.url)
            if not changed_at or not progress.take_change(found.url):
                return
        request = self.article_request(found.url)
        meta = request.meta | progress.page_meta | {RANK: rank, FOUND_BY: place.found_by}
        yield request.replace(
            callback=self.parse_page,
            priority=place.priority,
            meta=meta | _notes_on(found, place, changed_at, is_deep=progress.deep),
        )

    def miss_article(self, failure: Failure) -> Iterator[Miss]:
        """Report why a page could not be fetched; links that are dead are the web's normal state.

        So is what an earlier command missed and this one tries again.
        """
        meta = failure.request.meta  # type: ignore[attr-defined] # Scrapy sets it
        for miss in super().miss_article(failure):
            is_dead = miss.reason in self._dead_reasons or bool(meta.get(RETURNS))
            yield replace(miss, dead=is_dead)

    def keeps(self, url: str) -> bool:
        """Return whether the page at *url* stays when a list that it is on ends: something else names it."""
        return any(url in progress.vouched for progress in self.progress_by_source.values())

    def forget_asked(self, urls: Iterable[str]) -> None:
        """Let *urls*, which waited on a list that has ended, be asked for where another place names them."""
        for progress in self.progress_by_source.values():
            progress.forget_asked(urls)

    def source_of(self, response: Response) -> Source:
        """Return the source that asked for *response*."""
        return self._progress_of(response.request).source


def _is_vouched(found: Found) -> bool:
    """Return whether a feed, a news sitemap or the front names *found* as an article."""
    return found.vouched or found.title is not None


def _notes_on(found: Found, place: Spot, changed_at: float, *, is_deep: bool) -> dict[str, Any]:
    """Return the notes that the request for *found* carries; those that say nothing are left out."""
    notes = {
        LISTS: list(place.lists),
        DEEP: is_deep,
        NAMED_PAGE: found.vouched,
        VOUCHED: _is_vouched(found),
        FEED_NOTICES: [["feed", "license", found.license]] if found.license else [],
        MODIFIED: changed_at,
    }
    return {key: note for key, note in notes.items() if note}
