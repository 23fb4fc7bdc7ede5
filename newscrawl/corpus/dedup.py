"""Near duplicates over a corpus: clusters of records that have (nearly) the same text.

Theory of operation. The first pass writes three files: a sketch of each text (``sketch``, MinHash
by rensa), what is told of each record, and a row for each band of each sketch (``buckets``). Rows
of one band value are then brought together by sorting, range by range. Each is compared with the
first of its group, those unlike it with the first of these, and so on; what is alike is joined. In
memory are a number for each record, and one range of rows.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.corpus.buckets import Buckets, Rows, key_of, starts_of
from newscrawl.corpus.inputs import InputFile, Inputs, Read
from newscrawl.corpus.lines import writing
from newscrawl.records import dump_line
from newscrawl.text.minhash import PERMUTATIONS, bands_of, sketch_of, text_digest
from newscrawl.typed.rows import Record

MIN_SIMILARITY = 0.8
MAX_KINDS = 16
"""Unlike texts of one band that others are compared with; a band of more is of a form that many share."""
_NO_SKETCH = bytes(4 * PERMUTATIONS)
_PLACE = np.dtype("<u8")


@dataclass(slots=True)
class Duplicates:
    """Near duplicates: clusters, the records in them, and those that are not the source of theirs."""

    clusters: int = 0
    members: int = 0

    @property
    def copies(self) -> int:
        """Records that are not the source of their cluster."""
        return self.members - self.clusters


class SketchStore:
    """Sketches, and the printed fields of each record, in files of *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        with writing(folder):
            self._sketches, self._told, self._places = (
                (folder / name).open("w+b") for name in ("sketches", "told", "places")
            )

    def add(self, record: Record, sketch: bytes) -> int:
        """Take in *record*; return its number."""
        told = {
            name: record.get(name) or "" for name in ("id", "url", "created", "source", "added")
        }
        with writing(self._folder):
            # A text too short for a sketch keeps its room, so that its number gives its place.
            self._sketches.write(sketch or _NO_SKETCH)
            self._places.write(self._told.tell().to_bytes(8, "little"))
            self._told.write(dump_line(told))
        self._count += 1
        return self._count - 1

    def open(self) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
        """Return the sketches of all records, and the places of their printed fields; both on the disk."""
        with writing(self._folder):
            for file in (self._sketches, self._told, self._places):
                file.flush()
        # An empty file cannot be mapped into memory.
        if not self._count:
            return np.empty((0, PERMUTATIONS), "<u4"), np.empty(0, _PLACE)
        shape = (self._count, PERMUTATIONS)
        sketches = np.memmap(self._folder / "sketches", "<u4", "r", shape=shape)
        return sketches, np.memmap(self._folder / "places", _PLACE, "r", shape=(self._count,))

    def told(self, place: int) -> dict[str, str]:
        """Return the printed fields of the record at *place*."""
        self._told.seek(place)
        told: dict[str, str] = json.loads(self._told.readline())
        return told

    def close(self) -> None:
        """Close all files.

        Raises:
            OutputError: If the disk is full before all is written.
        """
        with writing(self._folder), ExitStack() as files:
            for file in (self._sketches, self._told, self._places):
                # The stack closes the others too where the disk is full for one.
                files.enter_context(file)


class DisjointSets:
    """Sets of records that were joined; the root of each is its lowest number."""

    def __init__(self, count: int) -> None:
        self.parents = np.arange(count, dtype="<u8")

    def root(self, number: int) -> int:
        """Return the root of the set that has *number*."""
        parents, root = self.parents, number
        while (above := int(parents[root])) != root:
            root = above
        # Path compression: the next look-up of each record on the way takes one step.
        while (above := int(parents[number])) != root:
            parents[number], number = root, above
        return root

    def join(self, one: int, other: int) -> None:
        """Make one set of two."""
        # The lowest number as root makes the clusters the same whatever order they are joined in.
        low, high = sorted((self.root(one), self.root(other)))
        self.parents[high] = low


