"""The columns of a record, made from ``Article``; every other form of its types is made from these."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from newscrawl.model.article import Article

Kind = Literal["text", "integer", "number", "flag", "list", "struct", "json"]
_PLAIN: dict[type, Kind] = {str: "text", int: "integer", float: "number", bool: "flag"}


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record.

    Attributes:
        name: Its key; empty for the items of a list.
        kind: What it holds; ``json``: an object with keys that nobody knows before, as its text.
        optional: Whether it may be missing.
        parts: The one column of the items of a list; the columns of a struct.
    """

    name: str
    kind: Kind
    optional: bool = False
    parts: tuple["Column", ...] = ()


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns of ``Article``, in their order."""
    return tuple(_columns_of(Article))


def _columns_of(record: type) -> Iterator[Column]:
    # Resolved: annotations may be texts, or refer to classes further down.
    hints = get_type_hints(record)
    for each in fields(record):
        yield make_column(each.name, hints[each.name])


def make_column(name: str, hint: Any) -> Column:
    """Return the column for a field with the type *hint*.

    Raises:
        TypeError: If there is no column for it.
    """
    if hint in _PLAIN:
        return Column(name, _PLAIN[hint])
    if isinstance(hint, type) and is_dataclass(hint):
        return Column(name, "struct", parts=tuple(_columns_of(hint)))
    make = _BY_ORIGIN.get(get_origin(hint), _no_column)
    return make(name, hint)


def _literal_column(name: str, hint: Any) -> Column:
    """Return the column for one of several texts."""
    if set(map(type, get_args(hint))) != {str}:
        return _no_column(name, hint)
    return Column(name, "text")


def _list_column(name: str, hint: Any) -> Column:
    """Return the column for a list or a tuple of things of one type."""
    items = get_args(hint)[:1]
    if not items:
        return _no_column(name, hint)
    return Column(name, "list", parts=(make_column("", items[0]),))


def _json_column(name: str, _hint: Any) -> Column:
    # Its keys are named by users: as a struct, each file would have another schema.
    return Column(name, "json", optional=True)


def _optional_column(name: str, hint: Any) -> Column:
    """Return the column for a type or ``None``; other unions have none."""
    inner = [each for each in get_args(hint) if each is not NoneType]
    if len(inner) != 1:
        return _no_column(name, hint)
    return replace(make_column(name, inner[0]), optional=True)


def _no_column(name: str, hint: Any) -> Column:
    """Raise the error that there is no column for *hint*."""
    expected = "expected text, a number, a list or a dataclass of these"
    raise TypeError(f"{name}: no column for {hint}; {expected}")


_BY_ORIGIN: Mapping[Any, Callable[[str, Any], Column]] = {
    # ``X | None`` and ``Optional[X]`` have different origins.
    Union: _optional_column,
    UnionType: _optional_column,
    Literal: _literal_column,
    list: _list_column,
    tuple: _list_column,
    dict: _json_column,
}
"""What makes the column for a type that has others in it."""
