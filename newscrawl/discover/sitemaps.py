"""Sitemaps, sitemap indexes, news sitemaps, feeds in their place and plain lists: bytes to URLs.

See ``markup`` for how tags are read: no prefix need be declared, nothing but the file itself is
read, and memory follows the result.

Source: https://www.sitemaps.org/protocol.html; news: the ``sitemap-news/0.9`` name space.
"""

import html
import re
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, takewhile

from newscrawl.discover.entryreader import EntryReader
from newscrawl.discover.feeds import ROOTS, read_feed_text
from newscrawl.discover.found import Found, listed_url, newest, short_title
from newscrawl.discover.markup import MarkupElement, decoded
from newscrawl.discover.packed import unpacked
from newscrawl.discover.times import iso_time

MAX_ENTRIES = 50_000
"""Of one file, by the protocol; some have more, of which the newest are taken."""
READ_MAX = 200_000
"""Entries of one file that are looked at."""
MAX_BYTES = 52_428_800
"""Of one file, decompressed, by the protocol (50 MiB)."""
WELL_KNOWN = (
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/sitemap-index.xml",
    "/wp-sitemap.xml",
    "/sitemap.xml.gz",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
)
"""Paths tried where robots.txt names no sitemap."""
_ROOT = re.compile(
    rf"<(?:[\w.-]{{1,40}}:)?(?:(?P<map>urlset|sitemapindex|url|sitemap)|{ROOTS})(?=[\s/>])",
    re.IGNORECASE,
)
_HEAD = 524_288
"""Characters in which the root is looked for: some servers write rows of warnings before it."""
_SHOWN = re.compile(r"&lt;(?:urlset|sitemapindex)(?=\s|&gt;)", re.IGNORECASE)
_MAP_FILE = re.compile(r"\.xml(?:\.gz)?(?:$|[?#])", re.IGNORECASE)
"""End of a URL that is a sitemap's, whatever the element it is in is called."""
_FOREIGN = frozenset("image video news xhtml mobile".split())
_ENTRIES = frozenset({"url", "sitemap"})
_OWN = frozenset({"loc", "lastmod"})
_NEWS = frozenset({"publication_date", "title", "language"})
_PLACES = frozenset({"location", "link"})
"""Names that some give to ``loc``."""
_OWNED = {**{name: name for name in _OWN}, **dict.fromkeys(_PLACES, "place")}
"""Fields of an entry itself, by the names of their elements."""
_WANTED = _OWN | _NEWS | _PLACES


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap as read.

    Attributes:
        pages: URLs of pages, in the file's order, each once.
        children: URLs of further sitemaps (of an index).
        truncated: Some of it was not read: too large, too many entries, or cut off.
        left_out: How many entries were over the limit; the oldest.
    """

    pages: tuple[Found, ...] = ()
    children: tuple[Found, ...] = ()
    truncated: bool = False
    left_out: int = 0


def read_sitemap(
    body: bytes,
    url: str,
    charset: str = "",
    *,
    max_entries: int = MAX_ENTRIES,
    max_bytes: int = MAX_BYTES,
) -> Sitemap | None:
    """Read the sitemap *body* that came from *url*; ``None`` where it is not one.

    A gzip file is unpacked up to *max_bytes*; bytes over *max_bytes* and entries over *max_entries*
    are left out, and ``truncated`` says so. *charset* is that of the header.
    """
    plain = unpacked(body, max_bytes)
    text = _markup_of(decoded(plain.body, charset))
    root = _ROOT.search(text[:_HEAD])
    if root is None:
        return _read_list(text, url, max_entries, truncated=plain.cut)
    # sitemaps.org allows RSS and Atom in the place of a sitemap.
    if not root["map"]:
        feed = read_feed_text(text, url, root.start())
        is_partial = feed.truncated or feed.left_out > 0
        return Sitemap(feed.entries, (), is_partial, feed.left_out)
    reader = _MapReader()
    reader.read(text, url, root.start())
    return reader.sitemap(max_entries, truncated=plain.cut)


def _markup_of(text: str) -> str:
    """Return *text*, or the XML that it shows in a page, for readers; such a page is nothing else."""
    if _ROOT.search(text[:_HEAD]) or not _SHOWN.search(text[:_HEAD]):
        return text
    return html.unescape(text)


class _MapReader(EntryReader["_Entry"]):
    """Reads a sitemap, or an index of sitemaps."""

    wanted = _WANTED
    entries = _ENTRIES

    def __init__(self) -> None:
        super().__init__()
        self._pages: dict[str, Found] = {}
        self._children: dict[str, Found] = {}

    def opened(self, element: MarkupElement) -> "_Entry":
        return _Entry(element)

    def inside(self, entry: "_Entry", element: MarkupElement) -> None:
        entry.take(element)

    def closed(self, entry: "_Entry") -> None:
        for loc in entry.locs():
            self._add(entry.element.name, _found({**entry.fields, "loc": loc}, entry.element.base))

    def outside(self, element: MarkupElement) -> None:
        # Some write ``loc`` into the root, with no ``url`` around it.
        if element.name == "loc" and element.prefix not in _FOREIGN:
            self._add(_kind_of_root(element), _found({"loc": element.text}, element.base))

    def _add(self, kind: str, found: Found | None) -> None:
        """Keep *found*, of a ``url`` or a ``sitemap``."""
        if found is None or self.is_full:
            return
        is_child = kind == "sitemap" or _is_map(found)
        (self._children if is_child else self._pages).setdefault(found.url, found)
        self.is_full = len(self._pages) + len(self._children) >= READ_MAX

    def sitemap(self, max_entries: int, *, truncated: bool) -> Sitemap:
        """Return the sitemap as read; *truncated*: the file was."""
        # Read on beyond the limit of the protocol: the newest may be at the end.
        pages, old_pages = newest(tuple(self._pages.values()), max_entries)
        children, old_children = newest(tuple(self._children.values()), max_entries)
        left_out = old_pages + old_children
        is_partial = truncated or self.is_cut or self.is_full
        return Sitemap(pages, children, is_partial or left_out > 0, left_out)


def _is_map(found: Found) -> bool:
    """Return whether *found* is a further sitemap in a ``urlset``: as a page it would be lost."""
    return not found.vouched and _MAP_FILE.search(found.url) is not None


def _kind_of_root(element: MarkupElement) -> str:
    """Return the kind of a URL with no entry around it, by the root."""
    root = next(element.ancestors(), element)
    return "sitemap" if root.name == "sitemapindex" else "url"


@dataclass(slots=True)
class _Entry:
    """One entry: its element, the URLs that it names, and its other fields."""

    element: MarkupElement
    places: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    def take(self, element: MarkupElement) -> None:
        """Keep the text of *element* where it is a field, not one of a picture or a video."""
        name = element.name
        if name in _OWNED:
            self._take_own(element)
        elif name == "news" and element.parent is self.element:
            self.fields["news"] = "yes"
        elif name in _NEWS and self._is_of_news(element):
            self.fields.setdefault(name, element.text)
            self.fields["news"] = "yes"

    def _take_own(self, element: MarkupElement) -> None:
        """Keep the first of each field, but every ``loc``: some write all URLs of a file into one entry."""
        # ``image:loc`` is a picture; prefixes are free, so those of the entry and of news are the own.
        own_prefixes = {self.element.prefix, "", "news", "n"}
        if element.parent is not self.element or element.prefix not in own_prefixes:
            return
        text = element.text or element.attributes().get("href", "")
        if element.name == "loc":
            self.places.append(text)
        else:
            self.fields.setdefault(_OWNED[element.name], text)

    def _is_of_news(self, element: MarkupElement) -> bool:
        """Return whether *element* tells of the page as news: by its prefix, or by an element around it."""
        around = takewhile(lambda outer: outer is not self.element, element.ancestors())
        return element.prefix == "news" or any(outer.name == "news" for outer in around)

    def locs(self) -> list[str]:
        """Return the URLs that it names: each ``loc``; where it has none, another element or attribute."""
        found = list(filter(None, self.places))
        return found or [self.fields.get("place") or self.element.attributes().get("loc", "")]


def _found(fields: dict[str, str], base: str) -> Found | None:
    url = listed_url(base, fields.get("loc"))
    if url is None:
        return None
    return Found(
        url,
        title=short_title(fields.get("title")),
        published=iso_time(fields.get("publication_date")),
        modified=iso_time(fields.get("lastmod")),
        language=fields.get("language"),
        vouched="news" in fields,
    )


def _read_list(text: str, url: str, max_entries: int, *, truncated: bool) -> Sitemap | None:
    # sitemaps.org allows a text file with one URL a line; a page of HTML is none.
    if text[:1024].lstrip("\ufeff \t\r\n").startswith("<"):
        return None
    # Twice as many: remarks and repeated URLs are lines, too.
    words = _listed_words(text.lstrip("\ufeff").splitlines()[: 2 * READ_MAX])
    urls = filter(None, map(partial(listed_url, url), words))
    found = list(map(Found, islice(dict.fromkeys(urls), READ_MAX)))
    if not found:
        return None
    kept, left_out = newest(found, max_entries)
    return Sitemap(kept, (), truncated or left_out > 0, left_out)


_SIGN = re.compile(
    r"\s{0,20}(?:[-*•]\s{1,20}|\d{1,6}[.)]\s{1,20})?[\"'<]?(?=https?://|/[^/\s])", re.IGNORECASE
)
"""A point of a list, a number, or a quote, before the URL of a line."""
_FIELD = (
    r"\d{4}-\d\d-\d\d[^,;|]{0,40}|[01]\.\d{1,4}|always|hourly|daily|weekly|monthly|yearly|never"
)
_COLUMNS = re.compile(
    rf"[\"'>]?(?:[,;|]\s{{0,20}}[\"']?(?:{_FIELD})?[\"']?){{1,6}}$", re.IGNORECASE
)
"""Further columns of a table: the fields of an entry of a sitemap."""
_LINE = 8_192
_COLUMNS_CHARS = 200
"""At the end of a line, in which further columns are looked for."""


def _listed_words(lines: list[str]) -> list[str]:
    """Return the URLs of *lines*, or their paths where all lines are paths; else none."""
    words = list(filter(None, map(_listed_word, lines)))
    if not all(map(_is_path, words)):
        return words
    told = list(filter(_tells_something, lines))
    return words if 1 < len(words) == len(told) else []


def _is_path(word: str) -> bool:
    return word.startswith("/")


def _tells_something(line: str) -> bool:
    """Return whether *line* is neither empty nor a remark."""
    return line.strip() != "" and not line.startswith("#")


def _listed_word(line: str) -> str:
    """Return the URL or the path of a line; empty where it has none.

    >>> _listed_word('2. "https://a.example/x,y",2026-11-25'), _listed_word("https://a.example/ seen")
    ('https://a.example/x,y', 'https://a.example/')
    """
    sign = _SIGN.match(line[:_LINE])
    if sign is None:
        return ""
    # What follows a blank is a remark.
    word = next(iter(line[sign.end() : _LINE].split()), "")
    tail = _COLUMNS.sub("", word[-_COLUMNS_CHARS:])
    return (word[:-_COLUMNS_CHARS] + tail).rstrip("\"'>")
