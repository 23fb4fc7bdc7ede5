"""The day that a URL names in its path: /2026/11/24/, /2026-nov-24, /20261124, /a-2026.11.24.html.

No library: htmldate reads a page, and takes any eight digits of its URL for a day.
"""

import re
from datetime import date

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
    for pattern in (_SEPARATED, _TIGHT):
        # The first that is a day: "/2026/99/1/" may come before it.
        for match in pattern.finditer(path):
            found = _day(int(match["year"]), match["month"], int(match["day"]))
            if found is not None:
                return found.isoformat()
    return None


def _day(year: int, month: str, day: int) -> date | None:
    number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
    try:
        found = date(year, number, day)
    except ValueError:
        return None
    return found if MIN_YEAR <= found.year <= MAX_YEAR else None
