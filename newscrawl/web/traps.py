"""URLs that a site makes without end: paths that repeat, calendars, sessions in a path.

A site may have hosts without end, too: its budget holds for all that are under its registrable
domain. One URL alone gives a trap away where its path repeats itself or has more segments than any
site's. The others show only by their outcome: a *pattern* is a URL with its numbers and ids
taken out, and a pattern whose pages give no article, many in a row, is barren. Source:
docs/safety.md, "Traps".
"""

import re
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import filterfalse
from urllib.parse import urlsplit

MAX_SEGMENTS = 30
MAX_REPEATS = 3
MAX_PATTERNS = 20_000
MAX_CHARS = 2_000
"""Of a URL that only links lead to."""
MAX_SITES = 50_000

_WORD = re.compile(r"[0-9a-zA-Z]+")
_NUMBER = re.compile(r"\d+")
_ID_CHARS = 16
_WORDS = re.compile(r"[^/?&=#]{40,}")


@dataclass(frozen=True, slots=True)
class TrapLimits:
    """How far links lead; 0: no limit.

    Attributes:
        depth: Links from a page that the user named.
        barren: Pages of one pattern in a row that give no article.
        links: Requests that one answer leads to.
        site: Requests to one site (registrable domain) in one run, besides those that the user
            named.
    """

    depth: int = 0
    barren: int = 0
    links: int = 0
    site: int = 0


