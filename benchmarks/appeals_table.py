"""Labelled documents as one table that ``newscrawl/boilerplate/model.py`` is trained on, a row a block."""

import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.appeals_documents import Document
from newscrawl.boilerplate.features import Evidence, gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.model import BUCKETS, word_buckets
from newscrawl.boilerplate.strip import telling_text
from newscrawl.text.language import detect_language

FOLDS = 5
MIN_COUNT = 5
"""Blocks that must have a feature for it to be weighed."""

CROSSED = 0.7
"""How much of its value a meeting of two concepts has: the less, the less it is believed."""

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
        pages: Whether a row's document is a page.
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
    pages: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
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
        np.repeat([document.is_page for document in documents], sizes),
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
        cells = [(names[n], v * scale_of(n)) for n, v in block.features.items() if v and n in names]
        buckets = word_buckets(block.words)
        share = 1 / math.sqrt(len(buckets)) if buckets else 0.0
        cells += [(len(names) + bucket, share) for bucket in buckets]
        places += [row] * len(cells)
        columns += [column for column, _ in cells]
        values += [value for _, value in cells]
        row += 1
    return sparse.csr_matrix((values, (places, columns)), shape=(row, len(names) + BUCKETS))


def scale_of(name: str) -> float:
    return CROSSED if name.startswith("x:") else 1.0


def mined_of(corpus: Corpus) -> NDArray[np.bool_]:
    """Return which blocks are of documents whose labels are those of a whole text."""
    return by_block(corpus, [each.kind in MINED for each in corpus.documents])


def by_block(corpus: Corpus, values: Sequence[bool]) -> NDArray[np.bool_]:
    """Return the value of each document for each of its blocks."""
    return np.repeat(values, [len(each.blocks) for each in corpus.documents])
