"""Is a source well? The figures of one run, judged against the source's own past.

Theory of operation. A run gives ``SourceFigures`` of each source. Usual is the sum of its last runs
that were not broken. A share (of pages without text, of URLs without an answer …) is a finding
where most of tonight's pages have it, and where that many would be all but impossible at the usual
rate: the tail of a binomial distribution, by Chernoff's bound, so that one bad page of a quiet
night says nothing and three of a source that never had one do. A source with few pages a night is
judged by the last runs together. Lengths are compared as logarithms, in units of their own spread.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from statistics import median
from typing import Literal

from newscrawl.health.figures import SourceFigures
from newscrawl.health.shares import (
    COPIES,
    EMPTY,
    FEW,
    KNOWN,
    MISSED,
    NEARLY_ALL,
    OTHERS,
    SILENT,
    UNDATED,
    UNSIGNED,
    WALLS,
    Share,
    Windows,
    break_in_words,
)

Status = Literal["healthy", "quiet", "new", "changed", "broken"]

USUAL_RUNS = 20
WINDOW_RUNS = 10
WINDOW_PAGES = 10
"""A run with fewer pages is judged together with those before it too."""
MUCH_SHORTER = 0.5
MUCH_MORE_BOILERPLATE = 0.3
"""Rise of the share (0–1) of boilerplate from which on it is told."""
MANY_LISTED, FEWER_SHARE = 20, 0.1
"""So few of the fewest before (a share, 0–1) are a finding, where each run before named that many."""
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
    findings = (
        *_of_entrances(tonight, past),
        *_of_documents(tonight, past),
        *_of_answers(windows, past),
        *_of_pages(windows),
        *_of_texts(windows),
    )
    if findings:
        # One grave finding outweighs all others, which are told with it.
        is_broken = any(finding.grave for finding in findings)
        return HealthVerdict("broken" if is_broken else "changed", findings)
    if not tonight.pages:
        return HealthVerdict("quiet")
    usual = windows[0][1]
    return HealthVerdict("healthy" if usual.pages or usual.entrances else "new")


def _sound(past: Sequence[PastRun]) -> list[SourceFigures]:
    """Return the figures of the runs that were not broken, the last first.

    Broken nights would make the fault usual, and the alarm would stop by itself.
    """
    return [run.figures for run in past if not run.broken]


def _listed_before(past: Sequence[PastRun]) -> list[int]:
    """Return how many articles the entrances named in each of the last runs that read one."""
    return [one.listed for one in _sound(past) if one.entrances][:USUAL_RUNS]


def _usual(past: Sequence[PastRun]) -> SourceFigures:
    """Return the sum of the last runs that were not broken."""
    total = SourceFigures()
    for figures in _sound(past)[:USUAL_RUNS]:
        total.add(figures)
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
    if not tonight.entrances:
        return []
    return _fewer(tonight, past) if tonight.listed else _of_nothing(tonight, past)


def _of_nothing(tonight: SourceFigures, past: Sequence[PastRun]) -> list[Finding]:
    """Return the findings where the entrances name no article."""
    if tonight.front_wall:
        message = "its front page shows no article, but stands in the way"
        return [Finding(tonight.front_wall, message)]
    before = _listed_before(past)
    # The longer the past, the smaller the number that must have been there each night.
    least = 1 if len(before) >= WEEK_RUNS else LISTED_MIN
    if min(before, default=0) >= least:
        found = f"{min(before)} to {max(before)} before"
        message = f"no article is named by its feeds, sitemaps and front; {found}"
        return [Finding("nothing_found", message)]
    # Runs that read an entrance have judged such a source already.
    if not before and not tonight.pages:
        message = "a new source whose front, feeds and sitemaps name no article"
        return [Finding("gives_nothing", message)]
    return []


def _has_moved(tonight: SourceFigures, past: Sequence[PastRun]) -> bool:
    """Return whether nearly all that the source names is elsewhere, and was not always."""
    named = tonight.elsewhere + tonight.listed
    if tonight.elsewhere < FEW or tonight.elsewhere < NEARLY_ALL * named:
        return False
    if not tonight.listed:
        return True
    usual = _usual(past)
    # A source that always linked to others (an aggregator) has not moved.
    return usual.listed > usual.elsewhere


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
    if tonight.outside + dropped < FEW:
        return False
    # Any article shows that the window is not the fault.
    if tonight.articles or tonight.wanted > dropped:
        return False
    return all(map(attrgetter("articles"), _sound(past)[:WEEK_RUNS]))


def _fewer(tonight: SourceFigures, past: Sequence[PastRun]) -> list[Finding]:
    before = _listed_before(past)
    least = min(before, default=0)
    if least < MANY_LISTED or tonight.listed >= FEWER_SHARE * least:
        return []
    message = f"{tonight.listed} articles are named, {least} to {max(before)} before"
    return [Finding("fewer_found", message, grave=False)]


def _windows(tonight: SourceFigures, past: Sequence[PastRun]) -> Windows:
    windows = [(tonight, _usual(past))]
    was_broken = any(run.broken for run in past[:1])
    # Nothing was read tonight, and the runs before were judged already: nothing new to judge.
    if not (tonight.pages or tonight.missed or was_broken):
        return windows
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


def _of_answers(windows: Windows, past: Sequence[PastRun]) -> list[Finding]:
    tonight = windows[0][0]
    for test, runs, why in (
        (MISSED, windows, tonight.missed),
        (SILENT, windows[:1], tonight.unanswered),
    ):
        message = "" if _is_constant(test, tonight, past) else break_in_words(test, runs)
        if message:
            mostly = why.most_common(1)[0][0] if why else "as in the runs before"
            kind = "blocked" if mostly.removeprefix("http_") in _REFUSALS else "http_errors"
            return [Finding(kind, f"{message} (mostly {mostly})")]
    return []


def _is_constant(test: Share, tonight: SourceFigures, past: Sequence[PastRun]) -> bool:
    """Return whether about as many were bad each night: dead links are tried on a quiet night too."""
    before = list(map(test.bad, _sound(past)[:USUAL_RUNS]))
    if not before:
        return False
    # The median, since one bad night among those before must not widen it.
    return 0 < test.bad(tonight) <= 2 * median(before)


def _of_pages(windows: Windows) -> list[Finding]:
    # First: pages behind a wall are empty and alike as well, and the wall is the cause.
    message = break_in_words(WALLS, windows)
    if message:
        return [Finding(_wall_of(windows), message)]
    tests = (("empty", EMPTY), ("same_text", COPIES), ("no_articles", OTHERS))
    # The first only: pages without text are all alike, and no articles.
    return list(islice(_breaks(tests, windows), 1))


def _breaks(
    tests: Iterable[tuple[str, Share]], windows: Windows, *, grave: bool = True
) -> Iterator[Finding]:
    """Yield a finding for each of *tests* (kind and share) that shows a break with the usual."""
    for kind, test in tests:
        message = break_in_words(test, windows)
        if message:
            yield Finding(kind, message, grave)


def _wall_of(windows: Windows) -> str:
    """Return the most frequent kind of wall in the shortest of *windows* that has one."""
    walls = next(window.walls for window, _ in windows if window.walls)
    kind, _ = walls.most_common(1)[0]
    return kind


def _of_texts(windows: Windows) -> list[Finding]:
    findings = []
    message = _first_shorter(windows)
    if message:
        findings.append(Finding("shorter", message))
    findings += _breaks((("undated", UNDATED), ("unsigned", UNSIGNED)), windows, grave=False)
    tonight, usual = windows[0]
    more = tonight.boilerplate_share - usual.boilerplate_share
    articles = min(tonight.articles, usual.articles)
    if articles >= KNOWN and more > MUCH_MORE_BOILERPLATE:
        shares = (
            f"{tonight.boilerplate_share:.0%} of the text, before {usual.boilerplate_share:.0%}"
        )
        findings.append(Finding("more_boilerplate", f"boilerplate is {shares}", grave=False))
    return findings


def _first_shorter(windows: Windows) -> str:
    """Return what ``_shorter`` says of the first of *windows* that it says something of."""
    tonight = windows[0][0]
    said = (_shorter(tonight, window, usual) for window, usual in windows)
    return next(filter(None, said), "")


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
    if less < max(-math.log(MUCH_SHORTER), 4 * error):
        return ""
    return f"a typical text has {window.typical_chars} characters, before {usual.typical_chars}"


def _spread(usual: SourceFigures) -> float:
    """Return the standard deviation of the logarithms of lengths; ten texts of all kinds count beforehand."""
    mean = usual.log_chars / usual.articles
    squares = max(usual.log_chars2 - usual.articles * mean * mean, 0.0)
    return math.sqrt((squares + 10 * 0.5) / (usual.articles + 10))
