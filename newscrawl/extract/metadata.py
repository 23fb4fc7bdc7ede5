"""JSON-LD, OpenGraph, meta, microdata and the page itself: what they say of the article.

The order in which each field is looked for is in docs/metadata.md. Nothing is trusted: every value is
checked for its type, folded to a clean line and cut to a length.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.bylines import page_authors, page_dates, page_modified, shown_dates
from newscrawl.extract.dates import first_timestamp, parse_timestamp, url_date
from newscrawl.extract.fold import element_text, fold
from newscrawl.extract.head import Head, read_head, web_url
from newscrawl.extract.headline import TitleClaims, host_keys, pick_title
from newscrawl.extract.jsonld import Node, as_list, is_article, read_jsonld, types
from newscrawl.extract.keys import AUTHOR_KEYS, MODIFIED_KEYS, PUBLISHED_KEYS, SITE_KEYS, TITLE_KEYS
from newscrawl.extract.names import is_outlet, name_key, split_names, turn_name, unique_names
from newscrawl.items import Metadata, Timestamp
from newscrawl.language import detect_language, first_language

MAX_TAGS = 50
MAX_H1S = 12
MAX_SEARCHED_ELEMENTS = 6_000
"""A page of more elements is not searched for a date in its text: that takes quadratic time."""
COUNT_ELEMENTS = etree.XPath("count(.//*)")
_PAGE_TYPES: Final = frozenset({"webpage", "itempage", "collectionpage", "videoobject"})
_SITE_TYPES: Final = frozenset({"website", "newsmediaorganization", "organization"})


def read_metadata(tree: HtmlElement, url: str, nodes: Sequence[Node] | None = None) -> Metadata:
    """Read the metadata of the page at *url* from its *tree*; *tree* is not changed.

    *nodes* are those of ``read_jsonld(tree)`` where the caller has them already.
    """
    nodes = read_jsonld(tree) if nodes is None else nodes
    head = read_head(tree, url)
    h1s = _h1s(tree)
    articles = _page_articles(nodes, head, h1s)
    described = (*articles, *_of_types(nodes, _PAGE_TYPES))
    sites = _site_names(nodes, articles, head)
    keys = frozenset(key for name in sites if (key := name_key(name))) | frozenset(host_keys(_host(url)))
    section = _section(articles, head)
    return Metadata(
        title=_title(articles, head, h1s, keys=keys, section=section),
        authors=_authors(tree, nodes, articles, head=head, outlets=keys),
        published=_published(tree, described, head, url),
        modified=_modified(tree, described, head),
        language=_stated_language(described, head),
        section=section,
        tags=_tags(articles, head),
        description=_first(described, "description")
        or head.first("og:description", "description", "twitter:description"),
        site_name=sites[0] if sites else None,
        image=_image(described, head),
        canonical_url=web_url(head.canonical, head.base_url) or web_url(head.first("og:url"), head.base_url),
        free=_free(described),
        page_type=next((name for node in articles for name in types(node)), None) or head.first("og:type"),
    )


def warm() -> None:
    """Load what the first page would wait for: language model, date parser."""
    detect_language("The council voted to rebuild the bridge that the flood had carried away. " * 4)
    find_date(
        "<html><body><p>Published on 24 November 2019 by the council</p></body></html>", original_date=True
    )


def _of_types(nodes: Iterable[Node], wanted: frozenset[str]) -> tuple[Node, ...]:
    return tuple(node for node in nodes if any(name.lower() in wanted for name in types(node)))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _h1s(tree: HtmlElement) -> tuple[str, ...]:
    found: list[str] = []
    for h1 in tree.iter("h1"):
        text = element_text(h1, max_chars=600)
        if text:
            found.append(text)
        if len(found) >= MAX_H1S:
            break
    return tuple(found)


def _page_articles(nodes: Iterable[Node], head: Head, h1s: Sequence[str]) -> tuple[Node, ...]:
    """Give the nodes that describe this page's article, best first; other articles' nodes are left out."""
    articles = [node for node in nodes if is_article(node)]
    paths = {_path(head.base_url), _path(web_url(head.canonical, head.base_url) or "")} - {""}
    titles = {name_key(text) for text in (*h1s, *head.values("og:title"))}
    ranked = sorted(articles, key=lambda node: -_fit(node, paths, titles))
    if not ranked:
        return ()
    main = name_key(fold(ranked[0].get("headline")) or "")
    return tuple(node for node in ranked if node is ranked[0] or _fit(node, paths, titles) > 1
                 or name_key(fold(node.get("headline")) or "") == main)  # fmt: skip


def _fit(node: Node, paths: set[str], titles: set[str]) -> int:
    """Say how well *node* fits the page: its address counts most, then its headline, then its kind."""
    addresses = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    flat = [value.get("@id") or value.get("url") if isinstance(value, dict) else value for value in addresses]
    same_url = any(isinstance(value, str) and _path(value) in paths for value in flat)
    headline = name_key(fold(node.get("headline")) or "")
    return 4 * same_url + 2 * (headline in titles) + (bool(headline) and _is_news(node))


def _path(url: str) -> str:
    try:
        parts = urlsplit(url[:2000].strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    return f"{path}?{parts.query}" if path else ""


def _is_news(node: Node) -> bool:
    return any(
        "news" in name.lower() or name.lower() in {"report", "liveblogposting"} for name in types(node)
    )


def _site_names(nodes: Iterable[Node], articles: Iterable[Node], head: Head) -> tuple[str, ...]:
    publishers = [value for node in articles for value in as_list(node.get("publisher"))[:5]]
    sites = _of_types(nodes, _SITE_TYPES)
    found = [
        head.first("og:site_name"),
        *(fold(value.get("name") if isinstance(value, dict) else value) for value in publishers),
        *(fold(node.get(key)) for node in sites for key in ("name", "alternateName")),
        *head.values(*SITE_KEYS),
        *(name.lstrip("@") for name in head.values("twitter:site")),
    ]
    return tuple(dict.fromkeys(name for name in found if name and _may_name_site(name)))


def _may_name_site(name: str) -> bool:
    return len(name) <= 60 and len(name.split()) <= 7 and not name.startswith("http")


def _title(
    articles: Sequence[Node], head: Head, h1s: Sequence[str], *, keys: frozenset[str], section: str | None
) -> str | None:
    node = next((node for node in articles if fold(node.get("headline"))), None)
    claims = TitleClaims(
        headline=fold(node.get("headline")) if node else None,
        is_news=node is not None and _is_news(node),
        h1s=h1s,
        metas=tuple(head.values(*TITLE_KEYS)),
        title=head.title,
        sites=keys,
        sections=frozenset({name_key(section)} if section else ()),
    )
    return pick_title(claims)


def _authors(
    tree: HtmlElement, nodes: Sequence[Node], articles: Sequence[Node], *, head: Head, outlets: frozenset[str]
) -> tuple[str, ...]:
    """Give the names of the first source that names more than the outlet; else the outlet."""
    fallback: tuple[str, ...] = ()
    for _source, names in _author_claims(tree, nodes, articles, head):
        people = tuple(name for name in names if not is_outlet(name, outlets))
        if fallback:
            people = tuple(name for name in people if _is_full_name(name))
        if people:
            return people
        fallback = fallback or names
    return fallback


def _is_full_name(name: str) -> bool:
    """Say whether *name* has the form of a person's; a class name alone does not outweigh a stated outlet."""
    words = name.split()
    if not re.search(r"[A-Za-zÀ-ɏͰ-ԯ]", name):
        return len(name) <= 8  # a script without capitals
    return 2 <= len(words) <= 4 and all(word[0].isupper() for word in (words[0], words[-1]))


