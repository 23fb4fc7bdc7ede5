"""A crawl's session without its engine: a real scheduler on a real state, for the components that meet in it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.utils.test import get_crawler

import newscrawl.settings
from newscrawl.scheduler.scheduler import FrontierScheduler
from newscrawl.session import CrawlSession
from newscrawl.state.store import open_store
from tests.support.crawl import QUICK


class Plain(Spider):
    """A spider that asks for nothing by itself; components read its traits."""

    name = "plain"

    def parse(self, response: Any, **_: Any) -> None:
        """Read nothing."""


@dataclass
class Engine:
    """What components reach of Scrapy's engine: the scheduler, and the requests in hand, by stage."""

    scheduler: Any = None
    downloading: set[Request] = field(default_factory=set)
    scraping: set[Request] = field(default_factory=set)
    wakes: int = 0

    def __post_init__(self) -> None:
        self.downloader = SimpleNamespace(active=self.downloading)
        self.scraper = SimpleNamespace(
            slot=SimpleNamespace(active=self.scraping), itemproc=SimpleNamespace(middlewares=[])
        )
        self._slot = SimpleNamespace(nextcall=SimpleNamespace(schedule=self._wake), closing=None)
        self.running = True

    def _wake(self) -> None:
        self.wakes += 1


@dataclass
class Opened:
    """A session that is open, with the crawler that components are built from."""

    crawler: Crawler
    engine: Engine
    spider: Plain

    @property
    def session(self) -> CrawlSession:
        session: CrawlSession = self.engine.scheduler.session
        return session

    def give(self, *requests: Request) -> list[Request]:
        """Take *requests* in, and return those that are given out then; hosts have answered all before."""
        for work in self.session.works.values():
            self.session.breaker.succeed(work.lease.lane)
            if not work.arrived:
                self.session.frontier.arrive(work.lease)
                work.arrived = True
        for request in requests:
            self.engine.scheduler.enqueue_request(request)
        given = iter(self.engine.scheduler.next_request, None)
        return sorted(given, key=lambda request: request.url)

    def count(self, name: str) -> int:
        """Return a figure of the run."""
        assert self.crawler.stats is not None
        return int(self.crawler.stats.get_value(name, 0))


@contextmanager
def opened_session(
    folder: Path, prepare: Callable[[Plain], object] = id, **settings: Any
) -> Iterator[Opened]:
    """Open the session of a run with its output in *folder*, and end it; *prepare* sets the spider's traits."""
    values = {
        name: getattr(newscrawl.settings, name)
        for name in dir(newscrawl.settings)
        if name.isupper()
    }
    values |= {"OUTPUT_DIR": str(folder / "output"), **QUICK, **settings}
    crawler = get_crawler(Plain, values)
    crawler.spider = spider = Plain.from_crawler(crawler)
    prepare(spider)
    engine = crawler.engine = Engine()  # type: ignore[assignment]
    scheduler = engine.scheduler = FrontierScheduler.from_crawler(crawler)
    scheduler._spider = spider
    asyncio.run(scheduler._open(open_store(scheduler._state_url)))
    try:
        yield Opened(crawler, engine, spider)
    finally:
        scheduler.session.store.rollback()
        scheduler._close_state(scheduler.session.store)
