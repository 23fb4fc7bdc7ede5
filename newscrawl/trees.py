"""A sum of small decision trees, asked for all rows at once.

The trees are data, trained elsewhere (``benchmarks/train_*.py``); here they are only read and
asked. No library does it without a dependency of tens of megabytes; what is needed of one is a
hundred lines of numpy.

A row is not led down a tree: all nodes of a tree are asked side by side. A row that is beyond the
limit of a node cannot end in a leaf on the node's first side; the leaves that are ruled out are bits
of one number, and the first leaf that is left is the one where the walk would end. Comparisons in
long columns take half of the time of a walk, whose every step looks up where it leads. Source: C.
Lucchese et al., "QuickScorer", SIGIR 2015.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]
"""Indices as numpy itself has them: it would make a copy of others each time they are used."""
ROWS_AT_ONCE = 128
"""Bounds the memory of one evaluation: rows × nodes × 4 bytes, two megabytes, which caches hold."""
MAX_LEAVES = 64
"""Leaves of one tree, a bit of a number for each."""


@dataclass(frozen=True, slots=True)
class Questions:
    """The nodes of all trees that ask, side by side; arrays of shape (nodes of a tree, trees).

    A tree with fewer nodes than others has some that no row is beyond.

    Attributes:
        columns: The column that each node looks at.
        limits: The second side is taken where the column is more than this.
        firsts: The leaves on the first side, as bits: a row on the second side ends in none of them.
        leaves: The values of the leaves of all trees, ``most`` for each tree.
        most: Leaves of the largest tree.
    """

    columns: Integers
    limits: Floats
    firsts: NDArray[Any]
    leaves: Floats
    most: int


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
        questions: The same trees, as ``sums`` asks them.

    Raises:
        ValueError: If a tree has more than ``MAX_LEAVES`` leaves.
    """

    bias: float
    roots: Integers
    columns: Integers
    limits: Floats
    children: Integers
    values: Floats
    depth: int
    questions: Questions = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", _questions_of(self))

    def sums(self, rows: Floats) -> Floats:
        """Return the sum of the trees for each of *rows*, of shape (rows, columns)."""
        parts = [
            self._part(rows[at : at + ROWS_AT_ONCE]) for at in range(0, len(rows), ROWS_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _part(self, rows: Floats) -> Floats:
        asked = self.questions
        turned = np.ascontiguousarray(rows.T)
        beyond = turned.take(asked.columns, axis=0) > asked.limits[:, :, None]
        gone = np.bitwise_or.reduce(beyond * asked.firsts[:, :, None], axis=0)
        # The lowest bit that is not set, alone: a power of two, whose exponent is the leaf's number.
        first = ~gone & (gone + gone.dtype.type(1))
        leaf = np.frexp(first.astype(np.float32))[1] - 1
        leaf += asked.most * np.arange(len(self.roots), dtype=leaf.dtype)[:, None]
        # Row by row, so that the values of a row are added in one order however many rows there are.
        found = asked.leaves.take(leaf.T).sum(axis=1)
        return np.asarray(found + self.bias, dtype=np.float32)

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


def _questions_of(trees: Trees) -> Questions:
    """Return the nodes of *trees* side by side."""
    children, count = trees.children.reshape(-1, 2), len(trees.roots)
    levels = _askers_by_level(trees.roots, children, trees.depth)
    leaves = np.ones(len(children), np.intp)
    for askers in reversed(levels):
        leaves[askers] = leaves[children[askers]].sum(axis=1)
    most = int(leaves[trees.roots].max(initial=1))
    if most > MAX_LEAVES:
        raise ValueError(f"a tree has {most} leaves, at most {MAX_LEAVES} can be asked")
    # Of each node its tree, and the number of the first leaf below it.
    owners, starts = np.zeros_like(leaves), np.zeros_like(leaves)
    owners[trees.roots] = np.arange(count)
    for askers in levels:
        first, second = children[askers].T
        owners[first] = owners[second] = owners[askers]
        starts[first], starts[second] = starts[askers], starts[askers] + leaves[first]
    values = np.zeros((count, most), np.float32)
    ends = np.flatnonzero(children[:, 0] == np.arange(len(children)))
    values[owners[ends], starts[ends]] = trees.values[ends]
    askers = np.concatenate(levels)
    below = leaves[children[askers, 0]].astype(np.uint64)
    firsts = ((np.uint64(1) << below) - np.uint64(1)) << starts[askers].astype(np.uint64)
    places = _places(owners[askers])
    shape = (int(places.max(initial=-1)) + 1, count)
    found = Questions(
        np.zeros(shape, np.intp),
        # No row is beyond infinity: that stands where a tree has no more nodes.
        np.full(shape, np.inf, np.float32),
        np.zeros(shape, np.min_scalar_type((1 << most) - 1)),
        values.ravel(),
        most,
    )
    at = (places, owners[askers])
    found.columns[at] = trees.columns[askers]
    found.limits[at] = trees.limits[askers]
    found.firsts[at] = firsts
    return found


def _askers_by_level(roots: Integers, children: Integers, depth: int) -> list[Integers]:
    """Return the nodes that are no leaves, for each of *depth* levels from the *roots*."""
    levels, nodes = [], roots
    for _ in range(max(1, depth)):
        askers = nodes[children[nodes, 0] != nodes]
        levels.append(askers)
        nodes = children[askers].ravel()
    return levels


def _places(owners: Integers) -> Integers:
    """Return for each of *owners* how many before it are the same."""
    order = np.argsort(owners, kind="stable")
    grouped = owners[order]
    places = np.empty_like(owners)
    places[order] = np.arange(len(owners)) - np.searchsorted(grouped, grouped)
    return places
