"""Which sources were read to their end, and what earlier runs left."""

from collections.abc import Iterator

import pytest

from newscrawl.state.coverage import Coverage
from newscrawl.state.frontier import Frontier
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import Candidate, Status
from newscrawl.web.urls import url_key

NOW = 1_000.0


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    yield opened
    opened.close()


def begun(store: Store, spider: str, *names: str) -> int:
    """Return the number of a run that has these pages in its frontier."""
    run = Runs(store, resume_s=3600).begin(spider, {}, lambda: spider, NOW)
    frontier = Frontier(store, run.id, worker="w")
    for name in names:
        url = f"https://news.example/{name}"
        frontier.add(Candidate(url_key(url), url, "news.example"), NOW)
    return run.id


def end(
    store: Store, name: str, status: Status, *, reason: str | None = None, **values: float
) -> None:
    """Give a page its end."""
    store.run(
        "UPDATE urls SET status = ?, reason = ?, retryable = ?, harvested = ? WHERE url = ?",
        (
            status,
            reason,
            int(values.get("retryable", 0)),
            values.get("harvested", 0.0),
            f"https://news.example/{name}",
        ),
    )


def test_a_source_that_was_read_to_its_end_is_known(store: Store) -> None:
    """Since when, by source and scope; the last note counts."""
    coverage = Coverage(store, 1)
    coverage.note("a.example", "all", 5.0, NOW)
    coverage.note("a.example", "all", 7.0, NOW + 1)
    assert coverage.since("a.example", "all") == 7.0
    assert coverage.since("a.example", "feeds") is None
    assert coverage.since("b.example", "all") is None


def test_what_an_earlier_run_has_ended_is_old(store: Store) -> None:
    """Neither what waits there, nor what this run has ended itself."""
    begun(store, "site", "done", "waits")
    end(store, "done", Status.DONE)
    later = begun(store, "article", "own")
    end(store, "own", Status.DONE)
    coverage = Coverage(store, later)
    old = [
        coverage.is_old(url_key(f"https://news.example/{name}"))
        for name in ("done", "waits", "own", "new")
    ]
    assert old == [True, False, False, False]


def test_articles_of_earlier_runs_come_by_time(store: Store) -> None:
    """Those that gave a record since then, also several of one second; failures are none."""
    begun(store, "site", *"abcdef")
    for name, harvested in (("a", 30.0), ("b", 20.0), ("c", 20.0), ("d", 10.0), ("e", 0.0)):
        end(store, name, Status.DONE, harvested=harvested)
    end(store, "f", Status.FAILED, harvested=40.0)
    coverage = Coverage(store, begun(store, "article"))
    assert [each.url[-1] for each in coverage.harvested(20.0)] == ["b", "c", "a"]
    assert [each.url[-1] for each in coverage.harvested(0.0)] == ["d", "b", "c", "a"]


def test_what_failed_or_was_left_comes_again(store: Store) -> None:
    """A spent budget leaves a page that nobody has tried; what is done does not come."""
    begun(store, "site", *"abc")
    end(store, "a", Status.FAILED, reason="http_404")
    end(store, "b", Status.FAILED, reason="budget_spent", retryable=1)
    end(store, "c", Status.DONE)
    coverage = Coverage(store, begun(store, "article"))
    assert [(each.url[-1], each.retryable, each.is_left) for each in coverage.failed()] == [
        ("a", 0, 0),
        ("b", 1, 1),
    ]


def test_hosts_with_pages_that_wait(store: Store) -> None:
    """Of this run alone."""
    run = begun(store, "site", "a")
    other = begun(store, "article")
    assert Coverage(store, run).hosts_left() == ["news.example"]
    assert Coverage(store, other).hosts_left() == []
