"""Cards that open over a word of a sentence: a person's name with links to stories about them.

A card is in the paragraph itself, right after the name, and a browser shows it only while the
pointer is on it; read as text, it cuts the sentence in two: "Ada MoonAda MoonMill for sale said".
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from lxml.html import HtmlElement

BOXES: Final = frozenset({"span", "div", "aside", "small"})
"""Elements that a card is written as."""
MIN_LINKS: Final = 2
"""Links of a card: the name once more, and a story."""
MAX_PIECES: Final = 100
"""More pieces of text are no card; they bound the time on boxes in boxes."""


def cards_in(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements of *tree* that are cards of the link right before them."""
    for link in tree.iter("a"):
        box = link.getnext()
        # Nothing between the name and its card: the card is out of the flow of the sentence.
        if box is None or link.tail:
            continue
        if box.tag in BOXES and _is_card(box, link):
            yield box


def _is_card(box: HtmlElement, link: HtmlElement) -> bool:
    """Return whether *box* names the subject of *link*, leads on, and has no text but its links'."""
    links = list(islice(box.iter("a"), MAX_PIECES))
    if len(links) < MIN_LINKS:
        return False
    if not _is_same_name(_words_of(link), _words_of(links[0])):
        return False
    # With text of its own it may go on with the sentence.
    linked = chain.from_iterable(map(_words_of, links))
    return _words_of(box) == list(linked)


def _is_same_name(name: Iterable[str], other: Iterable[str]) -> bool:
    """Return whether two names are of one person: one of them may have a name more."""
    shorter, longer = sorted((set(name), set(other)), key=len)
    return bool(shorter) and shorter <= longer


def _words_of(element: HtmlElement) -> list[str]:
    """Return the words of *element*, its pieces apart; none where it has too many pieces."""
    pieces = list(islice(element.itertext(), MAX_PIECES + 1))
    if len(pieces) > MAX_PIECES:
        return []
    return " ".join(pieces).split()
