"""Lets a run that waits for the state file have its turn."""

import logging
import sys
import time
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from newscrawl.requirements import require_frontier
from newscrawl.state.lock import waiting_for
from newscrawl.state.store import is_server, sqlite_path, state_url
from newscrawl.state.values import HANDED_OVER

if TYPE_CHECKING:
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_LOOK_S = 2.0


class TurnExtension:
    """End the run early when it has held the state file for its turn, and another command waits for it.

    The command line then starts the same command again, after the other; whoever runs the spider
    otherwise does so himself. Nothing is lost by it: the run is taken up where it was. A run whose
    list comes through standard input keeps the file, for that cannot be read again.

    Settings: ``STATE_TURN_S``.
    """

    def __init__(self, crawler: Crawler, turn_s: float) -> None:
        self._crawler, self._turn_s = crawler, turn_s
        self._began = time.monotonic()
        self._call: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        settings = crawler.settings
        require_frontier(settings)
        if settings.getfloat("STATE_TURN_S") <= 0 or "@-" in this_command():
            raise NotConfigured  # the state file is kept to the end; a reason would be a warning
        if is_server(state_url(settings)):
            # several runs use the database at a time; a reason would be a warning
            raise NotConfigured
        extension = cls(crawler, settings.getfloat("STATE_TURN_S"))
        crawler.signals.connect(extension.start, signal=signals.spider_opened)
        crawler.signals.connect(extension.stop, signal=signals.spider_closed)
        return extension

    def start(self) -> None:
        """Begin to look who waits."""
        self._call = create_looping_call(self.look)
        self._call.start(min(_LOOK_S, self._turn_s), now=False)

    def stop(self) -> None:
        """Look no more."""
        if self._call is not None and self._call.running:
            self._call.stop()

    def look(self) -> None:
        """Hand over, if the turn is over and another command waits."""
        if time.monotonic() - self._began < self._turn_s:
            return
        path = sqlite_path(state_url(self._crawler.settings))
        # The same command twice must not hand over to itself, back and forth.
        if not any(command != this_command() for command in waiting_for(path)):
            return
        self.stop()
        logger.info("Another run waits for %s: this one hands over", path)
        deferred_from_coro(self._crawler.engine.close_spider_async(reason=HANDED_OVER))


def this_command() -> str:
    """Return the words of this process, by which a run that waits is known to another one."""
    return "\0".join(sys.argv)
