"""Fits the two steps of ``newscrawl/boilerplate/model.py``, and judges documents that were not trained on."""

import json
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from benchmarks.appeals_documents import Document
from newscrawl.boilerplate.features import Evidence, gather
from newscrawl.boilerplate.forest import BlockForest, write_forest
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.model import BUCKETS, PLAINLY, word_buckets
from newscrawl.boilerplate.stretches import FirstOpinion, asked_places
from newscrawl.boilerplate.strip import telling_text
from newscrawl.boilerplate.surroundings import COLUMNS, rows
from newscrawl.text.language import detect_language

DATA = Path(__file__).parent.parent / "newscrawl" / "boilerplate" / "data"

FOLDS = 5
MIN_COUNT = 5
"""Blocks that must have a feature for it to be weighed."""

KEEP_COST = 10.0
"""Kept banners that one lost paragraph weighs."""

CROSSED = 0.7
"""How much of its value a meeting of two concepts has: the less, the less it is believed."""

LINE_WEIGHT = 0.05
"""What a taught line weighs in the first step, against one of a document: many say nothing by themselves."""

SET_WEIGHT = 0.1
"""The same in the second step: by their stories a banner's lines are told by those around them."""

CASE_WEIGHT = 2.0
"""What cases, and the true text of real pages, weigh in the second step; what was varied weighs one."""

TREES = 150
"""Trees of the second step: each takes its time on every text."""

MOST_LEAVES, MOST_LEVELS, LEAST_OF_LEAF = 31, 9, 20
"""Leaves and levels of a tree of the second step, and blocks below which a leaf is not believed."""

USUAL_SIZE = 120
"""Characters of a block of usual size."""

DOUBTFUL = 2.0
"""Opinion, in log-odds, from which on a block of a real article is not believed to be its own."""

MINED = ("article", "true page")
"""Kinds of documents whose labels are those of a whole text, not of its lines."""

Numbers = NDArray[np.float64]
Rows = NDArray[np.float32]


@dataclass
class Corpus:
    """All documents as one table, a row for each block.

    Attributes:
        documents: The documents; ``starts``: the row of each one's first block.
        evidence: What is known of each block.
        names: Named features → column.
        table: Named features, then word buckets.
        labels: 1 (boilerplate), 0 (stays), -1 (either); ``weights``: what each row weighs.
        folds: The fold of each row, by outlet.
        real: Whether a row's document stands as it was published: lines that were set into one tell
            what is said, and little of where.
        doubtful: Labels that are not trained on, see ``_doubtful``.
    """

    documents: Sequence[Document]
    starts: Sequence[int] = ()
    evidence: Sequence[Sequence[Evidence]] = ()
    names: Mapping[str, int] = field(default_factory=dict)
    table: Any = None
    labels: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    weights: Numbers = field(default_factory=lambda: np.zeros(0))
    folds: NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, np.int16))
    real: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    doubtful: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))

    @property
    def sizes(self) -> NDArray[np.int32]:
        """Return how many word buckets each row has."""
        return np.diff(self.table[:, len(self.names) :].indptr)

    def of(self, number: int) -> slice:
        """Return the rows of a document."""
        start = self.starts[number]
        return slice(start, start + len(self.documents[number].blocks))


def fold_of(key: str) -> int:
    """Return the fold of all documents with one *key*."""
    return zlib.crc32(key.encode()) % FOLDS


def corpus_of(documents: Sequence[Document], keys: Sequence[str]) -> Corpus:
    """Return *documents* as a table; those with the same key are never told apart by folds."""
    evidence = [_evidence(document) for document in documents]
    counts = Counter(name for each in evidence for block in each for name in block.features)
    kept = sorted(name for name, count in counts.items() if count >= MIN_COUNT)
    names = {name: column for column, name in enumerate(kept)}
    sizes = [len(document.blocks) for document in documents]
    labels = [-1 if label is None else label for document in documents for label in document.labels]
    weights = [document.weight for document in documents]
    folds = [fold_of(key) for key in keys]
    return Corpus(
        documents,
        np.cumsum([0, *sizes[:-1]]).tolist(),
        evidence,
        names,
        _table(evidence, names),
        np.array(labels, np.int8),
        np.repeat(weights, sizes),
        np.repeat(np.array(folds, np.int16), sizes),
        np.repeat([document.kind != "lines" for document in documents], sizes),
    )


