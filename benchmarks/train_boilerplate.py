"""Train the weights of ``newscrawl/boilerplate/model.py`` and say what that changes.

python -m benchmarks.train_boilerplate             cross-validate by outlet, say how the figures changed
python -m benchmarks.train_boilerplate --write     … and write the package's weights and the figures

--bench DIR        development sets: ``appeals/*dev.jsonl`` and ``extraction/dev`` in it; none of it is stored
--leave-language-out  cross-validate by language, not by outlet, with the thresholds of unknown languages
--articles N       real articles of each set that are read, as text and as page
--show N           print so many blocks that are lost or left
--cache FILE       keep the pages as they were read for the next run; lines and terms are always read again

Needs the extra ``train`` (scikit-learn). Without --bench there are the fixtures and
``appeals_lines`` alone.
"""

import argparse
import json
import pickle
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.appeals_documents import (
    Document,
    cut_up,
    grow,
    read_articles,
    read_cases,
    read_fixtures,
)
from benchmarks.appeals_lines import read_lines
from newscrawl.boilerplate.model import PAGE, threshold_of
from newscrawl.boilerplate.strip import judge

try:
    from benchmarks.appeals_model import Judged, cross_validate, write_model
    from benchmarks.appeals_table import Corpus, Numbers, corpus_of, fold_of
except ModuleNotFoundError as missing:
    raise SystemExit(
        f"training needs {missing.name}, which is not here: pip install '.[train]'"
    ) from None

HERE = Path(__file__).parent
FIGURES = HERE / "appeals_figures.json"
BENCH = HERE.parent.parent / "shared" / "bench"

KEEP = 0.997
"""Share (0–1) of a text's paragraphs that must stay, in each group of languages."""

KEEP_PAGES = 0.998
"""The same for pages, whose markup tells more."""

SHRUNK = 1000
"""Paragraphs of all languages that are weighed with those of a group: a few odd documents say little …"""

MOST_APART = 0.75
"""… and log-odds that the threshold of a group may be away from that of all."""

STEPS = np.round(-1.2 + 0.15 * np.arange(33), 2)
"""Thresholds that are tried: lower ones are not believed, however few documents speak against them …"""

LEAST_OF_PAGES = -0.75
"""… nor lower ones than this on pages: real pages lose more by them than banners go."""

SETS = (
    *("daniel", "cwced", "fundus-test", "magic", "mozilla", "omnivore", "wcxb-article", "zyte"),
    *("newspaper", "fundus-eval"),
)

GROUPS: Mapping[str, str] = {
    **dict.fromkeys(("de", "nl", "sv", "da", "no"), "Germanic"),
    **dict.fromkeys(("fr", "es", "it", "pt", "ro", "ca"), "Romance"),
    **dict.fromkeys(("ru", "uk", "be", "bg", "sr", "hr", "bs", "pl", "cs", "sk"), "Slavic"),
    **dict.fromkeys(("zh", "ja", "ko"), "East Asian"),
    **dict.fromkeys(("ar", "fa", "ur", "he"), "right to left"),
    "en": "English",
}
"""Language → its group; all others make one more."""


def read_all(bench: Path, articles: int) -> list[Document]:
    """Return every document that is trained on, or measured on."""
    documents = [*read_fixtures("tune"), *read_fixtures("held")]
    for path in sorted((bench / "appeals").glob("*dev.jsonl")):
        documents += read_cases(path)
        print(f"  {path.name} is read: {len(documents)} documents", flush=True)
    for name in SETS:
        path = bench / "extraction" / "dev" / f"{name}.jsonl.gz"
        if path.exists():
            documents += read_articles(path, articles)
            print(f"  {path.name} is read: {len(documents)} documents", flush=True)
    return documents + [
        cut for each in documents for turn in _cuts(each) if (cut := cut_up(each, turn))
    ]


def _cuts(document: Document) -> Sequence[int]:
    """Return the turns in which a document is cut up as well: on pages boxes must tell less than words."""
    if document.kind in ("page", "true page"):
        return (1, 2)
    odd = zlib.crc32(document.name.encode()) % 3 == 0
    return (1,) if odd and document.kind in ("text", "article") else ()


