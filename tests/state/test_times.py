"""When what waits in a frontier becomes due."""

from collections.abc import Iterator

import pytest

from newscrawl.state.breaker import NEVER
from newscrawl.state.frontier import Frontier
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.times import next_due, right_times
from newscrawl.state.values import Candidate
from newscrawl.web.urls import url_key

NOW = 1_000.0
YEAR_S = 366 * 86_400.0


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    yield opened
    opened.close()


def begun(store: Store, *not_before: float) -> int:
    """The number of a run with a URL for each of these times."""
    run = Runs(store, resume_s=3600).begin("article", {}, lambda: "out", NOW)
    frontier = Frontier(store, run.id, worker="w")
    for number, at in enumerate(not_before):
        url = f"https://news.example/{number}"
        frontier.add(Candidate(url_key(url), url, "news.example", not_before=at), NOW)
    return run.id


@pytest.mark.parametrize(
    ("times", "rest_until", "due"),
    [
        pytest.param([], None, None, id="nothing waits"),
        pytest.param([0.0], None, None, id="it is due already"),
        pytest.param([NOW + 9, NOW + 5], None, NOW + 5, id="the earliest of two URLs"),
        pytest.param([NOW + 9], NOW + 3, NOW + 3, id="a host that rests wakes before a URL"),
    ],
)
def test_the_next_time(
    store: Store, times: list[float], rest_until: float | None, due: float | None
) -> None:
    """The first of all URLs and hosts that wait for one."""
    run = begun(store, *times)
    store.run("UPDATE lanes SET rest_until = ?, rested_by = 'server'", (rest_until,))
    assert next_due(store, run) == due


def test_times_of_a_wrong_clock_are_set_right(store: Store) -> None:
    """A time in a year was set by a clock that was ahead; one in an hour stays."""
    run = begun(store, NOW + YEAR_S, NOW + 3_600)
    lanes = right_times(store, run, NOW)
    assert lanes == [int(store.run("SELECT id FROM lanes")[0][0])]
    waiting = store.run("SELECT not_before FROM urls ORDER BY url")
    assert [at for (at,) in waiting] == [0, NOW + 3_600]


@pytest.mark.parametrize(
    ("rested_by", "until"),
    [
        pytest.param("server", NOW, id="a rest that the server asked for"),
        pytest.param("given_up", NEVER, id="a host that was given up stays so"),
        pytest.param("budget", NEVER, id="so does one whose budget is spent"),
    ],
)
def test_absurd_rests_end(store: Store, rested_by: str, until: float) -> None:
    """But for those that never end on purpose."""
    run = begun(store, 0.0)
    store.run("UPDATE lanes SET rest_until = ?, rested_by = ?", (NEVER, rested_by))
    right_times(store, run, NOW)
    assert store.run("SELECT rest_until FROM lanes")[0][0] == until
