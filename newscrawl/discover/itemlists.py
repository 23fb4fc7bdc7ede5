"""The articles that a page lists in its own data: ``ItemList`` of schema.org, in JSON-LD.

Fronts that scripts build show no link in their markup, and list their articles there for search
engines.

Source: https://schema.org/ItemList, https://schema.org/CollectionPage (``hasPart``).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, filterfalse, islice, product, repeat
from typing import Any

from lxml.html import HtmlElement

from newscrawl.discover.found import absolute, short_title
from newscrawl.web.jsonvalues import as_list, as_object, as_text, loaded

MAX_CHARS = 2_000_000
"""Of one script; what is longer is not read."""
MAX_ITEMS = 1_000
"""Of one page."""
_MAX_DEPTH = 12
_LISTS = ("itemListElement", "hasPart", "blogPost", "mainEntity", "@graph")
"""Properties that lead to the items of a list."""
_AROUND = frozenset({"@graph", "mainEntity"})
"""Those whose values hold lists, and are no items."""
_TITLES = ("headline", "name")


def listed_items(tree: HtmlElement, base: str) -> Iterator[tuple[str, str]]:
    """Return URL and title of each item that a list in the data of the page names, in its order."""
    texts = map(_text_of, filter(_is_data, tree.iter("script")))
    values = map(loaded, filter(_may_list, texts))
    found = (_items(value, base) for value in values)
    return islice(chain.from_iterable(found), MAX_ITEMS)


def _text_of(script: HtmlElement) -> str:
    return script.text or ""


def _is_data(script: HtmlElement) -> bool:
    """Return whether *script* holds JSON-LD."""
    return script.get("type", "").lower().strip().startswith("application/ld+json")


def _may_list(text: str) -> bool:
    """Return whether *text* may have a list in it, before it is parsed."""
    return len(text) <= MAX_CHARS and any(name in text for name in _LISTS)


def _items(data: Any, base: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Return the items of the lists in *data*; only a list has items."""
    for name, item in _listed(data) if depth <= _MAX_DEPTH else ():
        if name not in _AROUND:
            yield from _item(item, base)
        yield from _items(item, base, depth + 1)


def _listed(data: Any) -> Iterator[tuple[str, Any]]:
    """Yield the entries of the lists of each node of *data*, each with the property that leads to it."""
    nodes = filterfalse(_is_way, map(as_object, as_list(data)))
    for node, name in product(nodes, _LISTS):
        yield from zip(repeat(name), as_list(node.get(name)), strict=False)


def _is_way(node: Mapping[str, Any]) -> bool:
    """Return whether *node* is the way to the page, which lists its sections."""
    return "BreadcrumbList" in str(node.get("@type"))


def _item(item: Any, base: str) -> Iterator[tuple[str, str]]:
    """Yield URL and title of one item: a URL, a ``ListItem``, or the thing itself."""
    listed = _thing(item)
    thing = _thing(listed.get("item"))
    places = (listed.get("url"), thing.get("url"), thing.get("@id"))
    titles = (*map(thing.get, _TITLES), *map(listed.get, _TITLES))
    urls = map(partial(absolute, base), map(as_text, places))
    url = next(filter(None, urls), None)
    if url is not None:
        yield url, next(filter(None, map(short_title, map(as_text, titles))), "")


def _thing(value: Any) -> Mapping[str, Any]:
    """Return the object *value*; a URL as an object that has it."""
    return value if isinstance(value, dict) else {"url": value}
