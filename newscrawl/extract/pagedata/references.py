"""Stores that keep each object once, under its id: references replaced by what they refer to.

Clients of GraphQL keep answers so, flat: the paragraphs of an article are then apart from it, each under
an id of its own. A reference to a document (another article) stays: it is not part of a text.
Sources: "Normalization" in the documentation of Apollo Client; ``RelayStoreUtils.js`` of
github.com/facebook/relay.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import filterfalse
from typing import Any, Final

from newscrawl.extract.pagedata.richtext import Converter, SpentError, is_document
from newscrawl.web.jsonvalues import as_object, as_text

_MARKS: Final = ("__ref", '"generated"')
"""What the text of a store with references has in it."""
MAX_STEPS: Final = 200_000
"""Values that are looked at and copied for a page; a store with more stays as it is."""
MAX_HOPS: Final = 3
"""So many references may be between an article and a piece of its text."""
MAX_DEPTH: Final = 60


def may_refer(text: str) -> bool:
    """Return whether a value that *text* writes may have references."""
    return any(mark in text for mark in _MARKS)


def with_referred(value: object) -> object:
    """Return *value* with objects in the place of references to them."""
    store = _Store()
    try:
        store.collect(value)
        return store.filled(value)
    except SpentError:
        return value


def _is_of_object(keyed: tuple[str, object]) -> bool:
    return isinstance(keyed[1], dict)


def _ids_of(node: Mapping[str, object]) -> Iterable[object] | None:
    """Return the ids that *node* refers to; ``None`` where it is no reference."""
    match node:
        case {"__ref": str(name)} | {"type": "id", "id": str(name), "generated": bool()}:
            return (name,)
        case {"__refs": list(names)}:
            return names
    return None


@dataclass(slots=True)
class _Store:
    """The objects of a page by their keys, and the steps that are left to look at them."""

    entries: dict[str, Any] = field(default_factory=dict)
    work: Converter = field(default_factory=partial(Converter, MAX_STEPS))

    def collect(self, value: object) -> None:
        """Note the objects in *value*, each by its key.

        Raises:
            SpentError: If they are too many.
        """
        stack = [value]
        while stack:
            self.work.step()
            node = stack.pop()
            parts = as_object(node)
            self.entries.update(filter(_is_of_object, parts.items()))
            stack.extend(node if isinstance(node, list) else parts.values())

    def filled(self, value: object, hops: int = 0, depth: int = 0) -> object:
        """Return *value* with objects in the place of references; what is nested too deep is left.

        Raises:
            SpentError: If it takes too many steps.
        """
        self.work.step()
        fill = _FILLED.get(type(value))
        if fill is None or depth > MAX_DEPTH:
            return value
        return fill(self, value, hops, depth + 1)

    def _list(self, value: list[object], hops: int, depth: int) -> list[object]:
        return [self.filled(part, hops, depth) for part in value]

    def _object(self, node: dict[str, object], hops: int, depth: int) -> object:
        ids = _ids_of(node)
        if ids is not None:
            return self._referred(ids, hops, depth) or node
        values = (self.filled(part, hops, depth) for part in node.values())
        return dict(zip(node, values, strict=True))

    def _referred(self, ids: Iterable[object], hops: int, depth: int) -> object:
        """Return the object with one of *ids*, or those with several; nothing where there is none."""
        found = filter(None, map(self.entries.get, map(as_text, ids)))
        named = [] if hops >= MAX_HOPS else list(filterfalse(is_document, found))
        parts = self._list(named, hops + 1, depth)
        return parts[0] if len(parts) == 1 else parts


_FILLED: Final[Mapping[type, Callable[[_Store, Any, int, int], object]]] = {
    list: _Store._list,
    dict: _Store._object,
}
"""What fills a value, by its type; others have no references."""
