"""The metadata of an article, from JSON-LD, OpenGraph, meta, microdata and the page itself.

The order in which each field is looked for is in docs/metadata.md. Nothing is trusted: every value
is checked for its type, folded to a clean line and cut to a length.
"""

from collections.abc import Collection, Container, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any, Final

from htmldate import find_date
from lxml.html import HtmlElement

from newscrawl.extract.metadata.authors import author_claims, read_authors
from newscrawl.extract.metadata.habits import Sourced, by_habit
from newscrawl.extract.metadata.headings import Headings, read_headings
from newscrawl.extract.metadata.jsonld import (
    Node,
    first_text,
    first_told,
    of_types,
    read_jsonld,
    told_by,
    types,
    values_of,
)
from newscrawl.extract.metadata.lines import find_headline, line_keys
from newscrawl.extract.metadata.meta_keys import TITLE_KEYS
from newscrawl.extract.metadata.meta_tags import Head, read_head, web_url
from newscrawl.extract.metadata.page_nodes import is_news, page_articles
from newscrawl.extract.metadata.persons import name_key
from newscrawl.extract.metadata.place import BylinePlace
from newscrawl.extract.metadata.published import Dated, read_modified, read_published
from newscrawl.extract.metadata.site_names import owners_of, site_names
from newscrawl.extract.metadata.title import pick_title, shown_title
from newscrawl.extract.metadata.title_claims import TitleClaims, host_keys
from newscrawl.extract.strings import clean_text, clean_texts
from newscrawl.model.items import Metadata
from newscrawl.text.language import first_language
from newscrawl.web.urls import shown_host

MAX_TAGS = 50
_QUOTES: Final = " \"'“”„«»"
"""What tags are freed of at either end."""
_TRUTH: Final = {"true": True, "false": False}
_PAGE_TYPES: Final = frozenset({"webpage", "itempage", "collectionpage", "videoobject"})


def read_metadata(
    tree: HtmlElement,
    url: str,
    nodes: Sequence[Node] | None = None,
    habits: Collection[str] = (),
) -> Metadata:
    """Read the metadata of the page at *url* from its *tree*; *tree* is not changed.

    *nodes* are those of ``read_jsonld(tree)`` where the caller has them already; *habits* those of
    its site, if it may be read by them: what no page of it had is not looked for.
    """
    nodes = read_jsonld(tree) if nodes is None else nodes
    head = read_head(tree, url)
    shown = read_headings(tree, url)
    # First of all: what describes other articles must not fill any field.
    articles = page_articles(nodes, head, shown.h1s)
    # Some pages state language and picture for the WebPage instead of its article.
    described = (*articles, *of_types(nodes, _PAGE_TYPES))
    sites = site_names(nodes, articles, head)
    # All names of the site: they are cut off titles and are no authors.
    keys = _keys_of((*sites, *owners_of(nodes, head))).union(host_keys(shown_host(url)))
    section = _section(articles, head)
    # Logos name the site to the title alone: an author's own site has their name on it.
    names = keys | _keys_of(shown.logos)
    claims = _title_claims(articles, head, shown, keys=names, section=section)
    title = by_habit("title", habits, partial(_read_title, tree, claims))
    # After the title: bylines and dates are looked for around the heading that shows it.
    place = BylinePlace(find_headline(tree, title.value), tree)
    dated = Dated(tree, url, described, head, place)

    def authors_among(sources: Container[str]) -> Sourced[tuple[str, ...]]:
        claims = author_claims(nodes, articles, head, place, among=sources)
        return read_authors(claims, keys, tree)

    authors = by_habit("authors", habits, authors_among)
    published = by_habit("published", habits, partial(read_published, dated))
    modified = by_habit("modified", habits, partial(read_modified, dated))
    return Metadata(
        title=title.value,
        authors=authors.value,
        published=published.value,
        modified=modified.value,
        language=_stated_language(described, head),
        section=section,
        tags=_tags(articles, head),
        description=_description(described, head),
        site_name=sites[0] if sites else None,
        image=_image(described, head),
        canonical_url=_canonical_url(head),
        free=_free(described),
        page_type=_page_type(articles, head),
        habits=_habits_of(title=title, authors=authors, published=published, modified=modified),
    )


def _habits_of(**fields: Sourced[Any]) -> tuple[str, ...]:
    """Return where *fields* were found, by their names."""
    return tuple(chain.from_iterable(value.habits(name) for name, value in fields.items()))


