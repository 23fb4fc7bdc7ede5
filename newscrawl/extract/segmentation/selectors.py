"""The simple selectors that match an element: its classes, its id, and attributes that tell its purpose."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from lxml.html import HtmlElement

SPOKEN = ("itemprop", "data-component", "data-testid", "role", "data-qa", "data-gu-name", "name")
"""Attributes that tell the purpose of an element, as class and id do."""
NAMING = frozenset({"class", "id", *SPOKEN})
MAX_CLASSES = 100
"""Classes of one element that are looked at."""
SPOKEN_CHARS = 50
"""A value of an attribute from this length on is no name."""
MAX_REMEMBERED_CHARS = 500

Attributes = tuple[tuple[str, str], ...]


def selectors_of(element: HtmlElement) -> tuple[str, ...]:
    """Return the simple selectors that match *element*."""
    named = tuple([pair for pair in element.items() if pair[0] in NAMING])
    if not named:
        return ()
    tag = str(element.tag)
    # Untrusted: what is remembered must be short.
    is_short = max(map(len, dict(named).values())) <= MAX_REMEMBERED_CHARS
    return _remembered(tag, named) if is_short else tuple(_each_selector(tag, named))


@lru_cache(maxsize=1 << 12)
def _remembered(tag: str, named: Attributes) -> tuple[str, ...]:
    """Return the simple selectors for attributes; remembered, since the rows of a list have the same."""
    return tuple(_each_selector(tag, named))


def _each_selector(tag: str, named: Attributes) -> Iterator[str]:
    """Yield the simple selectors for the attributes of an element *tag*."""
    for name, value in named:
        yield from _WRITERS.get(name, _of_spoken)(tag, name, value)


def _of_classes(tag: str, _name: str, value: str) -> Iterable[str]:
    return map(f"{tag}.".__add__, value.split(maxsplit=MAX_CLASSES)[:MAX_CLASSES])


def _of_id(tag: str, _name: str, value: str) -> Iterable[str]:
    return (f"{tag}#{value.strip()}",)


def _of_spoken(tag: str, name: str, value: str) -> Iterable[str]:
    return (f"{tag}[{name}={value}]",) if len(value) < SPOKEN_CHARS else ()


_WRITERS: Final = {"class": _of_classes, "id": _of_id}
"""How the selectors of an attribute are written, where not as those of ``SPOKEN``."""
