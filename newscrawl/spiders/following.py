"""Following links: sections, archives and links of articles, where the entrances of a site are not enough.

A listing is asked for once in a run. When the last entrance of a site has ended, a site may be read
further.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from scrapy import Request
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.discover.found import Found
from newscrawl.discover.links import Links, is_teaser
from newscrawl.discover.urlkind import MAY_BE_ARTICLE, UrlKind, is_further_page, url_kind
from newscrawl.meta import DEEP, ENTRANCE, KEY, RANK
from newscrawl.model.items import Page
from newscrawl.session import find_session
from newscrawl.spiders.base import describe_failure
from newscrawl.spiders.entrances import LISTING, NAMED, NEW, UNSURE, EntranceSpider
from newscrawl.spiders.parsing import framed_pages, links_of, listing_meta, lists_of_link
from newscrawl.spiders.site_progress import SiteProgress, Spot

logger = logging.getLogger(__name__)


class FollowingSpider(EntranceSpider):
    """Follow links from the front page, from listings and from articles; the class below asks for pages.

    Stats: ``site/listings``, ``site/listings_missed``, ``site/deep``, ``traps/barren_listing``.
    """

    _left: int | None
    """Pages that may still be asked for; ``None`` where there is no limit."""
    _dead_reasons: frozenset[str]

    def parse_listing(self, response: Response) -> Iterator[Request]:
        """Read a section, an archive or a further page of one."""
        progress = self._progress_of(response.request)
        for rank, url in enumerate(framed_pages(response)):
            yield from self._list(progress, url, rank)
        yield from self._follow(progress, links_of(response), response.meta.get(KEY, ""))

    def parse_page(self, response: Response) -> Iterator[Page | Request]:
        """Return the page as it came; where the entrances were not enough, follow its links too."""
        yield from self.parse_article(response)
        # Only where the site is read deep: each article costs a parse of its links.
        if response.meta.get(DEEP):
            yield from self._follow(self._progress_of(response.request), links_of(response))

    def _follow(
        self, progress: SiteProgress, links: Links, found_by: str = ""
    ) -> Iterator[Request]:
        asked = 0
        for request in self._requests_of(progress, links, found_by):
            asked += request.callback == self.parse_page
            yield request
        # After the loop: requests are made one by one, as they are taken.
        progress.note_listing(fruitful=asked > 0)

    def _requests_of(
        self, progress: SiteProgress, links: Links, found_by: str
    ) -> Iterator[Request]:
        sorted_links = list(enumerate(progress.sort(links.links)))
        # First articles, then listings, which may be paged without end.
        pages = [(rank, kind, url) for rank, (kind, url) in sorted_links if kind in MAY_BE_ARTICLE]
        brings_news = progress.covered_since is None
        for rank, kind, url in pages:
            # Asked before the page is: after that, none is news.
            brings_news = brings_news or self._is_news(progress, Found(url))
            lists = lists_of_link(progress.source.name, url)
            place = Spot(NAMED if kind is UrlKind.ARTICLE else UNSURE, found_by, lists)
            yield from self._ask(progress, Found(url), place, rank)
        for rank, (kind, url) in sorted_links:
            # On a covered source, pages after one without news hold what is known already.
            if kind is UrlKind.LISTING and (brings_news or not is_further_page(url)):
                yield from self._list(progress, url, rank)
        for url in links.next_pages if brings_news else ():
            # Articles in several parts and galleries have a "next" link, too.
            if url_kind(url) is not UrlKind.ARTICLE:
                yield from self._list(progress, url, 0)

    def _is_news(self, progress: SiteProgress, found: Found) -> bool:
        """Return whether *found* is wanted, and no run before this one has ended it."""
        return progress.wants(found) and self._back.is_news(progress, found.url)

    def _list(self, progress: SiteProgress, url: str, rank: int) -> Iterator[Request]:
        """Ask for a listing, once in each run."""
        if not self._may_list(progress, url):
            return
        if progress.take("listing", url, progress.budgets.listings):
            self.crawler.stats.inc_value("site/listings")
            yield self._listing(progress, url, rank)

    def _listing(self, progress: SiteProgress, url: str, rank: int) -> Request:
        return Request(
            url,
            callback=self.parse_listing,
            errback=self.miss_listing,
            priority=LISTING,
            meta=progress.page_meta | {RANK: rank, **listing_meta(url, self.started_at)},
        )

    def _may_list(self, progress: SiteProgress, url: str) -> bool:
        """Return whether *url* is worth asking for as a listing of the site."""
        if not progress.source.owns(url) or self._is_vain(progress, url):
            return False
        return self._back.may_list(progress, url)

    def _is_vain(self, progress: SiteProgress, url: str) -> bool:
        """Return whether listings of the site, or of the section of *url*, have shown nothing for long."""
        # A section whose pages were dead or barren in a row is most likely a trap.
        return progress.is_barren or self._has_ended(lists_of_link(progress.source.name, url))

    def _has_ended(self, lists: Iterable[str]) -> bool:
        session = find_session(self.crawler)
        # There is no session where ``scrapy parse`` tries one page.
        return session is not None and session.lists.ended(tuple(lists)) is not None

    def judge_waiting(self, request: Request) -> str | None:
        """Name why *request*, which has waited, is not worth asking any more; or ``None``."""
        if request.callback != self.parse_listing:
            return None
        if not self._is_vain(self._progress_of(request), request.url):
            return None
        self.crawler.stats.inc_value("traps/barren_listing")
        return "barren_listing"

    def _end(self, progress: SiteProgress, request: Request | None) -> Iterator[Request]:
        """Note that an entrance has ended; after the last one decide whether to go deep."""
        if request is not None:
            progress.waiting.discard(request.meta.get(ENTRANCE, ""))
        # Several fronts and feeds may be under way: the last of them decides.
        if not any(entrance.startswith(("front ", "feed ")) for entrance in progress.waiting):
            yield from self._ask_shown(progress)
        if not progress.waiting:
            yield from self._decide(progress)

    def _ask_shown(self, progress: SiteProgress) -> Iterator[Request]:
        """Ask for the articles that the front shows: after the feeds, which know more; before sitemaps."""
        if progress.front_asked:
            return
        progress.front_asked = progress.is_asking_front = True
        try:
            for rank, link in enumerate(progress.front):
                is_shown = is_teaser(link) and not is_further_page(link.url)
                if is_shown or url_kind(link.url) is UrlKind.ARTICLE:
                    found = Found(link.url, title=link.text if is_shown else None)
                    place = Spot(NEW, progress.front_keys.get(link.url, ""))
                    yield from self._ask(progress, found, place, rank)
        # The generator may be closed before its end, when the run stops.
        finally:
            progress.is_asking_front = False

    def _decide(self, progress: SiteProgress) -> Iterator[Request]:
        """Go deep where that is needed, once all that the front shows was asked for.

        Answers are read side by side: links that are followed meanwhile, as listings, would take
        the place of the articles at the same URLs. Whoever asks for these decides after it.
        """
        if progress.decided or progress.is_asking_front:
            return
        progress.decided = True
        yield from self._ask_shown(progress)
        yield from self._go_deep_if_needed(progress)

    def _go_deep_if_needed(self, progress: SiteProgress) -> Iterator[Request]:
        # With the limit reached, nothing that is found could be asked for.
        if self._left != 0 and progress.needs_depth():
            yield from self._go_deep(progress)

    def _go_deep(self, progress: SiteProgress) -> Iterator[Request]:
        progress.deep = True
        self.crawler.stats.inc_value("site/deep")
        logger.info("%s: feeds and sitemaps are not enough, following links", progress.source.name)
        yield from self._follow(progress, Links(tuple(progress.front)))

    def _doubt_sitemaps(self, progress: SiteProgress) -> Iterator[Request]:
        """Go deep where all sitemaps of the source turned out to list dead pages."""
        if progress.deep or not progress.trees:
            return
        if all(self._has_ended([tree]) for tree in progress.trees):
            progress.has_sitemap = False
            yield from self._go_deep_if_needed(progress)

    def go_deep_when_idle(self) -> None:
        """Decide for sites with an entrance that never ended, e.g. one that led to another of them."""
        asked = False
        for progress in self.progress_by_source.values():
            for request in [*self._decide(progress), *self._doubt_sitemaps(progress)]:
                self.crawler.engine.crawl(request)
                asked = True
        # Scrapy would end the run on this signal, though there are new requests.
        if asked:
            raise DontCloseSpider
        self._back.end(self.progress_by_source.values())

    def miss_listing(self, failure: Failure) -> None:
        """Note that a listing could not be read: its articles may be found elsewhere."""
        request: Any = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        miss = describe_failure(request.url, failure.value)
        # Dead links are the normal state of the web, and would fill the log.
        level = logging.DEBUG if miss.reason in self._dead_reasons else logging.WARNING
        logger.log(level, "%s", miss.message)
        self._progress_of(request).note_miss(miss.reason)
        self.crawler.stats.inc_value("site/listings_missed")
