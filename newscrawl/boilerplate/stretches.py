"""A block and its neighbours read as one text: columns for the trees of ``model``.

A banner that tells a story or adds up sums says little line by line. Read together its lines say
more: their words are weighed as those of one block (pooled), and what is said best anywhere in a
stretch, neighbours of which none is clearly the article's, speaks for all of it.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, pairwise
from typing import NamedTuple

from newscrawl.boilerplate.features import Evidence

COLUMNS = tuple(
    """
    pooled3 pooled5 pooled_to_end chain stretch_best_after stretch_best_before
    pooled_stretch stretch stretch_best stretch_likely stretch_telling usual_words words_near names_near
    numbers_near we_near money_near said_near we_after wants_before
    """.split()
)
"""Names of the columns, in order."""

PLAIN = -3.0
"""Opinion, in log-odds, up to which a block is plainly the article's own."""

CHAIN_BASE, CHAIN_MOST = 0.5, 20.0
"""What each block adds to a chain beside its opinion, and the log-odds to which chains are cut."""

CLOSE, NEAR = 2, 4
"""Places on either side that are close, and near."""

CLOSING, UNPOOLED = 10, -9.0
"""Blocks from the end from which on all to the end is pooled, and what stands for it before them."""

BESIDE = 3
"""Blocks before that are asked what they want, and after whether the outlet speaks."""

WANTS = frozenset({"give", "join", "subscribe", "newsletter", "app", "payment"})
"""Concepts of what a banner wants of its reader."""


class FirstOpinion(NamedTuple):
    """What is thought of one block, seen alone.

    Attributes:
        opinion: Log-odds that it is boilerplate.
        said: What its words have in it.
        size: Of how many words and beginnings of words that is the sum, divided by the root of it.
    """

    opinion: float
    said: float
    size: int


Sums = Sequence[float]
"""What the blocks up to each place add up to, from 0 on: a span is the difference of two."""


class Pool:
    """Opinions on spans of blocks as if each span were one block."""

    def __init__(self, alone: Sequence[FirstOpinion]):
        self._others = _sums([each.opinion - each.said for each in alone])
        self._words = _sums([each.said * math.sqrt(each.size) for each in alone])
        self._sizes = _sums([each.size for each in alone])

    def opinion(self, start: int, end: int) -> float:
        """Return the log-odds on the blocks from *start* to *end*."""
        others, words, sizes = self._others, self._words, self._sizes
        said = (words[end] - words[start]) / math.sqrt(max(sizes[end] - sizes[start], 1))
        return (others[end] - others[start]) / (end - start) + said


def _sums(numbers: Iterable[float]) -> Sums:
    return list(accumulate(numbers, initial=0))


class _Counts:
    """What is counted in the windows around a block."""

    def __init__(self, evidence: Sequence[Evidence]):
        words = [each.words for each in evidence]
        concepts = [each.concepts for each in evidence]
        self._size = len(evidence)
        sizes = [each.size for each in words]
        self.usual = _median(sizes)
        self._words = _sums(sizes)
        self._names = _sums([len(each.names) / max(each.size, 1) for each in words])
        self._numbers = _sums(["#" in each.tokens for each in words])
        self._we, self._money, self._said = (
            _sums([name in each for each in concepts]) for name in ("we", "money", "said")
        )
        self._wants = _sums([not WANTS.isdisjoint(each) for each in concepts])

    def around(self, index: int) -> tuple[float, ...]:
        """Return the columns from ``usual_words`` on of the block at *index*."""
        first, last = max(0, index - CLOSE), min(self._size, index + CLOSE + 1)
        start, end = max(0, index - NEAR), min(self._size, index + NEAR + 1)
        close, usual, we = last - first, self.usual, self._we
        return (
            usual,
            math.log(((self._words[last] - self._words[first]) / close + 1) / (usual + 1)),
            (self._names[last] - self._names[first]) / close,
            self._numbers[end] - self._numbers[start],
            we[end] - we[start],
            self._money[end] - self._money[start],
            self._said[end] - self._said[start],
            we[min(self._size, index + BESIDE + 1)] - we[index + 1],
            self._wants[index] - self._wants[max(0, index - BESIDE)],
        )


def stretch_rows(
    evidence: Sequence[Evidence],
    alone: Sequence[FirstOpinion],
    near: Sequence[float],
    places: Sequence[int],
) -> Iterator[tuple[float, ...]]:
    """Yield ``COLUMNS`` for each of *places*; *near* are the opinions, cut."""
    size, chains, spans = len(near), _chains(near), _stretches(near)
    pooled, counts = Pool(alone).opinion, _Counts(evidence)
    asked = dict.fromkeys(spans[index] for index in places)
    of_stretch = {span: (pooled(*span), *_of_stretch(span, near, evidence)) for span in asked}
    for index in places:
        start, end = spans[index]
        yield (
            pooled(max(0, index - 1), min(size, index + 2)),
            pooled(max(0, index - CLOSE), min(size, index + CLOSE + 1)),
            pooled(index, size) if size - index <= CLOSING else UNPOOLED,
            chains[index],
            max(near[index:end]),
            max(near[start : index + 1]),
            *of_stretch[start, end],
            *counts.around(index),
        )


def _of_stretch(
    span: tuple[int, int], near: Sequence[float], evidence: Sequence[Evidence]
) -> tuple[float, ...]:
    """Return what is the same for all of a stretch: its size, best opinion, and shares that are evident."""
    start, end = span
    size, opinions = end - start, near[start:end]
    telling = sum(len(each.telling) > 0 for each in evidence[start:end])
    likely = sum(opinion > 0 for opinion in opinions)
    return size, max(opinions), likely / size, telling / size


def _stretches(near: Sequence[float]) -> list[tuple[int, int]]:
    """Return the stretch of each block; a block that is plainly the article's is one of its own."""
    breaks = [not (one > PLAIN and other > PLAIN) for one, other in pairwise(near)]
    starts = [0, *(index for index, is_break in enumerate(breaks, start=1) if is_break)]
    spans = zip(starts, (*starts[1:], len(near)), strict=True)
    return [span for span in spans for _ in range(*span)]


def _chains(near: Sequence[float]) -> list[float]:
    """Return for each block the most that the opinions on neighbours in a row with it in it add up to."""
    added = [opinion + CHAIN_BASE for opinion in near]
    before, after = _chained(added), _chained(added[::-1])[::-1]
    return [
        max(-CHAIN_MOST, min(CHAIN_MOST, one + other - own))
        for one, other, own in zip(before, after, added, strict=True)
    ]


def _chained(added: Sequence[float]) -> list[float]:
    """Return for each place the most that a row of numbers that ends there adds up to."""
    return list(accumulate(added, lambda best, own: own + best if best > 0 else own))


def _median(sizes: Sequence[int]) -> float:
    middle = sorted(sizes)[(len(sizes) - 1) // 2 : len(sizes) // 2 + 1]
    return sum(middle) / len(middle)


def asked_places(alone: Sequence[FirstOpinion]) -> list[int]:
    """Return the places of the blocks that are not plainly the article's, or are next to such a block.

    Of the others no block of a labelled text or page was removed, and none of a line that was taught.
    """
    is_open = [False, *(each.opinion >= PLAIN for each in alone), False]
    triples = zip(is_open, is_open[1:], is_open[2:], strict=False)
    return list(compress(range(len(alone)), map(any, triples)))
