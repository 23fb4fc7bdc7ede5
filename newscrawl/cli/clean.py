"""``newscrawl clean``: take out of a corpus of JSON lines what each site repeats."""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from newscrawl.cli.outcome import ExitCode
from newscrawl.corpus.clean import CleanFigures, Corpus
from newscrawl.corpus.lines import keep_input, replaced, writing
from newscrawl.corpus.workers import Workers
from newscrawl.errors import ConfigError, OutputError
from newscrawl.system.terminal import tell

_OTHER_FORMS = {".parquet", ".csv", ".arrow", ".feather", ".tsv", ".xml"}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``clean`` to the sub-commands."""
    parser = commands.add_parser("clean", help="take out of JSON lines what each site repeats")
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="JSON lines with text and url; .gz, .zst; - is standard input",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE|DIR",
        help="a file, for several inputs a folder; else standard output",
    )
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="processes; one per core")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Clean the files that *options* names.

    Raises:
        ConfigError: If a file cannot be read, or an output is there already.
    """
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # ends as Ctrl-C does, with nothing half made left
    workers = Workers(options.workers or len(os.sched_getaffinity(0)))
    told: list[str] = []
    try:
        with _workplace(options.output) as name, closing(workers):
            paths = _inputs(options.files, Path(name))
            targets = _targets(options.files, options.output)
            _check(paths, targets, force=options.force)
            with closing(Corpus(paths, Path(name), workers, lambda said: tell(said, told))) as corpus:
                corpus.learn()
                for path, target in zip(paths, targets, strict=True):
                    with _opened(target, force=options.force) as file:
                        corpus.clean(path, file)
    except OutputError as error:
        print(f"newscrawl: {error}", file=sys.stderr)
        return ExitCode.NOT_WRITTEN
    except KeyboardInterrupt:
        print("newscrawl: stopped; no file was written but those that were done", file=sys.stderr)
        return ExitCode.STOPPED
    _sum_up(corpus.figures)
    return ExitCode.MISSED if corpus.figures.broken else ExitCode.DONE


@contextmanager
def _workplace(output: Path | None) -> Iterator[str]:
    """Give a folder that is removed at the end.

    Raises:
        OutputError: If none can be made beside the output.
    """
    place = _beside(output)
    with writing(place or Path("folder for temporary files")):
        folder = tempfile.TemporaryDirectory(dir=place)
    with folder as name:
        yield name


def _beside(output: Path | None) -> Path | None:
    """Give the folder for what does not fit into memory: that of the output, where there is room."""
    folder = output if output is None or output.is_dir() else output.parent
    return folder if folder is not None and folder.is_dir() else None


def _inputs(names: Sequence[str], folder: Path) -> list[Path]:
    if names.count("-") > 1:
        raise ConfigError("standard input (-) can be named once")
    return [keep_input(sys.stdin.buffer, folder) if name == "-" else Path(name) for name in names]


def _targets(names: Sequence[str], output: Path | None) -> list[Path | None]:
    """Give the file that each input is written to; ``None``: standard output.

    Raises:
        ConfigError: If two would be written to one.
    """
    if output is None:
        return [None] * len(names)
    if len(names) == 1 and not output.is_dir():
        return [output]
    with writing(output):
        output.mkdir(parents=True, exist_ok=True)
    short = _short_names(names)
    targets = [output / name for name in short]
    for target in targets:
        with writing(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
    twice = next((target for target in targets if targets.count(target) > 1), None)
    if twice is not None:
        raise ConfigError(f"{twice}: two inputs have this name; name each once")
    return list(targets)


def _short_names(names: Sequence[str]) -> list[Path]:
    """Return where each input is written below the folder: by its name, or, where two share one, its path.

    Files of several runs are all called ``articles-00001.jsonl``; the part of their paths that differs stays.
    """
    plain = [Path("stdin.jsonl" if name == "-" else Path(name).name) for name in names]
    if len(set(plain)) == len(plain):
        return plain
    whole = [Path("stdin.jsonl" if name == "-" else name).absolute() for name in names]
    common = Path(os.path.commonpath([path.parent for path in whole]))
    return [path.relative_to(common) for path in whole]


def _check(paths: Sequence[Path], targets: Sequence[Path | None], *, force: bool) -> None:
    """Refuse what would fail late: outputs that are there, or that are inputs."""
    for target in targets:
        if target is None:
            continue
        if target.suffix in _OTHER_FORMS:
            raise ConfigError(
                f"{target}: JSON lines are written; name a file .jsonl, .jsonl.gz or .jsonl.zst"
            )
        if target.exists() and not force:
            raise ConfigError(f"{target}: is there already; name another file, or say --force")
        if target.exists() and any(path.exists() and path.samefile(target) for path in paths):
            raise ConfigError(f"{target}: is an input; name another file for the output")


@contextmanager
def _opened(target: Path | None, *, force: bool) -> Iterator[IO[bytes]]:
    if target is not None:
        with replaced(target, overwrites=force) as file:
            yield file
        return
    with writing(Path("standard output")):
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()


def _sum_up(figures: CleanFigures) -> None:
    went = ", ".join(f"{count} {category}" for category, count in figures.removed.most_common())
    lines = f"{figures.lines} lines of {figures.sites} sites, {figures.changed} changed"
    blocks = f"removed {figures.removed.total()} blocks{f': {went}' if went else ''}"
    print(f"{lines}; {blocks}", file=sys.stderr)
    if figures.broken:
        print(f"{figures.broken} lines could not be read, and were passed on as they are", file=sys.stderr)
