"""Addresses that a site makes without end: paths that repeat, calendars, sessions in a path.

One address alone gives a trap away where its path repeats itself or has more segments than any site's.
The others show only by what comes of them: a *pattern* is an address with its numbers and ids taken out,
and a pattern whose pages give no article, many in a row, is barren. Source: docs/safety.md, "Traps".
"""

import re
from collections import Counter
from urllib.parse import urlsplit

MAX_SEGMENTS = 30
MAX_REPEATS = 3
MAX_PATTERNS = 20_000
MAX_CHARS = 2_000

_ID = re.compile(r"(?=[^/]*\d)[0-9a-zA-Z]{16,}|\d+")
_WORDS = re.compile(r"[^/?&=#]{40,}")


def path_trap(url: str) -> str | None:
    """Name what is wrong with the path of *url*: ``long``, ``deep_path`` or ``repeated_path``; or ``None``.

    >>> path_trap("https://news.example/a/b/a/b/a/b/a/b/")
    'repeated_path'
    """
    if len(url) > MAX_CHARS:
        return "long"
    segments = [part for part in urlsplit(url).path.split("/") if part]
    if len(segments) > MAX_SEGMENTS:
        return "deep_path"
    names = Counter(part for part in segments if not part.isdigit())
    return "repeated_path" if any(count > MAX_REPEATS for count in names.values()) else None


def pattern_of(url: str) -> str:
    """Give host and path of *url* without its numbers and ids, and the names of its parameters.

    >>> pattern_of("https://news.example/calendar/2031/12?view=list&day=4")
    'news.example/calendar/#/#?day&view'
    """
    parts = urlsplit(url)
    path = _WORDS.sub("~", _ID.sub("#", parts.path))
    names = sorted({part.partition("=")[0] for part in parts.query.split("&")} - {""})
    return f"{parts.netloc}{path}" + ("?" + "&".join(names) if names else "")


class BarrenPatterns:
    """Count, for each pattern, the pages in a row that gave no article.

    The patterns that were met first are forgotten where there are more than ``MAX_PATTERNS``.
    """

    def __init__(self, max_barren: int) -> None:
        self._max_barren = max_barren
        self._barren: dict[str, int] = {}

    def note(self, url: str, *, gave: bool) -> None:
        """Note that the page at *url* gave an article, or none."""
        pattern = pattern_of(url)
        count = self._barren.pop(pattern, 0)
        self._barren[pattern] = 0 if gave else count + 1
        if len(self._barren) > MAX_PATTERNS:
            del self._barren[next(iter(self._barren))]

    def holds(self, url: str) -> bool:
        """Tell whether *url* is of a pattern that has been barren for too long."""
        return 0 < self._max_barren <= self._barren.get(pattern_of(url), 0)
