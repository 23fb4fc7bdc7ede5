"""Addresses written out among the text: blocks that are nothing but a URL, which is also their link."""

import re
from collections.abc import Sequence

import numpy as np

from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.body.rulings import indexes_of
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
    if not kept:
        return frozenset()
    first, last = min(kept), max(kept)
    # Most pages have none: the words are looked at before place and chance.
    written = filter(_is_address, segments[first:last])
    long = weighed.column("long")
    boxes = {segments[index].path[-2:-1] for index in kept if long[index]}
    likely = frozenset(np.flatnonzero(weighed.chances >= ADDRESS_CHANCE).tolist())
    inside = (each for each in written if each.path[-2:-1] in boxes)
    return (indexes_of(inside) & likely) - kept


def _is_address(segment: Segment) -> bool:
    """Return whether a block is nothing but a URL.

    >>> [bool(ADDRESS.fullmatch(text)) for text in ("(www.council.example/minutes)", "www is a name")]
    [True, False]
    """
    return ADDRESS.fullmatch(segment.text) is not None
