"""Who wrote an article: all that claim to say so, the most trusted first, and whom to believe."""

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, filterfalse, islice, product
from operator import itemgetter

from lxml.html import HtmlElement

from newscrawl.extract.metadata.bylines import page_authors
from newscrawl.extract.metadata.habits import ANYWHERE, Sourced
from newscrawl.extract.metadata.jsonld import Node, as_list
from newscrawl.extract.metadata.meta_keys import AUTHOR_KEYS
from newscrawl.extract.metadata.meta_tags import Head
from newscrawl.extract.metadata.names import split_names, turn_name, unique_names
from newscrawl.extract.metadata.persons import (
    is_account,
    is_full_name,
    is_outlet,
    is_person,
    name_key,
    without_helpers,
)
from newscrawl.extract.metadata.place import BylinePlace
from newscrawl.extract.metadata.tasks import AGENCIES
from newscrawl.extract.strings import clean_texts, only_texts

MANY_AUTHORS = 3
"""From so many on, the page is searched for what else they did than write."""

Claim = tuple[str, tuple[str, ...]]
"""A source, and the names that it gives."""
MAX_NODE_NAMES = 20


def read_authors(
    claims: Iterable[Claim], outlets: frozenset[str], tree: HtmlElement
) -> Sourced[tuple[str, ...]]:
    """Return the names of the first source that names more than the outlet; else the outlet.

    Photographers and their like, whom some sites state as authors among many, are left out.
    """
    asked: list[str] = []
    names = _believed(_noted(claims, asked), outlets)
    if len(names) >= MANY_AUTHORS:
        names = without_helpers(names, " ".join(tree.itertext()))
    return Sourced(names, tuple(asked))


def _noted(claims: Iterable[Claim], asked: list[str]) -> Iterator[Claim]:
    """Yield *claims* that name somebody, and note the source of each in *asked*."""
    for source, names in claims:
        if names:
            asked.append(source)
            yield source, names


def _believed(claims: Iterable[Claim], outlets: frozenset[str]) -> tuple[str, ...]:
    fallback: tuple[str, ...] = ()
    claims = iter(claims)
    is_own = partial(is_outlet, outlets=outlets)
    for _source, names in claims:
        others = filterfalse(is_account, names)
        people = list(filterfalse(is_own, others))
        # After a source that named the outlet alone, later
        # ones must give whole names to be believed.
        if fallback:
            people = list(filter(is_person, people))
        if people:
            return _in_full(tuple(people), claims)
        # An outlet as author is better than nobody, if no source has a person.
        fallback = fallback or names
    return fallback


def _in_full(stated: tuple[str, ...], further: Iterable[Claim]) -> tuple[str, ...]:
    """Return the *stated* names; a single one of one word in full, where a *further* claim has it so.

    Systems state a first name or an account, "Ann" or "annlee", and show "Ann Lee".
    """
    if len(stated) != 1 or _is_whole(stated[0]):
        return stated
    others = list(map(itemgetter(1), further))
    # Who signs so in several places has no other name here.
    if others.count(stated) > 1:
        return stated
    key = name_key(stated[0])
    whole = filter(is_full_name, chain.from_iterable(others))
    in_full = filter(partial(_is_short_for, key), whole)
    return tuple(islice(in_full, 1)) or stated


def _is_whole(name: str) -> bool:
    """Return whether *name* is not a first name or an account alone; to look for the rest costs time."""
    is_word = " " not in name and name.casefold() not in AGENCIES
    # In scripts without capitals, Chinese above all, one word is a whole name.
    return not is_word or name.lower() == name.upper()


def _is_short_for(key: str, name: str) -> bool:
    """Return whether *key* is the first name of a whole *name*, or has its first and its last name."""
    first, *_, last = map(name_key, name.split())
    return key == first or (first in key and last in key)


def author_claims(
    nodes: Iterable[Node],
    articles: Iterable[Node],
    head: Head,
    place: BylinePlace,
    *,
    among: Container[str] = ANYWHERE,
) -> Iterator[Claim]:
    """Yield the authors by source, as the data, the meta elements and the page itself give them.

    Of the places on the page only those *among* the ones named are looked at.
    """
    names_of = partial(_node_names, _named_nodes(nodes))
    for node, key in product(articles, ("author", "creator")):
        stated_names = map(names_of, as_list(node.get(key)))
        yield f"json-ld:{key}", unique_names(chain.from_iterable(stated_names))
    for key in AUTHOR_KEYS:
        # ``article:author`` is a profile's URL as Open Graph
        # defines it; many pages put the name there.
        stated = filterfalse(_is_url, head.values(key))
        names = chain.from_iterable(map(split_names, map(turn_name, stated)))
        yield f"meta:{key}", unique_names(names)
    yield from page_authors(place, among)


def _is_url(text: str) -> bool:
    return text.startswith("http")


def _named_nodes(nodes: Iterable[Node]) -> dict[str, Node]:
    """Return the nodes with a name by their id.

    Yoast and others refer to authors so. Source: JSON-LD 1.1, section 3.3.
    """
    named: dict[str, Node] = {}
    for node in nodes:
        key = node.get("@id")
        if "name" in node and isinstance(key, str):
            named[key] = node
    return named


def _node_names(by_id: Mapping[str, Node], value: object) -> tuple[str, ...]:
    """Return the names of an author as JSON-LD states one: a text, a node, or a reference to one."""
    if isinstance(value, str):
        return () if _is_url(value) else split_names(value)
    if not isinstance(value, dict):
        return ()
    node = _referred(value, by_id)
    names = only_texts(as_list(node.get("name")))[:MAX_NODE_NAMES]
    texts = clean_texts(names or [_name_in_parts(node)])
    return tuple(chain.from_iterable(map(split_names, texts)))


def _referred(value: Node, by_id: Mapping[str, Node]) -> Node:
    """Return *value*, or the node that it refers to, if it has no name of its own."""
    name = value.get("@id")
    if "name" in value or not isinstance(name, str):
        return value
    return by_id.get(name, value)


def _name_in_parts(node: Node) -> str:
    """Return the name that *node* states part by part."""
    parts = map(node.get, ("givenName", "additionalName", "familyName"))
    return " ".join(only_texts(parts))
