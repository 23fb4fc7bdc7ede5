"""Headings of a numbered row ("3. The old mill"): where some of them are text, the others are.

A listicle counts its entries, and each heading is a few words, often a name: by its words the
weights doubt every other one. Their numbers tell that they belong together. Measured by weights
that had not seen the page's domain, on 1,934 pages: of seven pages that change, five get nearer to
the truth.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain, product, starmap
from typing import Final

import numpy as np

from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.body.rulings import INDEX, indexes_of
from newscrawl.extract.segmentation.segments import Segment
from newscrawl.extract.tags import HEADINGS

NUMBER: Final = re.compile(r"[#№第(（]?\s?(\d{1,3})\s?[.)、:：）](?!\d)\s*\w")
"""A number, a sign and a word; "3.4/5" is a rating."""
TAGS: Final = HEADINGS - {"h1"} | {"p", "strong"}
MAX_CHARS: Final = 150
"""A longer block is a paragraph that happens to be numbered, a comment or a rule."""
LEAST_CHANCE: Final = 0.1
"""Chance (0–1) of being text that each of them needs."""
MIN_ROW, MIN_KEPT, MIN_SHARE = 3, 2, 0.3
"""So many in a row; so many of them, and such a share (0–1), are text already."""

Row = list[Segment]


def numbered_headings(
    segments: Sequence[Segment],
    kept: frozenset[int],
    weighed: Weighed,
) -> frozenset[int]:
    """Return the headings of numbered rows of which a part is *kept*."""
    by_tag = _numbers_by_tag(segments).values()
    rows = starmap(_row_of, product(by_tag, (1, -1)))
    ours = filter(partial(_is_of_text, kept), rows)
    found = indexes_of(chain.from_iterable(ours))
    is_free = weighed.column("verdict.selectors.") == 0
    may_be_text = is_free & (weighed.chances >= LEAST_CHANCE)
    return found.intersection(np.flatnonzero(may_be_text).tolist())


def _is_of_text(kept: frozenset[int], row: Row) -> bool:
    """Return whether a row is long enough, and so many of its blocks are *kept* that all are text."""
    chosen = len(kept.intersection(map(INDEX, row)))
    return len(row) >= MIN_ROW and chosen >= max(MIN_KEPT, MIN_SHARE * len(row))


def _numbers_by_tag(segments: Sequence[Segment]) -> Mapping[str, Mapping[int, Row]]:
    """Return the numbered short blocks of each tag, by their numbers."""
    found: dict[str, dict[int, Row]] = defaultdict(lambda: defaultdict(list))
    for segment in filter(_may_be_numbered, segments):
        match = NUMBER.match(segment.text)
        if match is not None:
            found[segment.tag][int(match[1])].append(segment)
    return found


def _may_be_numbered(segment: Segment) -> bool:
    """Return whether a block is short, and of a tag of headings."""
    return segment.tag in TAGS and len(segment.text) <= MAX_CHARS


def _row_of(numbers: Mapping[int, Row], step: int) -> Row:
    """Return the blocks whose numbers follow each other by *step*, up or down, in the order of the page."""
    row: Row = []
    last, wanted = -1, None
    for number in sorted(numbers, reverse=step < 0):
        after = [each for each in numbers[number] if each.index > last]
        if after and wanted in {None, number}:
            row.append(after[0])
            last, wanted = after[0].index, number + step
    return row
