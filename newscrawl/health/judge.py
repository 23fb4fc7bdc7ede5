"""Is a source well? The figures of one run, judged against the source's own past.

Theory of operation. A run gives ``SourceFigures`` of each source. Usual is the sum of its last runs
that were not broken. A share (of pages without text, of URLs without an answer …) is a finding
where most of tonight's pages have it, and where that many would be all but impossible at the usual
rate: the tail of a binomial distribution, by Chernoff's bound, so that one bad page of a quiet
night says nothing and three of a source that never had one do. A source with few pages a night is
judged by the last runs together. Lengths are compared as logarithms, in units of their own spread.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from newscrawl.health.figures import SourceFigures

Status = Literal["healthy", "quiet", "new", "changed", "broken"]

MAX_CHANCE = 2e-5
"""What is likelier than this at the usual rate is no finding."""
USUAL_RUNS = 20
WINDOW_RUNS = 10
WINDOW_PAGES = 10
"""A run with fewer pages is judged together with those before it too."""
FEW = 3
KNOWN = 5
"""With fewer pages in the past than this, it is not known what is usual."""
MOST, NEARLY_ALL = 0.5, 0.8
"""Share at which a finding is one: against a known past, and without one."""
MUCH_SHORTER = 0.5
LISTED_MIN, WEEK_RUNS = 3, 7
"""Nothing found is a finding where each run before found so many, or seven found one at least."""
_REFUSALS = frozenset("401 402 403 407 429 451".split())


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as usual; *grave*: the source is broken.

    Attributes:
        kind: Short name, see docs/monitoring.md.
        message: One sentence with the figures.
    """

    kind: str
    message: str
    grave: bool = True


@dataclass(frozen=True, slots=True)
class HealthVerdict:
    """How a source is, and why."""

    status: Status
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PastRun:
    """Figures of an earlier run; *broken*: they were judged so, and do not count as usual."""

    figures: SourceFigures
    broken: bool


def judge(tonight: SourceFigures, past: Sequence[PastRun]) -> HealthVerdict:
    """Judge a source by what it gave *tonight* and in the *past*, the last run first."""
    if _moves(tonight, past):
        # Articles that are found again under the new URLs of a site that moves are no fault.
        tonight = replace(tonight, known=tonight.known + tonight.copies, copies=0)
    # Tonight alone comes first, so that a sudden fault is told as tonight's.
    windows = _windows(tonight, past)
    usual = windows[0][1]
    findings = [
        *_of_entrances(tonight, past),
        *_of_documents(tonight, past),
        *_of_answers(windows, past),
        *_of_pages(windows),
        *_of_texts(windows),
    ]
    # One grave finding outweighs all others, which are told with it.
    if any(finding.grave for finding in findings):
        return HealthVerdict("broken", tuple(findings))
    if findings:
        return HealthVerdict("changed", tuple(findings))
    if not tonight.pages:
        return HealthVerdict("quiet")
    return HealthVerdict("healthy" if usual.pages or usual.entrances else "new")


def _usual(past: Sequence[PastRun]) -> SourceFigures:
    """Return the sum of the last runs that were not broken."""
    total = SourceFigures()
    # Broken nights would make the fault usual, and the alarm would stop by itself.
    for run in [run for run in past if not run.broken][:USUAL_RUNS]:
        total.add(run.figures)
    return total


def _of_entrances(tonight: SourceFigures, past: Sequence[PastRun]) -> list[Finding]:
    # A front page that cannot be had is no fault where feeds or sitemaps were read.
    if tonight.front_missed and not tonight.entrances:
        return [Finding("unreachable", f"its front page cannot be had: {tonight.front_missed}")]
    if _has_moved(tonight, past):
        few = f"but for {tonight.listed} " if tonight.listed else ""
        message = (
            f"all links of its feeds and sitemaps {few}lead to hosts of others, mostly"
            f" {tonight.leads_to}; if it has moved, say so in 'hosts'"
        )
        return [Finding("moved", message)]
    if tonight.listed or not tonight.entrances:
        return _fewer(tonight, past)
    return _of_nothing(tonight, past)


def _of_nothing(tonight: SourceFigures, past: Sequence[PastRun]) -> list[Finding]:
    """Return the findings where the entrances name no article."""
    if tonight.front_wall:
        return [
            Finding(tonight.front_wall, "its front page shows no article, but stands in the way")
        ]
    before = [run.figures.listed for run in past if not run.broken and run.figures.entrances][
        :USUAL_RUNS
    ]
    # The longer the past, the smaller the number that must have been there each night.
    if before and min(before) >= (LISTED_MIN if len(before) < WEEK_RUNS else 1):
        found = f"{min(before)} to {max(before)} before"
        return [
            Finding(
                "nothing_found", f"no article is named by its feeds, sitemaps and front; {found}"
            )
        ]
    if not _was_read(past) and not tonight.pages:
        return [
            Finding("gives_nothing", "a new source whose front, feeds and sitemaps name no article")
        ]
    return []


