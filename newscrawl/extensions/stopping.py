"""How a crawl stops: pages in hand get a grace period, then the work on them is given up.

Stalled servers and busy workers must not outlast the patience of a supervisor, so downloads and
extractions are ended after ``STOP_GRACE_S``, and their URLs go back into the frontier.
"""

import contextlib
import logging

from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro

from newscrawl.session import CrawlSession

logger = logging.getLogger(__name__)

_HELD_S = 0.5
"""Seconds between two ticks at which the event loop counts as held up."""


class GracePeriod:
    """Watch for the stop of *crawler*, and give up the pages in hand *grace_s* seconds after it."""

    def __init__(self, crawler: Crawler, session: CrawlSession, grace_s: float, now: float) -> None:
        self._crawler, self._session, self._grace_s = crawler, session, grace_s
        self._last_tick = self._held_from = self._held_to = now
        self._stop_at: float | None = None

    def tick(self, now: float) -> None:
        """Close the crawl when nothing can be written; give up when a stop takes too long.

        *now* is monotonic time.
        """
        self._note_tick(now)
        slot = self._crawler.engine._slot
        # Scrapy has no slot before the spider is opened, and none after it is closed.
        if slot is None:
            return
        if slot.closing is not None:
            self._watch_stop(now)
        elif self._session.broken is not None:
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="not_written"))

    def _note_tick(self, now: float) -> None:
        """Remember when the event loop was held up last: by a sitemap that is parsed, say."""
        if now - self._last_tick > _HELD_S:
            self._held_from, self._held_to = self._last_tick, now
        self._last_tick = now

    def _watch_stop(self, now: float) -> None:
        if self._stop_at is None:
            self._tell_stop()
            # A stop that came while something held up the event loop has waited since then.
            came_at = self._held_from if now - self._held_to < _HELD_S else now
            self._stop_at = came_at + self._grace_s
        if now >= self._stop_at:
            # Once more after a further grace period, for pages that have come meanwhile.
            self._stop_at = now + self._grace_s
            self._give_up()

    def _tell_stop(self) -> None:
        """Answer a signal that wants the crawl to stop."""
        if self._crawler.engine.running:  # it ends by itself
            return
        logger.warning(
            "Stopping, %d pages in hand have %g s to end; Ctrl-C (or the signal) again to stop now."
            " The same command goes on where this one ends",
            len(self._session.works),
            self._grace_s,
        )

    def _give_up(self) -> None:
        """End the work on all pages in hand; those without a record go back into the frontier."""
        engine, works = self._crawler.engine, self._session.works
        if works:
            logger.info("Giving up %d pages in hand, they are for the next run", len(works))
        for work in works.values():
            work.given_up = True
        for part in (engine.downloader, *engine.scraper.itemproc.middlewares):
            # A pipeline of the user, or another downloader, need not have ``give_up``.
            with contextlib.suppress(AttributeError):
                part.give_up()
