"""The data that Next.js (App Router) sends beside its pages: rows of React's flight format, in pieces.

Each piece is a string in ``self.__next_f.push([1, "…"])``. Joined, they are rows ``id:value``; a
value is JSON, or ``T`` with its length and a long text, which others name as ``$id``. In it an
element is ``["$", type, key, props]``, its type the tag, or the ``$id`` of a component. Source:
``ReactFlightClient.js`` of github.com/facebook/react.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice

from newscrawl.web.jsonvalues import loaded

PUSH = "__next_f.push("
MAX_ROWS = 5_000
MAX_DEPTH = 60
_ROW = re.compile(rb"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),)?")
_DECODER = json.JSONDecoder(strict=False)
_TEXT_PIECE = 1
"""The kind of a piece that is text; others start, name forms, or hold bytes."""


def rows_of(scripts: Iterable[str]) -> Iterator[object]:
    """Yield the values of the rows whose pieces are in *scripts*, long texts in their places.

    An element is an object with its tag and its children.
    """
    rows = named_rows(scripts)
    texts = {f"${name}": row for name, row in rows.items() if isinstance(row, str)}
    values = filter(_is_compound, rows.values())
    return map(partial(_with_texts, texts, 0), values)


def named_rows(scripts: Iterable[str]) -> dict[str, object]:
    """Return the rows whose pieces are in *scripts* by their ids; what is no value is ``None``."""
    pieces = chain.from_iterable(map(_pieces, scripts))
    data = "".join(pieces).encode("utf-8", "replace")
    return dict(islice(_rows(data), MAX_ROWS))


def element_of(value: object) -> tuple[str, Mapping[str, object]] | None:
    """Return tag and properties of an element; the tag of a component is empty. ``None``: it is none."""
    match value:
        case ["$", str(kind), _, dict(properties), *_]:
            return ("" if kind.startswith("$") else kind), properties
    return None


def _is_compound(value: object) -> bool:
    return isinstance(value, dict | list)


def _pieces(script: str) -> Iterator[str]:
    """Yield the pieces that *script* hands on."""
    for part in script.split(PUSH)[1:]:
        try:
            piece = _DECODER.raw_decode(part)[0]
        except (ValueError, RecursionError):
            continue
        match piece:
            case [int(kind), str(text)] if kind == _TEXT_PIECE:
                yield text


def _rows(data: bytes) -> Iterator[tuple[str, object]]:
    """Yield the rows of *data* with their ids; rows of other kinds (modules, hints) have no value."""
    place = 0
    while match := _ROW.match(data, place):
        name, place = match[1].decode(), match.end()
        if match[2] is not None:
            # The length is in bytes, and no line break comes after the text.
            end = place + int(match[2], 16)
            yield name, data[place:end].decode("utf-8", "replace")
            place = end
        else:
            # The last row may end without a break.
            end = data.find(b"\n", place)
            row = data[place:] if end < 0 else data[place:end]
            yield name, _json_of(row)
            place += len(row) + 1


def _json_of(row: bytes) -> object:
    """Return the value of a row of JSON; ``None`` for other rows, and for broken ones."""
    return loaded(row) if row.startswith((b"{", b"[")) else None


def _with_texts(texts: Mapping[str, object], depth: int, value: object) -> object:
    """Return *value* with the long texts that it names in their places."""
    if isinstance(value, str):
        return texts.get(value, value)
    if depth > MAX_DEPTH:
        return None
    inside = partial(_with_texts, texts, depth + 1)
    if element := element_of(value):
        tag, properties = element
        # Of a component each property may be the article, of a tag only its content.
        value = {"tag": tag, "children": properties.get("children")} if tag else properties
    if isinstance(value, list):
        return list(map(inside, value))
    if isinstance(value, dict):
        return dict(zip(value, map(inside, value.values()), strict=True))
    return value
