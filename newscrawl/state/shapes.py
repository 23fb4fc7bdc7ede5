"""Shapes of a closed file of lines: packed lines, or Parquet; with what was removed in it, or beside.

The file that is open always holds whole records as lines, since these can be appended and cut back.
Its shape is made when it is closed, into a file of another name, which counts once the state has
noted it. So a shape adds no moment at which a record could be lost or doubled.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.errors import ConfigError, NewscrawlError, OutputError
from newscrawl.records import dump_line
from newscrawl.state import files
from newscrawl.state.background import Check
from newscrawl.system.disk import reported
from newscrawl.typed.parquet import ENDING, ParquetFile, read_parquet
from newscrawl.typed.rows import Conformer, Record
from newscrawl.typed.schema import arrow_schema, required

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("jsonl", "parquet")
REMOVED = ("record", "beside", "none")


@dataclass(frozen=True, slots=True)
class FileShape:
    """Of closed files.

    Attributes:
        format: ``jsonl`` or ``parquet``.
        compression: ``none``, ``gzip`` or ``zstd``; of Parquet that of its columns, ``none`` is
            zstd there.
        removed: Where ``metadata.removed`` is: in the ``record``, ``beside`` it, or nowhere
            (``none``).
    """

    format: str = "jsonl"
    compression: str = "none"
    removed: str = "record"

    def check(self) -> None:
        """Make sure that it can be made.

        Raises:
            ConfigError: If it cannot.
        """
        if self.format == "parquet":
            required("pyarrow")
        elif self.removed == "beside" and self.compression == "none":
            raise ConfigError(
                "OUTPUT_REMOVED=beside needs OUTPUT_FORMAT=parquet, or OUTPUT_COMPRESSION=gzip or"
                " zstd: what was removed leaves a file when it is packed"
            )

    @property
    def ending(self) -> str:
        """The ending of its files."""
        return ENDING if self.format == "parquet" else f".jsonl{files.ENDINGS[self.compression]}"


def pack(check: Check, path: Path, size: int, shape: FileShape) -> tuple[str, str]:
    """Write *path*, of *size* bytes of lines, in its *shape* beside it, synced; *path* stays.

    Gives the name and the SHA-256 of the copy.

    Raises:
        OutputError: If it cannot.
        StoppedError: If *check* says so; there is no copy then.
    """
    # Lines are packed as they are; only another shape has to read each record.
    if shape.format == "jsonl" and shape.removed != "beside":
        return files.pack(check, path, size, shape.compression)
    files.restore(check, path, size, b"")
    files.drop_copies(path)
    target = path.with_name(path.stem + shape.ending)
    try:
        # The second file first: once the target is there, both must be.
        if shape.removed == "beside":
            _write(
                _beside_of(target),
                (_beside(record) for record in _records(check, path)),
                shape,
                _beside_schema,
            )
        lean = shape.removed == "beside"
        return target.name, _write(
            target, (_lean(each) if lean else each for each in _records(check, path)), shape
        )
    except OutputError:
        raise
    except NewscrawlError as error:
        raise OutputError(
            f"{target}: cannot be made: {error}; the lines stay in {path.name}"
        ) from error


def _beside_of(path: Path) -> Path:
    """Return the file with the removals of the records in *path*."""
    return path.with_name(path.name.replace("articles-", "removed-", 1))


def _beside(record: Record) -> Record:
    """Return the removals of *record*, with its id and URL."""
    return {"id": record["id"], "url": record["url"], "removed": record["metadata"]["removed"]}


def _lean(record: Record) -> Record:
    return {**record, "metadata": {**record["metadata"], "removed": []}}


def _beside_schema() -> "pa.Schema":
    schema = arrow_schema()
    removed = schema.field("metadata").type.field("removed")
    return required("pyarrow").schema([schema.field("id"), schema.field("url"), removed])


def _records(check: Check, path: Path) -> Iterator[Record]:
    conformer = Conformer()
    with path.open("rb") as file:
        for line in file:
            check()
            yield conformer.conform(json.loads(line))


def _write(target: Path, records: Iterator[Record], shape: FileShape, schema: Any = None) -> str:
    with reported(target), files.replacing(target) as summed:
        if shape.format == "parquet":
            # Parquet has column codecs of its own, so ``none`` still compresses there.
            codec = "gzip" if shape.compression == "gzip" else "zstd"
            table = ParquetFile(_Writable(summed), codec, schema and schema())
            for record in records:
                table.add(record)
            table.close()
        else:
            with files.opener(shape.compression)(summed) as squeezed:
                for record in records:
                    squeezed.write(dump_line(record))
    return summed.sum.hexdigest()


class _Writable:
    """The methods that pyarrow asks of a file that it writes to."""

    closed = False

    def __init__(self, file: Any) -> None:
        self._file, self._at = file, 0

    def write(self, data: Any) -> int:
        """Write *data*."""
        self._at += len(data)
        # pyarrow gives a buffer whose memory it uses again.
        return int(self._file.write(bytes(data)))

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def flush(self) -> None:
        """Do nothing: all is synced at the end."""

    def close(self) -> None:
        """Do nothing: whoever opened the file closes it."""

    def writable(self) -> bool:
        """Return that it is."""
        return True

    def readable(self) -> bool:
        """Return that it is not."""
        return False

    def seekable(self) -> bool:
        """Return that it is not."""
        return False


def unpack(check: Check, path: Path) -> bool:
    """Put the lines of a copy in another shape in the place of *path*; say whether there was one.

    Raises:
        OutputError: If it cannot be read.
    """
    copy = path.with_name(path.stem + ENDING)
    if not copy.exists():
        return False
    removed = _beside_of(copy)
    try:
        with files.replacing(path) as target:
            besides = read_parquet(removed) if removed.exists() else None
            for record in read_parquet(copy):
                check()
                if besides is not None:
                    # Both files have a row for each record, in the same order.
                    record["metadata"]["removed"] = next(besides)["removed"]
                target.write(dump_line(record))
    except (ValueError, NewscrawlError) as error:
        raise OutputError(
            f"{copy}: cannot be unpacked ({error}), and the state counts on it"
        ) from error
    for left in (copy, removed):
        with contextlib.suppress(FileNotFoundError):
            left.unlink()
    return True
