"""The metadata of an article, from JSON-LD, OpenGraph, meta, microdata and the page itself.

The order in which each field is looked for is in docs/metadata.md. Nothing is trusted: every value
is checked for its type, folded to a clean line and cut to a length.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement

from newscrawl.extract.metadata.bylines import BylinePlace, page_authors
from newscrawl.extract.metadata.headings import Headings, read_headings
from newscrawl.extract.metadata.jsonld import Node, as_list, is_article, read_jsonld, types
from newscrawl.extract.metadata.lines import find_headline, line_keys
from newscrawl.extract.metadata.meta_keys import AUTHOR_KEYS, SITE_KEYS, TITLE_KEYS
from newscrawl.extract.metadata.meta_tags import Head, read_head, web_url
from newscrawl.extract.metadata.names import (
    is_account,
    is_outlet,
    is_person,
    name_key,
    split_names,
    turn_name,
    unique_names,
    without_helpers,
)
from newscrawl.extract.metadata.published import Dated, read_modified, read_published
from newscrawl.extract.metadata.title import pick_title, shown_title
from newscrawl.extract.metadata.title_claims import TitleClaims, host_keys
from newscrawl.extract.strings import clean_text
from newscrawl.model.items import Metadata
from newscrawl.text.language import first_language
from newscrawl.web.urls import shown_host

MAX_TAGS = 50
MANY_AUTHORS = 3
"""From so many on, the page is searched for what else they did than write."""
_QUOTES: Final = " \"'“”„«»"
"""What tags are freed of at either end."""
_OWNER_KEYS: Final = ("copyrightHolder", "sourceOrganization", "parentOrganization")
_OWNED = re.compile(
    r"copyright|\(c\)|©|\b(?:19|20)\d\d\b(?:\s*[-–]\s*(?:(?:19|20)\d\d|\w+)?)?|\bby\b"
    r"|all rights reserved\.?|alle rechte vorbehalten\.?|tous droits réservés\.?",
    re.IGNORECASE,
)
_PAGE_TYPES: Final = frozenset({"webpage", "itempage", "collectionpage", "videoobject"})
_SITE_TYPES: Final = frozenset({"website", "newsmediaorganization", "organization"})


_SITE_CHARS, _SITE_WORDS = 60, 7
"""The longest name of a site."""


def read_metadata(tree: HtmlElement, url: str, nodes: Sequence[Node] | None = None) -> Metadata:
    """Read the metadata of the page at *url* from its *tree*; *tree* is not changed.

    *nodes* are those of ``read_jsonld(tree)`` where the caller has them already.
    """
    nodes = read_jsonld(tree) if nodes is None else nodes
    head = read_head(tree, url)
    shown = read_headings(tree, url)
    h1s = shown.h1s
    # First of all: what describes other articles must not fill any field.
    articles = _page_articles(nodes, head, h1s)
    # Some pages state language and picture for the WebPage instead of its article.
    described = (*articles, *_of_types(nodes, _PAGE_TYPES))
    sites = _site_names(nodes, articles, head)
    owners = _owners(nodes, head)
    keys = frozenset(key for name in (*sites, *owners) if (key := name_key(name)))
    logos = frozenset(key for name in shown.logos if (key := name_key(name)))
    # All names of the site: they are cut off titles and are no authors.
    keys |= frozenset(host_keys(shown_host(url)))
    section = _section(articles, head)
    # Logos name the site to the title alone: an author's own site has their name on it.
    title = _title(tree, articles, head, shown, keys=keys | logos, section=section)
    # After the title: bylines and dates are looked for around the heading that shows it.
    place = BylinePlace(find_headline(tree, title))
    dated = Dated(tree, url, described, head, place)
    return Metadata(
        title=title,
        authors=_without_helpers(
            _authors(_author_claims(tree, nodes, articles, head, place), keys), tree
        ),
        published=read_published(dated),
        modified=read_modified(dated),
        language=_stated_language(described, head),
        section=section,
        tags=_tags(articles, head),
        description=_first(described, "description")
        or head.first("og:description", "description", "twitter:description"),
        site_name=sites[0] if sites else None,
        image=_image(described, head),
        canonical_url=web_url(head.canonical, head.base_url)
        or web_url(head.first("og:url"), head.base_url),
        free=_free(described),
        page_type=next((name for node in articles for name in types(node)), None)
        or head.first("og:type"),
    )


def warm() -> None:
    """Load the date parser, for which the first page would wait."""
    find_date(
        "<html><body><p>Published on 24 November 2019 by the council</p></body></html>",
        original_date=True,
    )


def _of_types(nodes: Iterable[Node], wanted: frozenset[str]) -> tuple[Node, ...]:
    return tuple(node for node in nodes if any(name.lower() in wanted for name in types(node)))


def _page_articles(nodes: Iterable[Node], head: Head, h1s: Sequence[str]) -> tuple[Node, ...]:
    """Return the nodes that describe this page's article, best first; other articles' nodes are left out."""
    articles = [node for node in nodes if is_article(node)]
    # Without host: mirrors and mobile sites describe the page by its main URL.
    paths = {_path(head.base_url), _path(web_url(head.canonical, head.base_url) or "")} - {""}
    titles = {name_key(text) for text in (*h1s, *head.values("og:title"))}
    ranked = sorted(articles, key=lambda node: -_fit(node, paths, titles))
    if not ranked:
        return ()
    # Several nodes may describe one article: the same headline or a fit of its own.
    main = name_key(clean_text(ranked[0].get("headline")) or "")
    return tuple(node for node in ranked if node is ranked[0] or _fit(node, paths, titles) > 1
                 or name_key(clean_text(node.get("headline")) or "") == main)  # fmt: skip


def _fit(node: Node, paths: set[str], titles: set[str]) -> int:
    """Return how well *node* fits the page: its URL counts most, then its headline, then its kind."""
    addresses = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    flat = [
        value.get("@id") or value.get("url") if isinstance(value, dict) else value
        for value in addresses
    ]
    same_url = any(isinstance(value, str) and _path(value) in paths for value in flat)
    headline = name_key(clean_text(node.get("headline")) or "")
    # Powers of two: a sign that counts more is not outweighed by those that count less.
    return 4 * same_url + 2 * (headline in titles) + (bool(headline) and _is_news(node))


def _path(url: str) -> str:
    try:
        parts = urlsplit(url[:2000].strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    # Some sites tell articles by their query alone.
    return f"{path}?{parts.query}" if path else ""


def _is_news(node: Node) -> bool:
    return any(
        "news" in name.lower() or name.lower() in {"report", "liveblogposting"}
        for name in types(node)
    )


def _site_names(nodes: Iterable[Node], articles: Iterable[Node], head: Head) -> tuple[str, ...]:
    publishers = [value for node in articles for value in as_list(node.get("publisher"))[:5]]
    publishers = [name for value in publishers for name in _all_names(value)]
    sites = _of_types(nodes, _SITE_TYPES)
    found = [
        head.first("og:site_name"),
        *map(clean_text, publishers),
        *(clean_text(node.get(key)) for node in sites for key in ("name", "alternateName")),
        *head.values(*SITE_KEYS),
        # Last: an account is a short form of the name at best.
        *(name.lstrip("@") for name in head.values("twitter:site")),
    ]
    return tuple(dict.fromkeys(name for name in found if name and _may_name_site(name)))


def _owners(nodes: Iterable[Node], head: Head) -> Iterator[str]:
    """Return the names of those who hold the rights in the page: "© 2026 Example Media Group"."""
    holders = [
        value for node in nodes for key in _OWNER_KEYS for value in as_list(node.get(key))[:3]
    ]
    names = [
        clean_text(value.get("name") if isinstance(value, dict) else value) for value in holders
    ]
    for name in (*names, *head.values("copyright", "rights", "dc.rights", "dcterms.rightsholder")):
        owner = _OWNED.sub(" ", name or "").strip(" ,.;-–|")
        if owner and _may_name_site(owner):
            yield owner


def _all_names(value: object) -> list[object]:
    return as_list(value.get("name"))[:5] if isinstance(value, dict) else [value]


def _may_name_site(name: str) -> bool:
    is_short = len(name) <= _SITE_CHARS and len(name.split()) <= _SITE_WORDS
    return is_short and not name.startswith("http")


def _title(
    tree: HtmlElement,
    articles: Sequence[Node],
    head: Head,
    shown: Headings,
    *,
    keys: frozenset[str],
    section: str | None,
) -> str | None:
    node = next((node for node in articles if clean_text(node.get("headline"))), None)
    claims = TitleClaims(
        headline=clean_text(node.get("headline")) if node else None,
        is_news=node is not None and _is_news(node),
        h1s=shown.h1s,
        parts=shown.parts,
        heads=shown.heads,
        metas=tuple(head.values(*TITLE_KEYS)),
        title=head.title,
        sites=keys,
        sections=frozenset({name_key(section)} if section else ()),
    )
    picked = pick_title(claims)
    # Lazily: the lines of the page are read only where its title has parts.
    return picked and shown_title(claims, picked, lambda: line_keys(tree))


def _authors(
    claims: Iterable[tuple[str, tuple[str, ...]]], outlets: frozenset[str]
) -> tuple[str, ...]:
    """Return the names of the first source that names more than the outlet; else the outlet."""
    fallback: tuple[str, ...] = ()
    for _source, names in claims:
        people = tuple(
            name for name in names if not is_outlet(name, outlets) and not is_account(name)
        )
        # After a source that named the outlet alone, later
        # ones must give whole names to be believed.
        if fallback:
            people = tuple(name for name in people if is_person(name))
        if people:
            return people
        # An outlet as author is better than nobody, if no source has a person.
        fallback = fallback or names
    return fallback


def _without_helpers(names: tuple[str, ...], tree: HtmlElement) -> tuple[str, ...]:
    """Return *names* without photographers and their like, whom some sites state as authors among many."""
    return (
        without_helpers(names, " ".join(tree.itertext())) if len(names) >= MANY_AUTHORS else names
    )


def _author_claims(
    tree: HtmlElement,
    nodes: Sequence[Node],
    articles: Sequence[Node],
    head: Head,
    place: BylinePlace,
) -> Iterator[tuple[str, tuple[str, ...]]]:
    # Yoast and others refer to authors by ``@id``. Source: JSON-LD 1.1, section 3.3.
    by_id = {
        node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node
    }
    for node in articles:
        for key in ("author", "creator"):
            names = [name for value in as_list(node.get(key)) for name in _node_names(value, by_id)]
            yield f"json-ld:{key}", unique_names(names)
    for key in AUTHOR_KEYS:
        # ``article:author`` is a profile's URL as Open Graph
        # defines it; many pages put the name there.
        values = [turn_name(value) for value in head.values(key) if not value.startswith("http")]
        yield f"meta:{key}", unique_names(name for value in values for name in split_names(value))
    yield from page_authors(tree, place)


def _node_names(value: object, by_id: dict[object, Node]) -> tuple[str, ...]:
    if isinstance(value, str):
        return split_names(value) if not value.startswith("http") else ()
    if not isinstance(value, dict):
        return ()
    node = (
        value
        if "name" in value
        else by_id.get(value.get("@id"), value)
        if isinstance(value.get("@id"), str)
        else value
    )
    names = [name for name in as_list(node.get("name")) if isinstance(name, str)]
    if not names:
        parts = [node.get(key) for key in ("givenName", "additionalName", "familyName")]
        names = [" ".join(part for part in parts if isinstance(part, str))]
    return tuple(name for text in names[:20] for name in split_names(clean_text(text) or ""))


def _stated_language(described: Sequence[Node], head: Head) -> str | None:
    stated = [
        name
        for node in described
        for value in as_list(node.get("inLanguage"))[:3]
        for name in _names(value)
    ]
    return first_language(
        [
            *stated,
            head.lang,
            *head.values("og:locale", "content-language", "language", "dc.language"),
        ]
    )


def _names(value: object) -> list[object]:
    return [value.get("alternateName"), value.get("name")] if isinstance(value, dict) else [value]


def _first(nodes: Iterable[Node], key: str) -> str | None:
    return next(
        (text for node in nodes if (text := clean_text(node.get(key), max_chars=2000))), None
    )


def _section(articles: Iterable[Node], head: Head) -> str | None:
    stated = [value for node in articles for value in as_list(node.get("articleSection"))[:5]]
    named = next((text for value in stated if (text := clean_text(value, max_chars=100))), None)
    return named or head.first(
        "article:section",
        "og:section",
        "parsely-section",
        "section",
        "category",
        "cxenseparse:section",
    )


def _tags(articles: Iterable[Node], head: Head) -> tuple[str, ...]:
    stated = [value for node in articles for value in as_list(node.get("keywords"))[:200]]
    lines = [text for value in stated if (text := clean_text(value, max_chars=5000))]
    # A source with tags is taken alone: several hold the same in other spellings.
    lines = (
        lines
        or [*head.values("article:tag", "og:article:tag")]
        or [*head.values("news_keywords", "keywords", "parsely-tags")]
    )
    parts = [
        tag
        for line in lines
        for part in line.split(",")
        if (tag := (clean_text(part, max_chars=100) or "").strip(_QUOTES))
    ]
    unique: dict[str, str] = {}
    for tag in parts:
        # A tag of signs alone has no key.
        unique.setdefault(name_key(tag) or tag, tag)
    return tuple(unique.values())[:MAX_TAGS]


def _image(described: Iterable[Node], head: Head) -> str | None:
    stated = (_image_url(value) for node in described for value in as_list(node.get("image"))[:3])
    metas = head.values(
        "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"
    )
    # Metas first: they name the one picture that stands for the page, JSON-LD often a list.
    candidates = [*metas, *stated]
    return next((found for value in candidates if (found := web_url(value, head.base_url))), None)


def _image_url(value: object) -> object:
    return (
        (value.get("url") or value.get("contentUrl") or value.get("@id"))
        if isinstance(value, dict)
        else value
    )


def _free(described: Iterable[Node]) -> bool | None:
    for node in described:
        value = node.get("isAccessibleForFree")
        if isinstance(value, bool):
            return value
        # "http://schema.org/False" is a form of false.
        word = value.strip().rsplit("/", 1)[-1].lower() if isinstance(value, str) else None
        if word in {"true", "false"}:
            return word == "true"
    return None
