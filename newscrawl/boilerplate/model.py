"""A linear model over the evidence: one weighed opinion per block, between the rules and the runs.

Two steps of logistic regression. The first weighs a block's own evidence and its words (hashed, weights of
one byte each); the second weighs that opinion with those on the blocks around it. The weights are package
data, made by ``benchmarks/train_boilerplate.py``; evaluating them takes plain Python only.
"""

import json
import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import attrgetter
from zlib import crc32

from newscrawl.boilerplate.evidence import Evidence
from newscrawl.boilerplate.tokens import Words

BUCKETS = 1 << 16
CLIP = 8.0
"""Opinions are cut to this many units of log-odds before neighbours weigh them."""


@dataclass(frozen=True, slots=True)
class Model:
    """The weights.

    Attributes:
        bias: Log-odds of a block without any evidence.
        features: Weight of each named feature.
        words: Weight of each word bucket, in units of ``unit``.
        unit: Log-odds per step of a word weight.
        around: Weight of each feature of the second step, ``bias`` included.
    """

    bias: float
    features: Mapping[str, float]
    words: Sequence[int]
    unit: float
    around: Mapping[str, float]


@cache
def load_model() -> Model:
    """Load the weights from the package's data."""
    data = files("newscrawl.boilerplate") / "data"
    dense = json.loads((data / "weights.json").read_text(encoding="utf-8"))
    words = array("b")
    words.frombytes((data / "words.bin").read_bytes())
    return Model(dense["bias"], dense["features"], words, dense["unit"], dense["around"])


@lru_cache(maxsize=50_000)
def _bucket(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass")) % BUCKETS


@lru_cache(maxsize=50_000)
def _word_buckets(token: str) -> tuple[int, int]:
    return _bucket(token), _bucket(token[:5] + "*")


def word_buckets(words: Words) -> set[int]:
    """Give the buckets of the words outside quotation marks: words, their beginnings, pairs."""
    found: set[int] = set()
    previous = 0
    for token, quoted in zip(words.tokens, words.quoted, strict=True):
        if quoted or token in words.names:
            previous = 0
            continue
        if token[0] >= "\u2e80" and len(token) > 1:
            found.update(
                _bucket(token[place : place + size]) for size in (2, 3) for place in range(len(token))
            )
            continue
        own, beginning = _word_buckets(token)
        found.add(own)
        found.add(beginning)
        found.add((previous * 31 + own) % BUCKETS)
        previous = own
    return found


def opinion(evidence: Evidence, model: Model) -> float:
    """Give the log-odds that one block, seen alone, is boilerplate."""
    weights = model.features
    total = model.bias + sum(weights.get(name, 0.0) * value for name, value in evidence.features.items())
    buckets = word_buckets(evidence.words)
    if buckets:
        words = model.words
        total += model.unit * sum(words[bucket] for bucket in buckets) / math.sqrt(len(buckets))
    return total


def scaled(alone: Sequence[float]) -> list[float]:
    """Give opinions cut to ``CLIP`` and scaled to -1…1."""
    return [max(-CLIP, min(CLIP, opinion)) / CLIP for opinion in alone]


group_of = attrgetter("group")


def around(index: int, near: Sequence[float], evidence: Sequence[Evidence]) -> Iterator[tuple[str, float]]:
    """Give the features of the second step for the block at *index* from all scaled opinions *near* it.

    What shares a paragraph or a box, its group, is likely alike.
    """
    yield from neighbourhood(index, near, short=len(evidence[index].words.tokens) <= 5)
    group = evidence[index].group
    first, end = bisect_left(evidence, group, key=group_of), bisect_right(evidence, group, key=group_of)
    others = [*near[first:index], *near[index + 1 : end]]
    if others:
        yield "group", 1.0
        yield "group_best", max(others)
        yield "group_mean", sum(others) / len(others)
    if evidence[index].cover == 0 and "s:no_stop" not in evidence[index].features:
        yield "bare", 1.0
        yield "bare_before", near[index - 1] if index else -1.0
        yield "bare_after", near[index + 1] if index + 1 < len(near) else -1.0


def neighbourhood(index: int, near: Sequence[float], *, short: bool) -> Iterator[tuple[str, float]]:
    """Give the features of the second step from opinions scaled to -1…1."""
    before = near[index - 1] if index else 0.0
    after = near[index + 1] if index + 1 < len(near) else 0.0
    pair = [*near[max(0, index - 2) : index], *near[index + 1 : index + 3]]
    head, tail = near[max(0, index - 6) : index], near[index + 1 : index + 7]
    yield "bias", 1.0
    yield "own", near[index]
    yield "own_against", min(near[index], 0.0)
    yield "before", before
    yield "after", after
    yield "best", max(before, after)
    yield "worst", min(before, after)
    yield "mean", sum(pair) / len(pair) if pair else 0.0
    yield "head", min(head) if head and len(head) == index else -0.5
    yield "tail", min(tail) if tail and index + 7 > len(near) else -0.5
    yield "tail_mean", sum(tail) / len(tail) if tail else 0.0
    yield "head_mean", sum(head) / len(head) if head else 0.0
    yield "first", float(index == 0)
    yield "first_own", near[0] if index == 0 else 0.0
    yield "first_after", after if index == 0 else 0.0
    yield "last", float(index == len(near) - 1)
    if short:
        yield "short", 1.0
        yield "short_best", max(before, after)
        yield "short_after", after
        yield "short_before", before


def opinions(evidence: Sequence[Evidence], model: Model) -> list[float]:
    """Give the log-odds that each block is boilerplate, its neighbours considered."""
    near = scaled([opinion(each, model) for each in evidence])
    weights = model.around
    return [
        sum(weights.get(name, 0.0) * value for name, value in around(index, near, evidence))
        for index in range(len(near))
    ]