def _author_claims(
    tree: HtmlElement, nodes: Sequence[Node], articles: Sequence[Node], head: Head
) -> Iterator[tuple[str, tuple[str, ...]]]:
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node}
    for node in articles:
        for key in ("author", "creator"):
            names = [name for value in as_list(node.get(key)) for name in _node_names(value, by_id)]
            yield f"json-ld:{key}", unique_names(names)
    for key in AUTHOR_KEYS:
        values = [turn_name(value) for value in head.values(key) if not value.startswith("http")]
        yield f"meta:{key}", unique_names(name for value in values for name in split_names(value))
    yield from page_authors(tree)


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
    return tuple(name for text in names[:20] for name in split_names(fold(text) or ""))


def _published(tree: HtmlElement, described: Sequence[Node], head: Head, url: str) -> Timestamp | None:
    claims = [("json-ld:datePublished", node.get("datePublished")) for node in described]
    claims += [*head.claims(*PUBLISHED_KEYS)]
    claims += [("json-ld:dateCreated", node.get("dateCreated")) for node in described]
    found = (
        first_timestamp(claims)
        or first_timestamp(page_dates(tree))
        or first_timestamp([("url", url_date(url))])
    )
    return found or first_timestamp(shown_dates(tree)) or _guessed(tree, url)


