"""Parts of a page after its article: whether a stretch is one, and what is below the page's footer."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.body.rulings import Ruling, Verdicts, ruled, width_at
from newscrawl.extract.segmentation.segments import Level, Segment, levels_of

BELOW_FOOTER: Final = Ruling(
    "other",
    "structure.below-footer",
    "It stands below the footer of the page, after the text: a window that a script opens.",
)
HOLDING: Final = frozenset("article main blockquote figure li td".split())
"""Elements whose footer is their own, not that of the page."""
MIN_LINKS: Final = 5
"""So many links are in the footer of a page."""
MIN_BEFORE, MIN_BEFORE_SHARE = 200, 0.1
"""Characters of the text before a part; how much it is of the part: a forum is about its letters."""
SURE: Final = 0.85
"""Mean chance (0–1) of being text at which a part is believed to be the article's."""

_HREFS = attrgetter("hrefs")
_TAG = attrgetter("tag")


def below_footer(
    segments: Sequence[Segment],
    kept: frozenset[int],
    weighed: Weighed,
    titles: frozenset[str],
) -> Verdicts:
    """Return the verdicts on what is below the footer of the page, where its text is above.

    *kept* are the indexes of what is held for text, *titles* the keys of the page's titles.
    """
    # Most pages end here.
    if not any(level.tag == "footer" for level in levels_of(segments)):
        return {}
    footer = [each for each in segments if _is_in_footer(each.path)]
    if sum(map(len, map(_HREFS, footer))) < MIN_LINKS:
        return {}
    below = range(footer[-1].index + 1, len(segments))
    heads = headline_places(segments, titles)
    if not is_after_text(below, segments, kept, heads):
        return {}
    is_other = are_unsure(kept.intersection(below), weighed)
    return ruled(segments[below.start :], BELOW_FOOTER) if is_other else {}


def _is_in_footer(path: Sequence[Level]) -> bool:
    """Return whether a block is in a footer that no part of the page has for its own."""
    tags = list(map(_TAG, path))
    return "footer" in tags and HOLDING.isdisjoint(tags[: tags.index("footer")])


def headline_places(segments: Sequence[Segment], titles: frozenset[str]) -> list[int]:
    """Return the places of the headline: a first heading, or the very words of one of *titles*."""
    return [each.index for each in segments if each.tag == "h1" or each.key in titles]


def is_after_text(
    part: range,
    segments: Sequence[Segment],
    kept: frozenset[int],
    heads: Sequence[int],
) -> bool:
    """Return whether there is text enough between the headline and a part, which does not hold it.

    *heads* are the places of the headline.
    """
    if any(map(part.__contains__, heads)):
        return False
    between = kept.intersection(range(min(heads, default=0), part.start))
    before = width_at(segments, between)
    held = width_at(segments, kept.intersection(part))
    return before >= max(MIN_BEFORE, MIN_BEFORE_SHARE * held)


def are_unsure(chosen: frozenset[int], weighed: Weighed) -> bool:
    """Return whether blocks that are held for text are not so for sure, and not in the page's data."""
    places = sorted(chosen)
    # What the page's data has is the article's, wherever it is.
    if not places or weighed.column("told")[places].any():
        return False
    widths = weighed.widths[places]
    return float((weighed.chances[places] * widths).sum()) < SURE * float(widths.sum())
