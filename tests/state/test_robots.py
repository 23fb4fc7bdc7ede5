"""robots.txt files in the state: kept for a day, not longer."""

from collections.abc import Iterator

import pytest

from newscrawl.state.robots import MAX_BYTES, RobotsCache
from newscrawl.state.store import Store, open_store

ORIGIN = "https://news.example"
DAY = 86_400.0


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    store = open_store(any_state)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("age_s", "left_s"),
    [
        pytest.param(0.0, DAY, id="new"),
        pytest.param(DAY - 1, 1.0, id="nearly a day old"),
        pytest.param(DAY + 1, None, id="older than a day"),
        pytest.param(-100.0, None, id="from the future"),
    ],
)
def test_a_body_is_kept_for_a_day(store: Store, age_s: float, left_s: float | None) -> None:
    """What is given holds for the rest of its day; deleted is only what holds no longer."""
    shelf = RobotsCache(store, DAY)
    shelf.put(ORIGIN, b"Disallow: /", 1000.0)
    now = 1000.0 + age_s
    assert shelf.get(ORIGIN, now) == (None if left_s is None else (b"Disallow: /", left_s))
    shelf.forget_old(now)
    assert store.run("SELECT count(*) FROM robots") == [(int(left_s is not None),)]


def test_the_last_body_counts_and_none_is_too_long(store: Store) -> None:
    """A second body takes the place of the first; other origins have none."""
    shelf = RobotsCache(store, DAY)
    shelf.put(ORIGIN, b"old", 1.0)
    shelf.put(ORIGIN, b"#" * 9_000_000, 2.0)
    assert shelf.get(ORIGIN, 2.0) == (b"#" * MAX_BYTES, DAY)
    assert shelf.get("http://news.example", 2.0) is None
