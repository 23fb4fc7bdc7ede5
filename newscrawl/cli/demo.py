"""``newscrawl demo``: crawl a small news site that is part of the package, from a server on this machine."""

import argparse

from newscrawl.cli.asjson import add_json
from newscrawl.cli.crawl import Report, add_run_options, make_settings, run_spider
from newscrawl.demo.server import page_names, serve_site
from newscrawl.exits import ExitCode

_SETTINGS = {
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0,
    "RETRY_ENABLED": False,
}
"""The server is our own and on this machine: no need to spare it."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``demo`` to the sub-commands."""
    parser = commands.add_parser("demo", help="crawl the bundled demo site; needs no internet")
    add_json(parser, "print the figures at the end as JSON")
    add_run_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Serve the demo site on a free port and crawl its pages."""
    settings = make_settings(options)
    settings.setdict(_SETTINGS, priority="spider")  # above those of the project, below --set
    with serve_site() as address:
        # the guard opens to this one server, and for this command alone
        allowed = [*settings.getlist("EGRESS_ALLOW"), address.removeprefix("http://")]
        settings.set("EGRESS_ALLOW", allowed, priority="cmdline")
        urls = [f"{address}/{name}" for name in page_names()]
        return run_spider("article", {"urls": urls}, settings, Report(figures=options.json))
