"""The findings of discovery: a URL, with the title and the times that its finding place gives."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import pairwise
from operator import attrgetter
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from newscrawl.model.moments import unix_time
from newscrawl.web.urls import WEB_SCHEMES, without_dots

MAX_URL = 8_000
"""Longest URL taken, in characters (RFC 9110 section 4.1 asks servers for as much)."""
MAX_TITLE = 500
TIMES_MIN = 10
"""With fewer times of change than this, they say nothing only where all are the same."""
_ABSOLUTE = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_DIGITS = re.compile("[0-9]+")
_INNER = re.compile(r"https?://[^&#\s]+|https?%3A%2F%2F[^&#\s/?]+", re.IGNORECASE)
_WRAPPED = re.compile(r"[ \t]*[\r\n]\s*")
"""A line break within a URL, with the blanks that set the next line in."""
_NO_BREAKS = {ord(char): None for char in "\t\r\n"}
"""Browsers take line breaks out of URLs."""
_BACKSLASH = "\\"
_UNSEEN = " \t\r\n\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Signs without a shape, which editors leave around a URL."""
_QUOTES = {'"': '"', "'": "'", "<": ">", "\u201c": "\u201d", "\u00ab": "\u00bb"}
_SCHEMES = re.compile(r"(?:(https?):?/+)+", re.IGNORECASE)
AHEAD = timedelta(days=2)
"""A time further in the future than this is a mistake: no zone is more than 14 hours off."""
ALIKE = timedelta(hours=1)
"""Times that are no further apart are those of one run of the system that wrote the file."""
_TIMES = ("modified", "published")
"""Fields of ``Found`` that are times."""


@dataclass(frozen=True, slots=True)
class Found:
    """One URL that a feed, a sitemap or a page names.

    Attributes:
        url: Absolute http or https URL, as written otherwise.
        title: Its title there.
        published: ISO 8601 with zone (UTC assumed where none is given), or ``None``.
        modified: The same, of the last change.
        language: As the finding place writes it, e.g. ``en`` or ``de-AT``.
        vouched: The finding place names it as an article: a feed, a news sitemap, a teaser of the
            front.
        others: Further URLs that the finding place gives for the same article, the best first.
        license: Terms of an RSL licence that the finding place states: uses by rule, or ``terms``.
    """

    url: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    vouched: bool = False
    others: tuple[str, ...] = ()
    license: str = ""

    @property
    def time(self) -> str | None:
        """When it was published; where that is unknown, when it was changed last."""
        return self.published or self.modified


def absolute(base: str, href: str | None) -> str | None:
    """Resolve *href* against *base*; ``None`` unless the result is an http(s) URL of sane length."""
    if not href or len(href) > MAX_URL:
        return None
    try:
        url = _resolved(base, href)
        is_fetched = _leads_to_host(url)
    # ``urlsplit`` raises on brackets that are no IPv6 address: such a link leads nowhere.
    except ValueError:
        return None
    # Resolved here: robots.txt rules and the frontier must see the path that will be asked for.
    return without_dots(url) if is_fetched else None


def _resolved(base: str, href: str) -> str:
    path, mark, query = href.partition("?")
    # WHATWG URL Standard: in the path of an http(s) URL, a backslash is a slash.
    written = f"{path.replace(_BACKSLASH, '/')}{mark}{query}".strip()
    # An absolute URL needs no base, and stays as it is written but for its line breaks.
    return written.translate(_NO_BREAKS) if _ABSOLUTE.match(written) else urljoin(base, written)


def _leads_to_host(url: str) -> bool:
    """Return whether *url* is an http(s) URL with a host, of sane length."""
    parts = urlsplit(url)
    return parts.scheme in WEB_SCHEMES and bool(parts.hostname) and len(url) <= MAX_URL


def listed_url(base: str, text: str | None) -> str | None:
    r"""Resolve a URL that a feed or a sitemap writes as *text*; ``&amp;`` escaped twice is undone.

    One that was broken into lines is joined, and one that begins with the host of *base* is on it.

    >>> listed_url("https://news.example/map.xml", "www.news.example/a-\n   story")
    'https://www.news.example/a-story'
    """
    # Content systems escape twice; the first layer is undone with the markup.
    written = (text or "").replace("&amp;", "&").replace("&#038;", "&").replace("&#38;", "&")
    joined = _WRAPPED.sub("", _bare(written))
    return absolute(base, _with_scheme(base, _with_slashes(base, joined)))


def _bare(written: str) -> str:
    r"""Return *written* without unseen signs, quotes or brackets around it.

    >>> _bare("\u200b<https://news.example/a> "), _bare("/o'brien'")
    ('https://news.example/a', "/o'brien'")
    """
    bare = written.strip(_UNSEEN)
    is_quoted = len(bare) > 1 and _QUOTES.get(bare[0]) == bare[-1]
    return bare[1:-1].strip(_UNSEEN) if is_quoted else bare


def _with_slashes(base: str, written: str) -> str:
    """Return *written* with one scheme and two slashes where it has more or fewer of them.

    >>> _with_slashes("https://a.example/f", "http://https:///news.example/a")
    'https://news.example/a'
    >>> [_with_slashes("https://a.example/f", text) for text in ("https:/a.example/1", "https:/1.html")]
    ['https://a.example/1', 'https:/1.html']
    """
    lead = _SCHEMES.match(written)
    # Slashes and schemes alone lead nowhere.
    rest = written[lead.end() :] if lead else written
    if lead is None or not rest:
        return rest
    is_usual = lead[0].lower() in {"http://", "https://"}
    if is_usual or not _is_host(base, rest.partition("/")[0], lead[0]):
        return written
    return f"{lead[1].lower()}://{rest}"


