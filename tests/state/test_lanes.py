"""Lanes: counters of a host, and whether it may be asked."""

from collections.abc import Iterator

import pytest

from newscrawl.state.breaker import NEVER
from newscrawl.state.frontier import Frontier
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import UNREAD_MAX, Candidate, Rest
from newscrawl.web.urls import url_key

NOW = 1_000.0
HOST = "gazette.example"


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    yield opened
    opened.close()


@pytest.fixture
def frontier(store: Store) -> Frontier:
    """A run whose hosts are asked for three URLs at a time."""
    run = Runs(store, resume_s=3600).begin("a", {}, lambda: "out", NOW)
    return Frontier(store, run.id, worker="w", rest=Rest(max_wait_s=60), max_leased=3)


def add(frontier: Frontier, *urls: str, **facts: object) -> None:
    for url in urls:
        frontier.add(Candidate(url_key(url), url, url.split("/")[2], **facts), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lane", "change", "is_open"),
    [
        pytest.param("", {"due": 1}, True, id="something is due"),
        pytest.param("", {"delayed": 1}, False, id="it waits for its time"),
        pytest.param("answered = 1", {"due": 1, "leased": 2}, True, id="room for one"),
        pytest.param("answered = 1", {"due": 1, "leased": 3}, False, id="no room"),
        pytest.param("", {"due": 1, "leased": 2}, False, id="it has not answered yet"),
        pytest.param("", {"due": 1, "leased": 2, "answered": True}, True, id="it answers now"),
        pytest.param("answered = 1", {"due": 1, "leased": 3, "fetched": 1}, True, id="what is fetched takes no room"),
        pytest.param("answered = 1", {"due": 1, "leased": UNREAD_MAX, "fetched": UNREAD_MAX}, False, id="too much is unread"),
        pytest.param("answered = 1, rests = 1", {"due": 1, "leased": 1}, False, id="after a rest one at a time"),
        pytest.param("rest_until = 2000", {"due": 1}, False, id="it rests"),
    ],
)  # fmt: skip
def test_whether_a_host_may_be_asked(
    lane: str, change: dict[str, int], is_open: bool, store: Store, frontier: Frontier
) -> None:
    """One statement counts and decides: nobody sees counters that do not fit."""
    add(frontier, f"https://{HOST}/a")
    store.run("UPDATE lanes SET due = 0, open = 0")
    if lane:
        store.run(f"UPDATE lanes SET {lane}")  # noqa: S608 - words of the table above
    ((number,),) = store.run("SELECT id FROM lanes")
    frontier.count(number, **change)  # type: ignore[arg-type]
    assert frontier.is_waiting(HOST) is is_open
    assert not frontier.is_waiting("other.example")


def test_what_is_outstanding(frontier: Frontier) -> None:
    """What waits, what is in hand, and what the busiest host has of both."""
    assert frontier.outstanding() == (0, 0, 0)
    add(frontier, *(f"https://{HOST}/{number}" for number in range(4)))
    add(frontier, "https://kurier.example/1", not_before=NOW + 5)
    assert frontier.lease(NOW) is not None
    assert frontier.outstanding() == (4, 1, 4)


def test_a_time_that_no_clock_would_set_is_no_reason_to_wait(
    store: Store, frontier: Frontier
) -> None:
    """It was set while the clock of the machine was ahead."""
    add(frontier, f"https://{HOST}/a", not_before=NOW + 400 * 86_400)
    assert frontier.has_pending(NOW)
    assert store.run("SELECT due, delayed FROM lanes") == [(1, 0)]
    assert frontier.lease(NOW) is not None


@pytest.mark.parametrize(
    ("rest", "is_pending"), [(NOW + 59, True), (NOW + 61, False)], ids=["soon", "late"]
)
def test_a_run_waits_for_no_long_rest(
    rest: float, is_pending: bool, store: Store, frontier: Frontier
) -> None:
    """The next run of the same command asks for what is left."""
    add(frontier, f"https://{HOST}/a")
    store.run("UPDATE lanes SET rest_until = ?, rested_by = 'told', open = 0", (rest,))
    assert frontier.has_pending(NOW) is is_pending


def test_hosts_that_nobody_answers_at_wake_together(store: Store, frontier: Frontier) -> None:
    """Their URLs are due, and counted so; a second time there is nothing to wake."""
    add(frontier, f"https://{HOST}/a", "https://kurier.example/a", not_before=NOW + 50)
    store.run("UPDATE urls SET retryable = 1")
    assert frontier.wake_unreachable()
    assert store.run("SELECT due, delayed, open FROM lanes") == [(1, 0, 1), (1, 0, 1)]
    assert not frontier.wake_unreachable()


def test_a_host_that_comes_after_the_time_is_over_is_not_asked(
    store: Store, frontier: Frontier
) -> None:
    """It waits for the next run, as those that were there."""
    add(frontier, f"https://{HOST}/a")
    frontier.shut()
    add(frontier, "https://kurier.example/a")
    assert store.run("SELECT DISTINCT rest_until, rested_by FROM lanes") == [(NEVER, "budget")]
    assert frontier.lease(NOW) is None
