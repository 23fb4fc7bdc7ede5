"""The entrances of a site for the ``site`` spider: fronts, feeds and sitemaps, whatever they hold.

A sitemap may be a feed, a URL of the front a sitemap: each is read as what it is. A document that
cannot be read is named in the log and in run.json, and costs no other one.
"""

import logging
import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.discover import feeds, sitemaps
from newscrawl.discover.found import Found, listed_url, trusted_times
from newscrawl.discover.links import Links
from newscrawl.discover.urlkind import UrlKind, url_kind
from newscrawl.meta import (
    CLAIMED,
    ENTRANCE,
    GUESS,
    INDEX,
    KEY,
    KIND,
    LEVEL,
    OF_FEEDS,
    SOURCE,
    TREE,
    USELESS,
)
from newscrawl.model.items import Miss, Page
from newscrawl.spiders.base import PageSpider, describe_failure, was_cut_off
from newscrawl.spiders.parsing import (
    by_age,
    charset_of,
    denies,
    feeds_on,
    framed_pages,
    is_article_seed,
    likely_pages,
    links_of,
    list_name,
    seed_kind,
    sort_children,
)
from newscrawl.spiders.revisits import RevisitPlan
from newscrawl.spiders.site_progress import SiteProgress, Spot
from newscrawl.web.urls import origin_of

logger = logging.getLogger(__name__)

FRONT, FEED, SITEMAP, NEW, NAMED, LISTING, UNSURE = 100, 90, 80, 50, 40, 30, 20
"""Priorities: entrances first, then articles, then what may lead to articles."""
_PRIORITIES = {"front": FRONT, "feed": FEED, "sitemap": SITEMAP}
_SEEDS_MAX = 10_000
_PROBES = 3
"""Sitemaps of an index that dates all of them before the window which are read all the same."""
_NO_META: Mapping[str, Any] = {}
_MOVED = [301, 302, 303, 307, 308]
_ONE_TRY = {"dont_redirect": True, "handle_httpstatus_list": _MOVED, "dont_retry": True}
"""One request must tell: a guess that fails, or leads to the front page, is no entrance."""
_REFUSED = re.compile(r"http_\d+|robots_forbidden")
"""Why a page was missed whose site is there."""