def _was_read(past: Sequence[PastRun]) -> bool:
    """Return whether an earlier run has read an entrance."""
    return any(run.figures.entrances and not run.broken for run in past)


def _has_moved(tonight: SourceFigures, past: Sequence[PastRun]) -> bool:
    """Return whether nearly all that the source names is elsewhere, and was not always."""
    named = tonight.elsewhere + tonight.listed
    if tonight.elsewhere < FEW or tonight.elsewhere < NEARLY_ALL * named:
        return False
    usual = _usual(past)
    # A source that always linked to others (an aggregator) has not moved.
    return not tonight.listed or 0 < usual.listed > usual.elsewhere


def _moves(tonight: SourceFigures, past: Sequence[PastRun]) -> bool:
    """Return whether the front redirects to another origin, and did not when it was read last."""
    before = next((run.figures for run in past if run.figures.entrances), None)
    return before is not None and tonight.moved_to not in {"", before.moved_to}


def _of_documents(tonight: SourceFigures, past: Sequence[PastRun]) -> list[Finding]:
    """Return the findings on documents, window and budget; none of them means that the site is broken."""
    findings = []
    if _moves(tonight, past):
        message = f"its front page redirects to {tonight.moved_to} now; name that in 'site'"
        findings.append(Finding("moved", message, grave=False))
    if tonight.unreadable:
        url, why = next(iter(tonight.unreadable.items()))
        message = (
            f"{len(tonight.unreadable)} of its feeds and sitemaps cannot be read: {url}: {why}"
        )
        findings.append(Finding("unreadable", message, grave=False))
    if _is_all_outside(tonight, past):
        message = (
            f"all {tonight.outside + tonight.reasons['out_of_window']} pages are outside of the"
            " window"
        )
        findings.append(Finding("all_outside", message, grave=False))
    if tonight.spent:
        message = f"its budget is spent ({tonight.spent}); what is left is for the next run"
        findings.append(Finding("budget_spent", message, grave=False))
    return findings


def _is_all_outside(tonight: SourceFigures, past: Sequence[PastRun]) -> bool:
    """Return whether the window lets nothing through, where it always did, or nothing is known."""
    dropped = tonight.reasons["out_of_window"]
    # Any article shows that the window is not the fault.
    if tonight.articles or tonight.wanted > dropped or tonight.outside + dropped < FEW:
        return False
    before = [run.figures for run in past if not run.broken][:WEEK_RUNS]
    return all(one.articles for one in before)


def _fewer(tonight: SourceFigures, past: Sequence[PastRun]) -> list[Finding]:
    before = [run.figures.listed for run in past if not run.broken and run.figures.entrances][
        :USUAL_RUNS
    ]
    if tonight.entrances and before and min(before) >= 20 and tonight.listed < 0.1 * min(before):
        message = f"{tonight.listed} articles are named, {min(before)} to {max(before)} before"
        return [Finding("fewer_found", message, grave=False)]
    return []


@dataclass(frozen=True, slots=True)
class _Test:
    """A share that is a finding when it is high: *bad* of *all*; *said* names the bad ones.

    *needs_past*: only against a known past. *max_chance*: a likelier outcome is not a finding.
    """

    bad: Callable[[SourceFigures], int]
    all: Callable[[SourceFigures], int]
    said: str
    needs_past: bool = False
    max_chance: float = MAX_CHANCE


_WALLS = _Test(
    lambda one: one.walls.total(),
    lambda one: one.pages,
    "pages stand in the way of the article",
    max_chance=1e-3,  # a page that looks like one rarely is none
)
_EMPTY = _Test(lambda one: one.empty, lambda one: one.pages, "pages give no text")
_COPIES = _Test(
    lambda one: one.copies, lambda one: one.pages, "pages show or lead to the same text", True
)
_OTHERS = _Test(
    lambda one: one.pages - one.articles - one.known,
    lambda one: one.pages,
    "pages are no article",
    True,
)
_MISSED = _Test(
    lambda one: one.missed.total(),
    lambda one: one.pages + one.missed.total(),
    "pages cannot be had",
)
_SILENT = _Test(
    lambda one: one.unanswered.total(),
    lambda one: one.answered + one.unanswered.total(),
    "URLs give no page",
)
_UNDATED = _Test(lambda one: one.undated, lambda one: one.articles, "articles have no date", True)
_UNSIGNED = _Test(
    lambda one: one.unsigned, lambda one: one.articles, "articles have no author", True
)


_Windows = Sequence[tuple[SourceFigures, SourceFigures]]
"""Tonight, tonight with the run before, and so on, each with what was usual before it."""