def _keys_of(names: Iterable[str]) -> frozenset[str]:
    """Return the keys of *names*; a name of signs alone has none."""
    return frozenset(filter(None, map(name_key, names)))


def _description(described: Iterable[Node], head: Head) -> str | None:
    return first_text(described, "description", max_chars=2000) or head.first(
        "og:description", "description", "twitter:description"
    )


def _canonical_url(head: Head) -> str | None:
    canonical = web_url(head.canonical, head.base_url)
    return canonical or web_url(head.first("og:url"), head.base_url)


def _page_type(articles: Iterable[Node], head: Head) -> str | None:
    names = chain.from_iterable(map(types, articles))
    return next(names, None) or head.first("og:type")


def warm() -> None:
    """Load the date parser, for which the first page would wait."""
    find_date(
        "<html><body><p>Published on 24 November 2019 by the council</p></body></html>",
        original_date=True,
    )


def _title_claims(
    articles: Iterable[Node],
    head: Head,
    shown: Headings,
    *,
    keys: frozenset[str],
    section: str | None,
) -> TitleClaims:
    headline, is_of_news = _stated_headline(articles)
    return TitleClaims(
        headline=headline,
        is_news=is_of_news,
        h1s=shown.h1s,
        parts=shown.parts,
        heads=shown.heads,
        metas=tuple(head.values(*TITLE_KEYS)),
        title=head.title,
        sites=keys,
        sections=frozenset({name_key(section)} if section else ()),
    )


def _read_title(
    tree: HtmlElement, claims: TitleClaims, among: Container[str]
) -> Sourced[str | None]:
    """Return the title by its *claims*; lines of the page have a say where *among* has ``line``."""
    picked = pick_title(claims)
    if not picked:
        return Sourced(picked, ())
    if "line" not in among:
        return Sourced(picked, ("claim",))
    # Lazily: the lines of the page are read only where its title has parts.
    title = shown_title(claims, picked, lambda: line_keys(tree))
    return Sourced(title, ("claim",) if title == picked else ("line",))


def _stated_headline(articles: Iterable[Node]) -> tuple[str | None, bool]:
    """Return the headline of the first node that has one, and whether that node says that it is news."""
    for node in articles:
        headline = clean_text(node.get("headline"))
        if headline:
            return headline, is_news(node)
    return None, False


def _stated_language(described: Iterable[Node], head: Head) -> str | None:
    languages = values_of(described, "inLanguage", most=3)
    stated = chain.from_iterable(told_by(each, "alternateName", "name") for each in languages)
    metas = head.values("og:locale", "content-language", "language", "dc.language")
    return first_language([*stated, head.lang, *metas])


def _section(articles: Iterable[Node], head: Head) -> str | None:
    stated = clean_texts(values_of(articles, "articleSection", most=5), max_chars=100)
    return next(stated, None) or head.first(
        "article:section",
        "og:section",
        "parsely-section",
        "section",
        "category",
        "cxenseparse:section",
    )


def _tags(articles: Iterable[Node], head: Head) -> tuple[str, ...]:
    parts = chain.from_iterable(line.split(",") for line in _tag_lines(articles, head))
    tags = (text.strip(_QUOTES) for text in clean_texts(parts, max_chars=100))
    unique: dict[str, str] = {}
    for tag in filter(None, tags):
        # A tag of signs alone has no key.
        unique.setdefault(name_key(tag) or tag, tag)
    return tuple(unique.values())[:MAX_TAGS]


def _tag_lines(articles: Iterable[Node], head: Head) -> list[str]:
    """Return the tags of the first source that has any: several hold the same in other spellings."""
    stated = values_of(articles, "keywords", most=200)
    return (
        list(clean_texts(stated, max_chars=5000))
        or list(head.values("article:tag", "og:article:tag"))
        or list(head.values("news_keywords", "keywords", "parsely-tags"))
    )


def _image(described: Iterable[Node], head: Head) -> str | None:
    metas = head.values(
        "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"
    )
    pictures = values_of(described, "image", most=3)
    stated = (first_told(each, "url", "contentUrl", "@id") for each in pictures)
    # Metas first: they name the one picture that stands for the page, JSON-LD often a list.
    urls = (web_url(value, head.base_url) for value in chain(metas, stated))
    return next(filter(None, urls), None)


def _free(described: Iterable[Node]) -> bool | None:
    for node in described:
        value = node.get("isAccessibleForFree")
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            # "http://schema.org/False" is a form of false.
            word = value.strip().rsplit("/", 1)[-1].lower()
            if word in _TRUTH:
                return _TRUTH[word]
    return None
