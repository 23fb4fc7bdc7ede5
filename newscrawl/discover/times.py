"""Times as feeds and sitemaps write them: those that are beyond doubt, as ISO 8601, and no others.

A time that can be read in two ways (``10.11.2026``) is no time, and neither is one from before the
web: it is a counter that was at zero, an empty field, or a year that was cut off. The page's own
date counts then.
"""

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from newscrawl.model.moments import zoned

MAX_CHARS = 60
FIRST_YEAR = 1995
"""No page of the web was made or changed before; such times stand for a field that is empty."""
_YEAR_FIRST = re.compile(
    r"""(?xi) (\d{4}) ([-/.]) (\d\d?) \2 (\d\d?)
    (?: [T\s]+ (\d\d?) : (\d\d) (?: : (\d\d) (?: [.,]\d+ )? )? \s* ( [ap]\.?m\.? )? )?
    \s* ( z | utc | gmt | [+-]\d\d (?: :? \d\d )? )?"""
)
# ``fromisoformat`` takes "2026W48" for a day; in feeds such a text is an issue, not a time.
_WEEK = re.compile(r"\d{4}-?W")
_NAMED_MONTH = re.compile(
    r"\d{1,2}(?:\s+|-)[A-Za-z]{3,9}\.?(?:\s+|-)\d{2,4}|[A-Za-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}"
)


def iso_time(value: str | None) -> str | None:
    """Return *value* as ISO 8601 with zone (UTC where none is named); ``None`` where it is no plain time.

    Source: https://www.w3.org/TR/NOTE-datetime (sitemaps, Atom), RFC 5322 section 3.3 (RSS).

    >>> iso_time("Wed, 25 Nov 2026 10:00:00 +0100"), iso_time("2026-11-25 08:53:11 AM")
    ('2026-11-25T10:00:00+01:00', '2026-11-25T08:53:11+00:00')
    >>> iso_time("10.11.2026"), iso_time("1970-01-01T00:00:00Z"), iso_time("-0001-11-30")
    (None, None, None)
    """
    text = (value or "").strip()
    # The strict form first, then forms that people write: each reads those that the others refuse.
    forms = (_from_iso, _year_first, _named_month) if 0 < len(text) <= MAX_CHARS else ()
    time = next(filter(None, (form(text) for form in forms)), None)
    if time is None or time.year < FIRST_YEAR:
        return None
    return zoned(time).isoformat()


def _from_iso(text: str) -> datetime | None:
    if _WEEK.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _year_first(text: str) -> datetime | None:
    match = _YEAR_FIRST.fullmatch(text)
    if match is None:
        return None
    year, _, *clock, half, zone = match.groups(default="0")
    month, day, hour, minute, second = map(int, clock)
    try:
        return datetime(
            int(year), month, day, _hours(hour, half), minute, second, tzinfo=_zone(zone)
        )
    except ValueError:
        return None


def _hours(hour: int, half: str) -> int:
    """Return the hour of a day, of twelve hours where *half* is ``a.m.`` or ``p.m.``."""
    # 12 a.m. is midnight, 12 p.m. is noon.
    return {"a": hour % 12, "p": hour % 12 + 12}.get(half[0].lower(), hour)


def _zone(text: str) -> timezone:
    # "Z" has no digits, and some have those of the hours only.
    digits = re.sub(r"\D", "", text).ljust(len("hhmm"), "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if text.startswith("-") else span)


def _named_month(text: str) -> datetime | None:
    if not _NAMED_MONTH.search(text):
        return None
    try:
        return parsedate_to_datetime(text if ":" in text else f"{text} 00:00")
    # The parser of mail dates raises any of these on texts that look nearly like one.
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
