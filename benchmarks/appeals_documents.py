"""Labelled documents to train ``newscrawl/boilerplate/model.py`` on: fixtures, cases, real articles."""

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from newscrawl.boilerplate.strip import split_text, strip_blocks
from newscrawl.errors import ExtractError
from newscrawl.extract import page as pages
from newscrawl.model.items import Block, Context, Facts, Page, Stripped
from tests.support.appeals_corpus import (
    FOLDER,
    TEMPLATES,
    LabelledBlock,
    LabelledDocument,
    as_html,
    languages,
    read_corpus,
)

MAX_BLOCKS = 150
"""Longer real articles would weigh more than all cases together."""

LANGUAGES = {"English": "en", "Chinese": "zh", "Polish": "pl", "Russian": "ru", "Greek": "el"}
"""Names of languages in some sets."""

ARTICLE_WEIGHT = 0.15
"""What a paragraph of a real article weighs, against one of a case that was written to be hard."""

GROWN_WEIGHT = 0.5
"""What a block of a case weighs that stands in a longer article, against one of the case itself."""

LEAST_OF_HOST = 80
"""Characters of a line of a real article that is surely a paragraph of it."""

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।])")
_CLAUSE = re.compile(r"(?<=[,;:–])\s+|(?<=[，、；])")


@dataclass
class Document:
    """One article, labelled block by block.

    Attributes:
        name: Its name.
        kind: ``text``, ``page``, ``article`` (real, all of it stays), ``lines`` or ``made``
            (varied).
        group: The outlet it comes from: what is told of one is measured on models that have not
            seen it.
        labels: 1: boilerplate, 0: stays, ``None``: either.
        weight: What each of its blocks weighs in training.
        case: The row of the scorer's set, for cases.
    """

    name: str
    kind: str
    group: str
    language: str
    blocks: Sequence[Block]
    labels: Sequence[int | None]
    facts: Facts
    weight: float = 1.0
    case: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_page(self) -> bool:
        """Return whether its blocks have the places of a page's elements."""
        return any(block.context.selectors for block in self.blocks)

    def own(self) -> list[Block]:
        """Return the blocks that are labelled as the article's own."""
        pairs = zip(self.blocks, self.labels, strict=True)
        return [block for block, label in pairs if label == 0]


def squash(text: str) -> str:
    return "".join(text.split())


def page_blocks(html: str, url: str) -> tuple[Sequence[Block], Facts] | None:
    """Return what a page hands to ``strip_blocks``, or ``None`` for a page without an article.

    The only place that knows how a page becomes blocks: the very call of ``extract_page`` is
    listened to.
    """
    heard: list[tuple[Sequence[Block], Facts]] = []

    def listen(blocks: Sequence[Block], facts: Facts) -> Stripped:
        heard.append((tuple(blocks), facts))
        return strip_blocks((), facts)

    with patch.object(pages, "strip_blocks", listen):
        try:
            pages.extract_page(
                Page(url, html.encode("utf-8", "replace"), "text/html; charset=utf-8")
            )
        except ExtractError:
            return heard[-1] if heard else None
    return heard[-1] if heard else None


@dataclass(frozen=True, slots=True)
class Key:
    """The squashed texts of one labelled document."""

    keep: Sequence[str]
    strip: Sequence[str]
    spare: Sequence[str]

    def label(self, text: str) -> int | None:
        """Return the label of a block: 1 (goes), 0 (stays, also where it holds both) or ``None`` (either)."""
        text = squash(text)
        stays = any(text in each or (each in text and len(each) > 20) for each in self.keep)
        goes = any(
            text in each or (each in text and 2 * len(each) > len(text)) for each in self.strip
        )
        if stays:
            return None if goes and text not in self.keep else 0
        if any(text in each or each in text for each in self.spare):
            return None
        return 1 if goes else None


def key_of(row: Mapping[str, Any]) -> Key:
    spare = [squash(text) for text in row["optional"] if text]
    return Key(
        [squash(text) for text in row["keep"]],
        [squash(item["text"]) for item in row["strip"]],
        spare,
    )


