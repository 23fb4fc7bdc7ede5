"""A sum of small decision trees, walked over all rows at once, one level at a time.

The trees are data, trained elsewhere (``benchmarks/train_*.py``); here they are only read and
walked. No library does it without a dependency of tens of megabytes; what is needed of one is forty
lines of numpy.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]
"""Indices as numpy itself has them: it would make a copy of others each time they are used."""
ROWS_AT_ONCE = 4_096
"""Bounds the memory of one evaluation: rows × trees × 4 bytes, some megabytes."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees as flat arrays over all of their nodes.

    Attributes:
        bias: The number to which the values are added.
        roots: Index of the first node of each tree.
        columns: The column that each node looks at.
        limits: The next node is the first child where the column is at most this, else the second.
        children: Indices of the two next nodes of each node; a leaf names itself.
        values: What a leaf adds; of other nodes the mean of what is below, or 0 where nobody asks
            for it.
        depth: Levels of the deepest tree.
        levels: Columns and limits of each level, as if all trees were as deep: a leaf that comes early
            stands for all below it. The nodes after node *n* of a level are 2 *n* and 2 *n* + 1 of
            the next, so that no step looks up where it leads.
        leaves: The values below the last level.
    """

    bias: float
    roots: Integers
    columns: Integers
    limits: Floats
    children: Integers
    values: Floats
    depth: int
    levels: tuple[tuple[Integers, Floats], ...] = field(init=False, repr=False, compare=False)
    leaves: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        levels, nodes = [], self.roots
        for _ in range(max(1, self.depth)):
            levels.append((self.columns[nodes], self.limits[nodes]))
            nodes = self.children.reshape(-1, 2)[nodes].ravel()
        object.__setattr__(self, "levels", tuple(levels))
        object.__setattr__(self, "leaves", self.values[nodes])

    def sums(self, rows: Floats) -> Floats:
        """Return the sum of the trees for each of *rows*, of shape (rows, columns)."""
        parts = [
            self._part(rows[at : at + ROWS_AT_ONCE]) for at in range(0, len(rows), ROWS_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _part(self, rows: Floats) -> Floats:
        values, starts = rows.ravel(), np.arange(len(rows))[:, None] * rows.shape[1]
        # One row of them: the columns of the roots are the same for all rows.
        nodes = np.arange(len(self.roots))
        for columns, limits in self.levels:
            beyond = values.take(starts + columns.take(nodes)) > limits.take(nodes)
            nodes = 2 * nodes + beyond
        return np.asarray(self.leaves.take(nodes).sum(axis=1) + self.bias, dtype=np.float32)

    def _step(self, rows: Floats, nodes: Integers) -> Integers:
        starts = np.arange(len(rows))[:, None] * rows.shape[1]
        beyond = rows.ravel().take(starts + self.columns.take(nodes)) > self.limits.take(nodes)
        return np.asarray(self.children.take(2 * nodes + beyond))

    def contributions(self, rows: Floats, owners: Integers) -> Floats:
        """Return how far each group of columns moved the sum of each row, of shape (rows, groups).

        *owners* names the group of each column. A step down a tree moves its value by the
        difference of two nodes; the column that was asked is credited. Source: A. Saabas,
        "Interpreting random forests", 2014.
        """
        groups = int(owners.max(initial=-1)) + 1
        nodes = np.repeat(self.roots[None, :], len(rows), axis=0)
        places = groups * np.arange(len(rows))[:, None]
        asked = owners[self.columns]
        moved = np.zeros(len(rows) * groups)
        for _ in range(self.depth):
            after = self._step(rows, nodes)
            credited = (places + asked[nodes]).ravel()
            steps = (self.values[after] - self.values[nodes]).ravel()
            # ``bincount`` adds up repeated places; ``+=`` by index would count each place once.
            moved += np.bincount(credited, steps, len(moved))
            nodes = after
        return moved.reshape(len(rows), groups).astype(np.float32)
