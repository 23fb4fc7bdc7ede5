"""How far the crawl is: one line that updates on a terminal, a log line now and then elsewhere."""

import logging
import sys
from typing import TYPE_CHECKING, Self, TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from newscrawl.extensions.headway import Watch

if TYPE_CHECKING:
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_REFRESH_S = 0.25


class ProgressExtension:
    """Show pages done of those that are known, articles, drops, failures, rate, and the time left.

    Settings: ``PROGRESS_INTERVAL_S`` (of the log lines).
    """

    def __init__(self, crawler: Crawler, interval_s: float, console: Console) -> None:
        self._crawler, self._interval_s, self._console = crawler, interval_s, console
        self._live: Live | None = None
        self._call: AsyncioLoopingCall | LoopingCall | None = None
        self._watch = Watch(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        extension = cls(
            crawler, crawler.settings.getfloat("PROGRESS_INTERVAL_S"), Console(stderr=True)
        )
        crawler.signals.connect(extension.start, signal=signals.engine_started)
        crawler.signals.connect(extension.stop, signal=signals.spider_closed)
        return extension

    def start(self) -> None:
        """Begin to show."""
        on_terminal = self._console.is_terminal
        if on_terminal:
            before = sys.stderr
            # ``transient``: the line is removed at the end, when the summary takes its place.
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
            self._move_log(before, sys.stderr)
        self._call = create_looping_call(self.show)
        self._call.start(_REFRESH_S if on_terminal else self._interval_s, now=False)

    @staticmethod
    def _move_log(before: TextIO, after: TextIO) -> None:
        """Log to *after*: while the line is shown, that is a stream which prints above it."""
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is before:
                handler.setStream(after)

    def show(self) -> None:
        """Show how far the crawl is."""
        if self._live is not None:
            # ``Text``, not a string: rich would read markup in square brackets.
            self._live.update(Text(self.line()), refresh=True)
        else:
            logger.info("%s", self.line())

    def line(self) -> str:
        """Return a line that says how far the crawl is."""
        return self._watch.read().line()

    def stop(self) -> None:
        """End showing."""
        if self._call is not None and self._call.running:
            self._call.stop()
        if self._live is not None:
            shown = sys.stderr
            self._live.stop()
            # rich has put its own stream in the place of
            # ``sys.stderr``; after the stop that is closed.
            self._move_log(shown, sys.stderr)