def _evidence(document: Document) -> Sequence[Evidence]:
    language = document.facts.language or detect_language(telling_text(document.blocks))
    return gather(document.blocks, document.facts, load_lexicon(language))


def _table(evidence: Sequence[Sequence[Evidence]], names: Mapping[str, int]) -> Any:
    places: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    row = 0
    for block in (block for each in evidence for block in each):
        cells = [(names[n], v * _scale(n)) for n, v in block.features.items() if v and n in names]
        buckets = word_buckets(block.words)
        share = 1 / math.sqrt(len(buckets)) if buckets else 0.0
        cells += [(len(names) + bucket, share) for bucket in buckets]
        places += [row] * len(cells)
        columns += [column for column, _ in cells]
        values += [value for _, value in cells]
        row += 1
    return sparse.csr_matrix((values, (places, columns)), shape=(row, len(names) + BUCKETS))


def _scale(name: str) -> float:
    return CROSSED if name.startswith("x:") else 1.0


def fit_first(corpus: Corpus, chosen: NDArray[np.bool_]) -> LogisticRegression:
    """Return the regression on a block's own evidence and words."""
    model = LogisticRegression(C=1.0, max_iter=60, tol=1e-3)
    weights = np.where(corpus.real, 1.0, LINE_WEIGHT) * corpus.weights
    return model.fit(corpus.table[chosen], corpus.labels[chosen], sample_weight=weights[chosen])


def fit_second(
    corpus: Corpus, around: Rows, chosen: NDArray[np.bool_]
) -> HistGradientBoostingClassifier:
    """Return the trees over what stands around a block."""
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=0.085,
        max_features=0.2,
        max_leaf_nodes=MOST_LEAVES,
        max_depth=MOST_LEVELS,
        min_samples_leaf=LEAST_OF_LEAF,
        l2_regularization=5,
        monotonic_cst=[int(name == "own") for name in COLUMNS],
        early_stopping=False,
        random_state=1,
    )
    weights = np.where(corpus.real, 1.0, SET_WEIGHT) * _costs(corpus)
    return model.fit(around[chosen], corpus.labels[chosen], sample_weight=weights[chosen])


def _costs(corpus: Corpus) -> Numbers:
    """Return what a mistake at each block costs: of a real article the more, the longer the block."""
    sizes = np.array([len(block.text) for each in corpus.documents for block in each.blocks])
    mined = _by_block(corpus, [each.kind in MINED for each in corpus.documents])
    weights = corpus.weights * np.where(
        _by_block(corpus, [bool(each.case) for each in corpus.documents]), CASE_WEIGHT, 1
    )
    own = corpus.labels == 0
    weights *= np.where(mined & own, CASE_WEIGHT * np.clip(sizes / USUAL_SIZE, 0.5, 4), 1)
    return weights * np.where(own, KEEP_COST, 1.0)


def _by_block(corpus: Corpus, values: Sequence[bool]) -> NDArray[np.bool_]:
    """Return the value of each document for each of its blocks."""
    return np.repeat(values, [len(each.blocks) for each in corpus.documents])


def around_of(corpus: Corpus, alone: Numbers) -> tuple[Rows, NDArray[np.bool_]]:
    """Return a row of the second step for each block that it is asked about, and which those are.

    *alone* has the opinion on each block alone, and what its words have in it.
    """
    found: list[list[float]] = []
    asked = np.zeros(len(alone), np.bool_)
    sizes = corpus.sizes
    for number, evidence in enumerate(corpus.evidence):
        own = corpus.of(number)
        thought = list(map(FirstOpinion, *alone[own].T.tolist(), sizes[own].tolist()))
        places = asked_places(thought)
        asked[own.start + np.array(places, np.intp)] = True
        found += rows(evidence, thought, places)
    around = np.zeros((len(alone), len(COLUMNS)), np.float32)
    around[asked] = found
    return around, asked


