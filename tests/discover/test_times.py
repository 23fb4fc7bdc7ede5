"""Times of feeds and sitemaps: those that are beyond doubt are read, all others are none."""

import pytest

from newscrawl.discover.times import iso_time


@pytest.mark.parametrize(
    ("text", "time"),
    [
        pytest.param("2026-11-25T10:00:00Z", "2026-11-25T10:00:00+00:00", id="ISO 8601"),
        pytest.param("2026-11-25", "2026-11-25T00:00:00+00:00", id="a day"),
        pytest.param("2026/1/5 3:04 PM", "2026-01-05T15:04:00+00:00", id="afternoon"),
        pytest.param("2026-01-05 12:00:01 a.m.", "2026-01-05T00:00:01+00:00", id="midnight"),
        pytest.param("2026-01-05 12:30 PM", "2026-01-05T12:30:00+00:00", id="noon"),
        pytest.param("2026.11.25", "2026-11-25T00:00:00+00:00", id="with stops"),
        pytest.param("2026-11-25 10:11 +05:30", "2026-11-25T10:11:00+05:30", id="a zone apart"),
        pytest.param("2026-11-25 10:11 -0330", "2026-11-25T10:11:00-03:30", id="west of Greenwich"),
        pytest.param("Wed, 25 Nov 2026 10:00:00 GMT", "2026-11-25T10:00:00+00:00", id="RFC 5322"),
        pytest.param("3 Nov 2026", "2026-11-03T00:00:00+00:00", id="the month by its name"),
    ],
)
def test_a_plain_time_is_read(text: str, time: str) -> None:
    """A time that can be read in one way is ISO 8601 with a zone, UTC where it names none."""
    assert iso_time(text) == time


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="no text"),
        pytest.param("  ", id="blanks"),
        pytest.param("10.11.2026", id="day or month first"),
        pytest.param("1970-01-01T00:00:00Z", id="a counter at zero"),
        pytest.param("2026-W48", id="a week"),
        pytest.param("2026-02-30 1:00", id="a day that is none"),
        pytest.param("2026-11-25 17:00 PM tomorrow", id="more than a time"),
        pytest.param("25 Foo 2026", id="no month"),
        pytest.param("2026-11-25" + " " * 60 + "x", id="too long"),
    ],
)
def test_a_doubtful_time_is_none(text: str | None) -> None:
    """A text that can be read in two ways, or is from before the web, is no time."""
    assert iso_time(text) is None
