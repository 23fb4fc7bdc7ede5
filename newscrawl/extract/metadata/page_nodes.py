"""The nodes of JSON-LD that describe the article of a page, told from those of other articles."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import filterfalse, product, starmap
from operator import contains
from typing import Final
from urllib.parse import urlsplit

from newscrawl.extract.metadata.jsonld import Node, article_nodes, first_told, lower_types
from newscrawl.extract.metadata.meta_tags import Head, web_url
from newscrawl.extract.metadata.persons import name_key
from newscrawl.extract.strings import clean_text, only_texts

_NEWS_TYPES: Final = frozenset({"report", "liveblogposting"})
"""Types of news that do not have the word in their name."""
_URL_KEYS: Final = ("url", "@id", "mainEntityOfPage")
_MIN_WORD, _MIN_WORDS = 4, 3
"""Letters of a word that tells a story, and how many of these tell it from others."""
_OF_HEADLINE, _OF_URL = 2, 4
_OWN_FIT = _OF_HEADLINE
"""Least fit of a node that describes the article, whatever others do."""


@dataclass(frozen=True, slots=True)
class _Described:
    """A node of an article, with its marks.

    Attributes:
        node: The node.
        headline: Its headline, clean; empty if it has none.
        key: The key of the headline.
        paths: The paths of its URLs.
    """

    node: Node
    headline: str
    key: str
    paths: frozenset[str]

    @classmethod
    def of(cls, node: Node) -> "_Described":
        """Read the marks of *node*."""
        headline = clean_text(node.get("headline")) or ""
        return cls(
            node=node,
            headline=headline,
            key=name_key(headline),
            paths=_paths_of(_urls_of(node)),
        )

    @property
    def is_named_news(self) -> bool:
        """Whether the node says that it is news, and has a headline."""
        return self.key != "" and is_news(self.node)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The marks of a page by which its own nodes are known.

    Attributes:
        paths: The paths of its URLs.
        titles: The keys of its headings and of the title for other sites.
        claims: Those, and the key of its ``title`` element.
    """

    paths: frozenset[str]
    titles: frozenset[str]
    claims: frozenset[str]

    @classmethod
    def of(cls, head: Head, h1s: Iterable[str]) -> "_Shown":
        """Read the marks of the page with this *head* and these *h1s*."""
        canonical = web_url(head.canonical, head.base_url) or ""
        titles = frozenset(map(name_key, (*h1s, *head.values("og:title"))))
        return cls(
            # Without host: mirrors and mobile sites describe the page by its main URL.
            paths=_paths_of((head.base_url, canonical)),
            titles=titles,
            claims=titles | _keys_of(head.title),
        )

    def fit_of(self, found: _Described) -> int:
        """Return how well a node fits the page: its URL counts most, then its headline, then its kind."""
        has_url = not self.paths.isdisjoint(found.paths)
        has_title = found.key in self.titles
        # Powers of two: a sign that counts more is not outweighed by those that count less.
        return _OF_URL * has_url + _OF_HEADLINE * has_title + found.is_named_news

    def is_foreign(self, found: _Described) -> bool:
        """Return whether a node has the URL of another page and a headline without a word of this page's."""
        is_elsewhere = len(found.paths) > 0 and found.paths.isdisjoint(self.paths)
        if not is_elsewhere or not self.claims:
            return False
        # Headlines for search engines are other words for the same story, but never all of them.
        words = list(filter(_is_telling, map(name_key, found.headline.split())))
        pairs = product(self.claims, words)
        return len(words) >= _MIN_WORDS and not any(starmap(contains, pairs))


def page_articles(nodes: Iterable[Node], head: Head, h1s: Sequence[str]) -> tuple[Node, ...]:
    """Return the nodes that describe this page's article, best first; other articles' nodes are left out."""
    found = list(map(_Described.of, article_nodes(nodes)))
    if not found:
        return ()
    shown = _Shown.of(head, h1s)
    # Sorting is stable: of equal fit the first in the page comes first.
    own = sorted(filterfalse(shown.is_foreign, found), key=shown.fit_of, reverse=True)
    return tuple(each.node for each in _of_one_article(own, shown))


def _of_one_article(own: Sequence[_Described], shown: _Shown) -> Iterator[_Described]:
    """Yield the best of a page's *own* nodes, and those that describe the same article."""
    for each in own:
        # Several nodes may describe one article: the same headline or a fit of its own.
        if each.key == own[0].key or shown.fit_of(each) >= _OWN_FIT:
            yield each


def is_news(node: Node) -> bool:
    """Return whether *node* says that it is news."""
    names = lower_types(node)
    return "news" in " ".join(names) or not _NEWS_TYPES.isdisjoint(names)


def _is_telling(word: str) -> bool:
    """Return whether the key of a *word* is long enough to tell a story."""
    return len(word) >= _MIN_WORD


def _keys_of(text: str | None) -> frozenset[str]:
    """Return the key of *text* alone; nothing for none."""
    return frozenset({name_key(text or "")} - {""})


def _urls_of(node: Node) -> list[str]:
    """Return the URLs that *node* has; some state a node of the page in their place."""
    values = map(node.get, _URL_KEYS)
    return only_texts(first_told(value, "@id", "url") for value in values)


def _paths_of(urls: Iterable[str]) -> frozenset[str]:
    """Return the paths of *urls*; that of a front page tells nothing and is left out."""
    return frozenset(map(_path, urls)) - {""}


def _path(url: str) -> str:
    try:
        parts = urlsplit(url[:2000].strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    # Some sites tell articles by their query alone.
    return f"{path}?{parts.query}" if path else ""
