"""``newscrawl show``: the articles of a run, one after the other, in the terminal's pager."""

import argparse
import contextlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from newscrawl.cli.counts import count
from newscrawl.corpus.inputs import article_files
from newscrawl.corpus.tables import lines_of
from newscrawl.errors import ConfigError
from newscrawl.exits import ExitCode
from newscrawl.system.terminal import printable

_EXAMPLES = """\
examples:
  newscrawl show                                    the newest run below ./output
  newscrawl show corpus --search ferry
  newscrawl show corpus/site/20261126T044421Z -n 5 --removed
  newscrawl show corpus --json | jq .title

In the pager: space goes on, / searches, q ends.
"""
_BOLD, _DIM, _STRUCK, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[9;2m", "\x1b[0m"
_WIDTH = 96
_NEEDED = ("title", "text", "language", "url")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``show`` to the sub-commands."""
    parser = commands.add_parser(
        "show",
        help="read the articles of a run in the terminal",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "place",
        nargs="?",
        default="output",
        metavar="RUN",
        help="a run's folder, one of several runs, or a file",
    )
    parser.add_argument(
        "-n", "--number", type=count, default=0, metavar="N", help="so many articles at most"
    )
    parser.add_argument(
        "--search", default="", metavar="WORDS", help="those with these words, in any case"
    )
    parser.add_argument("--removed", action="store_true", help="what was removed, too, struck out")
    parser.add_argument(
        "--list", action="store_true", help="one line each: day, language, length, title"
    )
    parser.add_argument("--json", action="store_true", help="the records as they are, one a line")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Show the articles that *options* name.

    Raises:
        ConfigError: If there are no articles.
    """
    records = _records(_files_of(Path(options.place)), options.search.casefold())
    shown = islice(records, options.number) if options.number else records
    # In a pipe another program reads: neither a pager nor colours are of use to it.
    is_plain = options.json or not sys.stdout.isatty()
    style = Style(struck=options.removed, colour=not is_plain and "NO_COLOR" not in os.environ)
    with contextlib.nullcontext(sys.stdout) if is_plain else _pager() as target:
        for line, record in shown:
            target.write(
                line if options.json else _row(record) if options.list else style.article(record)
            )
    return ExitCode.DONE


def _files_of(place: Path) -> list[Path]:
    """Return the files of articles at *place*: itself, those of a run, or those of the newest run below.

    Raises:
        ConfigError: If there is none.
    """
    if place.is_file():
        return [place]
    if found := article_files(place):
        return found
    runs = sorted(
        {path.parent for path in article_files(place, below=True)},
        # By time first: a run that is taken up again keeps its old name. Names break ties.
        key=lambda folder: (folder.stat().st_mtime, folder.name),
    )
    if not runs:
        raise ConfigError(
            f"{place}: no articles there; expected the folder of a run, as the end of a crawl names"
            " it, or a file of JSON lines or Parquet"
        )
    print(f"newscrawl: {runs[-1]}, the newest of {len(runs)} runs", file=sys.stderr)
    return article_files(runs[-1])


def _records(files: Iterable[Path], words: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in files:
        for line in lines_of(file):
            text = line.data.decode("utf-8", "replace")
            try:
                record = json.loads(text)
                title, body, *_ = (str(record[name]) for name in _NEEDED)
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise ConfigError(
                    f"{file}, line {line.number}: expected a record of newscrawl, got"
                    f" {text[:60].strip()!r}"
                ) from error
            if not words or words in f"{title}\n{body}".casefold():
                yield text, record


@contextlib.contextmanager
def _pager() -> Iterator[IO[str]]:
    """Return the input of a pager (``$PAGER``, or less), or the terminal itself."""
    # PAGER may hold options, as in PAGER="less -S".
    command = shlex.split(os.environ.get("PAGER", "")) or ["less"]
    if shutil.which(command[0]) is None:
        yield sys.stdout
        return
    # -R shows colours, -F ends where all fits on a screen, -X leaves the text there; a LESS of
    # the user's wins.
    environment = {"LESS": "-RFX", **os.environ}
    with subprocess.Popen(  # noqa: S603 - the user's own program
        command, stdin=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as pager:
        assert pager.stdin is not None  # noqa: S101 - a pipe was asked for
        with contextlib.suppress(BrokenPipeError):  # q
            yield pager.stdin
            pager.stdin.close()


def _row(record: dict[str, Any]) -> str:
    day = (record.get("created") or "          ")[:10]
    return (
        printable(f"{day}  {record['language']:3}  {len(record['text']):7,}  {record['title']}")
        + "\n"
    )


@dataclass(frozen=True, slots=True)
class Style:
    """How an article is shown: *struck*: with what was removed; *colour*: with marks of a terminal."""

    struck: bool
    colour: bool

    def article(self, record: dict[str, Any]) -> str:
        """Return *record* as a person reads it."""
        metadata = record.get("metadata", {})
        facts = [
            ", ".join(record.get("authors", [])),
            metadata.get("published", ""),
            record["language"],
            record["url"],
        ]
        parts = [
            self._mark(_BOLD, _wrapped(record["title"])),
            self._mark(_DIM, printable(" · ".join(filter(None, facts)))),
            *map(_wrapped, record["text"].split("\n\n")),
        ]
        if self.struck:
            parts += [
                self._mark(
                    _STRUCK, _wrapped(f"[{part['category']}: {part['rule_id']}] {part['text']}")
                )
                for part in metadata.get("removed", [])
            ]
        return "\n\n".join(part for part in parts if part) + "\n\n" + "─" * 40 + "\n\n"

    def _mark(self, code: str, text: str) -> str:
        return f"{code}{text}{_PLAIN}" if self.colour and text else text


def _wrapped(text: str) -> str:
    """Return *text* in lines that fit; lines of its own stay."""
    # Long lines are hard to read, however wide the terminal is.
    width = min(shutil.get_terminal_size().columns, _WIDTH)
    return "\n".join(textwrap.fill(printable(line), width) for line in text.split("\n"))
