"""The clusters of duplicates that ``newscrawl dedup`` found, by the id of each record."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from newscrawl.corpus.buckets import Key, key_of
from newscrawl.corpus.lines import read_lines
from newscrawl.errors import ConfigError

_PAIR = np.dtype([("high", "<u8"), ("low", "<u8"), ("cluster_high", "<u8"), ("cluster_low", "<u8")])


class Clusters:
    """The cluster of each record in a file of clusters; 32 bytes of memory for each of these records."""

    def __init__(self, pairs: NDArray[np.void] | None = None) -> None:
        found = np.empty(0, _PAIR) if pairs is None else pairs
        # A sorted array, since a dict of these keys would take many times the memory.
        self._pairs = found[np.argsort(found["high"], kind="stable")]

    @staticmethod
    def key(text: str) -> Key:
        """Return the key of an id."""
        return key_of(text)

    def find(self, record_id: str) -> Key | None:
        """Return the key of the cluster of a record; ``None``: the record is in none."""
        if not len(self._pairs):
            return None
        high, low = key_of(record_id)
        place = int(np.searchsorted(self._pairs["high"], np.uint64(high)))
        # Sorted by the first half alone; keys that share it lie side by side.
        while place < len(self._pairs) and int(self._pairs["high"][place]) == high:
            if int(self._pairs["low"][place]) == low:
                row = self._pairs[place]
                return int(row["cluster_high"]), int(row["cluster_low"])
            place += 1
        return None


def load_clusters(path: Path) -> Clusters:
    """Return the clusters in *path*.

    Raises:
        ConfigError: If it cannot be read, or is no such file.
    """
    return Clusters(np.fromiter(_pairs(path), _PAIR))


def _pairs(path: Path) -> Iterator[tuple[int, int, int, int]]:
    for line in read_lines(path):
        try:
            row = json.loads(line.data)
            yield (*key_of(row["id"]), *key_of(row["cluster"]))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ConfigError(
                f"{path}, line {line.number}: expected an object with id and cluster, as of"
                " newscrawl dedup"
            ) from error
