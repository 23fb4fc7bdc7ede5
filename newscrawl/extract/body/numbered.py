"""Headings of a numbered row ("3. The old mill"): where some of them are text, the others are.

A listicle counts its entries, and each heading is a few words, often a name: by its words the
weights doubt every other one. Their numbers tell that they belong together. Measured by weights
that had not seen the page's domain, on 1,934 pages: of seven pages that change, five get nearer to
the truth.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from newscrawl.extract.body.decision import Weighed
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
    segments: Sequence[Segment], kept: frozenset[int], weighed: Weighed
) -> frozenset[int]:
    """Return the headings of numbered rows of which a part is *kept*."""
    named = weighed.column("verdict.selectors.")
    found: set[int] = set()
    for numbers in _numbers_by_tag(segments).values():
        for row in (_row_of(numbers, 1), _row_of(numbers, -1)):
            chosen = sum(each.index in kept for each in row)
            if len(row) >= MIN_ROW and chosen >= max(MIN_KEPT, MIN_SHARE * len(row)):
                found.update(each.index for each in row)
    return frozenset(
        index for index in found if weighed.chances[index] >= LEAST_CHANCE and not named[index]
    )


def _numbers_by_tag(segments: Sequence[Segment]) -> Mapping[str, Mapping[int, Row]]:
    """Return the numbered short blocks of each tag, by their numbers."""
    found: dict[str, dict[int, Row]] = defaultdict(lambda: defaultdict(list))
    for segment in segments:
        match = NUMBER.match(segment.text) if segment.tag in TAGS else None
        if match is not None and len(segment.text) <= MAX_CHARS:
            found[segment.tag][int(match[1])].append(segment)
    return found


def _row_of(numbers: Mapping[int, Row], step: int) -> Row:
    """Return the blocks whose numbers follow each other by *step*, up or down, in the order of the page."""
    row: Row = []
    wanted = None
    for number in sorted(numbers, reverse=step < 0):
        last = row[-1].index if row else -1
        after = next((each for each in numbers[number] if each.index > last), None)
        if after is not None and wanted in {None, number}:
            row.append(after)
            wanted = number + step
    return row
