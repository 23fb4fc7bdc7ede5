"""The nodes of JSON-LD that describe the article of a page, told from those of other articles."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from urllib.parse import urlsplit

from newscrawl.extract.metadata.jsonld import Node, article_nodes, types
from newscrawl.extract.metadata.meta_tags import Head, web_url
from newscrawl.extract.metadata.persons import name_key
from newscrawl.extract.strings import clean_text

_NEWS_TYPES = frozenset({"report", "liveblogposting"})
"""Types of news that do not have the word in their name."""


def of_types(nodes: Iterable[Node], wanted: frozenset[str]) -> tuple[Node, ...]:
    """Return those of *nodes* that have one of the *wanted* types, which are lower case."""
    return tuple(node for node in nodes if not wanted.isdisjoint(_lower_types(node)))


def is_news(node: Node) -> bool:
    """Return whether *node* says that it is news."""
    names = _lower_types(node)
    return "news" in " ".join(names) or not _NEWS_TYPES.isdisjoint(names)


def _lower_types(node: Node) -> list[str]:
    # Pages spell types as they like: "newsarticle", "NEWSARTICLE".
    return list(map(str.lower, types(node)))


def page_articles(nodes: Iterable[Node], head: Head, h1s: Sequence[str]) -> tuple[Node, ...]:
    """Return the nodes that describe this page's article, best first; other articles' nodes are left out."""
    articles = article_nodes(nodes)
    if not articles:
        return ()
    # Without host: mirrors and mobile sites describe the page by its main URL.
    paths = {_path(head.base_url), _path(web_url(head.canonical, head.base_url) or "")} - {""}
    titles = set(map(name_key, (*h1s, *head.values("og:title"))))
    shown = titles | {name_key(head.title or "")} - {""}
    own = (node for node in articles if not _is_of_another_page(node, paths, shown))
    ranked = [(_fit(node, paths, titles), node) for node in own]
    if not ranked:
        return ()
    # Sorting is stable: of equal fit the first in the page comes first.
    ranked.sort(key=itemgetter(0), reverse=True)
    main = _headline_key(ranked[0][1])
    # Several nodes may describe one article: the same headline or a fit of its own.
    return tuple(node for fit, node in ranked if fit >= _OWN_FIT or _headline_key(node) == main)


def _is_of_another_page(node: Node, paths: set[str], titles: set[str]) -> bool:
    """Return whether *node* has the URL of another page and a headline without a word of this page's."""
    headline = clean_text(node.get("headline")) or ""
    named = set(filter(None, _paths_of(node)))
    if not headline or not named or not named.isdisjoint(paths):
        return False
    # Headlines for search engines are other words for the same story, but never all of them.
    words = [key for key in map(name_key, headline.split()) if len(key) >= _MIN_WORD]
    has_words = len(words) >= _MIN_WORDS and len(titles) > 0
    return has_words and not any(word in title for word in words for title in titles)


_MIN_WORD, _MIN_WORDS = 4, 3
"""Letters of a word that tells a story, and how many of these tell it from others."""
_OF_HEADLINE, _OF_URL = 2, 4
_OWN_FIT = _OF_HEADLINE
"""Least fit of a node that describes the article, whatever others do."""


def _fit(node: Node, paths: set[str], titles: set[str]) -> int:
    """Return how well *node* fits the page: its URL counts most, then its headline, then its kind."""
    headline = _headline_key(node)
    has_url = not paths.isdisjoint(_paths_of(node))
    is_named_news = headline != "" and is_news(node)
    # Powers of two: a sign that counts more is not outweighed by those that count less.
    return _OF_URL * has_url + _OF_HEADLINE * (headline in titles) + is_named_news


def _headline_key(node: Node) -> str:
    return name_key(clean_text(node.get("headline")) or "")


def _paths_of(node: Node) -> list[str]:
    """Return the paths of the URLs that *node* has."""
    values = map(_url_in, map(node.get, ("url", "@id", "mainEntityOfPage")))
    return [_path(value) for value in values if isinstance(value, str)]


def _url_in(value: object) -> object:
    """Return the URL of a node, or *value* as it is."""
    return value.get("@id") or value.get("url") if isinstance(value, dict) else value


def _path(url: str) -> str:
    try:
        parts = urlsplit(url[:2000].strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    # Some sites tell articles by their query alone.
    return f"{path}?{parts.query}" if path else ""
