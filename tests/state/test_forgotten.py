"""URLs that are forgotten, and those that are known for a reason."""

from collections.abc import Iterator

import pytest

from newscrawl.state.forgotten import forget_leased, forget_waiting
from newscrawl.state.frontier import Frontier
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import Candidate
from newscrawl.web.urls import url_key

NOW = 1_000.0
MARK = "list:a"


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    yield opened
    opened.close()


def begun(store: Store) -> tuple[int, Frontier]:
    """A run with a URL for each reason to keep or to forget it."""
    run = Runs(store, resume_s=3600).begin("site", {}, lambda: "out", NOW)
    frontier = Frontier(store, run.id, worker="w")
    for name, mark, named in (
        ("listed", MARK, False),
        ("by-another", "list:ab", False),
        ("named", MARK, True),
        ("tried", MARK, False),
        ("on-two-lists", MARK, False),
    ):
        url = f"https://news.example/{name}"
        request = f'{{"lists":["{mark}"]}}'
        frontier.add(Candidate(url_key(url), url, "news.example", request, named=named), NOW)
    store.run("UPDATE urls SET attempts = 1 WHERE url LIKE '%tried'")
    return run.id, frontier


def names(store: Store) -> set[str]:
    return {url.rpartition("/")[2] for (url,) in store.run("SELECT url FROM urls")}


def test_only_what_a_list_alone_names_is_forgotten(store: Store) -> None:
    """Not what the user named, what was tried, and what another list names too."""
    run, _ = begun(store)
    gone = forget_waiting(store, run, MARK, lambda url: url.endswith("on-two-lists"))
    assert [url for url, _, _ in gone] == ["https://news.example/listed"]
    assert names(store) == {"by-another", "named", "tried", "on-two-lists"}


@pytest.mark.parametrize(
    ("worker", "harvested", "is_gone"),
    [
        pytest.param("w", 0, True, id="its own"),
        pytest.param("v", 0, False, id="that of another worker"),
        pytest.param("w", 1, False, id="one that gave a record"),
    ],
)
def test_a_url_in_hand(store: Store, worker: str, harvested: int, is_gone: bool) -> None:
    """It is forgotten by who holds it, unless it was harvested."""
    _, frontier = begun(store)
    lease = frontier.lease(NOW)
    assert lease is not None
    store.run("UPDATE urls SET harvested = ? WHERE id = ?", (harvested, lease.id))
    rows = forget_leased(store, lease.id, worker)
    assert bool(rows) is is_gone
    assert (lease.url.rpartition("/")[2] in names(store)) is not is_gone
