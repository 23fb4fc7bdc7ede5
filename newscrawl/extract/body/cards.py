"""Rows of cards: boxes side by side, built alike, each with a headline that leads to another page.

The line below such a headline is the beginning of the story there. Where the headline is no text, its
line is none, however much it reads like a sentence of the article: next to an article of two sentences
each teaser has as good a claim. A listicle whose headlines are links keeps them, and so its lines.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice, takewhile
from operator import attrgetter
from typing import Final

from newscrawl.extract.body.decision import Floats
from newscrawl.extract.body.features import PageEvidence
from newscrawl.extract.body.places import Place, places_of
from newscrawl.extract.body.rulings import INDEX, Ruling, width_at
from newscrawl.extract.body.structure import is_leading
from newscrawl.extract.segmentation.segments import Level, Segment
from newscrawl.extract.segmentation.verse import weight

CARD: Final = Ruling(
    "related",
    "structure.card",
    "After the text it is one of several alike, each in a box with links: a teaser of another"
    " page.",
)

Card = tuple[int, ...]
"""The index of a headline, and of the lines below it in its card."""

MIN_CARDS: Final = 3
"""So many boxes of a row have a headline at the same place."""
HEAD_LINKS: Final = 0.9
"""Share (0–1) of a headline that is a link to another page of the site."""
MAX_LEVELS: Final = 6
"""So many elements around a headline are looked at for its card."""
MAX_BLOCKS: Final = 6
"""Blocks of a card, its headline among them."""
MAX_CARD_WEIGHT: Final = 600
"""Weight of the lines of a card, of letters: a longer box is a story."""
MIN_LOST: Final = 0.6
"""Share (0–1) of the headlines of a row that are no text at which the others are none, too."""
MAX_SHARE: Final = 0.85
"""Share (0–1) of what is held for text beyond which cards are what the page is about."""
SURE: Final = 0.9
"""Mean chance (0–1) of being text at which the lines of a row are believed whatever is above them."""

_KEY = attrgetter("key")


def lines_of_cards(
    segments: Sequence[Segment], kept: frozenset[int], seen: PageEvidence, chances: Floats
) -> frozenset[int]:
    """Return those of *kept* that are in cards of a row whose headlines are no text, or most of them.

    *chances* are those (0–1) of all *segments* to be text.
    Says nothing where nothing would be left. Linear in the segments of a page.
    """
    heads = list(filter(partial(_is_others_head, seen), segments))
    # Most pages end here: their rows of cards are far from the text.
    if not any(map(partial(_is_above_text, kept), heads)):
        return frozenset()
    lines = [list(_kept_in(row, kept)) for row in _rows_of(segments, heads)]
    # A row is judged as one: a teaser of two full sentences is no more text than its neighbours.
    teasers = frozenset(chain.from_iterable(filter(partial(_are_unsure, chances), lines)))
    most = MAX_SHARE * width_at(segments, kept)
    # A listicle whose headlines are links is about its cards.
    return teasers if width_at(segments, teasers) <= most else frozenset()


def _is_others_head(seen: PageEvidence, segment: Segment) -> bool:
    """Return whether a segment is the headline of another page.

    The page's own headline may be a link to it, on a page that shows several stories.
    """
    return _is_head(segment, seen.host) and segment.key not in seen.titles


def _is_above_text(kept: frozenset[int], head: Segment) -> bool:
    """Return whether a headline is no text, and one of the blocks below it is."""
    return head.index not in kept and not kept.isdisjoint(_after(head))


def _rows_of(segments: Sequence[Segment], heads: Sequence[Segment]) -> Iterable[Sequence[Card]]:
    """Return the rows of cards below *heads*."""
    rows: dict[Place, list[Card]] = defaultdict(list)
    for head, place, level in _cards_of(heads):
        below = map(INDEX, _below(segments, head, level))
        rows[place].append((head.index, *below))
    return rows.values()


def _are_unsure(chances: Floats, lines: Sequence[int]) -> bool:
    """Return whether there are *lines*, and their *chances* do not make them text whatever is above."""
    return bool(lines) and bool(chances[lines].mean() < SURE)


def _kept_in(row: Sequence[Card], kept: frozenset[int]) -> Iterator[int]:
    """Yield those of *kept* that are in the cards of a *row* whose headlines are no text."""
    lost = [card for card in row if card[0] not in kept]
    are_most = len(lost) >= MIN_LOST * len(row)
    # Where most headlines of a row are no text, none is.
    cards = row if are_most else lost
    if len(cards) >= MIN_CARDS:
        yield from kept.intersection(chain.from_iterable(cards))


def _after(head: Segment) -> range:
    """Return the indexes of the blocks that may be in the card of a headline, below it."""
    return range(head.index + 1, head.index + 1 + MAX_BLOCKS)


def _is_head(segment: Segment, host: str) -> bool:
    """Return whether a segment is nothing but a link to another page of the site."""
    return is_leading(segment, HEAD_LINKS, host)


def _cards_of(heads: Sequence[Segment]) -> Iterator[tuple[Segment, Place, Level]]:
    """Yield those of *heads* that are in a row, each with its row and its card."""
    rows: dict[Place, set[Level]] = defaultdict(set)
    for head in heads:
        for place, card in places_of(head, MAX_LEVELS):
            rows[place].add(card)
    for head in heads:
        places = (
            (head, *each) for each in places_of(head, MAX_LEVELS) if len(rows[each[0]]) >= MIN_CARDS
        )
        # The innermost row: around it are the columns of the page, alike as well.
        yield from islice(places, 1)


def _is_in(card: Level, segment: Segment) -> bool:
    return card in segment.path


def _below(segments: Sequence[Segment], head: Segment, card: Level) -> Iterable[Segment]:
    """Return what is below a headline in its *card*; nothing where the card holds more than a teaser."""
    after = segments[head.index + 1 : head.index + 1 + MAX_BLOCKS]
    inside = list(takewhile(partial(_is_in, card), after))
    # A headline is first in its card: a story with a link at its end is none.
    is_first = head.index == 0 or card not in segments[head.index - 1].path
    is_short = len(inside) < MAX_BLOCKS and sum(map(weight, map(_KEY, inside))) <= MAX_CARD_WEIGHT
    return inside if is_first and is_short else ()
