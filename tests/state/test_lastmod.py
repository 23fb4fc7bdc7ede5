"""What a site announces of the changes of a page, and what is kept of it."""

import json

import pytest

from newscrawl.state.lastmod import announced, has_changed, is_noted, with_announced
from newscrawl.state.values import Status

TOLD_50 = '{"meta":{"modified_at":50.0,"rank":3}}'


@pytest.mark.parametrize(
    ("modified", "fetched_at", "request_", "expected"),
    [
        pytest.param(0.0, 100.0, None, False, id="nothing is announced"),
        pytest.param(150.0, 100.0, None, True, id="changed after the fetch"),
        pytest.param(90.0, 100.0, None, False, id="changed before the fetch"),
        pytest.param(60.0, 100.0, TOLD_50, True, id="later than announced, by the site's clock"),
        pytest.param(50.0, 100.0, TOLD_50, False, id="as announced"),
    ],
)
def test_a_change_is_what_is_later_than_announced_before(
    modified: float, fetched_at: float, request_: str | None, expected: bool
) -> None:
    """Or later than the fetch, where nothing had been announced."""
    assert has_changed(modified, fetched_at, request_) is expected


@pytest.mark.parametrize(
    ("modified", "status", "request_", "expected"),
    [
        pytest.param(0.0, Status.DONE, None, False, id="nothing is announced"),
        pytest.param(90.0, Status.DONE, None, True, id="the first time"),
        pytest.param(90.0, Status.DONE, TOLD_50, True, id="later, and fetched after it"),
        pytest.param(
            150.0,
            Status.DONE,
            TOLD_50,
            False,
            id="later than the fetch: the next run is to fetch it",
        ),
        pytest.param(150.0, Status.PENDING, TOLD_50, True, id="yet to be fetched"),
        pytest.param(40.0, Status.PENDING, TOLD_50, False, id="earlier"),
    ],
)
def test_a_time_is_noted_where_the_page_holds_the_change(
    modified: float, status: Status, request_: str | None, expected: bool
) -> None:
    """So that the next run fetches what has changed since, and nothing else."""
    assert is_noted(modified, status, 100.0, request_) is expected


def test_the_rest_of_a_request_stays() -> None:
    """Only the time is changed."""
    assert json.loads(with_announced(TOLD_50, 60.0)) == {"meta": {"modified_at": 60.0, "rank": 3}}
    assert announced(with_announced(None, 60.0)) == 60.0
