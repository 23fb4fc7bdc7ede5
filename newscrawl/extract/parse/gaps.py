"""Elements taken out of a tree so that the sentences around them stay apart."""

from lxml.html import HtmlElement

from newscrawl.extract.segmentation.runs import begins_sentence
from newscrawl.extract.tags import BLOCKS, INLINE

BOXES = frozenset("iframe object embed canvas audio video".split())
"""Elements that are shown as a box, though they are in a line."""
_APART = BLOCKS | BOXES


def take_out(element: HtmlElement) -> None:
    """Take *element* out of its tree; a space stays between the sentences before and after it."""
    # Before it is dropped: then its neighbours are not known any more.
    part(element)
    element.drop_tree()


def part(element: HtmlElement) -> None:
    """Put a space after *element*, or a line break if it is a block, where sentences would be glued."""
    tail = element.tail
    if not tail or tail[0].isspace():
        return
    before = _text_before(element)
    # A word that an icon or a script cuts in two must not get a space.
    if not before or before[-1].isspace() or not begins_sentence(before, tail):
        return
    if element.tag not in _APART:
        element.tail = f" {tail}"
        return
    # Two breaks part paragraphs, as the box did for the eye.
    last, element.tail = element.makeelement("br"), None
    last.tail = tail
    element.addnext(last)
    element.addnext(element.makeelement("br"))


def _text_before(element: HtmlElement) -> str:
    """Return the piece of text right before *element*."""
    previous = element.getprevious()
    if previous is None:
        # The text at the beginning of the element around it; the root has none before it.
        return next((each.text or "" for each in element.iterancestors()), "")
    if previous.tag in INLINE and not previous.tail:
        return "".join(previous.itertext())
    # A block before it has no text that runs on.
    return previous.tail or ""