def _is_host(base: str, name: str, before: str) -> bool:
    """Return whether *name* is a host, by the scheme and the slashes *before* it."""
    # To browsers, any number of slashes but one leads to a host (WHATWG URL, "special authority
    # ignore slashes"); with one, it is a path of the base, unless it is the base's own host.
    return "." in name if "//" in before else _is_host_of(base, name)


def inner_urls(url: str) -> tuple[str, ...]:
    """Return the URLs that *url* carries in it, as those of services that count clicks do.

    >>> inner_urls("https://clicks.example/url?q=x&url=https%3A%2F%2Fnews.example%2Fa%3Fb&sa=t")
    ('https://news.example/a?b',)
    """
    # Not from the beginning, which is the URL itself.
    return tuple(map(_plain, _INNER.findall(url, 8)))


def _plain(inner: str) -> str:
    """Return a URL within another one as it is by itself: escaped as a whole, it is unescaped."""
    is_escaped = "%" in inner[:12]
    return unquote(inner) if is_escaped else inner


def _with_scheme(base: str, written: str) -> str:
    """Return *written* with the scheme of *base* where it begins with the host of it, in place of a path."""
    first = written.partition("/")[0]
    # Only the host of the base: "story.html" has a dot, too.
    is_host = "." in first and _is_host_of(base, first)
    return f"{urlsplit(base).scheme}://{written}" if is_host else written


def _is_host_of(base: str, host: str) -> bool:
    own = urlsplit(base).hostname or ""
    return host.lower().removeprefix("www.") == own.removeprefix("www.") != ""


def trusted_times(entries: Sequence[Found], now: datetime) -> tuple[Found, ...]:
    """Return *entries* without the times that tell nothing.

    Some systems write the time at which the file was made for every page: of ``TIMES_MIN`` entries
    or more, four fifths have then changed within an hour of each other; of fewer, all at the same
    moment. A time that is still to come tells nothing either.
    """
    latest = now + AHEAD
    kept = list(entries)
    for name in _TIMES:
        # The future first: one time in it would make times that are alike look spread.
        kept = [_without_future(found, name, latest) for found in kept]
        if _are_alike(map(attrgetter(name), kept)):
            kept = [_without(found, name) for found in kept]
    return tuple(kept)


def _without(found: Found, name: str) -> Found:
    """Return *found* without the field *name*."""
    nothing: dict[str, Any] = {name: None}
    return replace(found, **nothing)


def _without_future(found: Found, name: str, latest: datetime) -> Found:
    """Return *found*, without its time *name* if that is after *latest*."""
    time = getattr(found, name)
    is_future = time is not None and datetime.fromisoformat(time) > latest
    return _without(found, name) if is_future else found


def _are_alike(values: Iterable[str | None]) -> bool:
    times = sorted(map(datetime.fromisoformat, filter(None, values)))
    if len(times) < TIMES_MIN:
        return len(times) > 1 and times[0] == times[-1]
    # Four fifths of the newest: entries that are really old do not hide that the rest is stamped.
    most = len(times) * 4 // 5
    return times[-1] - times[-most] <= ALIKE


def newest(entries: Sequence[Found], limit: int) -> tuple[tuple[Found, ...], int]:
    """Return at most *limit* of *entries*, the old ones left out, in their order; and how many were left out.

    Where few have a time, the end of the file that lies towards the lower numbers of its URLs is
    old.
    """
    left_out = len(entries) - limit
    if left_out <= 0:
        return tuple(entries), 0
    return tuple(_newest(entries, limit)), left_out


def _newest(entries: Sequence[Found], limit: int) -> Sequence[Found]:
    times = list(map(unix_time, map(attrgetter("time"), entries)))
    # With times for fewer than half, an entry without one would count as the oldest.
    if sum(map(bool, times)) * 2 > len(times):
        latest = nlargest(limit, range(len(times)), key=times.__getitem__)
        # Back in the order of the file, which callers read as an order of rank.
        return list(map(entries.__getitem__, sorted(latest)))
    is_last_new = grows(list(map(attrgetter("url"), entries)))
    return entries[-limit:] if is_last_new else entries[:limit]


def grows(urls: Sequence[str]) -> bool:
    """Return whether the numbers in *urls* grow from the first to the last, as those of dates and ids do.

    >>> grows(["https://news.example/s-2025-12.xml", "https://news.example/s-2026-01.xml"])
    True
    """
    votes = Counter(_numbers(before) < _numbers(after) for before, after in pairwise(urls))
    return votes[True] > votes[False]


def _numbers(url: str) -> tuple[int, ...]:
    """Return the numbers in *url*, in order."""
    # Python refuses to read numbers of more than 4,300 digits, and long ones cost time.
    return tuple(int(number[:18]) for number in _DIGITS.findall(url))


def short_title(value: str | None) -> str | None:
    """Fold the white space of *value* and cap its length; ``None`` where nothing is left."""
    # Cut before it is split: a title of megabytes would be copied word by word.
    folded = " ".join((value or "")[: 4 * MAX_TITLE].split())
    return folded[:MAX_TITLE] or None
