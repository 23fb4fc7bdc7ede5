"""``newscrawl extract``: the records of pages that lie in WARC files and folders of HTML."""

import argparse

from newscrawl.cli.asjson import add_json
from newscrawl.cli.crawl import Report, add_run_options, make_settings, run_spider
from newscrawl.exits import ExitCode

_PASSED = ("since", "until", "languages", "hosts", "base", "sources")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``extract`` to the sub-commands."""
    parser = commands.add_parser(
        "extract", help="read WARC files and folders of HTML, write clean JSON lines"
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE|FOLDER",
        help=".warc, .warc.gz, .warc.zst, .html, or a folder of them",
    )
    parser.add_argument(
        "--since", metavar="WHEN", help="articles from this day, moment or span on, e.g. 7d"
    )
    parser.add_argument("--until", metavar="WHEN", help="articles before this day, moment or span")
    parser.add_argument(
        "--language", dest="languages", metavar="CODES", help="languages that are kept: de,fr"
    )
    parser.add_argument(
        "--host", dest="hosts", metavar="HOSTS", help="hosts that are kept, with all below"
    )
    parser.add_argument(
        "--base", metavar="URL", help="URL of the folder, for HTML files that name none"
    )
    parser.add_argument(
        "-f", "--sources", metavar="FILE", help="pins of their hosts, docs/sites.md"
    )
    parser.add_argument(
        "--revises", action="store_true", help="write a revision for each text that changed"
    )
    parser.add_argument("--every-page", action="store_true", help="take every page for an article")
    add_json(parser, "print the figures at the end as JSON")
    add_run_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Read the files and folders that *options* name."""
    arguments = {name: value for name in _PASSED if (value := getattr(options, name))}
    arguments |= {"revises": "1"} if options.revises else {}
    arguments |= {"judge": "0"} if options.every_page else {}
    return run_spider(
        "warc",
        {"files": options.files, **arguments},
        make_settings(options),
        Report(figures=options.json),
    )
