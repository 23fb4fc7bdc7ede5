"""The articles that a page lists in its own data: ``ItemList`` of schema.org, in JSON-LD.

Fronts that scripts build show no link in their markup, and list their articles there for search
engines.

Source: https://schema.org/ItemList, https://schema.org/CollectionPage (``hasPart``).
"""

import json
from collections.abc import Iterator
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
_TITLES = ("headline", "name")


def listed_items(tree: HtmlElement, base: str) -> Iterator[tuple[str, str]]:
    """Return URL and title of each item that a list in the data of the page names, in its order."""
    count = 0
    for script in tree.iter("script"):
        text = script.text or ""
        is_data = (script.get("type") or "").lower().strip().startswith("application/ld+json")
        if not is_data or len(text) > MAX_CHARS or not any(name in text for name in _LISTS):
            continue
        for url, title in _items(_loaded(text), base):
            yield url, title
            count += 1
            if count >= MAX_ITEMS:
                return


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    # Nesting that is too deep for the parser is a fault of the data as well.
    except (ValueError, RecursionError):
        return None


def _items(data: Any, base: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Return the items of the lists in *data*; what is not in a list is none."""
    if depth > _MAX_DEPTH:
        return
    for node in data if isinstance(data, list) else [data]:
        # The way to a page lists its sections.
        is_list = isinstance(node, dict) and "BreadcrumbList" not in str(node.get("@type"))
        for name in _LISTS if is_list else ():
            inner = node.get(name)
            for item in inner if isinstance(inner, list) else [inner]:
                # A graph and the main entity of a page hold lists, and are none.
                if name not in {"@graph", "mainEntity"} and (found := _item(item, base)):
                    yield found
                yield from _items(item, base, depth + 1)


def _item(item: Any, base: str) -> tuple[str, str] | None:
    """Return URL and title of one item: a URL, a ``ListItem``, or the thing itself."""
    if isinstance(item, str):
        return (url, "") if (url := absolute(base, item)) else None
    if not isinstance(item, dict):
        return None
    inner = item.get("item")
    thing = inner if isinstance(inner, dict) else {"url": inner}
    places = (item.get("url"), thing.get("url"), thing.get("@id"))
    titles = [each.get(name) for each in (thing, item) for name in _TITLES]
    url = next((url for place in places if (url := absolute(base, _text(place)))), None)
    title = next((title for each in titles if (title := short_title(_text(each)))), None)
    return (url, title or "") if url else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
