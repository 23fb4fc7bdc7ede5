"""Sitemaps, sitemap indexes, news sitemaps, feeds in their place and plain lists: bytes to URLs.

See ``markup`` for how tags are read: no prefix need be declared, nothing but the file itself is
read, and memory follows the result.

Source: https://www.sitemaps.org/protocol.html; news: the ``sitemap-news/0.9`` name space.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from newscrawl.discover.feeds import ROOTS, read_feed_text
from newscrawl.discover.found import Found, absolute, listed_url, newest, short_title
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
_WANTED = _OWN | _NEWS
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
    text = decoded(plain.body, charset)
    root = _ROOT.search(text[:_HEAD])
    if root is None and _SHOWN.search(text[:_HEAD]):
        # Some show their XML in a page, for readers; the page is nothing else.
        text = html.unescape(text)
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


def _read_map(text: str, url: str, start: int, max_entries: int, *, truncated: bool) -> Sitemap:
    pages: dict[str, Found] = {}
    children: dict[str, Found] = {}
    for kind, found in _entries(text, url, start):
        if found is None:
            truncated = True  # cut off
            continue
        group = children if kind == "sitemap" or _is_map(found) else pages
        group.setdefault(found.url, found)
        if len(pages) + len(children) >= READ_MAX:
            truncated = True
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
                yield from ((element.name, each) for each in _all_found(fields, element.base))
                entry = None
        elif kind == "end" and entry is not None:
            _take(fields, element, entry)
        # Some write ``loc`` into the root, with no ``url`` around it.
        elif kind == "end":
            found = _lone(element)
            if found is not None:
                yield _kind_of_root(element), found


def _lone(element: MarkupElement) -> Found | None:
    """Return the page or sitemap that *element* names where it is a URL with no entry around it."""
    if element.name != "loc" or element.prefix in _FOREIGN:
        return None
    return _found({"loc": element.text}, element.base)


def _kind_of_root(element: MarkupElement) -> str:
    """Return the kind of a URL with no entry around it, by the root."""
    parent = element.parent
    return "sitemap" if parent is not None and parent.name == "sitemapindex" else "url"


def _take(fields: dict[str, str], element: MarkupElement, entry: MarkupElement) -> None:
    """Keep the text of *element* where it is a field of *entry*, not one of a picture or a video in it."""
    name, is_own = element.name, element.parent is entry
    if name == "news" and is_own:
        fields["news"] = "yes"
    elif name in _OWN:
        # ``image:loc`` is a picture; prefixes are free, so those of the entry and of news are the own.
        if is_own and element.prefix in {entry.prefix, "", "news", "n"}:
            _keep_own(fields, name, element.text)
    elif name in _NEWS and (element.prefix == "news" or _in_news(element, entry)):
        fields.setdefault(name, element.text)
        fields["news"] = "yes"


def _keep_own(fields: dict[str, str], name: str, text: str) -> None:
    """Keep the first *text* of a field, and each ``loc``: some write all URLs of a file into one entry."""
    if name == "loc" and name in fields:
        fields[name] = f"{fields[name]}{_BETWEEN}{text}"
    else:
        fields.setdefault(name, text)


def _in_news(element: MarkupElement, entry: MarkupElement) -> bool:
    parent = element.parent
    while parent is not None and parent is not entry:
        if parent.name == "news":
            return True
        parent = parent.parent
    return False


def _all_found(fields: dict[str, str], base: str) -> Iterator[Found]:
    """Yield the findings of an entry, one for each of its URLs."""
    for loc in fields.get("loc", "").split(_BETWEEN):
        found = _found({**fields, "loc": loc}, base)
        if found is not None:
            yield found


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
    found: dict[str, Found] = {}
    for line in text.lstrip("\ufeff").splitlines():
        # Words after a blank are a remark.
        word = next(iter(line.split()), "")
        is_url = word.lower().startswith(("http://", "https://"))
        address = absolute(url, word) if is_url else None
        if address is not None:
            found.setdefault(address, Found(address))
        if len(found) >= READ_MAX:
            break
    if not found:
        return None
    kept, left_out = newest(tuple(found.values()), max_entries)
    return Sitemap(kept, (), truncated or left_out > 0, left_out)
