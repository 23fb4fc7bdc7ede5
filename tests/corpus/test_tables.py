"""Parquet files as lines of a corpus, and back."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newscrawl.corpus.tables import TableOutput, holds_records, is_table, lines_of
from newscrawl.errors import ConfigError
from newscrawl.typed.parquet import read_parquet


def table(path: Path, **columns: list[object]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_a_row_is_a_line(tmp_path: Path) -> None:
    """With its number; times as records write them, and values that JSON has no type for in words."""
    path = table(
        tmp_path / "a.parquet",
        text=["one", "two"],
        at=[datetime(2026, 11, 24, 7, tzinfo=UTC)] * 2,
        day=[date(2026, 11, 24)] * 2,
        share=[0.5, float("nan")],
        data=[b"x", b"y"],
    )
    lines = list(lines_of(path))
    assert [line.number for line in lines] == [1, 2]
    first, second = (json.loads(line.data) for line in lines)
    assert (first["text"], first["at"], first["day"]) == (
        *("one", "2026-11-24T07:00:00.000Z", "2026-11-24"),
    )
    assert (first["share"], second["share"], second["data"]) == (0.5, "NaN", "b'y'")


def test_other_files_are_read_line_by_line(tmp_path: Path) -> None:
    """By their name."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n')
    assert [line.data for line in lines_of(path)] == [b'{"a": 1}\n']
    assert (is_table(path), is_table(tmp_path / "a.parquet")) == (False, True)


@pytest.mark.parametrize("data", [b"", b"PAR1 and nothing more"])
def test_a_damaged_table_is_named(tmp_path: Path, data: bytes) -> None:
    """With the row before the damage."""
    path = tmp_path / "a.parquet"
    path.write_bytes(data)
    assert not holds_records(path)
    with pytest.raises(ConfigError, match=r"a\.parquet, after row 0: damaged"):
        list(lines_of(path))


def test_records_become_a_table_of_records(tmp_path: Path) -> None:
    """With all columns, so that it is known as one of ours."""
    record = {"id": "x", "url": "https://a.example/", "title": "A", "text": "B", "language": "en"}
    with (tmp_path / "a.parquet").open("wb") as file:
        output = TableOutput(file)
        output.write(json.dumps({**record, "source": "newscrawl", "authors": []}).encode())
        output.close()
    assert holds_records(tmp_path / "a.parquet")
    (row,) = read_parquet(tmp_path / "a.parquet")
    assert (row["id"], row["text"]) == ("x", "B")
    assert not holds_records(table(tmp_path / "b.parquet", text=["one"]))
