"""``newscrawl demo``: crawl the small news site that lies in the checkout, from a server on this machine."""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newscrawl.cli.crawl import add_run_options, make_settings, run_spider
from newscrawl.cli.outcome import ExitCode
from newscrawl.errors import ConfigError

_CHECKOUT = Path(__file__).parents[2]
_SERVER = _CHECKOUT / "tests" / "server.py"
_SITE = _CHECKOUT / "tests" / "fixtures" / "sites" / "harbour"

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
    add_run_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Serve the demo site on a free port and crawl its pages."""
    settings = make_settings(options)
    settings.setdict(_SETTINGS, priority="spider")  # above those of the project, below --set
    with _serve_site() as address:
        # the guard opens to this one server, and for this command alone
        allowed = [*settings.getlist("EGRESS_ALLOW"), address.removeprefix("http://")]
        settings.set("EGRESS_ALLOW", allowed, priority="cmdline")
        pages = sorted(path.name for path in _SITE.glob("*.html"))
        return run_spider("article", {"urls": [f"{address}/{page}" for page in pages]}, settings)


@contextmanager
def _serve_site() -> Iterator[str]:
    if not _SERVER.is_file():
        raise ConfigError(
            f"{_SERVER}: missing; the demo needs the source checkout, newscrawl crawl URL does not"
        )
    command = [sys.executable, str(_SERVER), str(_SITE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        assert server.stdout is not None  # noqa: S101 - a pipe was asked for
        yield server.stdout.readline().strip()
        server.communicate()
