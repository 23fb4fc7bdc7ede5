"""A model over the evidence: one weighed opinion per block, between the rules and the runs.

Two steps. A logistic regression weighs a block's own evidence and its words (hashed, weights of one
byte each); boosted trees (``forest``) weigh that opinion with those on the blocks around it
(``surroundings``). The weights are package data, made by ``benchmarks/train_boilerplate.py``.
"""

import json
import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from zlib import crc32

from newscrawl.boilerplate.features import Evidence
from newscrawl.boilerplate.forest import BlockForest, read_forest
from newscrawl.boilerplate.stretches import FirstOpinion, asked_places
from newscrawl.boilerplate.surroundings import rows
from newscrawl.boilerplate.tokens import Words

BUCKETS = 1 << 17

EDGE = 6
"""Letters of a block's first and last word that are looked at."""

PLAINLY = -6.0
"""Opinion on a block that is plainly the article's own: the trees are not asked about it."""

TREES_FILES = {False: "trees.bin", True: "page_trees.bin"}
"""The data of the trees for plain texts, and of those for pages."""

PAGE = "page "
"""What is before the language in the name of a threshold for pages."""

LABEL_WORDS = 8
"""Words of a block that may be a label."""


@dataclass(frozen=True, slots=True)
class Model:
    """The weights.

    Attributes:
        bias: Log-odds of a block without any evidence.
        features: Weight of each named feature.
        words: Weight of each word bucket, in units of ``unit``.
        unit: Log-odds per step of a word weight.
        forests: The trees of the second step, for plain texts and for pages (``True``).
        thresholds: Log-odds of the second step above which a block is removed, by language; ``""`` for
            all others; those for pages after ``PAGE``.
    """

    bias: float
    features: Mapping[str, float]
    words: Sequence[int]
    unit: float
    forests: Mapping[bool, BlockForest]
    thresholds: Mapping[str, float]


@cache
def load_model() -> Model:
    """Load the weights from the package's data."""
    data = files("newscrawl.boilerplate") / "data"
    dense = json.loads((data / "weights.json").read_text(encoding="utf-8"))
    words = array("b")
    words.frombytes((data / "words.bin").read_bytes())
    return Model(
        bias=dense["bias"],
        features=dense["features"],
        words=words,
        unit=dense["unit"],
        forests={
            is_page: read_forest((data / name).read_bytes(), name)
            for is_page, name in TREES_FILES.items()
        },
        thresholds=dense["thresholds"],
    )


def _bucket(text: str) -> int:
    # Not ``hash``, which is salted for each process: the weights belong to fixed buckets.
    return crc32(text.encode("utf-8", "surrogatepass")) % BUCKETS


class _Buckets(NamedTuple):
    """The buckets of one word.

    Attributes:
        alone: Those that it has wherever it is.
        paired: The one that it makes pairs by; ``None`` in a script without spaces, which has no pairs.
    """

    alone: tuple[int, ...]
    paired: int | None


@lru_cache(maxsize=1 << 14)
def _word_buckets(token: str) -> _Buckets:
    """Return the buckets of a word, its own and its beginning's, or of the runs of a text without spaces."""
    # Scripts of South-East and East Asia write no spaces: runs of 2 and 3 characters.
    if _is_dense(token):
        return _Buckets(tuple(map(_run_bucket, _runs_of(token))), None)
    own = _bucket(token)
    # The beginning stands for the forms of a word in languages that inflect.
    return _Buckets((own, _bucket(token[:5] + "*")), own)


def _is_dense(token: str) -> bool:
    return (token[0] >= "\u2e80" or "\u0e00" <= token[0] < "\u1100") and len(token) > 1


def _runs_of(token: str) -> list[str]:
    return [token[at : at + size] for size in (2, 3) for at in range(len(token))]


# These come again in every text of such a language, where most tokens are whole clauses.
_run_bucket = lru_cache(maxsize=1 << 14)(_bucket)


def word_buckets(words: Words) -> set[int]:
    """Return the buckets of the words outside quotation marks: words, their beginnings, pairs.

    A word says more where a block begins or ends with it, and in a short line, which may be a
    label.
    """
    own = _own_words(words)
    found = set(_edge_buckets(own, is_label=words.size <= LABEL_WORDS))
    previous = 0
    for token in own:
        if token is None:
            # Words on either side of a quotation or a name do not make a pair.
            previous = 0
            continue
        alone, paired = _word_buckets(token)
        found.update(alone)
        if paired is not None:
            # The order of a pair counts: "no ads" and "ads no" are two.
            found.add((previous * 31 + paired) % BUCKETS)
            previous = paired
    return found


def _own_words(words: Words) -> list[str | None]:
    """Return the tokens of a block, in order; ``None`` for one that is quoted, or a name."""
    pairs = zip(words.tokens, words.quoted, strict=True)
    names = words.names
    return [None if quoted or token in names else token for token, quoted in pairs]


@lru_cache(maxsize=1 << 13)
def _placed_buckets(token: str) -> tuple[int, int, int]:
    return _bucket("^" + token[:EDGE]), _bucket("$" + token[-EDGE:]), _bucket("|" + token[:EDGE])


def _edge_buckets(own: Sequence[str | None], *, is_label: bool) -> Iterator[int]:
    """Yield the buckets of the words at either end; in a label, wherever it is, every word is telling."""
    for edge, place in ((own[:1], 0), (own[-1:], 1)):
        yield from (_placed_buckets(token)[place] for token in filter(None, edge))
    if is_label:
        yield from (_placed_buckets(token)[2] for token in filter(None, own))


def _opinion(evidence: Evidence, model: Model) -> FirstOpinion:
    """Return the log-odds that one block, seen alone, is boilerplate."""
    weights = model.features
    # A feature that the training has not seen has no weight, and is no evidence.
    named = (weights[name] * value for name, value in evidence.features.items() if name in weights)
    buckets = word_buckets(evidence.words)
    # Divided by the root: a long block would be certain by the number of its words alone.
    words = model.unit * sum(map(model.words.__getitem__, buckets))
    said = words / math.sqrt(max(len(buckets), 1))
    return FirstOpinion(model.bias + sum(named) + said, said, len(buckets))


def threshold_of(thresholds: Mapping[str, float], language: str | None, *, is_page: bool) -> float:
    """Return the threshold for texts or pages in *language*: a page tells more of its blocks."""
    name = PAGE if is_page else ""
    # Languages with too few examples share the threshold of all.
    return thresholds.get(f"{name}{language or ''}", thresholds[name])


def opinions(
    evidence: Sequence[Evidence], model: Model, language: str | None = None
) -> list[float]:
    """Return how far each block passes what removing needs in *language*, in log-odds."""
    is_page = any("h:page" in each.features for each in evidence)
    threshold = threshold_of(model.thresholds, language, is_page=is_page)
    alone = [_opinion(each, model) for each in evidence]
    # Most blocks of most articles are plainly the article's own, and the trees are not asked.
    places = asked_places(alone)
    forest = model.forests[is_page]
    scores = dict(zip(places, forest.scores(rows(evidence, alone, places)), strict=True))
    # 0 is where removing begins, whatever the language: later steps need no threshold of their own.
    return [scores.get(index, PLAINLY) - threshold for index in range(len(alone))]
