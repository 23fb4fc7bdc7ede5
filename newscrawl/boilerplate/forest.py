"""Boosted trees as arrays: all trees of all blocks are walked at once, one level at a time."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newscrawl.errors import RuleError

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees whose values add up to log-odds.

    Attributes:
        bias: What the values are added to.
        roots: Index of the first node of each tree.
        columns: The column that each node looks at.
        limits: The next node is the first child where the column is at most this, else the second.
        children: Indices of the two next nodes of each node; a leaf names itself.
        values: What a leaf adds; 0 for other nodes.
        depth: Levels of the deepest tree.
    """

    bias: float
    roots: NDArray[np.int32]
    columns: NDArray[np.int16]
    limits: Numbers
    children: NDArray[np.int32]
    values: Numbers
    depth: int

    def scores(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Return the log-odds of each row."""
        if not rows:
            return []
        table = np.asarray(rows, dtype=np.float32)
        cells = table.ravel()
        starts = (np.arange(len(table)) * table.shape[1])[:, None]
        nodes = np.repeat(self.roots[None, :], len(table), axis=0)
        for _ in range(self.depth):
            goes_on = cells.take(starts + self.columns.take(nodes)) > self.limits.take(nodes)
            nodes = self.children.take(2 * nodes + goes_on)
        found: list[float] = (self.values.take(nodes).sum(axis=1) + self.bias).tolist()
        return found


HEAD = struct.Struct("<4sIIId")
MAGIC = b"NCF2"


def write_forest(forest: Forest) -> bytes:
    """Return *forest* as bytes: a head, then its arrays, little-endian."""
    head = HEAD.pack(MAGIC, len(forest.roots), len(forest.columns), forest.depth, forest.bias)
    arrays = (forest.roots, forest.children, forest.limits, forest.values, forest.columns)
    return head + b"".join(each.astype(each.dtype.newbyteorder("<")).tobytes() for each in arrays)


def read_forest(data: bytes) -> Forest:
    """Read what ``write_forest`` wrote.

    Raises:
        RuleError: If it is not such a file.
    """
    try:
        magic, trees, nodes, depth, bias = HEAD.unpack_from(data)
        if magic != MAGIC:
            raise ValueError("it does not begin with NCF2")
        place = HEAD.size
        arrays = []
        for kind, count in (("<i4", trees), ("<i4", 2 * nodes), *[("<f4", nodes)] * 2, ("<i2", nodes)):
            arrays.append(np.frombuffer(data, kind, count, place))
            place += arrays[-1].nbytes
    except (struct.error, ValueError) as error:
        raise RuleError(f"trees.bin: not the trees that the training writes: {error}") from error
    roots, children, limits, values, columns = arrays
    return Forest(bias, roots, columns, limits, children, values, depth)