def _guessed(tree: HtmlElement, url: str) -> Timestamp | None:
    """Search the visible page; slow, so only where nothing else gave a date, and never a vast one."""
    if COUNT_ELEMENTS(tree) > MAX_SEARCHED_ELEMENTS:
        return None
    try:
        iso = parse_timestamp(find_date(tree, url=url, original_date=True))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return Timestamp(iso, "page:text") if iso else None


def _modified(tree: HtmlElement, described: Sequence[Node], head: Head) -> Timestamp | None:
    claims = [("json-ld:dateModified", node.get("dateModified")) for node in described]
    return first_timestamp([*claims, *head.claims(*MODIFIED_KEYS)]) or first_timestamp(page_modified(tree))


def _stated_language(described: Sequence[Node], head: Head) -> str | None:
    stated = [
        name for node in described for value in as_list(node.get("inLanguage"))[:3] for name in _names(value)
    ]
    return first_language(
        [*stated, head.lang, *head.values("og:locale", "content-language", "language", "dc.language")]
    )


def _names(value: object) -> list[object]:
    return [value.get("alternateName"), value.get("name")] if isinstance(value, dict) else [value]


def _first(nodes: Iterable[Node], key: str) -> str | None:
    return next((text for node in nodes if (text := fold(node.get(key), max_chars=2000))), None)


def _section(articles: Iterable[Node], head: Head) -> str | None:
    stated = [value for node in articles for value in as_list(node.get("articleSection"))[:5]]
    named = next((text for value in stated if (text := fold(value, max_chars=100))), None)
    return named or head.first(
        "article:section", "og:section", "parsely-section", "section", "category", "cxenseparse:section"
    )


def _tags(articles: Iterable[Node], head: Head) -> tuple[str, ...]:
    stated = [value for node in articles for value in as_list(node.get("keywords"))[:200]]
    lines = [text for value in stated if (text := fold(value, max_chars=5000))]
    lines = (
        lines
        or [*head.values("article:tag", "og:article:tag")]
        or [*head.values("news_keywords", "keywords", "parsely-tags")]
    )
    parts = [tag for line in lines for part in line.split(",") if (tag := fold(part, max_chars=100))]
    unique: dict[str, str] = {}
    for tag in parts:
        unique.setdefault(name_key(tag) or tag, tag)
    return tuple(unique.values())[:MAX_TAGS]


def _image(described: Iterable[Node], head: Head) -> str | None:
    stated = (_image_url(value) for node in described for value in as_list(node.get("image"))[:3])
    metas = head.values(
        "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"
    )
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
        word = value.strip().rsplit("/", 1)[-1].lower() if isinstance(value, str) else None
        if word in {"true", "false"}:
            return word == "true"
    return None
