"""Fits the two steps of ``newscrawl/boilerplate/model.py``, and judges documents that were not trained on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from benchmarks.appeals_table import (
    FOLDS,
    Corpus,
    Numbers,
    Rows,
    by_block,
    mined_of,
    scale_of,
)
from newscrawl.boilerplate.forest import BlockForest, write_forest
from newscrawl.boilerplate.model import PLAINLY, TREES_FILES
from newscrawl.boilerplate.stretches import FirstOpinion, asked_places
from newscrawl.boilerplate.surroundings import COLUMNS, rows

DATA = Path(__file__).parent.parent / "newscrawl" / "boilerplate" / "data"

KEEP_COST = 10.0
"""Kept banners that one lost paragraph weighs."""

LINE_WEIGHTS = (0.05, 0.25)
"""What a taught line weighs in the first step, against one of a document: many say nothing by themselves.
A regression is fitted with each, and their weights averaged."""

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


@dataclass(frozen=True, slots=True)
class Training:
    """How trees of the second step are trained.

    Attributes:
        seed: Chooses the columns that each question is chosen from.
        lines: What a taught line weighs, against one of a document: by their stories a banner's lines
            are told by those around them.
        mined: What the text of real articles weighs, times what it weighs else.
        pages: Whether on pages alone, on texts alone (``False``) or on both (``None``).
        share: What its opinion weighs among those that are averaged.
    """

    seed: int
    lines: float = 0.0
    mined: float = 1.0
    pages: bool | None = None
    share: float = 1.0


_ON_BOTH = Training(seed=1, lines=0.1)

TRAININGS: Mapping[bool, Sequence[Training]] = {
    False: (_ON_BOTH, Training(seed=2, lines=0.25, mined=2, pages=False)),
    True: (_ON_BOTH, Training(seed=1, mined=2, pages=True, share=2)),
}
"""The trainings of the trees for texts and of those for pages. Their opinions are averaged, which errs
less than each. On pages alone more banners are told by the markup; what looks like one and stays, such
as verse and answers, the taught lines tell better, which have none."""


@dataclass(frozen=True, slots=True)
class Regression:
    """The first step: what each column of the table weighs, and the log-odds of a row without any."""

    weights: Numbers
    bias: float


def fit_first(corpus: Corpus, chosen: NDArray[np.bool_]) -> Regression:
    """Return the regression on a block's own evidence and words.

    Averaging the weights of several averages their log-odds.
    """
    fitted = [_fit_regression(corpus, chosen, weight) for weight in LINE_WEIGHTS]
    return Regression(
        np.mean([each.coef_[0] for each in fitted], axis=0),
        float(np.mean([each.intercept_[0] for each in fitted])),
    )


def _fit_regression(
    corpus: Corpus, chosen: NDArray[np.bool_], line_weight: float
) -> LogisticRegression:
    model = LogisticRegression(C=1.0, max_iter=60, tol=1e-3)
    weights = np.where(corpus.real, 1.0, line_weight) * corpus.weights
    return model.fit(corpus.table[chosen], corpus.labels[chosen], sample_weight=weights[chosen])


@dataclass(frozen=True, slots=True)
class Average:
    """Trees of several trainings, whose opinions are averaged; ``shares``: what each weighs."""

    models: Sequence[HistGradientBoostingClassifier]
    shares: Sequence[float]

    def opinions(self, around: Rows) -> Numbers:
        """Return the log-odds of each row."""
        found = [each.decision_function(around) for each in self.models]
        return np.average(found, axis=0, weights=self.shares)

    def forest(self) -> BlockForest:
        """Return the trees as arrays."""
        parts = np.array(self.shares) / sum(self.shares)
        pairs = list(zip(self.models, parts, strict=True))
        trees = [(tree.nodes, part) for model, part in pairs for (tree,) in model._predictors]
        sizes = [len(nodes) for nodes, _ in trees]
        offsets = np.cumsum([0, *sizes])
        nodes = np.concatenate([nodes for nodes, _ in trees])
        base = np.repeat(offsets[:-1], sizes)
        leaf = nodes["is_leaf"].astype(bool)
        itself = np.arange(len(nodes))
        return BlockForest(
            float(sum(np.ravel(model._baseline_prediction)[0] * part for model, part in pairs)),
            offsets[:-1].astype(np.int32),
            np.where(leaf, 0, nodes["feature_idx"]).astype(np.int16),
            np.where(leaf, 0, nodes["num_threshold"]).astype(np.float32),
            np.ravel(
                [np.where(leaf, itself, base + nodes[side]) for side in ("left", "right")], "F"
            ).astype(np.int32),
            np.where(
                leaf, nodes["value"] * np.repeat([part for _, part in trees], sizes), 0
            ).astype(np.float32),
            int(nodes["depth"].max()),
        )


def fit_second(corpus: Corpus, around: Rows, chosen: NDArray[np.bool_]) -> Mapping[bool, Average]:
    """Return the trees over what stands around a block: those for texts, and those for pages."""
    trainings = dict.fromkeys(chain.from_iterable(TRAININGS.values()))
    fitted = {each: _fit_trees(corpus, around, chosen, each) for each in trainings}
    return {
        is_page: Average([fitted[each] for each in those], [each.share for each in those])
        for is_page, those in TRAININGS.items()
    }


def _fit_trees(
    corpus: Corpus, around: Rows, chosen: NDArray[np.bool_], training: Training
) -> HistGradientBoostingClassifier:
    """Return the trees of one *training*."""
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
        random_state=training.seed,
    )
    weights = np.where(corpus.real, 1.0, training.lines) * _costs(corpus)
    weights *= np.where(mined_of(corpus), training.mined, 1.0)
    chosen = chosen & (weights > 0)
    if training.pages is not None:
        chosen &= corpus.pages == training.pages
    return model.fit(around[chosen], corpus.labels[chosen], sample_weight=weights[chosen])


def _costs(corpus: Corpus) -> Numbers:
    """Return what a mistake at each block costs: of a real article the more, the longer the block."""
    sizes = np.array([len(block.text) for each in corpus.documents for block in each.blocks])
    weights = corpus.weights * np.where(
        by_block(corpus, [bool(each.case) for each in corpus.documents]), CASE_WEIGHT, 1
    )
    own = corpus.labels == 0
    weights *= np.where(
        mined_of(corpus) & own, CASE_WEIGHT * np.clip(sizes / USUAL_SIZE, 0.5, 4), 1
    )
    return weights * np.where(own, KEEP_COST, 1.0)


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
        fitted = fit_second(corpus, around, known & asked & (corpus.folds != fold))
        for is_page, trees in fitted.items():
            held = (corpus.folds == fold) & asked & (corpus.pages == is_page)
            final[held] = trees.opinions(around[held])
    return Judged(around, asked, final)


def _alone(corpus: Corpus, known: NDArray[np.bool_]) -> Numbers:
    """Return the opinion of the first step on each block, by models that were fitted without its fold.

    Beside it is what the block's words have in it.
    """
    alone = np.zeros((len(known), 2))
    for fold in range(FOLDS):
        held = corpus.folds == fold
        model = fit_first(corpus, known & ~held)
        words = model.weights[len(corpus.names) :]
        alone[held, 0] = corpus.table[held] @ model.weights + model.bias
        alone[held, 1] = corpus.table[held][:, len(corpus.names) :] @ words
    return alone


def _doubtful(corpus: Corpus) -> NDArray[np.bool_]:
    """Return the blocks of real articles that do not look like the article's own.

    Their texts were never labelled line by line: they hold share bars, appeals and links to others,
    and what teaches those as the article's own costs more than it brings.
    """
    alone = _alone(corpus, corpus.labels >= 0)
    return mined_of(corpus) & (corpus.labels == 0) & (alone[:, 0] > DOUBTFUL)


def write_model(
    corpus: Corpus, judged: Judged, thresholds: Mapping[str, float], folder: Path = DATA
) -> None:
    """Fit both steps on everything and write them as package data."""
    known = (corpus.labels >= 0) & ~corpus.doubtful
    first = fit_first(corpus, known)
    weights = first.weights
    words = weights[len(corpus.names) :]
    unit = float(np.abs(words).max()) / 127
    (folder / "words.bin").write_bytes(np.round(words / unit).astype(np.int8).tobytes())
    dense = {
        name: round(float(weights[column]) * scale_of(name), 4)
        for name, column in corpus.names.items()
        if abs(weights[column]) > 0.005
    }
    head = {
        "bias": round(first.bias, 4),
        "unit": unit,
        "thresholds": dict(thresholds),
    }
    body = json.dumps(head | {"features": dense}, ensure_ascii=False, indent=1)
    (folder / "weights.json").write_text(body + "\n", encoding="utf-8")
    for is_page, trees in fit_second(corpus, judged.around, known & judged.asked).items():
        (folder / TREES_FILES[is_page]).write_bytes(write_forest(trees.forest()))
