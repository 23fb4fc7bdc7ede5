"""``newscrawl crawl``: the ``article`` spider with a page list from the command line."""

import argparse
import logging
import os
import sys
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import BaseSettings, Settings

from newscrawl.cli.ahead import freeze_at_start, launch_workers, quick_start
from newscrawl.cli.project import project_settings
from newscrawl.cli.stream import Stream
from newscrawl.config.check import check_settings
from newscrawl.errors import ConfigError
from newscrawl.exits import ExitCode
from newscrawl.extensions.turn import this_command
from newscrawl.state.files import provide_temp
from newscrawl.state.lock import in_turn
from newscrawl.state.store import is_server, sqlite_path, state_url
from newscrawl.state.values import HANDED_OVER

if TYPE_CHECKING:
    import asyncio

_EXAMPLES = """\
examples:
  newscrawl crawl https://news.example/a https://news.example/b
  newscrawl crawl @list.txt -o corpus -s USER_AGENT="yourbot/1.0 (+https://your.site/bot)"
  newscrawl crawl @list.txt --stdout | jq .title
  newscrawl crawl @list.txt --time 2h              the same command goes on with what is left

Exit codes are in docs/cli.md: 0 done, 3 some pages were missed, 5 stopped before all was done.
"""

_LET_PASS_S = 3.0
"""So long the one that was waited for has to take the state file, before this one waits for it."""
_FOR_EVER_S = 7 * 86_400.0


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``crawl`` to the sub-commands."""
    parser = commands.add_parser(
        "crawl",
        help="crawl article pages, write clean JSON lines",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "urls", nargs="+", metavar="URL", help="a URL, @list.txt, or @- (standard input)"
    )
    parser.add_argument(
        "-f", "--sources", metavar="FILE", default="", help="pins of their hosts, docs/sites.md"
    )
    parser.add_argument(
        "--render", action="store_true", help="run the scripts of every page in a browser"
    )
    add_spider_options(parser)
    parser.set_defaults(run=run)


def add_spider_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the commands that run a spider to its end."""
    parser.add_argument(
        "--time",
        default="",
        metavar="SPAN",
        help="leave the rest to the next run after it, e.g. 2h",
    )
    parser.add_argument(
        "--known", choices=["skip"], default="", help="leave out pages that an earlier run has done"
    )
    parser.add_argument(
        "--stdout", action="store_true", help="print each record, too, once it is on the disk"
    )
    parser.add_argument("--json", action="store_true", help="print the figures at the end as JSON")
    add_run_options(parser)


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of all commands that crawl."""
    parser.add_argument(
        "-o", "--output", metavar="DIR", help="folder of the output (setting OUTPUT_DIR)"
    )
    parser.add_argument(
        "-s",
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a setting; may be repeated",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="log what Scrapy logs too")


def run(options: argparse.Namespace) -> ExitCode:
    """Crawl the pages that *options* names."""
    arguments = {
        "urls": options.urls,
        "sources": options.sources,
        "render": "1" if options.render else "",
        "time": options.time,
        "known": options.known,
    }
    given = {name: value for name, value in arguments.items() if value}
    return run_spider("article", given, make_settings(options), Report.of(options))


def make_settings(options: argparse.Namespace) -> Settings:
    """Return the project's settings with the changes of the command line.

    Raises:
        ConfigError: If a change is not NAME=VALUE, or a setting is wrong.
    """
    settings = project_settings()
    # Before -o, which wins over an OUTPUT_DIR among them.
    for change in options.set:
        _change(settings, change)
    if options.output:
        settings.set("OUTPUT_DIR", options.output, priority="cmdline")
    # Scrapy's own handler prints every record of every library; "command" lets a project that
    # names the setting keep its choice.
    settings.set("LOG_INSTALL_ROOT_HANDLER", options.verbose, priority="command")
    check_settings(settings)
    # After the check: where /tmp cannot be written, it makes a folder below OUTPUT_DIR.
    provide_temp(Path(settings["OUTPUT_DIR"]))
    return settings


def _change(settings: Settings, change: str) -> None:
    """Make one *change*, ``NAME=VALUE``.

    Raises:
        ConfigError: If it is not of this form, or the value not of the form of the setting.
    """
    name, sign, value = change.partition("=")
    if not sign:
        raise ConfigError(f"--set {change}: expected NAME=VALUE, e.g. --set EXTRACT_WORKERS=4")
    try:
        settings.set(name, value, priority="cmdline")
    except ValueError as error:  # Scrapy reads those whose default is a table as JSON, and at once
        raise ConfigError(f"{name}={value[:100]}: expected a JSON object: {error}") from error


@dataclass(frozen=True, slots=True)
class Report:
    """The output of a crawling command on standard output: records, figures, or nothing."""

    records: bool = False
    figures: bool = False

    @classmethod
    def of(cls, options: argparse.Namespace) -> "Report":
        """Read it from the command line.

        Raises:
            ConfigError: If both are asked for.
        """
        # A reader of JSON lines would take the figures for one more record, and a broken one.
        if options.stdout and options.json:
            raise ConfigError("--stdout and --json: both print on standard output; choose one")
        return cls(options.stdout, options.json)


NO_REPORT = Report()


def log_briefly(settings: Settings) -> None:
    """Log all messages of newscrawl, and only warnings and errors of Scrapy."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    handler.addFilter(
        # A logger named by __name__ tells whose record it is; warnings matter, whoever gives them.
        lambda record: record.name.startswith("newscrawl") or record.levelno >= logging.WARNING
    )
    handler.setLevel(settings["LOG_LEVEL"])
    # The root passes everything on: it is the handler that holds back, as LOG_LEVEL says.
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])


