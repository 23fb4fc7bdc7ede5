"""What became of a run: the summary on the terminal, and the exit code."""

import contextlib
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from scrapy.crawler import Crawler

from newscrawl.errors import NewscrawlError, OutputError, StoppedError
from newscrawl.exits import SAID, ExitCode
from newscrawl.extensions.summary import Summary, SummaryExtension
from newscrawl.terminal import printable

if TYPE_CHECKING:
    import asyncio

__all__ = ["ExitCode", "finish_run", "print_summary"]

_SHOWN_SOURCES = 20


def finish_run(crawler: Crawler, running: "asyncio.Future[Any]") -> ExitCode:
    """Print what became of a run that has ended, and give its exit code."""
    error = running.exception() if running.done() else None
    if isinstance(error, NewscrawlError):
        print(f"newscrawl: {printable(str(error))}", file=sys.stderr)
        return _code_of(error)
    extension = crawler.get_extension(SummaryExtension) if error is None else None
    if extension is None:
        return ExitCode.DEFECT
    if not extension.summary.finish_reason:  # a second signal ended it before it was closed
        extension.force()
    # whoever reads has enough, which rich makes an exit of; what became of the run stays what it is
    with contextlib.suppress(OSError, SystemExit):
        print_summary(extension.summary, Console(stderr=True))
    return ExitCode[extension.summary.outcome.upper()]


def _code_of(error: NewscrawlError) -> ExitCode:
    if isinstance(error, StoppedError):
        return ExitCode.STOPPED
    return ExitCode.NOT_WRITTEN if isinstance(error, OutputError) else ExitCode.USAGE


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
    if summary.dead:
        _add_counts(table, "dead links", summary.dead)
    _add_counts(table, "removed", summary.removed)
    if summary.left:
        _add_counts(table, "left", summary.left)
    for name in ("bad_lines", "not_written", "errors"):
        if getattr(summary, name):
            table.add_row(name.replace("_", " "), str(getattr(summary, name)), "")
    table.add_row("pages", str(summary.pages), f"in {summary.seconds:.1f} s, {rate:.1f} pages/s")
    console.print(table)
    _print_sources(summary, console)
    console.print(SAID[ExitCode[summary.outcome.upper()]])
    console.print(f"Output: {summary.folder}", soft_wrap=True, highlight=False)


def _print_sources(summary: Summary, console: Console) -> None:
    """Name the sources that are broken, and count those that have changed."""
    broken = {name: source for name, source in summary.sources.items() if source["status"] == "broken"}
    for name, source in list(broken.items())[:_SHOWN_SOURCES]:
        said = "; ".join(f"{one['kind'].replace('_', ' ')}: {one['message']}" for one in source["findings"])
        console.print(printable(f"broken: {name}: {said}"), soft_wrap=True, highlight=False, markup=False)
    changed = sum(source["status"] == "changed" for source in summary.sources.values())
    if broken or changed:
        total = f"{len(broken)} of {len(summary.sources)} sources are broken, {changed} have changed"
        console.print(f"{total}; see sources in run.json.", highlight=False)


def _add_counts(table: Table, name: str, counts: dict[str, int]) -> None:
    largest = sorted(counts.items(), key=lambda each: -each[1])
    reasons = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in largest)
    table.add_row(name, str(sum(counts.values())), reasons)
