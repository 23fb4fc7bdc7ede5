"""Parquet files of records: written row group by row group, read batch by batch."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.model.moments import format_utc
from newscrawl.typed.rows import Record, as_record, as_row
from newscrawl.typed.schema import arrow_schema, required

if TYPE_CHECKING:
    import pyarrow as pa

ENDING = ".parquet"
CODECS = {"none": "NONE", "gzip": "GZIP", "zstd": "ZSTD"}
GROUP_ROWS = 10_000
GROUP_BYTES = 64 * 1024**2
"""Characters of text at which a row group is closed."""
_BATCH_ROWS = 500


class ParquetFile:
    """A Parquet file that is being written to *sink*, a name or a file; ``close`` makes it whole.

    *schema*: other columns than those of the records. The same records give the same bytes.
    """

    def __init__(self, sink: Any, codec: str = "zstd", schema: "pa.Schema | None" = None) -> None:
        self._schema = schema or arrow_schema()
        self._writer: Any = required("pyarrow.parquet").ParquetWriter(
            sink, self._schema, compression=CODECS[codec], write_page_index=True
        )
        self._batches: list[pa.RecordBatch] = []
        self._rows: list[Record] = []
        self._count = self._chars = 0

    def add(self, record: Record) -> None:
        """Write *record*."""
        self._rows.append(as_row(record))
        self._chars += len(record.get("text") or "")
        is_long = self._chars >= GROUP_BYTES
        # In small batches: a whole row group of Python objects would take much memory.
        if is_long or len(self._rows) >= _BATCH_ROWS:
            self._batch()
        if is_long or self._count >= GROUP_ROWS:
            self._flush()

    def _batch(self) -> None:
        if self._rows:
            batch = required("pyarrow").RecordBatch.from_pylist(self._rows, self._schema)
            self._batches.append(batch)
            self._count += len(self._rows)
            self._rows = []

    def _flush(self) -> None:
        self._batch()
        if self._batches:
            # One row group for a flush: equal records give equal bytes.
            table = required("pyarrow").Table.from_batches(self._batches, self._schema)
            self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._batches, self._count, self._chars = [], 0, 0

    def close(self) -> None:
        """Write the remaining records, and the end of the file."""
        self._flush()
        self._writer.close()


def read_parquet(path: Path) -> Iterator[Record]:
    """Yield the rows of *path*, ``created`` only where it is known.

    Times of others as our records write them.

    Raises:
        ConfigError: If pyarrow is not installed.
        OSError, ValueError: If it cannot be read, or is no Parquet file; ``pyarrow.ArrowInvalid``
        is both.
    """
    file = required("pyarrow.parquet").ParquetFile(path)
    # Only files of others may hold times and dates as such; ours hold text.
    is_ours = _is_of_records(file.schema_arrow)
    # By batches, as a file can be larger than memory.
    for batch in file.iter_batches(batch_size=_BATCH_ROWS):
        for row in batch.to_pylist():
            record = as_record(row)
            if not is_ours:
                record = {name: _timed(value) for name, value in record.items()}
            yield record


def is_of_records(path: Path) -> bool:
    """Return whether *path* has the columns of our records.

    Raises:
        OSError, ValueError: If it cannot be read, or is no Parquet file.
    """
    return _is_of_records(required("pyarrow.parquet").read_schema(path))


def _is_of_records(schema: "pa.Schema") -> bool:
    return bool(schema.equals(arrow_schema()))


def _timed(value: Any) -> Any:
    # A datetime is a date to ``isinstance``.
    if isinstance(value, datetime):
        # Arrow's times without a zone are taken as UTC, as all that newscrawl writes.
        return format_utc(value.replace(tzinfo=value.tzinfo or UTC))
    if isinstance(value, date):
        return value.isoformat()
    return value
