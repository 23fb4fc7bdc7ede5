"""The trees of the boilerplate model: walked as they were written, and refused when they are damaged."""

import numpy as np
import pytest

from newscrawl.boilerplate.forest import BlockForest, read_forest, write_forest
from newscrawl.errors import RuleError


def numbers(values: list[float]) -> "np.ndarray":
    return np.array(values, dtype=np.float32)


def two_trees() -> BlockForest:
    """A split on column 1 at 0.5 with leaves -1 and 2, and a tree that is one leaf of 0.25."""
    return BlockForest(
        0.5,
        np.array([0, 3], np.intp),
        np.array([1, 0, 0, 0], np.intp),
        numbers([0.5, 0, 0, 0]),
        np.array([1, 2, 1, 1, 2, 2, 3, 3], np.intp),
        numbers([0, -1, 2, 0.25]),
        1,
    )


def test_each_row_takes_its_own_way() -> None:
    assert two_trees().scores([[9, 0.5], [9, 0.6]]) == [-0.25, 2.75]


def test_no_rows_have_no_scores() -> None:
    assert two_trees().scores([]) == []


def test_what_is_written_is_read_again() -> None:
    read = read_forest(write_forest(two_trees()))
    assert read.scores([[0, 0], [0, 1]]) == two_trees().scores([[0, 0], [0, 1]])


@pytest.mark.parametrize(
    "data", [b"", b"NCF2", b"XXXX" + write_forest(two_trees())[4:], write_forest(two_trees())[:-3]]
)
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(RuleError, match=r"trees\.bin: not the trees that the training writes"):
        read_forest(data)


def test_a_damaged_file_is_named() -> None:
    with pytest.raises(RuleError, match=r"page_trees\.bin: not the trees"):
        read_forest(b"", "page_trees.bin")
