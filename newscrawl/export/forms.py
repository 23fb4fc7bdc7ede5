"""The forms of an export: the shape of a record in each, and the files for it."""

import csv
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import IO, Any, Protocol

from newscrawl.corpus.lines import packed, writing
from newscrawl.errors import OutputError
from newscrawl.records import dump_line
from newscrawl.system.disk import sync
from newscrawl.typed.parquet import ParquetFile
from newscrawl.typed.rows import Record

# What every file system takes: no separators, no leading dot or hyphen.
_SAFE = re.compile(r"[A-Za-z0-9][\w.-]{0,99}", re.ASCII)
_FIRST = ("id", "url", "title", "language", "authors", "source", "added", "created", "text")
_CSV_METADATA = (
    "published modified section tags description site_name access page_type revision duplicate_of"
    " extra"
).split()
_FENCE = re.compile(r"`{3,}")


class Sink(Protocol):
    """A file, or a folder of files, that takes records; whole once it is closed."""

    def add(self, record: Record) -> None:
        """Write *record*."""

    def close(self) -> None:
        """Write the remaining bytes, and make the file durable."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of an export.

    Attributes:
        folder: Of the files, in that of the export.
        ending: Of each file; empty: a folder of small files.
        open: Makes what takes the records.
        is_sharded: Whether a split has several files.
        media_type: Of the files, where tools read them as tables.
    """

    folder: str
    ending: str
    open: Callable[[Path], Sink]
    is_sharded: bool = True
    media_type: str = ""


class _File:
    """A file under way: synced when it is closed, errors of the system told with its name."""

    def __init__(self, path: Path, ending: str = "") -> None:
        self.path, self._stack = path, ExitStack()
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            # Never an existing file: two splits with one name would overwrite each other.
            raw = self._stack.enter_context(path.open("xb"))
        self.file: IO[bytes] = self._stack.enter_context(packed(raw, ending))

    def write(self, data: bytes) -> None:
        with writing(self.path):
            self.file.write(data)

    def close(self) -> None:
        with writing(self.path):
            self._stack.close()
            sync(self.path)


class LinesSink:
    """JSON lines, one for each record as *shape* returns it."""

    def __init__(self, path: Path, shape: Callable[[Record], Mapping[str, Any]] = dict) -> None:
        self._file, self._shape = _File(path, path.suffix), shape

    def add(self, record: Record) -> None:
        """Write *record*."""
        self._file.write(dump_line(self._shape(record)))

    def close(self) -> None:
        """Write the remaining bytes, and make the file durable."""
        self._file.close()


class ParquetSink:
    """A Parquet file with the types of the records."""

    def __init__(self, path: Path) -> None:
        self._file = _File(path)
        self._table = ParquetFile(self._file.file)

    def add(self, record: Record) -> None:
        """Write *record*."""
        with writing(self._file.path):
            self._table.add(record)

    def close(self) -> None:
        """Write the remaining bytes, and make the file durable."""
        with writing(self._file.path):
            self._table.close()
        self._file.close()


class CsvSink:
    """CSV as RFC 4180 has it, but for line feeds: fields of a record that are text, lists as JSON."""

    def __init__(self, path: Path) -> None:
        self._file, self._buffer = _File(path, path.suffix), StringIO()
        self._writer = csv.writer(self._buffer, lineterminator="\n")
        self._row([*_FIRST, *_CSV_METADATA])

    def _row(self, values: list[Any]) -> None:
        self._writer.writerow(values)
        self._file.write(self._buffer.getvalue().encode("utf-8", "replace"))
        # The buffer is used for each row: a csv.writer belongs to one file of text.
        self._buffer.seek(0)
        self._buffer.truncate()

    def add(self, record: Record) -> None:
        """Write *record*."""
        values = [record.get(name) for name in _FIRST]
        values += [record["metadata"].get(name) for name in _CSV_METADATA]
        self._row([_cell(value) for value in values])

    def close(self) -> None:
        """Write the remaining bytes, and make the file durable."""
        self._file.close()


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    # PostgreSQL takes no text with NUL, and other readers of CSV fail on it too.
    return value.replace("\0", "") if isinstance(value, str) else value


class TextSink:
    """A folder with a file for each article, by the first digits of its id; *shape* gives its text."""

    def __init__(self, path: Path, ending: str, shape: Callable[[Record], str]) -> None:
        self._folder, self._ending, self._shape = path, ending, shape
        self._made: set[str] = set()

    def add(self, record: Record) -> None:
        """Write *record*."""
        name = safe_name(record["id"])
        # 256 folders: a million files in one folder are slow to list and to copy.
        part = self._folder / hashlib.blake2b(name.encode(), digest_size=1).hexdigest()
        with writing(part):
            if part.name not in self._made:
                part.mkdir(parents=True, exist_ok=True)
                self._made.add(part.name)
            with (part / f"{name}{self._ending}").open("xb") as file:
                file.write(self._shape(record).encode("utf-8", "replace"))

    def close(self) -> None:
        """Do nothing: the whole export is synced at its end."""


