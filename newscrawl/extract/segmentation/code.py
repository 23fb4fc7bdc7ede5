"""The text of preformatted elements, with the line breaks that a reader sees."""

import re
from collections.abc import Set

from lxml.html import HtmlElement

from newscrawl.extract.characters import without_hidden
from newscrawl.extract.tags import BLOCKS, NO_ELEMENTS, SKIPPED

NUMBERS = re.compile(
    r"(?:^|[\s_-])(?:line-?num(?:ber)?s?(?:-rows)?|linenos?|lineno|ln-num|gutter|copy-?(?:btn|button)?)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Names of elements next to the code: the numbers of its lines, a button to copy it."""
BLANK_LINES = re.compile(r"\n\s*\n+")
UNREAD = SKIPPED | NO_ELEMENTS


def code_text(element: HtmlElement, skipped: Set[HtmlElement] = frozenset()) -> str:
    """Return the text of *element* as it is written, without the *skipped* elements in it.

    Line breaks of the source count, as do ``br`` and the edges of blocks.
    """
    parts: list[str] = []
    _read_into(parts, element, skipped)
    # Browsers show it as a space; copied code must not keep it.
    return "".join(parts).replace("\xa0", " ")


def without_blank_lines(text: str) -> str:
    """Return *text* without hidden characters and blank lines, which are between the blocks of a record."""
    return BLANK_LINES.sub("\n", without_hidden(text)).strip("\r\n")


def _read_into(parts: list[str], element: HtmlElement, skipped: Set[HtmlElement]) -> None:
    """Add the text of *element* to *parts*, with a line break before and after each block in it."""
    _add_text(parts, element.text)
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif child not in skipped and _is_code(child):
            _end_line(parts, child)
            # By recursion: the depth of the tree was bounded when it was parsed.
            _read_into(parts, child, skipped)
            _end_line(parts, child)
        _add_text(parts, child.tail)


def _add_text(parts: list[str], text: str | None) -> None:
    """Add *text* to *parts*, if there is any."""
    if text:
        parts.append(text)


def _end_line(parts: list[str], element: HtmlElement) -> None:
    """Begin a new line at the edge of *element*, if it is a block, unless one has just begun."""
    is_edge = element.tag in BLOCKS
    if is_edge and parts and not parts[-1].endswith("\n"):
        parts.append("\n")


def _is_code(element: HtmlElement) -> bool:
    """Return whether *element* may hold lines of code that are read."""
    return element.tag not in UNREAD and not _is_beside(element)


def _is_beside(element: HtmlElement) -> bool:
    """Return whether *element* is no part of the code by its name."""
    return NUMBERS.search(element.get("class", "")) is not None
