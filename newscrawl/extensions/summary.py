"""Counts what became of each page: stats.json and missed.jsonl in the run's folder."""

import json
import logging
import time
from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from newscrawl.items import Article, Miss

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Summary:
    """The figures of one run.

    Attributes:
        outcome: ``done``; ``missed``: a page could not be fetched or judged, or an address was none;
            ``not_written``: a record was lost; ``stopped``: ended before all was done; ``defect``: an error
            of newscrawl.
        pages: Pages that were fetched.
        dropped, failed: Pages by reason.
        removed: Removed blocks by category, without those that are kept as fields.
        left: Pages that the same command takes up again, by what kept them.
        bad_lines: Entries of the list of addresses that are none.
        seconds: Length of the run.
        folder: Where the output lies.
    """

    outcome: str = "done"
    spider: str = ""
    finish_reason: str = ""
    pages: int = 0
    articles: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    bad_lines: int = 0
    not_written: int = 0
    errors: int = 0
    seconds: float = 0.0
    folder: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Give the figures as plain values, reasons with the most pages first."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name: dict(value.most_common()) if isinstance(value, Counter) else value
            for name, value in values.items()
        }


class SummaryExtension:
    """Keep the run's ``Summary``: stats.json, and missed.jsonl with each page that gave no record.

    Stats: ``summary/outcome``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.summary = Summary()
        self._started = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        extension = cls(crawler)
        for handler, signal in (
            (extension.count_page, signals.response_received),
            (extension.count_article, signals.item_scraped),
            (extension.count_drop, signals.item_dropped),
            (extension.count_item_error, signals.item_error),
            (extension.count_spider_error, signals.spider_error),
            (extension.finish, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal=signal)
        return extension

    def count_page(self, request: Request) -> None:
        """Count a response, unless it is the host's robots.txt."""
        self.summary.pages += request.callback is not NO_CALLBACK

    def count_article(self, item: Any) -> None:
        """Count an article, and what was removed from it."""
        if isinstance(item, Article):
            self.summary.articles += 1
            categories = (removal.category for removal in item.metadata.removed)
            self.summary.removed.update(each for each in categories if each != "field")

    def count_drop(self, item: Any, exception: Exception) -> None:
        """Count a page that gives no article, by reason."""
        reason = item.reason if isinstance(item, Miss) else getattr(exception, "reason", "dropped")
        counter = self.summary.failed if getattr(exception, "failed", False) else self.summary.dropped
        counter[reason] += 1
        self._note(item, reason, exception)

    def count_item_error(self, item: Any, failure: Failure) -> None:
        """Count a record that is lost."""
        self.summary.not_written += 1
        self._note(item, "not_written", failure.value)

    def _note(self, item: Any, reason: str, error: BaseException | None) -> None:
        """Add a line to missed.jsonl; where the folder cannot be written, the log has it."""
        folder = self._crawler.stats.get_value("write/folder")
        if not folder:
            return
        line = json.dumps({"url": getattr(item, "url", ""), "reason": reason, "message": str(error)})
        try:
            with (Path(folder) / "missed.jsonl").open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as problem:
            logger.error("%s/missed.jsonl cannot be written: %s", folder, problem.strerror)

    def count_spider_error(self, failure: Failure) -> None:
        """Count an error in a callback."""
        self.summary.errors += 1

    def finish(self, reason: str) -> None:
        """Judge the run, write stats.json."""
        stats = self._crawler.stats
        summary = self.summary
        summary.spider = self._crawler.spider.name if self._crawler.spider else ""
        summary.finish_reason = reason
        summary.bad_lines = stats.get_value("urls/bad_lines", 0)
        summary.not_written += stats.get_value("frontier/not_written", 0)
        summary.left = Counter(stats.get_value("frontier/left_by_reason", {}))
        summary.folder = stats.get_value("write/folder", "")
        summary.seconds = round(time.monotonic() - self._started, 3)
        summary.outcome = judge(summary)
        stats.set_value("summary/outcome", summary.outcome)
        if summary.folder:
            self._write_stats(Path(summary.folder) / "stats.json")

    def _write_stats(self, path: Path) -> None:
        text = json.dumps(self.summary.as_dict(), indent=2, ensure_ascii=False)
        try:
            path.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            logger.error("%s cannot be written: %s", path, error.strerror)


def judge(summary: Summary) -> str:
    """Name the outcome of a run, the gravest first."""
    if summary.not_written or summary.finish_reason == "not_written":
        return "not_written"
    if summary.errors or summary.finish_reason in {"start_error", "extract_broken"}:
        return "defect"
    if summary.finish_reason != "finished":
        return "stopped"
    return "missed" if summary.failed or summary.bad_lines or summary.left else "done"
