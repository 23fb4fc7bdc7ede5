"""Rows of profiles: what is kept of a host's profile, and what workers note of it, in both databases."""

from collections.abc import Iterator

import pytest

from newscrawl.model.standing import EXPIRED, Standing
from newscrawl.state.profiles import Profiles
from newscrawl.state.store import open_store, opened_store

LEARNED = 1_764_000_000.123456
NEW = Standing(LEARNED)


@pytest.fixture
def rows(any_state: str) -> Iterator[Profiles]:
    """The profiles of an empty state."""
    with opened_store(any_state, readonly=False) as store:
        yield Profiles(store)


def test_a_profile_is_kept_replaced_and_forgotten(rows: Profiles) -> None:
    """One a host; another takes its place with all that was noted of it."""
    assert rows.get("a.example") is None
    assert rows.standing("a.example") is None
    rows.put("b.example", "{}", 3, Standing(LEARNED + 0.25, 2, True, True))
    rows.put("a.example", "[1]", 5, NEW)
    assert rows.get("a.example") == "[1]"
    assert rows.overview() == [("a.example", 5, LEARNED), ("b.example", 3, LEARNED + 0.25)]
    assert rows.standing("b.example") == Standing(LEARNED + 0.25, 2, True, True)
    rows.put("b.example", "[2]", 7, NEW)
    assert rows.standing("b.example") == NEW
    assert rows.overview()[1][1:] == (7, LEARNED)
    assert rows.forget("b.example")
    assert not rows.forget("b.example")
    assert [row[0] for row in rows.overview()] == ["a.example"]


@pytest.mark.parametrize(
    ("kept", "before", "now", "then"),
    [
        pytest.param((0, 0, 0), (0, 0, 0), (1, 0, 0), (1, 0, 0), id="an audit passed"),
        pytest.param((3, 0, 0), (3, 0, 0), (0, 0, 0), (0, 0, 0), id="an audit not passed"),
        pytest.param((0, 0, 0), (3, 0, 0), (4, 0, 0), (0, 0, 0), id="not passed elsewhere"),
        pytest.param((4, 0, 0), (3, 0, 0), (0, 0, 0), (0, 0, 0), id="passed elsewhere"),
        pytest.param(
            (EXPIRED, 0, 0), (3, 0, 0), (0, 0, 0), (EXPIRED, 0, 0), id="expired elsewhere"
        ),
        pytest.param((4, 0, 0), (4, 0, 0), (EXPIRED, 0, 0), (EXPIRED, 0, 0), id="expired"),
        pytest.param((4, 0, 0), (4, 0, 0), (0, 1, 0), (0, 1, 0), id="doubted"),
        pytest.param((0, 1, 0), (3, 0, 0), (4, 0, 0), (0, 1, 0), id="doubted elsewhere"),
        pytest.param((2, 0, 0), (2, 0, 0), (3, 0, 1), (3, 0, 1), id="surprised"),
        pytest.param((2, 0, 1), (2, 0, 0), (3, 0, 0), (3, 0, 1), id="surprised elsewhere"),
        pytest.param((0, 1, 0), (3, 0, 0), (4, 0, 1), (0, 1, 1), id="each found something"),
    ],
)
def test_what_one_worker_finds_is_added_to_what_the_others_found(
    rows: Profiles, kept: tuple[int, ...], before: tuple[int, ...], now: tuple[int, ...],
    then: tuple[int, ...],
) -> None:  # fmt: skip
    """Doubts are never undone, trust only grows from what was known to the one who adds to it."""

    def standing(exact: int, is_doubted: int, is_surprised: int) -> Standing:
        return Standing(LEARNED, exact, bool(is_doubted), bool(is_surprised))

    for host in ("a.example", "b.example"):
        rows.put(host, "{}", 5, standing(*kept))
    rows.note_standing("a.example", standing(*before), standing(*now))
    assert rows.standing("a.example") == standing(*then)
    assert rows.standing("b.example") == standing(*kept)


def test_nothing_is_noted_of_a_profile_that_was_replaced_or_dropped(rows: Profiles) -> None:
    """What was found of one says nothing of the next."""
    rows.note_standing("a.example", NEW, Standing(LEARNED, 1))
    assert rows.standing("a.example") is None
    rows.put("a.example", "{}", 5, NEW._replace(learned=LEARNED + 1e-6))
    rows.note_standing("a.example", NEW, Standing(LEARNED, EXPIRED, True, True))
    assert rows.standing("a.example") == Standing(LEARNED + 1e-6)


def test_a_row_outlives_the_connection(any_state: str) -> None:
    """It is durable with the commit, and gone without one."""
    for host, is_kept in (("a.example", True), ("b.example", False)):
        store = open_store(any_state)
        Profiles(store).put(host, "{}", 5, Standing(LEARNED, 3, True))
        if is_kept:
            store.commit()
        store.close()
    with opened_store(any_state, readonly=False) as store:
        assert Profiles(store).standing("a.example") == Standing(LEARNED, 3, True)
        assert Profiles(store).standing("b.example") is None
