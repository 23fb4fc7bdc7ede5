"""Lines that are a whole page: an extractor that gives up on blocks hands out all text that it sees as one.

They are taken apart, a piece for each segment, and what stands beside the article goes.
"""

from collections import Counter
from collections.abc import Sequence

from newscrawl.boilerplate.prune import match_selectors
from newscrawl.extract.body import Line
from newscrawl.extract.judgement import Verdict, is_long
from newscrawl.extract.segments import Level, Segment

CAPTION = Verdict("field", "field.caption", "It is the caption of a picture; it is a field of the record.")
FRAME = Verdict(
    "other", "structure.frame", "It stands in the head, foot or menu of the page, or beside its text."
)
MAX_FOUND = 1_500
"""Characters that an extractor has found from which on it is believed, whatever else the page holds."""
MIN_RUNNING = 4
"""Long paragraphs that a page must have for its text to be looked for in them."""
PASSED_SHARE = 0.25
"""Share (0–1) of the long paragraphs' characters under which the text that was found is not the article."""
MENU_LINK_SHARE = 0.5
"""Share (0–1) of link text from which on a segment beside the core is a way to elsewhere."""
MENU_CHARS = 25
"""A shorter text beside the core is a label."""
MANY_SEGMENTS = 3
"""Segments from which on a line is taken apart."""
DUMPED_SEGMENTS = 12
"""Segments from which on a line is the whole page, of whatever kind it is."""
CORE_SHARE = 0.6
"""Share (0–1) of the long paragraphs of such a page that its core must hold."""
WHOLE_SHARE = 0.9
"""Share (0–1) of the line's characters that the segments must hold."""


def is_whole_page(line: Line, parts: Sequence[Segment]) -> bool:
    """Say whether a line is made of many segments, and of little else."""
    least = DUMPED_SEGMENTS if line.kind != "paragraph" else MANY_SEGMENTS
    return len(parts) >= least and sum(part.width for part in parts) >= WHOLE_SHARE * len(line.key)


def core_of(parts: Sequence[Segment]) -> Level | None:
    """Give the innermost element that holds most of the long paragraphs among *parts*."""
    sizes: Counter[Level] = Counter()
    depths: dict[Level, int] = {}
    for part in filter(is_long, parts):
        for depth, level in enumerate(part.path):
            sizes[level] += part.width
            depths[level] = depth
    total = sum(part.width for part in parts if is_long(part))
    large = [level for level, size in sizes.items() if size >= CORE_SHARE * total]
    return max(large, key=depths.__getitem__, default=None)


def running_chars(segments: Sequence[Segment]) -> int:
    """Count the characters of the page's long paragraphs, each text once."""
    return sum({segment.key: segment.width for segment in segments if is_long(segment)}.values())


def passed_over(size: int, segments: Sequence[Segment]) -> list[Segment]:
    """Give the text of the page where an extractor, with *size* characters, has passed most of it over.

    That is the core of the page without its menus. Nothing where the extractor has found a fair part of the
    long paragraphs, or where there are few.
    """
    if size >= MAX_FOUND:
        return []
    running = [segment for segment in segments if is_long(segment) and not is_named(segment)]
    if len(running) < MIN_RUNNING or size >= PASSED_SHARE * running_chars(running):
        return []
    core = core_of(running)
    return [each for each in segments if core in each.path and each.link_share < MENU_LINK_SHARE]


def is_named(segment: Segment) -> bool:
    """Say whether an element around *segment* is named like comments, related articles and the like."""
    return any(match_selectors(level.selectors) for level in segment.path)


def is_menu_like(segment: Segment) -> bool:
    """Say whether a segment is mostly a link, or a word or two."""
    return segment.link_share >= MENU_LINK_SHARE or segment.width < MENU_CHARS


def frame_verdict(segment: Segment, core: Level | None) -> Verdict | None:
    """Give a verdict on captions, and on text outside of *core*, or in the head, foot or menu of a page."""
    tags = {level.tag for level in segment.path}
    if "figcaption" in tags:
        return CAPTION
    if core is not None and core not in segment.path and is_menu_like(segment):
        return FRAME
    return FRAME if tags & {"nav", "header", "footer"} and not tags & {"article", "main"} else None
