"""The knowledge of one crawl of one site so far: budgets, what it has asked for, whether it must look deeper.

All of it may be lost with the process: a run that is taken up again looks at the entrances once
more, and the frontier remembers which pages are done.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import filterfalse
from operator import attrgetter
from typing import Any

from newscrawl.discover.found import Found
from newscrawl.discover.links import PageLink
from newscrawl.discover.urlkind import UrlKind, url_kind
from newscrawl.discover.window import HEARSAY, Window
from newscrawl.errors import UrlError
from newscrawl.meta import RENDER, SOURCE
from newscrawl.sources.source import Source
from newscrawl.web.urldates import url_date
from newscrawl.web.urls import canonical_url, site_key

ENOUGH_SHARE = 0.8
"""Share (0–1) of the front's articles that the sitemaps name, at which these are taken as complete."""
FEW = 5
"""With fewer articles on the front than this, no share is taken of them."""
BARREN_MAX = 60
"""Listings without a new article, beyond twice those with one, after which a site's listings are left."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """The most that is asked of one site in one run: numbers, and seconds from its first request on.

    ``requests`` and ``time_s``: 0 is no limit.
    """

    feeds: int = 50
    sitemaps: int = 500
    sitemap_depth: int = 8
    listings: int = 2_000
    pages: int = 100_000
    requests: int = 0
    time_s: float = 0.0

    def of(self, source: Source) -> "Budgets":
        """Return the budgets of *source*, which may have its own."""
        return replace(
            self,
            pages=source.pages_max or self.pages,
            requests=source.requests_max or self.requests,
            time_s=source.time_max_s or self.time_s,
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a URL was found, and what that means for its request.

    Attributes:
        priority: Of the request.
        found_by: The source document, as ``middlewares.conditional`` knows it.
        lists: The lists that it is on, see ``traps.Streaks``.
    """

    priority: int
    found_by: str = ""
    lists: tuple[str, ...] = ()


