"""The time from which articles are wanted: two ends, each open or a moment."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from newscrawl.errors import ConfigError
from newscrawl.model.moments import zoned

_SPAN = re.compile(r"(\d{1,5})\s*([mhdw])")
_NONE = timedelta()
_TO_END_OF_DAY = timedelta(days=1, microseconds=-1)
HEARSAY = timedelta(days=1)
"""How far the time that another place than the page names may be off: by its zone, or by a day's delay."""
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Window:
    """Moments from ``since`` up to, and not with, ``until``; ``None``: no limit."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, published: str | None, margin: timedelta = _NONE) -> bool:
        """Return whether something of the time *published* (ISO 8601) is wanted; an unknown time is.

        With a *margin*, a time that is no further outside than that is wanted, too.
        """
        # An unknown time is neither before nor after: the page itself decides.
        return not (self.is_before(published, margin) or self._is_after(published, margin))

    def is_before(self, moment: str | None, margin: timedelta = _NONE) -> bool:
        """Return whether *moment* (ISO 8601) is before the window by over *margin*.

        A day counts by its end.
        """
        end = _moment(moment, end_of_day=True)
        if self.since is None or end is None:
            return False
        return end < self.since - margin

    def _is_after(self, moment: str | None, margin: timedelta) -> bool:
        start = _moment(moment, end_of_day=False)
        if self.until is None or start is None:
            return False
        return start >= self.until + margin


def read_window(since: str, until: str, now: datetime) -> Window:
    """Read the two ends, each empty, a day, a moment, or a span before *now* such as ``7d``.

    Spans: ``m`` minutes, ``h`` hours, ``d`` days, ``w`` weeks. A moment without zone is in UTC.

    Raises:
        ConfigError: If one is none of these, or the window is empty.
    """
    window = Window(_end("since", since, now), _end("until", until, now))
    if window.since and window.until and window.since >= window.until:
        raise ConfigError(
            f"since={since} is not before until={until}: no article can be in between"
        )
    return window


def read_span(text: str) -> timedelta | None:
    """Read a span: a number with ``m``, ``h``, ``d`` or ``w``; ``None`` where it is not one.

    >>> read_span("2d")
    datetime.timedelta(days=2)
    """
    span = _SPAN.fullmatch(text.strip())
    if span is None:
        return None
    return timedelta(**{_UNITS[span[2]]: int(span[1])})


def _end(name: str, text: str, now: datetime) -> datetime | None:
    text = text.strip()
    if not text:
        return None
    span = read_span(text)
    if span is not None:
        return now - span
    moment = _moment(text, end_of_day=False)
    if moment is None:
        raise ConfigError(
            f"{name}={text}: expected a day (2026-01-01), a moment (ISO 8601) or a span (7d, 12h)"
        )
    return moment


def _moment(text: str | None, *, end_of_day: bool) -> datetime | None:
    written = text or ""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    # "2026-11-24" may be any moment of its day: it counts by whichever end keeps it in.
    is_day = len(written) <= len("2026-11-24")
    return zoned(moment) + (_TO_END_OF_DAY if is_day and end_of_day else _NONE)
