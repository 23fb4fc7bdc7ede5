"""The files of runs, and the records in them: JSON lines, packed or not, and Parquet, in one fixed order.

A record that cannot be read is told and counted, a file that is damaged too; the others go on. A
file that a crawl still writes is read as far as it went when it was named.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from newscrawl.corpus.lines import CorpusLine, read_lines
from newscrawl.errors import ConfigError, MissingPackageError
from newscrawl.typed.parquet import ENDING, read_parquet
from newscrawl.typed.rows import Conformer, Record, RowError, encodable

_ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ENDING)
_OURS = "articles-"
_OTHERS = ("missed", "removed-", "duplicates")
"""How files begin that lie beside records, and hold none."""
_BOM = b"\xef\xbb\xbf"
_SURROGATES = (b"\\ud", b"\\uD", b"\xed")
"""Bytes by which a line with a surrogate is known."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of records, and its bytes when it was found."""

    path: Path
    size: int


def find_sources(names: Sequence[Path]) -> list[InputFile]:
    """Return the files of records at *names*: files, folders of runs, or folders of these.

    Files are in the order of *names*, those of a folder by their paths; each once.

    Raises:
        ConfigError: If one does not exist, cannot be read, or holds no records.
    """
    found = [path for name in names for path in (_in_folder(name) if name.is_dir() else [name])]
    try:
        unique: dict[Path, Path] = {}
        for path in found:
            unique.setdefault(path.resolve(), path)
        return [InputFile(path, path.stat().st_size) for path in unique.values()]
    except OSError as error:
        raise ConfigError(f"{error.filename}: cannot be read: {error.strerror}") from error


def _in_folder(folder: Path) -> list[Path]:
    paths = [path for path in folder.rglob("*") if _is_file_of_records(path)]
    # A crawl names its records so; in a folder of anyone else only the ending tells.
    ours = [path for path in paths if path.name.startswith(_OURS)]
    others = [path for path in paths if not path.name.startswith(_OTHERS)]
    chosen = _each_once(ours or others)
    if not chosen:
        raise ConfigError(
            f"{folder}: holds no records; expected files that end in {', '.join(_ENDINGS)}"
        )
    return chosen


def article_files(folder: Path, *, below: bool = False) -> list[Path]:
    """Return the files of articles of the run in *folder*, or of all runs *below* it, in order."""
    found = folder.rglob(f"{_OURS}*") if below else folder.glob(f"{_OURS}*")
    return _each_once(path for path in found if _is_file_of_records(path))


def _is_file_of_records(path: Path) -> bool:
    """Return whether *path* is named as output; parts, and lines kept aside, have other endings."""
    return path.name.endswith(_ENDINGS) and path.is_file()


def _each_once(paths: Iterable[Path]) -> list[Path]:
    """Return *paths* in order, of one file in two forms the first: the plain one counts while it is there."""
    return sorted({_stem(path): path for path in sorted(paths, reverse=True)}.values())


def _stem(path: Path) -> str:
    ending = next(ending for ending in _ENDINGS if path.name.endswith(ending))
    return str(path).removesuffix(ending)


@dataclass(slots=True)
class Read:
    """Counts of all files that were read.

    Attributes:
        records: Records that could be read; ``broken``: lines that could not.
        damaged: Files whose rest could not be read.
        conformer: What had no column, and the versions of the schema.
    """

    records: int = 0
    broken: int = 0
    damaged: int = 0
    conformer: Conformer = field(default_factory=Conformer)


class Inputs:
    """Records of *sources*; *report* is called with each fault and its place."""

    def __init__(self, sources: Sequence[InputFile], report: Callable[[str], None]) -> None:
        self._sources, self._report = sources, report

    def __iter__(self) -> Iterator[Record]:
        """Return all records, without counting or telling."""
        return self.read(Read(), lambda _: None)

    def first(self, read: Read) -> Iterator[Record]:
        """Return all records, and report faults; *read* counts."""
        return self.read(read, self._report)

    def read(self, read: Read, report: Callable[[str], None]) -> Iterator[Record]:
        """Return all records; *read* counts, *report* is called with each fault."""
        for source in self._sources:
            try:
                if source.path.name.endswith(ENDING):
                    yield from self._rows(source, read, report)
                else:
                    yield from self._lines(source, read, report)
            # Missing for all files alike; damage is a matter of one file.
            except MissingPackageError:
                raise
            except (ConfigError, OSError, ValueError) as error:
                read.damaged += 1
                report(str(error) if str(source.path) in str(error) else f"{source.path}: {error}")

    def _lines(
        self, source: InputFile, read: Read, report: Callable[[str], None]
    ) -> Iterator[Record]:
        for line in read_lines(source.path, source.size):
            if not line.data.strip():
                continue
            try:
                record = read.conformer.conform(_parse_line(line))
            except RowError as error:
                read.broken += 1
                report(f"{source.path}, line {line.number}: left out: {error}")
                continue
            read.records += 1
            yield record

    def _rows(
        self, source: InputFile, read: Read, report: Callable[[str], None]
    ) -> Iterator[Record]:
        for number, row in enumerate(read_parquet(source.path), 1):
            try:
                record = read.conformer.conform(row)
            except RowError as error:
                read.broken += 1
                report(f"{source.path}, row {number}: left out: {error}")
                continue
            read.records += 1
            yield record


def _parse_line(line: CorpusLine) -> object:
    """Return the JSON value of *line*.

    Raises:
        RowError: If it is no JSON, or too long to be looked at.
    """
    if not line.whole:
        raise RowError("too long to be looked at")
    data = line.data
    try:
        value = json.loads(data.removeprefix(_BOM), parse_constant=_refuse)
        # Every value would have to be walked; few lines have the bytes that make it needed.
        return encodable(value) if any(mark in data for mark in _SURROGATES) else value
    except (ValueError, RecursionError) as error:
        raise RowError(
            f"expected one JSON object, got {type(error).__name__}: {str(error)[:200]}"
        ) from error


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
