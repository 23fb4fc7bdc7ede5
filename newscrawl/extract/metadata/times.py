"""The moment that one element tells: its value, and whether it is of publication or of a change."""

import re
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.metadata.dates import parse_timestamp
from newscrawl.extract.strings import element_text

OF_CHANGE: Final = 2
"""Rank of an element that tells of a change."""
_PUBLISHED_HINT: Final = re.compile("publish|entry-date")
_CHANGED_HINT: Final = re.compile("updat|modif")
_MACHINE_FORMS: Final = ("data-datetime", "data-timestamp", "data-time", "data-date", "title")


def rank_of(element: HtmlElement) -> int:
    """Return 0 for an element of publication, 1 for a plain one and 2 for one of a change."""
    hint = f"{element.get('class', '')} {element.get('itemprop', '')}".lower()
    if element.get("pubdate") is not None or _PUBLISHED_HINT.search(hint):
        return 0
    return OF_CHANGE if _CHANGED_HINT.search(hint) else 1


def moment_of(element: HtmlElement) -> object:
    """Return the value of *element*, the machine's form first: shown may be "two hours ago"."""
    stated = element.get("datetime") or element.get("content")
    if stated:
        return stated
    # Scripts count on from a form of their own, which has a name of the site's choice.
    hidden = filter(parse_timestamp, map(element.get, _MACHINE_FORMS))
    return next(hidden, None) or element_text(element, max_chars=200)
