"""An export from its files to its folder.

The first pass reads all records and decides (``choice``), the second writes. All is written to a
folder with the name of the export and ``.part``, and renamed at the end: whoever looks sees the
whole export or none. A run that was killed leaves only that folder, and the next one begins it
again; the same records give the same bytes.
"""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newscrawl import __version__
from newscrawl.corpus.clusters import Clusters
from newscrawl.corpus.inputs import InputFile, Inputs, Read
from newscrawl.corpus.lines import writing
from newscrawl.errors import ConfigError
from newscrawl.export.card import make_card
from newscrawl.export.choice import Selection, WantedRecords
from newscrawl.export.croissant import make_croissant
from newscrawl.export.figures import ExportFigures
from newscrawl.export.forms import FORMS, Form, Sink
from newscrawl.export.manifest import NAME, WrittenFile, make_manifest, written
from newscrawl.model.article import SCHEMA_VERSION
from newscrawl.system.disk import sync
from newscrawl.typed.rows import Record

SHARD_BYTES = 1_000_000_000
_SCRATCH = ".scratch"


@dataclass(frozen=True, slots=True)
class Order:
    """One export: its input, its form and its options.

    Attributes:
        sources: Files of records.
        target: The folder to be made; with *is_file* the one file.
        form: Name of the form.
        wanted: Which records.
        clusters: What ``newscrawl dedup`` found.
        shard_bytes: Size, in bytes of JSON, at which a file of a split is closed.
        asked: The conditions of the export in words, for the card.
    """

    sources: Sequence[InputFile]
    target: Path
    form: str
    wanted: WantedRecords
    clusters: Clusters
    shard_bytes: int = SHARD_BYTES
    is_file: bool = False
    asked: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """The result of an export: its figures, the records left out, and faults of the inputs."""

    figures: ExportFigures
    left_out: dict[str, int]
    read: Read
    files: tuple[WrittenFile, ...]


def export(order: Order, report: Callable[[str], None], *, force: bool = False) -> Exported:
    """Make the export that *order* describes; *report* is called with each fault of an input.

    Raises:
        ConfigError: If the target is there (unless *force*), nothing is left to export, or inputs
            changed.
        OutputError: If it cannot be written.
    """
    refuse_target(order.target, order.sources, force=force)
    with part_of(order.target) as part:
        scratch = part / _SCRATCH
        with writing(scratch):
            scratch.mkdir()
        inputs, read = Inputs(order.sources, report), Read()
        choice = _choose(order, inputs, read, scratch)
        with writing(scratch):
            # Before the second pass, which needs the room, and so that it is not exported.
            shutil.rmtree(scratch)
        figures, files = _write(order, inputs, choice, part)
        exported = Exported(figures, dict(sorted(choice.left_out.items())), read, tuple(files))
        if not order.is_file:
            _describe(order, exported, part)
        put_in_place(part / files[0].name if order.is_file else part, order.target)
    return exported


def refuse_target(target: Path, sources: Sequence[InputFile], *, force: bool) -> None:
    """Make sure that *target* may be made: it is not there, or may be replaced, and is or holds no input.

    Raises:
        ConfigError: If it may not.
    """
    if os.path.lexists(target) and not force:
        raise ConfigError(f"{target}: is there already; name another, or say --force")
    # Resolved, for a link could lead --force to remove the input itself.
    place = target.resolve()
    if any(source.path.resolve().is_relative_to(place) for source in sources):
        raise ConfigError(f"{target}: is an input, or holds one; name another place for the output")


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """Return an empty folder next to *target*, locked for this process; the folder is removed at the end.

    Raises:
        ConfigError: If another process makes the same.
        OutputError: If it cannot be made.
    """
    part = target.with_name(f"{target.name}.part")
    with writing(part):
        part.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_RDONLY)
    try:
        try:
            # The system lets go of it when a process is killed, unlike a file with its number.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(
                f"{target}: another process makes it; wait for it, or name another"
            ) from error
        try:
            with writing(part):
                _empty(part)
            yield part
        finally:
            # What went wrong before must be told, not that the remains could not be removed.
            with contextlib.suppress(OSError):
                _empty(part)
                part.rmdir()
    finally:
        os.close(descriptor)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        # A link is unlinked, and what it leads to is left alone.
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _choose(order: Order, inputs: Inputs, read: Read, scratch: Path) -> Selection:
    """Read all records, and decide which are exported.

    Raises:
        ConfigError: If none is left.
    """
    choice = Selection(order.wanted, scratch, order.clusters)
    for record in inputs.first(read):
        choice.add(record, _size_of(record))
    choice.settle()
    if not choice.taken:
        said = ", ".join(f"{count} {reason}" for reason, count in choice.left_out.items())
        raise ConfigError(
            f"nothing to export: {read.records} records were read; left out: {said or 'none'}"
        )
    return choice


