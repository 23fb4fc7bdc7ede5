"""Threads of readers' letters by their look: texts in a row, each signed with a name and a date.

A box that is named ``comments`` is known by its name; here the names of elements count nothing. Each
entry has one short line with a name and a day, or a name, a number and the same control as the
others ("2 weeks ago", "Reply"). The box of the row comes after the text and holds none of it, so that
a chronicle, a live blog or an interview in the article's own box is not taken for a thread. What an
article quotes from a network is signed likewise, a programme has times and names: posts in
``blockquote``, and lines with times alone, are no entries.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise, takewhile
from operator import attrgetter
from typing import Final

from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.body.endings import are_unsure, headline_places, is_after_text
from newscrawl.extract.body.fields import DATA, DATE
from newscrawl.extract.body.rulings import Ruling, Verdicts, ruled, width_at
from newscrawl.extract.metadata.calendars import plain_date
from newscrawl.extract.segmentation.segments import Level, Segment

THREAD: Final = Ruling(
    "comments",
    "structure.thread",
    "After the text it is in a row of entries, each signed with another name and a date.",
)
MIN_ENTRIES: Final = 3
"""So many signed entries are a thread."""
TIME: Final = re.compile(r"(?<![\d./])\d{1,2}[:.h]\d{2}(?![\d./])")
"""A time of day; without it a day is left, or nothing."""
PERIOD: Final = re.compile(rf"{TIME.pattern}\W{{1,3}}{TIME.pattern}")
"""From one time to another: a line of a programme."""
MAX_LINE_CHARS: Final = 80
"""A longer line is no signature."""
MIN_LETTERS: Final = 3
"""Letters of a signature: a time alone is that of an update."""
TAGS: Final = 3
"""The signatures of a thread have so many tags in common, from the innermost outwards."""
MAX_BETWEEN: Final = 25
"""So many blocks are between two signatures at most."""
MIN_SHARE: Final = 0.8
"""Share (0–1) of the entries of a thread that have a text, and the same control."""
MIN_NAMES: Final = 0.3
"""Different names for each signature: guests have no name of their own."""
MAX_CONTROL_CHARS: Final = 20
"""A longer line is no control of an entry."""
MIN_TEXT_CHARS, MAX_TEXT_LINKS = 10, 0.5
"""Characters of the text of an entry, and its share (0–1) of links."""

_TAG = attrgetter("tag")


def signed_threads(
    segments: Sequence[Segment],
    kept: frozenset[int],
    weighed: Weighed,
    titles: frozenset[str],
) -> Verdicts:
    """Return the verdicts on the threads of signed entries after the text.

    *kept* are the indexes of what is held for text, *titles* the keys of the page's titles. Linear in
    the segments of a page.
    """
    lines = list(filter(_may_sign, segments[min(kept, default=len(segments)) :]))
    dated = chain.from_iterable(map(_runs_of, _rows_of(filter(_is_dated, lines))))
    numbered = chain.from_iterable(map(_runs_of, _rows_of(lines)))
    signed = [run for run in dated if _are_signatures(run, segments)]
    signed += [
        run for run in numbered if _are_signatures(run, segments) and _have_control(run, segments)
    ]
    # Most pages end here.
    if not signed:
        return {}
    heads = headline_places(segments, titles)
    # A dictionary as an ordered set: rows of several kinds may share their box.
    boxes = dict.fromkeys(_box_around(run, segments) for run in signed)
    threads = [box for box in boxes if is_after_text(box, segments, kept, heads)]
    rest = kept.difference(*threads)
    inside = chain.from_iterable(
        segments[box.start : box.stop]
        for box in threads
        if _ends_text(box, segments, rest) and are_unsure(kept.intersection(box), weighed)
    )
    return ruled(inside, THREAD)


def _ends_text(box: range, segments: Sequence[Segment], rest: frozenset[int]) -> bool:
    """Return whether most of the text is before a *box*; *rest* is what of it is in no thread."""
    after = rest.intersection(range(box.stop, len(segments)))
    return 2 * width_at(segments, after) <= width_at(segments, rest)


def _may_sign(line: Segment) -> bool:
    """Return whether a block may be a signature: a short line with a number and a name."""
    if len(line.text) > MAX_LINE_CHARS:
        return False
    against = (
        line.kind in DATA,
        "blockquote" in map(_TAG, line.path),
        PERIOD.search(line.text),
        not any(map(str.isdigit, line.text)),
        len(_name_in(line)) < MIN_LETTERS,
    )
    return not any(against)


def _name_in(line: Segment) -> str:
    """Return the letters of a line."""
    return "".join(filter(str.isalpha, line.key))


def _rows_of(lines: Iterable[Segment]) -> Iterable[list[Segment]]:
    """Return the *lines* of each kind, by the tags of the elements that are nearest around them."""
    rows: dict[tuple[str, ...], list[Segment]] = defaultdict(list)
    for line in lines:
        rows[tuple(level.tag for level in line.path[-TAGS:])].append(line)
    return rows.values()


def _runs_of(lines: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Yield the rows of *lines* of one kind between which there are blocks, but not too many."""
    run: list[Segment] = []
    for line in lines:
        if run and not 1 < line.index - run[-1].index <= MAX_BETWEEN:
            yield run
            run = []
        run.append(line)
    yield run