def find_duplicates(
    sources: Sequence[InputFile],
    folder: Path,
    output: IO[bytes],
    report: Callable[[str], None],
    *,
    min_similarity: float = MIN_SIMILARITY,
) -> tuple[Duplicates, Read]:
    """Write the clusters of the records in *sources* to *output*; *folder* is for scratch files.

    Raises:
        ConfigError: If an input cannot be read at all.
        OutputError: If there is no room.
    """
    read, shelf, equal, bands = (
        Read(),
        SketchStore(folder),
        Buckets(folder / "equal"),
        Buckets(folder / "bands"),
    )
    try:
        for record in Inputs(sources, report).first(read):
            _take(record, shelf, equal, bands)
        sketches, places = shelf.open()
        forest = DisjointSets(len(places))
        _join_equal(equal, forest)
        for rows in bands.parts():
            _join_alike(rows, sketches, forest, min_similarity)
        found = Duplicates()
        for cluster in _clusters(forest):
            told = _told(cluster, shelf, sketches, places)
            if len(told) > 1:
                output.write(b"".join(map(dump_line, told)))
                found.clusters += 1
                found.members += len(told)
        return found, read
    finally:
        shelf.close()


def _take(record: Record, shelf: SketchStore, equal: Buckets, bands: Buckets) -> None:
    digest, sketch = text_digest(record["text"]), sketch_of(record["text"])
    at = shelf.add(record, sketch)
    equal.add(_halves(digest), 0, at)
    for band in bands_of(digest, sketch)[1:]:
        bands.add(key_of(band.hex()), 0, at)


def _halves(digest: bytes) -> tuple[int, int]:
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")


def _join_equal(equal: Buckets, forest: DisjointSets) -> None:
    for rows in equal.parts():
        starts = starts_of(rows)
        # For each row the last start of a group at or before it.
        firsts = rows["at"][np.maximum.accumulate(np.where(starts, np.arange(len(rows)), 0))]
        for one, other in zip(firsts[~starts], rows["at"][~starts], strict=True):
            forest.join(int(one), int(other))


def _join_alike(
    rows: Rows, sketches: NDArray[np.uint32], forest: DisjointSets, min_similarity: float
) -> None:
    """Join the records of each group that are alike, by their sketches."""
    bounds = np.append(np.flatnonzero(starts_of(rows)), len(rows))
    for start, end in pairwise(bounds):
        rest = rows["at"][start:end]
        # Not every pair: comparisons would grow with the square of a group, and groups are large.
        for _ in range(MAX_KINDS):
            if len(rest) < 2:
                break
            first, others = int(rest[0]), rest[1:]
            # A parent may be a step below the root; such a record is only compared in vain.
            roots = forest.parents[others]
            others = others[roots != forest.root(first)]
            alike = _similar(sketches, first, others) >= min_similarity
            for other in others[alike]:
                forest.join(first, int(other))
            rest = others[~alike]


def _similar(
    sketches: NDArray[np.uint32], one: int, others: NDArray[np.uint64]
) -> NDArray[np.float64]:
    """Return the similarity of *one* to each of *others*, some thousand at a time."""
    parts = [
        # The share of equal places estimates the Jaccard similarity of the texts (MinHash).
        (sketches[others[start : start + 4096]] == sketches[one]).mean(axis=1)
        for start in range(0, len(others), 4096)
    ]
    return np.concatenate(parts) if parts else np.empty(0)


def _clusters(forest: DisjointSets) -> Iterator[NDArray[np.int64]]:
    """Return the numbers of the records of each set of two or more, in the order of their first ones."""
    count = len(forest.parents)
    roots = np.fromiter((forest.root(number) for number in range(count)), _PLACE, count)
    # Stable, so that the records of a set stay in the order in which they were read.
    order = np.argsort(roots, kind="stable")
    changes = np.flatnonzero(roots[order][1:] != roots[order][:-1]) + 1
    for start, end in pairwise((0, *changes, count)):
        if end - start > 1:
            yield order[start:end]


def _told(
    cluster: NDArray[np.int64],
    shelf: SketchStore,
    sketches: NDArray[np.uint32],
    places: NDArray[np.uint64],
) -> list[dict[str, Any]]:
    """Return the lines of a cluster, its source first; records of one id, of several runs, are one."""
    told = [(shelf.told(int(places[number])), int(number)) for number in cluster]
    # Among equal times the first that was read, so that a second run names the same source.
    told.sort(key=lambda each: (each[0]["created"] or each[0]["added"], each[1]))
    by_id: dict[str, tuple[dict[str, Any], int]] = {}
    for each, number in told:
        by_id.setdefault(each["id"], (each, number))
    unique = list(by_id.values())
    source, first = unique[0]
    numbers = np.array([number for _, number in unique], _PLACE)
    return [
        {
            "cluster": source["id"],
            **{name: each[name] for name in ("id", "url", "created", "source")},
            "size": len(unique),
            "similarity": round(float(likeness), 3),
        }
        for (each, _), likeness in zip(unique, _similar(sketches, first, numbers), strict=True)
    ]
