"""An extension that takes all open files of a crawl for a while, as a library that leaks them would."""

import contextlib
import os
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

AFTER, SECONDS = 10, 2.0


class HungryExtension:
    """After ``AFTER`` pages open files until there are none, and give them back ``SECONDS`` later."""

    def __init__(self) -> None:
        self._pages = 0
        self._held: list[int] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        crawler.signals.connect(extension.count, signal=signals.response_received)
        return extension

    def count(self) -> None:
        self._pages += 1
        if self._pages == AFTER:
            self._take()

    def _take(self) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - installs a reactor

        with contextlib.suppress(OSError):
            while True:
                self._held.append(os.open(os.devnull, os.O_RDONLY))
        reactor.callLater(SECONDS, self._give_back)  # type: ignore[attr-defined]

    def _give_back(self) -> None:
        while self._held:
            os.close(self._held.pop())