@dataclass(slots=True)
class SiteProgress:
    """One site in one run.

    Attributes:
        waiting: Entrances (front, feeds, sitemaps) that were asked for and have not ended.
        deep: Whether listings and links of articles are followed, for the entrances were not
            enough.
        named: Articles that feeds and sitemaps name, of any time.
        gave: Articles that each feed and sitemap names, by ``feed URL`` or ``sitemap URL``.
        reaches_back: A feed goes back beyond the window, so it names all of it.
        front_keys: By which front page each link came, as ``middlewares.conditional`` knows it.
        covered_since: An earlier run read the source to its end, for articles from this Unix time
            on (0: all); ``None``: none did.
        due_listings: With ``due=only``, listings whose interval has passed.
        spent: Which of its budgets is spent, in words; empty: none.
        trees: Sitemaps (as lists, with all below them) that name pages.
        held_back: Sitemaps that an index dates before the window, by the index.
        vouched: Pages on a list that a feed or the front names too, so that they do not end with
            it.
        front_asked: Whether the articles that the front shows were asked for.
        is_asking_front: Whether they are being asked for, beside other answers that are read.
        elsewhere: Links of feeds and sitemaps that lead to hosts of others, by site.
        wanted, outside: Pages that were named inside the window and source, and those before or
            after it.
        left_out: Number of URLs that a budget left out, by kind.
        unreadable: Why a feed or a sitemap could not be read, by its URL.
        is_cut: Something was left out that a later run has to look for: by a limit, or by a
            failure.
    """

    source: Source
    window: Window
    budgets: Budgets
    waiting: set[str] = field(default_factory=set)
    deep: bool = False
    decided: bool = False
    reaches_back: bool = False
    has_sitemap: bool = False
    named: set[str] = field(default_factory=set)
    gave: dict[str, int] = field(default_factory=dict)
    front: list[PageLink] = field(default_factory=list)
    front_keys: dict[str, str] = field(default_factory=dict)
    covered_since: float | None = None
    due_listings: list[str] = field(default_factory=list)
    spent: str = ""
    trees: set[str] = field(default_factory=set)
    held_back: dict[str, list[Found]] = field(default_factory=dict)
    vouched: set[str] = field(default_factory=set)
    front_asked: bool = False
    is_asking_front: bool = False
    unreadable: dict[str, str] = field(default_factory=dict)
    elsewhere: Counter[str] = field(default_factory=Counter)
    wanted: int = 0
    outside: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    is_cut: bool = False
    _asked: dict[str, set[str]] = field(default_factory=dict)
    _fruitful: int = 0
    _barren: int = 0

    @property
    def page_meta(self) -> dict[str, Any]:
        """The ``meta`` of each request for a page of the source."""
        meta: dict[str, Any] = {SOURCE: self.source.name}
        if self.source.render:
            meta[RENDER] = True
        return meta

    def take(self, kind: str, url: str, limit: int) -> bool:
        """Return whether *url* may be asked for as a *kind*: not yet asked for, and within *limit*."""
        asked = self._asked.setdefault(kind, set())
        try:
            # By the canonical form, since feeds add tracking parameters to the URLs of the sitemap.
            name = canonical_url(url)
        except UrlError:
            return False
        if name in asked:
            return False
        # A budget that cuts something off keeps the source from counting as covered.
        if len(asked) >= limit:
            self.is_cut = True
            self.left_out[kind] += 1
            return False
        asked.add(name)
        return True

    def note_left_out(self, kind: str, count: int) -> None:
        """Count what a budget left out."""
        if count:
            self.is_cut = True
            self.left_out[kind] += count

    def note_miss(self, reason: str) -> None:
        """Note that an entrance or a listing could not be read; one that is not there is no loss."""
        # 429 and 408 may pass; other refusals say for certain that nothing is to be read there.
        if not re.fullmatch("http_4(?!29|08).*|robots_forbidden", reason):
            self.is_cut = True

    @property
    def is_whole(self) -> bool:
        """Whether the source was read to its end, so that a later run need not look for older pages."""
        return self.decided and not self.is_cut and self.window.until is None

    def owns_article(self, url: str) -> bool:
        """Return whether the article at *url* belongs to the source."""
        return self.source.owns(url) and self._is_allowed(url)

    def take_change(self, url: str) -> bool:
        """Return whether the time of change of *url* may be told to the frontier, which does not know it."""
        if _name(url) not in self._asked.get("page", ()):
            return False
        return self.take("change", url, self.budgets.pages)

    def own(self, found: Found) -> Found | None:
        """Return *found* with that of its URLs that belongs to the source; ``None``: none does."""
        # In their order: the one that the feed calls the link first, then ids and embedded ones.
        owned = filter(self.owns_article, (found.url, *found.others))
        url = next(owned, None)
        return None if url is None else replace(found, url=url, others=())

    def wants(self, found: Found) -> bool:
        """Return whether the article *found* belongs to the source and to the window, as far as is known.

        The time that another place than the page gives for it may be off by a day; and where any of
        these says that the page is inside the window, the page itself decides.
        """
        if not self.owns_article(found.url):
            return False
        said = list(filter(None, (found.published, url_date(found.url))))
        if said:
            # One that holds is enough: a request too many costs less than a lost article.
            return any(self.window.holds(time, HEARSAY) for time in said)
        # A change tells one way only: unchanged since before the window means published before it.
        return not self.window.is_before(found.modified, HEARSAY)

    def forget_asked(self, urls: Iterable[str]) -> None:
        """Let *urls* be asked for again where another place names them."""
        self._asked.get("page", set()).difference_update(urls)

    def note_vouched(self, url: str) -> None:
        """Note that a feed or the front names the page at *url*."""
        self.vouched.add(_name(url))

    def _is_allowed(self, url: str) -> bool:
        # ``deny`` outweighs ``allow``, in whatever order they are written.
        if _matches_one(self.source.deny, url):
            return False
        return not self.source.allow or _matches_one(self.source.allow, url)

    def note_front(self, links: Iterable[PageLink], key: str) -> None:
        """Note the links of a front page that is known by *key*."""
        for link in links:
            self.front.append(link)
            self.front_keys.setdefault(link.url, key)

    def note_elsewhere(self, entries: Iterable[Found]) -> None:
        """Note where those of *entries* lead that are not on a host of the source."""
        urls = filterfalse(self.source.owns, map(attrgetter("url"), entries))
        self.elsewhere.update(map(_site, urls))

    def note_named(self, entries: Iterable[Found]) -> None:
        """Note the articles that a feed or sitemap names, for the question whether they are enough."""
        self.named.update(map(_name, map(attrgetter("url"), entries)))

    @property
    def shown(self) -> int:
        """Number of articles that the front page shows."""
        return len(set(_articles_among(self.front)))

    def needs_depth(self) -> bool:
        """Return whether feeds and sitemaps miss articles: no sitemap, or the front shows others.

        A feed is enough where it goes back beyond the beginning of the window.
        """
        if self.reaches_back:
            return False
        # Feeds hold the last entries only, and nothing says how many there were before them.
        if not self.has_sitemap:
            return True
        shown = _articles_among(self.front)
        known = sum(_name(url) in self.named for url in shown)
        return len(shown) >= FEW and known < ENOUGH_SHARE * len(shown)

    def note_listing(self, *, fruitful: bool) -> None:
        """Note whether a listing showed an article that was not known."""
        if fruitful:
            self._fruitful += 1
        else:
            self._barren += 1

    @property
    def is_barren(self) -> bool:
        """Whether so many listings show nothing new that further ones are not worth their requests."""
        return self._barren > BARREN_MAX + 2 * self._fruitful

    def sort(self, links: Iterable[PageLink]) -> Iterator[tuple[UrlKind, str]]:
        """Return kind and URL of the *links* that lead to a page of the source."""
        for link in links:
            if self.source.owns(link.url):
                yield url_kind(link.url), link.url


def _articles_among(links: Iterable[PageLink]) -> list[str]:
    """Return the URLs of *links* that are of articles, as often as they come."""
    return list(filter(_is_article, map(attrgetter("url"), links)))


def _is_article(url: str) -> bool:
    return url_kind(url) is UrlKind.ARTICLE


def _matches_one(patterns: Iterable[str], url: str) -> bool:
    """Return whether one of *patterns* matches somewhere in *url*."""
    return any(re.search(pattern, url) for pattern in patterns)


def _site(url: str) -> str:
    try:
        return site_key(url)
    except UrlError:
        return url


def _name(url: str) -> str:
    try:
        return canonical_url(url)
    except UrlError:
        return url
