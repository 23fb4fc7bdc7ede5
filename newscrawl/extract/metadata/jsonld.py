"""JSON-LD of a page as nodes: found, parsed, flattened, and the one that is the article.

All of it is untrusted: a value may have any type that JSON has. Sizes are bounded, and a broken
script gives what could be read of it (``brokenjson``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeGuard

from lxml.html import HtmlElement

from newscrawl.extract.metadata.brokenjson import load_json
from newscrawl.extract.strings import clean_texts, only_texts
from newscrawl.model.pagetypes import ARTICLE_TYPES

Node = Mapping[str, object]

MAX_TOTAL_CHARS = 2_000_000
MAX_NODES = 400
MAX_DEPTH = 12

# Where a page puts its article inside something else; "itemListElement", "hasPart" and the like
# hold others.
_CONTAINERS: Final = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "item")
_SCHEMA_PREFIX = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class JsonLdClaims:
    """The claims of the JSON-LD about the article's text: evidence for extraction, never the text itself.

    Attributes:
        headline: The headline.
        description: A standfirst candidate.
        body: ``articleBody``, white space folded; often cut short by the page.
        live: The page has ``liveBlogUpdate`` entries or is a ``LiveBlogPosting``.
        captions: Strings that describe images and videos, in order, without duplicates.
    """

    headline: str | None = None
    description: str | None = None
    body: str | None = None
    live: bool = False
    captions: tuple[str, ...] = ()


def read_jsonld(tree: HtmlElement) -> tuple[Node, ...]:
    """Return all nodes of the page's JSON-LD, in document order, outer before inner.

    *tree* is not changed.
    """
    nodes: list[Node] = []
    for text in _scripts(tree):
        for value in load_json(text):
            _collect(value, nodes, 0)
    return tuple(nodes)


def _scripts(tree: HtmlElement) -> Iterator[str]:
    left = MAX_TOTAL_CHARS
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "").lower():
            text = script.text or ""
            # Of all scripts together: a hostile page may bring many small ones.
            left -= len(text)
            if left < 0:
                return
            yield text


def _collect(value: object, nodes: list[Node], depth: int) -> None:
    # Untrusted: nested or repeated without an end it must not fill the memory.
    if depth > MAX_DEPTH or len(nodes) >= MAX_NODES:
        return
    inner: Iterable[object] = ()
    if isinstance(value, list):
        inner = value[:MAX_NODES]
    elif isinstance(value, dict):
        # Outer before inner: the page's own article is around the nodes that it refers to.
        nodes.append(value)
        inner = map(value.get, _CONTAINERS)
    for each in inner:
        if isinstance(each, dict | list):
            _collect(each, nodes, depth + 1)


def as_list(value: object) -> list[object]:
    """Return a list as it is, nothing as the empty list, anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def told_by(value: object, *keys: str) -> list[object]:
    """Return the values that a node has at *keys*; a *value* that is no node is the only one.

    >>> told_by({"@id": "#ann", "name": "Ann Lee"}, "name"), told_by("Ann Lee", "name")
    (['Ann Lee'], ['Ann Lee'])
    """
    return list(map(value.get, keys)) if isinstance(value, dict) else [value]


def first_told(value: object, *keys: str) -> object:
    """Return the first value that a node has at *keys*; a *value* that is no node as it is."""
    return next(filter(None, told_by(value, *keys)), None)


def values_of(nodes: Iterable[Node], key: str, *, most: int) -> Iterator[object]:
    """Yield the values of *key* in *nodes*, at most so many of each node."""
    for node in nodes:
        yield from as_list(node.get(key))[:most]


def types(node: Node) -> tuple[str, ...]:
    """Return the schema.org types of *node* without the vocabulary's URL, as the page spells them."""
    # JSON-LD allows one type or a list of them. Source: JSON-LD 1.1, section 3.5.
    return tuple(map(_bare_type, only_texts(as_list(node.get("@type"))[:10])))


def _bare_type(name: str) -> str:
    """Return the *name* of a type without the vocabulary's URL."""
    return _SCHEMA_PREFIX.sub("", name.strip())[:60]


def lower_types(node: Node) -> list[str]:
    """Return the types of *node* in lower case, as pages spell them "newsarticle" and "NEWSARTICLE"."""
    return list(map(str.lower, types(node)))


def of_types(nodes: Iterable[Node], wanted: frozenset[str]) -> tuple[Node, ...]:
    """Return those of *nodes* that have one of the *wanted* types, which are lower case."""
    return tuple(node for node in nodes if not wanted.isdisjoint(lower_types(node)))


def article_nodes(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return the article nodes among *nodes*, in order."""
    return of_types(nodes, ARTICLE_TYPES)


def read_evidence(nodes: Iterable[Node]) -> JsonLdClaims:
    """Return the claims in *nodes* that help to find the article's text."""
    articles = article_nodes(nodes)
    return JsonLdClaims(
        # Of the first article that has it: each field may be in another of its nodes.
        headline=first_text(articles, "headline"),
        description=first_text(articles, "description", max_chars=5000),
        body=first_text(articles, "articleBody", max_chars=500_000),
        live=any(map(_is_live, articles)),
        captions=_captions(articles),
    )


def _is_live(node: Node) -> bool:
    """Return whether *node* is a live blog."""
    return "liveBlogUpdate" in node or "LiveBlogPosting" in types(node)


def first_text(nodes: Iterable[Node], key: str, *, max_chars: int = 1000) -> str | None:
    """Return the first text that *key* has in *nodes*, clean."""
    return next(clean_texts((node.get(key) for node in nodes), max_chars=max_chars), None)


def _captions(nodes: Iterable[Node]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for media in _media_of(nodes):
        texts = (media.get("caption"), media.get("description"))
        found.update(dict.fromkeys(clean_texts(texts, max_chars=2000)))
    return tuple(found)


def _media_of(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the pictures and videos of *nodes* that are nodes themselves."""
    for node in nodes:
        for listed in map(node.get, ("image", "video", "associatedMedia")):
            # Bounded: a page may list the pictures of its whole archive.
            yield from filter(_is_node, as_list(listed)[:50])


def _is_node(value: object) -> TypeGuard[Node]:
    """Return whether *value* is a node, and not a text or a list."""
    return isinstance(value, dict)
