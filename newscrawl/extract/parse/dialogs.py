"""Dialogs over a page that hold more text than its article: questions of consent, offers, log-ins.

``body.choice`` leaves out small ones. A large one would be taken for the article, by the extractor
too. It is taken out of the tree before, where the page shows its headline and a sentence outside of
it. No library does it: those that know roles drop every dialog, also one that holds the article.
"""

import math
from collections.abc import Set

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.parse.hidden import DIALOG, Hidden, take
from newscrawl.extract.parse.revealed import HOLDS_ARTICLE
from newscrawl.extract.segmentation.running import running_weights, text_weight
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.text.sentences import is_ended

DIALOGS = etree.XPath(".//dialog | .//*[@role='dialog' or @role='alertdialog']")
DIALOGS_AROUND = etree.XPath(
    "boolean(ancestor::dialog | ancestor::*[@role='dialog' or @role='alertdialog'])"
)
CONTROLS = etree.XPath("boolean(.//button | .//input | .//select | .//form | .//*[@role='button'])")
HEADINGS = ("h1", "h2", "h3", "h4")
MIN_SHARE = 0.3
"""Share (0–1) of the page's running text at which a dialog is large."""
MIN_SENTENCE = 30
"""Weight of a block that may be a sentence."""
MAX_HEADINGS = 200
PARAGRAPHS = frozenset({"p", "div", "td", "section", "article"})


def drop_dialogs(tree: HtmlElement, titles: Set[str]) -> tuple[Hidden, ...]:
    """Remove large dialogs from *tree* that are over its article; return them.

    *titles* are the keys of the page's headline, see ``metadata.title_keys``.
    """
    # Of nested ones the outermost: what is in it goes with it.
    dialogs = [each for each in DIALOGS(tree) if not DIALOGS_AROUND(each)]
    if not dialogs:
        return ()
    weights = running_weights(tree)
    large = [
        each
        for each in dialogs
        # Without a button or form it cannot be closed: then
        # it is a part of the page, named wrongly.
        if weights.get(each, 0) >= MIN_SHARE * weights.get(tree, 0) > 0
        and CONTROLS(each)
        and not HOLDS_ARTICLE(each)
        and not any(
            _has_title(heading, titles) for heading in list(each.iter(*HEADINGS))[:MAX_HEADINGS]
        )
    ]
    # A page whose only text is in a dialog shows its article there.
    if not large or not _shows_article(tree, frozenset(dialogs), titles):
        return ()
    taken: dict[HtmlElement, Hidden] = {}
    for each in large:
        # No bound on the size here: large ones are what this is for, and all was checked before.
        take(each, DIALOG, math.inf, taken)
    return tuple(taken.values())


def _has_title(heading: HtmlElement, titles: Set[str]) -> bool:
    """Return whether *heading* is the headline of the page."""
    return key_of(heading.text_content()[:1_000]) in titles


def _shows_article(tree: HtmlElement, dialogs: Set[HtmlElement], titles: Set[str]) -> bool:
    """Return whether the page outside of *dialogs* has its headline, and a sentence after it."""
    is_under_headline = False
    skipped: set[HtmlElement] = set()
    for element in tree.iter(etree.Element):
        # Document order: an element comes after its parent, so one look upwards is enough.
        if element in dialogs or element.getparent() in skipped:
            skipped.add(element)
            continue
        if element.tag in HEADINGS:
            is_under_headline |= element.tag == "h1" or _has_title(element, titles)
        elif is_under_headline and _is_sentence(element):
            return True
    return False


def _is_sentence(element: HtmlElement) -> bool:
    """Return whether *element* is a paragraph or a box that holds a sentence itself."""
    if element.tag not in PARAGRAPHS:
        return False
    # Its own text alone: that of inner elements is judged when the walk comes to them.
    own = [element.text or "", *(child.tail or "" for child in element)]
    text = " ".join(" ".join(own).split())
    return is_ended(text) and text_weight(text) >= MIN_SENTENCE
