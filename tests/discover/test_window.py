"""The time from which articles are wanted."""

from datetime import UTC, datetime

import pytest

from newscrawl.discover.window import read_window
from newscrawl.errors import ConfigError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "published", "held"),
    [
        pytest.param("7d", "", "2026-11-18T00:00:00+00:00", True, id="within the span"),
        pytest.param("7d", "", "2026-11-17T11:59:00+00:00", False, id="before the span"),
        pytest.param("2026-11-01", "", "2026-11-01", True, id="first day"),
        pytest.param("2026-11-01", "", "2026-10-31", False, id="day before"),
        pytest.param("", "2026-11-01", "2026-10-31T23:59:59+00:00", True, id="before the end"),
        pytest.param("", "2026-11-01", "2026-11-01T00:00:00+00:00", False, id="at the end"),
        pytest.param(
            "2026-11-24T12:00:00+01:00", "", "2026-11-24T11:00:00", True, id="zones are minded"
        ),
        pytest.param("7d", "1d", None, True, id="unknown"),
        pytest.param("7d", "1d", "yesterday", True, id="no date"),
        pytest.param("", "", "1999-01-01", True, id="no window"),
    ],
)
def test_a_window_holds_what_lies_in_it(
    since: str, until: str, published: str | None, held: bool
) -> None:
    """What is dated outside of the window is not held; what has no date is."""
    assert read_window(since, until, NOW).holds(published) is held


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        pytest.param("last week", "", "since=last week: expected a day", id="words"),
        pytest.param("", "7x", "until=7x: expected a day", id="unknown unit"),
        pytest.param("1d", "7d", "since=1d is not before until=7d", id="empty"),
    ],
)
def test_a_window_that_cannot_be_is_refused(since: str, until: str, said: str) -> None:
    """A bad end is named with what was expected."""
    with pytest.raises(ConfigError, match=said):
        read_window(since, until, NOW)