class SiteBudget:
    """Count the requests to each site; those that were met first are forgotten beyond ``MAX_SITES``."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: OrderedDict[str, int] = OrderedDict()

    def take(self, site: str) -> bool:
        """Take one request to *site*; return whether there was one left."""
        if not self._most:
            return True
        # Taken out and put back, so that the order is that of the last use.
        count = self._taken.pop(site, 0)
        self._taken[site] = min(count + 1, self._most)
        if len(self._taken) > MAX_SITES:
            self._taken.popitem(last=False)
        return count < self._most


def path_trap(url: str) -> str | None:
    """Name the fault in the path of *url*: ``long``, ``deep_path`` or ``repeated_path``; or ``None``.

    >>> path_trap("https://news.example/a/b/a/b/a/b/a/b/")
    'repeated_path'
    """
    # Before it is parsed: such a URL comes from a script that appends to itself.
    if len(url) > MAX_CHARS:
        return "long"
    segments = list(filter(None, urlsplit(url).path.split("/")))
    if len(segments) > MAX_SEGMENTS:
        return "deep_path"
    # Numbers repeat in honest paths ("/11/11/").
    names = Counter(filterfalse(str.isdigit, segments))
    most = max(names.values(), default=0)
    return "repeated_path" if most > MAX_REPEATS else None


def pattern_of(url: str) -> str:
    """Return host and path of *url* without its numbers and ids, and the names of its parameters.

    >>> pattern_of("https://news.example/calendar/2031/12?view=list&day=4")
    'news.example/calendar/#/#?day&view'
    """
    parts = urlsplit(url)
    # Long parts are slugs: each is another one, and they would make a pattern of each page.
    path = _WORDS.sub("~", _WORD.sub(_without_numbers, parts.path))
    # Sorted: calendars write their parameters in any order.
    names = sorted({part.partition("=")[0] for part in parts.query.split("&")} - {""})
    return f"{parts.netloc}{path}" + ("?" + "&".join(names) if names else "")


def _without_numbers(word: re.Match[str]) -> str:
    """Return a word of a path without its numbers; one that is long and has some is an id as a whole."""
    plain = _NUMBER.sub("#", word[0])
    is_id = "#" in plain and len(word[0]) >= _ID_CHARS
    return "#" if is_id else plain


class BarrenPatterns:
    """Count, for each pattern, the pages in a row that gave no article.

    The patterns that were met first are forgotten where there are more than ``MAX_PATTERNS``.
    """

    def __init__(self, max_barren: int) -> None:
        self._max_barren = max_barren
        self._barren: OrderedDict[str, int] = OrderedDict()

    def note(self, url: str, *, gave: bool) -> None:
        """Note that the page at *url* gave an article, or none."""
        pattern = pattern_of(url)
        count = self._barren.pop(pattern, 0)
        # A row, not a share: one article shows that the pattern is worth its requests.
        self._barren[pattern] = 0 if gave else count + 1
        if len(self._barren) > MAX_PATTERNS:
            self._barren.popitem(last=False)

    def holds(self, url: str) -> bool:
        """Return whether *url* is of a pattern that has been barren for too long."""
        return 0 < self._max_barren <= self._barren.get(pattern_of(url), 0)


class ListOutcome(StrEnum):
    """The outcome of a URL that a list named."""

    GAVE = "gave"
    BARREN = "barren"
    DEAD = "dead"
    LED_ON = "led_on"
    """To a page that is known: dead, where the one before it in its list led to the same."""


_LIMITS = {"document": 1.0, "tree": 3.0, "links": 1.5, "section": 1.0}
"""How much each kind of list may hold in a row, as a multiple of what the setting says."""
_BARREN_WEIGHT = {"document": 1 / 3, "tree": 1 / 3}
"""How much of a dead URL a barren page counts for: sitemaps list what is no article, too."""


MAX_AHEAD = 32
"""Pages of a list that are asked for while one before them is still in hand."""
MAX_WAIT_S = 30.0
"""A page that is in hand for longer hangs; the count goes on without it."""


@dataclass(slots=True)
class _Asked:
    """A page that was asked for, with its outcome so far."""

    lists: tuple[str, ...]
    since: float
    outcome: ListOutcome | None = None
    target: str = ""
    in_hand: bool = True


class Streaks:
    """Count, for each list of URLs, those in a row that were dead or barren; too many end the list.

    A list is named ``kind:name``. Kinds: ``document``, a feed or a sitemap; ``tree``, a sitemap
    with all below it; ``links``, the pages of a source that only links led to; ``section``, those
    below one folder. The row is that in which the pages were asked for: a dead one is known at
    once, a good one is to be read.
    """

    def __init__(self, max_dead: int) -> None:
        self._max_dead = max_dead
        self._counts: OrderedDict[str, float] = OrderedDict()
        self._targets: dict[str, str] = {}
        self._ended: set[str] = set()
        self._rows: dict[str, deque[_Asked]] = {}
        self._pages: dict[int, _Asked] = {}

    def begin(self, number: int, lists: tuple[str, ...], now: float) -> None:
        """Note that the page *number* of *lists* is asked for, at the time *now* (in seconds)."""
        page = self._pages[number] = _Asked(lists, now)
        for name in lists:
            self._rows.setdefault(name, deque()).append(page)

    def must_wait(self, lists: Iterable[str], now: float) -> bool:
        """Return whether a further page of one of *lists* is to wait for those that are in hand."""
        # Else a fast crawl asks for a whole dead list before the first answer is judged.
        return any(self._is_full(self._rows.get(name, ()), now) for name in lists)

    @staticmethod
    def _is_full(row: Sequence[_Asked], now: float) -> bool:
        return len(row) >= MAX_AHEAD and not _hangs(row[0], now)

    def note(self, number: int, outcome: ListOutcome, target: str = "") -> None:
        """Note the outcome of a page, and its target or its title; an article outweighs all else.

        A barren page with the name of the one before it in its list is dead: some sites answer so
        for pages that were removed.
        """
        page = self._pages.get(number)
        # A page may be noted twice, e.g. as an article and as a page that links on.
        if page is not None and page.outcome is not ListOutcome.GAVE:
            page.outcome, page.target = outcome, target

    def settle(self, number: int, now: float) -> list[str]:
        """Note that the work on a page has ended; return those lists that end by it.

        A page of which nothing was noted says nothing: it failed by something that may pass, or was
        put back.
        """
        # Popped: a page that is given out again after a failure starts as a new one.
        page = self._pages.pop(number, None)
        if page is None:
            return []
        page.in_hand = False
        ending = [name for name in page.lists if self._go_on(name, now) and name not in self._ended]
        self._ended.update(ending)
        return ending

    def _go_on(self, name: str, now: float) -> bool:
        """Count along the row of one list as far as outcomes are known; return whether it is to end."""
        row, is_over = self._rows.get(name, deque()), False
        # In the order of asking: else a fast 404 would count before a good page.
        while row and (not row[0].in_hand or _hangs(row[0], now)):
            page = row.popleft()
            if page.outcome is not None:
                is_over |= self._count(name, page.outcome, page.target)
        if not row:
            self._rows.pop(name, None)
        return is_over

    def _count(self, name: str, outcome: ListOutcome, target: str) -> bool:
        """Count one page of a list; return whether it is to end."""
        kind = name.partition(":")[0]
        if self._is_soft_404(name, outcome, target):
            outcome = ListOutcome.DEAD
        count = self._counted(self._counts.pop(name, 0.0), outcome, kind)
        self._counts[name] = count
        if len(self._counts) > MAX_PATTERNS:
            # Both at once, so that neither can grow on without the other.
            forgotten, _ = self._counts.popitem(last=False)
            self._targets.pop(forgotten, None)
        # Thirds do not add up to whole numbers in floating point: hence the small tolerance.
        return self._max_dead > 0 and count >= self._max_dead * _LIMITS.get(kind, 1.0) - 1e-6

    @staticmethod
    def _counted(count: float, outcome: ListOutcome, kind: str) -> float:
        """Return the *count* of a row of lists of *kind* after a page with this *outcome*."""
        counts = {
            ListOutcome.GAVE: 0.0,
            ListOutcome.BARREN: count + _BARREN_WEIGHT.get(kind, 1.0),
            ListOutcome.DEAD: count + 1.0,
            ListOutcome.LED_ON: count,
        }
        return counts[outcome]

    def _is_soft_404(self, name: str, outcome: ListOutcome, target: str) -> bool:
        """Note the *target* of a page; return whether the page before it in its list led there too.

        Servers send all that is gone to one page, or answer with one title.
        """
        if not target:
            return False
        before = self._targets.get(name)
        self._targets[name] = target
        return before == target and outcome in {ListOutcome.LED_ON, ListOutcome.BARREN}

    def ended(self, lists: Iterable[str]) -> str | None:
        """Return one of *lists* that has ended, if there is one."""
        return next(filter(self._ended.__contains__, lists), None)


def _hangs(page: _Asked, now: float) -> bool:
    return now - page.since > MAX_WAIT_S