def read_cases(path: Path) -> Iterator[Document]:
    """Return the cases of a set, and the texts among them as pages too."""
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        key, group = key_of(row), row["outlet_style"]
        if row["kind"] == "text":
            blocks: Sequence[Block] = split_text(row["input"])
            facts = Facts(language=row["lang"])
            labels = [key.label(block.text) for block in blocks]
            yield Document(row["id"], "text", group, row["lang"], blocks, labels, facts, case=row)
            yield from as_pages(labelled_document(row, blocks, labels), group, turns=(3,))
        elif found := page_blocks(row["input"], row["url"]):
            labels = [key.label(block.text) for block in found[0]]
            yield Document(
                row["id"], "page", group, row["lang"], found[0], labels, found[1], case=row
            )
        else:
            print(f"no article: {row['id']}")


def labelled_document(
    row: Mapping[str, Any], blocks: Sequence[Block], labels: Sequence[int | None]
) -> LabelledDocument:
    names = {0: "keep", 1: "donation", None: "optional"}
    parts = [
        LabelledBlock(block.text, names[label]) for block, label in zip(blocks, labels, strict=True)
    ]
    return LabelledDocument(
        row["id"],
        row["lang"],
        row["title"] or "Title",
        "The Page",
        row["hard_negative"],
        tuple(parts),
    )


def as_pages(row: LabelledDocument, group: str, turns: Iterable[int]) -> Iterator[Document]:
    """Return a document as pages of templates that its name chooses."""
    names = sorted(TEMPLATES)
    key = Key(
        [squash(block.text) for block in row.blocks if block.label == "keep"],
        [squash(block.text) for block in row.blocks if not block.stays],
        [squash(block.text) for block in row.blocks if block.label == "optional"],
    )
    for turn in turns:
        template = names[(zlib.crc32(row.id.encode()) + turn) % len(names)]
        found = page_blocks(as_html(row, template), "https://page.example/2026/a")
        if found:
            labels = [key.label(block.text) for block in found[0]]
            yield Document(
                f"{row.id}-{template}", "made", group, row.lang, found[0], labels, found[1]
            )


def read_fixtures(half: str) -> Iterator[Document]:
    """Return the labelled documents of one half, as texts and as pages."""
    for language in languages(half):
        for row in read_corpus(FOLDER / half, language):
            labels = [
                None if block.label == "optional" else int(not block.stays) for block in row.blocks
            ]
            blocks = [Block(block.text) for block in row.blocks]
            yield Document(
                row.id, half, row.site_name, row.lang, blocks, labels, Facts(language=row.lang)
            )
            yield from as_pages(row, row.site_name, (0,))


def read_articles(path: Path, limit: int) -> Iterator[Document]:
    """Return true articles, and the pages they are on: blocks that are in the truth must stay."""
    with gzip.open(path, "rt", encoding="utf-8") as source:
        rows = [row for row in map(json.loads, source) if row["truth"].get("text")]
    rows.sort(key=lambda row: zlib.crc32(row["id"].encode()))
    for row in rows[:limit]:
        text = row["truth"]["text"]
        language = LANGUAGES.get(row["lang"], row["lang"])
        known = language if language not in ("und", "") else None
        group = row.get("domain") or row["id"]
        blocks = split_text(text)
        if 2 < len(blocks) <= MAX_BLOCKS:
            labels: list[int | None] = [0] * len(blocks)
            facts = Facts(language=known)
            yield Document(
                row["id"], "article", group, language, blocks, labels, facts, ARTICLE_WEIGHT
            )
        found = page_blocks(row["html"], row["url"])
        if found and len(found[0]) <= MAX_BLOCKS:
            true = squash(text)
            labels = [0 if squash(block.text) in true else None for block in found[0]]
            name = f"page-{row['id']}"
            yield Document(
                name, "true page", group, language, found[0], labels, found[1], ARTICLE_WEIGHT
            )


