"""Captions that only their place and credit tell: the one text in a box with a picture.

"Ships at anchor on Monday. (Bo Ek/Getty Images)" below a picture, in elements without names. The
place alone is not enough: photo essays have their text there.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.metadata.tasks import AGENCIES
from newscrawl.extract.segmentation.segments import Segment

SUPPLIERS: Final = AGENCIES | frozenset(
    "getty shutterstock alamy istock unsplash pexels pixabay flickr imago bloomberg handout keystone"
    " wikimedia rex corbis depositphotos dreamstime".split()
)
"""Who supplies pictures to papers, besides agencies of news."""
CREDIT_END: Final = re.compile(r"[(（\[【]([^()（）\[\]【】]{2,80})[)）\]】]\s*[.。]?$")
"""What is in brackets at the end of a block."""
WORD: Final = re.compile(r"\w+")
MAX_CAPTION_CHARS: Final = 400
MAX_LEVELS: Final = 4
"""The box of picture and caption is at most so many elements above the caption."""
MAX_PIECES: Final = 40


def supplied_captions(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Yield the blocks that end with the supplier of a picture and are alone with one in their box."""
    # The words first: few blocks end so, and the box costs a walk.
    ended = (each for each in segments if each.text.rstrip(".。 ")[-1:] in ")）]】")
    return (each for each in ended if _is_supplied(each.text) and _is_alone_with_picture(each))


def _is_supplied(text: str) -> bool:
    """Return whether a short *text* ends with the name of a supplier in brackets."""
    match = CREDIT_END.search(text[-100:]) if len(text) <= MAX_CAPTION_CHARS else None
    if match is None:
        return False
    words = map(str.casefold, WORD.findall(match[1]))
    return not SUPPLIERS.isdisjoint(words)


def _is_alone_with_picture(segment: Segment) -> bool:
    """Return whether the smallest box around a segment that has a picture has no other text."""
    # The block's own element first: bare text is right in the box.
    around = chain((segment.element,), segment.element.iterancestors())
    boxes = islice(around, MAX_LEVELS)
    box = next((each for each in boxes if next(each.iter("img"), None) is not None), None)
    return box is not None and _has_only(box, segment.text)


def _has_only(box: HtmlElement, text: str) -> bool:
    """Return whether *box* has no text but *text*, white space apart."""
    pieces = list(islice(box.itertext(), MAX_PIECES))
    return len(pieces) < MAX_PIECES and "".join("".join(pieces).split()) == "".join(text.split())
