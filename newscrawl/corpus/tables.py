"""Parquet files as lines of a corpus, and back: a row is the line of JSON that a crawl would have written."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newscrawl.corpus.lines import CorpusLine, read_lines
from newscrawl.errors import ConfigError
from newscrawl.typed.parquet import ENDING, ParquetFile, is_of_records, read_parquet
from newscrawl.typed.rows import Conformer


def is_table(path: Path) -> bool:
    """Return whether *path* is named as a Parquet file."""
    return path.name.endswith(ENDING)


def holds_records(path: Path) -> bool:
    """Return whether *path* is a Parquet file with the columns of our records, and can be read."""
    try:
        return is_table(path) and is_of_records(path)
    except (OSError, ValueError):
        # lines_of tells of the damage when it reads the file.
        return False


def lines_of(path: Path, size: int | None = None) -> Iterator[CorpusLine]:
    """Return the lines of *path* (as ``read_lines``), or a line for each row of it.

    Raises:
        ConfigError: If it cannot be read, or is damaged; the message names the line.
    """
    if not is_table(path):
        yield from read_lines(path, size)
        return
    number = 0
    try:
        for number, row in enumerate(read_parquet(path), 1):
            yield CorpusLine(number, _line(row))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}, after row {number}: damaged: {error}") from error


def _line(row: dict[str, Any]) -> bytes:
    """Return the line of *row*; values without a type in JSON (bytes, NaN …) are written in words."""
    from newscrawl.records import dump_line  # noqa: PLC0415 - loads Scrapy, which lines do not need

    try:
        return dump_line(row)
    except (ValueError, TypeError):
        return dump_line(
            # NaN passes the first step as a constant, of which the second makes a text.
            json.loads(json.dumps(row, default=repr, allow_nan=True), parse_constant=str)
        )


class TableOutput:
    """A writer of the lines of records to *file* as Parquet; ``close`` makes it whole."""

    def __init__(self, file: Any) -> None:
        self._table, self._conformer = ParquetFile(file), Conformer()

    def write(self, line: bytes) -> None:
        """Write the record of a *line*.

        Raises:
            RowError: If it is not one; the lines of a file that ``holds_records`` are.
        """
        self._table.add(self._conformer.conform(json.loads(line)))

    def close(self) -> None:
        """Write the remaining rows, and the end of the file."""
        self._table.close()
