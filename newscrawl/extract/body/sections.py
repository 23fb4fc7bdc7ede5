"""Sections of a text: headings and lists that are among paragraphs of the text, in the very same box.

A heading is a few words, and a list is a few more: by their words they are no running text, and the
weights doubt them. Their place tells: the author put them between paragraphs, which are their
siblings in the page.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, pairwise
from operator import attrgetter

import numpy as np

from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.body.places import box_of
from newscrawl.extract.body.rulings import is_long
from newscrawl.extract.segmentation.segments import Level, Segment
from newscrawl.extract.tags import HEADINGS, LISTS
from newscrawl.text.sentences import is_ended

SUBHEADINGS = HEADINGS - {"h1"}
OPENING = SUBHEADINGS | {"summary"}
"""Tags of what is above a part of a text."""
MAX_HEADING_LINKS = 0.5
DOUBTED = 0.3
"""Chance (0–1) of being text at which a heading before a paragraph of the text stays."""
LESS_DOUBTED = 0.42
"""The same of one before a short sentence."""
INSIDE_CHANCE = 0.12
"""The same of one with text of its own box on both sides."""
LINE_CHANCE = 0.35
"""The same of a line that is marked up as no heading."""
SUMMARY_CHANCE = 0.1
"""The same of the question of a ``details`` whose answer is text."""
MIN_INSIDE = 2
"""So many blocks of the text are right in the box that is taken for the text's."""
LISTED_CHANCE = 0.02
"""Mean chance (0–1) at which a list between two paragraphs of one box stays, with its heading."""
MAX_LISTED = 60
"""More items are no part of an article."""
MAX_HEADS = 1
"""A list has one heading: with more it is a column of teasers."""

_HREFS = attrgetter("hrefs")
_TAG = attrgetter("tag")


def headings_of(
    segments: Sequence[Segment],
    kept: frozenset[int],
    weighed: Weighed,
) -> frozenset[int]:
    """Return the headings right before a block of the text, in the same box: in doubt they stay."""
    boxes = _boxes_of(segments, kept)
    found: set[int] = set()
    for heading, after in pairwise(segments):
        if after.index not in kept or not _may_be_heading(heading):
            continue
        least = _least_chance(heading, after, segments, kept, boxes)
        if weighed.chances[heading.index] >= least:
            found.add(heading.index)
    return frozenset(found)


def _may_be_heading(segment: Segment) -> bool:
    """Return whether a segment opens a part of the text and is no link to another page."""
    return segment.tag in OPENING and not _leads_away(segment)


def lines_among(
    segments: Sequence[Segment],
    kept: frozenset[int],
    weighed: Weighed,
) -> frozenset[int]:
    """Return the lines between two blocks of the text right in one box, as headings are without their tag."""
    boxes = _boxes_of(segments, kept)
    is_free = (weighed.unopposed() >= LINE_CHANCE) & (weighed.column("hrefs") == 0)
    likely = np.flatnonzero(is_free).tolist()
    # Right after one block of the text, and right before another.
    places = {index + 1 for index in kept}.intersection(likely) - kept
    between = places.intersection(index - 1 for index in kept)
    return frozenset(index for index in between if _is_in_one_box(index, segments, boxes))


def _is_in_one_box(index: int, segments: Sequence[Segment], boxes: frozenset[Level]) -> bool:
    """Return whether a line is right in one of *boxes*, as the block before is, and before more of it."""
    before, line, after = segments[index - 1 : index + 2]
    box = box_of(line)
    is_alike = box in boxes and box is box_of(before)
    return is_alike and box in after.path


def _leads_away(heading: Segment) -> bool:
    """Return whether a heading is a link to another place than its own section."""
    is_linked = heading.link_share >= MAX_HEADING_LINKS
    # A fragment alone is within the page. Source: RFC 3986, section 4.4.
    return is_linked and not all(href.startswith("#") for href in heading.hrefs)


def _least_chance(
    heading: Segment,
    after: Segment,
    segments: Sequence[Segment],
    kept: frozenset[int],
    boxes: frozenset[Level],
) -> float:
    """Return the chance (0–1) that a heading needs to be text, by the block *after* it."""
    box = box_of(heading)
    # What opens at a click is an answer, and its handle the question.
    if heading.tag == "summary":
        return SUMMARY_CHANCE if box in after.path else 1.0
    goes_on = box in boxes and box in after.path
    if goes_on and _follows(heading, segments, kept):
        return INSIDE_CHANCE
    if heading.path[:-1] != after.path[:-1]:
        return 1.0
    if is_long(after):
        return DOUBTED
    # A short sentence says less of the heading above it than a paragraph.
    return LESS_DOUBTED if is_ended(after.text) else 1.0


def _follows(heading: Segment, segments: Sequence[Segment], kept: frozenset[int]) -> bool:
    """Return whether the last block of the text before a heading is in its box."""
    places = range(heading.index)[::-1]
    last = next(filter(kept.__contains__, places), None)
    return last is not None and box_of(heading) in segments[last].path


def _boxes_of(segments: Sequence[Segment], kept: frozenset[int]) -> frozenset[Level]:
    """Return the elements that hold several blocks of the text themselves."""
    inner = (segments[index].path[-2:-1] for index in kept)
    counts = Counter(chain.from_iterable(inner))
    return frozenset(box for box, count in counts.items() if count >= MIN_INSIDE)


def listed_sections(
    segments: Sequence[Segment], kept: frozenset[int], weighed: Weighed
) -> frozenset[int]:
    """Return the lists without links between two paragraphs of one box, each with its heading."""
    boxes = _boxes_of(segments, kept)
    found: set[int] = set()
    for gap, box in _gaps_of(segments, kept):
        # The whole gap or nothing: half a list is worse than none.
        if box in boxes and _is_listed(gap, box, weighed):
            found.update(each.index for each in gap)
    return frozenset(found)


def _gaps_of(
    segments: Sequence[Segment], kept: frozenset[int]
) -> Iterator[tuple[Sequence[Segment], Level]]:
    """Yield what is between two blocks of the text that are right in one box, with the box."""
    for before, after in pairwise(sorted(kept)):
        box = box_of(segments[before])
        is_gap = 1 < after - before <= MAX_LISTED
        if is_gap and box is not None and box is box_of(segments[after]):
            yield segments[before + 1 : after], box


def _is_listed(gap: Sequence[Segment], box: Level, weighed: Weighed) -> bool:
    """Return whether a *gap* is one list in the *box*, or a heading and a list."""
    heads = [each for each in gap[:MAX_HEADS] if each.tag in SUBHEADINGS]
    items = gap[len(heads) :]
    if not items or any(map(_HREFS, gap)):
        return False
    are_right_in_box = {box}.issuperset(map(box_of, heads))
    is_list = are_right_in_box and all(map(partial(_is_item, box), items))
    return is_list and _may_be_list(gap, weighed)


def _may_be_list(gap: Sequence[Segment], weighed: Weighed) -> bool:
    """Return whether no name and no control speaks against a list, and it is not too unlikely."""
    numbers = [each.index for each in gap]
    spoken = weighed.column("verdict.selectors.") + weighed.column("controls")
    if spoken[numbers].any():
        return False
    return float(weighed.chances[numbers].mean()) >= LISTED_CHANCE


def _is_item(box: Level, segment: Segment) -> bool:
    """Return whether a block is an item of a list right in the *box*."""
    if segment.kind != "list_item" or box not in segment.path:
        return False
    # Bare text in the box is in no list there.
    below = segment.path[segment.path.index(box) + 1 :]
    return not LISTS.isdisjoint(map(_TAG, below[:1]))
