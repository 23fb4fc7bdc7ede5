"""Dialogs over a page: questions of consent, offers, log-ins.

A large one would be taken for the article, by the extractor too, and a small one still moves what
is known of the blocks of a short article. They are taken out of the tree before, where the page
shows its headline and a sentence outside of them; of the others ``body.choice`` leaves out the
small ones. No library does it: those that know roles drop every dialog, also one that holds the
article.
"""

import math
from collections.abc import Iterable, Iterator, Set
from functools import partial
from itertools import chain, filterfalse, islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.boilerplate.pins import read_pins
from newscrawl.extract.parse.hidden import DIALOG, Hidden, take
from newscrawl.extract.parse.revealed import HOLDS_ARTICLE
from newscrawl.extract.segmentation.running import running_weights, text_weight
from newscrawl.extract.segmentation.segments import key_of, segment_tree
from newscrawl.extract.tags import BESIDE, BLOCKS, INLINE
from newscrawl.model.items import NO_PINS, Pins
from newscrawl.text.sentences import is_ended

DIALOGS = etree.XPath(
    "descendant::dialog | descendant::*/@role[. = 'dialog' or . = 'alertdialog']/.."
)
"""From attributes to their elements: to ask each element for one takes libxml2 three times as long."""
DIALOGS_AROUND = etree.XPath(
    "boolean(ancestor::dialog | ancestor::*[@role='dialog' or @role='alertdialog'])"
)
CONTROLS = etree.XPath("boolean(.//button | .//input | .//select | .//form | .//*[@role='button'])")
HEADINGS = ("h1", "h2", "h3", "h4")
MIN_SHARE = 0.3
"""Share (0–1) of the page's running text at which a dialog is large: without a control it stays."""
MIN_SENTENCE = 30
"""Weight of a block that may be a sentence."""
MIN_LINKED = 400
"""Weight of a link that holds a whole text, not a teaser of one."""
MAX_HEADINGS = 200
MAX_TITLE_CHARS = 1_000
"""Characters of a heading that are compared with the headline."""
PARAGRAPHS = BLOCKS - set(HEADINGS) - BESIDE - {"li", "caption", "summary", "dialog"}
"""Elements whose own text may be a sentence of the article: old pages have it in ``dl`` or ``center``."""


def drop_dialogs(tree: HtmlElement, titles: Set[str], pins: Pins = NO_PINS) -> tuple[Hidden, ...]:
    """Take the dialogs out of *tree* that are over its article; return their text, block by block.

    *titles* are the keys of the page's headline, see ``metadata.title_keys``. A dialog with an element
    that *pins* keep stays.
    """
    # Of nested ones the outermost: the inner ones are removed with it.
    dialogs = list(filterfalse(DIALOGS_AROUND, DIALOGS(tree)))
    if not dialogs:
        return ()
    over = [each for each in _closable(tree, dialogs) if not _is_of_article(each, titles, pins)]
    # A page whose only text is in a dialog shows its article there.
    if not over or not _shows_article(tree, frozenset(dialogs), titles):
        return ()
    taken: dict[HtmlElement, Hidden] = {}
    for each in over:
        # No bound on the size here: all was checked before.
        take(each, DIALOG, math.inf, taken)
    return tuple(chain.from_iterable(map(_blocks_of, taken, taken.values())))


def _blocks_of(dialog: HtmlElement, hidden: Hidden) -> Iterator[Hidden]:
    """Return the text of *dialog*, which was taken out as *hidden*, block by block."""
    return (Hidden(block.text, hidden.parent, DIALOG) for block in segment_tree(dialog))


def _closable(tree: HtmlElement, dialogs: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """Return those of the *dialogs* of *tree* that are small, or have a button or form.

    Without one a large dialog cannot be closed: then it is a part of the page, named wrongly.
    """
    weights = running_weights(tree)
    largest = MIN_SHARE * weights.get(tree, 0)
    return (each for each in dialogs if weights.get(each, 0) < largest or CONTROLS(each))


def _is_of_article(dialog: HtmlElement, titles: Set[str], pins: Pins) -> bool:
    """Return whether *dialog* holds an article or the headline of the page, or a person keeps it."""
    if HOLDS_ARTICLE(dialog) or _is_pinned(dialog, pins):
        return True
    headings = islice(dialog.iter(*HEADINGS), MAX_HEADINGS)
    return not titles.isdisjoint(map(_heading_key, headings))


def _heading_key(heading: HtmlElement) -> str:
    """Return the key of the text of *heading*, as the keys of headlines are made."""
    return key_of(heading.text_content()[:MAX_TITLE_CHARS])


def _is_pinned(dialog: HtmlElement, pins: Pins) -> bool:
    """Return whether a person pinned that something in *dialog* stays."""
    if pins == NO_PINS:
        return False
    found = filter(None, read_pins(pins).pins_of(dialog.iter(etree.Element)))
    return any(pin.action == "keep" for pin in found)


def _shows_article(tree: HtmlElement, dialogs: Set[HtmlElement], titles: Set[str]) -> bool:
    """Return whether the page outside of *dialogs* has its headline, and a sentence after it."""
    shown = _elements_outside(tree, dialogs)
    is_headline = partial(_is_headline, titles=titles)
    # One pass for both: the sentence is looked for from the headline on.
    return any(map(is_headline, shown)) and any(map(_is_sentence, shown))


def _elements_outside(tree: HtmlElement, dialogs: Set[HtmlElement]) -> Iterator[HtmlElement]:
    """Yield the elements of *tree* that are in none of *dialogs*, in document order."""
    skipped: set[HtmlElement] = set()
    for element in tree.iter(etree.Element):
        # Document order: an element comes after its parent, so one look upwards is enough.
        if element in dialogs or element.getparent() in skipped:
            skipped.add(element)
        else:
            yield element


def _is_headline(element: HtmlElement, titles: Set[str]) -> bool:
    """Return whether *element* is a first heading, or has the headline of the page as its own text."""
    tag = element.tag
    if tag == "h1":
        return True
    if tag in HEADINGS:
        return _heading_key(element) in titles
    # Old pages have it in a paragraph.
    own = (element.text or "")[:MAX_TITLE_CHARS]
    return tag in PARAGRAPHS and key_of(own) in titles


def _is_sentence(element: HtmlElement) -> bool:
    """Return whether *element* is a paragraph or a box that holds a sentence itself, styled or not."""
    if element.tag not in PARAGRAPHS:
        return False
    lines = map(" ".join, map(str.split, _lines_of(element)))
    return any(text_weight(line) >= MIN_SENTENCE for line in filter(is_ended, lines))


def _lines_of(element: HtmlElement) -> list[str]:
    """Return the own text of *element*, with its inline children, cut at the other children."""
    lines = [element.text or ""]
    for child in element:
        tail = child.tail or ""
        if child.tag in INLINE:
            lines[-1] += _part_of(child) + tail
        else:
            lines.append(tail)
    return lines


def _part_of(element: HtmlElement) -> str:
    """Return the text of an inline element; that of a link only where it is too long for a teaser."""
    text = str(element.text_content())
    is_teaser = element.tag == "a" and text_weight(text) < MIN_LINKED
    return "" if is_teaser else text
