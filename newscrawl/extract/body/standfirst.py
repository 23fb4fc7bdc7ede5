"""The standfirst: the lines between headline and body that sum the article up."""

import re
from collections.abc import Sequence
from dataclasses import replace

from newscrawl.extract.body.structure import HEADLINE, Verdicts
from newscrawl.extract.segmentation.segments import Segment, key_of
from newscrawl.extract.tags import BESIDE, HEADINGS
from newscrawl.model.items import Draft, Metadata, Removal

NAME = re.compile(
    r"[.#=_-](?:stand-?first|sub-?title|sub-?head(?:line|ing)?|sub-?line|dek|deck|lead|lede|chapo|summary|abstract"
    r"|intro(?:duction)?|excerpt|entradilla|bajada|occhiello|sommario|ingress|vorspann|strap-?line"
    r"|preamble)(?:$|[\]_-])",
    re.IGNORECASE,
)
"""Names that newsrooms give to the element of the standfirst."""
MIN_CHARS = 30
MAX_CHARS = 900
REACH = 12
"""A standfirst is at most so many segments before the body."""


_MIN_DESCRIBED = 20
"""Characters above which a description is compared with a segment."""
_MAX_LINKED = 0.5
"""Share (0–1) of links above which a segment is no standfirst."""


def find_standfirst(
    segments: Sequence[Segment], body: Sequence[int], verdicts: Verdicts, metadata: Metadata
) -> Segment | None:
    """Find the standfirst of the page, where it shows one.

    *body* holds the indexes of the segments that are body, ascending. The standfirst is after the
    headline, if the page has one, and before the second paragraph of the body. It has the words of
    the page's description, or is in an element that is named for it. Lines that the body repeats
    are not the standfirst.
    """
    if not body:
        return None
    # The first block of the body may be the standfirst itself.
    end = body[1] if len(body) > 1 else body[0] + 1
    headline = next(
        (segment.index for segment in segments if verdicts.get(segment.index) is HEADLINE), None
    )
    start = max(0, body[0] - REACH)
    # A headline below the body is that of another story.
    if headline is not None and headline < end:
        start = max(start, headline + 1)
    # A page whose body begins with the same words has them once in the text, not twice.
    beginning = " ".join(segments[index].key for index in body[:6])
    likely = [
        segment
        for segment in segments[start:end]
        if _is_likely(segment, verdicts)
        and (segment.index in body[:2] or segment.key not in beginning)
    ]
    # The beginning: descriptions are often cut short by the page's software.
    described = key_of(metadata.description or "")[:100]
    # The page's own words first; names such as "intro" are also given to other boxes.
    for segment in likely:
        if len(described) > _MIN_DESCRIBED and (
            segment.key.startswith(described) or described.startswith(segment.key[:100])
        ):
            return segment
    return next((segment for segment in likely if _is_named(segment)), None)


def _is_likely(segment: Segment, verdicts: Verdicts) -> bool:
    """Return whether a segment can be a standfirst by its length, tag and place."""
    if (
        segment.index in verdicts
        or not MIN_CHARS <= len(segment.text) <= MAX_CHARS
        or segment.link_share > _MAX_LINKED
    ):
        return False
    # Newsrooms write it as a heading of lower rank; ``h1`` is the headline.
    return segment.tag not in HEADINGS - {"h2", "h3", "h4", "h5"} and not BESIDE & {
        x.tag for x in segment.path
    }


def _is_named(segment: Segment) -> bool:
    """Return whether a segment, or the element around it, is named as a standfirst."""
    # The element or the one around: farther out a name is that of a section of the page.
    return any(NAME.search(name) for level in segment.path[-2:] for name in level.selectors)


def without_standfirst(draft: Draft) -> Draft:
    """Return *draft* with its standfirst as a field alone: where it is a block, it becomes a removal."""
    index = next(
        (at for at, block in enumerate(draft.blocks) if block.text == draft.standfirst), None
    )
    if index is None:
        return draft
    gone = {removal.position for removal in draft.removed}
    # Positions count kept and removed together: this finds where the block was among all.
    kept = [at for at in range(len(gone) + len(draft.blocks)) if at not in gone]
    reason = "It is the standfirst; it is a field of the record."
    removal = Removal(draft.blocks[index].text, "field", "field.standfirst", reason, kept[index])
    removed = sorted([*draft.removed, removal], key=lambda each: each.position)
    blocks = draft.blocks[:index] + draft.blocks[index + 1 :]
    return replace(draft, blocks=blocks, removed=tuple(removed), more=draft.more.without(index))
