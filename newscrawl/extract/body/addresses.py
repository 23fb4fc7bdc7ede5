"""Addresses written out among the text: blocks that are nothing but a URL, which is also their link."""

import re
from collections.abc import Sequence

from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.segmentation.segments import Segment

ADDRESS = re.compile(r"\W{0,3}(?:https?://|www\.)\S+\W{0,3}", re.IGNORECASE)
ADDRESS_CHANCE = 0.1
"""Least chance (0–1) of being text. Measured by weights that had not seen the page's domain: of 1,938
texts eight change, six for the better."""


def addresses_of(
    segments: Sequence[Segment], kept: frozenset[int], weighed: Weighed
) -> frozenset[int]:
    """Return the blocks between others of the text, in the box of its paragraphs, that are only a URL.

    A teaser shows a headline; an address in letters is a source that the author names.
    """
    long = weighed.column("long")
    boxes = {segments[index].path[-2:-1] for index in kept if long[index]}
    return frozenset(
        each.index
        for each in segments[min(kept, default=0) : max(kept, default=0)]
        if each.index not in kept
        if weighed.chances[each.index] >= ADDRESS_CHANCE
        if each.path[-2:-1] in boxes and ADDRESS.fullmatch(each.text)
    )
