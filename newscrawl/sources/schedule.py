"""When a source is due: a small language that both systemd and cron can say.

``hourly``; ``every 15m``, ``every 6h``; or days and times of the day: ``daily 03:00``, ``mon,thu
04:15``, ``weekdays 06:30,18:00``. Times are local to the machine, as those of systemd and cron are.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from newscrawl.errors import ConfigError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SETS = {"daily": DAYS, "weekdays": DAYS[:5], "weekends": DAYS[5:]}
_SET_NAMES = {days: name for name, days in _SETS.items()}
# Divisors of an hour, and below of a day: cron counts from the beginning of each again.
_STEPS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)
_HOUR_STEPS = (1, 2, 3, 4, 6, 8, 12)
_EXPECTED = (
    "expected 'hourly', 'every 6h', 'every 15m', 'daily 03:00', 'weekdays 06:30,18:00' or 'mon,thu"
    " 04:15'"
)
_HOUR_MIN = 60
_DAY_MIN = 24 * _HOUR_MIN
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Times that come again: every so many minutes, or at times of some days.

    Attributes:
        every_min: Minutes from one time to the next, counted from midnight; 0: *days* and *times*
            hold.
        days: Names of days, in the order of the week.
        times: Hour and minute, in order.
    """

    every_min: int = 0
    days: tuple[str, ...] = DAYS
    times: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """The schedule as it is written, one way for each meaning.

        >>> read_schedule("Sun,mon  4:00").text
        'mon,sun 04:00'
        """
        if self.every_min:
            return self._step_as("hourly", "every {}h", "every {}m")
        days = _SET_NAMES.get(self.days, ",".join(self.days))
        times = ",".join(f"{hour:02}:{minute:02}" for hour, minute in self.times)
        return f"{days} {times}"

    def _step_as(self, hourly: str, hours: str, minutes: str) -> str:
        """Return the form for its step: *hourly*, or one of the others with the number filled in."""
        if self.every_min == _HOUR_MIN:
            return hourly
        if self.every_min > _HOUR_MIN:
            return hours.format(self.every_min // _HOUR_MIN)
        return minutes.format(self.every_min)

    @property
    def interval_s(self) -> int:
        """The shortest time between two runs, in seconds; a day at most."""
        if self.every_min:
            return self.every_min * 60
        minutes = [_HOUR_MIN * hour + minute for hour, minute in self.times]
        # The last time of a day and the first of the next are neighbours, too.
        minutes.append(minutes[0] + _DAY_MIN)
        gaps = [later - earlier for earlier, later in pairwise(minutes)]
        return min(gaps) * 60

    def on_calendar(self) -> tuple[str, ...]:
        """Return the schedule as values of systemd's ``OnCalendar``. Source: systemd.time(7)."""
        # systemd repeats by a step within one field: hours and minutes need forms of their own.
        if self.every_min:
            return (self._step_as("*-*-* *:00:00", "*-*-* 00/{}:00:00", "*-*-* *:00/{}:00"),)
        named = ",".join(map(str.capitalize, self.days))
        days = "" if self.days == DAYS else f"{named} "
        return tuple(f"{days}*-*-* {hour:02}:{minute:02}:00" for hour, minute in self.times)

    def cron(self) -> tuple[str, ...]:
        """Return the schedule as the five fields of a crontab, one line for each minute.

        Source: crontab(5).
        """
        if self.every_min:
            return (self._step_as("0 * * * *", "0 */{} * * *", "*/{} * * * *"),)
        # cron counts the days from Sunday, which is 0.
        numbers = ",".join(str((DAYS.index(day) + 1) % 7) for day in self.days)
        days = "*" if self.days == DAYS else numbers
        # A line of cron runs at each of its hours and each of its minutes.
        hours_of: dict[int, list[str]] = {}
        for hour, minute in self.times:
            hours_of.setdefault(minute, []).append(str(hour))
        return tuple(
            f"{minute} {','.join(hours)} * * {days}" for minute, hours in sorted(hours_of.items())
        )


def read_schedule(text: str) -> Schedule:
    """Read a schedule.

    Raises:
        ConfigError: If *text* is not one.
    """
    # Blanks around commas are allowed, but parts are separated by blanks.
    words = re.sub(r"\s*,\s*", ",", text.strip().lower()).split()
    if words == ["hourly"]:
        return Schedule(_HOUR_MIN)
    if len(words) != 2:
        raise ConfigError(f"{_EXPECTED}, got {text!r}")
    days, times = words
    if days == "every":
        return _read_step(times)
    return Schedule(0, _read_days(days), _read_times(times))


def _read_step(word: str) -> Schedule:
    steps, unit, minutes = (
        (_HOUR_STEPS, "hours (6h)", _HOUR_MIN)
        if word.endswith("h")
        else (_STEPS, "minutes (15m)", 1)
    )
    found = re.fullmatch(r"(\d{1,2})[mh]", word)
    step = int(found[1]) if found else 0
    if step not in steps:
        listed = ", ".join(map(str, steps))
        raise ConfigError(f"expected 'every' and a number of {unit} out of {listed}, got {word!r}")
    return Schedule(step * minutes)


def _read_days(word: str) -> tuple[str, ...]:
    if word in _SETS:
        return _SETS[word]
    named = word.split(",")
    for day in named:
        if day not in DAYS:
            raise ConfigError(f"{_EXPECTED}; {day!r} is no day")
    # In the order of the week, so that equal schedules are equal values.
    return tuple(sorted(set(named), key=DAYS.index))


def _read_times(word: str) -> tuple[tuple[int, int], ...]:
    times = set()
    for part in word.split(","):
        found = _TIME.fullmatch(part)
        if found is None:
            raise ConfigError(f"{_EXPECTED}; {part!r} is no time from 00:00 to 23:59")
        times.add((int(found[1]), int(found[2])))
    return tuple(sorted(times))
