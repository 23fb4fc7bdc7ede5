"""The articles that a page lists in its own data: ``ItemList`` of schema.org, in JSON-LD.

Fronts that scripts build show no link in their markup, and list their articles there for search
engines.

Source: https://schema.org/ItemList, https://schema.org/CollectionPage (``hasPart``).
"""

import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from lxml.html import HtmlElement

from newscrawl.discover.found import absolute, short_title

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
    texts = (script.text or "" for script in tree.iter("script") if _is_data(script))
    found = (_items(_loaded(text), base) for text in texts if _may_list(text))
    return islice(chain.from_iterable(found), MAX_ITEMS)


def _is_data(script: HtmlElement) -> bool:
    """Return whether *script* holds JSON-LD."""
    return (script.get("type") or "").lower().strip().startswith("application/ld+json")


def _may_list(text: str) -> bool:
    """Return whether *text* may have a list in it, before it is parsed."""
    return len(text) <= MAX_CHARS and any(name in text for name in _LISTS)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    # Nesting that is too deep for the parser is a fault of the data as well.
    except (ValueError, RecursionError):
        return None


def _items(data: Any, base: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Return the items of the lists in *data*; what is not in a list is none."""
    for name, item in _listed(data) if depth <= _MAX_DEPTH else ():
        if name not in _AROUND:
            yield from _item(item, base)
        yield from _items(item, base, depth + 1)


def _listed(data: Any) -> Iterator[tuple[str, Any]]:
    """Yield what the lists of each node of *data* hold, with the property that leads to it."""
    for node in filter(_may_have_list, _as_list(data)):
        for name in _LISTS:
            yield from ((name, item) for item in _as_list(node.get(name)))


def _may_have_list(node: Any) -> bool:
    # The way to a page lists its sections.
    return isinstance(node, dict) and "BreadcrumbList" not in str(node.get("@type"))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _item(item: Any, base: str) -> Iterator[tuple[str, str]]:
    """Yield URL and title of one item: a URL, a ``ListItem``, or the thing itself."""
    listed = item if isinstance(item, dict) else {"url": item}
    inner = listed.get("item")
    thing = inner if isinstance(inner, dict) else {"url": inner}
    places = (listed.get("url"), thing.get("url"), thing.get("@id"))
    titles = (each.get(name) for each in (thing, listed) for name in _TITLES)
    url = next(filter(None, (absolute(base, _text(place)) for place in places)), None)
    title = next(filter(None, (short_title(_text(each)) for each in titles)), "")
    if url is not None:
        yield url, title


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
