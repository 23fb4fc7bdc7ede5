"""Train the weights of ``newscrawl/boilerplate/model.py``; deterministic, numpy only.

python -m benchmarks.train_boilerplate                     cross-validate on the tune fixtures
python -m benchmarks.train_boilerplate --write             … and write the package's weights
--cases FILE…   more labelled cases (rows with ``input``, ``keep``, ``strip``), none of it is stored
--articles FILE…  gzipped page sets whose true article text gives more paragraphs that must stay
--leave-language-out   cross-validate by language, not by document
"""

import argparse
import gzip
import json
import math
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.boilerplate.evidence import Evidence, gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.model import BUCKETS, around, scaled, word_buckets
from newscrawl.errors import ExtractError
from newscrawl.extract.html import parse_html
from newscrawl.extract.jsonld import read_evidence, read_jsonld
from newscrawl.extract.metadata import read_metadata
from newscrawl.extract.pieces import Clues, kept_blocks, read_page
from newscrawl.extract.tidy import tidy
from newscrawl.extract.titles import title_keys
from newscrawl.items import Block, Facts
from tests.appeals_corpus import TEMPLATES, as_html, languages, read_corpus

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures" / "appeals"
DATA = ROOT / "newscrawl" / "boilerplate" / "data"
Floats = NDArray[np.float64]


@dataclass
class Document:
    """One labelled article: for each block 1 (boilerplate), 0 (stays) or None (either)."""

    name: str
    language: str
    blocks: list[Block]
    labels: list[int | None]
    facts: Facts
    weight: float = 1.0
    evidence: list[Evidence] | None = None


