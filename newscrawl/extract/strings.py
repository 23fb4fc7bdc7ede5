"""Strings of untrusted pages to clean lines: one line, no control characters, bounded length."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from lxml.html import HtmlElement

from newscrawl.extract.characters import clean_line

_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2065-\u2069\ufff0-\uffff\ud800-\udfff]"
)
_TAG = re.compile(
    r"</?(?:[abipqsu]|br|em|strong|span|div|font|h\d|mark|nobr|small|su[bp]|wbr)\b[^<>]{0,300}>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&[#\w]{2,32};")


def clean_string(text: str) -> str:
    """Drop control characters, surrogates and marks of direction; fold white space to single spaces.

    What ``characters.clean_line`` takes out is taken out here too.
    """
    return clean_line(_UNWANTED.sub("", text))


def clean_text(value: object, *, max_chars: int = 1000) -> str | None:
    r"""Return *value* as a clean line of at most *max_chars* characters.

    Entities are undone, also when escaped twice, and inline tags dropped. ``None`` when it is no string
    or nothing is left.

    >>> clean_text("  Fish &amp;amp; <em>chips</em>\n")
    'Fish & chips'
    >>> clean_text(["a list"]) is None
    True
    """
    if not isinstance(value, str):
        return None
    # Cut first: entities and tags shrink, and a megabyte in a field must cost nothing.
    text = value[: 4 * max_chars]
    # Twice: feeds and data escape what was escaped already.
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = unescape(text)
    if "<" in text:
        # Known inline tags alone: "a < b" and "<3" are text.
        text = _TAG.sub(" " if "<br" in text.lower() else "", text)
    return cut(clean_string(text), max_chars) or None


def only_texts(values: Iterable[object]) -> list[str]:
    """Return those of *values*, which may have any type that JSON has, that are texts."""
    return [value for value in values if isinstance(value, str)]


def clean_texts(values: Iterable[object], *, max_chars: int = 1000) -> Iterator[str]:
    """Yield those of *values* that are texts, as ``clean_text`` returns them."""
    for value in values:
        text = clean_text(value, max_chars=max_chars)
        if text is not None:
            yield text


def element_text(element: HtmlElement, *, max_chars: int = 1000) -> str | None:
    """Return the text of *element* as a clean line; no more of it is gathered than *max_chars* need."""
    pieces: list[str] = []
    left = 4 * max_chars
    for piece in element.itertext():
        pieces.append(piece)
        left -= len(piece) + 1
        # More would be cut off anyway; an element may hold the whole page.
        if left < 0:
            break
    return clean_text("".join(pieces), max_chars=max_chars)


def cut(text: str, max_chars: int) -> str:
    """Cut a clean *text* to *max_chars*, at a space where one is near."""
    if len(text) <= max_chars:
        return text
    head = text[: max_chars - 1]
    # Scripts without spaces, and very long words, are cut where the length says.
    space = head.rfind(" ", max_chars - 60)
    return (head[:space] if space > 0 else head).rstrip() + "…"
