"""The elements that React sends with a page, as the HTML that a browser would make of them.

A page whose outermost component runs in browsers alone shows nothing without scripts, and has all of
its elements in the rows of ``pagedata.flight``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import filterfalse
from typing import Any, Final

from newscrawl.extract.pagedata.flight import element_of, named_rows
from newscrawl.web.jsonvalues import as_object, as_text

ROOT: Final = "0"
"""The row that the others hang from."""
MAX_DEPTH: Final = 200
MAX_PARTS: Final = 100_000
_UNSEEN: Final = frozenset("script style link meta title head template noscript".split())
_EMPTY: Final = frozenset("area br col embed hr img input source track wbr".split())
_OTHERWISE: Final = frozenset(
    "notFound forbidden unauthorized error errorScripts fallback loading template".split()
)
"""Properties of components that hold what is shown instead of the page."""
_ATTRIBUTES: Final = (
    ("className", "class"),
    ("id", "id"),
    ("href", "href"),
    ("dateTime", "datetime"),
)


def html_of(scripts: Iterable[str]) -> str:
    """Return the HTML of the elements in *scripts*; empty where they have none."""
    writer = _Writer(named_rows(scripts))
    writer.find(f"${ROOT}", 0)
    return "".join(writer.html)


@dataclass(slots=True)
class _Writer:
    rows: Mapping[str, object]
    left: int = MAX_PARTS
    html: list[str] = field(default_factory=list)
    _shown: set[str] = field(default_factory=set)

    def find(self, value: object, depth: int) -> None:
        """Write the elements in *value*, which is no content itself."""
        self._go_on(_FINDERS, value, depth)

    def write(self, value: object, depth: int) -> None:
        """Write *value*, which is content: an element, a text, or a list of such."""
        self._go_on(_WRITERS, value, depth)

    def _go_on(self, ways: "_Ways", value: object, depth: int) -> None:
        self.left -= 1
        way = ways.get(type(value))
        if way is not None and self.left > 0 and depth < MAX_DEPTH:
            way(self, value, depth + 1)

    def _find_row(self, name: str, depth: int) -> None:
        self.find(self._row(name), depth)

    def _find_in_list(self, value: list[object], depth: int) -> None:
        if element := element_of(value):
            self._write_element(*element, depth)
            return
        for part in value:
            self.find(part, depth)

    def _find_in_object(self, value: dict[str, object], depth: int) -> None:
        for key in filterfalse(_OTHERWISE.__contains__, value):
            self.find(value[key], depth)

    def _write_list(self, value: list[object], depth: int) -> None:
        if element := element_of(value):
            self._write_element(*element, depth)
            return
        for part in value:
            self.write(part, depth)

    def _write_number(self, value: float, _depth: int) -> None:
        self.html.append(str(value))

    def _write_element(self, tag: str, properties: Mapping[str, object], depth: int) -> None:
        if tag in _UNSEEN:
            return
        if not tag:
            self._write_component(properties, depth)
            return
        self.html.append(f"<{tag}{_attributes_of(properties)}>")
        if tag in _EMPTY:
            return
        self.html.append(self._markup_of(properties))
        self.write(properties.get("children"), depth)
        self.html.append(f"</{tag}>")

    def _write_component(self, properties: Mapping[str, object], depth: int) -> None:
        """Write what a component is given: its content, else the elements in its other properties."""
        if "children" in properties:
            self.write(properties["children"], depth)
        else:
            self.find(properties, depth)

    def _write_text(self, text: str, depth: int) -> None:
        if not text.startswith("$"):
            self.html.append(escape(text, quote=False))
        elif text.startswith("$$"):
            # A dollar at the beginning of a text is doubled.
            self.html.append(escape(text[1:], quote=False))
        else:
            self.write(self._row(text), depth)

    def _markup_of(self, properties: Mapping[str, object]) -> str:
        """Return the HTML that an element holds as it is."""
        held = as_text(as_object(properties.get("dangerouslySetInnerHTML")).get("__html"))
        return as_text(self._row(held)) or held

    def _row(self, name: str) -> object:
        """Return the row that *name* refers to, once: a row may refer to itself."""
        key = name[1:].removeprefix("L") if name.startswith("$") else ""
        if key in self._shown:
            return None
        self._shown.add(key)
        return self.rows.get(key)


_Ways = Mapping[type, Callable[[_Writer, Any, int], None]]
_FINDERS: Final[_Ways] = {
    str: _Writer._find_row,
    list: _Writer._find_in_list,
    dict: _Writer._find_in_object,
}
_WRITERS: Final[_Ways] = {
    str: _Writer._write_text,
    list: _Writer._write_list,
    int: _Writer._write_number,
    float: _Writer._write_number,
}
"""What finds the elements in a value, and what writes one, by its type; others hold none."""


def _attributes_of(properties: Mapping[str, object]) -> str:
    """Return the attributes of an element that tell what it is, as HTML."""
    told = ((name, properties.get(key)) for key, name in _ATTRIBUTES)
    return "".join(f' {name}="{escape(value)}"' for name, value in told if isinstance(value, str))
