"""The figures of one source in one run: counts that add up over runs, and that the state keeps."""

import math
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field, fields
from typing import Any

GOOD = frozenset({"unchanged", "withdrawn", "out_of_window", "wrong_language", "rights_reserved"})
"""Reasons for which a page that was read well gives no record."""
EMPTY = frozenset(
    "empty no_text too_short not_html error_page login_page wall extraction_error worker_crashed "
    "worker_timeout worker_out_of_memory too_large too_many_elements".split()
)
COPIES = frozenset({"duplicate", "same_article", "same_page"})


@dataclass(slots=True)
class SourceFigures:
    """The figures of one source in one run, or in several.

    Attributes:
        listed: Articles that its feeds, sitemaps and front page name, new or not.
        entrances: Feeds, sitemaps and front pages that were read.
        front_missed: Why its front page could not be had; empty: it could.
        front_wall: What its front page is, if it is a wall.
        moved_to: Origin that its front page redirects to; empty: to none.
        elsewhere: Links of its feeds and sitemaps that lead to hosts of others; ``leads_to``: to
            whom most.
        wanted, outside: Pages that were named inside the window, and before or after it.
        unreadable: URLs that it names as feeds or sitemaps and that are not, each with the reason.
        spent: Its budget, in words, if that was spent.
        articles: Records; ``known``: pages that were read well and are not wanted, or have not
            changed; ``empty``: pages without a text; ``copies``: pages with the text of another, or
            that lead to another; ``other``: pages that are no article.
        answered: URLs that were answered well.
        log_chars, log_chars2: Sum of the logarithms of the lengths of the texts, and of their
            squares.
        text_chars, removed_chars: Characters kept and removed as boilerplate, of the articles.
        undated, unsigned: Articles without a date, without an author.
        walls: Pages that a wall hides, by its kind.
        reasons: Pages without a record, by reason.
        missed: Pages of articles that could not be had, by reason.
        unanswered: URLs of all kinds that gave no page, by status, or by the kind of failure.
    """

    listed: int = 0
    entrances: int = 0
    front_missed: str = ""
    front_wall: str = ""
    moved_to: str = ""
    elsewhere: int = 0
    leads_to: str = ""
    wanted: int = 0
    outside: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)
    spent: str = ""
    articles: int = 0
    known: int = 0
    empty: int = 0
    copies: int = 0
    other: int = 0
    answered: int = 0
    log_chars: float = 0.0
    log_chars2: float = 0.0
    text_chars: int = 0
    removed_chars: int = 0
    undated: int = 0
    unsigned: int = 0
    walls: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)

    @property
    def pages(self) -> int:
        """Pages that were read."""
        return self.articles + self.known + self.empty + self.copies + self.other

    @property
    def typical_chars(self) -> int:
        """The geometric mean of the lengths of the texts."""
        if not self.articles:
            return 0
        # Geometric: one very long text (a live blog) must not hide that the others are cut off.
        return round(math.exp(self.log_chars / self.articles))

    @property
    def boilerplate_share(self) -> float:
        """Share (0–1) of the characters of the articles' pages that were removed."""
        # The smallest divisor is 1, so that a run without articles has a share of 0.
        return self.removed_chars / max(self.text_chars + self.removed_chars, 1)

    def add(self, other: "SourceFigures") -> None:
        """Add the figures of another run; of its front page and its documents nothing is taken."""
        for name in _NUMBERS:
            total = getattr(self, name) + getattr(other, name)
            setattr(self, name, total)
        for name in _COUNTERS:
            # In place, and all of them: adding an empty counter changes nothing.
            getattr(self, name).update(getattr(other, name))

    def join(self, other: "SourceFigures") -> None:
        """Add the figures of another worker of the same run."""
        self.add(other)
        # These are no sums: the first worker that knows one says it for all.
        for name in _OF_ONE_RUN:
            if not getattr(self, name):
                setattr(self, name, getattr(other, name))

    def note_text(self, text: str, removed_chars: int) -> None:
        """Count an article with *text*, of whose page *removed_chars* were removed."""
        self.articles += 1
        length = math.log(max(len(text), 1))
        self.log_chars += length
        # Sums only, so that figures of runs add up, and the spread is still known.
        self.log_chars2 += length * length
        self.text_chars += len(text)
        self.removed_chars += removed_chars

    def note_drop(self, reason: str) -> None:
        """Count a page that gave no record."""
        self.reasons[reason] += 1
        if reason in GOOD:
            self.known += 1
        elif reason in EMPTY:
            self.empty += 1
        elif reason in COPIES:
            self.copies += 1
        else:
            self.other += 1

    def forget_passing(self, statuses: Set[str]) -> None:
        """Forget what could not be had for a reason that may pass: one of *statuses*, or no answer.

        The run is taken up again, and tries these again.
        """
        self.front_missed = ""
        for counted in (self.missed, self.unanswered):
            for reason in list(counted):
                if _may_pass(reason, statuses):
                    del counted[reason]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values, as the state keeps them."""
        found: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            # What is 0 or empty is left out: ``read_figures`` puts it back.
            if value:
                found[item.name] = dict(value) if item.name in _COUNTERS else value
        return found

    def report(self) -> dict[str, Any]:
        """Return the figures as a person reads them."""
        return {
            "listed": self.listed,
            "elsewhere": self.elsewhere,
            "pages": self.pages,
            "articles": self.articles,
            "empty": self.empty,
            "copies": self.copies,
            "typical_chars": self.typical_chars,
            "undated": self.undated,
            "unsigned": self.unsigned,
            "boilerplate_share": round(self.boilerplate_share, 3),
            "answered": self.answered,
            "missed": dict(self.missed),
            "unanswered": dict(self.unanswered),
            "reasons": dict(self.reasons),
            "walls": dict(self.walls),
        }


_COUNTERS = ("walls", "reasons", "missed", "unanswered")
_OF_ONE_RUN = ("front_missed", "front_wall", "moved_to", "leads_to", "unreadable", "spent")
_NUMBERS = tuple(
    item.name for item in fields(SourceFigures) if item.name not in {*_COUNTERS, *_OF_ONE_RUN}
)


def _may_pass(reason: str, statuses: Set[str]) -> bool:
    """Return whether *reason* is one of *statuses*, or is no status."""
    status = reason.removeprefix("http_")
    # Reasons without a number (timeouts, lost connections) may all pass.
    return status in statuses or not status.isdigit()


def read_figures(values: dict[str, Any]) -> SourceFigures:
    """Return the figures that ``as_dict`` wrote; a missing one is 0 or empty."""
    figures = SourceFigures()
    for item in fields(figures):
        # JSON has plain objects only, and figures of older versions lack some of the fields.
        if item.name in values:
            value = values[item.name]
            setattr(figures, item.name, Counter(value) if item.name in _COUNTERS else value)
    return figures
