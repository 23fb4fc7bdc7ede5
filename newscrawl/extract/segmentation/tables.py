"""The purpose of a table: rows of data, the layout of a page, or code and the numbers of its lines.

A row of data is read across, the cells of a layout one by one. The content of the cells tells them
apart: data is short, in rows of several cells; a layout holds the text itself, its headings, or
further tables.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, filterfalse, islice
from operator import itemgetter
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.tags import HEADINGS

SIZE = etree.XPath("string-length(normalize-space(.))")
GROUPS = frozenset("tbody thead tfoot form".split())
PARAGRAPHS = ("p", "div", "article", "section", "blockquote")
MAX_NESTED = 0.5
"""Share (0–1) of a table's text in tables inside of it at which it is a layout."""
LARGE_CHARS = 400
LARGE_SHARE = 0.6
"""A cell with more characters, and a larger share (0–1) of the table's, than this is the text itself."""
PARAGRAPH_CHARS = 100
"""Two paragraphs of this length make a cell a box."""
MEAN_CHARS = 200
"""Cells of a table without headings that are longer in the mean are boxes."""
NUMBER = re.compile(r"\d{1,6}\Z")
CODE_NAME = re.compile(
    r"(?:^|[\s_-])(?:highlight\w*|code\w*|syntax\w*|blob|hljs|rouge|src|listing)(?:$|[\s_-])",
    re.IGNORECASE,
)
MIN_CODE_ROWS = 3
BULLET = re.compile(r"[·•▪■□◆◇●○►▶»›※★☆*¤]")
MIN_ITEMS = 2


CELLS = frozenset({"td", "th"})
LAYOUT_ROLES = frozenset({"presentation", "none"})
TABLE_ROLES = frozenset({"table", "grid"})
CELL_ROLES = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
"""Roles of tables that are made of other elements. Source: WAI-ARIA 1.2."""
_PAIR = 2
"""Cells of a row that says something of something: less is no table of data."""
MIN_ROWS = {True: 1, False: 2}
"""Such rows that data has at least, by whether it has a head: a head vouches for a single row; without
one, two cells side by side are a layout."""
ROWS_BY_ROLE = etree.XPath("descendant::*[@role='row']")


@dataclass(frozen=True, slots=True)
class Shape:
    """How to read a table.

    Attributes:
        rows: Its rows of data, each to be read across.
        code: Cells, or the table itself, whose text is code.
        numbers: Cells that hold the numbers of lines, which nobody reads.
    """

    rows: frozenset[HtmlElement] = frozenset()
    code: frozenset[HtmlElement] = frozenset()
    numbers: frozenset[HtmlElement] = frozenset()


