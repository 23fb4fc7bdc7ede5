"""Who wrote an article: all that claim to say so, the most trusted first, and whom to believe."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from lxml.html import HtmlElement

from newscrawl.extract.metadata.bylines import BylinePlace, page_authors
from newscrawl.extract.metadata.jsonld import Node, as_list
from newscrawl.extract.metadata.meta_keys import AUTHOR_KEYS
from newscrawl.extract.metadata.meta_tags import Head
from newscrawl.extract.metadata.names import split_names, turn_name, unique_names
from newscrawl.extract.metadata.persons import is_account, is_outlet, is_person, without_helpers
from newscrawl.extract.strings import clean_text

MANY_AUTHORS = 3
"""From so many on, the page is searched for what else they did than write."""

Claim = tuple[str, tuple[str, ...]]
"""A source, and the names that it gives."""


def read_authors(
    claims: Iterable[Claim], outlets: frozenset[str], tree: HtmlElement
) -> tuple[str, ...]:
    """Return the names of the first source that names more than the outlet; else the outlet.

    Photographers and their like, whom some sites state as authors among many, are left out.
    """
    names = _believed(claims, outlets)
    if len(names) < MANY_AUTHORS:
        return names
    return without_helpers(names, " ".join(tree.itertext()))


def _believed(claims: Iterable[Claim], outlets: frozenset[str]) -> tuple[str, ...]:
    fallback: tuple[str, ...] = ()
    for _source, names in claims:
        people = [name for name in names if not is_outlet(name, outlets) and not is_account(name)]
        # After a source that named the outlet alone, later
        # ones must give whole names to be believed.
        if fallback:
            people = list(filter(is_person, people))
        if people:
            return tuple(people)
        # An outlet as author is better than nobody, if no source has a person.
        fallback = fallback or names
    return fallback


def author_claims(
    tree: HtmlElement,
    nodes: Iterable[Node],
    articles: Iterable[Node],
    head: Head,
    place: BylinePlace,
) -> Iterator[Claim]:
    """Yield the authors by source, as the data, the meta elements and the page itself give them."""
    by_id = _named_nodes(nodes)
    for node in articles:
        for key in ("author", "creator"):
            values = as_list(node.get(key))
            yield f"json-ld:{key}", unique_names(_flat(_node_names(each, by_id) for each in values))
    for key in AUTHOR_KEYS:
        # ``article:author`` is a profile's URL as Open Graph
        # defines it; many pages put the name there.
        names = [value for value in head.values(key) if not value.startswith("http")]
        yield f"meta:{key}", unique_names(_flat(split_names(turn_name(each)) for each in names))
    yield from page_authors(tree, place)


def _flat(groups: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the names of all *groups*."""
    return chain.from_iterable(groups)


def _named_nodes(nodes: Iterable[Node]) -> dict[str, Node]:
    """Return the nodes with a name by their id.

    Yoast and others refer to authors so. Source: JSON-LD 1.1, section 3.3.
    """
    found = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and "name" in node:
            found[name] = node
    return found


def _node_names(value: object, by_id: Mapping[str, Node]) -> tuple[str, ...]:
    """Return the names of an author as JSON-LD states one: a text, a node, or a reference to one."""
    if isinstance(value, str):
        return () if value.startswith("http") else split_names(value)
    if not isinstance(value, dict):
        return ()
    node = _referred(value, by_id)
    names = [name for name in as_list(node.get("name")) if isinstance(name, str)]
    if not names:
        names = [_name_in_parts(node)]
    texts = (clean_text(text) or "" for text in names[:20])
    return tuple(_flat(map(split_names, texts)))


def _referred(value: Node, by_id: Mapping[str, Node]) -> Node:
    """Return *value*, or the node that it refers to, if it has no name of its own."""
    name = value.get("@id")
    if "name" in value or not isinstance(name, str):
        return value
    return by_id.get(name, value)


def _name_in_parts(node: Node) -> str:
    """Return the name that *node* states part by part."""
    parts = map(node.get, ("givenName", "additionalName", "familyName"))
    return " ".join(part for part in parts if isinstance(part, str))