def grow(document: Document, host: Sequence[str], seed: int) -> Document | None:
    """Return *document* with lines of the real article *host* between two paragraphs of its own.

    Cases are short and real articles long: without these, length itself would speak against a
    banner. What is so short that it may be no paragraph of *host* is not trained on.
    """
    pairs = zip(document.labels, document.labels[1:], strict=False)
    gaps = [index + 1 for index, pair in enumerate(pairs) if pair == (0, 0)]
    if not gaps:
        return None
    place = gaps[seed % len(gaps)]
    size = (6, 12, 20, 35, 60)[seed // 8 % 5]
    start = seed // 64 % max(1, len(host) - size)
    texts = host[start : start + size]
    beside = document.blocks[place - 1]
    added = [_like(beside, text, number) for number, text in enumerate(texts)]
    told: list[int | None] = [0 if len(text) >= LEAST_OF_HOST else None for text in texts]
    return replace(
        document,
        name=f"{document.name}-grown",
        kind="made",
        blocks=[*document.blocks[:place], *added, *document.blocks[place:]],
        labels=[*document.labels[:place], *told, *document.labels[place:]],
        weight=GROWN_WEIGHT * document.weight,
        case={},
    )


def _like(block: Block, text: str, number: int) -> Block:
    """Return *text* as a paragraph beside *block*."""
    place = block.context.place
    where = None if place is None else place + 10_000 + number
    return Block(text, context=Context(selectors=block.context.selectors, place=where))


def cut_up(document: Document, turn: int) -> Document | None:
    """Return *document* with some of its own paragraphs cut into short lines, as verse or answers stand.

    On a page they may stand in a box apart or share one paragraph: neither speaks against them.
    """
    places = [
        index
        for index, (block, label) in enumerate(zip(document.blocks, document.labels, strict=True))
        if label == 0 and 40 < len(block.text) < 1500 and block.kind == "paragraph"
    ]
    seed = zlib.crc32(f"{document.name} {turn}".encode())
    if len(places) < 3:
        return None
    chosen = places[1 + seed % (len(places) - 1)]
    parts = list(_parts(document.blocks[chosen].text, seed))
    if len(parts) < 2:
        return None
    lines = [
        _line(part, document.blocks[chosen], number, seed) for number, part in enumerate(parts)
    ]
    blocks = [*document.blocks[:chosen], *lines, *document.blocks[chosen + 1 :]]
    labels = [*document.labels[:chosen], *[0] * len(lines), *document.labels[chosen + 1 :]]
    return replace(
        document,
        name=f"{document.name}-cut{turn}",
        kind="made",
        blocks=blocks,
        labels=labels,
        weight=0.5 * document.weight,
        case={},
    )


def _parts(text: str, seed: int) -> Iterator[str]:
    """Return a paragraph's sentences, its clauses, or lines of names and numbers as results have."""
    if seed & 192 == 192:
        yield from _figures(text.split(), seed)
        return
    clauses = bool(seed & 64)
    for sentence in _SENTENCE.split(text):
        parts = _CLAUSE.split(sentence) if clauses else [sentence]
        for part in filter(None, map(str.strip, parts)):
            yield part.rstrip(".,;:。，、") if clauses else part


def _figures(words: Sequence[str], seed: int) -> Iterator[str]:
    """Return lines of a programme, of results or of a recipe, in the words of the text."""
    names = [word.strip('.,;:!?()"“”„«»。，、')[:12] for word in words]
    names = [name for name in names if len(name) > 2] or ["A", "B"]
    for number in range(3 + seed % 3):
        one, two = (
            names[(seed + 3 * number) % len(names)],
            names[(seed + 5 * number + 1) % len(names)],
        )
        figure = (seed // 7 + 11 * number) % 60
        yield (
            f"{one} {figure % 7}–{number} {two}",
            f"{9 + number}.{figure:02} {one} {two}",
            f"{figure + 1} g {one}",
            f"{one} {figure}, {two} {figure // 2}",
        )[seed // 256 % 4]


def _line(text: str, block: Block, number: int, seed: int) -> Block:
    """Return one line of a cut paragraph, in a box apart, in one paragraph or as items of a list."""
    context = block.context
    if not context.selectors:
        return Block(text)
    kind = seed // 128 % 4
    home, own = context.selectors[:-1], context.selectors[-1]
    base = Context(place=(context.place or 0) + 10_000 + (number if kind else 0))
    if kind == 0:  # lines of one paragraph
        return Block(text, context=replace(base, selectors=context.selectors))
    if kind == 1:  # a box apart
        box = ("div.c8", "section", "aside", "div.box")[seed // 512 % 4]
        return Block(text, context=replace(base, selectors=(*home, box, own)))
    if kind == 2:  # items of a list
        return Block(text, "list_item", replace(base, selectors=(*home, "ul", "li")))
    return Block(text, context=replace(base, selectors=(*home, "blockquote", "p"), style="em"))
