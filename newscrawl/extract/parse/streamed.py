"""Pages that a server sends piece by piece: later pieces are hidden at the end, a script moves them up.

React (since 18) leaves ``<template id="P:1">`` or ``<template id="B:1">`` where a piece is missing,
in the latter case with something to look at meanwhile, and sends it as ``<div hidden id="S:1">``.
Source: the ``$RS`` and ``$RC`` functions that such pages carry.
"""

from lxml import etree
from lxml.html import HtmlElement

MARK = 'hidden id="S:'
"""A page without it is not one of these."""
PIECES = etree.XPath("//*[@hidden and starts-with(@id, 'S:')]")
PLACES = etree.XPath("//template[starts-with(@id, 'P:') or starts-with(@id, 'B:')]")
MAX_MEANWHILE = 100
"""Characters that the placeholder of a piece may have; more is text."""


def place_pieces(tree: HtmlElement, text: str) -> None:
    """Put the pieces of the page *text* where they belong in its *tree*; one without a place is shown."""
    # One search in the text spares the other pages two expressions over the tree.
    if MARK not in text:
        return
    places = {place.get("id", "")[2:]: place for place in PLACES(tree)}
    for piece in PIECES(tree):
        # Also without a place: its text is part of the page that a reader gets to see.
        del piece.attrib["hidden"]
        place = places.pop(piece.get("id", "")[2:], None)
        # A piece within its own place would become its own ancestor.
        if place is not None and piece not in set(place.iterancestors()):
            _put(piece, place)


def _put(piece: HtmlElement, place: HtmlElement) -> None:
    """Put *piece* in the place of *place* and of its placeholder."""
    if place.get("id", "").startswith("B:"):
        _drop_meanwhile(place.getnext())
    place.addprevious(piece)
    place.drop_tree()


def _drop_meanwhile(element: HtmlElement | None) -> None:
    """Remove *element* if it is only the placeholder of a piece: "Loading …"."""
    if element is None or element.tag == "template":
        return
    text = "".join(element.itertext())
    # A longer text is no "Loading …": in doubt it stays beside the piece.
    if len(text.strip()) <= MAX_MEANWHILE:
        element.drop_tree()
