"""Points in time as records have them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newscrawl.model.moments import format_utc, one_form, unix_time, worded, zoned


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param("2026-11-24T07:41:00+01:00", "2026-11-24T07:41:00.000+01:00", id="a zone"),
        pytest.param("2026-11-24T07:41:00.123456Z", "2026-11-24T07:41:00.123+00:00", id="cut"),
        pytest.param("2026-11-24T07:41", "2026-11-24T07:41:00.000+00:00", id="no zone is UTC"),
        pytest.param("2026-11-24", "2026-11-24T00:00:00.000+00:00", id="a day is its midnight"),
        pytest.param("1890-01-01T00:00:00+00:19:32", "1889-12-31T23:40:28.000+00:00", id="seconds"),
        pytest.param("0001-01-01T00:00:00+00:19:32", "", id="moved out of the calendar"),
        pytest.param("24 November 2026", "", id="words"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_times_have_one_form(text: str, form: str) -> None:
    """The same clock as the page, in milliseconds; empty where it is no time."""
    assert one_form(text) == form


def test_a_time_is_written_in_utc() -> None:
    """With milliseconds and a Z, whatever its zone."""
    east = datetime(2026, 11, 24, 7, 41, 5, 999_999, timezone(timedelta(hours=9)))
    assert format_utc(east) == "2026-11-23T22:41:05.999Z"


def test_no_zone_is_utc_and_another_stays() -> None:
    """The one rule for all that pages and lists say."""
    east = datetime(2026, 11, 24, tzinfo=timezone(timedelta(hours=1)))
    assert zoned(datetime(2026, 11, 24)).tzinfo is UTC
    assert zoned(east) is not None
    assert unix_time("2026-11-24") - unix_time(east.isoformat()) == 3_600
    assert unix_time("") == 0.0


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        pytest.param("2026-11-24", True, id="a day"),
        pytest.param("2026-11-24 07", True, id="an hour"),
        pytest.param("2026-11-24T07:41:05.5+0100", True, id="all of it"),
        pytest.param("2026-11-24Z", False, id="a zone without a clock"),
        pytest.param("2026-11", False, id="a month"),
        pytest.param("Mon 2026-11-24", False, id="words with it"),
        pytest.param("٢٠٢٦-١١-٢٤", False, id="ar, digits that loaders do not take"),
    ],
)
def test_what_a_loader_would_take_for_a_date_is_marked(text: str, is_bare: bool) -> None:
    """A space after it keeps a column of texts one of texts."""
    assert worded(text) == text + " " * is_bare
