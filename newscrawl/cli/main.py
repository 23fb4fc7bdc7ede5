"""``newscrawl``: sub-commands and exit codes."""

import argparse
import os
import sys
from collections.abc import Sequence

from newscrawl import __version__
from newscrawl.errors import NewscrawlError
from newscrawl.exits import ExitCode
from newscrawl.terminal import printable, provide_stderr


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sub-command that *arguments* names; give the exit code, see docs/cli.md."""
    code = int(ExitCode.DONE)
    provide_stderr()
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except NewscrawlError as error:
        print(f"newscrawl: {printable(str(error))}", file=sys.stderr)
        return ExitCode.USAGE
    except KeyboardInterrupt:  # a crawl that is under way handles Ctrl-C by itself
        print("newscrawl: stopped", file=sys.stderr)
        return ExitCode.STOPPED
    except BrokenPipeError:  # whoever reads has enough: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _run(arguments: Sequence[str] | None) -> int:
    # the commands load all of Scrapy, most of a second in which Ctrl-C is to be as quiet as later
    from newscrawl.cli import (  # noqa: PLC0415
        clean,
        crawl,
        dedup,
        demo,
        export,
        extract,
        rights,
        schedule,
        sites,
        sources,
        state,
        strip,
    )

    parser = argparse.ArgumentParser(prog="newscrawl", description=__doc__)
    parser.add_argument("--version", action="version", version=f"newscrawl {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    own = (crawl, extract, demo, strip, clean, export, dedup, rights, state, sources, sites, schedule)
    for command in own:
        command.add_parser(commands)
    options = parser.parse_args(arguments)
    return int(options.run(options))
