"""The boosted trees of the boilerplate model, as bytes."""

import struct
from collections.abc import Sequence

import numpy as np

from newscrawl.errors import RuleError
from newscrawl.trees import Trees


class BlockForest(Trees):
    """Trees whose values add up to log-odds."""

    __slots__ = ()

    def scores(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Return the log-odds of each row."""
        found: list[float] = self.sums(np.asarray(rows, dtype=np.float32)).tolist()
        return found


HEAD = struct.Struct("<4sIIId")
MAGIC = b"NCF2"


def write_forest(forest: BlockForest) -> bytes:
    """Return *forest* as bytes: a head, then its arrays, little-endian."""
    # The counts come first, so that a file that is cut off is noticed before it is used.
    head = HEAD.pack(MAGIC, len(forest.roots), len(forest.columns), forest.depth, forest.bias)
    arrays = (forest.roots, forest.children, forest.limits, forest.values, forest.columns)
    # Byte order is fixed: the package's data must give the same opinions on every machine.
    return head + b"".join(each.astype(each.dtype.newbyteorder("<")).tobytes() for each in arrays)


def read_forest(data: bytes) -> BlockForest:
    """Read what ``write_forest`` wrote.

    Raises:
        RuleError: If it is not such a file.
    """
    try:
        magic, trees, nodes, depth, bias = HEAD.unpack_from(data)
        if magic != MAGIC:
            # The number is that of the layout: trees of an older one must fail here.
            raise ValueError("it does not begin with NCF2")
        place = HEAD.size
        arrays = []
        for kind, count in (
            ("<i4", trees),
            ("<i4", 2 * nodes),
            *[("<f4", nodes)] * 2,
            ("<i2", nodes),
        ):
            # A view of the bytes, not a copy; ``frombuffer`` raises where the file is too short.
            arrays.append(np.frombuffer(data, kind, count, place))
            place += arrays[-1].nbytes
    except (struct.error, ValueError) as error:
        raise RuleError(f"trees.bin: not the trees that the training writes: {error}") from error
    roots, children, limits, values, columns = arrays
    return BlockForest(bias, roots, columns, limits, children, values, depth)
