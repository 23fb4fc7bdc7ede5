"""Remove the elements of a tree that a reader of the page does not see: scripts, drawings, hidden text."""

import re
from collections.abc import Mapping
from itertools import filterfalse

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.parse.gaps import part
from newscrawl.extract.parse.hidden import Hidden, drop_hidden
from newscrawl.extract.parse.revealed import has_piece
from newscrawl.extract.segmentation.boxes import has_text
from newscrawl.extract.segmentation.running import MIN_WEIGHT, running_weight, running_weights

BULK = "script style noscript svg iframe object embed canvas audio video map head".split()
PARTING = ("script", "noscript", "iframe", "object", "embed", "canvas", "audio", "video")
"""Elements that are between sentences."""
CLOSED = ("a", "button", "svg", "select", "object", "map", "canvas", "audio", "video")
"""Elements that hold no running text, where the page is whole; a link may be around a teaser."""
MIN_HELD = 1_000
"""Weight of running text at which such an element is a slip of the page."""
MIN_BLOCKS = 3
"""Paragraphs in such an element: a control shows one or two."""
MIN_TEXT = 200
"""Weight of running text at which a page shows an article, or ``noscript`` holds one."""
MIN_SHARE = 0.25
"""Share (0–1) of the page's running text that ``noscript`` has to hold, apart from that text."""
SHORT_WEIGHT = 30
"""Weight of a short paragraph."""
SAME_CHARS = 60
SHOWN = etree.XPath(".//text()[not(ancestor::noscript)]", smart_strings=False)
FORMULA = re.compile(r"math/(?:tex|asciimath)", re.IGNORECASE)
DRAWN = re.compile(r"mathjax|mjx|katex", re.IGNORECASE)


def clean_tree(tree: HtmlElement) -> tuple[Hidden, ...]:
    """Remove scripts, drawings, the head and hidden text from *tree*, in place; return the hidden text."""
    # Before anything is removed: these three turn what would go into what stays.
    _open_controls(tree)
    _show_noscript(tree)
    _show_formulas(tree)
    # Sentences on both sides must stay apart when the element between them is removed.
    for element in tree.iter(*PARTING):
        part(element)
    # In C, in one pass; ``drop_tree`` in a loop takes quadratic time among many siblings.
    etree.strip_elements(tree, *BULK, with_tail=False)
    for template in list(tree.iter("template")):
        _open_or_drop(template)
    return drop_hidden(tree)


def _open_or_drop(template: HtmlElement) -> None:
    """Make a box of *template* if it is shown as it is, else remove it."""
    # Declarative shadow roots are rendered. Source: HTML Standard, section 4.12.3.
    is_rendered = template.get("shadowrootmode") is not None
    if is_rendered:
        # Its content is shown in the place of the element around it.
        template.tag = "div"
    else:
        template.drop_tree()


def _open_controls(tree: HtmlElement) -> None:
    """Make boxes of the buttons, drawings and the like that hold an article: they were never closed."""
    for element in tree.iter(*CLOSED):
        # The cheap look first: nearly no button has a child.
        if len(element) and _holds_article(element):
            element.tag = "div"


def _holds_article(element: HtmlElement) -> bool:
    """Return whether there is running text in the blocks of *element*: much of it, or several paragraphs."""
    if sum(map(len, element.itertext())) < MIN_BLOCKS * MIN_WEIGHT:
        return False
    weights = running_weights(element)
    held = list(filter(None, map(weights.get, element.iterchildren())))
    return sum(held) >= MIN_HELD or len(held) >= MIN_BLOCKS


def _show_noscript(tree: HtmlElement) -> None:
    """Make boxes of the ``noscript`` elements that hold an article which the page does not show otherwise."""
    body = tree.find("body")
    if body is None:
        return
    # Most are a tracking picture: the weight is asked only where there is some text.
    found = list(filter(has_piece, body.iter("noscript")))
    if not found:
        return
    weights = dict(zip(found, map(running_weight, found), strict=True))
    held = sum(weights.values())
    shown = running_weight(body)
    # Beside an article that is shown, a little text is a caption or asks for scripts.
    if held >= max(MIN_TEXT, MIN_SHARE * shown):
        # The text is only needed to tell a copy from something else.
        text = _shown_text(body) if shown >= MIN_TEXT else ""
        _show(weights, text)
    elif not shown:
        # A page that shows nothing may have its few sentences there.
        weights = dict(zip(found, map(_weight_of_short, found), strict=True))
        _show(weights, "")


def _show(weights: Mapping[HtmlElement, int], text: str) -> None:
    """Make boxes of the elements that have a weight and do not begin as something in *text* does."""
    for element, weight in weights.items():
        if weight and _beginning(element) not in text:
            element.tag = "div"


def _weight_of_short(element: HtmlElement) -> int:
    """Return the weight of the short paragraphs in *element*: a notice has one or two."""
    weights = running_weights(element, SHORT_WEIGHT)
    paragraphs = sum(map(weights.__contains__, element.iterchildren()))
    return weights.get(element, 0) if paragraphs >= MIN_BLOCKS else 0


def _shown_text(body: HtmlElement) -> str:
    """Return the text of *body* without ``noscript``, white space folded."""
    return " ".join(" ".join(SHOWN(body)).split())


def _beginning(element: HtmlElement) -> str:
    """Return how the first longer text of *element* begins, white space folded."""
    texts = map(" ".join, map(str.split, element.itertext()))
    return max(texts, key=len, default="\0")[:SAME_CHARS]


def _show_formulas(tree: HtmlElement) -> None:
    """Make text of the TeX in scripts whose drawing is not right before them."""
    scripts = list(tree.iter("script"))
    for script in filterfalse(_is_drawn, filter(_holds_formula, scripts)):
        script.tag = "span"


def _holds_formula(script: HtmlElement) -> bool:
    """Return whether *script* is the source of a formula."""
    return FORMULA.match(script.get("type", "")) is not None and has_text(script.text)


def _is_drawn(script: HtmlElement) -> bool:
    """Return whether a drawing of the formula in *script* is right before it, as its drawer puts it."""
    before = script.getprevious()
    if before is None:
        return False
    name = before.get("class") or str(before.tag)
    if DRAWN.search(name) is None:
        return False
    return any(map(has_text, before.itertext()))
