"""Sitemaps, sitemap indexes, news sitemaps, feeds in their place and plain lists: bytes to URLs.

See ``markup`` for how tags are read: no prefix need be declared, nothing but the file itself is
read, and memory follows the result.

Source: https://www.sitemaps.org/protocol.html; news: the ``sitemap-news/0.9`` name space.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from newscrawl.discover.feeds import ROOTS, read_feed_text
from newscrawl.discover.found import Found, listed_url, newest, short_title
from newscrawl.discover.markup import MarkupElement, decoded, read_elements
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
_BETWEEN = "\0"
"""Between several ``loc`` of one entry; no text of markup has it."""


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
        is_markup = text[:1024].lstrip("\ufeff \t\r\n").startswith("<")
        # sitemaps.org allows a text file with one URL a line; a page of HTML is none.
        return None if is_markup else _read_list(text, url, max_entries, truncated=plain.cut)
    # sitemaps.org allows RSS and Atom in the place of a sitemap.
    if not root["map"]:
        feed = read_feed_text(text, url, root.start())
        return Sitemap(feed.entries, (), plain.cut or feed.left_out > 0, feed.left_out)
    return _read_map(text, url, root.start(), max_entries, truncated=plain.cut)


def _markup_of(text: str) -> str:
    """Return *text*, or the XML that it shows in a page, for readers; such a page is nothing else."""
    if _ROOT.search(text[:_HEAD]) or not _SHOWN.search(text[:_HEAD]):
        return text
    return html.unescape(text)


def _read_map(text: str, url: str, start: int, max_entries: int, *, truncated: bool) -> Sitemap:
    pages: dict[str, Found] = {}
    children: dict[str, Found] = {}
    for kind, found in _entries(text, url, start):
        if found is not None:
            group = children if kind == "sitemap" or _is_map(found) else pages
            group.setdefault(found.url, found)
        is_full = len(pages) + len(children) >= READ_MAX
        truncated |= found is None or is_full
        if is_full:
            break
    # Read on beyond the limit of the protocol: the newest may be at the end.
    kept, left_out = newest(tuple(pages.values()), max_entries)
    inner, left_out_too = newest(tuple(children.values()), max_entries)
    left_out += left_out_too
    return Sitemap(kept, inner, truncated or left_out > 0, left_out)


def _is_map(found: Found) -> bool:
    """Return whether *found* is a further sitemap in a ``urlset``: as a page it would be lost."""
    return not found.vouched and _MAP_FILE.search(found.url) is not None


def _entries(text: str, base: str, start: int) -> Iterator[tuple[str, Found | None]]:
    """Return each entry as it ends, ``url`` or ``sitemap``; with no ``Found`` where the file is cut off."""
    entry: MarkupElement | None = None
    fields: dict[str, str] = {}
    for kind, element in read_elements(text, base, _WANTED, _ENTRIES, start):
        # The entries read so far count; the sitemap says that it is not whole.
        if kind == "cut":
            yield "", None
        if element.name in _ENTRIES:
            if kind == "start" and entry is None:
                entry, fields = element, {}
            elif element is entry:
                yield from ((element.name, each) for each in _all_found(fields, element))
                entry = None
        elif kind == "end" and entry is not None:
            _take(fields, element, entry)
        # Some write ``loc`` into the root, with no ``url`` around it.
        elif kind == "end":
            found = _lone(element)
            if found is not None:
                yield _kind_of_root(element), found


def _locs(fields: dict[str, str], entry: MarkupElement) -> list[str]:
    """Return the URLs that an entry names: its ``loc``; where it has none, what stands in its place."""
    if loc := fields.get("loc", "").strip(_BETWEEN):
        return loc.split(_BETWEEN)
    return [fields.get("place") or entry.attributes().get("loc", "")]


def _lone(element: MarkupElement) -> Found | None:
    """Return the page or sitemap that *element* names where it is a URL with no entry around it."""
    if element.name != "loc" or element.prefix in _FOREIGN:
        return None
    return _found({"loc": element.text}, element.base)


def _kind_of_root(element: MarkupElement) -> str:
    """Return the kind of a URL with no entry around it, by the root."""
    root = next(element.ancestors(), element)
    return "sitemap" if root.name == "sitemapindex" else "url"


def _take(fields: dict[str, str], element: MarkupElement, entry: MarkupElement) -> None:
    """Keep the text of *element* where it is a field of *entry*, not one of a picture or a video in it."""
    name = element.name
    if name in _OWNED:
        if _is_own(element, entry):
            text = element.text or element.attributes().get("href", "")
            _keep_own(fields, _OWNED[name], text)
    elif name == "news" and element.parent is entry:
        fields["news"] = "yes"
    elif name in _NEWS and _is_of_news(element, entry):
        fields.setdefault(name, element.text)
        fields["news"] = "yes"


def _is_own(element: MarkupElement, entry: MarkupElement) -> bool:
    """Return whether *element* is a field of *entry* itself."""
    # ``image:loc`` is a picture; prefixes are free, so those of the entry and of news are the own.
    return element.parent is entry and element.prefix in {entry.prefix, "", "news", "n"}


def _keep_own(fields: dict[str, str], name: str, text: str) -> None:
    """Keep the first *text* of a field, and each ``loc``: some write all URLs of a file into one entry."""
    if name == "loc" and name in fields:
        fields[name] = f"{fields[name]}{_BETWEEN}{text}"
    else:
        fields.setdefault(name, text)


def _is_of_news(element: MarkupElement, entry: MarkupElement) -> bool:
    """Return whether *element* tells of the page as news: by its prefix, or by an element around it."""
    around = takewhile(lambda outer: outer is not entry, element.ancestors())
    return element.prefix == "news" or any(outer.name == "news" for outer in around)


def _all_found(fields: dict[str, str], entry: MarkupElement) -> Iterator[Found]:
    """Return the findings of an entry, one for each of its URLs."""
    found = (_found({**fields, "loc": loc}, entry.base) for loc in _locs(fields, entry))
    return filter(None, found)


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
    # Twice as many: remarks and repeated URLs are lines, too.
    lines = text.lstrip("\ufeff").splitlines()[: 2 * READ_MAX]
    if not _has_urls(lines):
        return None
    urls = filter(None, (listed_url(url, word) for word in map(_listed_word, lines)))
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


def _has_urls(lines: list[str]) -> bool:
    """Return whether *lines* are a list of URLs, or, all of them, of paths."""
    told = [line for line in lines[:READ_MAX] if line.strip() and not line.startswith("#")]
    words = list(filter(None, map(_listed_word, lines[:READ_MAX])))
    are_paths = all(word.startswith("/") for word in words)
    return not are_paths or 1 < len(words) == len(told)


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
