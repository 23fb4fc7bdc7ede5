"""Times as feeds and sitemaps write them: those that are beyond doubt, as ISO 8601, and no others.

A time that can be read in two ways (``10.11.2026``) is no time, and neither is one from before the
web: it is a counter that was at zero, an empty field, or a year that was cut off. The page's own
date counts then.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
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
    if not text or len(text) > MAX_CHARS:
        return None
    # The strict form first, then forms that people write: each reads those that the others refuse.
    time = _from_iso(text) or _year_first(text) or _named_month(text)
    if time is None or time.year < FIRST_YEAR:
        return None
    return zoned(time).isoformat()


def _from_iso(text: str) -> datetime | None:
    try:
        return None if _WEEK.match(text) else datetime.fromisoformat(text)
    except ValueError:
        return None


def _year_first(text: str) -> datetime | None:
    match = _YEAR_FIRST.fullmatch(text)
    if match is None:
        return None
    year, _, month, day, hour, minute, second, half, zone = match.groups(default="")
    hours, minutes, seconds = (int(part or 0) for part in (hour, minute, second))
    if half:
        # 12 a.m. is midnight, 12 p.m. is noon.
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    try:
        return datetime(
            int(year), int(month), int(day), hours, minutes, seconds, tzinfo=_zone(zone)
        )
    except ValueError:
        return None


def _zone(text: str) -> timezone:
    digits = re.sub(r"\D", "", text)
    if not digits:
        return UTC
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-span if text.startswith("-") else span)


def _named_month(text: str) -> datetime | None:
    if not _NAMED_MONTH.search(text):
        return None
    try:
        return parsedate_to_datetime(text if ":" in text else f"{text} 00:00")
    # The parser of mail dates raises any of these on texts that look nearly like one.
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
