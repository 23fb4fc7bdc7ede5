"""The ``site`` spider: finds the articles of whole sites by itself.

Theory of operation. Each site is entered at its *entrances*: the front page, the feeds that it declares, the
sitemaps that its robots.txt names, and well-known places where it declares none. When all entrances of a
site have ended it is decided whether they were enough; if not, the spider goes *deep*: sections, pagination,
archives and links of articles. A page is asked for where its address may be an article's; the pipelines
judge what it is. Every request can be stored (callbacks are methods, ``meta`` is JSON), so that a killed
crawl goes on where it was; what is kept in memory is found again from the entrances.
"""

import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.discover import feeds, sitemaps
from newscrawl.discover.found import Found, trusted_times
from newscrawl.discover.links import Links
from newscrawl.discover.urlkind import UrlKind, is_further_page, url_kind
from newscrawl.discover.window import Window, read_window
from newscrawl.items import Miss, Page, Pins
from newscrawl.spiders.arguments import read_budgets, read_languages, read_limit, read_sources
from newscrawl.spiders.article import PageSpider, describe_failure
from newscrawl.spiders.comeback import Comeback
from newscrawl.spiders.harvest import Harvest
from newscrawl.spiders.reading import (
    likely_pages,
    links_of,
    listing_meta,
    origin_of,
    unix_of,
    wanted_children,
)
from newscrawl.urls import host_of

logger = logging.getLogger(__name__)

_FRONT, _FEED, _SITEMAP, _NEW, _NAMED, _LISTING, _UNSURE = 100, 90, 80, 50, 40, 30, 20
"""Priorities: entrances first, then articles, then what may lead to articles."""
_MOVED = [301, 302, 303, 307, 308]
_REFUSED = re.compile(r"http_\d+|robots_forbidden")
"""Why a page was missed whose site is there."""


