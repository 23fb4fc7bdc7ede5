"""Rulings: why a segment is not the article's body; and what most rules ask of segments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from newscrawl.extract.segmentation.segments import Segment
from newscrawl.model.items import Category
from newscrawl.model.page_sketch import SegmentMark

INDEX: Final = attrgetter("index")
WIDTH: Final = attrgetter("width")
LONG_CHARS: Final = 120
"""A long paragraph has more characters than this."""
_MAX_LONG_LINKS: Final = 0.3
"""A long paragraph has less than this share (0–1) of links."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Why a segment is not the article's body."""

    category: Category
    rule_id: str
    reason: str


Verdicts = dict[int, Ruling]
"""Index of a segment → why it is not the article's body."""


def ruled(segments: Iterable[Segment], ruling: Ruling) -> Verdicts:
    """Return the verdicts that give the same *ruling* on each of *segments*."""
    return dict.fromkeys(map(INDEX, segments), ruling)


def indexes_of(segments: Iterable[Segment]) -> frozenset[int]:
    """Return the indexes of *segments*."""
    return frozenset(map(INDEX, segments))


def width_of(segments: Iterable[Segment]) -> int:
    """Return the weight of *segments* together, in characters of their keys."""
    return sum(map(WIDTH, segments))


def width_at(segments: Sequence[Segment], places: Iterable[int]) -> int:
    """Return the weight of the segments at *places* together, see ``width_of``."""
    return width_of(map(segments.__getitem__, places))


def is_long(segment: Segment | SegmentMark) -> bool:
    """Return whether a segment is a long paragraph of running text."""
    return segment.width > LONG_CHARS and segment.link_share < _MAX_LONG_LINKS
