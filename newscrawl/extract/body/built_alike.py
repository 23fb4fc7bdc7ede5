"""Blocks that are built like most paragraphs of the text, in one element with them: sentences stay.

Class names that are made by a build (``css-1x9kd``), or one for each paragraph, hide that paragraphs
are alike. Their place does not: the same tags, from one element down. Names count nothing here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, filterfalse
from typing import Final

import numpy as np

from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.body.places import Place, places_of
from newscrawl.extract.body.rulings import indexes_of
from newscrawl.extract.segmentation.segments import Segment
from newscrawl.extract.segmentation.verse import weight
from newscrawl.text.sentences import is_ended

CHANCE: Final = 0.3
"""Chance (0–1) of being text at which a sentence stays."""
MIN_SIBLINGS: Final = 3
"""So many blocks at its place are text."""
MIN_SHARE: Final = 0.7
"""Share (0–1) of the blocks at its place, at least, that is text."""
MAX_LEVELS: Final = 3
"""So many elements around a block are looked at for its siblings."""
MIN_WEIGHT: Final = 30
"""Weight of a block that ends as a sentence does."""
LONG_WEIGHT: Final = 60
"""Weight of one in a script that ends no sentence by a sign."""


def sentences_among(
    segments: Sequence[Segment], kept: frozenset[int], weighed: Weighed
) -> frozenset[int]:
    """Return the sentences next to a block of the text, most siblings of which are text."""
    free = (weighed.unopposed() >= CHANCE) & (weighed.column("hrefs") == 0)
    doubted = filterfalse(kept.__contains__, np.flatnonzero(free).tolist())
    sentences = [segments[at] for at in doubted if _is_sentence(segments[at].text)]
    # Most pages end here, before places are counted.
    if not sentences:
        return frozenset()
    inside, whole = _counted(segments[at] for at in kept), _counted(segments)
    own = {
        place
        for place, number in inside.items()
        if number >= max(MIN_SIBLINGS, MIN_SHARE * whole[place])
    }
    return indexes_of(each for each in sentences if _has_neighbour(each, segments, kept, own))


def _counted(segments: Iterable[Segment]) -> Counter[Place]:
    """Count the blocks at each place of *segments*."""
    return Counter(chain.from_iterable(map(_places_of, segments)))


def _places_of(segment: Segment) -> list[Place]:
    """Return the places of a block in the elements around it."""
    return [place for place, _ in places_of(segment, MAX_LEVELS)]


def _is_sentence(text: str) -> bool:
    """Return whether a block is a sentence: by its end, or by its length in a script without capitals."""
    if is_ended(text):
        return weight(text) >= MIN_WEIGHT
    # Thai, Lao and Khmer end no sentence by a sign; elsewhere such a line is a label or a URL.
    return weight(text) >= LONG_WEIGHT and text.lower() == text.upper()


def _has_neighbour(
    sentence: Segment, segments: Sequence[Segment], kept: frozenset[int], own: set[Place]
) -> bool:
    """Return whether the blocks right before and after a *sentence* are text, at a place of it in *own*.

    After the text the one before it is enough: the last paragraph has no other.
    """
    places = own.intersection(_places_of(sentence))
    beside = {sentence.index - 1, min(sentence.index + 1, max(kept, default=0))} - {sentence.index}
    near = kept.intersection(beside)
    return near == beside and all(not places.isdisjoint(_places_of(segments[at])) for at in near)
