"""When and how often a site lets itself be visited: the values of such lines of its robots.txt.

Source: http://www.conman.org/people/spc/robots2.html (``Request-rate``, ``Visit-time``);
``Crawl-delay`` has no standard.
"""

import re
from dataclasses import dataclass
from datetime import time

_RATE = re.compile(
    r"(\d{1,9})\s*/\s*(\d{1,9})([smhd]?)(?:\s+(\d{4})\s*-\s*(\d{4}))?", re.IGNORECASE
)
_SPAN = re.compile(r"(\d{4})\s*[-\s]\s*(\d{4})")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class VisitTime:
    """A time of day, UTC, in which visits are welcome; it may run over midnight."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        """Return whether *moment* lies within, both ends included."""
        if self.start <= self.end:
            return self.start <= moment <= self.end
        return moment >= self.start or moment <= self.end


@dataclass(frozen=True, slots=True)
class RequestRate:
    """At most one request in ``delay_s`` seconds; ``span`` is ``None`` where it holds all day."""

    delay_s: float
    span: VisitTime | None = None

    def holds(self, moment: time) -> bool:
        """Return whether the rate is in force at *moment* (UTC)."""
        return self.span is None or self.span.covers(moment)


def read_delay(value: str) -> float | None:
    """Read a delay in seconds; ``None`` for anything but a finite number from 0 on."""
    match = re.match(r"\d{1,9}(?:[.,]\d{1,9})?", value)
    return float(match[0].replace(",", ".")) if match else None


def read_rate(value: str) -> RequestRate | None:
    """Read ``Request-rate``: requests, a time in which they may be made, and perhaps a time of day.

    >>> read_rate("1/10m 0600-0845").delay_s
    600.0
    """
    match = _RATE.fullmatch(value)
    if match is None:
        return None
    requests, number, unit, start, end = match.groups()
    if int(requests) == 0:
        return None
    delay_s = int(number) * _UNITS[unit.lower()] / int(requests)
    return RequestRate(delay_s, read_span(f"{start}-{end}") if start else None)


def read_span(value: str) -> VisitTime | None:
    """Read two times of day, ``HHMM-HHMM``; ``None`` where there are no such times."""
    match = _SPAN.fullmatch(value)
    if match is None:
        return None
    try:
        return VisitTime(_clock(match[1]), _clock(match[2]))
    except ValueError:
        return None


def _clock(text: str) -> time:
    """Read ``HHMM``.

    Raises:
        ValueError: If there is no such time.
    """
    # ISO 8601 wrote midnight at the end of a day so; ``time`` has no 24.
    if text == "2400":
        return time(23, 59, 59)
    return time(int(text[:2]), int(text[2:]))
