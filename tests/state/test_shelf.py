"""What a run leaves for the next one because a budget is spent."""

from collections.abc import Iterator

import pytest

from newscrawl.state.breaker import NEVER
from newscrawl.state.frontier import Frontier
from newscrawl.state.runs import Runs
from newscrawl.state.shelf import SHELVED, shelve, shut
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import Candidate, Status
from newscrawl.web.urls import url_key

NOW = 1_000.0


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    yield opened
    opened.close()


def begun(store: Store) -> int:
    """The number of a run with two listings, one of which waits, and an article."""
    run = Runs(store, resume_s=3600).begin("site", {}, lambda: "out", NOW)
    frontier = Frontier(store, run.id, worker="w")
    for name, request, at in (
        ("l1", '{"kind":"listing"}', 0.0),
        ("l2", '{"kind":"listing"}', NOW + 60),
        ("a1", None, 0.0),
    ):
        url = f"https://news.example/{name}"
        frontier.add(Candidate(url_key(url), url, "news.example", request, not_before=at), NOW)
    return run.id


def test_only_requests_with_the_mark_are_left(store: Store) -> None:
    """They count as failed by something that passes, so that the next run takes them up."""
    begun(store)
    lane = int(store.run("SELECT id FROM lanes")[0][0])
    assert shelve(store, lane, '"listing"', NOW) == (1, 1)
    rows = store.run("SELECT url, status, reason, retryable FROM urls ORDER BY url")
    failed = (Status.FAILED, SHELVED, 1)
    assert [tuple(row) for row in rows] == [
        ("https://news.example/a1", Status.PENDING, None, 0),
        ("https://news.example/l1", *failed),
        ("https://news.example/l2", *failed),
    ]


def test_a_run_without_time_asks_no_host(store: Store) -> None:
    """All lanes of the run rest for good; those of another run go on."""
    run = begun(store)
    other = Runs(store, resume_s=3600).begin("article", {}, lambda: "other", NOW)
    Frontier(store, other.id, worker="w").add(
        Candidate(b"12345678", "https://other.example/", "other.example"), NOW
    )
    shut(store, run)
    rows = store.run("SELECT host, rest_until, open FROM lanes ORDER BY host")
    assert [tuple(row) for row in rows] == [("news.example", NEVER, 0), ("other.example", None, 1)]


def test_a_host_that_was_given_up_stays_so(store: Store) -> None:
    """The report names the worse of the two reasons."""
    run = begun(store)
    store.run("UPDATE lanes SET rested_by = 'given_up'")
    shut(store, run)
    assert store.run("SELECT rested_by FROM lanes")[0][0] == "given_up"
