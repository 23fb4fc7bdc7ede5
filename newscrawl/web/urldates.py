"""The day that a URL names in its path: /2026/11/24/, /2026-nov-24, /20261124, /a-2026.11.24.html.

No library: htmldate reads a page, and takes any eight digits of its URL for a day.
"""

import re
from datetime import date
from itertools import chain

MIN_YEAR, MAX_YEAR = 1990, 2100
_MAX_CHARS = 2000
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen",
            "feb fev",
            "mar",
            "apr abr avr",
            "may mai mag",
            "jun giu",
            "jul lug",
            "aug ago",
            "sep set",
            "oct okt ott",
            "nov",
            "dec dez dic",
        ),
        start=1,
    )
    for name in names.split()
}
"""Months as content systems shorten them in paths: en, es, it, fr, pt, de."""
_BEFORE_PATH = re.compile(r"^[a-z]+://[^/]*", re.IGNORECASE)
_SEPARATED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)([-/_.])(?P<month>\d{1,2}|[a-z]{3})\2(?P<day>\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_TIGHT = re.compile(
    r"(?:(?<=[/_.-])|(?<=/[a-z]))(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?![^\W_])"
)


def url_date(url: str) -> str | None:
    """Return the day that the path of *url* names, ``YYYY-MM-DD``; ``None`` where it names none.

    Digits without separators count only where they begin a part of the path or of its words: most
    identifiers of eight digits are no day.

    >>> url_date("https://news.example/2026/nov/24/bridge"), url_date("https://news.example/n/20261124778")
    ('2026-11-24', None)
    """
    # Parameters hold other days, as that of a calendar; hosts hold numbers.
    path = _BEFORE_PATH.sub("", re.split(r"[?#]", url[:_MAX_CHARS], maxsplit=1)[0])
    matches = chain(_SEPARATED.finditer(path), _TIGHT.finditer(path))
    # The first that is a day: "/2026/99/1/" may come before it.
    found = next(filter(None, map(_day, matches)), None)
    return None if found is None else found.isoformat()


def _day(match: re.Match[str]) -> date | None:
    try:
        found = date(int(match["year"]), _month(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return found if MIN_YEAR <= found.year <= MAX_YEAR else None


def _month(text: str) -> int:
    """Return the number of a month; 0 for a word that is none."""
    return int(text) if text.isdigit() else _MONTHS.get(text.casefold(), 0)
