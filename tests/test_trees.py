"""A sum of small decision trees: asked side by side it gives what a walk down each tree gives."""

from random import Random

import numpy as np
import pytest

from newscrawl.trees import MAX_LEAVES, ROWS_AT_ONCE, Trees

COLUMNS = 5


def grown(dice: Random, leaves: int) -> list[list[float]]:
    """Return the nodes of a tree: column, limit, first child, second child, value; a leaf names itself."""
    nodes: list[list[float]] = [[0, 0.0, 0, 0, dice.uniform(-1, 1)]]
    ends = [0]
    for _ in range(leaves - 1):
        at = ends.pop(dice.randrange(len(ends)))
        nodes[at] = [dice.randrange(COLUMNS), dice.uniform(-1, 1), len(nodes), len(nodes) + 1, 0.0]
        for _ in "ab":
            ends.append(len(nodes))
            nodes.append([0, 0.0, len(nodes), len(nodes), dice.uniform(-1, 1)])
    return nodes


def trees_of(*several: list[list[float]], bias: float = 0.5) -> Trees:
    """Return trees as the flat arrays that training writes; a node's value is the mean of its children."""
    roots: list[int] = []
    rows: list[list[float]] = []
    for nodes in several:
        for node in reversed(nodes):
            first, second = int(node[2]), int(node[3])
            if nodes[first] is not node:
                node[4] = (nodes[first][4] + nodes[second][4]) / 2
        roots.append(len(rows))
        rows += [[a, b, c + roots[-1], d + roots[-1], e] for a, b, c, d, e in nodes]
    columns, limits, first, second, values = np.array(rows).T
    children = np.stack([first, second], axis=1).ravel().astype(np.intp)
    return Trees(
        bias,
        np.array(roots, np.intp),
        columns.astype(np.intp),
        limits.astype(np.float32),
        children,
        values.astype(np.float32),
        depth=max(map(len, several)),
    )


def walked(trees: Trees, row: np.ndarray) -> float:
    """Return the sum for one row, as a walk down each tree finds it."""
    total = trees.bias
    for root in trees.roots:
        at = int(root)
        while trees.children[2 * at] != at:
            beyond = row[trees.columns[at]] > trees.limits[at]
            at = int(trees.children[2 * at + int(beyond)])
        total += float(trees.values[at])
    return total


@pytest.mark.parametrize("leaves", [(1,), (2,), (3, 1, 2), (5, 9, 4), (MAX_LEAVES, 2), (31,) * 20])
def test_sums_are_those_of_a_walk(leaves: tuple[int, ...]) -> None:
    """Whatever the sizes of the trees, and however many rows there are."""
    dice = Random(sum(leaves))
    trees = trees_of(*(grown(dice, each) for each in leaves))
    rows = np.array(
        [[dice.uniform(-1.2, 1.2) for _ in range(COLUMNS)] for _ in range(ROWS_AT_ONCE + 9)],
        np.float32,
    )
    assert trees.sums(rows) == pytest.approx([walked(trees, row) for row in rows], abs=1e-5)
    assert trees.sums(rows[:0]).shape == (0,)


def test_a_column_at_its_limit_is_on_the_first_side() -> None:
    """Only what is beyond the limit goes on."""
    trees = trees_of([[2, 0.25, 1, 2, 0], [0, 0, 1, 1, -1], [0, 0, 2, 2, 1]], bias=0)
    rows = np.array([[0, 0, value] for value in (0.0, 0.25, 0.2501)], np.float32)
    assert list(trees.sums(rows)) == [-1, -1, 1]


def test_contributions_are_the_steps_of_the_walk() -> None:
    """With the values of the roots and the bias they add up to the sum, and each is its group's own."""
    dice = Random(4)
    trees = trees_of(grown(dice, 9), grown(dice, 4))
    rows = np.array([[dice.uniform(-1, 1) for _ in range(COLUMNS)] for _ in range(7)], np.float32)
    owners = np.array([0, 0, 1, 2, 1], np.intp)
    moved = trees.contributions(rows, owners)
    start = trees.bias + float(trees.values[trees.roots].sum())
    assert moved.shape == (7, 3)
    assert moved.sum(axis=1) + start == pytest.approx(trees.sums(rows), abs=1e-5)
    one = trees_of([[2, 0.25, 1, 2, 0], [0, 0, 1, 1, -1], [0, 0, 2, 2, 3]])
    assert one.contributions(np.zeros((1, 5), np.float32), owners).tolist() == [[0, -2, 0]]


def test_a_tree_with_too_many_leaves_is_refused() -> None:
    """Its leaves are bits of one number."""
    with pytest.raises(ValueError, match=f"{MAX_LEAVES + 1} leaves, at most {MAX_LEAVES}"):
        trees_of(grown(Random(1), MAX_LEAVES + 1))
