"""The outcome of a run: the summary on the terminal, and the exit code."""

import contextlib
import json
import sys
import traceback
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from scrapy.crawler import Crawler

from newscrawl.errors import NewscrawlError, OutputError, StoppedError
from newscrawl.exits import SAID, ExitCode
from newscrawl.extensions.summary import Summary, SummaryExtension
from newscrawl.system.terminal import printable

if TYPE_CHECKING:
    import asyncio

_SHOWN_SOURCES = 20
_WRONG_SETTING = (ImportError, NameError)
"""Errors that Scrapy raises where an import path in the settings leads nowhere."""


def finish_run(crawler: Crawler, running: "asyncio.Future[Any]") -> ExitCode:
    """Print the outcome of a run that has ended, and return its exit code."""
    # A second signal stops the reactor at once, and leaves the future as it is.
    error = running.exception() if running.done() else None
    if isinstance(error, NewscrawlError):
        print(f"newscrawl: {printable(str(error))}", file=sys.stderr)
        return _code_of(error)
    if error is not None:
        _say_defect(error)
        # The user's mistake, not one of newscrawl: no traceback, and the code of a wrong option.
        return ExitCode.USAGE if isinstance(error, _WRONG_SETTING) else ExitCode.DEFECT
    # A project can switch it off; exit code 0 would then promise what nobody has counted.
    extension = crawler.get_extension(SummaryExtension)
    if extension is None:
        print(
            "newscrawl: SummaryExtension is not in EXTENSIONS: the outcome is not known",
            file=sys.stderr,
        )
        return ExitCode.DEFECT
    if not extension.summary.finish_reason:  # a second signal ended it before it was closed
        extension.force()
    # A reader that closes the pipe makes rich exit; the exit code is still that of the run.
    with contextlib.suppress(OSError, SystemExit):
        _print_summary(extension.summary, Console(stderr=True))
    return ExitCode[extension.summary.outcome.upper()]


def _say_defect(error: BaseException) -> None:
    """Report an error that kept a run from beginning: a wrong import path, or a fault of newscrawl."""
    said = printable(f"{type(error).__name__}: {error}")
    if isinstance(error, _WRONG_SETTING):
        print(
            f"newscrawl: {said}; a setting names what cannot be loaded, such as a component of "
            "DOWNLOADER_MIDDLEWARES, ITEM_PIPELINES or EXTENSIONS",
            file=sys.stderr,
        )
        return
    print(f"newscrawl: the run could not begin: {said}", file=sys.stderr)
    traceback.print_exception(error, file=sys.stderr)


def print_json(crawler: Crawler) -> None:
    """Print the figures of a run, as in run.json."""
    # Scrapy refuses get_extension before the crawl has begun, which may have failed.
    extension = crawler.get_extension(SummaryExtension) if crawler.spider is not None else None
    if extension is not None:
        print(json.dumps(extension.summary.as_dict(), ensure_ascii=False, indent=2))


def _code_of(error: NewscrawlError) -> ExitCode:
    if isinstance(error, StoppedError):
        return ExitCode.STOPPED
    return ExitCode.NOT_WRITTEN if isinstance(error, OutputError) else ExitCode.USAGE


def _print_summary(summary: Summary, console: Console) -> None:
    """Print the table at the end of a run."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column()
    # A run that ends before its first tick has no seconds to divide by.
    rate = summary.pages / summary.seconds if summary.seconds else 0.0
    table.add_row("articles", str(summary.articles), "")
    _add_counts(table, "dropped", summary.dropped)
    _add_counts(table, "failed", summary.failed)
    # Rows below are shown only where there is something: most runs have none of it.
    if summary.dead:
        _add_counts(table, "dead links", summary.dead)
    _add_counts(table, "removed", summary.removed)
    if summary.left:
        _add_counts(table, "left", summary.left)
    for name in ("bad_lines", "not_written", "errors"):
        if getattr(summary, name):
            table.add_row(name.replace("_", " "), str(getattr(summary, name)), "")
    table.add_row(
        "pages", str(summary.pages), f"fetched in {summary.seconds:.1f} s, {rate:.1f} pages/s"
    )
    console.print(table)
    _print_sources(summary, console)
    console.print(SAID[ExitCode[summary.outcome.upper()]])
    console.print(f"Output: {summary.folder}", soft_wrap=True, highlight=False)


def _print_sources(summary: Summary, console: Console) -> None:
    """Name the sources that are broken, and count those that have changed."""
    broken = {
        name: source for name, source in summary.sources.items() if source["status"] == "broken"
    }
    # With thousands of sources the rest would push the summary off the screen; run.json has all.
    for name, source in list(broken.items())[:_SHOWN_SOURCES]:
        said = "; ".join(
            f"{one['kind'].replace('_', ' ')}: {one['message']}" for one in source["findings"]
        )
        console.print(
            # Messages quote pages; a bracket in one would be read as rich's markup.
            printable(f"broken: {name}: {said}"),
            soft_wrap=True,
            highlight=False,
            markup=False,
        )
    changed = sum(source["status"] == "changed" for source in summary.sources.values())
    if broken or changed:
        total = (
            f"{len(broken)} of {len(summary.sources)} sources are broken, {changed} have changed"
        )
        console.print(f"{total}; see sources in run.json.", highlight=False)


def _add_counts(table: Table, name: str, counts: dict[str, int]) -> None:
    largest = sorted(counts.items(), key=lambda each: -each[1])
    reasons = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in largest)
    table.add_row(name, str(sum(counts.values())), reasons)
