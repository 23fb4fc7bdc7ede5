"""The figures of each source in each run, kept for the next one."""

from collections import Counter
from collections.abc import Iterator

import pytest

from newscrawl.health.figures import SourceFigures
from newscrawl.health.judge import HealthVerdict
from newscrawl.state.health import KEPT_RUNS, Health
from newscrawl.state.store import Store, open_store

WELL, BROKEN = HealthVerdict("ok", ()), HealthVerdict("broken", ())


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    yield opened
    opened.close()


def figures(listed: int) -> SourceFigures:
    return SourceFigures(listed=listed, missed=Counter(timeout=1))


def test_the_past_are_the_runs_that_were_judged(store: Store) -> None:
    """The last one first, without the present one, and those that were broken are marked."""
    health = Health(store)
    health.note("a", 1, figures(1), WELL)
    health.note("a", 2, figures(2), BROKEN)
    health.note("a", 3, figures(3))
    health.note("a", 4, figures(4), WELL)
    health.note("b", 1, figures(9), WELL)
    assert [(run.figures.listed, run.broken) for run in health.past("a", 4)] == [
        (2, True),
        (1, False),
    ]


def test_a_note_replaces_the_one_before(store: Store) -> None:
    """Of the same source and run."""
    health = Health(store)
    health.note("a", 1, figures(1))
    health.note("a", 1, figures(2))
    assert health.of_run(1) == {"a": figures(2)}
    assert health.overview() == []
    health.note("a", 1, figures(3), BROKEN)
    assert [(row[0], row[1], row[3]) for row in health.overview()] == [("a", 1, "broken")]


def test_old_runs_make_place(store: Store) -> None:
    """So many are kept of each source."""
    health = Health(store)
    for run in range(1, KEPT_RUNS + 4):
        health.note("a", run, figures(run), WELL)
    health.note("b", 1, figures(1), WELL)
    assert len(health.past("a", 0)) == KEPT_RUNS
    assert min(run.figures.listed for run in health.past("a", 0)) == 4
    assert len(health.past("b", 0)) == 1


def test_workers_add_up_what_each_saw(store: Store) -> None:
    """Each knows its own part alone; a budget that is spent for one is spent."""
    one, two = Health(store, "one"), Health(store, "two")
    one.note_part("a", 1, figures(2))
    one.note_part("a", 1, figures(3))
    two.note_part("a", 1, figures(4), is_cut=True)
    assert one.of_run(1) == {"a": figures(3)}
    total, is_cut = one.add_up("a", 1)
    assert (total.missed["timeout"], is_cut) == (2, True)
    assert one.add_up("b", 1) == (SourceFigures(), False)


def test_a_forgotten_source_has_no_past(store: Store) -> None:
    """It is told how many runs it had."""
    health = Health(store)
    health.note("a", 1, figures(1), WELL)
    health.note("a", 2, figures(1), WELL)
    assert (health.forget("a"), health.forget("a"), health.past("a", 0)) == (2, 0, [])
