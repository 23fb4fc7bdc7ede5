"""The boosted trees of the boilerplate model, as bytes."""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.errors import RuleError
from newscrawl.trees import Trees

Numbers = NDArray[Any]


class BlockForest(Trees):
    """Trees whose values add up to log-odds."""

    __slots__ = ()

    def scores(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Return the log-odds of each row."""
        found: list[float] = self.sums(np.asarray(rows, dtype=np.float32)).tolist()
        return found


HEAD = struct.Struct("<4sIIId")
MAGIC = b"NCF2"
KINDS = ("<i4", "<i4", "<f4", "<f4", "<i2")
"""The numbers of each array in the file; in memory indices have the size that numpy walks fastest by."""


def write_forest(forest: BlockForest) -> bytes:
    """Return *forest* as bytes: a head, then its arrays, little-endian."""
    # The counts come first, so that a file that is cut off is noticed before it is used.
    head = HEAD.pack(MAGIC, len(forest.roots), len(forest.columns), forest.depth, forest.bias)
    arrays: Sequence[Numbers] = (
        forest.roots,
        forest.children,
        forest.limits,
        forest.values,
        forest.columns,
    )
    # Byte order is fixed: the package's data must give the same opinions on every machine.
    return head + b"".join(
        each.astype(kind).tobytes() for each, kind in zip(arrays, KINDS, strict=True)
    )


def read_forest(data: bytes, name: str = "trees.bin") -> BlockForest:
    """Read what ``write_forest`` wrote into the file *name*.

    Raises:
        RuleError: If it is not such a file.
    """
    try:
        magic, trees, nodes, depth, bias = HEAD.unpack_from(data)
        if magic != MAGIC:
            # The number is that of the layout: trees of an older one must fail here.
            raise ValueError("it does not begin with NCF2")
        place = HEAD.size
        arrays: list[Numbers] = []
        for kind, count in zip(KINDS, (trees, 2 * nodes, nodes, nodes, nodes), strict=True):
            # A view of the bytes, not a copy; ``frombuffer`` raises where the file is too short.
            arrays.append(np.frombuffer(data, kind, count, place))
            place += arrays[-1].nbytes
    except (struct.error, ValueError) as error:
        raise RuleError(f"{name}: not the trees that the training writes: {error}") from error
    roots, children, limits, values, columns = arrays
    indices = (roots.astype(np.intp), columns.astype(np.intp), limits, children.astype(np.intp))
    return BlockForest(bias, *indices, values, depth)
