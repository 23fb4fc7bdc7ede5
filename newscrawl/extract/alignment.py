"""Which segments of the page did each line of an extractor come from?

Lines are matched by their key (words only). A text that stands on the page once is certain; one that
stands there more often is taken at the place nearest to its matched neighbours; what is still open is looked
for as part of a segment, or as several of them, between its neighbours.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.extract.body import Line
from newscrawl.extract.segments import Segment

MIN_PART_CHARS = 20
"""A line shorter than this is not looked for inside a segment."""
REACH = 15
"""Segments before the first and after the last match that may still belong to the text."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Lines and the segments they came from.

    Attributes:
        places: For each line the indexes of its segments, ascending; empty where none was found.
        kept: Indexes of all segments that the extractor took.
    """

    places: tuple[tuple[int, ...], ...]
    kept: frozenset[int]


def align(lines: Sequence[Line], segments: Sequence[Segment]) -> Alignment:
    """Match *lines* to *segments*, both in document order."""
    found = certain_places(lines, segments)
    nearest_places(lines, segments, found)
    places: list[tuple[int, ...]] = [() if at is None else (at,) for at in found]
    for number, line in enumerate(lines):
        if found[number] is None and len(line.key) > 8:
            places[number] = partial_places(line, window(number, found, segments))
    kept = {index for place in places for index in place}
    kept |= swallowed(lines, segments, found, kept)
    return Alignment(tuple(places), frozenset(kept))


def by_key(segments: Sequence[Segment]) -> dict[str, list[int]]:
    """Index the segments by their key."""
    index: dict[str, list[int]] = defaultdict(list)
    for segment in segments:
        index[segment.key].append(segment.index)
    return index


def certain_places(lines: Sequence[Line], segments: Sequence[Segment]) -> list[int | None]:
    """Place the lines whose text stands on the page once."""
    index = by_key(segments)
    return [index[line.key][0] if len(index.get(line.key, ())) == 1 else None for line in lines]


def nearest_places(lines: Sequence[Line], segments: Sequence[Segment], found: list[int | None]) -> None:
    """Place the lines whose text stands on the page more often, near the lines around them; fills *found*."""
    index = by_key(segments)
    taken = {at for at in found if at is not None}
    for number, line in enumerate(lines):
        choices = index.get(line.key)
        if found[number] is not None or not choices:
            continue
        near = neighbours(number, found)
        free = [choice for choice in choices if choice not in taken] or choices
        best = min(free, key=lambda choice: min((abs(choice - at) for at in near), default=0))
        found[number] = best
        taken.add(best)


def neighbours(number: int, found: Sequence[int | None]) -> list[int]:
    """Give the places of the nearest placed lines before and after line *number*."""
    before = next((at for at in reversed(found[:number]) if at is not None), None)
    after = next((at for at in found[number + 1 :] if at is not None), None)
    return [at for at in (before, after) if at is not None]


def window(number: int, found: Sequence[int | None], segments: Sequence[Segment]) -> Sequence[Segment]:
    """Give the segments between the placed neighbours of line *number*, two more on each side."""
    before = next((at for at in reversed(found[:number]) if at is not None), 0)
    after = next((at for at in found[number + 1 :] if at is not None), len(segments) - 1)
    return segments[max(0, before - 2) : after + 3]


def partial_places(line: Line, near: Sequence[Segment]) -> tuple[int, ...]:
    """Find the segments of which *line* is made, or the one of which it is a part."""
    whole = len(line.key) > MIN_PART_CHARS
    return tuple(
        segment.index
        for segment in near
        if segment.width > 3 and (segment.key in line.key or (whole and line.key in segment.key))
    )


def swallowed(
    lines: Sequence[Line], segments: Sequence[Segment], found: Sequence[int | None], kept: set[int]
) -> set[int]:
    """Find the segments whose text is inside a line though no line was placed there."""
    known = [at for at in found if at is not None]
    first, last = (min(known) - REACH, max(known) + REACH) if known else (0, len(segments))
    joined = " ".join(line.key for line in lines)
    return {
        segment.index
        for segment in segments[max(0, first) : last + 1]
        if segment.index not in kept and segment.width > 25 and is_within(segment.key, joined)
    }


def is_within(key: str, joined: str) -> bool:
    """Say whether a segment's text is in the extracted text, whole or by its two ends."""
    return key in joined or (len(key) > 60 and key[:40] in joined and key[-40:] in joined)
