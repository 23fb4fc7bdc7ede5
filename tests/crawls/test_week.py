"""A small simulated week; ``benchmarks/week.py`` has the large one."""

from pathlib import Path
from statistics import median

import pytest

from tests.support.week import make_world, run_week

pytestmark = pytest.mark.timeout(1200)


def test_a_week_of_failures_moves_and_news(tmp_path: Path) -> None:
    """Every article that a reader could have seen is in the output exactly once; idle sources cost no more."""
    world = make_world(8, seed=37)
    week = run_week(tmp_path, world, nights=4)
    assert week.missing == set()
    assert week.doubled == []
    assert not {code for night in week.nights for code in night.codes} - {0, 3, 5, -9}
    undisturbed = [night for night in week.nights if night.idle and len(night.codes) == 1]
    idle = [median(night.idle) for night in undisturbed]
    assert idle
    assert (
        idle[-1] <= idle[0] + 1
    )  # of eight sources; on some nights a look at an old article falls due
    changed = sum(paper.changed.total() for paper in world.papers)
    revised = sum(record["metadata"]["revision"] > 1 for record in week.records)
    assert 0 < revised <= changed
