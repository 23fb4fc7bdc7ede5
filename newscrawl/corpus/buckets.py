"""Rows of numbers, as many as the disk holds, grouped by a key of 128 bits.

Rows are appended to one file for each of ``COUNT`` ranges of keys; each range is then read, sorted
and given. In memory are ``FLUSH_ROWS`` rows, and later one range.
"""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from newscrawl.corpus.lines import writing

ROW = np.dtype([("high", "<u8"), ("low", "<u8"), ("rank", "<i8"), ("at", "<u8")])
COUNT = 64
FLUSH_ROWS = 1 << 16
# The highest bits: hashes fill all ranges alike, and the ranges keep the order of the keys.
_SHIFT = np.uint64(64 - COUNT.bit_length() + 1)
Key = tuple[int, int]
Rows = NDArray[np.void]


def key_of(text: str) -> Key:
    """Return 128 bits that stand for *text*."""
    # JSON may hold half a surrogate pair, for which plain UTF-8 has no bytes.
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


class Buckets:
    """Rows in files of *folder*, which is made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[tuple[int, int, int, int]] = []
        with writing(folder):
            folder.mkdir()

    def add(self, key: Key, rank: int, at: int) -> None:
        """Take in a row.

        Raises:
            OutputError: If there is no room.
        """
        self._waiting.append((*key, rank, at))
        if len(self._waiting) >= FLUSH_ROWS:
            self._flush()

    def _flush(self) -> None:
        rows = np.array(self._waiting, ROW)
        self._waiting = []
        numbers = rows["high"] >> _SHIFT
        for number in np.unique(numbers):
            path = self._path(int(number))
            # Opened at each flush: several of these at once would hold too many open files.
            with writing(path), path.open("ab") as file:
                file.write(rows[numbers == number].tobytes())

    def _path(self, number: int) -> Path:
        return self._folder / f"bucket-{number:02}"

    def parts(self) -> Iterator[Rows]:
        """Return the rows, range by range, each sorted by key, rank and ``at``."""
        if self._waiting:
            self._flush()
        for number in range(COUNT):
            path = self._path(number)
            if path.exists():
                rows = np.fromfile(path, ROW)
                # Each range is read once; the disk has its room back before the next one.
                path.unlink()
                # The last key that lexsort is given is the first that it sorts by.
                yield rows[np.lexsort((rows["at"], rows["rank"], rows["low"], rows["high"]))]


def starts_of(rows: Rows) -> NDArray[np.bool_]:
    """Return for each of the sorted *rows* whether it is the first of its key."""
    new = np.ones(len(rows), bool)
    # By halves, as numpy has no integer of 128 bits.
    new[1:] = (rows["high"][1:] != rows["high"][:-1]) | (rows["low"][1:] != rows["low"][:-1])
    return new
