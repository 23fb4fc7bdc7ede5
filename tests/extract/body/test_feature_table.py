"""The table of features: columns in the order of their addition, one number a segment."""

import numpy as np
import pytest

from newscrawl.extract.body.feature_table import Table, numbered


def test_columns_become_rows_in_their_order() -> None:
    """A single number stands for all segments; a column that is added again keeps its place."""
    table = Table(3)
    assert table.add("b", [1, 2, 3]).tolist() == [1, 2, 3]
    assert table.add("a", 7).tolist() == [7, 7, 7]
    table.add_matrix(["c", "d"], np.array([[True, False], [False, True], [True, True]]))
    table.add("b", [4, 5, 6])
    assert table.names == ["b", "a", "c", "d"]
    assert table.column("d").tolist() == [0, 1, 1]
    rows = table.rows()
    assert rows.tolist() == [[4, 7, 1, 0], [5, 7, 0, 1], [6, 7, 1, 1]]
    assert (rows.dtype, rows.shape) == (np.float32, (3, 4))
    # As the trees compare them: each column lies side by side.
    assert rows.flags.f_contiguous


@pytest.mark.parametrize(
    ("count", "names", "shape"),
    [
        pytest.param(0, ["a"], (0, 1), id="no segment"),
        pytest.param(2, [], (2, 0), id="no column"),
        pytest.param(0, [], (0, 0), id="neither"),
        pytest.param(50_000, ["a", "b"], (50_000, 2), id="a huge page"),
    ],
)
def test_any_size(count: int, names: list[str], shape: tuple[int, int]) -> None:
    """Nothing is a table too."""
    table = Table(count)
    for name in names:
        table.add(name, 1)
    assert table.rows().shape == shape


def test_names_must_fit_the_columns() -> None:
    """One name more is a fault of the caller; so is a column that is not there."""
    with pytest.raises(ValueError, match="zip"):
        Table(1).add_matrix(["a", "b"], np.ones((1, 1)))
    with pytest.raises(KeyError):
        Table(1).column("a")


@pytest.mark.parametrize(
    ("keys", "numbers"),
    [
        pytest.param(["b", "a", "b", "c"], [0, 1, 0, 2], id="in the order of their first"),
        pytest.param(["мост", "橋", "мост"], [0, 1, 0], id="any script"),
        pytest.param([(1, "a"), (1, "b"), (1, "a")], [0, 1, 0], id="pairs"),
        pytest.param([], [], id="none"),
    ],
)
def test_equal_keys_have_one_number(keys: list[object], numbers: list[int]) -> None:
    """Keys are anything that can be compared."""
    assert numbered(keys) == numbers
