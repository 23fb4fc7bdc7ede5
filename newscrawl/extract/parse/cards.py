"""Cards that open over a word of a sentence: a person's name with links to stories about them.

A card is in the paragraph itself, right after the name, and a browser shows it only while the
pointer is on it; read as text, it cuts the sentence in two: "Ada MoonAda MoonMill for sale said".
"""

from collections.abc import Iterator
from itertools import islice
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
        if box is not None and box.tag in BOXES and not link.tail and _is_card(box, link):
            yield box


def _is_card(box: HtmlElement, link: HtmlElement) -> bool:
    """Return whether *box* names the subject of *link*, leads on, and has no text but its links'."""
    links = list(islice(box.iter("a"), MAX_PIECES))
    if len(links) < MIN_LINKS or not _is_same_name(_words_of(link), _words_of(links[0])):
        return False
    # With text of its own it may go on with the sentence.
    return _words_of(box) == [word for each in links for word in _words_of(each)]


def _is_same_name(name: list[str], other: list[str]) -> bool:
    """Return whether two names are of one person: one of them may have a name more."""
    shared = set(name) & set(other)
    return bool(shared) and len(shared) == min(len(set(name)), len(set(other)))


def _words_of(element: HtmlElement) -> list[str]:
    """Return the words of *element*, its pieces apart; none where it has too many pieces."""
    pieces = list(islice(element.itertext(), MAX_PIECES + 1))
    return " ".join(pieces).split() if len(pieces) <= MAX_PIECES else []
