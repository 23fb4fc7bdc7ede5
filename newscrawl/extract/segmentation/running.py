"""How much running text elements hold: sentences in blocks of some length, links left out.

Menus, lists of headlines and forms have next to none of it, however much text they hold.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

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

    A block of less than *min_weight*, at least 1, counts nothing. Signs of East Asian scripts count twice.
    Linear in the elements of *root*.
    """
    inner = list(root.iterdescendants(etree.Element))
    own = _own_weights(root, inner)
    # A short block counts nothing: menus are made of them.
    sizes = {block: size for block, size in own.items() if size >= min_weight}
    # In reverse document order children come before their parents: one pass adds all up.
    for element in filter(sizes.__contains__, reversed(inner)):
        parent = next(element.iterancestors())
        sizes[parent] = sizes.get(parent, 0) + sizes[element]
    return sizes


def _own_weights(root: HtmlElement, inner: Iterable[HtmlElement]) -> Mapping[HtmlElement, int]:
    """Return for each block in *root* the weight of its text, without that of the blocks in it.

    *inner* are all elements in *root* in document order.
    """
    own: dict[HtmlElement, int] = defaultdict(int)
    own[root] = text_weight(root.text or "")
    owners: dict[HtmlElement | None, HtmlElement | None] = {root: root}
    for element in inner:
        owner = owners[element.getparent()]
        # No block: within a link, or where nobody reads.
        if owner is not None:
            # The tail of an element belongs to the block around it, whatever the element is.
            if tail := element.tail:
                own[owner] += text_weight(tail)
            owner = _owner_in(element, owner)
            if owner is not None and (text := element.text):
                own[owner] += text_weight(text)
        owners[element] = owner
    return own


def _owner_in(element: HtmlElement, above: HtmlElement) -> HtmlElement | None:
    """Return the block whose text the content of *element* in *above* is; ``None``: no running text."""
    tag = element.tag
    if tag in BLOCKS:
        return element
    if tag in SKIPPED:
        return None
    is_link = tag == "a" and element.get("href") is not None
    # Links lead to other texts: a list of headlines is none of this page.
    return None if is_link else above


def running_weight(element: HtmlElement) -> int:
    """Return the weight of the running text in *element*."""
    return running_weights(element).get(element, 0)


def text_weight(text: str) -> int:
    """Return the weight of a piece of text, white space around it left out."""
    text = text.strip()
    if not text.isascii():
        return weight(text)
    # ASCII has no wide signs, so nothing has to be weighed.
    is_url = len(text) >= MAX_WORD_CHARS and " " not in text
    return 0 if is_url else len(text)
