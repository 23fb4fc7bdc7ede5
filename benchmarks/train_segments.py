"""Train the weights of ``extract.body.decision``: which segments of a page are the article's text.

python -m benchmarks.train_segments --pages FILE… [--cases FILE…] [--write]

Reads page sets (gzipped JSON lines with ``html``, ``url``, ``truth``) and cases (JSON lines with
``body``, ``expect`` or ``must``), labels every segment by whether its letters stand in the true
text, cross-validates by registered domain, and with ``--write`` writes the weights of all pages.
``--folds FILE`` writes those of each fold, with which ``benchmarks.cross`` reads every page by
weights that have not seen its domain. ``--reports`` adds the pages of ``tests/fixtures/reports``, on
every kind of site. ``--more N`` goes on from weights that are there (the package's, and those of
``--from-folds``) with N trees more: a tenth of the time. Needs lightgbm (extra ``train``).
"""

import argparse
import base64
import json
import pickle
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import tldextract
from numpy.typing import NDArray

from benchmarks.scores import lines_of, tokens_f1
from benchmarks.shapes import SHAPES
from benchmarks.short_pages import Teaser, cut, flat, teasers_of
from newscrawl.errors import ExtractError
from newscrawl.extract.body.choice import MAX_HEADLINE_CHARS, observe
from newscrawl.extract.body.copies import repeated
from newscrawl.extract.body.decision import CAUTION, LEAST_CHANCE, best_expected
from newscrawl.extract.body.features import PageEvidence, features
from newscrawl.extract.body.trees import chances as chances_of
from newscrawl.extract.body.trees import forest_of
from newscrawl.extract.page import prepare
from newscrawl.extract.parse.html import Limits
from newscrawl.extract.segmentation.segments import Segment, key_of, segment_tree
from newscrawl.model.items import Page
from tests.support.shells import SHELLS, URL, reports

Floats = NDArray[np.float32]
DATA = Path(__file__).parent.parent / "newscrawl" / "extract" / "data"
FOLDS = 5
TREES, LEAVES, RATE = 200, 15, 0.07
MAX_CHARS, MAX_SEGMENTS = 1_500_000, 6_000
TRUST = {
    "zyte": 1.5,
    "fundus-test": 1.5,
    "magic": 1.5,
    "newspaper": 0.5,
    "omnivore": 0.7,
    "case": 0.7,
    "short": 0.4,
    "report": 0.3,
}
"""How far the truth of a set counts; its README says how it was made."""
DISGUISES = (
    "boxed",
    "without_data",
    "with_breaks",
    "with_comments",
    "with_dialog",
    "with_menu",
    "twice",
    "unclosed",
)
UNDISGUISED = {"case", "short", "report", "trafilatura-eval", "goose", "snacktory"}
DISGUISED_WEIGHT = 0.4
"""A page is learned from again with its shape changed: no kind of evidence is always there."""
GRAM = 12
MIN_SNIPPET = 8
LONG_UPDATE = 40
PARAMETERS: dict[str, Any] = {
    "objective": "cross_entropy",
    "learning_rate": RATE,
    "num_leaves": LEAVES,
    "max_depth": 7,
    "min_data_in_leaf": 80,
    "lambda_l2": 4.0,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 2,
    "deterministic": True,
    "seed": 1,
}


@dataclass
class Example:
    """One labelled page: rows of its segments, and what the recipe needs to make a text of them."""

    id: str
    dataset: str
    domain: str
    names: list[str]
    rows: Floats
    labels: Floats
    weights: Floats
    texts: list[str]
    never: NDArray[np.bool_]
    truth: dict[str, Any]
    disguised: bool = False


