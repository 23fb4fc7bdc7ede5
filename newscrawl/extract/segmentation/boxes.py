"""Elements that no standard knows: blocks where they are as blocks do, else parts of a sentence.

Sites name their components as they like (``story-par``, ``o:p``). A browser shows them inline
unless a style sheet says more; their place in the page shows how the site uses them.
"""

from collections.abc import Iterator
from itertools import accumulate, islice
from operator import attrgetter

from lxml.html import HtmlElement

from newscrawl.extract.tags import BLOCKS, HEADINGS, INLINE, SKIPPED

LONG_CHARS = 40
"""Characters at which the text of an unknown element is more than a word or a label."""
MAX_TEXTS = 50
"""Pieces of text of an unknown element that are looked at."""
WITHIN_TEXT = INLINE | HEADINGS | {"p", "summary", "caption"}
"""In these, an unknown element is a part of the text."""
KNOWN = BLOCKS | INLINE | SKIPPED
_tag_of = attrgetter("tag")


class Boxes:
    """Tells the blocks among the unknown elements of one page."""

    def __init__(self) -> None:
        self._plain: set[HtmlElement] = set()

    def is_box(self, element: HtmlElement) -> bool:
        """Return whether *element*, of an unknown tag, is a block.

        One that holds blocks is, if its name is that of a component, with a hyphen: others are
        slips of the pen, or parts of a broken page, and no place to know again.
        """
        # Custom elements have a hyphen in their name. Source: HTML Standard, section 4.13.3.
        if self._holds_block(element):
            return "-" in str(element.tag)
        parent = element.getparent()
        if parent is None or parent.tag in WITHIN_TEXT:
            return False
        if element.tag == "legend":
            return parent.tag == "fieldset"
        if _is_within_sentence(element, parent):
            return False
        return _is_part_of(element, parent) or _is_beside_boxes(element)

    def _holds_block(self, element: HtmlElement) -> bool:
        """Return whether a block is in *element*; each element is searched at most once."""
        # What holds no block has no part that does: else nested ones take quadratic time.
        is_searched = element.getparent() in self._plain
        tags = map(_tag_of, element.iterdescendants())
        if not is_searched and not BLOCKS.isdisjoint(tags):
            return True
        self._plain.add(element)
        return False


def _is_within_sentence(element: HtmlElement, parent: HtmlElement) -> bool:
    """Return whether bare text is right before or after *element*."""
    before = element.getprevious()
    return has_text(element.tail) or has_text(parent.text if before is None else before.tail)


def _is_part_of(element: HtmlElement, parent: HtmlElement) -> bool:
    """Return whether *element* is a part of the component *parent*, by its name."""
    # The parts of a component are named after it: ``x-list-item`` in ``x-list``.
    return is_unknown(parent) and str(element.tag).startswith(f"{parent.tag!s}-")


def _is_beside_boxes(element: HtmlElement) -> bool:
    """Return whether *element*, or an unknown element next to it, holds more than a label."""
    before, after = element.itersiblings(preceding=True), element.itersiblings()
    beside = [*islice(before, 1), *islice(after, 1)]
    # Beside a word in bold or a link it is a word, too.
    if any(map(_is_word, beside)):
        return False
    return any(map(is_long, (element, *filter(is_unknown, beside))))


def is_unknown(element: HtmlElement) -> bool:
    """Return whether *element* is one that no set of tags knows."""
    tag = element.tag
    return isinstance(tag, str) and tag not in KNOWN


def _is_word(element: HtmlElement) -> bool:
    """Return whether *element* is inline and holds any text."""
    pieces = islice(element.itertext(), MAX_TEXTS)
    return element.tag in INLINE and any(map(has_text, pieces))


def with_ancestors(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield *element* and those around it, the nearest first."""
    yield element
    yield from element.iterancestors()


def has_text(text: str | None) -> bool:
    """Return whether *text* is more than white space."""
    return bool(text) and not str(text).isspace()


def is_long(element: HtmlElement) -> bool:
    """Return whether *element* holds more than a label; signs of East Asian scripts count three times."""
    pieces = islice(element.itertext(), MAX_TEXTS)
    # Added up piece by piece: nothing is read of what comes after enough.
    sizes = accumulate(map(_byte_size, pieces))
    return any(size >= LONG_CHARS for size in sizes)


def _byte_size(text: str) -> int:
    """Return the bytes of *text* in UTF-8, white space around it left out.

    They weigh the scripts: three for a sign that is worth three letters.
    """
    return len(text.strip().encode())