class SiteSpider(PageSpider):
    """Find and fetch the articles of sites.

    Arguments: ``site``: a host or an address, several separated by commas, or ``@list.txt``; ``sources``: a
    file of sources (``newscrawl.sources``) instead, ``only``: names of those in it, ``schedule``: those
    with this schedule (``default``: those without one); ``hosts``: what
    belongs to it, in the place of its own host with all below; ``since``, ``until``: a day, a moment or
    a span (``7d``); ``limit``: most article pages that are asked for; ``languages``: codes of those
    that are kept; ``due=only`` and ``revisit``: see ``spiders.comeback``.

    Settings: ``SITE_FEEDS_MAX``, ``SITE_SITEMAPS_MAX``, ``SITE_SITEMAP_DEPTH_MAX``, ``SITE_LISTINGS_MAX``,
    ``SITE_PAGES_MAX``. Stats: ``site/feeds``, ``site/sitemaps``, ``site/listings``, ``site/articles_asked``,
    ``site/entrances_missed``, ``site/deep``, ``site/budget_spent``.
    """

    name = "site"
    arguments = (
        *("site", "sources", "only", "schedule", "hosts", "since", "until"),
        *("limit", "languages", "due", "revisit"),
    )
    judges_pages = True
    revises = True
    harvests: dict[str, Harvest]
    started_at: datetime
    window: Window
    wanted_languages: frozenset[str]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build it, with its arguments read and judged.

        Raises:
            ConfigError: If one of them is wrong.
        """
        kwargs = {name: str(value) if isinstance(value, int) else value for name, value in kwargs.items()}
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.started_at = datetime.now(UTC)
        spider.window = read_window(kwargs.get("since", ""), kwargs.get("until", ""), spider.started_at)
        spider.wanted_languages = read_languages(kwargs.get("languages", ""))
        spider._left = read_limit(kwargs.get("limit", ""))
        spider._back = Comeback(crawler, kwargs.get("due", ""), kwargs.get("revisit", ""))
        budgets = read_budgets(crawler.settings)
        spider.harvests = {
            source.name: Harvest(source, spider.window, budgets.of(source)) for source in read_sources(kwargs)
        }
        spider._robots_sitemaps = {}
        spider._set_delays()
        crawler.signals.connect(spider.learn_sitemaps, signal=signals.robots_parsed)
        crawler.signals.connect(spider.go_deep_when_idle, signal=signals.spider_idle)
        return spider

    @property
    def renders(self) -> bool:
        """Whether the scripts of some source's pages are run."""
        return any(harvest.source.render for harvest in self.harvests.values())

    def _set_delays(self) -> None:
        """Let the hosts of sources that ask for a delay have it, whatever AutoThrottle finds."""
        slots = self.crawler.settings.getdict("DOWNLOAD_SLOTS")
        for harvest in self.harvests.values():
            if delay_s := harvest.source.delay_s:
                hosts = {host_of(seed) for seed in harvest.source.seeds} | set(harvest.source.hosts)
                slots |= {host: {"delay": delay_s, "concurrency": 1, "throttle": False} for host in hosts}
        self.crawler.settings.set("DOWNLOAD_SLOTS", slots, priority="spider")

    _left: int | None
    _back: Comeback
    _robots_sitemaps: dict[str, tuple[str, ...]]

    def learn_sitemaps(self, robotparser: Any, request: Request) -> None:
        """Note which sitemaps the robots.txt of an origin names."""
        self._robots_sitemaps[origin_of(request.url)] = robotparser.sitemaps

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the entrances of each source."""
        brought = await self._back.bring_back(self.harvests.values(), self._left)
        self._left = None if self._left is None else self._left - brought
        for harvest in self.harvests.values():
            if not self._back.begin(harvest):
                harvest.decided = True
                continue
            for request in self._begin(harvest):
                yield request

    def _begin(self, harvest: Harvest) -> Iterator[Request]:
        for seed in harvest.source.seeds:
            yield from self._enter(harvest, "front", seed)
        for url in harvest.source.feeds:
            yield from self._enter(harvest, "feed", url)
        for url in harvest.source.sitemaps:
            yield from self._enter(harvest, "sitemap", url)
        for rank, url in enumerate(harvest.due_listings):
            yield from self._list(harvest, url, rank)

    def _enter(self, harvest: Harvest, kind: str, url: str, **meta: Any) -> Iterator[Request]:
        """Ask for an entrance, once in a run."""
        if meta.get("guess") and self._back.is_missing(url):
            return
        limits = {"feed": harvest.budgets.feeds, "sitemap": harvest.budgets.sitemaps}
        if not harvest.take(kind, url, limits.get(kind, 100)):
            return
        harvest.waiting.add(f"{kind} {url}")
        self.crawler.stats.inc_value(f"site/{kind}s")
        callbacks = {"front": self.parse_front, "feed": self.parse_feed, "sitemap": self.parse_sitemap}
        if meta.get("guess"):
            meta |= {"dont_redirect": True, "handle_httpstatus_list": _MOVED, "dont_retry": True}
        yield Request(
            url,
            callback=callbacks[kind],
            errback=self.miss_entrance,
            priority={"front": _FRONT, "feed": _FEED, "sitemap": _SITEMAP}[kind],
            dont_filter=True,
            meta=(harvest.page_meta if kind == "front" else {"source": harvest.source.name})
            | {"entrance": f"{kind} {url}", "document": kind}
            | meta,
        )

    def parse_front(self, response: Response) -> Iterator[Request]:
        """Read a front page: feeds and sitemaps first, its articles when these have ended."""
        harvest, links = self._harvest(response.request), links_of(response)
        harvest.note_front(links.links, response.meta.get("document_key", ""))
        yield from self._enter_feeds(harvest, links.feeds, response.url)
        yield from self._enter_sitemaps(harvest, response.url, *response.meta.get("redirect_urls", ()))
        yield from self._end(harvest, response.request)

    def _enter_feeds(self, harvest: Harvest, found: Iterable[str], base: str) -> Iterator[Request]:
        own = [url for url in found if harvest.source.owns(url)]
        for url in own:
            yield from self._enter(harvest, "feed", url)
        if not own and not harvest.source.feeds:
            for path in feeds.WELL_KNOWN:
                yield from self._enter(harvest, "feed", urljoin(base, path), guess=True)

    def _enter_sitemaps(self, harvest: Harvest, front: str, *earlier: str) -> Iterator[Request]:
        origins = {origin_of(url) for url in (front, *earlier)}
        found = [url for origin in sorted(origins) for url in self._robots_sitemaps.get(origin, ())]
        for url in found:
            yield from self._enter(harvest, "sitemap", urljoin(front, url))
        if not found and not harvest.source.sitemaps:
            for path in sitemaps.WELL_KNOWN:
                yield from self._enter(harvest, "sitemap", urljoin(front, path), guess=True)

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Read a feed, or the links to feeds of a page about feeds."""
        harvest, meta = self._harvest(response.request), response.meta
        feed = None if response.status in _MOVED else feeds.read_feed(response.body, response.url)
        if feed is not None:
            entries = trusted_times(feed.entries)
            harvest.note_named(entries)
            harvest.gave[meta["entrance"]] = len(feed.entries)
            harvest.reaches_back |= any(harvest.window.is_before(found.published) for found in entries)
            fresh = 0
            for rank, found in enumerate(entries):
                for request in self._ask(harvest, found, _NEW, rank, meta.get("document_key", "")):
                    fresh += self._back.is_news(harvest, request.url)
                    yield request
            if feed.next_url and fresh and harvest.source.owns(feed.next_url):
                yield from self._enter(harvest, "feed", feed.next_url)
        elif response.status in _MOVED:
            yield from self._go_on(harvest, "feed", response)
        elif meta.get("guess"):
            meta["useless"] = True
        elif not meta.get("of_feeds"):
            for url in filter(harvest.source.owns, links_of(response).feeds):
                yield from self._enter(harvest, "feed", url, of_feeds=True)
        yield from self._end(harvest, response.request)

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """Read a sitemap or an index of them."""
        harvest, depth = self._harvest(response.request), response.meta.get("level", 0)
        sitemap = None if response.status in _MOVED else sitemaps.read_sitemap(response.body, response.url)
        if sitemap is not None:
            yield from self._enter_children(harvest, sitemap.children, depth)
            yield from self._ask_listed(harvest, sitemap.pages, response)
        elif response.status in _MOVED:
            yield from self._go_on(harvest, "sitemap", response)
        elif response.meta.get("guess"):
            response.meta["useless"] = True
        yield from self._end(harvest, response.request)

    def _enter_children(self, harvest: Harvest, children: Iterable[Found], depth: int) -> Iterator[Request]:
        if depth >= harvest.budgets.sitemap_depth:
            return
        for url in wanted_children(children, harvest.window):
            yield from self._enter(harvest, "sitemap", url, level=depth + 1)

    def _ask_listed(self, harvest: Harvest, pages: Iterable[Found], response: Response) -> Iterator[Request]:
        likely = likely_pages(pages)
        harvest.note_named(likely)
        harvest.gave[response.meta["entrance"]] = len(likely)
        harvest.has_sitemap |= bool(likely)
        for rank, found in enumerate(() if self._back.is_read(harvest, response) else likely):
            sure = url_kind(found.url) is UrlKind.ARTICLE or found.title is not None
            priority = _NAMED if sure else _UNSURE
            yield from self._ask(harvest, found, priority, rank, response.meta.get("document_key", ""))

    def _go_on(self, harvest: Harvest, kind: str, response: Response) -> Iterator[Request]:
        """Ask for the place that a guess redirects to, where that is no front page."""
        target = urljoin(response.url, (response.headers.get("Location") or b"").decode("latin-1"))
        if harvest.source.owns(target) and urlsplit(target).path not in {"", "/"}:
            yield from self._enter(harvest, kind, target, guess=True)

    def parse_listing(self, response: Response) -> Iterator[Request]:
        """Read a section, an archive or a further page of one."""
        harvest = self._harvest(response.request)
        yield from self._follow(harvest, links_of(response), response.meta.get("document_key", ""))

    def parse_page(self, response: Response) -> Iterator[Page | Request]:
        """Give the page as it came; where the entrances were not enough, follow its links too."""
        yield from self.parse_article(response)
        if response.meta.get("deep"):
            yield from self._follow(self._harvest(response.request), links_of(response))

    def _follow(self, harvest: Harvest, links: Links, found_by: str = "") -> Iterator[Request]:
        asked = 0
        for request in self._requests_of(harvest, links, found_by):
            asked += request.callback == self.parse_page
            yield request
        harvest.note_listing(fruitful=asked > 0)

    def _requests_of(self, harvest: Harvest, links: Links, found_by: str) -> Iterator[Request]:
        sorted_links = list(enumerate(harvest.sort(links.links)))
        brings_news = harvest.covered_since is None
        for rank, (kind, url) in sorted_links:
            if kind in {UrlKind.ARTICLE, UrlKind.UNKNOWN}:
                found = Found(url)
                brings_news = brings_news or (harvest.wants(found) and self._back.is_news(harvest, url))
                priority = _NAMED if kind is UrlKind.ARTICLE else _UNSURE
                yield from self._ask(harvest, found, priority, rank, found_by)
        for rank, (kind, url) in sorted_links:
            if kind is UrlKind.LISTING and (brings_news or not is_further_page(url)):
                yield from self._list(harvest, url, rank)
        for url in links.next_pages if brings_news else ():
            if url_kind(url) is not UrlKind.ARTICLE:
                yield from self._list(harvest, url, 0)

    def _list(self, harvest: Harvest, url: str, rank: int) -> Iterator[Request]:
        """Ask for a listing, once in each run."""
        if not harvest.source.owns(url) or harvest.is_barren or not self._back.may_list(harvest, url):
            return
        if harvest.take("listing", url, harvest.budgets.listings):
            self.crawler.stats.inc_value("site/listings")
            yield Request(
                url,
                callback=self.parse_listing,
                errback=self.miss_listing,
                priority=_LISTING,
                meta=harvest.page_meta | {"rank": rank, **listing_meta(url, self.started_at)},
            )

    def _ask(
        self, harvest: Harvest, found: Found, priority: int, rank: int, found_by: str = ""
    ) -> Iterator[Request]:
        """Ask for what may be an article, once, within window, limit and budget."""
        if url_kind(found.url) is UrlKind.JUNK or not harvest.wants(found):
            return
        if self._left == 0:
            harvest.is_cut = True
            return
        if harvest.take("page", found.url, harvest.budgets.pages):
            self._left = None if self._left is None else self._left - 1
            self.crawler.stats.inc_value("site/articles_asked")
        elif not found.modified or not harvest.take_change(found.url):
            return
        request = self.article_request(found.url)
        yield request.replace(
            callback=self.parse_page,
            priority=priority,
            meta=request.meta
            | harvest.page_meta
            | {"rank": rank, "found_by": found_by}
            | ({"deep": True} if harvest.deep else {})
            | ({"named": True} if found.title is not None else {})
            | ({"modified_at": changed_at} if (changed_at := unix_of(found.modified)) else {}),
        )

    def _end(self, harvest: Harvest, request: Request | None) -> Iterator[Request]:
        """Note that an entrance has ended; after the last one decide whether to go deep."""
        harvest.waiting.discard(request.meta.get("entrance", "") if request is not None else "")
        if not harvest.waiting:
            yield from self._decide(harvest)

    def _decide(self, harvest: Harvest) -> Iterator[Request]:
        if harvest.decided:
            return
        harvest.decided = True
        for rank, (kind, url) in enumerate(harvest.sort(harvest.front)):
            if kind is UrlKind.ARTICLE:
                yield from self._ask(harvest, Found(url), _NEW, rank, harvest.front_keys.get(url, ""))
        harvest.deep = self._left != 0 and harvest.needs_depth()
        if harvest.deep:
            self.crawler.stats.inc_value("site/deep")
            logger.info("%s: feeds and sitemaps are not enough, following links", harvest.source.name)
            yield from self._follow(harvest, Links(tuple(harvest.front)))

    def go_deep_when_idle(self) -> None:
        """Decide for sites with an entrance that never ended, e.g. one that led to another of them."""
        asked = False
        for harvest in self.harvests.values():
            for request in list(self._decide(harvest)):
                self.crawler.engine.crawl(request)
                asked = True
        if asked:
            raise DontCloseSpider
        self._back.end(self.harvests.values())

    def miss_entrance(self, failure: Failure) -> Iterator[Request | Miss]:
        """Say why an entrance could not be read; only a front page counts as missed.

        A site that refuses its front page may still show its feeds and sitemaps.
        """
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        harvest = self._harvest(request)
        if not request.meta.get("guess"):
            self.crawler.stats.inc_value("site/entrances_missed")
            miss = describe_failure(request.url, failure.value)
            harvest.note_miss(miss.reason)
            if request.meta["entrance"].startswith("front"):
                yield miss
                if _REFUSED.fullmatch(miss.reason):
                    yield from self._enter_feeds(harvest, (), request.url)
                    yield from self._enter_sitemaps(harvest, request.url)
            else:
                logger.warning("%s", miss.message)
        yield from self._end(harvest, request)

    def miss_listing(self, failure: Failure) -> None:
        """Note that a listing could not be read: what it shows may be found elsewhere."""
        request: Any = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        miss = describe_failure(request.url, failure.value)
        logger.warning("%s", miss.message)
        self._harvest(request).note_miss(miss.reason)
        self.crawler.stats.inc_value("site/listings_missed")

    def language_of(self, response: Response) -> str:
        """Give the language of the source that *response* is of."""
        return self._harvest(response.request).source.language

    def pins_of(self, response: Response) -> Pins:
        """Give what is pinned for the source that asked for *response*."""
        return self._harvest(response.request).source.pins

    def _harvest(self, request: Request | None) -> Harvest:
        assert request is not None  # noqa: S101 - a response that came through the engine has one
        return self.harvests[request.meta["source"]]
