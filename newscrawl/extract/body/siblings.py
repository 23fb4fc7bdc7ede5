"""Blocks whose siblings are text: a paragraph of the text's own box, the rest of a list.

The weights judge each block by itself, and of ten items or paragraphs of one kind they may doubt
three. An author writes a list as a whole, and a paragraph between two others of the same element
is hardly ever something else: here the place decides, with little chance of its own. Measured by
weights that had not seen the page's domain, on 1,934 pages: paragraphs without links that this
brings back are the article's on all of 6 pages (19,000 characters), linked ones for 76 %, items
for 72 %; labelled links to other stories among them are known by their words later.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

import numpy as np

from newscrawl.extract.body.decision import Floats, Weighed
from newscrawl.extract.body.places import box_of
from newscrawl.extract.body.rulings import is_long
from newscrawl.extract.segmentation.segments import Level, Segment
from newscrawl.extract.tags import LISTS
from newscrawl.text.sentences import is_ended

PARAGRAPH_CHANCE: Final = 0.02
"""Chance (0–1) of being text at which a paragraph without links stays among others of its box."""
LINKED_CHANCE: Final = 0.2
"""The same of a paragraph that links are a large part of."""
ITEM_CHANCE: Final = 0.05
"""The same of an item of a list."""
MAX_LINKS: Final = 0.3
"""Share (0–1) of links from which on a paragraph is a linked one."""
MIN_AROUND, MIN_AROUND_LINKED = 2, 3
"""So many blocks of the text are right in the box of a paragraph, of a linked one."""
MIN_SENTENCE_CHARS: Final = 30
"""A shorter sentence in a box may be a credit or a date."""
MIN_ITEMS, MIN_SHARE = 2, 0.5
"""So many items of a list are text, and such a share (0–1) of all of them: then the list is."""
ITEM_LEVELS: Final = 4
"""A list's item is at most so many elements above its block."""


def siblings_of(
    segments: Sequence[Segment],
    kept: frozenset[int],
    weighed: Weighed,
) -> frozenset[int]:
    """Return the blocks that stay because their siblings are text; *kept* has those that are."""
    if not kept:
        return frozenset()
    chances = weighed.unopposed()
    return _paragraphs(segments, kept, chances) | _items(segments, kept, chances)


def _paragraphs(
    segments: Sequence[Segment],
    kept: frozenset[int],
    chances: Floats,
) -> frozenset[int]:
    """Return the paragraphs between others of the text in the very same box."""
    around = Counter(box_of(segments[index]) for index in kept)
    found: set[int] = set()
    for each in segments[min(kept) : max(kept)]:
        if each.tag != "p" or each.index in kept:
            continue
        if _is_enclosed(each, around, float(chances[each.index])):
            found.add(each.index)
    return frozenset(found)


def _is_enclosed(paragraph: Segment, around: Mapping[Level | None, int], chance: float) -> bool:
    """Return whether a paragraph has enough blocks of the text *around* it in its box."""
    number = around[box_of(paragraph)]
    if paragraph.link_share >= MAX_LINKS:
        return number >= MIN_AROUND_LINKED and chance >= LINKED_CHANCE
    may_be_text = number >= MIN_AROUND and chance >= PARAGRAPH_CHANCE
    return may_be_text and _is_running(paragraph)


def _is_running(paragraph: Segment) -> bool:
    """Return whether a paragraph is running text: a long one, or a sentence that is no mere credit."""
    is_sentence = is_ended(paragraph.text) and paragraph.width >= MIN_SENTENCE_CHARS
    return is_sentence or is_long(paragraph)


def _items(segments: Sequence[Segment], kept: frozenset[int], chances: Floats) -> frozenset[int]:
    """Return the rest of each list of which the larger part is text."""
    lists: dict[Level, list[int]] = defaultdict(list)
    for segment in segments:
        # The innermost list alone: one in an item is judged by its own items.
        for level in islice(_lists_around(segment), 1):
            lists[level].append(segment.index)
    found: set[int] = set()
    for items in lists.values():
        chosen = kept.intersection(items)
        if len(chosen) >= max(MIN_ITEMS, MIN_SHARE * len(items)):
            found.update(items)
    likely = np.flatnonzero(chances >= ITEM_CHANCE).tolist()
    return frozenset(found.intersection(likely) - kept)


def _lists_around(segment: Segment) -> Iterator[Level]:
    """Yield the lists that a segment is in an item of, the innermost first."""
    around = reversed(segment.path[-ITEM_LEVELS:-1])
    return (level for level in around if level.tag in LISTS)
