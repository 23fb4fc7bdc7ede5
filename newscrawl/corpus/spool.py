"""The prints of a whole corpus on disk, and the repetitions of each site, learned from them.

Theory of operation. Prints are written to *buckets* by host, so that all of a host are in one, and
one bucket is small; each is then read, its hosts are learned one after the other, and what they
repeat is written to the *shelf*, where it is found again by host. In memory are the hosts' names
and places on the shelf, one bit for each record, and one bucket at a time.
"""

import itertools
import struct
from array import array
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import astuple
from pathlib import Path
from typing import IO
from zlib import crc32

from newscrawl.boilerplate.corpus_repeats import MAX_PAGES, Prints, Repeats, learn_repeats
from newscrawl.corpus.lines import writing

BUCKETS = 128
MAX_OPEN = 64
"""Sites whose repetitions are in memory at once."""
_HEAD = struct.Struct("<IQI")
_OWNER = struct.Struct("<I")
_FIELDS = 6
NOBODY = 0

Place = tuple[int, int]
"""Where a site is on the shelf, and how long that is."""


def pack_prints(prints: Sequence[Prints]) -> bytes:
    """Write the prints of one text."""
    return array("Q", itertools.chain.from_iterable(map(astuple, prints))).tobytes()


def _unpack_prints(data: bytes) -> list[Prints]:
    """Read the prints of one text."""
    values = array("Q")
    values.frombytes(data)
    return [Prints(*values[start : start + _FIELDS]) for start in range(0, len(values), _FIELDS)]


class Spool:
    """The prints of a corpus, in files of *folder*; ``learn`` once all are in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ExitStack()
        with writing(folder):
            self._owners = self._files.enter_context((folder / "owners").open("wb"))
            paths = [folder / f"prints-{number}" for number in range(BUCKETS)]
            self._buckets = [self._files.enter_context(path.open("w+b")) for path in paths]
        self._numbers: dict[str, int] = {"": NOBODY}
        self._counts: Counter[int] = Counter()
        self._records = 0

    def add(self, host: str, prints: bytes) -> None:
        """Take in the packed *prints* of the next record; no host: it cannot be cleaned.

        Raises:
            OutputError: If there is no room.
        """
        number = self._numbers.setdefault(host, len(self._numbers))
        self._counts[number] += 1
        with writing(self._folder):
            self._owners.write(_OWNER.pack(number))
            if host:
                # Not hash(), which differs from run to run.
                bucket = self._buckets[crc32(host.encode()) % BUCKETS]
                bucket.write(_HEAD.pack(number, self._records, len(prints)) + prints)
        self._records += 1

    def close(self) -> None:
        """Close all files.

        Raises:
            OutputError: If the disk is full before all is written.
        """
        with writing(self._folder):
            self._files.close()

    def learn(self) -> "Learned":
        """Learn all sites, and put their repetitions on the shelf.

        Raises:
            OutputError: If there is no room.
        """
        places: list[Place] = [(0, 0)] * len(self._numbers)
        taught = bytearray(self._records // 8 + 1)
        with writing(self._folder), _shelf_of(self._folder).open("wb") as shelf:
            for bucket in self._buckets:
                for number, texts in sorted(self._read(bucket).items()):
                    repeats, which = learn_repeats([prints for _, prints in texts])
                    for place in which:
                        record = texts[place][0]
                        # Counted with the others: the second pass has to leave it out.
                        taught[record // 8] |= 1 << record % 8
                    places[number] = (shelf.tell(), shelf.write(_pack_repeats(repeats)))
                # Read for the last time: the shelf may need its room.
                bucket.truncate(0)
            # Learned opens this file by its name, and must find all of it.
            self._owners.flush()
        return Learned(self._folder, places, taught)

    def _read(self, bucket: IO[bytes]) -> dict[int, list[tuple[int, list[Prints]]]]:
        """Return the texts of each host in a bucket: all, or evenly spread ones where they are many."""
        hosts: dict[int, list[tuple[int, list[Prints]]]] = {}
        turns: Counter[int] = Counter()
        bucket.seek(0)
        for number, record, data in _frames(bucket):
            # Every n-th text: pages of the whole time of a crawl, not only of its first days.
            if not turns[number] % (self._counts[number] // (MAX_PAGES + 1) + 1):
                hosts.setdefault(number, []).append((record, _unpack_prints(data)))
            turns[number] += 1
        return hosts


class Learned:
    """The facts on the site of each record, in their order."""

    def __init__(self, folder: Path, places: Sequence[Place], taught: bytearray) -> None:
        self._owners = (folder / "owners").open("rb")
        self._places, self._taught = places, taught
        self._record = 0

    @property
    def sites(self) -> int:
        """Number of sites."""
        # The first place is NOBODY's.
        return len(self._places) - 1

    def take(self, count: int) -> tuple[tuple[Place, bool], ...]:
        """Return for each of the next *count* records the place of its site, and whether it was compared."""
        numbers = [
            number for (number,) in _OWNER.iter_unpack(self._owners.read(count * _OWNER.size))
        ]
        records = range(self._record, self._record + len(numbers))
        self._record = records.stop
        return tuple(
            (self._places[number], bool(self._taught[record // 8] >> record % 8 & 1))
            for number, record in zip(numbers, records, strict=True)
        )

    def close(self) -> None:
        """Close the file."""
        self._owners.close()


def _frames(bucket: IO[bytes]) -> Iterator[tuple[int, int, bytes]]:
    while head := bucket.read(_HEAD.size):
        number, record, size = _HEAD.unpack(head)
        yield number, record, bucket.read(size)


def _shelf_of(folder: Path) -> Path:
    """Return the file with the repetitions of each site."""
    return folder / "shelf"


def _pack_repeats(repeats: Repeats) -> bytes:
    """Write the repetitions of one site."""
    values = array("Q", (repeats.pages,))
    for value, count in repeats.counts.items():
        values.extend((value, count, repeats.inner.get(value, 0)))
    return values.tobytes()


def _unpack_repeats(data: bytes) -> Repeats:
    """Read the repetitions of one site."""
    values = array("Q")
    values.frombytes(data)
    rows = range(1, len(values), 3)
    return Repeats(
        values[0] if values else 0,
        {values[row]: values[row + 1] for row in rows},
        {values[row]: values[row + 2] for row in rows},
    )


class RepeatsStore:
    """The repetitions of each site, read from the shelf in *folder* as it is needed."""

    def __init__(self, folder: Path) -> None:
        self._path = _shelf_of(folder)
        self._open: OrderedDict[Place, Repeats] = OrderedDict()

    def get(self, place: Place) -> Repeats:
        """Return the repetitions at *place*."""
        if place not in self._open:
            with self._path.open("rb") as file:
                file.seek(place[0])
                self._open[place] = _unpack_repeats(file.read(place[1]))
            if len(self._open) > MAX_OPEN:
                self._open.popitem(last=False)
        self._open.move_to_end(place)
        return self._open[place]
