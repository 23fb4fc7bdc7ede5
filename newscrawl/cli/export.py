"""``newscrawl export``: runs of the crawler as a data set, in the form that a consumer wants."""

import argparse
import re
import signal
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawl.cli.asjson import add_json, print_value
from newscrawl.cli.counts import count
from newscrawl.config.kinds import BYTES, Setting
from newscrawl.corpus.clusters import Clusters, load_clusters
from newscrawl.corpus.inputs import find_sources
from newscrawl.corpus.lines import keep_input
from newscrawl.errors import ConfigError, OutputError
from newscrawl.exits import ExitCode
from newscrawl.export.choice import ALL, Splits, WantedRecords
from newscrawl.export.forms import FORMS
from newscrawl.export.job import SHARD_BYTES, Exported, Order, export
from newscrawl.model.moments import format_utc
from newscrawl.system.given import standard_input
from newscrawl.system.terminal import MAX_TOLD, printable, tell
from newscrawl.web.rights import RESERVATIONS

_SPLIT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}", re.ASCII)


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``export`` to the sub-commands."""
    parser = commands.add_parser(
        "export", help="make a data set of runs: Parquet, JSON lines, CSV …"
    )
    parser.add_argument(
        "runs", nargs="+", metavar="RUN", help="folders of runs, or files; - is standard input"
    )
    parser.add_argument("--to", choices=tuple(FORMS), required=True, help="form of the data set")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="DIR|FILE",
        help="a new folder, or one file",
    )
    parser.add_argument("--force", action="store_true", help="replace what is there")
    _add_filters(parser.add_argument_group("which records"))
    parser.add_argument(
        "--split", default="", metavar="NAME=SHARE,…", help="e.g. train=98,validation=1,test=1"
    )
    parser.add_argument(
        "--shard-size", default="", metavar="BYTES", help="of JSON in a file, 1GB if not said"
    )
    add_json(parser)
    parser.set_defaults(run=run)


def _add_filters(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--since", default="", metavar="DAY", help="published on this day or later (UTC)"
    )
    group.add_argument("--until", default="", metavar="DAY", help="published before this day")
    group.add_argument("--language", default="", metavar="CODE,…", help="ISO 639-1")
    group.add_argument(
        "--source", default="", metavar="HOST,…", help="hosts, and all below them; or *.example"
    )
    group.add_argument("--min-chars", type=count, default=0, metavar="N", help="length of the text")
    group.add_argument("--max-chars", type=count, default=0, metavar="N")
    group.add_argument(
        "--obey", default="", metavar="RIGHT,…", help="leave out what reserves these, or: all"
    )
    group.add_argument("--latest", action="store_true", help="only the last revision of an article")
    group.add_argument(
        "--duplicates",
        nargs="?",
        const="",
        metavar="FILE",
        help="keep one of near duplicates, as the records say or as `newscrawl dedup` found",
    )


def run(options: argparse.Namespace) -> ExitCode:
    """Make the export that *options* describe.

    Raises:
        ConfigError: If an option is wrong, or the output is there already.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
    told: list[str] = []
    try:
        # Beside the output, because /tmp is often held in memory, and small.
        with tempfile.TemporaryDirectory(dir=_beside(options.output)) as name:
            order = _make_order(options, Path(name))
            exported = export(order, lambda said: tell(said, told), force=options.force)
    except OutputError as error:
        print(f"newscrawl: {error}", file=sys.stderr)
        return ExitCode.NOT_WRITTEN
    except KeyboardInterrupt:
        print("newscrawl: stopped; nothing was exported", file=sys.stderr)
        return ExitCode.STOPPED
    print_value(_as_dict(exported)) if options.json else _sum_up(exported)
    return ExitCode.MISSED if exported.read.broken or exported.read.damaged else ExitCode.DONE


def _beside(output: Path) -> Path | None:
    """Return the folder of *output*, where there is room for standard input too."""
    return output.parent if output.parent.is_dir() else None


def _make_order(options: argparse.Namespace, folder: Path) -> Order:
    """Return the order that *options* describe; standard input is kept in *folder*.

    Raises:
        ConfigError: If an option is wrong.
    """
    if options.runs.count("-") > 1:
        raise ConfigError("standard input (-) can be named once")
    form, target = FORMS[options.to], options.output
    # An existing folder wins over its name: corpus.csv/ can be one.
    is_file = bool(form.ending) and target.name.endswith(form.ending) and not target.is_dir()
    wanted = _read_wanted(options)
    # One file has no place for the name of the split that a record belongs to.
    if is_file and len(wanted.splits) > 1:
        raise ConfigError(f"{target}: --split needs a folder; leave {form.ending} away")
    names = [
        keep_input(standard_input(), folder) if name == "-" else Path(name) for name in options.runs
    ]
    # Only what was given is written into the card: it says how to make this data set again.
    asked = ("since", "until", "language", "source", "min_chars", "max_chars", "obey", "split")
    said = {name: str(value) for name in asked if (value := getattr(options, name))}
    said |= {"latest": "yes"} if options.latest else {}
    said |= {"duplicates": "one of each"} if options.duplicates is not None else {}
    return Order(
        find_sources(names),
        target,
        options.to,
        wanted,
        load_clusters(Path(options.duplicates)) if options.duplicates else Clusters(),
        _shard_bytes(options.shard_size),
        is_file,
        tuple(said.items()),
    )


