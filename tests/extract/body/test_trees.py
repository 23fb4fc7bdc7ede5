"""Trees as data: what they add up to, and which feature moved the sum."""

import numpy as np
import pytest

from newscrawl.extract.body.trees import SegmentForest, chances, forest_of

# Tree 1: is "long" (column 0) over 80? Then -2 or 3. Tree 2: is "links" (column 1) over .5? Then 1 or, if also
# "long", -4 else -1.
DATA = {
    "names": ["long", "links"],
    "roots": [0, 3],
    "depth": 2,
    "nodes": {
        "feature": [0, 0, 0, 1, 0, 0, 0, 0],
        "threshold": [80, 0, 0, 0.5, 0, 80, 0, 0],
        "left": [1, 1, 2, 4, 4, 6, 6, 7],
        "right": [2, 1, 2, 5, 4, 7, 6, 7],
        "value": [0.5, -2, 3, -1, 1, -2, -1, -4],
    },
}


@pytest.fixture
def forest() -> SegmentForest:
    return forest_of(DATA)


@pytest.mark.parametrize(
    ("row", "score"),
    [
        pytest.param((10, 0.1), -1, id="short, no links"),
        pytest.param((80, 0.5), -1, id="on both thresholds: left"),
        pytest.param((200, 0.1), 4, id="long, no links"),
        pytest.param((200, 0.9), -1, id="long, links"),
        pytest.param((10, 0.9), -3, id="short, links"),
    ],
)
def test_a_row_gets_the_sum_of_its_leaves(
    forest: SegmentForest, row: tuple[float, float], score: float
) -> None:
    """Each tree adds the value of the leaf in which a row ends."""
    rows = np.array([row, (10, 0.1)], np.float32)
    assert forest.scores(rows).tolist() == [score, -1]


def test_contributions_add_up(forest: SegmentForest) -> None:
    """What the features moved, and the values of the roots, are the score; only what was asked has a share."""
    rows = np.array([(200, 0.9), (10, 0.1)], np.float32)
    moved = forest.contributions(rows, np.array([0, 1], np.intp))
    assert np.allclose(moved.sum(axis=1) + 0.5 - 1, forest.scores(rows))
    assert moved[0].tolist() == [0.5, -1]
    assert forest.contributions(rows, np.array([0, 0], np.intp))[0].tolist() == [-0.5]


def test_many_rows_are_as_few(forest: SegmentForest) -> None:
    """Rows are evaluated in parts; no row is lost or changed by it, and none gives none."""
    rows = np.tile(np.array([(200, 0.1), (10, 0.9)], np.float32), (5_000, 1))
    assert forest.scores(rows).tolist() == [4, -3] * 5_000
    assert forest.scores(rows[:0]).shape == (0,)


def test_chances_are_between_nothing_and_certain() -> None:
    """Log-odds of any size are chances."""
    assert chances(np.array([-1e9, 0, 1e9], np.float32)).round(3).tolist() == [0, 0.5, 1]


def ladder(steps: int) -> SegmentForest:
    """Return a tree that asks *steps* times in turn whether column 0 is more; leaf *n* is worth *n*."""
    asks, ends = range(steps), range(steps, 2 * steps + 1)
    below = [step + 1 for step in asks][:-1]
    return forest_of(
        {
            "names": ["number"],
            "roots": [0],
            "depth": steps,
            "nodes": {
                "feature": [0] * (2 * steps + 1),
                "threshold": [step + 0.5 for step in asks] + [0 for _ in ends],
                "left": [steps + step for step in asks] + list(ends),
                "right": [*below, 2 * steps, *ends],
                "value": [0 for _ in asks] + list(range(steps + 1)),
            },
        }
    )


@pytest.mark.parametrize("steps", [1, 15, 16, 31, 32, 63])
def test_a_row_ends_in_its_leaf_of_many(steps: int) -> None:
    """Leaves are bits of a number: its size follows from the largest tree."""
    rows = np.arange(steps + 1, dtype=np.float32)[:, None]
    assert ladder(steps).scores(rows).tolist() == list(range(steps + 1))


def test_a_tree_of_too_many_leaves_is_refused() -> None:
    with pytest.raises(ValueError, match="a tree has 65 leaves, at most 64"):
        ladder(64)
