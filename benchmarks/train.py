"""Train the weights of ``newscrawl/boilerplate/data/weights.json``; deterministic.

    python -m benchmarks.train --held --appeals APPEALS/dev.jsonl --articles EXTRACTION/dev

Trains on the labelled documents of ``tests/fixtures/appeals/tune`` (with ``--held`` also of ``held``), and on
the texts of the appeals development set where it is named. Only weights are kept, no text.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from newscrawl.boilerplate.evidence import gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.model import with_neighbours
from newscrawl.items import Block, Facts

FIXTURES = Path("tests/fixtures/appeals")
WEIGHTS = Path("newscrawl/boilerplate/data/weights.json")
MIN_COUNT = 4
"""A feature of fewer blocks is left out: it would be learned by heart."""
STAYS = {"keep", "optional"}
Document = tuple[list[dict[str, float]], list[float]]


def read_fixtures(half: str) -> list[Document]:
    documents = []
    for path in sorted((FIXTURES / half).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            labels = [0.0 if block["label"] in STAYS else 1.0 for block in row["blocks"]]
            facts = Facts(language=row["lang"], title=row["title"])
            documents.append((features([block["text"] for block in row["blocks"]], facts), labels))
    return documents


def read_appeals(path: Path) -> list[Document]:
    documents = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] == "text":
            lines = [" ".join(each.split()) for each in row["input"].splitlines() if each.strip()]
            gone = " ".join(" ".join(item["text"].split()) for item in row["strip"])
            stays = " ".join(" ".join(text.split()) for text in row["keep"])
            labels = [float(each in gone and each not in stays) for each in lines]
            documents.append((features(lines, Facts(language=row["lang"], title=row["title"])), labels))
    return documents


def read_articles(folder: Path) -> list[Document]:
    """Every fourth true article of the extraction development set, its first blocks: nothing may go."""
    documents = []
    for name in ("zyte", "fundus-eval", "fundus-test", "wcxb-article"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                if number % 4 or row["truth"]["text"] is None:
                    continue
                texts = [each.strip() for each in row["truth"]["text"].splitlines() if each.strip()][-30:]
                facts = Facts(language=row["lang"], title=row["truth"].get("title"))
                documents.append((features(texts, facts), [0.0] * len(texts)))
    return documents


def features(texts: Sequence[str], facts: Facts) -> list[dict[str, float]]:
    found = gather([Block(text) for text in texts], facts, load_lexicon(facts.language))
    return [dict(each.features) for each in found]


def fit(rows: Sequence[dict[str, float]], labels: Sequence[float], decay: float = 2e-4) -> dict[str, float]:
    """Logistic regression by full-batch Adam, L2; negatives weigh more: lost text is the worse fault."""
    counts = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in counts.items() if count >= MIN_COUNT)
    index = {name: place for place, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names) + 1), dtype=np.float32)
    matrix[:, -1] = 1
    for number, row in enumerate(rows):
        for name in row.keys() & index.keys():
            matrix[number, index[name]] = row[name]
    wanted = np.array(labels, dtype=np.float32)
    emphasis = np.where(wanted > 0, 1.0, 1.3).astype(np.float32)
    weights, mean, square = (np.zeros(len(names) + 1, dtype=np.float32) for _ in range(3))
    for step in range(1, 301):
        guess = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ ((guess - wanted) * emphasis) / len(rows) + decay * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    found = {name: round(float(weights[place]), 3) for name, place in index.items()}
    return {"bias": round(float(weights[-1]), 3), **{name: value for name, value in found.items() if value}}


def flat(documents: Sequence[Document]) -> tuple[list[dict[str, float]], list[float]]:
    return [row for rows, _ in documents for row in rows], [
        label for _, labels in documents for label in labels
    ]


def opinions(documents: Sequence[Document], folds: int = 3) -> list[list[dict[str, float]]]:
    """Second-pass rows; the first pass's opinion of a document comes from the other folds."""
    out: list[list[dict[str, float]]] = [[] for _ in documents]
    for fold in range(folds):
        weights = fit(*flat([each for number, each in enumerate(documents) if number % folds != fold]))
        for number, (rows, _) in enumerate(documents):
            if number % folds == fold:
                logits = [
                    weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in row.items())
                    for row in rows
                ]
                out[number] = list(with_neighbours(rows, logits))
    return out


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--held", action="store_true")
    cli.add_argument("--appeals", type=Path)
    cli.add_argument("--articles", type=Path)
    args = cli.parse_args()
    documents = read_fixtures("tune") + (read_fixtures("held") if args.held else [])
    documents += read_appeals(args.appeals) if args.appeals else []
    documents += read_articles(args.articles) if args.articles else []
    second = [(rows, labels) for rows, (_, labels) in zip(opinions(documents), documents, strict=True)]
    value = {"alone": fit(*flat(documents)), "among": fit(*flat(second))}
    WEIGHTS.write_text(json.dumps(value, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(documents)} documents, {len(value['among'])} weights: {WEIGHTS}\n")


if __name__ == "__main__":
    main()
