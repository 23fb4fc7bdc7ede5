"""Counts what became of each page: run.json and missed.jsonl in the run's folder."""

import json
import logging
import time
from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

from newscrawl.exits import ExitCode
from newscrawl.extensions.runfile import RunFile
from newscrawl.meta import REQUESTED_URL
from newscrawl.model.article import Article
from newscrawl.model.items import Miss
from newscrawl.session import find_session
from newscrawl.state.shelf import SHELVED
from newscrawl.system.descriptors import is_shortage
from newscrawl.traits import traits_of

if TYPE_CHECKING:
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_WRITE_S = 30.0
_UNREADABLE_MAX = 1_000
"""Documents that run.json names; the log has all."""


@dataclass(slots=True)
class Summary:
    """The figures of one run.

    Attributes:
        outcome: ``done``; ``missed``: a page could not be fetched or judged, or an entry was no
            URL; ``not_written``: a record was lost; ``stopped``: ended before all was done, or a
            budget was spent; ``defect``: an error of newscrawl; ``unhealthy``: a source is broken,
            and ``HEALTH_EXIT`` is on.
        pages: Pages that were fetched.
        dropped, failed: Pages by reason.
        dead: Pages that the crawl found by itself and that are not there, by reason: nothing to
            repair.
        removed: Removed blocks by category, without those that are kept as fields.
        left: Pages that the same command takes up again, by what kept them.
        traps: URLs that were not asked for, by what makes them look endless.
        left_out: Number that a budget left out, by kind: pages, sitemaps, feeds, listings, entries of one
            file.
        unreadable: URLs that were named as feeds or sitemaps and are not, each with the reason.
        sources: Status, findings and figures of each source, by name.
        bad_lines: Entries of the list of URLs that are not.
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
    dead: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    traps: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    unreadable: dict[str, str] = field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    bad_lines: int = 0
    not_written: int = 0
    errors: int = 0
    seconds: float = 0.0
    folder: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values, reasons with the most pages first."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name: dict(value.most_common()) if isinstance(value, Counter) else value
            for name, value in values.items()
        }


class SummaryExtension:
    """Keep the run's ``Summary``: run.json, and missed.jsonl with each page that gave no record.

    Settings: ``HEALTH_EXIT``. Stats: ``summary/outcome``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.summary = Summary()
        self._started = time.monotonic()
        self._unwritten: list[str] = []
        self._file: RunFile | None = None
        self._call: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        extension = cls(crawler)
        for handler, signal in (
            (extension.start, signals.spider_opened),
            (extension.count_page, signals.response_received),
            (extension.count_article, signals.item_scraped),
            (extension.count_drop, signals.item_dropped),
            (extension.count_known, signals.request_dropped),
            (extension.count_item_error, signals.item_error),
            (extension.count_spider_error, signals.spider_error),
            (extension.finish, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal=signal)
        return extension

    def count_page(self, request: Request, response: Response) -> None:
        """Count a response, unless it is the host's robots.txt; for a batch, count its pages."""
        batch = getattr(response, "batch", None)
        self.summary.pages += (
            len(batch.pages) if batch is not None else request.callback is not NO_CALLBACK
        )

    def count_article(self, item: Any) -> None:
        """Count an article, and the blocks removed from it."""
        if isinstance(item, Article):
            self.summary.articles += 1
            categories = (removal.category for removal in item.metadata.removed)
            self.summary.removed.update(each for each in categories if each != "field")

    def count_drop(
        self, item: Any, response: Response | Failure | None, exception: Exception
    ) -> None:
        """Count a page that gives no article, by reason; not one that returns to the frontier."""
        # The next run fetches the page again, and counts it then.
        if self._is_put_back(response):
            return
        reason = item.reason if isinstance(item, Miss) else getattr(exception, "reason", "dropped")
        self._counter(item, exception)[reason] += 1
        self._note(item, reason, exception)

    def count_known(self, request: Request) -> None:
        """Count a page that the user named and that is led to one that the run has."""
        named = request.meta.get(REQUESTED_URL)
        is_redirect = bool(request.meta.get("redirect_urls"))
        if named is None or not is_redirect or traits_of(self._crawler).judges_pages:
            return
        self.summary.dropped["same_page"] += 1
        told = f"it leads to {request.url}, which is a page of the run already"
        self._note(Miss(named, "same_page", told), "same_page", told)

    def _counter(self, item: Any, exception: Exception) -> Counter[str]:
        """Return where a page is counted that gave no article."""
        if getattr(item, "dead", False):
            return self.summary.dead
        return self.summary.failed if getattr(exception, "failed", False) else self.summary.dropped

    def count_item_error(self, item: Any, failure: Failure) -> None:
        """Count a record that is lost."""
        self.summary.not_written += 1
        self._note(item, "not_written", failure.value)

    def _is_put_back(self, response: Response | Failure | None) -> bool:
        session = find_session(self._crawler)
        work = session.work_of(response) if session is not None else None
        return work is not None and work.given_up

    def _note(self, item: Any, reason: str, error: object) -> None:
        """Add a line to missed.jsonl; where the folder cannot be written, the log has it."""
        folder = self._crawler.stats.get_value("write/folder")
        if not folder:
            return
        # JSON escapes all but ASCII here: a URL with half a character must not fail the line.
        line = json.dumps(
            {"url": getattr(item, "url", ""), "reason": reason, "message": str(error)}
        )
        self._unwritten.append(line + "\n")
        self._write_missed(folder)

    def _write_missed(self, folder: str) -> None:
        """Add the lines that wait to missed.jsonl; what cannot be written now is tried again later."""
        if not self._unwritten:
            return
        try:
            with (Path(folder) / "missed.jsonl").open("a", encoding="utf-8") as file:
                file.write("".join(self._unwritten))
        except OSError as problem:
            # Files have run out for a moment: the lines wait, and come with the next page.
            if not is_shortage(problem):
                logger.error("%s/missed.jsonl cannot be written: %s", folder, problem.strerror)
                self._unwritten.clear()
            return
        self._unwritten.clear()

    def count_spider_error(self, failure: Failure) -> None:
        """Count an error in a callback."""
        self.summary.errors += 1

    def start(self) -> None:
        """Begin run.json, and write it again now and then."""
        crawler = self._crawler
        self.summary.spider = crawler.spider.name if crawler.spider else ""
        self.summary.folder = crawler.stats.get_value("write/folder", "")
        if not self.summary.folder:
            return
        session = find_session(crawler)
        command = session.command if session is not None else {}
        self._file = RunFile(
            Path(self.summary.folder), {"spider": self.summary.spider, "arguments": command}
        )
        self._call = create_looping_call(self._go_on)
        self._call.start(_WRITE_S)

    def _go_on(self) -> None:
        if self._file is not None:
            self._read_stats()
            self._file.write(_shown(self.summary, "outcome", "finish_reason", "sources"))

    def _read_stats(self) -> None:
        """Take over what other components count."""
        stats, summary = self._crawler.stats, self.summary
        summary.bad_lines = stats.get_value("urls/bad_lines", 0)
        summary.left = Counter(stats.get_value("frontier/left_by_reason", {}))
        summary.seconds = round(time.monotonic() - self._started, 3)
        summary.sources = stats.get_value("health/sources", {})
        self._read_harvests()
        traps = {key: value for key, value in stats.get_stats().items() if key.startswith("traps/")}
        summary.traps = Counter({key.removeprefix("traps/"): count for key, count in traps.items()})

    def _read_harvests(self) -> None:
        """Take over the documents that the spider left out or could not read, of all its sources."""
        progress_by_source = traits_of(self._crawler).progress_by_source.values()
        self.summary.left_out = sum(
            (progress.left_out for progress in progress_by_source), Counter()
        )
        unreadable = [
            pair for progress in progress_by_source for pair in progress.unreadable.items()
        ]
        self.summary.unreadable = dict(unreadable[:_UNREADABLE_MAX])

    def finish(self, reason: str) -> None:
        """Judge the run, write the last run.json."""
        stats, summary = self._crawler.stats, self.summary
        # The engine's reason is "finished" although a stop came while the last files were packed.
        summary.finish_reason = "shutdown" if stats.get_value("frontier/interrupted") else reason
        if stats.get_value("budget/time_over") and stats.get_value("frontier/left"):
            summary.finish_reason = "time_over"
        if stats.get_value("warc/budget_spent") and stats.get_value("frontier/left"):
            summary.finish_reason = "warc_budget_spent"
        summary.not_written += stats.get_value("frontier/not_written", 0)
        summary.errors += stats.get_value("write/late_refused", 0)
        summary.errors += (
            stats.get_value("frontier/ended") is False
        )  # its end failed, Scrapy logs why
        self._read_stats()
        self._write_missed(summary.folder)
        summary.outcome = judge(summary, health_exit=self._crawler.settings.getbool("HEALTH_EXIT"))
        stats.set_value("summary/outcome", summary.outcome)
        self.conclude(summary.outcome)

    def force(self) -> None:
        """Conclude a run that a second signal has ended before it was closed."""
        session = find_session(self._crawler)
        if session is not None:
            # A second signal stops the reactor at once: Scrapy closes no scheduler then.
            session.end_at_once()
        self.summary.finish_reason = "forced"
        self._read_stats()
        self._write_missed(self.summary.folder)
        self.conclude("stopped")

    def conclude(self, outcome: str) -> None:
        """Write in run.json that the run ended with *outcome*, if it does not say so already."""
        if self._call is not None and self._call.running:
            self._call.stop()
        # A later judgement may be graver (the end failed): then the file is written once more.
        if self._file is None or (self._file.ended and outcome == self.summary.outcome):
            return
        self.summary.outcome = outcome
        self._file.end(ExitCode[outcome.upper()], _shown(self.summary))


def _shown(summary: Summary, *hidden: str) -> dict[str, Any]:
    """Return the figures of *summary* but for those that are not known yet, and those that are elsewhere."""
    return {
        name: value for name, value in summary.as_dict().items() if name not in {"spider", *hidden}
    }


def judge(summary: Summary, *, health_exit: bool = False) -> str:
    """Name the outcome of a run, the gravest first; a broken source is one where *health_exit* is on."""
    if summary.not_written or summary.finish_reason == "not_written":
        return "not_written"
    if summary.errors or summary.finish_reason in {"start_error", "extract_broken"}:
        return "defect"
    # Only a spent budget has left pages: the run ended on purpose; others are missed.
    if summary.finish_reason != "finished" or (
        summary.left and not summary.left.keys() - {SHELVED}
    ):
        return "stopped"
    if health_exit and any(source["status"] == "broken" for source in summary.sources.values()):
        return "unhealthy"
    return "missed" if summary.failed or summary.bad_lines or summary.left else "done"
