"""``newscrawl find``: the URLs that a crawl of sites would ask for, one a line."""

import argparse
import json
import sys
import tempfile
from typing import TYPE_CHECKING, Any, cast

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newscrawl.cli.crawl import add_run_options, log_briefly, make_settings
from newscrawl.cli.site import add_site_options, site_arguments
from newscrawl.exits import ExitCode
from newscrawl.spiders.finder import FinderSpider

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


def run(options: argparse.Namespace) -> ExitCode:
    """Print each URL as soon as it is found."""
    found: set[str] = set()

    def tell(url: str) -> None:
        # A feed and a sitemap often list the same article.
        if url not in found:
            found.add(url)
            # Flushed each time: `| newscrawl crawl @-` begins with the first URL, not the last.
            print(json.dumps({"url": url}) if options.json else url, flush=True)

    arguments = {**site_arguments(options), "tell": tell}
    progress_by_source = _find(arguments, make_settings(options))
    silent = [each.source.name for each in progress_by_source if not (each.front or each.gave)]
    for name in silent:
        print(
            f"newscrawl: {name}: neither its front nor a feed or sitemap could be read",
            file=sys.stderr,
        )
    print(f"newscrawl: {len(found)} URLs", file=sys.stderr)
    return ExitCode.MISSED if silent else ExitCode.DONE


def _find(arguments: dict[str, Any], settings: Settings) -> list[Any]:
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
        return list(cast("Any", crawler.spider).progress_by_source.values())
