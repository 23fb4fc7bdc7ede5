"""Places of blocks by tags alone: an element, and the tags from it down to a block. Names count nothing."""

from collections.abc import Iterator

from newscrawl.extract.segmentation.segments import Level, Segment

Place = tuple[Level | None, tuple[str, ...]]
"""An element (``None``: the body), and the tags from it down to a block."""


def places_of(segment: Segment, levels: int) -> Iterator[tuple[Place, Level]]:
    """Yield the places of a block in *levels* elements around it, innermost first.

    Each comes with the child of its element that the block is in.
    """
    path = segment.path
    tags = tuple(level.tag for level in path)
    around = (None, *path)
    for at in range(len(path) - 1, max(-1, len(path) - 1 - levels), -1):
        yield (around[at], tags[at:]), path[at]


def box_of(segment: Segment) -> Level | None:
    """Return the element that a block is right in; ``None`` for one that is right in the body."""
    return segment.path[-2] if len(segment.path) > 1 else None
