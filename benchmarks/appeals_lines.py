"""Lines of ``benchmarks/appeals_lines/<language>.txt`` as documents: banners set into articles.

A line begins with ``-`` (boilerplate) or ``+`` (the article's own); lines without a blank one
between them stand together. Here a person teaches: one line more, then ``python -m
benchmarks.train_boilerplate``.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from benchmarks.appeals_documents import Document
from newscrawl.model.items import Block, Facts

LINES = Path(__file__).parent / "appeals_lines"

MAX_HOST = 10
"""Paragraphs of an article that a banner is set into."""

LEAST_ARTICLE = 4
"""Lines of a group that stays; a longer one is an article, where a language has no other."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that stand together: a banner, or lines of an article."""

    lines: Sequence[str]
    stays: bool


def read_groups(path: Path) -> list[Group]:
    """Return the groups of one file.

    Raises:
        ValueError: If a line begins with neither ``-``, ``+`` nor ``#``; it names the file and the
            line.
    """
    groups = []
    for filled, lines in groupby(
        enumerate(path.read_text(encoding="utf-8").splitlines(), 1), _is_filled
    ):
        for stays, part in groupby(lines, lambda numbered: _mark(path, *numbered) == "+"):
            if filled:
                groups.append(Group([line[1:].strip() for _, line in part], stays))
    return groups


def _is_filled(numbered: tuple[int, str]) -> bool:
    return bool(numbered[1].strip()) and not numbered[1].startswith("#")


def _mark(path: Path, number: int, line: str) -> str:
    if line.strip() and line[0] not in "-+#":
        raise ValueError(f"{path.name}, line {number}: expected '- …' or '+ …', got {line[:40]!r}")
    return line[:1]


def read_lines(documents: Iterable[Document]) -> Iterator[Document]:
    """Return documents made of every group of lines, set into articles of its language in *documents*.

    Where none is in its language, the long groups that stay are the articles.
    """
    hosts = _hosts(documents)
    for path in sorted(LINES.glob("*.txt")):
        groups = read_groups(path)
        choice = hosts.get(path.stem) or _own_articles(path.stem, groups) or hosts["en"]
        for number, group in enumerate(groups):
            name = f"{path.stem}-{number}"
            yield _set_into(_with_another(group, groups, name), name, choice)


def _own_articles(language: str, groups: Sequence[Group]) -> list[Document]:
    """Return the long groups that stay as articles of *language*."""
    articles = [group.lines for group in groups if group.stays and len(group.lines) > LEAST_ARTICLE]
    facts = Facts(language=language)
    return [
        Document(
            f"own-{language}-{number}",
            "article",
            f"lines-{language}",
            language,
            [Block(line) for line in lines],
            [0] * len(lines),
            facts,
        )
        for number, lines in enumerate(articles)
    ]


def _hosts(documents: Iterable[Document]) -> Mapping[str, Sequence[Document]]:
    """Return the articles of each language, their own paragraphs only."""
    hosts: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document.kind in ("tune", "text", "article"):
            own = document.own()
            if len(own) > 2:
                start = zlib.crc32(document.name.encode()) % max(1, len(own) - MAX_HOST)
                host = replace(document, blocks=own[start : start + MAX_HOST])
                hosts[document.language].append(host)
    return hosts


def _with_another(group: Group, groups: Sequence[Group], name: str) -> Sequence[Group]:
    """Return *group*, and a banner most often with another one behind it, as they stand below articles."""
    seed = zlib.crc32(name.encode())
    second = groups[seed // 32 % len(groups)]
    return [group] if group.stays or second.stays or seed // 64 % 3 == 0 else [group, second]


def _set_into(groups: Sequence[Group], name: str, choice: Sequence[Document]) -> Document:
    """Return the article that *name* chooses with *groups* in it: at an end mostly, or between paragraphs."""
    seed = zlib.crc32(name.encode())
    host = choice[seed % len(choice)]
    size = len(host.blocks)
    place = (size, 1 + seed // 8 % size, size, seed // 16 % 2)[seed // 4 % 4]
    lines = [Block(line) for group in groups for line in group.lines]
    labels: list[int | None] = [0] * size
    labels[place:place] = [int(not group.stays) for group in groups for _ in group.lines]
    blocks = [*host.blocks[:place], *lines, *host.blocks[place:]]
    facts = Facts(language=host.language)
    return Document(f"lines-{name}", "lines", host.group, host.language, blocks, labels, facts)
