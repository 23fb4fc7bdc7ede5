"""``newscrawl dedup``: the near duplicates of a corpus, in a file of their own."""

import argparse
import signal
import sys
from pathlib import Path

from newscrawl.cli.asjson import add_json, print_value
from newscrawl.corpus.dedup import MIN_SIMILARITY, find_duplicates
from newscrawl.corpus.inputs import find_sources
from newscrawl.corpus.lines import replaced
from newscrawl.errors import ConfigError, OutputError
from newscrawl.exits import ExitCode
from newscrawl.export.job import part_of, put_in_place, refuse_target
from newscrawl.system.terminal import tell


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``dedup`` to the sub-commands."""
    parser = commands.add_parser("dedup", help="find the near duplicates of a corpus")
    parser.add_argument(
        "runs", nargs="+", metavar="RUN", type=Path, help="folders of runs, or files"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="JSON lines; .gz, .zst"
    )
    parser.add_argument("--force", action="store_true", help="replace what is there")
    parser.add_argument(
        "--similarity",
        type=float,
        default=MIN_SIMILARITY,
        metavar="SHARE",
        help=f"of runs of words in common, {MIN_SIMILARITY} if not said",
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Find the near duplicates of the runs that *options* name.

    Raises:
        ConfigError: If an option is wrong, or the output is there already.
    """
    if not 0.5 <= options.similarity <= 1:
        raise ConfigError(f"--similarity {options.similarity:g}: expected a share from 0.5 to 1")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
    told: list[str] = []
    sources = find_sources(options.runs)
    # Before hours of reading, not after them.
    refuse_target(options.output, sources, force=options.force)
    try:
        with part_of(options.output) as part:
            made = part / options.output.name
            with replaced(made, overwrites=False) as file:
                found, read = find_duplicates(
                    sources,
                    part,
                    file,
                    lambda said: tell(said, told),
                    min_similarity=options.similarity,
                )
            put_in_place(made, options.output)
    except OutputError as error:
        print(f"newscrawl: {error}", file=sys.stderr)
        return ExitCode.NOT_WRITTEN
    except KeyboardInterrupt:
        print("newscrawl: stopped; nothing was written", file=sys.stderr)
        return ExitCode.STOPPED
    if options.json:
        broken = {"broken": read.broken, "damaged": read.damaged}
        print_value(
            {"records": read.records, "copies": found.copies, "clusters": found.clusters, **broken}
        )
        return ExitCode.MISSED if read.broken or read.damaged else ExitCode.DONE
    print(
        f"{read.records} records; {found.copies} are copies of others, in {found.clusters}"
        " clusters",
        file=sys.stderr,
    )
    return ExitCode.MISSED if read.broken or read.damaged else ExitCode.DONE
