"""When a host is left alone, for how long, and when it is given up."""

from collections.abc import Iterator

import pytest

from newscrawl.state.breaker import NEVER, Breaker
from newscrawl.state.frontier import Frontier
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import Candidate, Rest
from newscrawl.web.urls import url_key

NOW = 1_000.0
REST = Rest(after_failures=3, base_s=10, max_s=15, max_rests=2)
URL = "https://news.example/a"


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    run = Runs(opened, resume_s=3600).begin("article", {}, lambda: "out", NOW)
    frontier = Frontier(opened, run.id, worker="w", rest=REST)
    frontier.add(Candidate(url_key(URL), URL, "news.example"), NOW)
    yield opened
    opened.close()


@pytest.fixture
def breaker(store: Store) -> Breaker:
    return Breaker(store, REST)


def lane_of(store: Store) -> dict[str, object]:
    """The lane of the only host."""
    names = ("id", "rests", "rest_until", "rested_by", "open")
    rows = store.run("SELECT id, rests, rest_until, rested_by, open FROM lanes")
    return dict(zip(names, rows[0], strict=True))


def rests_of(breaker: Breaker, lane: int, count: int) -> list[float | None]:
    """The times until which the host rests after each of *count* failures at the same moment."""
    return [breaker.fail(lane, NOW) for _ in range(count)]


def test_failures_in_a_row_open_the_breaker(store: Store, breaker: Breaker) -> None:
    """The last of as many as the rest says, and none before it."""
    lane = int(str(lane_of(store)["id"]))
    assert rests_of(breaker, lane, 3) == [None, None, NOW + REST.base_s]
    assert lane_of(store)["open"] == 0
    assert lane_of(store)["rested_by"] == "breaker"


def test_a_success_closes_the_breaker(store: Store, breaker: Breaker) -> None:
    """Failures are counted anew after an answer."""
    lane = int(str(lane_of(store)["id"]))
    rests_of(breaker, lane, 2)
    breaker.succeed(lane)
    assert rests_of(breaker, lane, 2) == [None, None]


def test_a_host_that_stays_away_is_given_up(store: Store, breaker: Breaker) -> None:
    """Rests double up to the longest; after as many as are allowed the host is left for the next run."""
    lane = int(str(lane_of(store)["id"]))
    rests_of(breaker, lane, 3)
    store.run("UPDATE lanes SET rest_until = NULL")
    assert breaker.fail(lane, NOW) == NOW + REST.max_s
    store.run("UPDATE lanes SET rest_until = NULL")
    assert breaker.fail(lane, NOW) is None
    assert lane_of(store)["rest_until"] == NEVER
    breaker.succeed(lane)
    assert lane_of(store)["rested_by"] is None
    assert lane_of(store)["open"] == 1


@pytest.mark.parametrize(
    ("until", "rests_until"),
    [
        pytest.param(NOW + 500, NOW + 500, id="it names a later time"),
        pytest.param(NOW - 1, None, id="it names a time that is over"),
    ],
)
def test_a_server_may_ask_for_a_rest(
    store: Store, breaker: Breaker, until: float, rests_until: float | None
) -> None:
    """``Retry-After`` counts from the first failure on, and is no step towards giving the host up."""
    lane = int(str(lane_of(store)["id"]))
    assert breaker.fail(lane, NOW, told_until=until) == rests_until
    assert lane_of(store)["rests"] == 0


def test_a_wait_for_an_address_shortens_no_other_rest(store: Store, breaker: Breaker) -> None:
    """A rest that the server asked for goes on."""
    lane = int(str(lane_of(store)["id"]))
    breaker.fail(lane, NOW, told_until=NOW + 500)
    breaker.wait(lane, NOW + 1)
    assert lane_of(store)["rest_until"] == NOW + 500
