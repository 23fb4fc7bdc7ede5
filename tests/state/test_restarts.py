"""Redirects that may be over by the next run: what was led away is tried again, at its own URL."""

import json
from collections.abc import Iterator

import pytest

from newscrawl.state.coverage import Coverage
from newscrawl.state.frontier import Frontier
from newscrawl.state.overview import requeue
from newscrawl.state.restarts import from_the_start
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import Candidate, Lease, Outcome, Status

HOST = "news.example"
REDIRECTED = json.dumps(
    {
        "url": "https://news.example/closed",
        "callback": "parse_page",
        "meta": {"redirect_urls": ["https://news.example/a?x"], "redirect_times": 1, "rank": 2},
    }
)


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    store = open_store(any_state)
    yield store
    store.close()


def page(name: str, request: str | None = None) -> Candidate:
    return Candidate(name.encode(), name, HOST, request)


def lease_of(frontier: Frontier, name: str) -> Lease:
    frontier.add(page(name), 1.0)
    lease = frontier.lease(1.0)
    assert lease is not None
    assert lease.url == name
    return lease


def test_a_page_that_was_led_to_no_article_returns(store: Store) -> None:
    """The first that was led there, and those after it; not one that was led to an article."""
    run = Runs(store, resume_s=60.0).begin("site", {}, lambda: "out", 1.0)
    frontier = Frontier(store, run.id, worker="w", max_leased=9)
    frontier.finish(lease_of(frontier, "front"), Outcome(Status.DONE), 1.0)
    frontier.finish(lease_of(frontier, "article"), Outcome(Status.DONE, records=1), 1.0)
    for name, target in (("a", "front"), ("b", "article"), ("c", "front")):
        assert not frontier.redirect(lease_of(frontier, name), page(target), 1.0)
    assert frontier.redirect(lease_of(frontier, "d"), page("closed", REDIRECTED), 1.0)
    lease = frontier.lease(1.0)
    assert lease is not None
    frontier.finish(lease, Outcome(Status.DROPPED, "no_text"), 1.0)
    assert Coverage(store, 2).failed() == []
    Runs(store, resume_s=60.0).end(run, "finished", 2.0, finished=True)
    assert [each.url for each in Coverage(store, 2).failed()] == ["a", "c", "d"]


@pytest.mark.parametrize("by_hand", [False, True])
def test_what_failed_behind_a_redirect_begins_at_its_own_url(
    store: Store, *, by_hand: bool
) -> None:
    """When the command goes on, and when somebody asks for it."""
    frontier = Frontier(store, 1, worker="w")
    assert frontier.redirect(lease_of(frontier, "a"), page("closed", REDIRECTED), 1.0)
    lease = frontier.lease(1.0)
    assert lease is not None
    frontier.finish(lease, Outcome(Status.FAILED, "http_503", retryable=True), 1.0)
    assert (requeue(store) if by_hand else frontier.retry_failed(2.0)) == 1
    again = frontier.lease(3.0)
    assert again is not None
    assert json.loads(again.request or "") == {
        "url": "https://news.example/a?x",
        "callback": "parse_page",
        "meta": {"rank": 2},
    }


def test_a_request_that_was_not_redirected_stays() -> None:
    """It names its URL as it was given, if at all."""
    values = {"url": "https://news.example/a#b", "meta": {"rank": 2}}
    from_the_start(values)
    assert values == {"url": "https://news.example/a#b", "meta": {"rank": 2}}
