"""``newscrawl clean``: remove from a corpus the blocks that each site repeats."""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from newscrawl.cli.asjson import add_json, print_value, require_file
from newscrawl.cli.counts import count
from newscrawl.corpus.clean import CleanFigures, Corpus, Output
from newscrawl.corpus.inputs import InputFile, find_sources
from newscrawl.corpus.lines import keep_input, replaced, writing
from newscrawl.corpus.tables import TableOutput, holds_records, is_table
from newscrawl.corpus.workers import Workers
from newscrawl.errors import ConfigError, OutputError
from newscrawl.exits import ExitCode
from newscrawl.export.job import part_of, put_in_place, refuse_target
from newscrawl.system.given import standard_input
from newscrawl.system.terminal import tell

_OTHER_FORMS = {".csv", ".arrow", ".feather", ".tsv", ".xml"}
_STDIN = Path("stdin.jsonl")
_FORMS = (".jsonl", ".gz", ".zst", ".parquet")
"""How a name ends that stands for a file, not a folder."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``clean`` to the sub-commands."""
    parser = commands.add_parser("clean", help="take out of a corpus what each site repeats")
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE|RUN",
        help=(
            "JSON lines with text and url (.gz, .zst), Parquet, or folders of runs; - is standard"
            " input"
        ),
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE|DIR",
        help="a file, for several inputs a folder; else standard output",
    )
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    parser.add_argument(
        "--workers", type=count, default=0, metavar="N", help="processes; one per core"
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Clean the files that *options* names.

    Raises:
        ConfigError: If a file cannot be read, or an output is there already.
    """
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # ends as Ctrl-C does, with nothing half made left
    require_file(options, options.output, "-o FILE")
    # Not cpu_count: a container or taskset may allow fewer cores than the machine has.
    workers = Workers(options.workers or len(os.sched_getaffinity(0)))
    work = _to_output if options.output else _to_stdout
    try:
        with closing(workers):
            figures = work(options, workers)
    except OutputError as error:
        print(f"newscrawl: {error}", file=sys.stderr)
        return ExitCode.NOT_WRITTEN
    except KeyboardInterrupt:
        print("newscrawl: stopped; nothing was written", file=sys.stderr)
        return ExitCode.STOPPED
    print_value(figures) if options.json else _sum_up(figures)
    return ExitCode.MISSED if figures.broken or figures.damaged else ExitCode.DONE


def _to_stdout(options: argparse.Namespace, workers: Workers) -> CleanFigures:
    with writing(Path("folder for temporary files")):
        # Made under writing(): a full or read-only /tmp is an error of the output, with its code.
        folder = tempfile.TemporaryDirectory()
    with folder as name:
        inputs = _inputs(options.files, Path(name))
        return _clean([path for _, path in inputs], [None] * len(inputs), Path(name), workers)


def _to_output(options: argparse.Namespace, workers: Workers) -> CleanFigures:
    """Clean into a temporary folder next to the output, and rename all files at the end."""
    output: Path = options.output
    with part_of(output) as part:
        scratch, made = part / ".scratch", part / "made"
        with writing(part):
            scratch.mkdir()
            made.mkdir()
        # On the disk of the output, where there is room for a copy of standard input.
        inputs = _inputs(options.files, scratch)
        places = _places(
            inputs, output, is_one=len(options.files) == 1 and not Path(options.files[0]).is_dir()
        )
        targets = [output / place for place in places]
        # All of them before the first is cleaned: hours of work must not end in a refusal.
        _check([path for _, path in inputs], targets, force=options.force)
        done = [made / (place if place.name else output.name) for place in places]
        figures = _clean([path for _, path in inputs], done, scratch, workers)
        # A folder of the user's may hold other files: only those of the same names are replaced.
        if output.exists() or targets == [output]:
            _put(done, targets)
        else:
            put_in_place(made, output)  # all at once
    return figures


def _inputs(names: Sequence[str], folder: Path) -> list[tuple[Path, Path]]:
    """Return name and place of each file that *names* lead to.

    Raises:
        ConfigError: If one cannot be read, or standard input is named twice.
    """
    # A stream can be read once; the second would be empty without a word.
    if names.count("-") > 1:
        raise ConfigError("standard input (-) can be named once")
    found: list[tuple[Path, Path]] = []
    for name in names:
        if name == "-":
            found.append((_STDIN, keep_input(standard_input(), folder)))
        else:
            found += [(source.path, source.path) for source in find_sources([Path(name)])]
    return found


def _places(inputs: Sequence[tuple[Path, Path]], output: Path, *, is_one: bool) -> list[Path]:
    """Return where each input is written below *output*; an empty path: to *output* itself.

    Raises:
        ConfigError: If two would be written to one.
    """
    # A name without a known ending is a folder, unless the one input is a file.
    is_file = is_one or (len(inputs) == 1 and output.suffix in _FORMS)
    if is_file and len(inputs) == 1 and not output.is_dir():
        return [Path()]
    short = [
        _as_written(place, path)
        for place, (_, path) in zip(_short_names(inputs), inputs, strict=True)
    ]
    # Checked after the endings are changed: a.parquet and a.jsonl can meet only then.
    twice = next((place for place in short if short.count(place) > 1), None)
    if twice is not None:
        raise ConfigError(f"{output / twice}: two inputs have this name; name each once")
    return short


def _as_written(place: Path, path: Path) -> Path:
    """Return *place*; a table of others becomes JSON lines, which take whatever it holds."""
    return place.with_suffix(".jsonl") if is_table(path) and not holds_records(path) else place


def _short_names(inputs: Sequence[tuple[Path, Path]]) -> list[Path]:
    """Return the name of each input, or, where two share one, the part of its path that differs.

    Files of several runs are all called ``articles-00001.jsonl``.
    """
    plain = [Path(name.name) for name, _ in inputs]
    if len(set(plain)) == len(plain):
        return plain
    whole = [name.absolute() for name, _ in inputs]
    common = Path(os.path.commonpath([path.parent for path in whole]))
    return [path.relative_to(common) for path in whole]


def _check(paths: Sequence[Path], targets: Sequence[Path], *, force: bool) -> None:
    """Refuse outputs that exist, that are inputs, or that have another form, before any work is done."""
    for path, target in zip(paths, targets, strict=True):
        if target.suffix in _OTHER_FORMS or (is_table(target) and not holds_records(path)):
            raise ConfigError(
                f"{target}: JSON lines are written, and Parquet of Parquet files of newscrawl; name"
                " a file .jsonl, .jsonl.gz or .jsonl.zst, and let newscrawl export make other"
                " forms of it"
            )
        refuse_target(target, [InputFile(each, 0) for each in paths], force=force)


def _clean(
    paths: Sequence[Path], targets: Sequence[Path | None], scratch: Path, workers: Workers
) -> CleanFigures:
    told: list[str] = []
    with closing(Corpus(paths, scratch, workers, lambda said: tell(said, told))) as corpus:
        # All files are counted before one is cleaned: what a site repeats is known only then.
        corpus.learn()
        for path, target in zip(paths, targets, strict=True):
            with _opened(target) as output:
                corpus.clean(path, output)
    return corpus.figures


@contextmanager
def _opened(target: Path | None) -> Iterator[Output]:
    if target is None:
        with writing(Path("standard output")):
            yield sys.stdout.buffer
            # Within writing(), so that a full disk shows as an error here, not at exit.
            sys.stdout.buffer.flush()
        return
    with writing(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
    with replaced(target, overwrites=False) as file:
        if not is_table(target):
            yield file
            return
        table = TableOutput(file)
        yield table
        # Only after all went well: the footer makes a Parquet file whole, and this one is not yet.
        table.close()


def _put(done: Sequence[Path], targets: Sequence[Path]) -> None:
    for path, target in zip(done, targets, strict=True):
        with writing(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
        put_in_place(path, target)


def _sum_up(figures: CleanFigures) -> None:
    went = ", ".join(f"{count} {category}" for category, count in figures.removed.most_common())
    lines = f"{figures.lines} lines of {figures.sites} sites, {figures.changed} changed"
    blocks = f"removed {figures.removed.total()} blocks{f': {went}' if went else ''}"
    print(f"{lines}; {blocks}", file=sys.stderr)
    if figures.broken:
        print(
            f"{figures.broken} lines could not be read, and were passed on as they are",
            file=sys.stderr,
        )
    if figures.damaged:
        print(
            f"{figures.damaged} files are damaged; what could be read of them was written",
            file=sys.stderr,
        )
