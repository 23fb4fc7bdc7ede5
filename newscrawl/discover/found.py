"""What discovery finds: an address and what its finding place said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

MAX_URL = 2_083
"""Longest address taken, in characters; browsers of old and most servers stop there."""
MAX_TITLE = 500
TIMES_MIN = 10
"""With fewer times of change than this, no rule is seen in them."""


@dataclass(frozen=True, slots=True)
class Found:
    """One address that a feed, a sitemap or a page names.

    Attributes:
        url: Absolute http or https address, as written otherwise.
        title: What the finding place calls it.
        published: ISO 8601 with zone (UTC assumed where none is given), or ``None``.
        modified: The same, of the last change.
        language: As the finding place writes it, e.g. ``en`` or ``de-AT``.
    """

    url: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None


def absolute(base: str, href: str | None) -> str | None:
    """Resolve *href* against *base*; ``None`` unless the result is an http(s) address of sane length."""
    if not href or len(href) > MAX_URL:
        return None
    try:
        url = urljoin(base, href.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > MAX_URL:
        return None
    return url


def iso_time(value: str | None) -> str | None:
    """Give *value* (W3C date-time, RFC 3339) as ISO 8601 with zone; ``None`` where it is no date.

    Source: https://www.w3.org/TR/NOTE-datetime, the form sitemaps use.
    """
    if not value or len(value) > 40:
        return None
    try:
        time = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).isoformat()


def trusted_times(entries: Sequence[Found]) -> tuple[Found, ...]:
    """Give *entries* without their times of change, where these tell nothing.

    Some systems write the time at which the file was made for every page: of ``TIMES_MIN`` entries or more,
    four fifths have then changed within an hour of each other.
    """
    times = sorted(datetime.fromisoformat(found.modified) for found in entries if found.modified)
    most = len(times) * 4 // 5
    if len(times) < TIMES_MIN or times[-1] - times[len(times) - most] > timedelta(hours=1):
        return tuple(entries)
    return tuple(replace(found, modified=None) for found in entries)


def short_title(value: str | None) -> str | None:
    """Fold the white space of *value* and cap its length; ``None`` where nothing is left."""
    folded = " ".join((value or "")[: 4 * MAX_TITLE].split())
    return folded[:MAX_TITLE] or None
