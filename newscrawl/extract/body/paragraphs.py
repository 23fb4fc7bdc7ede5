"""Text that empty lines part, as paragraphs: the form in which the extractor knows text best.

Old pages and some editors write ``text<br><br>text`` right in a box. A reader sees paragraphs; the
extractor counts ``p`` elements, finds few, and looks for text all over the page. Source:
Readability.js makes paragraphs of such text for the same reason (``_replaceBrs``).
"""

from collections.abc import Iterable, Iterator
from copy import copy
from itertools import takewhile
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.tags import BLOCKS, HEADINGS, INLINE

BOXES: Final = (
    BLOCKS - HEADINGS - {"p", "pre", "li", "dt", "dd", "figcaption", "caption", "summary"}
)
"""Elements that may hold paragraphs of their own."""
WITHIN: Final = INLINE | {"br"}
"""Elements within a paragraph."""


def with_paragraphs(tree: HtmlElement) -> HtmlElement:
    """Return *tree* with a ``p`` around each text in a box that an empty line is before or after.

    A tree without such text is returned as it is; of another a changed copy. Linear in the tree.
    """
    # Most pages end here.
    if not any(map(_begins_gap, tree.iter("br"))):
        return tree
    changed = copy(tree)
    # All of them first: each is an edge for the texts of the others.
    for box, gap in list(_gaps_of(changed)):
        _wrap_before(box, gap)
        _take_in(gap, gap.itersiblings())
    return changed


def _gaps_of(tree: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement]]:
    """Yield each empty line in *tree*, as one paragraph without text, with the box that it is in."""
    for line_break in list(tree.iter("br")):
        box = line_break.getparent()
        # One that was removed with its row has no parent any more.
        if box is None or not _begins_gap(line_break):
            continue
        while (after := _break_after(line_break)) is not None:
            line_break.tail, after.tail = after.tail, None
            box.remove(after)
        line_break.tag = "p"
        line_break.attrib.clear()
        yield box, line_break


def _begins_gap(line_break: HtmlElement) -> bool:
    """Return whether a line break is right in a box, and another follows it at once."""
    box = line_break.getparent()
    is_in_box = box is not None and str(box.tag) in BOXES
    return is_in_box and _break_after(line_break) is not None


def _break_after(line_break: HtmlElement) -> HtmlElement | None:
    """Return the line break that follows another with no text between them."""
    after = line_break.getnext()
    is_break = after is not None and after.tag == "br"
    return after if is_break and not (line_break.tail or "").strip() else None


def _wrap_before(box: HtmlElement, gap: HtmlElement) -> None:
    """Put the text before *gap*, back to the last block, into a paragraph of its own."""
    parts = list(takewhile(_is_within, gap.itersiblings(preceding=True)))[::-1]
    edge = parts[0].getprevious() if parts else gap.getprevious()
    text = box.text if edge is None else edge.tail
    # After another empty line the text is in its paragraph already.
    if not (parts or (text or "").strip()):
        return
    paragraph = gap.makeelement("p")
    if edge is None:
        box.text = None
        box.insert(0, paragraph)
    else:
        edge.tail = None
        edge.addnext(paragraph)
    paragraph.text = text
    _take_in(paragraph, parts)


def _take_in(paragraph: HtmlElement, parts: Iterable[HtmlElement]) -> None:
    """Put the text right after *paragraph* into it, and those of *parts* that are within a line."""
    paragraph.text = (paragraph.text or "") + (paragraph.tail or "")
    paragraph.tail = None
    paragraph.extend(list(takewhile(_is_within, parts)))


def _is_within(element: HtmlElement) -> bool:
    """Return whether an element, or a comment, is part of a line of text."""
    return element.tag in WITHIN or not isinstance(element.tag, str)
