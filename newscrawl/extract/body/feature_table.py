"""The table of features: one row a segment, one column a feature."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.float32]


class Table:
    """Columns in the order in which they are added."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.columns: dict[str, Floats] = {}

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self.columns)

    def add(self, name: str, values: ArrayLike) -> Floats:
        """Add a column, one number for all or one a segment; return it."""
        column = np.asarray(values, dtype=np.float64)
        if column.ndim == 0:
            column = np.full(self.count, column)
        self.columns[name] = column
        return column

    def add_matrix(self, names: Sequence[str], values: NDArray[Any]) -> None:
        """Add the columns of an array of shape (segments, names)."""
        self.columns.update(zip(names, values.T.astype(np.float64), strict=True))

    def column(self, name: str) -> Floats:
        """Return the column of a name."""
        return self.columns[name]

    def rows(self) -> Rows:
        """Return the rows."""
        # Filled column by column, each side by side, as the trees compare them: to fill columns
        # of rows takes twice as long, and stacking them would hold all columns twice.
        found = np.empty((len(self.columns), self.count), np.float32)
        for number, column in enumerate(self.columns.values()):
            found[number] = column
        return found.T


def numbered(keys: Sequence[Hashable]) -> list[int]:
    """Return for each of *keys* its number, equal ones have the same; in the order of their first."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]