def _shard_bytes(said: str) -> int:
    if not said:
        return SHARD_BYTES
    return int(Setting("--shard-size", BYTES, "", low=1).read(said))


def _read_wanted(options: argparse.Namespace) -> WantedRecords:
    """Return which records *options* ask for.

    Raises:
        ConfigError: If one is wrong.
    """
    return WantedRecords(
        _day("--since", options.since),
        _day("--until", options.until),
        frozenset(_listed(options.language)),
        tuple(_listed(options.source)),
        options.min_chars,
        options.max_chars,
        _obeyed(options.obey),
        options.latest,
        options.duplicates is not None,
        _read_splits(options.split),
    )


def _listed(said: str) -> list[str]:
    return [part for each in said.split(",") if (part := each.strip().lower())]


def _day(option: str, said: str) -> str:
    if not said:
        return ""
    try:
        time = datetime.fromisoformat(said)
    except ValueError as error:
        raise ConfigError(f"{option} {said}: expected a day or a time, e.g. 2026-11-24") from error
    # Records hold UTC, and are compared as text; a day without a zone is meant in it.
    return format_utc(time.replace(tzinfo=time.tzinfo or UTC))


def _obeyed(said: str) -> frozenset[str]:
    names = _listed(said)
    unknown = [name for name in names if name not in {*RESERVATIONS, "all"}]
    if unknown:
        raise ConfigError(
            f"--obey {unknown[0]}: expected all, or some of {', '.join(RESERVATIONS)}"
        )
    return frozenset(RESERVATIONS) if "all" in names else frozenset(names)


def _read_splits(said: str) -> Splits:
    """Return names and shares (0–1) of the splits that *said* names.

    Raises:
        ConfigError: If it is no such list, or the shares are not all.
    """
    if not said:
        return ALL
    splits: dict[str, float] = {}
    for part in said.split(","):
        name, _, share = part.partition("=")
        try:
            splits[name.strip()] = float(share)
        except ValueError as error:
            raise ConfigError(
                f"--split {part}: expected NAME=SHARE, e.g. train=98,test=2"
            ) from error
    total = sum(splits.values())
    wrong = [
        name
        for name, share in splits.items()
        if not _SPLIT.fullmatch(name) or not 0 < share <= total
    ]
    # Sums of decimal fractions are not exact in binary: 0.7 + 0.2 + 0.1 is not 1.
    if wrong or not any(abs(total - whole) < 1e-6 for whole in (1, 100)):
        raise ConfigError(
            f"--split {said}: expected names, and shares above 0 that add up to 1 or 100"
        )
    # One scale for shares and percentages.
    return {name: share / total for name, share in splits.items()}


def _as_dict(exported: Exported) -> dict[str, Any]:
    """Return the counts of exported, omitted and unreadable records as plain values."""
    read = exported.read
    return {
        "records": exported.figures.records,
        "read": read.records,
        "figures": exported.figures,
        "files": exported.files,
        "left_out": exported.left_out,
        "unknown_keys": read.conformer.unknown,
        "broken": read.broken,
        "damaged": read.damaged,
    }


def _sum_up(exported: Exported) -> None:
    """Print the counts of exported, omitted and unreadable records."""
    figures, read = exported.figures, exported.read
    files = f"{len(exported.files)} file{'s' * (len(exported.files) != 1)}"
    print(
        f"{figures.records} of {read.records} records of {len(figures.sources)} sources in {files}",
        file=sys.stderr,
    )
    _count("left out", exported.left_out)
    _count("keys without a column, left out of the records", read.conformer.unknown)
    broken = {"lines": read.broken, "files (their rest)": read.damaged}
    _count("could not be read", {name: count for name, count in broken.items() if count})


def _count(title: str, counts: Mapping[str, int]) -> None:
    if counts:
        ordered = sorted(counts.items(), key=lambda each: -each[1])[:MAX_TOLD]
        print(
            printable(f"{title}: {', '.join(f'{count} {name}' for name, count in ordered)}"),
            file=sys.stderr,
        )