def read_rows(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Return the rows of all sets: id, dataset, url, html (bytes), truth, domain, trust."""
    for path in options.pages:
        for row in map(json.loads, lines_of(path)):
            truth = row.get("truth") or {}
            if not (truth.get("text") or truth.get("with")) or len(row["html"]) > MAX_CHARS:
                continue
            if any(each in row["id"] for each in options.leave_out):
                continue
            body = row["html"].encode("utf-8", "replace")
            yield {
                **row,
                "html": body,
                "domain": group_of(row["url"]),
                "type": "text/html; charset=utf-8",
            }
    for path in options.cases:
        name = "short" if "short" in path.name else "case"
        for case in map(json.loads, path.read_text("utf-8").splitlines()):
            blocks = case["expect"] or (case["must"] if name == "short" else None)
            if blocks:
                yield {
                    "id": case["id"],
                    "dataset": name,
                    "url": case["url"],
                    "html": base64.b64decode(case["body"]),
                    "type": case["content_type"],
                    "truth": {"text": "\n".join(blocks), "optional": []},
                    "domain": group_of(case["url"]),
                    "partly": case["expect"] is None,
                }


def report_rows() -> Iterator[dict[str, Any]]:
    """Return the rows of the reports; a construct stands by itself, on whatever site."""
    for report in reports(shells=tuple(SHELLS)[:-1], with_open=True):
        yield {
            "id": report.name,
            "dataset": "report",
            "url": URL,
            "html": report.page().encode(),
            "type": "text/html; charset=utf-8",
            "truth": {"text": report.texts[0], "optional": []},
            "texts": report.texts,
            "domain": report.name.partition("@")[0],
        }


def without_doubt(example: Example, texts: Sequence[str]) -> Example:
    """Return a report of which counts only what all of its right *texts* have, or none."""
    flats = [flat(text) for text in texts]
    for index, text in enumerate(example.texts):
        if len({flat(text) in each for each in flats}) > 1:
            example.weights[index] = 0
    return example


def examples_of(row: dict[str, Any]) -> list[Example]:
    """Return the page as it is, under other names, in a disguise that its id picks, and cut short."""
    found = [example] if (example := example_of(row)) else []
    if not found or row["dataset"] in UNDISGUISED:
        return [without_doubt(each, row.get("texts", ())) for each in found]
    other = DISGUISES[zlib.crc32(row["id"].encode()) % len(DISGUISES)]
    for change in (SHAPES["renamed"], SHAPES[other]):
        page = change(row["html"].decode("utf-8", "replace"))
        if example := example_of({**row, "html": page.encode("utf-8", "replace")}):
            example.disguised = True
            found.append(example)
    shorter = cut(row, _TEASERS)
    if shorter and (example := example_of(shorter)):
        example.disguised, example.dataset = True, f"{row['dataset']} cut"
        found.append(example)
    return found


_TEASERS: dict[str, list[Teaser]] = {}
"""What cut pages have beside them, by language; the same in each process."""


def know_teasers(teasers: dict[str, list[Teaser]]) -> None:
    """Make *teasers* known to this process."""
    _TEASERS.update(teasers)


def example_of(row: dict[str, Any]) -> Example | None:
    try:
        ready = prepare(Page(row["url"], row["html"], row["type"]), Limits())
    except ExtractError:
        return None
    segments = segment_tree(ready.tree)
    if not 0 < len(segments) <= MAX_SEGMENTS:
        return None
    seen = observe(ready.tree, segments, ready.clues)
    names, rows = features(segments, seen)
    truth = row["truth"]
    if row.get("partly"):  # only some blocks are named: the rest is as the extractor took it
        rest = [
            each.text
            for each in segments
            if each.index in seen.taken and each.index not in seen.verdicts
        ]
        truth = {"text": "\n".join([truth["text"], *rest]), "optional": []}
    if truth.get("text"):
        labels, weights = labels_of(segments, seen, truth)
    else:
        labels, weights = labels_by_snippets(segments, truth)
    if (
        ready.clues.updates or ready.clues.evidence.live
    ):  # updates are text; some truths stop before them
        weights[(labels == 0) & np.array([each.width > LONG_UPDATE for each in segments])] = 0
    copies = repeated(segments)
    weights[list(copies)] = 0
    never = np.array([is_never(each, seen) or each.index in copies for each in segments])
    trust = TRUST.get(row["dataset"], 1.0)
    texts = [each.text for each in segments]
    return Example(
        row["id"],
        row["dataset"],
        row["domain"],
        names,
        rows,
        labels,
        weights * trust,
        texts,
        never,
        truth,
    )


def is_never(segment: Segment, seen: PageEvidence) -> bool:
    verdict = seen.verdicts.get(segment.index)
    return (
        verdict is not None
        and verdict.rule_id == "field.headline"
        and len(segment.text) <= MAX_HEADLINE_CHARS
    )


def labels_of(
    segments: Sequence[Segment], seen: PageEvidence, truth: dict[str, Any]
) -> tuple[Floats, Floats]:
    """Say of each segment how much of it stands in the true text (0–1), and what it weighs."""
    text, optional = flat(truth["text"]), flat(" ".join(truth.get("optional") or ()))
    lines = {flat(line) for line in truth["text"].split("\n")}
    grams = {text[at : at + GRAM] for at in range(max(1, len(text) - GRAM + 1))}
    labels, weights = [], []
    for segment in segments:
        own = segment.key.replace(" ", "")
        weight = min(4.0, 0.3 + len(own) / 80)
        if len(own) >= 10:
            label = share_within(own, text, grams)
            if label < 1 and optional and own[:40] in optional:
                weight = 0.0
        elif own in lines:
            label = 1.0
        else:
            label = float(own in text and segment.index in seen.taken)
            weight *= 0.3 if len(own) >= 3 else 0.1
        labels.append(label)
        weights.append(weight)
    return np.array(labels, np.float32), np.array(weights, np.float32)


def labels_by_snippets(segments: Sequence[Segment], truth: dict[str, Any]) -> tuple[Floats, Floats]:
    """Label the segments that hold a snippet which the text must or must not have; no others."""
    labels, weights = np.zeros(len(segments), np.float32), np.zeros(len(segments), np.float32)
    for name, label in (("without", 0.0), ("with", 1.0)):
        snippets = [each for each in map(flat, truth.get(name) or ()) if len(each) >= MIN_SNIPPET]
        for segment in segments:
            own = segment.key.replace(" ", "")
            if any(snippet in own for snippet in snippets):
                labels[segment.index], weights[segment.index] = label, 1.0
    return labels, weights


def share_within(own: str, text: str, grams: set[str]) -> float:
    if own in text:
        return 1.0
    if len(own) < 2 * GRAM:
        return 0.0
    places = range(0, len(own) - GRAM + 1, 3)
    share = sum(own[at : at + GRAM] in grams for at in places) / len(places)
    return 0.0 if share < 0.15 else 1.0 if share > 0.85 else share


# ------------------------------------------------------------------ fitting


SPLIT = tldextract.TLDExtract(suffix_list_urls=())


def group_of(url: str) -> str:
    """Give what a page is validated with: its registered domain; a case that was made up stands by itself."""
    found = SPLIT(url).top_domain_under_public_suffix
    return found or url


def fold_of(domain: str) -> int:
    return zlib.crc32(domain.encode()) % FOLDS


def fit(
    examples: Sequence[Example], trees: int, before: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the weights of trees; every page weighs the same, but for the trust in its set.

    *before*: weights that the trees go on from.
    """
    rows = np.vstack([each.rows for each in examples])
    labels = np.concatenate([each.labels for each in examples])
    weights = np.concatenate([page_weights(each) for each in examples])
    known = None if before is None else forest_of(before).scores(rows)
    data = lightgbm.Dataset(rows, labels, weight=weights, init_score=known)
    after = forest_data(lightgbm.train(PARAMETERS, data, trees), examples[0].names)
    return after if before is None else joined(before, after)


def joined(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the weights of both, the nodes of *after* behind those of *before*."""
    first = len(before["nodes"]["feature"])
    moved = {
        name: [value + first for value in values] if name in {"left", "right"} else values
        for name, values in after["nodes"].items()
    }
    return {
        "names": before["names"],
        "roots": [*before["roots"], *(root + first for root in after["roots"])],
        "depth": max(before["depth"], after["depth"]),
        "nodes": {name: [*values, *moved[name]] for name, values in before["nodes"].items()},
    }


def page_weights(example: Example) -> Floats:
    total = max(1.0, float(example.weights.sum()))
    trust = TRUST.get(example.dataset, 1.0) * (DISGUISED_WEIGHT if example.disguised else 1.0)
    return example.weights / total * 100 * trust


def forest_data(model: lightgbm.Booster, names: Sequence[str]) -> dict[str, Any]:
    """Return a model in the form that ``newscrawl.extract.body.trees`` reads."""
    nodes: dict[str, list[float]] = {
        name: [] for name in ("feature", "threshold", "left", "right", "value")
    }
    depth = 0

    def add(node: dict[str, Any], level: int) -> int:
        nonlocal depth
        depth = max(depth, level)
        at = len(nodes["feature"])
        for values in nodes.values():
            values.append(0)
        nodes["value"][at] = round(node.get("leaf_value", node.get("internal_value", 0.0)), 5)
        nodes["left"][at] = nodes["right"][at] = at
        if "split_feature" in node:
            nodes["feature"][at] = node["split_feature"]
            nodes["threshold"][at] = float(f"{node['threshold']:.7g}")
            nodes["left"][at] = add(node["left_child"], level + 1)
            nodes["right"][at] = add(node["right_child"], level + 1)
        return at

    roots = [add(tree["tree_structure"], 0) for tree in model.dump_model()["tree_info"]]
    return {"names": list(names), "roots": roots, "depth": depth, "nodes": nodes}


def kept_text(example: Example, chances: Floats) -> str:
    widths = np.array([len(key_of(text)) + 1 for text in example.texts], np.float32)
    threshold = max(LEAST_CHANCE, CAUTION * best_expected(chances, widths) / 2)
    picked = (chances >= threshold) & ~example.never
    return "\n\n".join(text for text, keep in zip(example.texts, picked, strict=True) if keep)


def cross_validate(examples: Sequence[Example], options: argparse.Namespace) -> None:
    """Print the token F1 of each set by weights that have not seen a page's domain; write them if asked."""
    figures: dict[str, list[float]] = defaultdict(list)
    losses: dict[str, list[float]] = defaultdict(list)
    forests = []
    before = json.loads(options.from_folds.read_text("utf-8")) if options.more else [None] * FOLDS
    for fold in range(FOLDS):
        others = [each for each in examples if fold_of(each.domain) != fold]
        forests.append(fit(others, options.more or options.trees, before[fold]))
        forest = forest_of(forests[-1])
        for each in examples:
            if fold_of(each.domain) == fold:
                chances = chances_of(forest.scores(each.rows))
                name = each.dataset + (" disguised" if each.disguised else "")
                if each.truth.get("text"):
                    figures[name].append(tokens_f1(each.truth["text"], kept_text(each, chances)))
                losses[name].append(log_loss(each, chances))
    for name, values in figures.items():
        found = np.array(values)
        print(
            f"{name:24} {len(found):5} pages  F1 {found.mean():.4f}  perfect {np.mean(found >= 0.98):.3f}"
            f"  below .6 {np.sum(found < 0.6):3}  loss {np.mean(losses[name]):.4f}",
            flush=True,
        )
    if options.folds:
        options.folds.write_text(json.dumps(forests), "utf-8")


def log_loss(example: Example, chances: Floats) -> float:
    sure = np.clip(chances, 1e-4, 1 - 1e-4)
    each = example.labels * np.log(sure) + (1 - example.labels) * np.log(1 - sure)
    return float(-(example.weights * each).sum() / max(1e-6, example.weights.sum()))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, nargs="+", required=True)
    parser.add_argument("--cases", type=Path, nargs="*", default=[])
    parser.add_argument(
        "--leave-out", nargs="*", default=[], help="parts of ids of pages whose truth is wrong"
    )
    parser.add_argument("--trees", type=int, default=TREES)
    parser.add_argument(
        "--reports", action="store_true", help="add the pages of tests/fixtures/reports"
    )
    parser.add_argument("--more", type=int, help="go on from the weights, with so many trees more")
    parser.add_argument("--from-folds", type=Path, help="the weights of the folds to go on from")
    parser.add_argument(
        "--cache", type=Path, help="keep the rows here; read them if they are there"
    )
    parser.add_argument("--folds", type=Path, help="write the weights of each fold here")
    parser.add_argument("--write", action="store_true", help="write the package's weights")
    parser.add_argument("--no-validation", action="store_true")
    return parser.parse_args()


def read_examples(options: argparse.Namespace) -> list[Example]:
    if options.cache and options.cache.exists():
        return list(pickle.loads(options.cache.read_bytes()))  # noqa: S301 - written by this very script
    told = report_rows() if options.reports else iter(())
    teasers = teasers_of(row for row in read_rows(options) if row["dataset"] not in UNDISGUISED)
    with ProcessPoolExecutor(2, initializer=know_teasers, initargs=(teasers,)) as pool:
        examples = [
            each
            for found in pool.map(examples_of, chain(read_rows(options), told), chunksize=8)
            for each in found
        ]
    if options.cache:
        options.cache.write_bytes(pickle.dumps(examples))
    return examples


def main() -> None:
    options = parse()
    examples = read_examples(options)
    print(f"{len(examples)} pages, {len(examples[0].names)} features", flush=True)
    if not options.no_validation:
        cross_validate(examples, options)
    if options.write:
        file = DATA / "segments.json"
        before = json.loads(file.read_text("utf-8")) if options.more else None
        data = fit(examples, options.more or options.trees, before)
        DATA.mkdir(exist_ok=True)
        file.write_text(json.dumps(data, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
