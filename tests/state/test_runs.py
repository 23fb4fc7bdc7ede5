"""The runs of a state: begun, taken up again, ended."""

from collections.abc import Iterator

import pytest

from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import HANDED_OVER, Run

NOW, RESUME_S = 1_000.0, 100.0


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    yield opened
    opened.close()


def begin(runs: Runs, now: float = NOW, spider: str = "site", **arguments: str) -> Run:
    return runs.begin(spider, arguments, lambda: f"folder-{now:g}", now)


@pytest.mark.parametrize(
    ("reason", "finished", "after_s", "taken_up"),
    [
        pytest.param(None, False, 9_999, True, id="killed"),
        pytest.param("shutdown", False, 9_999, True, id="stopped"),
        pytest.param("finished", True, 1, False, id="finished"),
        pytest.param("finished", False, RESUME_S, True, id="something left, in time"),
        pytest.param("finished", False, RESUME_S + 1, False, id="something left, too late"),
    ],
)
def test_a_run_that_is_not_finished_is_taken_up(
    store: Store, reason: str | None, finished: bool, after_s: float, taken_up: bool
) -> None:
    """With its folder; else another one begins."""
    runs = Runs(store, resume_s=RESUME_S)
    first = begin(runs, site="a")
    assert (first.resumed, first.folder) == (False, "folder-1000")
    if reason:
        runs.end(first, reason, NOW, finished=finished)
    again = begin(runs, NOW + after_s, site="a")
    assert (again.id == first.id, again.resumed) == (taken_up, taken_up)
    assert (again.folder == first.folder) is taken_up
    assert again.started == (NOW if taken_up else NOW + after_s)


def test_another_command_has_a_run_of_its_own(store: Store) -> None:
    """By its spider and its arguments, in whatever order these come."""
    runs = Runs(store, resume_s=RESUME_S)
    first = begin(runs, site="a", since="7d")
    assert begin(runs, since="7d", site="a").id == first.id
    assert begin(runs, site="b", since="7d").id != first.id
    assert begin(runs, site="a").id != first.id
    assert begin(runs, spider="article", site="a", since="7d").id != first.id


def test_a_run_that_was_handed_over_is_known_as_such(store: Store) -> None:
    """Its turn was over."""
    runs = Runs(store, resume_s=RESUME_S)
    runs.end(begin(runs), HANDED_OVER, NOW, finished=False)
    assert begin(runs).handed_over
    assert not begin(runs).handed_over


def test_bytes_of_a_file_name_are_an_argument(store: Store) -> None:
    """Also such as are no text."""
    runs = Runs(store, resume_s=RESUME_S)
    first = begin(runs, urls="@list-\udcff.txt")
    assert begin(runs, urls="@list-\udcff.txt").id == first.id


def test_an_empty_run_has_nothing_left(store: Store) -> None:
    """And nothing that has ended."""
    runs = Runs(store, resume_s=RESUME_S)
    run = begin(runs)
    assert (runs.left(run), runs.ended(run)) == ({}, {})
