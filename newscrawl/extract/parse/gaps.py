"""Elements taken out of a tree so that the sentences around them stay apart."""

from operator import attrgetter

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
    if not begins_sentence(before, tail):
        return
    if element.tag in _APART:
        _break_after(element, tail)
    else:
        element.tail = f" {tail}"


def _break_after(element: HtmlElement, tail: str) -> None:
    """Put two line breaks between *element* and its *tail*: they part paragraphs, as the box did."""
    first = element.makeelement("br")
    last = element.makeelement("br")
    element.tail, last.tail = None, tail
    element.addnext(last)
    element.addnext(first)


def _text_before(element: HtmlElement) -> str:
    """Return the piece of text right before *element*."""
    previous = element.getprevious()
    if previous is None:
        # The text at the beginning of the element around it; the root has none before it.
        texts = map(attrgetter("text"), element.iterancestors())
        return next(texts, None) or ""
    if previous.tag in INLINE and not previous.tail:
        return "".join(previous.itertext())
    # A block before it has no text that runs on.
    return previous.tail or ""