def read_fixtures(half: str) -> list[Document]:
    """Read the labelled documents of one half, ``tune`` or ``held``."""
    documents = []
    for path in sorted((FIXTURES / half).glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            labels = [{"keep": 0, "optional": None}.get(block["label"], 1) for block in row["blocks"]]
            blocks = [Block(block["text"]) for block in row["blocks"]]
            facts = Facts(language=row["lang"])
            documents.append(Document(row["id"], row["lang"], blocks, labels, facts))
    return documents


def read_cases(path: Path) -> list[Document]:
    documents = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if row["kind"] == "text":
            lines = [line.strip() for line in row["input"].splitlines() if line.strip()]
        else:
            lines = case_lines(row)
        labels = [label_line(line, row) for line in lines]
        blocks = [Block(line) for line in lines]
        documents.append(Document(row["id"], row["lang"], blocks, labels, Facts(language=row["lang"])))
    return documents


def page_blocks(html: str, url: str) -> list[Block]:
    """Give the blocks of a page that reach ``strip_blocks``."""
    parsed = parse_html(html.encode("utf-8", "replace"), "text/html; charset=utf-8")
    nodes = read_jsonld(parsed.tree)
    metadata = read_metadata(parsed.tree, url, nodes)
    titles = title_keys(parsed.tree, metadata)
    tidy(parsed.tree)
    reading = read_page(parsed.tree, Clues(url, metadata, read_evidence(nodes), titles))
    return list(kept_blocks(reading.pieces))


def squash(text: str) -> str:
    return "".join(text.split())


def read_fixture_pages(half: str) -> list[Document]:
    """Read the labelled documents of one half as pages, each by two templates that its name chooses."""
    documents = []
    names = sorted(TEMPLATES)
    for row, turn in product(
        (row for lang in languages(half) for row in read_corpus(FIXTURES / half, lang)), (0, 7)
    ):
        template = names[(zlib.crc32(row.id.encode()) + turn) % len(names)]
        known = {squash(block.text): block for block in row.blocks}
        try:
            blocks = page_blocks(as_html(row, template), "https://page.example/2026/a")
        except ExtractError:
            continue
        found = [known.get(squash(block.text)) for block in blocks]
        labels = [None if each is None or each.label == "optional" else int(not each.stays) for each in found]
        facts = Facts(language=row.lang, title=row.title, site_name=row.site_name)
        documents.append(Document(f"page-{row.id}", row.lang, blocks, labels, facts))
    return documents


def read_true_pages(path: Path, limit: int) -> list[Document]:
    """Read real pages: blocks that are in the true text must stay; the others teach nothing."""
    documents = []
    with gzip.open(path, "rt", encoding="utf-8") as source:
        rows = [row for row in map(json.loads, source) if row["truth"]["text"]]
    rows.sort(key=lambda row: zlib.crc32(row["id"].encode()))
    for row in rows[:limit]:
        text = squash(row["truth"]["text"])
        try:
            blocks = page_blocks(row["html"], row["url"])
        except ExtractError:
            continue
        labels = [0 if squash(block.text) in text else None for block in blocks]
        facts = Facts(language=row["lang"] if row["lang"] != "und" else None)
        documents.append(Document(row["id"], row["lang"], blocks, labels, facts, 0.5))
    return documents


def read_case_pages(path: Path) -> list[Document]:
    """Read the cases of kind ``html`` as pages."""
    documents = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if row["kind"] == "html":
            blocks = page_blocks(row["input"], row["url"])
            labels = [label_line(block.text, row) for block in blocks]
            documents.append(
                Document(f"page-{row['id']}", row["lang"], blocks, labels, Facts(language=row["lang"]))
            )
    return documents


def case_lines(row: dict[str, Any]) -> list[str]:
    from lxml import html as lxml_html  # noqa: PLC0415 - only pages need it

    text = " ".join(lxml_html.document_fromstring(row["input"]).text_content().split())
    parts = [*row["keep"], *(item["text"] for item in row["strip"])]
    return sorted(parts, key=lambda part: text.find(" ".join(part.split())[:40]))


def label_line(line: str, row: dict[str, Any]) -> int | None:
    if any(line in item["text"] or item["text"] in line for item in row["strip"]):
        return 1
    return 0 if any(line in text or text in line for text in row["keep"]) else None


def read_articles(path: Path, limit: int) -> list[Document]:
    documents = []
    with gzip.open(path, "rt", encoding="utf-8") as source:
        for line in source:
            row = json.loads(line)
            text = row["truth"].get("text") or ""
            lines = [part.strip() for part in text.splitlines() if part.strip()]
            if len(lines) > 2:
                blocks = [Block(part) for part in lines]
                labels: list[int | None] = [0] * len(lines)
                documents.append(
                    Document(row["id"], row["lang"], blocks, labels, Facts(language=row["lang"]), 0.3)
                )
    documents.sort(key=lambda document: zlib.crc32(document.name.encode()))
    return documents[:limit]


@dataclass
class Matrix:
    """Sparse rows: ``values[k]`` at row ``rows[k]``, column ``columns[k]``."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Floats
    shape: tuple[int, int]

    def dot(self, weights: Floats) -> Floats:
        """Multiply with a column vector."""
        return np.bincount(self.rows, self.values * weights[self.columns], self.shape[0])

    def t_dot(self, residual: Floats) -> Floats:
        """Multiply the transposed matrix with a column vector."""
        return np.bincount(self.columns, self.values * residual[self.rows], self.shape[1])


def matrix(rows: Iterable[list[tuple[int, float]]], width: int) -> Matrix:
    rows = list(rows)
    lengths = [len(row) for row in rows]
    flat = [pair for row in rows for pair in row]
    return Matrix(
        np.repeat(np.arange(len(rows)), lengths),
        np.array([pair[0] for pair in flat], dtype=np.int64),
        np.array([pair[1] for pair in flat]),
        (len(rows), width),
    )


def fit(data: Matrix, labels: Floats, weights: Floats, penalty: Floats, *, steps: int = 250) -> Floats:
    """Minimise the weighted log loss with an L2 *penalty* per column by Adam on the whole batch."""
    found = np.zeros(data.shape[1])
    first, second = np.zeros_like(found), np.zeros_like(found)
    for step in range(1, steps + 1):
        chance = 1 / (1 + np.exp(-data.dot(found)))
        slope = data.t_dot(weights * (chance - labels)) / weights.sum() + penalty * found
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        rate = 0.08 * (1 - 0.9 * step / steps)
        found -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
    return found


class Space:
    """Columns: bias, named features that enough blocks have, word buckets."""

    def __init__(self, documents: list[Document], min_count: int = 3) -> None:
        counts: dict[str, int] = defaultdict(int)
        for document in documents:
            for evidence in document.evidence or ():
                for name in evidence.features:
                    counts[name] += 1
        self.names = sorted(name for name, count in counts.items() if count >= min_count)
        self.column = {name: index + 1 for index, name in enumerate(self.names)}
        self.words = len(self.names) + 1
        self.width = self.words + BUCKETS

    def row(self, evidence: Evidence) -> list[tuple[int, float]]:
        """Give the columns and values of a block."""
        row = [(0, 1.0)]
        row += [(self.column[n], v) for n, v in evidence.features.items() if v and n in self.column]
        buckets = word_buckets(evidence.words)
        share = 1 / math.sqrt(len(buckets)) if buckets else 0
        return row + [(self.words + bucket, share) for bucket in buckets]

    def penalty(self, options: argparse.Namespace) -> Floats:
        """Give the L2 penalty of each column."""
        penalty = np.full(self.width, options.l2_words)
        penalty[: self.words] = options.l2
        for name, column in self.column.items():
            if name.startswith("x:"):
                penalty[column] = options.l2 * 2
        penalty[0] = 0
        return penalty


def labelled(documents: list[Document]) -> tuple[list[tuple[int, int]], Floats, Floats]:
    places, labels, weights = [], [], []
    for number, document in enumerate(documents):
        for index, label in enumerate(document.labels):
            if label is not None:
                places.append((number, index))
                labels.append(float(label))
                weights.append(document.weight)
    return places, np.array(labels), np.array(weights)


AROUND = (
    *("bias", "own", "own_against", "bare", "bare_before", "bare_after", "before", "after", "best", "worst"),
    *("mean", "head", "tail", "tail_mean", "head_mean", "first", "first_own", "first_after", "last"),
    *("short", "short_best", "short_after", "short_before"),
    *("group", "group_best", "group_mean"),
)


def train_first(documents: list[Document], space: Space, options: argparse.Namespace) -> Floats:
    places, labels, weights = labelled(documents)
    data = matrix((space.row(documents[n].evidence[i]) for n, i in places), space.width)  # type: ignore[index]
    return fit(data, labels, weights, space.penalty(options), steps=options.steps)


def score_first(document: Document, space: Space, found: Floats) -> list[float]:
    data = matrix((space.row(evidence) for evidence in document.evidence or ()), space.width)
    return data.dot(found).tolist()  # type: ignore[no-any-return]


def around_row(index: int, alone: list[float], document: Document) -> list[tuple[int, float]]:
    features = around(index, scaled(alone), document.evidence or ())
    return [(AROUND.index(name), value) for name, value in features]


def train_second(documents: list[Document], alone: list[list[float]]) -> Floats:
    places, labels, weights = labelled(documents)
    data = matrix((around_row(i, alone[n], documents[n]) for n, i in places), len(AROUND))
    return fit(data, labels, weights, np.full(len(AROUND), 1e-5), steps=600)


def folds(documents: list[Document], options: argparse.Namespace) -> list[str]:
    if options.leave_language_out:
        return [document.language for document in documents]
    return [
        str(zlib.crc32(document.name.removeprefix("page-").encode()) % options.folds)
        for document in documents
    ]


def cross_validate(documents: list[Document], space: Space, options: argparse.Namespace) -> list[list[float]]:
    """Give the first-step opinions on each document by a model that has not seen its fold."""
    keys = folds(documents, options)
    alone: list[list[float]] = [[] for _ in documents]
    for key in sorted(set(keys)):
        train = [d for d, k in zip(documents, keys, strict=True) if k != key]
        found = train_first(train, space, options)
        for number, document in enumerate(documents):
            if keys[number] == key:
                alone[number] = score_first(document, space, found)
    return alone


def report(documents: list[Document], scores: list[list[float]], thresholds: Iterable[float]) -> None:
    for threshold in thresholds:
        groups: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0, 0])
        for document, row in zip(documents, scores, strict=True):
            pairs = [
                (label, score > threshold)
                for label, score in zip(document.labels, row, strict=True)
                if label is not None
            ]
            kind = "pages" if document.name.startswith("page-") else "texts"
            for name in ("all", kind, document.language) if document.weight == 1 else ("articles",):
                group = groups[name]
                group[0] += sum(label for label, _ in pairs)
                group[1] += sum(1 for label, hit in pairs if label and hit)
                group[2] += sum(1 for label, _ in pairs if not label)
                group[3] += sum(1 for label, hit in pairs if not label and hit)
                group[4] += 1
                group[5] += all(bool(label) == hit for label, hit in pairs)
        print(f"threshold {threshold:+.1f}")
        for name, g in sorted(groups.items()):
            if name in ("all", "articles", "pages", "texts") or threshold == 0:
                print(
                    f"  {name:9} strip {g[1]}/{g[0]} {g[1] / max(g[0], 1):.3f}"
                    f"  wrongly removed {g[3]}/{g[2]} {g[3] / max(g[2], 1):.4f}"
                    f"  perfect {g[5]}/{g[4]} {g[5] / g[4]:.3f}"
                )


def write(space: Space, found: Floats, second: Floats) -> None:
    words = found[space.words :]
    unit = float(np.abs(words).max()) / 127
    (DATA / "words.bin").write_bytes(np.round(words / unit).astype(np.int8).tobytes())
    dense = {name: round(float(found[c]), 4) for name, c in space.column.items() if abs(found[c]) > 0.005}
    body = {
        "bias": round(float(found[0]), 4),
        "unit": unit,
        "around": {name: round(float(value), 4) for name, value in zip(AROUND, second, strict=True)},
        "features": dense,
    }
    (DATA / "weights.json").write_text(
        json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=Path, nargs="*", default=[])
    parser.add_argument("--fixtures", nargs="+", default=["tune"], choices=["tune", "held"])
    parser.add_argument("--articles", type=Path, nargs="*", default=[])
    parser.add_argument("--limit", type=int, default=150)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--leave-language-out", action="store_true")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--l2", type=float, default=3e-4)
    parser.add_argument("--l2-words", type=float, default=3e-4)
    parser.add_argument("--show", action="store_true")
    return parser.parse_args()


def main() -> None:
    options = parse()
    documents = [document for half in options.fixtures for document in read_fixtures(half)]
    documents += [page for half in options.fixtures for page in read_fixture_pages(half)]
    for path in options.cases:
        documents += read_cases(path) + read_case_pages(path)
    for path in options.articles:
        documents += read_articles(path, options.limit) + read_true_pages(path, options.limit)
    for document in documents:
        document.evidence = gather(document.blocks, document.facts, load_lexicon(document.language))
    space = Space(documents)
    alone = cross_validate(documents, space, options)
    second = train_second(documents, alone)
    scores = [
        [sum(second[c] * v for c, v in around_row(i, row, document)) for i in range(len(row))]
        for document, row in zip(documents, alone, strict=True)
    ]
    report(documents, alone, [0])
    report(documents, scores, [-1, 0, 1, 2])
    if options.show:
        show(documents, scores)
    if options.write:
        write(space, train_first(documents, space, options), second)


def show(documents: list[Document], scores: list[list[float]]) -> None:
    for document, row in zip(documents, scores, strict=True):
        for block, label, score in zip(document.blocks, document.labels, row, strict=True):
            if label is not None and bool(label) != (score > 0):
                print(f"{document.name} {'LEFT' if label else 'LOST'} {score:+.1f} {block.text[:160]}")


if __name__ == "__main__":
    main()
