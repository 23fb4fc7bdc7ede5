"""The traits by which a spider speaks to Scrapy's components, and how far each of its sources is.

A spider of newscrawl has the attributes of ``NewsSpider``. One that somebody else wrote has none of
them, or some; ``traits_of`` is the one place that reads them, with a default for each.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Protocol

from scrapy import Spider
from scrapy.crawler import Crawler

from newscrawl.discover.window import Window
from newscrawl.sources.source import Source


class SourceBudgets(Protocol):
    """The budgets of a source that components keep; 0 is no limit."""

    @property
    def requests(self) -> int:
        """The most requests in one run."""

    @property
    def time_s(self) -> float:
        """Seconds from the first request on."""


class SourceProgress(Protocol):
    """A run's knowledge of one source so far, see ``spiders.site_progress.SiteProgress``."""

    source: Source
    spent: str
    is_cut: bool
    decided: bool
    deep: bool
    waiting: set[str]
    named: set[str]
    elsewhere: Counter[str]
    wanted: int
    outside: int
    left_out: Counter[str]
    unreadable: dict[str, str]

    @property
    def budgets(self) -> SourceBudgets:
        """The budget of the source in one run."""

    @property
    def shown(self) -> int:
        """Number of articles that the front page shows."""


class NewsSpider(Protocol):
    """The attributes by which a spider tells components what it wants."""

    @property
    def revises(self) -> bool:
        """Whether an article that was harvested before gives a new record where its text has changed."""

    @property
    def has_captures(self) -> bool:
        """Whether one page may come several times, as it was at several times."""

    @property
    def judges_pages(self) -> bool:
        """Whether pages must look like articles, for the spider chose their URLs by itself."""

    @property
    def window(self) -> Window:
        """The time from which articles are wanted."""

    @property
    def wanted_languages(self) -> frozenset[str]:
        """ISO 639-1 codes of the languages that are wanted; empty: all."""

    @property
    def renders(self) -> bool:
        """Whether the scripts of some page are run."""

    @property
    def due(self) -> str:
        """``only``, where documents whose interval has not passed are left alone."""

    @property
    def time_s(self) -> float:
        """Seconds after which the run leaves the rest to the next; 0: no limit."""

    @property
    def progress_by_source(self) -> Mapping[str, SourceProgress]:
        """The sources by their name."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The entries of a sources file, by whose hosts the pages of a list are asked for."""


class Traits:
    """The attributes of ``NewsSpider`` of any spider, each read when it is asked for."""

    def __init__(self, spider: Spider | None) -> None:
        self._spider = spider

    @property
    def revises(self) -> bool:
        """Return the trait; off by default."""
        return bool(getattr(self._spider, "revises", False))

    @property
    def has_captures(self) -> bool:
        """Return the trait; off by default."""
        # Captures are versions of one article, so they mean nothing without revisions.
        return self.revises and bool(getattr(self._spider, "has_captures", False))

    @property
    def judges_pages(self) -> bool:
        """Return the trait; off by default."""
        return bool(getattr(self._spider, "judges_pages", False))

    @property
    def window(self) -> Window:
        """Return the trait; all time by default."""
        window: Window = getattr(self._spider, "window", None) or Window()
        return window

    @property
    def wanted_languages(self) -> frozenset[str]:
        """Return the trait; all languages by default."""
        return frozenset(getattr(self._spider, "wanted_languages", ()))

    @property
    def renders(self) -> bool:
        """Return the trait; off by default."""
        return bool(getattr(self._spider, "renders", False))

    @property
    def due(self) -> str:
        """Return the trait; empty by default."""
        return str(getattr(self._spider, "due", ""))

    @property
    def time_s(self) -> float:
        """Return the trait; no limit by default."""
        return float(getattr(self._spider, "time_s", 0.0))

    @property
    def progress_by_source(self) -> Mapping[str, SourceProgress]:
        """Return the trait; no sources by default."""
        progress_by_source: Mapping[str, SourceProgress] = getattr(
            self._spider, "progress_by_source", {}
        )
        return progress_by_source

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return the trait; no sources by default."""
        return tuple(
            # A spider of somebody else's may have an attribute of this name with other values.
            each
            for each in getattr(self._spider, "sources", ())
            if isinstance(each, Source)
        )


def traits_of(crawler: Crawler) -> NewsSpider:
    """Return the traits of the spider of *crawler*."""
    return Traits(crawler.spider)
