"""The effect of earlier runs on this one: sources that rest, the depth, articles to fetch again.

A source that was read to its end is *covered*: in a later run only new pages are wanted, so
listings and feeds are not paged through beyond a page that brings nothing new.
"""

import asyncio
import json
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.discover.window import Window, read_span
from newscrawl.errors import ConfigError, UrlError
from newscrawl.meta import (
    DEEP,
    ONE_OFF,
    RETURNS,
    REVISIT,
    SOURCE,
    TOLD,
    UNCHANGED,
    WIDER,
)
from newscrawl.session import CrawlSession, find_session, session_of
from newscrawl.spiders.site_progress import SiteProgress
from newscrawl.state.coverage import Coverage, Known
from newscrawl.state.restarts import from_the_start
from newscrawl.state.revisits import RevisitLog
from newscrawl.state.stored_requests import as_stored
from newscrawl.traits import traits_of
from newscrawl.web.urls import canonical_url, host_of, url_key

RETURNS_MAX = {True: 7, False: 2}
"""Runs in which a page is tried again that failed: by something that may pass, or by something else."""
_OF_A_LIST = "parse_article"
_OWN = ("parse_page", _OF_A_LIST)
_SLICE = 200


class RevisitPlan:
    """The memory of earlier runs, as the ``site`` spider needs it.

    Arguments of the spider: ``due=only``: leave sources and documents alone whose interval has not
    passed; ``revisit``: fetch articles again that were harvested first within a span (``2d``), or
    ``all``.
    """

    def __init__(self, crawler: Crawler, due: str, revisit: str) -> None:
        self._crawler = crawler
        self.due_only = read_due(due)
        self._begun = time.time()
        self._young_s = read_revisit(revisit)

    @property
    def _session(self) -> CrawlSession:
        return session_of(self._crawler)

    @property
    def _revisits(self) -> RevisitLog:
        return self._session.revisits

    def _coverage(self) -> Coverage:
        return Coverage(self._session.store, self._session.run.id)

    def begin(self, progress: SiteProgress) -> bool:
        """Note how far *progress* is covered; return whether anything of it is to be looked at."""
        progress.covered_since = self._covered_since(progress)
        if not self.due_only or progress.covered_since is None:
            return True
        due = self._revisits.due(progress.source.name, time.time())
        # No document of the source is known yet: all of it is due.
        if due is None:
            return True
        progress.due_listings = [each.url for each in due if each.kind == "listing"]
        if not due:
            self._crawler.stats.inc_value("site/resting")
        return bool(due)

    def _covered_since(self, progress: SiteProgress) -> float | None:
        """Return since when an earlier run covered the source (0: all); ``None``: not all of the window."""
        since = self._coverage().since(progress.source.name, scope_of(progress))
        if since is None:
            return None
        # A run that looked back less far has not covered the articles that are wanted now.
        is_enough = since == 0 or since <= _since(progress)
        return since if is_enough else None

    def may_list(self, progress: SiteProgress, url: str) -> bool:
        """Return whether a listing may be asked for: with ``due=only`` not before its interval has passed."""
        if not self.due_only or progress.covered_since is None:
            return True
        document = self._revisits.last(_key(url))
        # A listing that is seen for the first time has no interval.
        return document is None or self._revisits.is_due(document, time.time())

    def is_missing(self, url: str) -> bool:
        """Return whether the well-known place *url* was empty not long ago, and led nowhere."""
        document = self._revisits.last(_key(url)) if find_session(self._crawler) else None
        return (
            document is not None
            # A place that redirects was not empty: it is asked again, and its target is looked at.
            and "Location" not in document.headers
            and self._revisits.is_missing(document, time.time())
        )

    def is_read(self, progress: SiteProgress, response: Response) -> bool:
        """Return whether *response* is unchanged since the run that covered *progress* has read it."""
        return progress.covered_since is not None and UNCHANGED in response.flags

    def is_news(self, progress: SiteProgress, url: str) -> bool:
        """Return whether no run before this one has ended *url*; always, where *progress* is not covered."""
        return progress.covered_since is None or not self._coverage().is_old(_key(url))

    async def bring_back(
        self, progress_by_source: Collection[SiteProgress], limit: int | None
    ) -> int:
        """Let articles be fetched again that failed, and with ``revisit`` those that are young.

        At most *limit* of them; give how many.
        """
        brought = 0
        for why, known in self._to_bring_back():
            for number, each in enumerate(known):
                if limit is not None and brought >= limit:
                    return brought
                brought += self._bring(each, progress_by_source, why)
                if number % _SLICE == 0:
                    # Many rows of the state are changed: timers and signals must get their turn.
                    await asyncio.sleep(0)
        return brought

    def _to_bring_back(self) -> Iterator[tuple[str, Iterable[Known]]]:
        # First: what was never harvested is worth more than what may have changed.
        yield RETURNS, self._coverage().failed()
        yield WIDER, self._coverage().unwanted()
        if self._young_s is not None:
            since = time.time() - self._young_s if self._young_s else 0.0
            yield REVISIT, self._coverage().harvested(since)

    def _bring(self, known: Known, progress_by_source: Collection[SiteProgress], why: str) -> bool:
        languages = traits_of(self._crawler).wanted_languages
        request = request_again(known, progress_by_source, why, languages)
        frontier = self._session.frontier
        # The frontier says no where the row waits in this run already, or is in hand.
        # Of its own URL: it may have failed on another host, to which it was redirected.
        host = host_of(known.url) if why == RETURNS else known.host
        if request is None or not frontier.bring_back(known.id, host, request, time.time()):
            return False
        self._crawler.stats.inc_value(f"site/{why}")
        return True

    def end(self, progress_by_source: Iterable[SiteProgress]) -> None:
        """Note which of *progress_by_source* were read to their end; it is durable when the run has ended."""
        # One page is tried, by scrapy parse.
        if find_session(self._crawler) is None:
            return
        # A host with pages that wait is not read to its end, whatever its entrances say.
        left = [f"https://{host}/" for host in self._coverage().hosts_left()]
        for progress in progress_by_source:
            if progress.is_whole and not any(map(progress.source.owns, left)):
                self._note_end(progress)

    def _note_end(self, progress: SiteProgress) -> None:
        """Note that the source of *progress* is covered from the beginning of its window on."""
        since = progress.covered_since
        if since is None:
            since = _since(progress)
        self._coverage().note(progress.source.name, scope_of(progress), since, time.time())
        self._revisits.forget(progress.source.name, self._begun, due_only=self.due_only)


