"""What became of a run: the summary on the terminal, and the exit code."""

import sys
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from scrapy.crawler import Crawler

from newscrawl.errors import NewscrawlError, OutputError
from newscrawl.extensions.summary import Summary, SummaryExtension

if TYPE_CHECKING:
    import asyncio


class ExitCode(IntEnum):
    """The exit codes of ``newscrawl`` and ``scrapy crawl``; see docs/cli.md."""

    DONE = 0
    DEFECT = 1
    USAGE = 2
    MISSED = 3
    NOT_WRITTEN = 4
    STOPPED = 5


_SAID = {
    "done": "Done.",
    "defect": "An error of newscrawl occurred, see the log.",
    "missed": "Some pages could not be fetched or read, see above.",
    "not_written": "Some records could not be written, see above.",
    "stopped": "The run was stopped before it was done.",
}


def finish_run(crawler: Crawler, running: "asyncio.Future[Any]") -> ExitCode:
    """Print what became of a run that has ended, and give its exit code."""
    error = running.exception() if running.done() else None
    if isinstance(error, NewscrawlError):
        print(f"newscrawl: {error}", file=sys.stderr)
        return ExitCode.NOT_WRITTEN if isinstance(error, OutputError) else ExitCode.USAGE
    extension = crawler.get_extension(SummaryExtension) if error is None else None
    if extension is None:
        return ExitCode.DEFECT
    if not extension.summary.finish_reason:  # a second signal ended it before it was closed
        extension.summary.outcome = "stopped"
    print_summary(extension.summary, Console(stderr=True))
    return ExitCode[extension.summary.outcome.upper()]


def print_summary(summary: Summary, console: Console) -> None:
    """Print the table at the end of a run."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column()
    rate = summary.pages / summary.seconds if summary.seconds else 0.0
    table.add_row("articles", str(summary.articles), "")
    _add_counts(table, "dropped", summary.dropped)
    _add_counts(table, "failed", summary.failed)
    _add_counts(table, "removed", summary.removed)
    if summary.left:
        _add_counts(table, "left", summary.left)
    for name in ("bad_lines", "not_written", "errors"):
        if getattr(summary, name):
            table.add_row(name.replace("_", " "), str(getattr(summary, name)), "")
    table.add_row("pages", str(summary.pages), f"in {summary.seconds:.1f} s, {rate:.1f} pages/s")
    console.print(table)
    console.print(_SAID[summary.outcome])
    console.print(f"Output: {summary.folder}", soft_wrap=True, highlight=False)


def _add_counts(table: Table, name: str, counts: dict[str, int]) -> None:
    largest = sorted(counts.items(), key=lambda each: -each[1])
    reasons = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in largest)
    table.add_row(name, str(sum(counts.values())), reasons)