class EntranceSpider(PageSpider):
    """Read the entrances of sites; what they name is asked for by the class below.

    Stats: ``discover/unreadable_feeds``, ``discover/unreadable_sitemaps``: documents that are not;
    ``discover/stale_indexes``: indexes of sitemaps that call new ones old.
    """

    progress_by_source: dict[str, SiteProgress]
    started_at: datetime
    lists: dict[str, str]
    """URL of each list, by its name, see ``traps.Streaks``."""
    _back: RevisitPlan
    _robots_sitemaps: dict[str, tuple[str, ...]]

    @abstractmethod
    def _ask(
        self, progress: SiteProgress, found: Found, place: Spot, rank: int
    ) -> Iterator[Request]:
        """Ask for a page that may be an article."""

    @abstractmethod
    def _list(self, progress: SiteProgress, url: str, rank: int) -> Iterator[Request]:
        """Ask for a listing."""

    @abstractmethod
    def _follow(
        self, progress: SiteProgress, links: Links, found_by: str = ""
    ) -> Iterator[Request]:
        """Ask for the pages that a page links to."""

    @abstractmethod
    def _end(self, progress: SiteProgress, request: Request | None) -> Iterator[Request]:
        """Note that an entrance has ended."""

    def _begin(self, progress: SiteProgress) -> Iterator[Request]:
        for seed in progress.source.seeds:
            yield from self._enter(progress, "front", seed)
        for url in progress.source.feeds:
            yield from self._enter(progress, "feed", url)
        for url in progress.source.sitemaps:
            yield from self._enter(progress, "sitemap", url)
        for rank, url in enumerate(progress.due_listings):
            yield from self._list(progress, url, rank)

    def _enter(
        self, progress: SiteProgress, kind: str, url: str, meta: Mapping[str, Any] = _NO_META
    ) -> Iterator[Request]:
        """Ask for an entrance, once in a run."""
        is_guess = bool(meta.get(GUESS))
        if is_guess and self._back.is_missing(url):
            return
        limits = {"feed": progress.budgets.feeds, "sitemap": progress.budgets.sitemaps}
        if not progress.take(kind, url, limits.get(kind, _SEEDS_MAX)):
            return
        progress.waiting.add(f"{kind} {url}")
        self.crawler.stats.inc_value(f"site/{kind}s")
        callbacks = {
            "front": self.parse_front,
            "feed": self.parse_feed,
            "sitemap": self.parse_sitemap,
        }
        of_page = progress.page_meta if kind == "front" else {SOURCE: progress.source.name}
        notes = {ENTRANCE: f"{kind} {url}", KIND: kind, **meta}
        yield Request(
            url,
            callback=callbacks[kind],
            errback=self.miss_entrance,
            priority=_PRIORITIES[kind],
            dont_filter=True,  # asked for in each run; ``take`` holds it to once in a run
            meta=of_page | notes | (_ONE_TRY if is_guess else {}),
        )

    def parse_front(self, response: Response) -> Iterator[Page | Request]:
        """Read a URL that the user named: a front page, a section, an article, a feed or a sitemap."""
        kind = seed_kind(response)
        if kind == "page":
            yield from self._parse_front_page(response)
        elif kind == "feed":
            yield from self.parse_feed(response)
        else:
            yield from self.parse_sitemap(response)

    def _parse_front_page(self, response: Response) -> Iterator[Page | Request]:
        progress, links = self._progress_of(response.request), links_of(response)
        for url in framed_pages(response):
            yield from self._enter(progress, "front", url)
        progress.note_front(links.links, response.meta.get(KEY, ""))
        yield from self._enter_feeds(progress, links, response.url)
        yield from self._enter_sitemaps(
            progress, links.sitemaps, response.url, *response.meta.get("redirect_urls", ())
        )
        pages = progress.budgets.pages
        if is_article_seed(response) and progress.take("page", response.url, pages):
            yield from self.parse_article(response)
        yield from self._end(progress, response.request)

    def _enter_feeds(self, progress: SiteProgress, found: Links, base: str) -> Iterator[Request]:
        # A declared feed may be on the host of a service; a link to a feed may be to anybody's.
        own = [url for url in found.feeds if progress.source.owns(url) or url in found.declared]
        for url in own:
            yield from self._enter(progress, "feed", url)
        if not own and not progress.source.feeds:
            for path in feeds.WELL_KNOWN:
                yield from self._enter(progress, "feed", urljoin(base, path), {GUESS: True})

    def _enter_sitemaps(
        self, progress: SiteProgress, declared: Iterable[str], front: str, *earlier: str
    ) -> Iterator[Request]:
        # Also those that redirected to the front: example.com names sitemaps that www. does not.
        origins = sorted({origin_of(url) for url in (front, *earlier)})
        named = chain.from_iterable(self._robots_sitemaps.get(origin, ()) for origin in origins)
        listed = (listed_url(front, written) for written in (*named, *declared))
        found = list(filter(None, listed))
        for url in found:
            yield from self._enter(progress, "sitemap", url)
        if not found and not progress.source.sitemaps:
            for path in sitemaps.WELL_KNOWN:
                yield from self._enter(progress, "sitemap", urljoin(front, path), {GUESS: True})

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Read a feed, or the links to feeds of a page about feeds."""
        progress, meta = self._progress_of(response.request), response.meta
        if response.status in _MOVED:
            yield from self._go_on(progress, "feed", response)
        elif feed := feeds.read_feed(response.body, response.url, charset_of(response)):
            yield from self._ask_named(progress, feed, response)
        elif meta.get(GUESS):
            meta[USELESS] = True
        elif not meta.get(OF_FEEDS):
            yield from self._enter_linked_feeds(progress, response)
        yield from self._end(progress, response.request)

    def _enter_linked_feeds(self, progress: SiteProgress, response: Response) -> Iterator[Request]:
        """Ask for the feeds that a page or a list of feeds names."""
        own = feeds_on(response, progress.source)
        for url in own:
            yield from self._enter(progress, "feed", url, {OF_FEEDS: True})
        if not own:
            self._note_unreadable(progress, response, "feed")

    def _ask_named(
        self, progress: SiteProgress, feed: feeds.Feed, response: Response
    ) -> Iterator[Request]:
        told = trusted_times(_own_of(progress, feed.entries), self.started_at)
        progress.note_elsewhere(feed.entries)
        progress.note_named(told)
        progress.gave[f"feed {_asked_url(response)}"] = len(told)
        before = sum(progress.window.is_before(found.published) for found in told)
        # A single old one among others is pinned, or a mistake.
        progress.reaches_back |= before > (len(told) > 1)
        _count_left_out(progress, response, feed)
        key = response.meta.get(KEY, "")
        place = Spot(NEW, key, (self._list_of("document", _asked_url(response)),))
        fresh = 0
        for rank, found in enumerate(by_age(told)):
            for request in self._ask(progress, found, place, rank):
                fresh += self._back.is_news(progress, request.url)
                yield request
        if fresh and feed.next_url and progress.source.owns(feed.next_url):
            yield from self._enter(progress, "feed", feed.next_url)

    def _list_of(self, kind: str, url: str) -> str:
        name = list_name(kind, url)
        self.lists[name] = url
        return name

    def _note_unreadable(self, progress: SiteProgress, response: Response, kind: str) -> None:
        """Report a document that is no feed or sitemap though it was named as one, to log and run.json."""
        head = " ".join(response.body[:60].decode("utf-8", "replace").split())
        why = f"expected a {kind}, got {repr(head) if head else 'an empty body'}"
        progress.unreadable[_asked_url(response)] = why
        self.crawler.stats.inc_value(f"discover/unreadable_{kind}s")
        logger.warning("%s: %s", response.url, why)

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """Read a sitemap or an index of them."""
        progress, meta = self._progress_of(response.request), response.meta
        if response.status in _MOVED:
            yield from self._go_on(progress, "sitemap", response)
        elif sitemap := sitemaps.read_sitemap(response.body, response.url, charset_of(response)):
            _count_left_out(progress, response, sitemap)
            yield from self._enter_children(progress, sitemap.children, response)
            yield from self._doubt_index(progress, sitemap.pages, response)
            yield from self._ask_listed(progress, sitemap.pages, response)
        elif meta.get(GUESS):
            meta[USELESS] = True
        else:
            self._note_unreadable(progress, response, "sitemap")
            # A page for readers: its links lead to the articles all the same.
            yield from self._follow(progress, links_of(response), meta.get(KEY, ""))
        yield from self._end(progress, response.request)

    def _enter_children(
        self, progress: SiteProgress, children: Sequence[Found], response: Response
    ) -> Iterator[Request]:
        """Ask for the sitemaps of an index; of those that it dates before the window, for a few to see."""
        level, index = response.meta.get(LEVEL, 0) + 1, _asked_url(response)
        if level > progress.budgets.sitemap_depth:
            progress.note_left_out("sitemap", len(children))
            return
        fresh, old = sort_children(children, progress.window, self.started_at)
        probes = 1 if fresh else _PROBES
        progress.held_back[index] = old[probes:]
        below = {LEVEL: level, TREE: response.meta.get(TREE, index)}
        for found in fresh:
            yield from self._enter(progress, "sitemap", found.url, below)
        for found in old[:probes]:
            yield from self._enter(
                progress, "sitemap", found.url, {**below, INDEX: index, CLAIMED: found.modified}
            )

    def _doubt_index(
        self, progress: SiteProgress, pages: Iterable[Found], response: Response
    ) -> Iterator[Request]:
        """Ask for all sitemaps of an index that called one old whose pages are newer."""
        meta = response.meta
        held_back = progress.held_back.get(meta.get(INDEX, ""), [])
        if held_back and denies(meta[CLAIMED], pages):
            self.crawler.stats.inc_value("discover/stale_indexes")
            progress.held_back.pop(meta[INDEX])
            for found in held_back:
                yield from self._enter(
                    progress, "sitemap", found.url, {LEVEL: meta[LEVEL], TREE: meta[TREE]}
                )

    def _ask_listed(
        self, progress: SiteProgress, pages: Sequence[Found], response: Response
    ) -> Iterator[Request]:
        url = _asked_url(response)
        likely = likely_pages(_own_of(progress, pages), self.started_at)
        progress.note_elsewhere(pages)
        progress.note_named(likely)
        progress.gave[f"sitemap {url}"] = len(likely)
        lists = self._list_of("document", url), self._list_of("tree", response.meta.get(TREE, url))
        if likely:
            progress.has_sitemap = True
            progress.trees.add(lists[1])
        # A sitemap that has not changed since all of it was asked for brings nothing.
        if self._back.is_read(progress, response):
            return
        key = response.meta.get(KEY, "")
        for rank, found in enumerate(likely):
            is_sure = found.vouched or url_kind(found.url) is UrlKind.ARTICLE
            place = Spot(NAMED if is_sure else UNSURE, key, lists)
            yield from self._ask(progress, found, place, rank)

    def _go_on(self, progress: SiteProgress, kind: str, response: Response) -> Iterator[Request]:
        """Ask for the place that a guess redirects to, where that is no front page."""
        target = urljoin(response.url, (response.headers.get("Location") or b"").decode("latin-1"))
        if progress.source.owns(target) and urlsplit(target).path not in {"", "/"}:
            yield from self._enter(progress, kind, target, {GUESS: True})

    def miss_entrance(self, failure: Failure) -> Iterator[Request | Miss]:
        """Report why an entrance could not be read; only a front page counts as missed.

        A site that refuses its front page may still show its feeds and sitemaps.
        """
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        progress = self._progress_of(request)
        if not request.meta.get(GUESS):
            self.crawler.stats.inc_value("site/entrances_missed")
            miss = describe_failure(request.url, failure.value)
            progress.note_miss(miss.reason)
            if request.meta[ENTRANCE].startswith("front"):
                yield miss
                if _REFUSED.fullmatch(miss.reason):
                    # A refusal is an answer; a host that is down would be asked in vain.
                    yield from self._enter_feeds(progress, Links(), request.url)
                    yield from self._enter_sitemaps(progress, (), request.url)
            else:
                logger.warning("%s", miss.message)
        yield from self._end(progress, request)

    def _progress_of(self, request: Request | None) -> SiteProgress:
        assert request is not None  # noqa: S101 - a response that came through the engine has one
        return self.progress_by_source[request.meta[SOURCE]]


def _own_of(progress: SiteProgress, entries: Iterable[Found]) -> list[Found]:
    """Return those of *entries* that belong to the source, each with its URL there."""
    return list(filter(None, map(progress.own, entries)))


def _count_left_out(
    progress: SiteProgress, response: Response, read: feeds.Feed | sitemaps.Sitemap
) -> None:
    """Count what was not read of a file: entries over the limit, or its end, which is reported."""
    progress.note_left_out("entries", read.left_out)
    lacks_end = read.truncated and not read.left_out
    if lacks_end or was_cut_off(response):
        progress.note_left_out("file_end", 1)
        logger.warning("%s: its end was not read: it is too large, or cut off", response.url)


def _asked_url(response: Response) -> str:
    return cast("Request", response.request).url