@dataclass
class Figures:
    """What is told of one kind of document: counts, then shares."""

    gone: int = 0
    banners: int = 0
    kept: int = 0
    own: int = 0
    perfect: int = 0
    documents: int = 0
    damaged: int = 0
    hard: int = 0

    def add(self, document: Document, removed: set[int]) -> None:
        """Count one document."""
        pairs = [
            (label, index in removed)
            for index, label in enumerate(document.labels)
            if label is not None
        ]
        lost = sum(hit for label, hit in pairs if not label)
        self.gone += sum(hit for label, hit in pairs if label)
        self.banners += sum(1 for label, _ in pairs if label)
        self.own += sum(1 for label, _ in pairs if not label)
        self.kept += sum(not hit for label, hit in pairs if not label)
        self.documents += 1
        self.perfect += all(bool(label) == hit for label, hit in pairs)
        if document.case.get("hard_negative"):
            self.hard += 1
            self.damaged += bool(lost)

    def shares(self) -> dict[str, float]:
        """Return the shares (0–1), rounded, and of how many."""
        return {
            "strip": round(self.gone / max(self.banners, 1), 4),
            "keep": round(self.kept / max(self.own, 1), 4),
            "perfect": round(self.perfect / max(self.documents, 1), 4),
            "damaged": round(self.damaged / max(self.hard, 1), 4),
            "documents": self.documents,
        }


def removed(corpus: Corpus, number: int, scores: Numbers, threshold: float) -> set[int]:
    """Return the places of a document's blocks that go."""
    weighed = (scores[corpus.of(number)] - threshold).tolist()
    facts = corpus.documents[number].facts
    return {each.position for each in judge(corpus.evidence[number], weighed, facts)}


def figures_of(
    corpus: Corpus, scores: Numbers, thresholds: Mapping[str, float], kinds: Sequence[str]
) -> dict[str, Figures]:
    """Return the figures of each of *kinds*, of each kind and language, and of each group of languages."""
    found: dict[str, Figures] = defaultdict(Figures)
    for number, document in enumerate(corpus.documents):
        if document.kind in kinds:
            gone = removed(corpus, number, scores, threshold_for(document, thresholds))
            for name in _names(document):
                found[name].add(document, gone)
    return found


def _names(document: Document) -> Iterator[str]:
    yield document.kind
    if document.case:
        yield f"{document.kind} {document.language}"
        yield f"group {group_of(document.language)}"
        if not document.case["strip"]:
            yield f"{document.kind} with nothing to strip"


def group_of(language: str) -> str:
    return GROUPS.get(language, "others")


def threshold_for(document: Document, thresholds: Mapping[str, float]) -> float:
    """Return the threshold of a document."""
    return threshold_of(thresholds, document.language, is_page=document.is_page)


@dataclass(frozen=True, slots=True)
class Loss:
    """How many of the article's own paragraphs there are, and how many are lost at each of ``STEPS``."""

    own: float
    lost: Numbers

    def __add__(self, other: "Loss") -> "Loss":
        return Loss(self.own + other.own, self.lost + other.lost)

    def times(self, factor: float) -> "Loss":
        """Return the same rate, told of *factor* times as many paragraphs."""
        return Loss(self.own * factor, self.lost * factor)

    def threshold(self, limit: float, least: float) -> float:
        """Return the lowest of ``STEPS``, from *least* on, at which a share of *limit* is lost at most."""
        fit = (least <= STEPS) & (self.lost <= limit * self.own)
        return float(STEPS[fit.argmax() if fit.any() else -1])


NOTHING = Loss(0, np.zeros(len(STEPS)))


def thresholds_of(corpus: Corpus, scores: Numbers) -> dict[str, float]:
    """Return the threshold of each language, and under ``""`` that of languages nobody has measured.

    Those for pages stand behind ``PAGE``.
    """
    thresholds: dict[str, float] = {}
    for name, kind, keep, least in (
        ("", "text", KEEP, STEPS[0]),
        (PAGE, "page", KEEP_PAGES, LEAST_OF_PAGES),
    ):
        losses = losses_of(corpus, scores, kind)
        pool = sum(losses.values(), NOTHING)
        thresholds[name] = usual = pool.threshold(1 - keep, least)
        for group, loss in losses.items():
            shrunk = loss + pool.times(SHRUNK / max(pool.own, 1))
            own = shrunk.threshold(1 - keep, least)
            near = round(min(max(own, usual - MOST_APART), usual + MOST_APART), 2)
            thresholds |= {f"{name}{each}": near for each in languages_of(corpus, group)}
    return thresholds


def languages_of(corpus: Corpus, group: str) -> list[str]:
    """Return the languages of a group that cases are in, or that it names."""
    told = {each.language for each in corpus.documents if each.case}
    return sorted(each for each in told.union(GROUPS) if group_of(each) == group)


def losses_of(corpus: Corpus, scores: Numbers, kind: str) -> dict[str, Loss]:
    """Return what the cases of *kind* lose, by group of languages."""
    found: dict[str, Loss] = defaultdict(lambda: NOTHING)
    for number, each in enumerate(corpus.documents):
        if each.kind == kind:
            own = {index for index, label in enumerate(each.labels) if label == 0}
            lost = [len(own & removed(corpus, number, scores, step)) for step in STEPS]
            found[group_of(each.language)] += Loss(len(own), np.array(lost))
    return found


