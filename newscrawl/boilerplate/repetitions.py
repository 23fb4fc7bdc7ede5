"""Texts that several pages of a site have: on how many, and where on the page that counts against them."""

from itertools import filterfalse
from typing import NamedTuple

from newscrawl.boilerplate.profile import SiteProfile
from newscrawl.model.page_sketch import SegmentMark, Sketch

MIN_REPEAT_SHARE = 0.5
"""Between the first and the last fresh paragraph a text must be on this share of the pages to be repeated:
background paragraphs recur in real articles and must stay."""


def repetitions(page: Sketch, profile: SiteProfile) -> tuple[int, ...]:
    """Return for each mark of *page* on how many other pages it is, where that counts against it.

    In its place (text and the last two levels) one other page is enough at the top and at the end;
    inside the running text it takes ``MIN_REPEAT_SHARE`` of the pages, and at least two. A text
    that differs in its digits from page to page may be a figure of the article ("closed at 12.4
    dollars"): inside the running text it does not count, and at the ends it takes as many pages as
    an equal one does inside.
    """
    counts = [_counted(page.page, mark, profile) for mark in page.marks]
    repeats = [count.at_ends for count in counts]
    # Menus around the body are marks, too: only the running text has a beginning and an end.
    run = [index for index, mark in enumerate(page.marks) if mark.good]
    fresh = list(filterfalse(repeats.__getitem__, run))
    if not fresh:
        return tuple(repeats)
    inner = range(fresh[0] + 1, fresh[-1])
    for index in filter(inner.__contains__, run):
        repeats[index] = counts[index].inside
    return tuple(repeats)


class _Counted(NamedTuple):
    """On how many other pages a text is, if that counts: at the ends of the text, and inside."""

    at_ends: int
    inside: int


def _counted(page: str, mark: SegmentMark, profile: SiteProfile) -> _Counted:
    """Return on how many pages other than *page* the text of *mark* is."""
    needed = max(2, MIN_REPEAT_SHARE * profile.pages)
    equal = profile.others(page, mark.exact)
    # Most have no figures, and no hash without them.
    alike = profile.others(page, mark.masked) if mark.masked else 0
    # Equal texts weigh more than those that are alike but for their digits.
    at_ends = equal or alike * (alike >= needed)
    inside = equal * (equal >= needed)
    return _Counted(at_ends, inside)