def read_due(text: str) -> bool:
    """Return whether only sources and documents that are due are looked at.

    Raises:
        ConfigError: If the argument is anything else than ``only``.
    """
    if text not in {"", "only"}:
        raise ConfigError(f"due={text}: expected due=only, or no such argument")
    return text == "only"


def read_revisit(text: str) -> float | None:
    """Return the seconds after its first harvest within which an article is fetched again; 0: always.

    Raises:
        ConfigError: If it is neither a span nor ``all``.
    """
    if not text:
        return None
    if text == "all":
        return 0.0
    span = read_span(text)
    if span is None or not span.total_seconds():
        raise ConfigError(f"revisit={text}: expected a span (2d, 12h) or all")
    return span.total_seconds()


def scope_of(progress: SiteProgress) -> str:
    """Return a hash of all that decides which pages of a source are wanted, but for the window."""
    source = progress.source
    # Of JSON, since ``hash`` is salted: the next run, another process, has to get the same.
    parts = (source.seeds, source.hosts, source.feeds, source.sitemaps, source.allow, source.deny)
    return blake2b(json.dumps(parts).encode(), digest_size=8).hexdigest()


def _may_return(known: Known, meta: dict[str, Any]) -> bool:
    """Count a try in the *meta* of a page that failed; return whether it is one of those allowed."""
    # A page that was left was not tried.
    if known.is_left:
        return True
    meta[RETURNS] = meta.get(RETURNS, 0) + 1
    return bool(meta[RETURNS] <= RETURNS_MAX[bool(known.retryable)])


def _since(progress: SiteProgress) -> float:
    return progress.window.since.timestamp() if progress.window.since else 0.0


def _key(url: str) -> bytes:
    try:
        return url_key(canonical_url(url))
    except UrlError:
        return url_key(url)


def _is_wanted_now(told: Sequence[str], window: Window, languages: Collection[str]) -> bool:
    """Return whether a page that an earlier run dropped by what it *told* is asked for by this one."""
    kind, value = told
    if kind == "published":
        return window.holds(value)
    return not languages or value in languages


def request_again(
    known: Known,
    progress_by_source: Collection[SiteProgress],
    why: str,
    languages: Collection[str] = (),
) -> str | None:
    """Return the stored request of an article with a note that it is fetched again; ``None``: it is not."""
    request = json.loads(known.request or "{}")
    owners = (each for each in progress_by_source if each.owns_article(known.url))
    progress = next(owners, None)
    if progress is None or request.get("callback") not in _OWN:
        return None
    meta = request.setdefault("meta", {})
    # A state of an earlier version has not kept what the page told.
    told = meta.pop(TOLD, None)
    if why == WIDER and not (told and _is_wanted_now(told, progress.window, languages)):
        return None
    if why != RETURNS:
        meta[why] = True
    elif not _may_return(known, meta):
        return None
    else:
        from_the_start(request)
    meta[SOURCE] = progress.source.name
    # Those of the source as it was when the request was made.
    request.pop("headers", None)
    # Links are followed where this run finds that it has to.
    meta.pop(DEEP, None)
    if request["callback"] == _OF_A_LIST:
        meta[ONE_OFF] = True
    return as_stored(request)
