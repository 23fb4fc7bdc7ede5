"""A sum of small decision trees, evaluated over all rows at once.

The trees are data, trained elsewhere (``benchmarks/train_segments.py``); here they are only read and walked.
No library does it without a dependency of tens of megabytes; what is needed of one is forty lines of numpy.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]
ROWS_AT_ONCE = 4_096
"""Bounds the memory of one evaluation: rows × trees × 4 bytes, some megabytes."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees as flat arrays over all of their nodes; a leaf is its own child.

    Attributes:
        names: The features, in the order of the columns.
        roots: Node of each tree's root.
        feature, threshold: What each inner node asks: go left where ``row[feature] <= threshold``.
        left, right: The next nodes.
        value: What each node is worth: of a leaf what it adds, of an inner node the mean of what is below.
        depth: Levels of the deepest tree.
    """

    names: tuple[str, ...]
    roots: Integers
    feature: Integers
    threshold: Floats
    left: Integers
    right: Integers
    value: Floats
    depth: int

    def scores(self, rows: Floats) -> Floats:
        """Give the sum of the trees for each of *rows*, of shape (rows, features)."""
        parts = [self._part(rows[at : at + ROWS_AT_ONCE]) for at in range(0, len(rows), ROWS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _part(self, rows: Floats) -> Floats:
        nodes = self._leaves(rows)
        return np.asarray(self.value.take(nodes).sum(axis=1, dtype=np.float32))

    def _leaves(self, rows: Floats) -> Integers:
        nodes = np.repeat(self.roots[None, :], len(rows), axis=0)
        for _ in range(self.depth):
            nodes = self._step(rows, nodes)
        return nodes

    def _step(self, rows: Floats, nodes: Integers) -> Integers:
        starts = np.arange(len(rows), dtype=np.int32)[:, None] * np.int32(rows.shape[1])
        asked = rows.ravel().take(self.feature.take(nodes) + starts)
        return np.where(asked <= self.threshold.take(nodes), self.left.take(nodes), self.right.take(nodes))

    def contributions(self, rows: Floats, owners: Integers) -> Floats:
        """Return how far each group of features moved the sum of each row, of shape (rows, groups).

        *owners* names the group of each feature. A step down a tree moves its value by the difference of two
        nodes; the feature that was asked is credited. Source: A. Saabas, "Interpreting random forests", 2014.
        """
        groups = int(owners.max(initial=-1)) + 1
        nodes = np.repeat(self.roots[None, :], len(rows), axis=0)
        places = groups * np.arange(len(rows))[:, None]
        asked = owners[self.feature]
        moved = np.zeros(len(rows) * groups)
        for _ in range(self.depth):
            after = self._step(rows, nodes)
            credited = (places + asked[nodes]).ravel()
            steps = (self.value[after] - self.value[nodes]).ravel()
            moved += np.bincount(credited, steps, len(moved))
            nodes = after
        return moved.reshape(len(rows), groups).astype(np.float32)


def chances(scores: Floats) -> Floats:
    """Give log-odds as chances (0–1)."""
    return np.asarray(1 / (1 + np.exp(-scores.clip(-30, 30))), dtype=np.float32)


def forest_of(data: Mapping[str, Any]) -> Forest:
    """Read a forest from its JSON form."""
    arrays: dict[str, Sequence[float]] = data["nodes"]
    return Forest(
        names=tuple(data["names"]),
        roots=np.array(data["roots"], np.int32),
        feature=np.array(arrays["feature"], np.int32),
        threshold=np.array(arrays["threshold"], np.float32),
        left=np.array(arrays["left"], np.int32),
        right=np.array(arrays["right"], np.int32),
        value=np.array(arrays["value"], np.float32),
        depth=int(data["depth"]),
    )


@lru_cache(maxsize=8)
def load_forest(name: str) -> Forest:
    """Load a forest of the package's data, ``segments`` or ``readings``."""
    file = resources.files("newscrawl.extract") / "data" / f"{name}.json"
    return forest_of(json.loads(file.read_text("utf-8")))
