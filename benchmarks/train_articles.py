"""Fit the weights of ``newscrawl/discover/articles.py``; deterministic, numpy only.

python -m benchmarks.train_articles ARTICLES… --other PAGES…   gzipped page sets;
    cross-validates by domain, prints the weights
"""

import argparse
import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.discover.articles import evidence
from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page

Floats = NDArray[np.float64]
FOLDS, L2, MIN_CHARS = 5, 3e-3, 50
NEWS_WEIGHT = 2.5
"""A page of type ``news`` counts this often; the other articles are blogs in the main."""


@dataclass(frozen=True, slots=True)
class Case:
    """One page: what it is, and what speaks for it."""

    domain: str
    kind: str
    is_article: bool
    values: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--other", nargs="+", type=Path, required=True)
    parser.add_argument("--min-score", type=float, default=-0.5)
    options = parser.parse_args()
    cases = [
        case
        for good in (True, False)
        for case in read(options.articles if good else options.other, good)
    ]
    names = list(cases[0].values)
    features = np.array([[case.values[name] for name in names] for case in cases])
    labels = np.array([float(case.is_article) for case in cases])
    weights = balance(cases)
    folds = np.array([zlib.crc32(case.domain.encode()) % FOLDS for case in cases])
    scores = np.zeros(len(cases))
    for fold in range(FOLDS):
        rest = folds != fold
        scores[~rest] = features[~rest] @ fit(features[rest], labels[rest], weights[rest])
    for kind in sorted({case.kind for case in cases}):
        inside = np.array([case.kind == kind for case in cases])
        print(
            f"{kind:15} {inside.sum():5} pages, {np.mean(scores[inside] >= options.min_score):.3f} pass"
        )
    for name, weight in zip(names, fit(features, labels, weights), strict=True):
        print(f'    "{name}": {weight:.2f},')


def read(paths: Sequence[Path], is_article: bool) -> list[Case]:
    """Read the pages of *paths* that give a text."""
    with ProcessPoolExecutor() as pool:
        found = pool.map(read_page, lines(paths), chunksize=16)
        return [Case(domain, kind, is_article, values) for domain, kind, values in found if values]


def lines(paths: Sequence[Path]) -> Iterator[bytes]:
    for path in paths:
        with gzip.open(path) as file:
            yield from file


def read_page(line: bytes) -> tuple[str, str, dict[str, float]]:
    row: dict[str, Any] = json.loads(line)
    body = row["html"].encode("utf-8", "surrogatepass")
    try:
        draft = extract_page(Page(row["url"], body, "text/html; charset=utf-8"))
    except ExtractError:
        return row["domain"], row["page_type"], {}
    values = evidence(draft) if len(draft.text.strip()) >= MIN_CHARS else {}
    return row["domain"], row["page_type"], values


def balance(cases: Sequence[Case]) -> Floats:
    """Return both classes the same weight in sum."""
    weights = np.array([NEWS_WEIGHT if case.kind == "news" else 1.0 for case in cases])
    for label in (True, False):
        inside = np.array([case.is_article is label for case in cases])
        weights[inside] /= weights[inside].sum()
    return weights


def fit(features: Floats, labels: Floats, weights: Floats) -> Floats:
    """Fit a logistic regression by Newton's method."""
    found = np.zeros(features.shape[1])
    for _ in range(30):
        odds = 1 / (1 + np.exp(-features @ found))
        slope = features.T @ (weights * (odds - labels)) + L2 * found
        curve = (features * (weights * odds * (1 - odds))[:, None]).T @ features + L2 * np.eye(
            len(found)
        )
        found -= np.linalg.solve(curve, slope)
    return found


if __name__ == "__main__":
    main()
