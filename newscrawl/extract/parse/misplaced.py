"""Elements that libxml2 puts where no browser does: what stands in the head, and in a drawing.

A page may leave out ``</head>`` and ``<body>``, as minifiers do. libxml2 knows HTML 4: an element of
HTML 5 in such a place (``main``, ``nav``, ``article``) is no end of the head to it, so that the whole
story is in the head. Nor does it know that ``p`` or ``div`` end a drawing that was never closed. No
library mends a tree: those that parse by the standard are twenty times slower (html5lib), or give
trees that lxml cannot ask (lexbor).
Source: HTML Standard, 13.2.6.4.4 "in head" and 13.2.6.5 "foreign content".
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain, takewhile
from operator import is_not

from lxml import etree
from lxml.html import HtmlElement

HEAD = frozenset(
    "base basefont bgsound link meta noframes noscript script style template title".split()
)
"""Elements that may stand in the head."""
FOREIGN = ("svg", "math")
BREAKOUT = tuple(
    """b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li
    listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var""".split()
)
"""Elements that end a drawing or a formula, with all that is open within it."""
INTEGRATED = "foreignobject desc title annotation-xml mi mo mn ms mtext".split()
"""Elements of drawings and formulas that may hold HTML."""


def mend_places(tree: HtmlElement) -> None:
    """Move what libxml2 put into the head, or into a drawing, to where a browser has it."""
    _empty_head(tree)
    # A list: what is moved is not looked at again.
    for foreign in list(tree.iter(*FOREIGN)):
        _break_out(foreign)


def _empty_head(tree: HtmlElement) -> None:
    """Move the elements of the head that cannot stand there to the beginning of the body."""
    misplaced = [each for each in tree.iterfind("head/*") if each.tag not in HEAD]
    if not misplaced:
        return
    body = tree.find("body")
    if body is None:
        body = etree.SubElement(tree, "body")
    # The text of the body follows what stood before it.
    misplaced[-1].tail = (misplaced[-1].tail or "") + (body.text or "")
    body.text = None
    body[:0] = misplaced


def _break_out(foreign: HtmlElement) -> None:
    """Move the first element that ends *foreign*, and all that follows it there, after *foreign*."""
    found = next(filter(_is_out_of_place, foreign.iter(*BREAKOUT)), None)
    parent = foreign.getparent()
    if found is None or parent is None:
        return
    moved = list(chain.from_iterable(_following(found, foreign)))
    moved[-1].tail = (moved[-1].tail or "") + (foreign.tail or "")
    foreign.tail = None
    place = parent.index(foreign) + 1
    parent[place:place] = moved


def _is_out_of_place(element: HtmlElement) -> bool:
    """Return whether *element* is directly in a drawing or a formula, not in a part that holds HTML."""
    holder = next(element.iterancestors(*FOREIGN, *INTEGRATED))
    return holder.tag in FOREIGN


def _following(first: HtmlElement, within: HtmlElement) -> Iterator[list[HtmlElement]]:
    """Yield *first* with what follows it in its parent, then what follows each parent up to *within*."""
    yield [first, *first.itersiblings()]
    for parent in takewhile(partial(is_not, within), first.iterancestors()):
        # What follows its end tag stands after what was in it.
        yield [*_text_after(parent), *parent.itersiblings()]


def _text_after(element: HtmlElement) -> list[HtmlElement]:
    """Return the text after *element* in an element of its own, taken from there."""
    if not element.tail:
        return []
    holder = element.makeelement("span")
    holder.text, element.tail = element.tail, None
    return [holder]
