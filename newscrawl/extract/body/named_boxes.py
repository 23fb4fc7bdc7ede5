"""Verdicts by the names of the elements around a segment, and the elements whose names are not believed.

A name is that of a box ("related", "share") or, on another page, that of the article's own element. What
is in the element tells which: much running text, no link, or all of the body.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Final

from newscrawl.boilerplate.selector_rules import SelectorRule, match_selectors
from newscrawl.extract.body.rulings import Ruling, Verdicts, is_long, width_of
from newscrawl.extract.segmentation.segments import Level, Segment, levels_of
from newscrawl.model.items import Category
from newscrawl.text.sentences import is_ended

Named = Sequence[tuple[str, SelectorRule, Level]]
"""The selectors around a segment that a rule knows, with their rules and elements."""

MAX_RULE_SHARE: Final = 0.3
"""A name that is over more than this share (0–1) of the kept text names the article, whatever it says."""
MAX_LONG_PARAGRAPHS: Final = 2
"""An element with more long paragraphs than this is no box."""
MIN_BODY_PARAGRAPHS: Final = 6
"""So many long paragraphs in one box are a body."""
RELATED: Final = frozenset[Category]({"related"})
LEADING: Final = frozenset[Category]({"related", "share"})
"""Categories of boxes that are made of links or buttons."""
MIN_LEADING_SHARE: Final = 0.2
"""A box of other articles has at least this share (0–1) of link text."""
MIN_SENTENCE_CHARS: Final = 60
"""Characters of a sentence that no box of links or buttons has."""

_HREFS = attrgetter("hrefs")
_LINK_CHARS = attrgetter("link_chars")
_TEXT = attrgetter("text")


def named_boxes(segments: Sequence[Segment], kept: Sequence[Segment]) -> Verdicts:
    """Return verdicts by the names of the elements around each segment, those that hold articles excepted."""
    named = _names_around(segments)
    trusted = (
        _names_of_articles(kept, named)
        | _boxes_without_links(kept, named)
        | _texts_without_links(segments, named)
        | _missed_body(segments, kept)
    )
    verdicts: Verdicts = {}
    for index, found in named.items():
        # The innermost one first: it says most closely what the segment is.
        for selector, rule, level in reversed(found):
            # Trusted are names (wherever they are) and single elements: a name may be right elsewhere.
            if trusted.isdisjoint((selector, level)):
                verdicts[index] = Ruling(rule.category, rule.id, rule.reason)
                break
    return verdicts


def _names_around(segments: Sequence[Segment]) -> dict[int, Named]:
    """Return the selectors around each segment that a rule knows, from the outside inwards."""
    # Once for each element: paths of segments share nearly all of them.
    levels = levels_of(segments)
    known = dict(zip(levels, map(_named_level, levels), strict=True))
    return {
        segment.index: list(chain.from_iterable(map(known.__getitem__, segment.path)))
        for segment in segments
    }


def _named_level(level: Level) -> Named:
    """Return the selectors of a level that a rule knows."""
    return [(selector, rule, level) for selector, rule in match_selectors(level.selectors)]


def _names_of_articles(kept: Sequence[Segment], named: Mapping[int, Named]) -> set[str | Level]:
    """Return the selectors that a rule knows but that hold too much of this page's text to be a box."""
    share: Counter[str] = Counter()
    running: Counter[tuple[str, Level]] = Counter()
    texts: set[str] = set()
    for segment in kept:
        # Each text once: a page that has its article twice would trust whatever is around the copy.
        weight = 0 if segment.key in texts else segment.width
        texts.add(segment.key)
        for selector, _, level in named[segment.index]:
            share[selector] += weight
            # By element: three paragraphs in one box are a text, one each in three boxes are teasers.
            running[selector, level] += is_long(segment)
    most = MAX_RULE_SHARE * sum(map(len, texts))
    large: set[str | Level] = {name for name, width in share.items() if width >= most}
    return large | {name for (name, _), count in running.items() if count > MAX_LONG_PARAGRAPHS}


def _missed_body(segments: Sequence[Segment], kept: Sequence[Segment]) -> set[str | Level]:
    """Return the elements around the body that the extractor missed: one box with most of the running text.

    It is looked for only where no segment that was taken is running text. Comments are no such box:
    each is in one of its own.
    """
    # Only where it found no running text at all can it have missed the whole body.
    if any(map(is_long, kept)):
        return set()
    boxes: dict[Level, list[Segment]] = defaultdict(list)
    for segment in filter(_is_boxed_text, segments):
        boxes[segment.path[-2]].append(segment)
    inside = max(boxes.values(), key=width_of, default=[])
    all_boxed = chain.from_iterable(boxes.values())
    # Half of the running text at least: fewer paragraphs may be those of another story.
    has_most = 2 * width_of(inside) >= width_of(all_boxed)
    is_body = has_most and len(inside) >= MIN_BODY_PARAGRAPHS
    return set(inside[0].path[:-1]) if is_body else set()


def _is_boxed_text(segment: Segment) -> bool:
    """Return whether a segment is running text, and not right below the top of the page."""
    return len(segment.path) > 1 and is_long(segment)


def _boxes_without_links(kept: Sequence[Segment], named: Mapping[int, Named]) -> set[str | Level]:
    """Return the elements named like boxes of other articles that hold next to no link.

    "related" without links is a name of the site's own, e.g. for background in the text.
    """
    boxes = _segments_in(kept, named, RELATED)
    return {level for level, inside in boxes.items() if _has_few_links(inside)}


def _texts_without_links(
    segments: Sequence[Segment], named: Mapping[int, Named]
) -> set[str | Level]:
    """Return the elements named like boxes of links or buttons that hold a paragraph and no link.

    Such an id is often that of a section, by its subject: ``#tags`` in an article on tags.
    """
    boxes = _segments_in(segments, named, LEADING)
    return {level for level, inside in boxes.items() if _is_text_alone(inside)}


def _segments_in(
    segments: Iterable[Segment], named: Mapping[int, Named], categories: frozenset[Category]
) -> dict[Level, list[Segment]]:
    """Return the segments in each element that a rule of one of *categories* names."""
    inside: dict[Level, list[Segment]] = defaultdict(list)
    for segment in segments:
        for _, rule, level in named[segment.index]:
            if rule.category in categories:
                inside[level].append(segment)
    return inside


def _has_few_links(inside: Sequence[Segment]) -> bool:
    """Return whether next to nothing of the text of segments is links."""
    links: int = sum(map(_LINK_CHARS, inside))
    size = sum(map(len, map(_TEXT, inside)))
    return links < MIN_LEADING_SHARE * size


def _is_text_alone(inside: Sequence[Segment]) -> bool:
    """Return whether there is a paragraph and no link among segments."""
    has_links = any(map(_HREFS, inside))
    return not has_links and any(map(_is_sentence, inside))


def _is_sentence(segment: Segment) -> bool:
    """Return whether a segment ends as a sentence does, and is longer than a label."""
    return segment.width >= MIN_SENTENCE_CHARS and is_ended(segment.text)
