"""Take out of a tree what a reader of the page does not see: scripts, drawings, hidden text."""

import re

from lxml import etree
from lxml.html import HtmlElement

BULK = "script style noscript svg iframe object embed canvas audio video map head".split()
UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]"
    r"+[01](?:px)?[\s,]+[01]|clip-path\s*:\s*inset\(\s*(?:50|100)%|(?:left|top|right|text-indent|margin-left)\s*:"
    r"\s*-\d{4,}|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
UNSEEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-only|-text)?|a11y-hidden|offscreen|off-screen)(?:$|[\s_-])",
    re.IGNORECASE,
)
CANDIDATES = etree.XPath(
    """
    .//*[@hidden or @aria-hidden='true'
    or @style[contains(., 'none') or contains(., 'idden') or contains(., 'clip')
        or contains(., 'collapse') or contains(., '-9') or contains(., '-1') or contains(., 'font-size')]
    or @class[contains(., 'idden') or contains(., 'only') or contains(., 'creen')]]
    """
)
MAX_HIDDEN_SHARE = 0.6
"""A hidden element with more than this share (0–1) of the page's text is what a script reveals: it stays."""


def tidy(tree: HtmlElement) -> None:
    """Take scripts, drawings, the head and hidden text out of *tree*, in place."""
    etree.strip_elements(tree, *BULK, with_tail=False)
    for template in list(tree.iter("template")):
        if template.get("shadowrootmode") is None:
            template.drop_tree()
    drop_hidden(tree)


def drop_hidden(tree: HtmlElement) -> None:
    """Take hidden elements out of *tree*, unless that would take most of the page."""
    hidden = [element for element in CANDIDATES(tree) if is_hidden(element)]
    if not hidden:
        return
    largest = MAX_HIDDEN_SHARE * text_size(tree)
    for element in hidden:
        if element.getparent() is not None and text_size(element) <= largest:
            element.drop_tree()


def text_size(element: HtmlElement) -> int:
    """Count the characters of *element*, white space left out."""
    return sum(map(len, element.text_content().split()))


def is_hidden(element: HtmlElement) -> bool:
    """Say whether a browser shows nothing of *element* by its own attributes."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    if style and UNSEEN_STYLE.search(style):
        return True
    name = element.get("class")
    if name and UNSEEN_CLASS.search(name):
        return True
    return element.get("aria-hidden") == "true" and not stands_for_spoken(element)


def stands_for_spoken(element: HtmlElement) -> bool:
    """Say whether an ``aria-hidden`` element is the seen twin of a text for screen readers."""
    for twin in (element.getnext(), element.getprevious()):
        if twin is not None and UNSEEN_CLASS.search(twin.get("class") or ""):
            return True
    return False
