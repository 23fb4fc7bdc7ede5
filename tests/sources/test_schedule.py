"""The small language of schedules, and what systemd and cron make of it."""

import re
import shutil
import subprocess

import pytest

from newscrawl.errors import ConfigError
from newscrawl.sources.schedule import Schedule, read_schedule

CASES = [
    pytest.param("hourly", ["*-*-* *:00:00"], ["0 * * * *"], 3600, id="hourly"),
    pytest.param("every 15m", ["*-*-* *:00/15:00"], ["*/15 * * * *"], 900, id="minutes"),
    pytest.param("every 6h", ["*-*-* 00/6:00:00"], ["0 */6 * * *"], 21600, id="hours"),
    pytest.param("daily 03:00", ["*-*-* 03:00:00"], ["0 3 * * *"], 86400, id="daily"),
    pytest.param(
        "daily 06:00,06:30,18:00",
        ["*-*-* 06:00:00", "*-*-* 06:30:00", "*-*-* 18:00:00"],
        ["0 6,18 * * *", "30 6 * * *"],
        1800,
        id="several times",
    ),
    pytest.param("weekdays 05:30", ["Mon,Tue,Wed,Thu,Fri *-*-* 05:30:00"], ["30 5 * * 1,2,3,4,5"], 86400, id="weekdays"),
    pytest.param("weekends 23:59", ["Sat,Sun *-*-* 23:59:00"], ["59 23 * * 6,0"], 86400, id="weekends"),
    pytest.param("mon,thu 04:15", ["Mon,Thu *-*-* 04:15:00"], ["15 4 * * 1,4"], 86400, id="days"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "calendar", "cron", "interval_s"), CASES)
def test_a_schedule_is_said_for_systemd_and_cron(
    text: str, calendar: list[str], cron: list[str], interval_s: int
) -> None:
    """Both say the same times; systemd, where it is here, agrees that they are times."""
    schedule = read_schedule(text)
    assert schedule.text == text
    assert list(schedule.on_calendar()) == calendar
    assert list(schedule.cron()) == cron
    assert schedule.interval_s == interval_s
    for value in calendar:
        assert re.fullmatch(
            r"([A-Z][a-z]{2}(,[A-Z][a-z]{2})* )?\*-\*-\* (\*|\d\d(/\d+)?):\d\d(/\d+)?:00", value
        )
    if analyze := shutil.which("systemd-analyze"):
        subprocess.run([analyze, "calendar", *calendar], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        pytest.param(" Hourly ", "hourly", id="case and space"),
        pytest.param("every 1h", "hourly", id="another way"),
        pytest.param("sun, Mon  4:00", "mon,sun 04:00", id="order of days"),
        pytest.param("mon,tue,wed,thu,fri,sat,sun 4:00", "daily 04:00", id="all days"),
        pytest.param("daily 18:00 , 6:00,6:00", "daily 06:00,18:00", id="order of times"),
    ],
)
def test_what_means_the_same_is_the_same(written: str, text: str) -> None:
    """Sources whose schedules mean the same are crawled together."""
    assert read_schedule(written) == read_schedule(text)
    assert read_schedule(written).text == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "expected 'hourly', .*got ''", id="empty"),
        pytest.param("daily", "expected 'hourly', .*got 'daily'", id="no time"),
        pytest.param(
            "every 7h", "hours .* out of 1, 2, 3, 4, 6, 8, 12, got '7h'", id="no part of a day"
        ),
        pytest.param("every 45m", "minutes .* out of 1, .*30, got '45m'", id="no part of an hour"),
        pytest.param("every day", "got 'day'", id="no number"),
        pytest.param("daily 24:00", "'24:00' is no time", id="no such hour"),
        pytest.param("daily 3am", "'3am' is no time", id="another clock"),
        pytest.param("monday 03:00", "'monday' is no day", id="no such day"),
        pytest.param("0 3 * * *", "expected 'hourly'", id="cron's own"),
    ],
)
def test_what_is_no_schedule_is_refused(text: str, said: str) -> None:
    """The message says what came and what was expected."""
    with pytest.raises(ConfigError, match=said):
        read_schedule(text)


def test_times_across_midnight_are_near() -> None:
    """The shortest time between two runs may lie around midnight."""
    assert read_schedule("daily 00:10,23:50").interval_s == 1200
    assert Schedule(30).interval_s == 1800
