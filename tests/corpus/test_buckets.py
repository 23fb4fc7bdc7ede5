"""Rows of numbers on disk, grouped by a key."""

from pathlib import Path
from random import Random

import numpy as np
import pytest

from newscrawl.corpus import buckets
from newscrawl.corpus.buckets import COUNT, ROW, Buckets, key_of, starts_of


def rows_of(folder: Path, rows: list[tuple[tuple[int, int], int, int]]) -> list[tuple[int, ...]]:
    shelf = Buckets(folder / "b")
    for key, rank, at in rows:
        shelf.add(key, rank, at)
    found = [tuple(map(int, row)) for part in shelf.parts() for row in part.tolist()]
    assert list((folder / "b").iterdir()) == []
    return found


@pytest.mark.parametrize("flush", [2, 1_000])
def test_rows_come_sorted_by_key_rank_and_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flush: int
) -> None:
    """Over all ranges, however often they were written to the disk; the files are gone afterwards."""
    monkeypatch.setattr(buckets, "FLUSH_ROWS", flush)
    dice = Random(2)
    keys = [key_of(str(number)) for number in range(9)] + [(5, 7), (5, 6)]
    rows = [(dice.choice(keys), dice.randint(-2, 2), dice.randrange(9)) for _ in range(200)]
    assert rows_of(tmp_path, rows) == sorted((*key, rank, at) for key, rank, at in rows)


def test_each_range_holds_the_keys_between_two_others(tmp_path: Path) -> None:
    """The highest bits of a key tell its range."""
    shelf = Buckets(tmp_path / "b")
    step = 2**64 // COUNT
    for number in range(COUNT):
        shelf.add((number * step, 0), 0, 0)
        shelf.add(((number + 1) * step - 1, 0), 0, 0)
    parts = [part["high"].tolist() for part in shelf.parts()]
    assert parts == [[number * step, (number + 1) * step - 1] for number in range(COUNT)]


def test_the_first_of_each_key_is_told() -> None:
    """Both halves of a key count."""
    rows = np.array([(1, 1, 0, 0), (1, 1, 5, 0), (1, 2, 0, 0), (2, 2, 0, 0)], ROW)
    assert starts_of(rows).tolist() == [True, False, True, True]
    assert starts_of(rows[:0]).tolist() == []


def test_any_text_has_a_key() -> None:
    """Half a surrogate pair, too; equal texts have equal keys."""
    assert key_of("a\ud800") == key_of("a\ud800") != key_of("a")
    assert all(0 <= half < 2**64 for half in key_of(""))