@dataclass(frozen=True, slots=True)
class Judged:
    """Opinions by models that have not seen the outlet.

    Attributes:
        around: Rows of the second step, and ``asked``: which blocks it is asked about.
        final: The opinion on each block.
    """

    around: Rows
    asked: NDArray[np.bool_]
    final: Numbers


def cross_validate(corpus: Corpus) -> Judged:
    """Return the opinions on each block by models that were fitted without its fold."""
    corpus.doubtful = _doubtful(corpus)
    known = (corpus.labels >= 0) & ~corpus.doubtful
    around, asked = around_of(corpus, _alone(corpus, known))
    final = np.full(len(known), PLAINLY)
    for fold in range(FOLDS):
        held = (corpus.folds == fold) & asked
        model = fit_second(corpus, around, known & asked & (corpus.folds != fold))
        final[held] = model.decision_function(around[held])
    return Judged(around, asked, final)


def _alone(corpus: Corpus, known: NDArray[np.bool_]) -> Numbers:
    """Return the opinion of the first step on each block, by models that were fitted without its fold.

    Beside it is what the block's words have in it.
    """
    alone = np.zeros((len(known), 2))
    for fold in range(FOLDS):
        held = corpus.folds == fold
        model = fit_first(corpus, known & ~held)
        words = model.coef_[0][len(corpus.names) :]
        alone[held, 0] = model.decision_function(corpus.table[held])
        alone[held, 1] = corpus.table[held][:, len(corpus.names) :] @ words
    return alone


def _doubtful(corpus: Corpus) -> NDArray[np.bool_]:
    """Return the blocks of real articles that do not look like the article's own.

    Their texts were never labelled line by line: they hold share bars, appeals and links to others,
    and what teaches those as the article's own costs more than it brings.
    """
    mined = _by_block(corpus, [each.kind in MINED for each in corpus.documents])
    return mined & (corpus.labels == 0) & (_alone(corpus, corpus.labels >= 0)[:, 0] > DOUBTFUL)


def write_model(
    corpus: Corpus, judged: Judged, thresholds: Mapping[str, float], folder: Path = DATA
) -> None:
    """Fit both steps on everything and write them as package data."""
    known = (corpus.labels >= 0) & ~corpus.doubtful
    first = fit_first(corpus, known)
    weights = first.coef_[0]
    words = weights[len(corpus.names) :]
    unit = float(np.abs(words).max()) / 127
    (folder / "words.bin").write_bytes(np.round(words / unit).astype(np.int8).tobytes())
    dense = {
        name: round(float(weights[column]) * _scale(name), 4)
        for name, column in corpus.names.items()
        if abs(weights[column]) > 0.005
    }
    head = {
        "bias": round(float(first.intercept_[0]), 4),
        "unit": unit,
        "thresholds": dict(thresholds),
    }
    body = json.dumps(head | {"features": dense}, ensure_ascii=False, indent=1)
    (folder / "weights.json").write_text(body + "\n", encoding="utf-8")
    (folder / "trees.bin").write_bytes(
        write_forest(forest_of(fit_second(corpus, judged.around, known & judged.asked)))
    )


def forest_of(model: HistGradientBoostingClassifier) -> BlockForest:
    """Return the fitted trees as arrays."""
    trees = [tree.nodes for (tree,) in model._predictors]
    offsets = np.cumsum([0, *(len(nodes) for nodes in trees)])
    nodes = np.concatenate(trees)
    base = np.repeat(offsets[:-1], np.diff(offsets))
    leaf = nodes["is_leaf"].astype(bool)
    itself = np.arange(len(nodes))
    return BlockForest(
        float(np.ravel(model._baseline_prediction)[0]),
        offsets[:-1].astype(np.int32),
        np.where(leaf, 0, nodes["feature_idx"]).astype(np.int16),
        np.where(leaf, 0, nodes["num_threshold"]).astype(np.float32),
        np.ravel(
            [np.where(leaf, itself, base + nodes[side]) for side in ("left", "right")], "F"
        ).astype(np.int32),
        np.where(leaf, nodes["value"], 0).astype(np.float32),
        int(nodes["depth"].max()),
    )


def shares(hits: Iterable[bool]) -> float:
    """Return the share (0–1) of *hits* that are true."""
    found = list(hits)
    return sum(found) / len(found) if found else 1.0