def run_spider(
    name: str, arguments: Mapping[str, Any], settings: Settings, report: Report = NO_REPORT
) -> ExitCode:
    """Run the spider *name* to its end, and print the summary and the output that *report* asks for."""
    if not settings.getbool("LOG_INSTALL_ROOT_HANDLER"):
        log_briefly(settings)
    launch_workers(settings)
    # Before anything of the crawl: its scheduler would find the state file locked, and give up.
    with state_turn(settings), quick_start():
        # The process of the workers starts first.
        from newscrawl.cli.outcome import finish_run, print_json  # noqa: PLC0415

        process = AsyncCrawlerProcess(settings)
        crawler = process.create_crawler(name)
        freeze_at_start(crawler)
        stream = Stream(sys.stdout.buffer if report.records else None)
        # Before the crawl begins, for it connects to the signal spider_opened.
        stream.follow(crawler)
        running: asyncio.Future[None] = process.crawl(crawler, **arguments)
        process.start()
        # The last files are closed by now, so that what is printed is all that was written.
        stream.finish()
        code = finish_run(crawler, running)
    # Before the process is replaced, if it is: the figures are those of this part of the run.
    if report.figures:
        print_json(crawler)
    return go_on_after_turn(crawler, settings, code)


def state_turn(settings: BaseSettings) -> AbstractContextManager[None]:
    """Wait up to ``STATE_WAIT_S`` for the state file, where another run holds it; 0: not at all.

    A waiting run is known by the words of its command: two runs of the same do not take turns.

    Raises:
        ConfigError: If ``STATE_URL`` is not one.
    """
    wait_s = settings.getfloat("STATE_WAIT_S")
    # On a server any number of workers share the state: nobody holds it alone.
    if wait_s <= 0 or is_server(state_url(settings)):
        return nullcontext()
    return in_turn(sqlite_path(state_url(settings)), wait_s, this_command())


def _is_handed_over(crawler: Crawler) -> bool:
    """Return whether the run of *crawler* ended for another one."""
    from newscrawl.extensions.summary import SummaryExtension  # noqa: PLC0415 - loaded by the crawl

    extension = crawler.get_extension(SummaryExtension) if crawler.spider is not None else None
    return extension is not None and extension.summary.finish_reason == HANDED_OVER


def _start_anew() -> NoReturn:
    # exec throws away whatever is in a buffer of Python.
    sys.stderr.flush()
    # orig_argv, not argv: with -m or -c the latter lacks what Python itself was told.
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the same words again


def go_on_after_turn(crawler: Crawler, settings: BaseSettings, code: ExitCode) -> ExitCode:
    """Start this command again, once the run that it has handed the state file over to has had its turn.

    Returns *code*, if nothing was handed over. A reactor runs once in a process, hence the new
    start.
    """
    if code != ExitCode.STOPPED or not _is_handed_over(crawler):
        return code
    print(
        "newscrawl: the state file is handed over to a run that waits; this one goes on after it",
        file=sys.stderr,
    )
    # The waiting run polls for the lock: asked for at once, this one would take it first.
    time.sleep(_LET_PASS_S)
    # Only waited for here, not held: the new process takes the lock itself.
    with in_turn(sqlite_path(state_url(settings)), _FOR_EVER_S, this_command()):
        pass
    sys.stderr.flush()
    return _start_anew()
