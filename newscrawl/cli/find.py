"""``newscrawl find``: the URLs that a crawl of sites would ask for, one a line."""

import argparse
import json
import logging
import sys
import tempfile
from typing import TYPE_CHECKING, Any, cast

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import CloseSpider
from scrapy.settings import Settings

from newscrawl.cli.crawl import add_run_options, log_briefly, make_settings
from newscrawl.cli.site import add_site_options, site_arguments
from newscrawl.exits import ExitCode
from newscrawl.spiders.finder import FinderSpider
from newscrawl.spiders.site_progress import SiteProgress
from newscrawl.system.terminal import silence_stdout

if TYPE_CHECKING:
    import asyncio

_EXAMPLES = """\
examples:
  newscrawl find news.example --since 7d
  newscrawl find news.example --limit 20 | newscrawl crawl @-
  newscrawl find news.example --json

Fronts, feeds, sitemaps and sections are read; no article is fetched, and nothing is remembered.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``find`` to the sub-commands."""
    parser = commands.add_parser(
        "find",
        help="list the URLs that a crawl of a site would ask for",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_site_options(parser)
    parser.add_argument("--json", action="store_true", help='one object a line: {"url": …}')
    add_run_options(parser)
    parser.set_defaults(run=run)


class _Printer:
    """Print each URL once, as soon as it is found; ``is_read`` is false once the pipe is closed."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self.found: set[str] = set()
        self.is_read = True

    def __call__(self, url: str) -> None:
        """Print *url*.

        Raises:
            CloseSpider: If nobody reads any more.
        """
        # A feed and a sitemap often list the same article.
        if url in self.found:
            return
        self.found.add(url)
        try:
            # Flushed each time: `| newscrawl crawl @-` begins with the first URL, not the last.
            print(json.dumps({"url": url}) if self._as_json else url, flush=True)
        except BrokenPipeError as error:  # `| head` has enough
            silence_stdout()
            self.is_read = False
            # What was not looked at is no news to somebody who has enough, and nothing takes it up.
            logging.disable(logging.WARNING)
            raise CloseSpider("reader_gone") from error


def run(options: argparse.Namespace) -> ExitCode:
    """Print the URLs of the sites that *options* name."""
    tell = _Printer(as_json=options.json)
    arguments = {**site_arguments(options), "tell": tell}
    progress_by_source = _find(arguments, make_settings(options))
    # Nobody asks for more: a site that was not looked at is no failure.
    if not tell.is_read:
        return ExitCode.DONE
    silent = [each.source.name for each in progress_by_source if not (each.front or each.gave)]
    for name in silent:
        print(
            f"newscrawl: {name}: neither its front nor a feed or sitemap could be read",
            file=sys.stderr,
        )
    print(f"newscrawl: {len(tell.found)} URLs", file=sys.stderr)
    return ExitCode.MISSED if silent else ExitCode.DONE


def _find(arguments: dict[str, Any], settings: Settings) -> list[SiteProgress]:
    """Look at sites, with a temporary state and output, and return the findings on each."""
    with tempfile.TemporaryDirectory(prefix="newscrawl-") as folder:
        settings.set("OUTPUT_DIR", folder, priority="cmdline")
        settings.set("STATE_URL", "sqlite:///{OUTPUT_DIR}/state.sqlite", priority="cmdline")
        # The default, which would mix a log with the list on a terminal; DEBUG was asked for.
        if settings["LOG_LEVEL"] == "INFO":
            settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
        log_briefly(settings)
        process = AsyncCrawlerProcess(settings)
        crawler = process.create_crawler(FinderSpider)
        running: asyncio.Future[None] = process.crawl(crawler, **arguments)
        process.start()
        if error := running.exception():
            raise error
        return list(cast("FinderSpider", crawler.spider).progress_by_source.values())