def _windows(tonight: SourceFigures, past: Sequence[PastRun]) -> _Windows:
    windows = [(tonight, _usual(past))]
    # Nothing was read tonight, so that there is nothing new to judge.
    if not (tonight.pages or tonight.missed) and not (past and past[0].broken):
        return windows  # the runs before were judged so already
    window = tonight
    for number, run in enumerate(past[: WINDOW_RUNS - 1], 1):
        if window.pages >= WINDOW_PAGES:
            break
        wider = SourceFigures()
        wider.add(window)
        wider.add(run.figures)
        window = wider
        # Runs of the window are not part of what was usual before it.
        windows.append((window, _usual(past[number:])))
    return windows


def _of_answers(windows: _Windows, past: Sequence[PastRun]) -> list[Finding]:
    tonight = windows[0][0]
    for test, runs, why in (
        (_MISSED, windows, tonight.missed),
        (_SILENT, windows[:1], tonight.unanswered),
    ):
        if not _is_constant(test, tonight, past) and (message := _breaks(test, runs)):
            mostly = next((reason for reason, _ in why.most_common(1)), "as in the runs before")
            kind = "blocked" if mostly.removeprefix("http_") in _REFUSALS else "http_errors"
            return [Finding(kind, f"{message} (mostly {mostly})")]
    return []


def _is_constant(test: _Test, tonight: SourceFigures, past: Sequence[PastRun]) -> bool:
    """Return whether about as many were bad each night: dead links are tried on a quiet night too."""
    before = [test.bad(run.figures) for run in past if not run.broken][:USUAL_RUNS]
    # The median, since one bad night among those before must not widen it.
    return bool(before) and 0 < test.bad(tonight) <= 2 * median(before)


def _of_pages(windows: _Windows) -> list[Finding]:
    # First: pages behind a wall are empty and alike as well, and the wall is the cause.
    if message := _breaks(_WALLS, windows):
        walls = next(window.walls for window, _ in windows if window.walls)
        return [Finding(walls.most_common(1)[0][0], message)]
    for kind, test in (("empty", _EMPTY), ("same_text", _COPIES), ("no_articles", _OTHERS)):
        if message := _breaks(test, windows):
            return [Finding(kind, message)]
    return []


def _breaks(test: _Test, windows: _Windows) -> str:
    """Return the break with the usual in words, if one of *windows* shows one; the first is tonight."""
    tonight = windows[0][0]
    if test.all(tonight) and test.bad(tonight) < MOST * test.all(tonight):
        return ""  # whatever was, tonight it is well
    for window, usual in windows:
        bad, of = test.bad(window), test.all(window)
        usually_bad, usually_of = test.bad(usual), test.all(usual)
        known = usually_of >= KNOWN
        least = MOST if known else NEARLY_ALL
        # One bad page of four counts beforehand: at a rate of 0, one page would be impossible.
        rate = (usually_bad + 1) / (usually_of + 4)
        # A share as well: of thousands of pages, a few more bad ones are unlikely, but no fault.
        if of < FEW or bad < least * of or (test.needs_past and not known):
            continue
        if chance(bad, of, rate) < test.max_chance:
            before = f", before {usually_bad} of {usually_of}" if usually_of else ""
            return f"{bad} of {of} {test.said}{before}"
    return ""


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


def _of_texts(windows: _Windows) -> list[Finding]:
    findings = []
    tonight, usual = windows[0]
    if message := next((said for window in windows if (said := _shorter(tonight, *window))), ""):
        findings.append(Finding("shorter", message))
    for kind, test in (("undated", _UNDATED), ("unsigned", _UNSIGNED)):
        if message := _breaks(test, windows):
            findings.append(Finding(kind, message, grave=False))
    more = tonight.boilerplate_share - usual.boilerplate_share
    if tonight.articles >= KNOWN and usual.articles >= KNOWN and more > 0.3:
        shares = (
            f"{tonight.boilerplate_share:.0%} of the text, before {usual.boilerplate_share:.0%}"
        )
        findings.append(Finding("more_boilerplate", f"boilerplate is {shares}", grave=False))
    return findings


def _shorter(tonight: SourceFigures, window: SourceFigures, usual: SourceFigures) -> str:
    """Return how much shorter the texts are, if they are much, and by more than they vary."""
    if window.articles < FEW or usual.articles < KNOWN:
        return ""
    # Tonight's texts are long enough, whatever the nights before were.
    if tonight.articles and tonight.typical_chars >= MUCH_SHORTER * usual.typical_chars:
        return ""
    less = usual.log_chars / usual.articles - window.log_chars / window.articles
    error = _spread(usual) * math.sqrt(1 / window.articles + 1 / usual.articles)
    # Both: much shorter for a reader, and by more than texts of this source vary.
    if less < -math.log(MUCH_SHORTER) or less < 4 * error:
        return ""
    return f"a typical text has {window.typical_chars} characters, before {usual.typical_chars}"


def _spread(usual: SourceFigures) -> float:
    """Return the standard deviation of the logarithms of lengths; ten texts of all kinds count beforehand."""
    mean = usual.log_chars / usual.articles
    squares = max(usual.log_chars2 - usual.articles * mean * mean, 0.0)
    return math.sqrt((squares + 10 * 0.5) / (usual.articles + 10))
