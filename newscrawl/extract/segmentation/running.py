"""How much running text elements hold: sentences in blocks of some length, links left out.

Menus, lists of headlines and forms have next to none of it, however much text they hold.
"""

from collections.abc import Mapping

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.segmentation.verse import weight
from newscrawl.extract.tags import BLOCKS, SKIPPED

MIN_WEIGHT = 80
"""Weight of a block at which it is a paragraph."""
MAX_WORD_CHARS = 30
"""A longer text without a space is a URL."""


def running_weights(root: HtmlElement, min_weight: int = MIN_WEIGHT) -> Mapping[HtmlElement, int]:
    """Return the weight of the running text in *root* and in each element of it that holds any.

    A block of less than *min_weight* counts nothing. Signs of East Asian scripts count twice.
    Linear in the elements of *root*.
    """
    owners: dict[HtmlElement | None, HtmlElement | None] = {}
    own: dict[HtmlElement, int] = {}
    found = list(root.iter(etree.Element))
    for element in found:
        above = root if element is root else owners[element.getparent()]
        # The tail of an element belongs to the block around it, whatever the element is.
        if above is not None and element is not root and (tail := element.tail):
            own[above] = own.get(above, 0) + text_weight(tail)
        if above is not None and element is not root:
            # Before its own text is weighed: a block is the owner of its text.
            above = _owner_in(element, above)
        owners[element] = above
        if above is not None and (text := element.text):
            own[above] = own.get(above, 0) + text_weight(text)
    sizes: dict[HtmlElement, int] = {}
    # In reverse document order children come before their parents: one pass adds all up.
    for element in reversed(found):
        size = own.get(element, 0)
        # A short block counts nothing: menus are made of them.
        whole = sizes.get(element, 0) + (size if size >= min_weight else 0)
        if whole:
            sizes[element] = whole
            parent = element.getparent()
            if element is not root and parent is not None:
                sizes[parent] = sizes.get(parent, 0) + whole
    return sizes


def _owner_in(element: HtmlElement, above: HtmlElement) -> HtmlElement | None:
    """Return the block whose text the content of *element* in *above* is; ``None``: no running text."""
    tag = element.tag
    if tag in BLOCKS:
        return element
    is_link = tag == "a" and element.get("href") is not None
    # Links lead to other texts: a list of headlines is none of this page.
    return None if is_link or tag in SKIPPED else above


def running_weight(element: HtmlElement) -> int:
    """Return the weight of the running text in *element*."""
    return running_weights(element).get(element, 0)


def text_weight(text: str) -> int:
    """Return the weight of a piece of text, white space around it left out."""
    text = text.strip()
    if not text.isascii():
        return weight(text)
    # ASCII has no wide signs, so nothing has to be weighed.
    return len(text) if len(text) < MAX_WORD_CHARS or " " in text else 0
