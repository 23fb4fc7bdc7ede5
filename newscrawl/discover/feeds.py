"""RSS, Atom, RDF and JSON feeds: bytes to URLs of articles.

An odd item costs itself and nothing else: URLs, title and times of each item are read, in whatever
name space, and of an item that is cut off those that came. See ``markup`` for how tags are read.

Source: RSS 2.0, RSS 1.0, RFC 4287 (Atom), jsonfeed.org, RFC 5005 (paging), XML Base.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, filterfalse
from typing import Any

from newscrawl.discover.entryreader import EntryReader
from newscrawl.discover.found import Found, inner_urls, listed_url, newest, short_title
from newscrawl.discover.markup import MarkupElement, decoded
from newscrawl.discover.packed import unpacked
from newscrawl.discover.times import iso_time
from newscrawl.discover.urlkind import is_front
from newscrawl.web.jsonvalues import as_object, as_text, loaded

MAX_ENTRIES = 50_000
MAX_BYTES = 52_428_800
"""Of one feed, unpacked."""
WELL_KNOWN = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
"""Paths at which a site's feed lies often; tried where none is declared."""
ROOTS = "rss|feed|rdf|channel"
# The prefix is free: RSS 1.0 writes ``rdf:RDF``, some Atom feeds ``atom:feed``.
_ROOT = re.compile(rf"<(?:[\w.-]{{1,40}}:)?(?:{ROOTS})(?=[\s/>])", re.IGNORECASE)
_SHOWN = re.compile(
    r"<(?:pre|xmp|code)[^>]{0,200}>\s*(?:&lt;\?xml[^<]{0,300})?&lt;(?:rss|feed|rdf:RDF)(?=\s|&gt;)",
    re.IGNORECASE,
)
_JSON_ROOT = re.compile(r'\{(?=[^{}]{0,2000}"version"\s*:\s*"https?://(?:www\.)?jsonfeed\.org)')
_BEFORE_JSON = "\ufeff \t\r\n"
_HEAD = 524_288
"""Characters in which the root is looked for: some servers write a warning before it."""
_ITEMS = frozenset({"item", "entry"})
# FeedBurner and others put their own URL into ``link``, and the page's into ``origLink``.
_LINKS = frozenset({"origlink", "link", "guid", "id", "url", "permalink"})
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_MODIFIED = ("updated", "modified")
_RULES_OF_USE = frozenset({"permits", "prohibits"})
"""Elements of a licence (RSL 1.0, as a module of RSS); source: https://rslstandard.org/rsl."""
_TERMS = "terms"
_WANTED = frozenset({*_LINKS, *_PUBLISHED, *_MODIFIED, "title", "license", *_RULES_OF_USE})
_FOREIGN = frozenset(
    "media itunes image thr georss content source cc googleplay podcast slash wfw".split()
)
"""Prefixes under which a title or a link is not that of the article."""
_NO_PAGES = frozenset(
    "self enclosure replies edit related hub via license edit-media next prev".split()
)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read.

    Attributes:
        title: Name of the feed.
        entries: In the feed's order, each URL once.
        next_url: The next page of a paged feed (RFC 5005), absolute.
        left_out: How many entries were over the limit; the oldest.
        truncated: It has no end: it was too large, or cut off.
    """

    title: str | None
    entries: tuple[Found, ...]
    next_url: str | None = None
    left_out: int = 0
    truncated: bool = False


@dataclass(slots=True)
class _Collected:
    """A feed on its way: the title, the URLs of all items so far."""

    title: str | None = None
    next_url: str | None = None
    entries: dict[str, Found] = field(default_factory=dict)

    def add(self, found: Found | None) -> None:
        if found is None:
            return
        # The first entry of a URL counts: most feeds have the newest at the top.
        first = self.entries.setdefault(found.url, found)
        if _are_of_one_link(first, found):
            for each in (first, found):
                own = replace(each, url=each.others[0], others=each.others[1:])
                self.entries.setdefault(own.url, own)

    def feed(self) -> Feed:
        # A link to the front is no article, unless the feed has nothing else.
        urls = filterfalse(is_front, self.entries) if len(self.entries) > 1 else self.entries
        entries, left_out = newest(tuple(map(self.entries.__getitem__, urls)), MAX_ENTRIES)
        return Feed(short_title(self.title), entries, self.next_url, left_out)


def _are_of_one_link(first: Found, found: Found) -> bool:
    """Return whether two items link to one page, as the front, and name their own by ``guid``."""
    has_own = bool(first.others and found.others)
    return has_own and first.others != found.others


def read_feed(body: bytes, url: str, charset: str = "") -> Feed | None:
    """Read the feed *body* that came from *url*; ``None`` where it is not a feed.

    Entries without a usable http(s) URL are left out; of more than ``MAX_ENTRIES`` the newest are
    kept. *charset* is that of the header.
    """
    text = decoded(unpacked(body, MAX_BYTES).body, charset)
    # JSON before XML: its texts may hold tags, among them "<rss>".
    if text[:_HEAD].lstrip(_BEFORE_JSON).startswith(("{", "[")):
        return _read_json(text.lstrip(_BEFORE_JSON), url)
    if root := _ROOT.search(text[:_HEAD]):
        return read_feed_text(text, url, root.start())
    return _read_shown(text, url) or _read_json_within(text, url)


def _read_shown(text: str, url: str) -> Feed | None:
    """Read a feed whose XML a page shows, for readers."""
    if _SHOWN.search(text[:_HEAD]) is None:
        return None
    shown = html.unescape(text)
    root = _ROOT.search(shown)
    return read_feed_text(shown, url, root.start()) if root else None


def _read_json_within(text: str, url: str) -> Feed | None:
    """Read a JSON feed that a page holds."""
    # Only for the version URL of jsonfeed.org: scripts of a page hold objects as well.
    root = _JSON_ROOT.search(text[:_HEAD])
    return _read_json(text[root.start() :], url) if root else None


def read_feed_text(text: str, url: str, start: int) -> Feed:
    """Read the feed whose root begins at *start* of *text*."""
    reader = _FeedReader()
    reader.read(text, url, start)
    return replace(reader.collected.feed(), truncated=reader.is_cut)


class _FeedReader(EntryReader["_Item"]):
    """Reads a feed of XML."""

    wanted = _WANTED
    entries = _ITEMS

    def __init__(self) -> None:
        super().__init__()
        self.collected = _Collected()
        self._terms = _Terms()

    def opened(self, element: MarkupElement) -> "_Item":
        return _Item(element)

    def inside(self, entry: "_Item", element: MarkupElement) -> None:
        # Before the item's own fields: a ``link`` of a licence is not the article's.
        if element.prefix == "rsl":
            entry.terms.take(element)
        # Direct children only: ``source`` and ``media:group`` have links and titles of their own.
        elif element.parent is entry.element:
            entry.take(element)

    def closed(self, entry: "_Item") -> None:
        self.collected.add(entry.found(self._terms.said))

    def outside(self, element: MarkupElement) -> None:
        if element.prefix == "rsl":
            self._terms.take(element)
        elif element.name == "title":
            self._take_title(element)
        # Looked for in the raw tag first: attributes are parsed for few elements only.
        elif element.name == "link" and "next" in element.raw:
            self.collected.next_url = self.collected.next_url or _next_page(element)

    def _take_title(self, element: MarkupElement) -> None:
        is_own = element.prefix not in _FOREIGN
        if is_own and self.collected.title is None:
            self.collected.title = element.text


def _next_page(link: MarkupElement) -> str | None:
    """Return the URL that *link* names as the next page of the feed."""
    attributes = link.attributes()
    is_next = attributes.get("rel", "").lower() == "next"
    return listed_url(link.base, attributes.get("href")) if is_next else None


@dataclass(slots=True)
class _Terms:
    """The terms of a licence that a feed, or an item of it, states; ``said``: which uses they rule."""

    said: str = ""

    def take(self, element: MarkupElement) -> None:
        """Take up an *element* of the vocabulary of licences."""
        if element.name == "license":
            self.said = self.said or _TERMS
        elif element.name in _RULES_OF_USE:
            self._take_uses(element)

    def _take_uses(self, element: MarkupElement) -> None:
        uses = ", ".join(element.text.replace(",", " ").split())
        if uses and element.attributes().get("type") == "usage":
            # Named uses say more than "there are terms".
            before = self.said.removeprefix(_TERMS)
            self.said = "; ".join(filter(None, (before, f"{element.name}: {uses}")))


@dataclass(slots=True)
class _Item:
    """One item: its URLs by what they are, and its other fields."""

    element: MarkupElement
    urls: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    terms: _Terms = field(default_factory=_Terms)

    def take(self, element: MarkupElement) -> None:
        name = element.name
        if element.prefix in _FOREIGN:
            return
        if name in _LINKS:
            self._keep(*_url_of(element))
        elif name == "content" and "src" in element.raw:
            self._take_content(element)
        elif name in _WANTED and element.text:
            self.fields.setdefault(name, element.text)

    def _keep(self, kind: str, url: str | None) -> None:
        # The first of each kind: Atom puts the article before its comments and pictures.
        if url is not None:
            self.urls.setdefault(kind, url)

    def _take_content(self, element: MarkupElement) -> None:
        """Keep the URL of a content that lies elsewhere (RFC 4287 section 4.1.3.2)."""
        attributes = element.attributes()
        if "html" in attributes.get("type", "html"):
            self._keep("other", listed_url(element.base, attributes.get("src")))

    def found(self, license_of_all: str) -> Found | None:
        about = self.element.attributes().get("about", "")
        # RSS 1.0: ``rdf:about`` is an identifier, which need not lead anywhere.
        if about.startswith("http"):
            self._keep("guid", listed_url(self.element.base, about))
        ranked = filter(None, map(self.urls.get, _RANKS))
        found = _found(tuple(dict.fromkeys(ranked)), self.fields)
        return found and replace(found, license=self.terms.said or license_of_all)


_RANKS = ("origlink", "link", "atom", "other", "guid")
"""Kinds of URLs of an item, the best first."""
_PLAIN = {"origlink": "origlink", "url": "other", "permalink": "other"}
"""Kinds of elements that hold a URL as text and nothing else."""


def _url_of(element: MarkupElement) -> tuple[str, str | None]:
    """Return the kind of the URL that *element* holds, and the URL."""
    if kind := _PLAIN.get(element.name):
        return kind, listed_url(element.base, element.text)
    if element.name in {"guid", "id"}:
        return "guid", listed_url(element.base, element.text) if _is_link(element) else None
    return _url_of_link(element)


def _url_of_link(element: MarkupElement) -> tuple[str, str | None]:
    """Return the same for a ``link``, by its relation and its type."""
    attributes = element.attributes()
    rel = attributes.get("rel", "alternate").lower()
    if rel in _NO_PAGES:
        return "other", None
    # RSS writes the URL as text, Atom as ``href``; some feeds of Atom write it as text, too.
    if element.text:
        return "link", listed_url(element.base, element.text)
    is_page = rel == "alternate" and "html" in attributes.get("type", "html")
    return "atom" if is_page else "other", listed_url(element.base, attributes.get("href"))


def _is_link(identifier: MarkupElement) -> bool:
    """Return whether a ``guid`` or ``id`` is a URL.

    RSS 2.0 takes ``guid`` for a link by default, but most are mere ids.
    """
    is_url = identifier.text.lower().startswith("http")
    return is_url or identifier.attributes().get("ispermalink") == "true"


def _found(urls: tuple[str, ...], fields: Mapping[str, str]) -> Found | None:
    if not urls:
        return None
    inner = chain.from_iterable(map(inner_urls, urls))
    return Found(
        urls[0],
        title=short_title(fields.get("title")),
        published=_first_time(fields, _PUBLISHED),
        modified=_first_time(fields, _MODIFIED),
        # A feed lists articles; no judgement by the words of the URL is needed.
        vouched=True,
        others=(*urls[1:], *inner),
    )


def _first_time(fields: Mapping[str, str], names: Iterable[str]) -> str | None:
    """Return the first of the fields *names* that is a time."""
    times = map(iso_time, map(fields.get, names))
    return next(filter(None, times), None)


def _read_json(text: str, base: str) -> Feed | None:
    """Read a JSON feed; of one that is cut off or broken, the items that are whole."""
    head, items = _json_parts(text)
    if items is None:
        return None
    next_url = listed_url(base, as_text(head.get("next_url")))
    collected = _Collected(as_text(head.get("title")), next_url)
    for item in map(as_object, items):
        collected.add(_json_found(item, base))
    return collected.feed()


def _json_parts(text: str) -> tuple[Mapping[str, Any], Iterable[object] | None]:
    """Return the feed itself, and its items; ``None`` where it has no list of them."""
    whole = loaded(text)
    if whole is None:
        return {}, _items_of_broken(text)
    items = as_object(whole).get("items")
    return (whole, items) if isinstance(items, list) else ({}, None)


def _items_of_broken(text: str) -> Iterable[object] | None:
    """Return the items of a feed that is cut off or broken, one by one, up to the fault."""
    # Commas before a closing bracket are the most common fault, and none to JavaScript.
    text = _LAST_COMMA.sub(r"\1", text)
    start = re.search(r'"items"\s*:\s*\[', text)
    return _json_items(text, start.end()) if start else None


def _json_items(text: str, at: int) -> Iterator[object]:
    """Return the objects of a list that begins at *at*, as far as they can be read."""
    decoder = json.JSONDecoder(strict=False)
    faults = 0
    # Each fault may cost a search through the rest: their number bounds the time.
    while (at := text.find("{", at)) >= 0 and faults < _MAX_FAULTS:
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            faults += 1
            at = _next_object(text, at + 1)
        else:
            yield item


_LAST_COMMA = re.compile(r",(\s{0,100}[}\]])")
_MAX_FAULTS = 50
_BETWEEN = re.compile(r"\}\s*,\s*(?=\{)")


def _next_object(text: str, at: int) -> int:
    match = _BETWEEN.search(text, at)
    return match.end() if match else len(text)


_JSON_NAMES = {"date_published": "published", "date_modified": "updated", "title": "title"}
"""Fields of a JSON feed, by the names of those in XML."""


def _json_found(item: Mapping[str, Any], base: str) -> Found | None:
    identifier = as_text(item.get("id"))
    # An ``id`` may be any text (JSON Feed 1.1): it is no path to resolve.
    permalink = identifier if "://" in identifier else ""
    texts = (as_text(item.get("url")), as_text(item.get("external_url")), permalink)
    urls = filter(None, map(partial(listed_url, base), texts))
    fields = {known: as_text(item.get(name)) for name, known in _JSON_NAMES.items()}
    return _found(tuple(dict.fromkeys(urls)), fields)