def _are_signatures(lines: Sequence[Segment], segments: Sequence[Segment]) -> bool:
    """Return whether *lines* are enough, of different names, and have texts between them."""
    names = set(map(_name_in, lines))
    if len(names) < max(MIN_ENTRIES, MIN_NAMES * len(lines)):
        return False
    return _is_most(any(map(_is_text, entry)) for entry in _entries(lines, segments))


def _entries(lines: Sequence[Segment], segments: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    """Yield what is between each of *lines* and the next."""
    for line, after in pairwise(lines):
        yield segments[line.index + 1 : after.index]


def _have_control(lines: Sequence[Segment], segments: Sequence[Segment]) -> bool:
    """Return whether most entries between *lines* have the same short line: a control, such as "Reply"."""
    entries = _entries(lines, segments)
    counts = Counter(chain.from_iterable(map(_controls_in, entries)))
    return max(counts.values(), default=0) >= MIN_SHARE * (len(lines) - 1)


def _box_around(lines: Sequence[Segment], segments: Sequence[Segment]) -> range:
    """Return the places of the blocks in the innermost box around *lines*; none where that is the page."""
    paths = zip(*(line.path for line in lines), strict=False)
    around = list(takewhile(_are_one, paths))
    if not around:
        return range(0)
    box = around[-1][0]

    def is_in(index: int) -> bool:
        return box in segments[index].path

    # Blocks of one element are neighbours.
    start = lines[0].index - sum(1 for _ in takewhile(is_in, range(lines[0].index)[::-1]))
    stop = lines[0].index + sum(1 for _ in takewhile(is_in, range(lines[0].index, len(segments))))
    return range(start, stop)


def _are_one(levels: Sequence[Level]) -> bool:
    """Return whether *levels* are all the same element."""
    return len(set(levels)) == 1


def _is_most(answers: Iterable[bool]) -> bool:
    """Return whether nearly all *answers* are yes."""
    found = list(answers)
    return sum(found) >= MIN_SHARE * len(found)


def _is_dated(line: Segment) -> bool:
    """Return whether a line has a day, in digits and calendars of any script."""
    return DATE.search(TIME.sub(" ", plain_date(line.text))) is not None


def _is_text(segment: Segment) -> bool:
    """Return whether a block may be the text of an entry."""
    return segment.width >= MIN_TEXT_CHARS and segment.link_share < MAX_TEXT_LINKS


def _controls_in(entry: Sequence[Segment]) -> frozenset[str]:
    """Return the keys of the short lines of an entry."""
    return frozenset(each.key for each in entry if each.width <= MAX_CONTROL_CHARS)