def safe_name(record_id: str) -> str:
    """Return *record_id* as the name of a file; one that cannot be a name, by its hash."""
    # An id comes from a file, and must not lead out of the folder; Windows drops a last dot.
    if _SAFE.fullmatch(record_id) and not record_id.endswith("."):
        return record_id
    return "id-" + hashlib.blake2b(record_id.encode("utf-8", "replace"), digest_size=16).hexdigest()


class SqliteSink:
    """A database with one table, ``articles``, and a search over title and text, ``search``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        with _sqlite_reported(path):
            self._store = sqlite3.connect(path)
            self._store.executescript(_TABLES)
        self._rows: list[tuple[Any, ...]] = []

    def add(self, record: Record) -> None:
        """Write *record*."""
        values = [record.get(name) for name in _FIRST] + [record["metadata"]]
        self._rows.append(
            tuple(
                json.dumps(each, ensure_ascii=False) if isinstance(each, list | dict) else each
                for each in values
            )
        )
        # In bunches: a call for each row is dear, and all rows at once would fill the memory.
        if len(self._rows) >= 1000:
            self._flush()

    def _flush(self) -> None:
        marks = ", ".join("?" * (len(_FIRST) + 1))
        with _sqlite_reported(self._path):
            self._store.executemany(f"INSERT INTO articles VALUES ({marks})", self._rows)  # noqa: S608 - marks
        self._rows = []

    def close(self) -> None:
        """Write the remaining bytes, and make the file durable."""
        self._flush()
        with _sqlite_reported(self._path):
            # With external content FTS5 indexes nothing by itself; this fills the index, once.
            self._store.execute("INSERT INTO search (search) VALUES ('rebuild')")
            self._store.commit()
            self._store.close()
        with writing(self._path):
            sync(self._path)


def markdown_of(record: Record) -> str:
    """Return *record* as Markdown with a head in YAML."""
    head = {
        name: record.get(name) or ""
        for name in ("id", "url", "title", "language", "source", "created")
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]
    authors = json.dumps(record["authors"], ensure_ascii=False)
    blocks = [f"# {record['title']}"] if record["title"] else []
    texts, kinds = record["text"].split("\n\n"), record["metadata"]["kinds"]
    # Kinds that do not fit are of a record that was changed: plain paragraphs lose nothing.
    kinds = kinds if len(kinds) == len(texts) else ["paragraph"] * len(texts)
    blocks += map(_marked, texts, kinds)
    return "\n".join(("---", *lines, f"authors: {authors}", "---", "", "\n\n".join(blocks), ""))


def _marked(text: str, kind: str) -> str:
    if kind == "code":
        # CommonMark: a fence longer than any run of backticks within the code.
        fence = "`" * max([3, *(len(run) + 1 for run in _FENCE.findall(text))])
        return f"{fence}\n{text}\n{fence}"
    first, rest = {"heading": ("## ", ""), "list_item": ("- ", "  "), "quote": ("> ", "> ")}.get(
        kind, ("", "")
    )
    # A heading of Markdown ends with its line.
    joint = " " if kind == "heading" else f"\n{rest}"
    return first + joint.join(text.split("\n"))


def _dolma_of(record: Record) -> dict[str, Any]:
    """Return *record* as dolma's documents are: all that it has no field for is metadata."""
    first: dict[str, Any] = {
        name: record[name]
        for name in ("id", "text", "source", "added", "created")
        if name in record
    }
    beside = {
        name: value for name, value in record.items() if name not in first and name != "metadata"
    }
    return {**first, "metadata": {**beside, **record["metadata"]}}


@contextmanager
def _sqlite_reported(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise OutputError(
            f"{path}: cannot be written ({error}); free disk space or fix the permissions"
        ) from error


_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    authors TEXT NOT NULL, -- JSON list
    source TEXT NOT NULL,
    added TEXT NOT NULL,
    created TEXT, -- NULL: not known
    text TEXT NOT NULL,
    metadata TEXT NOT NULL -- JSON object
);
CREATE INDEX articles_created ON articles (created);
CREATE INDEX articles_source ON articles (source);
CREATE VIRTUAL TABLE search USING fts5 (title, text, content = 'articles');
"""

FORMS: Mapping[str, Form] = {
    "parquet": Form("data", ".parquet", ParquetSink, media_type="application/x-parquet"),
    "hf": Form("data", ".parquet", ParquetSink, media_type="application/x-parquet"),
    "jsonl": Form("data", ".jsonl", LinesSink, media_type="application/jsonlines"),
    "dolma": Form("documents", ".jsonl.gz", partial(LinesSink, shape=_dolma_of)),
    "csv": Form("data", ".csv", CsvSink, media_type="text/csv"),
    "txt": Form(
        "", "", lambda path: TextSink(path, ".txt", lambda record: record["text"] + "\n"), False
    ),
    "markdown": Form("", "", lambda path: TextSink(path, ".md", markdown_of), False),
    "sqlite": Form("", ".sqlite", SqliteSink, False),
}
