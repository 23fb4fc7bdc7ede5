"""The command ``newscrawl``: one parser, whose sub-commands are loaded when they are asked for."""

import argparse
import errno
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from newscrawl import __version__
from newscrawl.config.kinds import nearest
from newscrawl.errors import NewscrawlError, OutputError
from newscrawl.exits import ExitCode
from newscrawl.system.terminal import printable, provide_stderr, provide_stdout, silence_stdout

COMMANDS = {
    "crawl": "crawl article pages, write clean JSON lines",
    "site": "find and crawl the articles of whole sites",
    "get": "print the record of one page",
    "find": "list the URLs that a crawl of a site would ask for",
    "show": "read the articles of a run in the terminal",
    "extract": "read WARC files and folders of HTML, write clean JSON lines",
    "inspect": "show a page, its article and what was removed side by side",
    "case": "save a page as a test case: its bytes, its record, what was removed",
    "report": "show what runs gave as one page with plots, tables and examples",
    "demo": "crawl the bundled demo site; needs no internet",
    "strip": "print the article's text of a file, text or HTML",
    "clean": "take out of a corpus what each site repeats",
    "export": "make a data set of runs: Parquet, JSON lines, CSV …",
    "dedup": "find the near duplicates of a corpus",
    "rights": "apply a later robots.txt to records that are there already",
    "state": "show what is pending and failed, and why; requeue, forget",
    "sources": "propose and check entries of a sources file",
    "sites": "learn, show, explain and forget what is known of each site",
    "schedule": "print systemd units and crontab lines for the sources",
    "init": "make a project folder: sources, settings, timer, compose file",
    "doctor": "check the environment, and say what to mend",
    "completion": "print the completion script of a shell",
}
"""Name and help of each command; its module ``newscrawl.cli.<name>`` has ``add_parser``."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = errno.EBADF
"""What printing on a standard output that is closed ends with."""

_EXAMPLES = """\
examples:
  newscrawl demo                                   a first crawl, without the internet
  newscrawl get https://news.example/story         one page, as one record
  newscrawl crawl @list.txt -o corpus              the pages of a list
  newscrawl site news.example --since 7d           the articles of a week of a site
  newscrawl show corpus                            read what came
  newscrawl inspect https://news.example/story     a page, its article, what was removed
  newscrawl init mycorpus                          a folder for a nightly crawl

newscrawl COMMAND --help has the options of each, and examples.
"""


class Parser(argparse.ArgumentParser):
    """A parser that shows its own help where its arguments are wrong, and the nearest option."""

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """Parse, and name arguments that nobody knows by the command that they were given to."""
        options, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(self._unknown(rest))
        return options, rest

    def _unknown(self, rest: Sequence[str]) -> str:
        known = [name for action in self._actions for name in action.option_strings]
        # --name=VALUE is one word: the nearest name is looked for without the value.
        meant = nearest(rest[0].partition("=")[0], known)
        return f"unrecognized arguments: {' '.join(rest)}" + (
            f"; did you mean {meant}?" if meant else ""
        )

    def error(self, message: str) -> NoReturn:
        """End with 2, and say where help is."""
        self.print_usage(sys.stderr)
        self.exit(
            int(ExitCode.USAGE), f"{self.prog}: {printable(message)}\nSee {self.prog} --help\n"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sub-command that *arguments* names; give the exit code, see docs/cli.md."""
    code = int(ExitCode.DONE)
    # First of all: with standard error closed (2>&-) even an error message would be an error.
    provide_stderr()
    provide_stdout()
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        # Here, where a closed pipe can still be handled; at exit Python only complains of it.
        sys.stdout.flush()
    except OutputError as error:
        print(f"newscrawl: {printable(str(error))}", file=sys.stderr)
        return ExitCode.NOT_WRITTEN
    except NewscrawlError as error:
        print(f"newscrawl: {printable(str(error))}", file=sys.stderr)
        return ExitCode.USAGE
    except KeyboardInterrupt:  # a crawl that is under way handles Ctrl-C by itself
        print("newscrawl: stopped", file=sys.stderr)
        return ExitCode.STOPPED
    except BrokenPipeError:  # whoever reads has enough: `| head`
        silence_stdout()
    except OSError as error:
        if error.errno not in {*_NO_ROOM, _CLOSED}:
            raise
        # Files are written in ways that name them, so that what is left is standard output.
        name = error.filename or "standard output"
        way_out = "it is closed" if error.errno == _CLOSED else "free disk space"
        said = f"{name}: cannot be written ({error.strerror}); {way_out}"
        print(f"newscrawl: {printable(said)}", file=sys.stderr)
        silence_stdout()
        return ExitCode.NOT_WRITTEN
    return code


def _run(arguments: Sequence[str]) -> int:
    # The command is looked for before the parser exists, so that only its module is loaded.
    named = next((word for word in arguments if not word.startswith("-")), "")
    parser = make_parser(named)
    # argparse would say that COMMAND is missing, which tells a newcomer nothing.
    if not arguments:
        parser.print_help(sys.stderr)
        raise SystemExit(int(ExitCode.USAGE))
    options = parser.parse_args(arguments)
    return int(options.run(options))


def make_parser(*loaded: str) -> Parser:
    """Return the parser, with the options of the commands *loaded*; of the others only names and help.

    A command loads most of Scrapy, which takes most of a second: ``--help`` and ``--version`` do
    without.
    """
    parser = Parser(
        prog="newscrawl",
        description="Crawl news articles, strip the boilerplate, emit clean JSON lines.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"newscrawl {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    for name, said in COMMANDS.items():
        # A word that names no command is not imported; argparse refuses it with the list of all.
        if name in loaded:
            import_module(f"newscrawl.cli.{name}").add_parser(commands)
        else:
            commands.add_parser(name, help=said)
    return parser
