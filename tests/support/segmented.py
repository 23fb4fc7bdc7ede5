"""Pages of tests as segments, and the texts that a rule picks of them."""

from collections.abc import Iterable, Sequence

from newscrawl.extract.body.rulings import Verdicts
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, segment_tree


def segments_of(body: str) -> list[Segment]:
    """Return the segments of a page with *body*."""
    return list(segment_tree(parse_html(f"<html><body>{body}</body></html>".encode()).tree))


def texts_of(segments: Sequence[Segment], picked: Iterable[int]) -> list[str]:
    """Return the texts of the segments that are *picked*, in their order."""
    return [segments[index].text for index in sorted(picked)]


def rules_of(segments: Sequence[Segment], verdicts: Verdicts) -> dict[str, str]:
    """Return the rule of each text with a verdict."""
    return {segments[index].text: ruling.rule_id for index, ruling in sorted(verdicts.items())}
