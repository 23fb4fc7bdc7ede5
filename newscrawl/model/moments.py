"""Points in time as records have them: text of one form, which no loader takes for anything else.

Loaders that guess types (pyarrow, and Hugging Face datasets with it) make a column of times of
texts that all look like one, and then fail at the file whose texts do not. They leave a text with
milliseconds alone.
"""

import re
from datetime import UTC, datetime

_BARE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:["
    r" T]\d{2}(?::?\d{2}(?::?\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?",
    # \d is any digit of Unicode otherwise, and loaders take only ASCII ones for a date.
    re.ASCII,
)


def format_utc(time: datetime) -> str:
    """Write a *time* that has a zone as ``YYYY-MM-DDTHH:MM:SS.mmmZ``, the one form that all loaders keep."""
    # isoformat writes +00:00 for a zone; without one it writes none, and Z is ours.
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def zoned(time: datetime) -> datetime:
    """Return *time* with its zone; UTC where it has none, the one rule for all that pages and lists say."""
    return time.replace(tzinfo=time.tzinfo or UTC)


def unix_time(iso: str | None) -> float:
    """Return *iso* as Unix time; 0 where it is empty.

    >>> unix_time("2026-11-24T00:00:00+01:00"), unix_time("2026-11-24"), unix_time(None)
    (1795474800.0, 1795478400.0, 0.0)
    """
    return zoned(datetime.fromisoformat(iso)).timestamp() if iso else 0.0


def one_form(iso: str) -> str:
    """Write *iso* as ``YYYY-MM-DDTHH:MM:SS.mmm+HH:MM``, on the same clock; empty where it is no time.

    A day is its midnight; a time without a zone is taken as UTC.

    >>> one_form("2026-11-24T07:41:00+01:00"), one_form("2026-11-24"), one_form("soon")
    ('2026-11-24T07:41:00.000+01:00', '2026-11-24T00:00:00.000+00:00', '')
    """
    try:
        time = datetime.fromisoformat(iso)
        offset = time.utcoffset()
        if offset is not None and offset.total_seconds() % 60:
            time = time.astimezone(UTC)  # no clock of today is off by seconds
    # OverflowError: a time in year 1 or 9999 that its offset moves out of the calendar.
    except (ValueError, OverflowError):
        return ""
    return zoned(time).replace(fold=0).isoformat(timespec="milliseconds")


def worded(text: str) -> str:
    """Return *text*, with a space after it where it is nothing but a date: a column of these stays text.

    >>> worded("2026-11-24"), worded("24 November 2026")
    ('2026-11-24 ', '24 November 2026')
    """
    return f"{text} " if _BARE.fullmatch(text) else text
