"""``newscrawl``: sub-commands and exit codes."""

import argparse
import sys
from collections.abc import Sequence

from newscrawl import __version__
from newscrawl.cli import clean, crawl, demo, schedule, sites, sources, state, strip
from newscrawl.cli.outcome import ExitCode
from newscrawl.errors import NewscrawlError
from newscrawl.terminal import printable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sub-command that *arguments* names; give the exit code, see docs/cli.md."""
    parser = argparse.ArgumentParser(prog="newscrawl", description=__doc__)
    parser.add_argument("--version", action="version", version=f"newscrawl {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (crawl, demo, strip, clean, state, sources, sites, schedule):
        command.add_parser(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except NewscrawlError as error:
        print(f"newscrawl: {printable(str(error))}", file=sys.stderr)
        return ExitCode.USAGE
