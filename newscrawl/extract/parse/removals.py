"""The hidden elements of an article, as removals of its record."""

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.extract.parse.hidden import DIALOG, REASONS, Hidden
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.model.items import Category, Removal

MAX_RECORDED = 1_000
MAX_CHARS = 200_000
"""Elements, and characters of theirs, that a record has of what was hidden in its article; a text that is
cut ends with ``…``."""

CATEGORIES: Mapping[str, Category] = {DIALOG: "other"}
"""The category of a removal by its rule, where that is not ``hidden``."""


def hidden_removals(
    hidden: Iterable[Hidden], box: HtmlElement | None, start: int
) -> tuple[Removal, ...]:
    """Return as removals the *hidden* elements of *box*, the one around the article, from *start* on.

    They come after those of the text as extracted, of which they were never a part. All of their
    text is given, up to ``MAX_CHARS`` of a page. A dialog is named wherever it was: its text is shown.
    """
    if box is None:
        return ()
    found: list[Removal] = []
    left = MAX_CHARS
    recorded = filter(partial(_is_recorded, box), hidden)
    for each in islice(recorded, MAX_RECORDED):
        # Cut, but named: a record that grows with a hostile page would fill the disk.
        if left <= 0:
            break
        found.append(
            Removal(
                text=_cut(each.text, left),
                category=CATEGORIES.get(each.rule_id, "hidden"),
                rule_id=each.rule_id,
                reason=REASONS[each.rule_id],
                position=start + len(found),
            )
        )
        left -= len(each.text)
    return tuple(found)


def _cut(text: str, max_chars: int) -> str:
    """Return *text*, or its first *max_chars* characters and an ellipsis if it is longer."""
    return text if len(text) <= max_chars else f"{text[:max_chars]}…"


def _is_recorded(box: HtmlElement, hidden: Hidden) -> bool:
    """Return whether a record names *hidden*: it was in *box* or a dialog, and has words."""
    is_named = hidden.rule_id == DIALOG or _is_within(hidden.parent, box)
    return is_named and key_of(hidden.text) != ""


def _is_within(element: HtmlElement, box: HtmlElement) -> bool:
    """Return whether *element* is *box* or in it."""
    return element is box or box in element.iterancestors()
