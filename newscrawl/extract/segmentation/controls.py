"""Buttons and form fields, counted around the blocks of a page."""

from collections import Counter
from itertools import accumulate, chain, filterfalse

from lxml.html import HtmlElement

from newscrawl.extract.segmentation.boxes import with_ancestors
from newscrawl.extract.tags import CONTROLS

BOXES = frozenset("div section aside form figure li article header footer".split())
BOX_CHARS = 1_000
"""A box with more text than this is no longer one that a block shares with its button."""


class Controls:
    """Counts the buttons and form fields around elements of one page, each place once."""

    def __init__(self) -> None:
        # Counted when first asked for: not every use of the segments asks.
        self._counts: dict[HtmlElement, int] | None = None
        self._small: dict[HtmlElement, bool] = {}

    def around(self, element: HtmlElement) -> int:
        """Count the buttons and form fields of *element*, and of its nearest box, if that is a small one."""
        if self._counts is None:
            self._counts = _counts_of(element.getroottree().getroot())
        if not self._counts:
            return 0
        # The button of an appeal is beside its text, within the same small box; in a large box
        # the buttons of the page's frame would count for each paragraph.
        box = _box_around(element)
        is_shared = self._counts.get(box, 0) and self._is_small(box)
        return self._counts.get(box if is_shared else element, 0)

    def _is_small(self, box: HtmlElement) -> bool:
        if box not in self._small:
            self._small[box] = _is_small(box)
        return self._small[box]


def _box_around(element: HtmlElement) -> HtmlElement:
    """Return the nearest box that is *element* or is around it; *element* itself where there is none."""
    box: HtmlElement | None = element
    # Step by step: to have lxml look for ten tags takes twice as long, as most boxes are near.
    while box is not None and box.tag not in BOXES:
        box = box.getparent()
    return element if box is None else box


def _counts_of(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Count for each element of *tree* with controls those that are it or are in it."""
    shown = filterfalse(_is_unseen, tree.iter(*CONTROLS))
    return Counter(chain.from_iterable(map(with_ancestors, shown)))


def _is_unseen(control: HtmlElement) -> bool:
    """Return whether a *control* is a form field that only scripts and servers read."""
    return control.get("type") == "hidden"


def _is_small(box: HtmlElement) -> bool:
    """Return whether *box* has at most ``BOX_CHARS`` of text, without reading on in one that has more."""
    sizes = accumulate(map(len, box.itertext()))
    return not any(size > BOX_CHARS for size in sizes)
