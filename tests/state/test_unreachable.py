"""Hosts that nobody answers at: they hold up no end, and have one last attempt before it."""

from collections.abc import Iterator

import pytest

from newscrawl.state.frontier import Frontier
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.unreachable import LAST_ATTEMPT, end_rests, has_pending, wake
from newscrawl.state.values import Candidate, Rest
from newscrawl.web.urls import url_key

NOW = 1_000.0
URL = "https://gazette.example/a"


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    yield opened
    opened.close()


@pytest.fixture
def run_id(store: Store) -> int:
    """A run with one URL that waits."""
    run = Runs(store, resume_s=3600).begin("a", {}, lambda: "out", NOW)
    frontier = Frontier(store, run.id, worker="w", rest=Rest())
    frontier.add(Candidate(url_key(URL), URL, "gazette.example"), NOW)
    return run.id


def say(store: Store, lane: str = "", url: str = "") -> None:
    """Say how the lane and its URL are."""
    for table, changes in (("lanes", lane), ("urls", url)):
        if changes:
            store.run(f"UPDATE {table} SET {changes}")  # noqa: S608 - words of the tables below


LATER = "due = 0, delayed = 1"


@pytest.mark.parametrize(
    ("lane", "url", "expected"),
    [
        pytest.param("", "", True, id="due"),
        pytest.param("due = 0, leased = 1, rest_until = 2000, rested_by = 'refused'", "status = 1", True, id="out"),
        pytest.param("due = 0", "status = 2", False, id="all has ended"),
        pytest.param("rest_until = 1050, rested_by = 'breaker'", "", True, id="a rest that ends soon"),
        pytest.param("rest_until = 2000, rested_by = 'breaker'", "", False, id="a long rest"),
        pytest.param("rest_until = 1050, rested_by = 'refused'", "", False, id="refused, however soon"),
        pytest.param(LATER, "not_before = 1050", True, id="a time that comes"),
        pytest.param(LATER, "not_before = 1050, retryable = 1", False, id="it waits for a host that is away"),
        pytest.param(f"{LATER}, rest_until = 2000, rested_by = 'breaker'", "not_before = 1050", False, id="it waits, and its host rests"),
    ],
)  # fmt: skip
def test_what_a_run_waits_for(
    lane: str, url: str, expected: bool, store: Store, run_id: int
) -> None:
    """Work that is out, and work that it may get before the moment that it waits for."""
    say(store, lane, url)
    assert has_pending(store, run_id, NOW + 100) is expected
    assert has_pending(store, run_id + 1, NOW + 100) is False


@pytest.mark.parametrize(
    ("url", "wakes"),
    [
        pytest.param("not_before = 1050, retryable = 1", True, id="it waits for its host"),
        pytest.param("not_before = 1050", False, id="a time that comes"),
        pytest.param("not_before = 0, retryable = 1", False, id="it waits for nothing"),
        pytest.param("not_before = 1050, retryable = 1, status = 3", False, id="it has ended"),
    ],
)
def test_the_last_attempt_is_at_once(url: str, wakes: bool, store: Store, run_id: int) -> None:
    """However many there were, the next one is the last."""
    say(store, url=url)
    before = store.run("SELECT not_before, attempts FROM urls")
    assert wake(store, run_id + 1) == []
    assert len(wake(store, run_id)) == wakes
    assert store.run("SELECT not_before, attempts FROM urls") == (
        [(0.0, LAST_ATTEMPT)] if wakes else before
    )


@pytest.mark.parametrize(
    ("lane", "has_work", "is_open"),
    [
        pytest.param("rested_by = 'refused', open = 0", True, 1, id="it may be asked"),
        pytest.param("rested_by = 'refused', due = 0, open = 0", False, 0, id="it has no work"),
        pytest.param("rested_by = 'refused', leased = 1, open = 0", True, 0, id="one of it is out"),
        pytest.param("rested_by = 'breaker', open = 0", False, 0, id="it failed otherwise"),
    ],
)
def test_rests_end_where_nobody_was_there(
    lane: str, has_work: bool, is_open: int, store: Store, run_id: int
) -> None:
    """Rests for other reasons go on."""
    say(store, f"rest_until = 9000, {lane}")
    assert end_rests(store, run_id) is has_work
    ends = [(None, is_open)] if "refused" in lane else [(9000.0, 0)]
    assert store.run("SELECT rest_until, open FROM lanes") == ends
