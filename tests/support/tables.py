"""Parquet files of records, as a crawl writes them."""

from collections.abc import Iterable
from typing import Any

from newscrawl.typed.parquet import ParquetFile
from newscrawl.typed.rows import Record


def write_parquet(records: Iterable[Record], sink: Any) -> None:
    """Write *records* to *sink*, a name or a file."""
    file = ParquetFile(sink)
    for record in records:
        file.add(record)
    file.close()