LAYOUT = Shape()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and the characters of its text, white space folded."""

    element: HtmlElement
    size: int


Rows = Mapping[HtmlElement, Sequence[Cell]]
"""The rows of a table with the cells that hold any text."""


def is_cell(element: HtmlElement) -> bool:
    """Return whether *element*, in a row, is a cell of it."""
    return element.tag in CELLS or element.get("role") in CELL_ROLES


def shape_of(table: HtmlElement) -> Shape:
    """Return how to read *table*; the tables in it are asked for on their own."""
    # One that is a table by its role says so of its rows.
    if table.tag != "table":
        return Shape(rows=frozenset(ROWS_BY_ROLE(table)))
    found = list(_own_rows(table))
    # One cell in each row: a layout, told without a look at its text.
    if max(map(len, found), default=0) < _PAIR:
        return LAYOUT
    cells = map(_filled_cells, found)
    # Rows without text do not count.
    rows = dict(filter(itemgetter(1), zip(found, cells, strict=True)))
    return _code_shape(table, rows) or _data_shape(table, rows)


def _own_rows(table: HtmlElement) -> Iterator[HtmlElement]:
    """Return the rows of *table*, not those of tables inside of it."""
    for child in table.iterchildren("tr", *GROUPS):
        # libxml2 leaves rows where they are written, browsers put them into a ``tbody``.
        yield from (child,) if child.tag == "tr" else child.iterchildren("tr")


def _filled_cells(row: HtmlElement) -> Sequence[Cell]:
    """Return the cells of *row* that hold any text, without a bullet before them."""
    cells = list(filter(_is_filled, map(_measured, row.iterchildren("td", "th"))))
    # A bullet in a cell of its own: old pages make lists of such tables.
    has_bullet = any(map(_is_bullet, cells[:1]))
    return cells[has_bullet:]


def _measured(element: HtmlElement) -> Cell:
    """Return a cell that is *element*."""
    return Cell(element, _text_size(element))


def _is_filled(cell: Cell) -> bool:
    """Return whether a cell holds any text."""
    return cell.size > 0


def _is_bullet(cell: Cell) -> bool:
    """Return whether a cell is nothing but the mark of an item."""
    return cell.size == 1 and BULLET.fullmatch(_text_of(cell.element)) is not None


def _text_of(element: HtmlElement) -> str:
    return "".join(element.itertext()).strip()


def _text_size(element: HtmlElement) -> int:
    """Count the characters of *element*, white space folded."""
    return int(SIZE(element))


def _data_shape(table: HtmlElement, rows: Rows) -> Shape:
    """Return which *rows* of *table* are to be read across."""
    if not _is_data(table, rows):
        return LAYOUT
    across = dict(filterfalse(_is_broken_up, rows.items()))
    return Shape(rows=frozenset(across))


def _is_broken_up(row: tuple[HtmlElement, Sequence[Cell]]) -> bool:
    """Return whether a *row* has a cell that is read alone, in which case all are."""
    return any(map(_stands_alone, row[1]))


def _is_data(table: HtmlElement, rows: Rows) -> bool:
    """Return whether *rows* are data, and not the layout of a page."""
    # The page says so itself. Source: WAI-ARIA 1.2, role ``presentation``.
    if table.get("role") in LAYOUT_ROLES:
        return False
    cells = list(chain.from_iterable(rows.values()))
    is_headed = any(map(_is_head, cells))
    wide = sum(map(_is_wide, rows.values()))
    if wide < MIN_ROWS[is_headed] or _is_layout(table, cells):
        return False
    return is_headed or _are_short(cells)


def _is_head(cell: Cell) -> bool:
    """Return whether a cell names what is in its row or column."""
    return cell.element.tag == "th"


def _is_wide(row: Sequence[Cell]) -> bool:
    """Return whether a *row* says something of something."""
    return len(row) >= _PAIR


def _sizes_of(cells: Iterable[Cell]) -> Sequence[int]:
    """Return the sizes of *cells*, in order."""
    return [cell.size for cell in cells]


def _is_layout(table: HtmlElement, cells: Sequence[Cell]) -> bool:
    """Return whether *cells* hold the text of the page, or much of it is in tables within *table*."""
    sizes = _sizes_of(cells)
    total, largest = sum(sizes), max(sizes)
    # The cell with the article between cells with menus.
    is_around_text = largest > max(LARGE_CHARS, LARGE_SHARE * total)
    return is_around_text or _nested_size(table) > MAX_NESTED * total


def _are_short(cells: Sequence[Cell]) -> bool:
    """Return whether *cells* are short in the mean, and none of them holds a text of its own."""
    is_short = sum(_sizes_of(cells)) <= MEAN_CHARS * len(cells)
    return is_short and not any(map(_is_box, cells))


def _nested_size(table: HtmlElement) -> int:
    """Count the characters in the tables within *table*."""
    # Of nested ones the outermost: inner ones are counted with it.
    inner = table.iterdescendants("table")
    nested = (each for each in inner if next(each.iterancestors("table")) is table)
    return sum(map(_text_size, nested))


def _stands_alone(cell: Cell) -> bool:
    """Return whether a cell is no part of a row that is read across: it is a text or a table."""
    return _is_box(cell) or next(cell.element.iterdescendants("table"), None) is not None


def _is_box(cell: Cell) -> bool:
    """Return whether a cell holds a text of its own: paragraphs, a list, or a heading with text."""
    is_long = cell.size >= PARAGRAPH_CHARS
    return is_long and any(holds(cell.element) for holds in _SIGNS_OF_BOX)


def _holds_heading(element: HtmlElement) -> bool:
    """Return whether a heading is in *element*."""
    return next(element.iterdescendants(*HEADINGS), None) is not None


def _holds_list(element: HtmlElement) -> bool:
    """Return whether several items are in *element*."""
    # Bounded, as a cell may hold the whole page.
    items = islice(element.iterdescendants("li"), MIN_ITEMS)
    return len(list(items)) == MIN_ITEMS


def _holds_paragraphs(element: HtmlElement) -> bool:
    """Return whether several children of *element* are paragraphs by their length."""
    sizes = map(_text_size, element.iterchildren(*PARAGRAPHS))
    return sum(size >= PARAGRAPH_CHARS for size in sizes) > 1


_SIGNS_OF_BOX: Final = (_holds_heading, _holds_list, _holds_paragraphs)


def _code_shape(table: HtmlElement, rows: Rows) -> Shape | None:
    """Return how to read code and the numbers of its lines; ``None`` for any other table."""
    pairs = list(filter(_is_pair, rows.values()))
    if len(rows) == 1:
        return _code_in_one_row(pairs)
    # Results and rankings count up as well: a name must say code.
    is_code = len(pairs) >= MIN_CODE_ROWS and _is_named_code(table, pairs[0][1].element)
    firsts = [cells[0].element for cells in rows.values()]
    return _code_by_rows(table, firsts) if is_code else None


def _is_pair(row: Sequence[Cell]) -> bool:
    """Return whether a *row* may be a number and its line of code."""
    return len(row) == _PAIR


def _code_in_one_row(pairs: Iterable[Sequence[Cell]]) -> Shape | None:
    """Return how to read numbers in one cell and all code in the other, as highlighters write it."""
    for numbers, code in pairs:
        if _are_counted(" ".join(numbers.element.itertext()).split()):
            return Shape(code=frozenset({code.element}), numbers=frozenset({numbers.element}))
    return None


def _code_by_rows(table: HtmlElement, firsts: Sequence[HtmlElement]) -> Shape | None:
    """Return how to read a *table* with a row for each line of code, if the *firsts* are its numbers."""
    # Nothing but a number: a cell with many children is not read.
    is_short = max(map(len, firsts)) < MIN_CODE_ROWS
    if is_short and _are_counted(list(map(_text_of, firsts))):
        return Shape(code=frozenset({table}), numbers=frozenset(firsts))
    return None


def _are_counted(words: Sequence[str]) -> bool:
    """Return whether *words* are numbers of lines, two or more, each one more than that before it."""
    if len(words) < _PAIR or not all(map(NUMBER.match, words)):
        return False
    numbers = list(map(int, words))
    first = numbers[0]
    return numbers == list(range(first, first + len(words)))


def _is_named_code(table: HtmlElement, cell: HtmlElement) -> bool:
    """Return whether a table is marked as code: by an element in *cell*, or by its own or the cell's name."""
    if next(cell.iter("pre", "code"), None) is not None:
        return True
    names = f"{table.get('class', '')}\n{cell.get('class', '')}"
    return CODE_NAME.search(names) is not None
