"""The purpose of a table: rows of data, the layout of a page, or code and the numbers of its lines.

A row of data is read across, the cells of a layout one by one. The content of the cells tells them
apart: data is short, in rows of several cells; a layout holds the text itself, its headings, or
further tables.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

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
MIN_ROWS = 2
"""Such rows that a table of data without a head has."""


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
    """A cell and the characters of its text, white space left out."""

    element: HtmlElement
    size: int


Rows = Mapping[HtmlElement, list[Cell]]
"""The rows of a table with the cells that hold any text."""


def is_cell(element: HtmlElement) -> bool:
    """Return whether *element*, in a row, is a cell of it."""
    return element.tag in CELLS or element.get("role") in CELL_ROLES


def shape_of(table: HtmlElement) -> Shape:
    """Return how to read *table*; the tables in it are asked for on their own."""
    if table.tag != "table":
        return Shape(rows=frozenset(_rows_by_role(table)))
    found = list(_own_rows(table))
    # One cell in each row: a layout, told without a look at its text.
    if max(map(len, found), default=0) < _PAIR:
        return LAYOUT
    filled = zip(found, map(_filled_cells, found), strict=True)
    rows = {row: cells for row, cells in filled if cells}
    return _code_shape(table, rows) or _data_shape(table, rows)


def _rows_by_role(table: HtmlElement) -> Iterator[HtmlElement]:
    """Return the rows of a *table* that is one by its role, and says so of its rows."""
    return (each for each in table.iterdescendants() if each.get("role") == "row")


def _data_shape(table: HtmlElement, rows: Rows) -> Shape:
    """Return which *rows* of *table* are to be read across."""
    if not _is_data(table, rows):
        return LAYOUT
    return Shape(rows=frozenset(row for row, cells in rows.items() if _is_read_across(cells)))


def _own_rows(table: HtmlElement) -> Iterator[HtmlElement]:
    """Return the rows of *table*, not those of tables inside of it."""
    for child in table:
        # libxml2 leaves rows where they are written, browsers put them into a ``tbody``.
        if child.tag == "tr":
            yield child
        elif child.tag in GROUPS:
            yield from child.iterchildren("tr")


def _filled_cells(row: HtmlElement) -> list[Cell]:
    """Return the cells of *row* that hold any text, without a bullet before them."""
    sized = (Cell(cell, _text_size(cell)) for cell in row.iterchildren("td", "th"))
    cells = [cell for cell in sized if cell.size]
    # A bullet in a cell of its own: old pages make lists of such tables.
    return cells[1:] if cells and _is_bullet(cells[0]) else cells


def _is_bullet(cell: Cell) -> bool:
    """Return whether a cell is nothing but the mark of an item."""
    return cell.size == 1 and BULLET.fullmatch(_text_of(cell.element)) is not None


def _text_of(element: HtmlElement) -> str:
    return "".join(element.itertext()).strip()


def _text_size(element: HtmlElement) -> int:
    """Count the characters of *element*, white space folded."""
    return int(SIZE(element))


def _is_data(table: HtmlElement, rows: Rows) -> bool:
    """Return whether *rows* are to be read across."""
    # The page says so itself. Source: WAI-ARIA 1.2, role ``presentation``.
    if not rows or table.get("role") in LAYOUT_ROLES:
        return False
    cells = list(chain.from_iterable(rows.values()))
    is_headed = any(cell.element.tag == "th" for cell in cells)
    # A head vouches for a single row of data; without one, two cells side by side are a layout.
    least = 1 if is_headed else MIN_ROWS
    if len([row for row in rows.values() if len(row) >= _PAIR]) < least:
        return False
    return not _is_layout(table, cells) and (is_headed or _are_short(cells))


def _is_layout(table: HtmlElement, cells: Sequence[Cell]) -> bool:
    """Return whether *cells* hold the text of the page, or much of it is in tables within *table*."""
    sizes = [cell.size for cell in cells]
    total, largest = sum(sizes), max(sizes)
    # The cell with the article between cells with menus.
    is_around_text = largest > LARGE_CHARS and largest > LARGE_SHARE * total
    return is_around_text or _nested_size(table) > MAX_NESTED * total


def _are_short(cells: Sequence[Cell]) -> bool:
    """Return whether *cells* are short in the mean, and none of them holds a text of its own."""
    total = sum(cell.size for cell in cells)
    return total <= MEAN_CHARS * len(cells) and not any(map(_is_box, cells))


def _nested_size(table: HtmlElement) -> int:
    """Count the characters in the tables within *table*."""
    # Of nested ones the outermost: inner ones are counted with it.
    inner = table.iterdescendants("table")
    nested = (each for each in inner if next(each.iterancestors("table")) is table)
    return sum(map(_text_size, nested))


def _is_read_across(cells: Iterable[Cell]) -> bool:
    """Return whether a row has no cell that is a text or a table of its own."""
    return not any(map(_stands_alone, cells))


def _stands_alone(cell: Cell) -> bool:
    """Return whether a cell is no part of a row that is read across."""
    return _is_box(cell) or next(cell.element.iterdescendants("table"), None) is not None


def _is_box(cell: Cell) -> bool:
    """Return whether a cell holds a text of its own: paragraphs, a list, or a heading with text."""
    if cell.size < PARAGRAPH_CHARS:
        return False
    if next(cell.element.iterdescendants(*HEADINGS), None) is not None:
        return True
    # Bounded, as a cell may hold the whole page.
    items = list(islice(cell.element.iterdescendants("li"), MIN_ITEMS))
    if len(items) == MIN_ITEMS:
        return True
    sizes = map(_text_size, cell.element.iterchildren(*PARAGRAPHS))
    return len([size for size in sizes if size >= PARAGRAPH_CHARS]) > 1


def _code_shape(table: HtmlElement, rows: Rows) -> Shape | None:
    """Return how to read code and the numbers of its lines; ``None`` for any other table."""
    # Numbers in one cell and all code in the other, as highlighters write it …
    pairs = [row for row in rows.values() if len(row) == _PAIR]
    if len(pairs) == len(rows) == 1:
        numbers, code = pairs[0]
        if _are_counted(" ".join(numbers.element.itertext()).split()):
            return Shape(code=frozenset({code.element}), numbers=frozenset({numbers.element}))
    # … or a row for each line. Results and rankings count up as well: a name must say code.
    if len(pairs) < MIN_CODE_ROWS or not _is_named_code(table, pairs[0][1].element):
        return None
    firsts = [cells[0].element for cells in rows.values()]
    # Nothing but a number: a cell with many children is not read.
    is_short = max(map(len, firsts)) < MIN_CODE_ROWS
    if is_short and _are_counted(list(map(_text_of, firsts))):
        return Shape(code=frozenset({table}), numbers=frozenset(firsts))
    return None


def _are_counted(words: Sequence[str]) -> bool:
    """Return whether *words* are numbers of lines, two or more, each one more than that before it."""
    if len(words) < _PAIR or not all(map(NUMBER.match, words)):
        return False
    first = int(words[0])
    return list(map(int, words)) == list(range(first, first + len(words)))


def _is_named_code(table: HtmlElement, cell: HtmlElement) -> bool:
    """Return whether a table is marked as code: by an element in *cell*, or by its own or the cell's name."""
    if next(cell.iter("pre", "code"), None) is not None:
        return True
    names = f"{table.get('class', '')}\n{cell.get('class', '')}"
    return CODE_NAME.search(names) is not None
