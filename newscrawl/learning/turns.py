"""In what order the pages of a site were given out, so that timing does not decide its profile.

A profile that was learned from whichever pages arrived first would depend on the network and on
what else the machine did, and two crawls of the same pages would give other texts. So each page
gets a number, in the order in which the requests of its site were first given out, and keeps it
through redirects. What pages teach is taken in by that order: notes of later pages wait until all
earlier ones have told theirs or have ended.
"""

from bisect import bisect_left, insort
from collections import OrderedDict
from typing import Any

MAX_SITES = 10_000
"""Sites whose numbers are kept when none of their pages is in hand; those given out longest ago go first."""


class SiteTurns:
    """The pages of one site.

    Attributes:
        is_busy: Somebody takes notes in at this moment.
    """

    def __init__(self) -> None:
        self._next = 0
        # Both in ascending order: pages that wait ask for their place many times a second.
        self._open: list[int] = []
        self._told: list[int] = []
        self._notes: dict[int, Any] = {}
        self._taken: int | None = None
        self.is_busy = False

    def begin(self) -> int:
        """Return the number of a page that is given out."""
        number, self._next = self._next, self._next + 1
        self._open.append(number)
        return number

    def end(self, number: int) -> None:
        """Note that the page has nothing (more) to tell."""
        place = bisect_left(self._open, number)
        if self._open[place : place + 1] == [number]:
            del self._open[place]

    def tell(self, number: int, note: Any) -> None:
        """Put down the *note* of the page, for its turn."""
        if number not in self._notes:
            insort(self._told, number)
        self._notes[number] = note
        self.end(number)

    def pass_over(self, number: int) -> None:
        """Wait no more for pages before this *number*; their notes are taken in as they come."""
        del self._open[: bisect_left(self._open, number)]

    @property
    def is_due(self) -> bool:
        """Whether ``take`` would return a note."""
        # An earlier page that is still open has its note taken in first.
        return bool(self._told) and (not self._open or self._told[0] < self._open[0])

    def take(self) -> tuple[int, Any] | None:
        """Return the next note with its number; ``None`` while an earlier page has yet to tell."""
        self._taken = None
        if not self.is_due:
            return None
        number = self._taken = self._told.pop(0)
        return number, self._notes.pop(number)

    def before(self, number: int) -> int:
        """Return how many earlier pages have not been taken in."""
        return bisect_left(self._open, number) + bisect_left(self._told, number)

    def is_settled(self, number: int) -> bool:
        """Return whether the page with this number and all before it have been taken in."""
        # One that is being taken in has left the notes, and has not been learned from yet.
        return not self.before(number + 1) and (self._taken is None or self._taken > number)

    @property
    def is_idle(self) -> bool:
        """Whether no page is in hand that has yet to tell."""
        return not self._open and not self._notes and self._taken is None


class Turns:
    """The sites of a crawl; a page is known by the row of the frontier that it is in."""

    def __init__(self) -> None:
        self._sites: OrderedDict[str, SiteTurns] = OrderedDict()
        self._of_row: dict[int, tuple[str, int]] = {}

    def of(self, site: str) -> SiteTurns:
        """Return the turns of *site*."""
        if site not in self._sites:
            self._sites[site] = SiteTurns()
            oldest = next(iter(self._sites))
            # Never one with a page in hand, whose numbers would begin again.
            if len(self._sites) > MAX_SITES and self._sites[oldest].is_idle:
                del self._sites[oldest]
        self._sites.move_to_end(site)
        return self._sites[site]

    def begin(self, row: int, site: str) -> None:
        """Number the page in *row*, if it has no number."""
        # A request that is sent again after a redirect or a failure keeps its place.
        if row not in self._of_row:
            self._of_row[row] = site, self.of(site).begin()

    def end(self, row: int) -> None:
        """Note that the page in *row* has ended."""
        site, number = self._of_row.pop(row, ("", -1))
        if site in self._sites:
            self._sites[site].end(number)

    def number(self, row: int, site: str) -> int:
        """Return the number of the page in *row*; a new one where the page came to be of another *site*."""
        known, number = self._of_row.get(row, ("", -1))
        return number if known == site else self.of(site).begin()
