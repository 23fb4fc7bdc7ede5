"""Elements with more children than any page has, thinned out: all that follows takes quadratic time in them.

Taking one of many children out costs time in proportion to the pieces of text before it, and
trafilatura removes unwanted elements one by one. So elements that no reader sees are removed here, all
at once; inline children are dissolved into the text around them; and bare text between blocks gets a
block of its own, as it has in a browser. Ordinary pages have no such element, and pay for one look.
"""

from collections.abc import Set
from itertools import filterfalse, islice
from operator import attrgetter

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.parse.hidden import is_hidden
from newscrawl.extract.segmentation.boxes import has_text, is_long, is_unknown
from newscrawl.extract.tags import BLOCKS, SKIPPED

TABLE_PARTS = ("table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th")
WHOLE = BLOCKS | SKIPPED | {"br", "meta", "link"}
"""Elements that are never dissolved."""


def thin_wide_elements(tree: HtmlElement, max_children: int) -> bool:
    """Thin out the elements of *tree* with more than *max_children* children; return whether there was one.

    Inline are all elements that are neither blocks nor left out of the text, unknown ones too.
    """
    thinned = False
    # The look that ordinary pages pay for; an expression for libxml2 takes three times as long.
    wide = [each for each in tree.iterdescendants(etree.Element) if len(each) > max_children]
    for element in wide:
        thinned |= _drop_unseen(element, max_children)
        _make_boxes(element)
        thinned |= _dissolve_inline(element, max_children)
        # Text after a block is a paragraph to a browser; as bare text it slows each step down.
        if sum(map(_is_bare, element)) > max_children:
            _rebuild(element)
            thinned = True
    return thinned


def _drop_unseen(element: HtmlElement, max_children: int) -> bool:
    """Remove the children of *element* that nobody reads, if they are many; return whether they were."""
    unseen = set(filter(_is_unseen, element.iterchildren(etree.Element)))
    if len(unseen) <= max_children:
        return False
    # All at once: taking them out one by one is what takes quadratic time.
    _rebuild(element, drop=unseen)
    return True


def _make_boxes(element: HtmlElement) -> None:
    """Make boxes of the site's own components in *element* that hold a paragraph."""
    for child in filter(is_unknown, element.iterchildren(etree.Element)):
        # Such a component would be dissolved into its neighbours.
        if is_long(child):
            child.tag = "div"


def _dissolve_inline(element: HtmlElement, max_children: int) -> bool:
    """Dissolve the inline children of *element*, if they are many; return whether they were."""
    tags = map(attrgetter("tag"), element.iterchildren(etree.Element))
    inline = list(filterfalse(WHOLE.__contains__, tags))
    if len(inline) <= max_children:
        return False
    # The tags are removed, their text stays: nothing of a sentence is lost.
    etree.strip_tags(element, *map(str, set(inline)))
    _join_text(element)
    return True


def flatten_tables(tree: HtmlElement, max_depth: int) -> bool:
    """Make boxes of the tables that are in more than *max_depth* others; return whether there was one.

    trafilatura looks into each table once for every table around it, and for each pair of those.
    """
    tables = list(tree.iter("table"))
    # So many tables are needed for one to be that deep.
    if len(tables) <= max_depth:
        return False
    deep = [table for table in tables if _is_within_tables(table, max_depth)]
    for table in deep:
        # Not one that became a box with the table around it.
        if table.tag == "table":
            for part in table.iter(*TABLE_PARTS):
                part.tag = "div"
    return bool(deep)


def _is_within_tables(table: HtmlElement, depth: int) -> bool:
    """Return whether *table* is in more than *depth* other tables."""
    around = islice(table.iterancestors("table"), depth + 1)
    return len(list(around)) > depth


def _is_unseen(child: HtmlElement) -> bool:
    """Return whether nobody reads *child*; data that it may hold is read elsewhere."""
    if child.tag in SKIPPED:
        # Page data stays: it may hold the article.
        return "json" not in child.get("type", "")
    return is_hidden(child)


def _is_bare(child: HtmlElement) -> bool:
    """Return whether *child* is a block with bare text after it."""
    return child.tag in BLOCKS and has_text(child.tail)


def _rebuild(element: HtmlElement, drop: Set[HtmlElement] = frozenset()) -> None:
    """Put the children of *element* together again, in one pass, without those of *drop*.

    The text after a dropped child stays; text after a block becomes a block.
    """
    texts, kept = [[element.text or ""]], []
    for child in element:
        tail = child.tail or ""
        if child in drop:
            texts[-1].append(tail)
        elif _is_bare(child):
            block = element.makeelement("div")
            block.text = tail
            kept += [child, block]
            texts += [[], []]
        else:
            kept.append(child)
            texts.append([tail])
    # Emptied and filled again: one pass, whatever is dropped or put between.
    del element[:]
    element.text = "".join(texts[0])
    for child, text in zip(kept, texts[1:], strict=True):
        child.tail = "".join(text)
        element.append(child)


def _join_text(element: HtmlElement) -> None:
    """Join the text nodes that dissolved children leave side by side: libxml2 walks them all for each."""
    element.text = element.text
    for child in element:
        child.tail = child.tail