def report(figures: Mapping[str, Figures], before: Mapping[str, Mapping[str, float]]) -> None:
    """Print the figures, and beside them those of the weights before where they differ."""
    print(f"{'':28} {'strip':>16} {'keep':>16} {'perfect':>16} {'damaged':>16}     of")
    for name, each in sorted(figures.items()):
        now, was = each.shares(), before.get(name, {})
        cells = [_cell(now[key], was.get(key)) for key in ("strip", "keep", "perfect", "damaged")]
        print(f"{name:28} {' '.join(cells)} {each.documents:>6}")


def _cell(now: float, was: float | None) -> str:
    change = "" if was is None or abs(now - was) < 0.0005 else f"{now - was:+.3f}"
    return f"{now:9.3f} {change:>6}"


def show(corpus: Corpus, scores: Numbers, thresholds: Mapping[str, float], limit: int) -> None:
    """Print blocks of the cases that are lost or left, with their opinions."""
    shown = 0
    for number, document in enumerate(corpus.documents):
        if document.case and shown < limit:
            gone = removed(corpus, number, scores, threshold_for(document, thresholds))
            opinions = scores[corpus.of(number)]
            for index, label in enumerate(document.labels):
                if label is not None and bool(label) != (index in gone):
                    shown += 1
                    text = document.blocks[index].text[:140]
                    print(
                        f"{document.name} {'LEFT' if label else 'LOST'} {opinions[index]:+.1f} {text}"
                    )


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bench", type=Path, default=BENCH)
    parser.add_argument("--articles", type=int, default=90)
    parser.add_argument("--leave-language-out", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument(
        "--cache", type=Path, help="file that keeps the documents as read, for the next run"
    )
    return parser.parse_args()


def read_cached(options: argparse.Namespace) -> list[Document]:
    """Return the documents, those that take long to read from the cache if there is one."""
    if options.cache and options.cache.exists():
        documents = pickle.loads(options.cache.read_bytes())  # noqa: S301 - our own file
    else:
        print("reading pages: some minutes, see --cache", flush=True)
        documents = read_all(options.bench, options.articles)
        if options.cache:
            options.cache.write_bytes(pickle.dumps(documents))
    return [*documents, *grown(documents), *read_lines(documents)]


def grown(documents: Sequence[Document]) -> Iterator[Document]:
    """Yield the labelled texts and pages among real articles of their language, of the same fold."""
    hosts = _hosts_of(documents)
    for each in documents:
        choice = hosts.get((each.language, fold_of(each.group)))
        if choice and 1 in each.labels and each.kind in ("text", "page", "tune", "held", "made"):
            seed = zlib.crc32(f"grown {each.name}".encode())
            longer = grow(each, choice[seed // 1024 % len(choice)], seed)
            if longer:
                yield longer


def _hosts_of(documents: Sequence[Document]) -> Mapping[tuple[str, int], Sequence[Sequence[str]]]:
    """Return the lines of real articles by language and fold, or of all its cases where there are none."""
    real: dict[tuple[str, int], list[Sequence[str]]] = defaultdict(list)
    cases: dict[tuple[str, int], list[str]] = defaultdict(list)
    for each in documents:
        key = each.language, fold_of(each.group)
        if each.kind == "article":
            real[key].append([block.text for block in each.blocks])
        elif each.kind in ("text", "tune", "held"):
            cases[key] += [block.text for block in each.own()]
    return {key: [lines] for key, lines in cases.items()} | real


def main() -> None:
    options = parse()
    documents = read_cached(options)
    keys = [each.language if options.leave_language_out else each.group for each in documents]
    corpus = corpus_of(documents, keys)
    print(
        f"{len(documents)} documents, {len(corpus.labels)} blocks; training takes a minute or two",
        flush=True,
    )
    judged = cross_validate(corpus)
    thresholds = thresholds_of(corpus, judged.final)
    if options.leave_language_out:
        # Nobody has measured it: what holds for all languages holds for this one.
        thresholds = {name: thresholds[name] for name in ("", PAGE)}
    kinds = ("text", "page", "tune", "held", "made", "article", "true page", "lines")
    figures = figures_of(corpus, judged.final, thresholds, kinds)
    before = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    print("thresholds", {language: each for language, each in thresholds.items() if each})
    report(figures, before)
    show(corpus, judged.final, thresholds, options.show)
    if options.write:
        write(corpus, judged, thresholds, figures)


def write(
    corpus: Corpus, judged: Judged, thresholds: Mapping[str, float], figures: Mapping[str, Figures]
) -> None:
    """Write the weights, and the figures that the next run compares with."""
    write_model(corpus, judged, thresholds)
    body = {name: each.shares() for name, each in sorted(figures.items())}
    FIGURES.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
