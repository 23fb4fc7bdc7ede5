"""A block and its neighbours read as one text: columns for the trees of ``model``.

A banner that tells a story or adds up sums says little line by line. Read together its lines say
more: their words are weighed as those of one block (pooled), and what is said best anywhere in a
stretch, neighbours of which none is clearly the article's, speaks for all of it.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import NamedTuple

from newscrawl.boilerplate.features import Evidence

COLUMNS = tuple(
    """
    pooled3 pooled5 pooled_stretch pooled_to_end chain stretch stretch_best stretch_best_after
    stretch_best_before stretch_likely stretch_telling usual_words words_near names_near numbers_near
    we_near money_near said_near
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

NEAR_CONCEPTS = ("we", "money", "said")
"""Concepts that are counted near a block."""


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


class Pool:
    """Opinions on spans of blocks as if each span were one block: sums from the first block on."""

    def __init__(self, alone: Sequence[FirstOpinion]):
        others = (each.opinion - each.said for each in alone)
        self._others = tuple(accumulate(others, initial=0.0))
        words = (each.said * math.sqrt(each.size) for each in alone)
        self._words = tuple(accumulate(words, initial=0.0))
        self._sizes = tuple(accumulate((each.size for each in alone), initial=0))

    def opinion(self, start: int, end: int) -> float:
        """Return the log-odds on the blocks from *start* to *end*."""
        size = self._sizes[end] - self._sizes[start]
        words = (self._words[end] - self._words[start]) / math.sqrt(max(size, 1))
        return (self._others[end] - self._others[start]) / (end - start) + words


class _Counted(NamedTuple):
    """What is counted of each block of a text."""

    sizes: Sequence[int]
    names: Sequence[float]
    near: Sequence[Sequence[bool]]


def stretch_rows(
    evidence: Sequence[Evidence],
    alone: Sequence[FirstOpinion],
    near: Sequence[float],
    places: Sequence[int],
) -> Iterator[tuple[float, ...]]:
    """Yield ``COLUMNS`` for each of *places*; *near* are the opinions, cut."""
    pool, chains = Pool(alone), _chains(near)
    spans = _stretches(near)
    counted = _count(evidence)
    usual = _median(counted.sizes)
    of_stretch = {span: _of_stretch(span, pool, near, evidence) for span in set(spans)}
    for index in places:
        start, end = spans[index]
        pooled, *shares = of_stretch[start, end]
        yield (
            *_pooled(index, pool, len(near)),
            pooled,
            pool.opinion(index, len(near)) if len(near) - index <= CLOSING else UNPOOLED,
            chains[index],
            *shares[:2],
            max(near[index:end]),
            max(near[start : index + 1]),
            *shares[2:],
            usual,
            *_close(index, counted, usual),
        )


def _pooled(index: int, pool: Pool, size: int) -> Iterator[float]:
    """Yield the opinion on a block with one neighbour on either side, and with two."""
    for far in (1, CLOSE):
        yield pool.opinion(max(0, index - far), min(size, index + far + 1))


def _of_stretch(
    span: tuple[int, int], pool: Pool, near: Sequence[float], evidence: Sequence[Evidence]
) -> tuple[float, ...]:
    """Return the pooled opinion on a stretch, its size, its best opinion, and how much of it is evident."""
    start, end = span
    size, opinions = end - start, near[start:end]
    telling = sum(len(each.telling) > 0 for each in evidence[start:end])
    likely = sum(opinion > 0 for opinion in opinions)
    return pool.opinion(start, end), size, max(opinions), likely / size, telling / size


def _count(evidence: Sequence[Evidence]) -> _Counted:
    sizes = [each.words.size for each in evidence]
    names = [len(each.words.names) / max(each.words.size, 1) for each in evidence]
    spoken = [[name in each.concepts for each in evidence] for name in NEAR_CONCEPTS]
    return _Counted(sizes, names, (["#" in each.words.tokens for each in evidence], *spoken))


def _close(index: int, counted: _Counted, usual: float) -> Iterator[float]:
    """Yield how long the blocks close by are, how many names they have, and what is said near them."""
    close = slice(max(0, index - CLOSE), index + CLOSE + 1)
    sizes, names = counted.sizes[close], counted.names[close]
    yield math.log((sum(sizes) / len(sizes) + 1) / (usual + 1))
    yield sum(names) / len(names)
    around = slice(max(0, index - NEAR), index + NEAR + 1)
    yield from (sum(each[around]) for each in counted.near)


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
    sums = map(sum, zip(before, after, map(float.__neg__, added), strict=True))
    return [max(-CHAIN_MOST, min(CHAIN_MOST, each)) for each in sums]


def _chained(added: Sequence[float]) -> list[float]:
    """Return for each place the most that a row of numbers that ends there adds up to."""
    return list(accumulate(added, lambda best, own: max(best, 0.0) + own))


def _median(sizes: Sequence[int]) -> float:
    middle = sorted(sizes)[(len(sizes) - 1) // 2 : len(sizes) // 2 + 1]
    return sum(middle) / len(middle)


def asked_places(alone: Sequence[FirstOpinion]) -> list[int]:
    """Return the places of the blocks that are not plainly the article's, or are beside such a block."""
    opinions = list(map(itemgetter(0), alone))
    return [
        index
        for index in range(len(opinions))
        if max(opinions[max(0, index - BESIDE) : index + BESIDE + 1]) >= PLAIN
    ]


BESIDE = 3
"""Places on either side at which a block that may be a banner's makes others be looked at."""
