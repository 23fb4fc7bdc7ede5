"""The standfirst: the lines between headline and body that sum the article up."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from functools import partial
from itertools import chain, filterfalse, islice, takewhile
from operator import attrgetter

from newscrawl.extract.body.rulings import Verdicts, indexes_of
from newscrawl.extract.body.structure import HEADLINE
from newscrawl.extract.segmentation.segments import Segment, key_of
from newscrawl.extract.segmentation.verse import weight
from newscrawl.extract.tags import BESIDE
from newscrawl.model.items import Draft, Metadata, Removal

NAME = re.compile(
    r"[.#=_-](?:stand-?first|sub-?title|sub-?head(?:line|ing)?|sub-?line|dek|deck|lead|lede|chapo|summary|abstract"
    r"|intro(?:duction)?|excerpt|entradilla|bajada|occhiello|sommario|ingress|vorspann|strap-?line"
    r"|preamble)(?:$|[\]_-])",
    re.IGNORECASE,
)
"""Names that newsrooms give to the element of the standfirst."""
MIN_CHARS = 30
"""Weight of a standfirst, at least: signs of East Asian scripts count twice."""
MAX_CHARS = 900
MAX_LINES = 5
"""Lines of a standfirst, at most."""
REACH = 12
"""A standfirst is at most so many segments before the body."""


_MIN_DESCRIBED = 20
"""Weight above which a description is compared with a segment."""
_DESCRIBED_CHARS = 100
"""Characters of a description, and of a segment, that are compared."""
_PLACE_CHARS = 30
"""Letters of a place before the words of a description, at most."""
_MAX_LINKED = 0.5
"""Share (0–1) of links above which a segment is no standfirst."""
_TAG = attrgetter("tag")
_SELECTORS = attrgetter("selectors")
HEADLINE_TAGS = frozenset({"h1", "h6"})
"""Newsrooms write a standfirst as a heading of lower rank; ``h1`` is the headline."""


def find_standfirst(
    segments: Sequence[Segment],
    body: Sequence[int],
    verdicts: Verdicts,
    metadata: Metadata,
) -> Segment | None:
    """Find the standfirst of the page, where it shows one.

    *body* holds the indexes of the segments that are body, ascending. The standfirst is after the
    headline, if the page has one, and before the second paragraph of the body. It has the words of
    the page's description, or is in an element that is named for it. Lines that the body repeats
    are not the standfirst.
    """
    if not body:
        return None
    start, end = _reach_of(body, verdicts)
    # A page whose body begins with the same words has them once in the text, not twice.
    beginning = " ".join(segments[index].key for index in body[:6])
    near = (each for each in segments[start:end] if _is_likely(each, verdicts))
    likely = [each for each in near if each.index in body[:2] or each.key not in beginning]
    # The beginning: descriptions are often cut short by the page's software.
    described = key_of(metadata.description or "")[:_DESCRIBED_CHARS]
    by_words = filter(partial(_begins_alike, described), likely)
    # The page's own words first; names such as "intro" are also given to other boxes.
    by_name = filter(_is_named, filterfalse(_is_few_characters, likely))
    return next(chain(by_words, by_name), None)


def other_lines(
    segments: Sequence[Segment], first: Segment, kept: Set[int], verdicts: Verdicts
) -> frozenset[int]:
    """Return the other lines of a standfirst of several, right below its *first*, in a box of their own.

    What stands in the box of the body is judged by itself.
    """
    below = segments[first.index + 1 : first.index + MAX_LINES]
    lines = indexes_of(takewhile(partial(_is_beside, first), below))
    box = frozenset(first.path[-2:-1])
    others = (segments[index] for index in kept if index != first.index)
    is_alone = all(box.isdisjoint(each.path) for each in others)
    return lines - verdicts.keys() if is_alone and box else frozenset()


def _is_beside(first: Segment, segment: Segment) -> bool:
    """Return whether a segment is a line like *first* in the same box, and not mostly links."""
    is_same_box = segment.path[:-1] == first.path[:-1] and segment.tag == first.tag
    return is_same_box and segment.link_share <= _MAX_LINKED


def _reach_of(body: Sequence[int], verdicts: Verdicts) -> tuple[int, int]:
    """Return the indexes between which the standfirst may be."""
    # The first block of the body may be the standfirst itself.
    second = body[1] if len(body) > 1 else body[0] + 1
    headlines = (index for index, verdict in verdicts.items() if verdict is HEADLINE)
    headline = min(headlines, default=second)
    # A headline below the body is that of another story.
    begin = headline + 1 if headline < second else 0
    return max(0, body[0] - REACH, begin), second


def _begins_alike(described: str, segment: Segment) -> bool:
    """Return whether a segment begins with the description of the page, is its beginning, or ends with it.

    One of few characters is all of it: many a line of Chinese begins a description.
    """
    # A description of a word or two ("News") is no summary, but a part of many lines.
    if weight(described) <= _MIN_DESCRIBED:
        return False
    if _is_few_characters(segment):
        return segment.key == described
    beginning = segment.key[:_DESCRIBED_CHARS]
    # After the place that the report is from: "Hanoi - The first boat …".
    place = segment.key.removesuffix(described)
    is_placed = len(segment.key) - len(described) == len(place) <= _PLACE_CHARS
    tests = (
        segment.key.startswith(described),
        described.startswith(beginning),
        is_placed,
    )
    return any(tests)


def _is_likely(segment: Segment, verdicts: Verdicts) -> bool:
    """Return whether a segment can be a standfirst by its length, tag and place."""
    is_length = weight(segment.text) >= MIN_CHARS and len(segment.text) <= MAX_CHARS
    if not is_length or segment.link_share > _MAX_LINKED:
        return False
    is_other = segment.index in verdicts or segment.tag in HEADLINE_TAGS
    return not is_other and BESIDE.isdisjoint(map(_TAG, segment.path))


def _is_few_characters(segment: Segment) -> bool:
    """Return whether a segment has its weight by wide signs alone."""
    return len(segment.text) < MIN_CHARS


def _is_named(segment: Segment) -> bool:
    """Return whether a segment, or the element around it, is named as a standfirst."""
    # The element or the one around: farther out a name is that of a section of the page.
    names = chain.from_iterable(map(_SELECTORS, segment.path[-2:]))
    return any(map(NAME.search, names))


def without_standfirst(draft: Draft) -> Draft:
    """Return *draft* with its standfirst as a field alone: where it is a block, it becomes a removal."""
    texts = [block.text for block in draft.blocks]
    if draft.standfirst not in texts:
        return draft
    index = texts.index(draft.standfirst)
    block = draft.blocks[index]
    # Positions count kept and removed together: this finds where the block was among all.
    gone = {removal.position for removal in draft.removed}
    kept = filterfalse(gone.__contains__, range(len(gone) + len(draft.blocks)))
    position = next(islice(kept, index, None))
    reason = "It is the standfirst; it is a field of the record."
    removal = Removal(block.text, "field", "field.standfirst", reason, position)
    return replace(
        draft,
        blocks=draft.blocks[:index] + draft.blocks[index + 1 :],
        removed=tuple(sorted([*draft.removed, removal], key=attrgetter("position"))),
        more=draft.more.without(index),
    )