def _size_of(record: Record) -> int:
    """Estimate the bytes of *record* by those of its text and of its removed blocks."""
    removed = sum(len(removal["text"]) for removal in record["metadata"]["removed"])
    # Some 2,000 for all other fields: an exact size would take writing each record twice.
    return 2000 + len(record["text"].encode("utf-8", "replace")) + removed


def _write(
    order: Order, inputs: Inputs, choice: Selection, part: Path
) -> tuple[ExportFigures, list[WrittenFile]]:
    """Write the records that were chosen into *part*; return their figures and the files.

    Raises:
        ConfigError: If the inputs are not what they were.
        OutputError: If it cannot be written.
    """
    figures, names = ExportFigures(), list(order.wanted.splits)
    form = FORMS[order.form]
    # No limit that any file reaches: a single file holds all.
    limit = order.shard_bytes if form.is_sharded and not order.is_file else 1 << 62
    shelves = [
        SplitFiles(part, form, name, count, limit)
        for name, count in zip(names, choice.shards(limit), strict=True)
    ]
    at = -1
    for at, record in enumerate(inputs):
        # Choices are matched by number alone: files that grew or shrank end the export.
        if at >= choice.seen:
            break
        number = choice.split_of(at)
        if number >= 0:
            shelves[number].add(record)
            figures.note(record, names[number])
    if at + 1 != choice.seen:
        raise ConfigError("the files changed while they were read; something writes to them")
    return figures, [file for shelf in shelves for file in shelf.close()]


class SplitFiles:
    """The files of one split, one after the other."""

    def __init__(self, part: Path, form: Form, split: str, count: int, max_bytes: int) -> None:
        self._part, self._form, self._split, self._count = part, form, split, count
        self._max_bytes = max_bytes
        self._sink: Sink | None = None
        self._path = part
        self._filled = self._records = 0
        self._files: list[WrittenFile] = []

    def add(self, record: Record) -> None:
        """Write *record*, to the next file where this one is full."""
        if self._filled >= self._max_bytes:
            self._finish()
        if self._sink is None:
            self._path = self._part / self._form.folder / self._name()
            self._sink = self._form.open(self._path)
        self._sink.add(record)
        self._filled += _size_of(record)
        self._records += 1

    def _name(self) -> str:
        if not self._form.is_sharded:
            return f"{self._split}{self._form.ending}"
        # The name has the number of all shards, which is why the first pass counts them.
        return f"{self._split}-{len(self._files):05}-of-{self._count:05}{self._form.ending}"

    def _finish(self) -> None:
        if self._sink is not None:
            self._sink.close()
            self._files.append(written(self._part, self._path, self._split, self._records))
        self._sink, self._filled, self._records = None, 0, 0

    def close(self) -> list[WrittenFile]:
        """Close the open file; return all files."""
        self._finish()
        return self._files


def _describe(order: Order, exported: Exported, part: Path) -> None:
    """Write manifest, card and, where tools read the files as tables, Croissant."""
    form, name, files = FORMS[order.form], order.target.name, list(exported.files)
    facts = {
        "newscrawl": __version__,
        "schema": SCHEMA_VERSION,
        "form": order.form,
        "wanted": dict(order.asked),
        "left_out": exported.left_out,
        "unread": {"lines": exported.read.broken, "files": exported.read.damaged},
        "without_column": dict(sorted(exported.read.conformer.unknown.items())),
        **exported.figures.as_dict(),
    }
    beside = {
        NAME: make_manifest(facts, files),
        "README.md": make_card(name, exported.figures, files, facts),
    }
    if form.media_type:
        beside["croissant.json"] = make_croissant(name, exported.figures, files, form.media_type)
    for file, data in beside.items():
        with writing(part / file):
            (part / file).write_bytes(data)
            sync(part / file)


def put_in_place(made: Path, target: Path) -> None:
    """Rename the *made* file or folder to *target*; the former one is then removed."""
    before = target.with_name(f"{target.name}.before")
    with writing(target):
        os.sync()  # small files by the thousand, each of which would wait
        if before.is_dir():
            shutil.rmtree(before)
        # A rename cannot replace a folder that holds files (POSIX), so it steps aside first.
        if target.is_dir():
            target.rename(before)
        made.replace(target)
        # The old export is removed only when the new one is there for good.
        sync(target.parent)
        if before.is_dir():
            shutil.rmtree(before)
