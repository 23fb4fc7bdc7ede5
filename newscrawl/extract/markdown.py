"""The blocks of a text in Markdown, by the elements of the page that they were made of."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.segmentation.segments import Segment
from newscrawl.extract.tags import HEADINGS
from newscrawl.model.items import Block
from newscrawl.model.more import Link

LISTS = frozenset({"ul", "ol", "menu", "dl"})
SPECIAL = re.compile(r"([\\`*_\[\]<>])")
LEADING = re.compile(r"^(#{1,6}|[-+]|\d{1,9}[.)])(?=\s|$)")
_START_DIGITS = 6
"""A list that begins at a number of so many digits begins at one."""


@dataclass(frozen=True, slots=True)
class _Written:
    """The part of a page that is in Markdown already.

    Attributes:
        numbers: The last number of each ordered list.
        tables: Tables whose head is written.
    """

    numbers: dict[HtmlElement, int] = field(default_factory=dict)
    tables: set[HtmlElement] = field(default_factory=set)


def markdown_of(
    blocks: Sequence[Block], segments: Sequence[Segment], links: Sequence[Link]
) -> Iterator[str]:
    """Return each of *blocks* in Markdown, with its *links*."""
    written = _Written()
    by_block: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        by_block[link.block].append(link)
    for index, (block, segment) in enumerate(zip(blocks, segments, strict=True)):
        is_code = block.kind == "code"
        text = block.text if is_code else _inline(block.text, by_block[index])
        write = _WRITERS.get(block.kind, _paragraph)
        yield write(text, segment, written)


def _paragraph(text: str, _segment: Segment, _written: _Written) -> str:
    # "1. May" at the beginning of a paragraph is no list.
    return LEADING.sub(r"\\\1", text)


def _code(text: str, _segment: Segment, _written: _Written) -> str:
    return f"```\n{text}\n```"


def _heading(text: str, segment: Segment, _written: _Written) -> str:
    """Return a heading, of the level of its tag, or the second."""
    innermost_first = map(attrgetter("tag"), reversed(segment.path))
    tags = filter(HEADINGS.__contains__, (segment.tag, *innermost_first))
    level = int(next(tags, "h2")[1])
    return f"{'#' * level} {text}"


def _quote(text: str, _segment: Segment, _written: _Written) -> str:
    return "> " + text.replace("\n", "\n> ")


def _list_item(text: str, segment: Segment, written: _Written) -> str:
    """Return an item of a list with its mark: its indent, and a dash or its number."""
    lists = list(segment.element.iterancestors(*LISTS))
    if segment.element.tag in LISTS:
        lists.insert(0, segment.element)
    indent = "  " * max(0, len(lists) - 1)
    if not lists or lists[0].tag != "ol":
        return f"{indent}- {text}"
    number = written.numbers.get(lists[0], _begin_of(lists[0]) - 1) + 1
    written.numbers[lists[0]] = number
    return f"{indent}{number}. {text}"


def _begin_of(ordered: HtmlElement) -> int:
    """Return the number of the first item of a list."""
    begin = ordered.get("start", "")
    # A stranger's attribute: "start" may be any string.
    is_number = begin.isdigit() and len(begin) < _START_DIGITS
    return int(begin) if is_number else 1


def _table_row(text: str, segment: Segment, written: _Written) -> str:
    """Return a row of a table; the first of each table has the line under it that makes it its head."""
    line = f"| {text} |"
    table = next(iter(segment.element.iterancestors("table")), None)
    if table is None or table in written.tables:
        return line
    # Markdown has no table without a head: the first row becomes it.
    written.tables.add(table)
    columns = text.count(" | ") + 1
    return f"{line}\n|{' --- |' * columns}"


def _inline(text: str, links: Sequence[Link]) -> str:
    """Return *text* with its links, and with a backslash before what Markdown would read as a sign."""
    parts, position = [], 0
    for link in links:
        parts.append(_escaped(text[position : link.start]))
        # Brackets and spaces would end the target. Source: CommonMark 0.31, section 6.3.
        url = link.url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        parts.append(f"[{_escaped(link.text)}]({url})")
        position = link.start + len(link.text)
    return "".join((*parts, _escaped(text[position:])))


def _escaped(text: str) -> str:
    """Return *text* so that Markdown shows it as it is, its line breaks too."""
    # Two spaces before a break keep it. Source: CommonMark 0.31, section 6.7.
    return SPECIAL.sub(r"\\\1", text).replace("\n", "  \n")


_WRITERS: Final[Mapping[str, Callable[[str, Segment, _Written], str]]] = {
    "code": _code,
    "heading": _heading,
    "list_item": _list_item,
    "quote": _quote,
    "table_row": _table_row,
}
"""How the text of each kind of block is written; of all others as a paragraph."""
