"""Shares of pages that are a finding when they are high: which, and when that is no chance."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newscrawl.health.figures import SourceFigures

MAX_CHANCE = 2e-5
"""An outcome that is likelier than this at the usual rate is not a finding."""
FEW = 3
KNOWN = 5
"""With fewer pages in the past than this, it is not known what is usual."""
MOST, NEARLY_ALL = 0.5, 0.8
"""Share at which a finding is one: against a known past, and without one."""

Windows = Sequence[tuple[SourceFigures, SourceFigures]]
"""Tonight, tonight with the run before, and so on, each with what was usual before it."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share that is a finding when it is high: *bad* of *all*; *said* names the bad ones.

    *needs_past*: only against a known past. *max_chance*: a likelier outcome is not a finding.
    """

    bad: Callable[[SourceFigures], int]
    all: Callable[[SourceFigures], int]
    said: str
    needs_past: bool = False
    max_chance: float = MAX_CHANCE


WALLS = Share(
    lambda one: one.walls.total(),
    lambda one: one.pages,
    "pages stand in the way of the article",
    max_chance=1e-3,  # a page that looks like one rarely is none
)
EMPTY = Share(lambda one: one.empty, lambda one: one.pages, "pages give no text")
COPIES = Share(
    lambda one: one.copies, lambda one: one.pages, "pages show or lead to the same text", True
)
OTHERS = Share(
    lambda one: one.pages - one.articles - one.known,
    lambda one: one.pages,
    "pages are no article",
    True,
)
MISSED = Share(
    lambda one: one.missed.total(),
    lambda one: one.pages + one.missed.total(),
    "pages cannot be had",
)
SILENT = Share(
    lambda one: one.unanswered.total(),
    lambda one: one.answered + one.unanswered.total(),
    "URLs give no page",
)
UNDATED = Share(lambda one: one.undated, lambda one: one.articles, "articles have no date", True)
UNSIGNED = Share(
    lambda one: one.unsigned, lambda one: one.articles, "articles have no author", True
)


def break_in_words(test: Share, windows: Windows) -> str:
    """Return the break with the usual in words, if one of *windows* shows one; the first is tonight."""
    tonight = windows[0][0]
    # Whatever was before, tonight it is well.
    if test.all(tonight) and test.bad(tonight) < MOST * test.all(tonight):
        return ""
    breaks = (_in_words(test, *each) for each in windows if _is_break(test, *each))
    return next(breaks, "")


def _in_words(test: Share, window: SourceFigures, usual: SourceFigures) -> str:
    """Return the share of *window*, and that of *usual* where there is one, as a part of a sentence."""
    now = f"{test.bad(window)} of {test.all(window)} {test.said}"
    if not test.all(usual):
        return now
    return f"{now}, before {test.bad(usual)} of {test.all(usual)}"


def _is_break(test: Share, window: SourceFigures, usual: SourceFigures) -> bool:
    """Return whether the bad ones of *window* are most of it, and more than chance makes of *usual*."""
    bad, of = test.bad(window), test.all(window)
    usually_of = test.all(usual)
    is_known = usually_of >= KNOWN
    if test.needs_past and not is_known:
        return False
    # A share as well: of thousands of pages, a few more bad ones are unlikely, but no fault.
    least = MOST if is_known else NEARLY_ALL
    if of < FEW or bad < least * of:
        return False
    # One bad page of four counts beforehand: at a rate of 0, one page would be impossible.
    rate = (test.bad(usual) + 1) / (usually_of + 4)
    return chance(bad, of, rate) < test.max_chance


def chance(bad: int, of: int, rate: float) -> float:
    """Return a bound on the chance of at least *bad* out of *of* where each is bad at *rate* (0 < rate < 1).

    Source: Chernoff's bound for the binomial distribution; exact where all are bad.

    >>> round(chance(3, 3, 0.1), 6), chance(1, 10, 0.5)
    (0.001, 1.0)
    """
    share = bad / of
    if share <= rate:
        return 1.0
    divergence = share * math.log(share / rate)
    # 0 · log 0 is 0, but not to ``math.log``.
    if share < 1.0:
        divergence += (1 - share) * math.log((1 - share) / (1 - rate))
    return math.exp(-of * divergence)
