"""The hidden elements of an article, as removals of its record."""

from collections.abc import Iterable
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.extract.parse.hidden import DIALOG, REASONS, Hidden
from newscrawl.extract.segmentation.boxes import with_ancestors
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.model.items import Category, Removal

MAX_RECORDED = 1_000
MAX_CHARS = 200_000
"""Elements, and characters of theirs, that a record has of what was hidden in its article; a text that is
cut ends with ``…``."""


def hidden_removals(
    hidden: Iterable[Hidden], box: HtmlElement | None, start: int
) -> tuple[Removal, ...]:
    """Return as removals the *hidden* elements of *box*, the one around the article, from *start* on.

    They come after those of the text as extracted, of which they were never a part. All of their
    text is given, up to ``MAX_CHARS`` of a page. A dialog is named wherever it was: its text is shown.
    """
    if box is None:
        return ()
    inside = (each for each in hidden if _is_recorded(each, box))
    found: list[Removal] = []
    left = MAX_CHARS
    for position, each in enumerate(islice(inside, MAX_RECORDED), start):
        if left <= 0:
            break
        found.append(_removal_of(each, left, position))
        left -= len(each.text)
    return tuple(found)


def _removal_of(hidden: Hidden, max_chars: int, position: int) -> Removal:
    """Return *hidden* as the removal at *position*, its text cut to *max_chars*."""
    text = hidden.text
    # Cut, but named: a record that grows with a hostile page would fill the disk.
    if len(text) > max_chars:
        text = f"{text[:max_chars]}…"
    category: Category = "other" if hidden.rule_id == DIALOG else "hidden"
    return Removal(text, category, hidden.rule_id, REASONS[hidden.rule_id], position)


def _is_recorded(hidden: Hidden, box: HtmlElement) -> bool:
    """Return whether a record names *hidden*: it was in *box* or a dialog, and has words."""
    if hidden.rule_id != DIALOG and not _is_within(hidden.parent, box):
        return False
    return bool(key_of(hidden.text))


def _is_within(element: HtmlElement, box: HtmlElement) -> bool:
    """Return whether *element* is *box* or in it."""
    return box in with_ancestors(element)
