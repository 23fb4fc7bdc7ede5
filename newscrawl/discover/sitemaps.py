"""Sitemaps, sitemap indexes, news sitemaps and plain lists: bytes to addresses.

Read as a stream of elements, each cleared when it has been read, so that memory follows the result
and not the file. Entities are not resolved and nothing is fetched.

Source: https://www.sitemaps.org/protocol.html; news: the ``sitemap-news/0.9`` name space.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from newscrawl.discover.found import Found, absolute, iso_time, short_title

MAX_ENTRIES = 50_000
"""Of one file, by the protocol."""
MAX_BYTES = 52_428_800
"""Of one file, decompressed, by the protocol (50 MiB)."""
WELL_KNOWN = (
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/sitemap-index.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
)
"""Paths tried where robots.txt names no sitemap."""
_GZIP = b"\x1f\x8b"
_FIELDS = {"loc", "lastmod", "publication_date", "title", "language"}


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap as read.

    Attributes:
        pages: Addresses of pages, in the file's order, each once.
        children: Addresses of further sitemaps (of an index).
        truncated: Some of it was not read: too large, too many entries, or cut off.
    """

    pages: tuple[Found, ...] = ()
    children: tuple[Found, ...] = ()
    truncated: bool = False


def read_sitemap(
    body: bytes, url: str, *, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES
) -> Sitemap | None:
    """Read the sitemap *body* that came from *url*; ``None`` where it is none.

    A gzip file is unpacked up to *max_bytes*; what is over *max_bytes* or *max_entries* is left out and
    ``truncated`` says so.
    """
    plain, truncated = _unpacked(body, max_bytes)
    head = plain[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return _read_xml(plain, url, max_entries, truncated=truncated)
    return _read_list(plain, url, max_entries, truncated=truncated)


def _unpacked(body: bytes, max_bytes: int) -> tuple[bytes, bool]:
    if not body.startswith(_GZIP):
        return body[:max_bytes], len(body) > max_bytes
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, max_bytes)
    except zlib.error:
        return b"", True
    return plain, not unpacker.eof


def _read_xml(plain: bytes, url: str, max_entries: int, *, truncated: bool) -> Sitemap | None:
    pages: dict[str, Found] = {}
    children: dict[str, Found] = {}
    root = None
    for name, fields in _elements(plain):
        if root is None:
            root = name
            if root not in ("urlset", "sitemapindex"):
                return None
            continue
        into = children if name == "sitemap" else pages
        if len(into) >= max_entries:
            truncated = True
            break
        found = _found(fields, url)
        if found is not None:
            into.setdefault(found.url, found)
    if root is None:
        return None
    return Sitemap(tuple(pages.values()), tuple(children.values()), truncated)


def _elements(plain: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """First the root's name, then ``url`` and ``sitemap`` elements with their fields, as they end."""
    fields: dict[str, str] = {}
    events = etree.iterparse(
        BytesIO(plain),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    first = True
    try:
        for event, element in events:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start":
                if first:
                    first = False
                    yield name, {}
                continue
            if name in _FIELDS and element.text:
                fields.setdefault(name, element.text.strip())
            elif name in ("url", "sitemap"):
                yield name, fields
                fields = {}
                _forget(element)
    except etree.XMLSyntaxError:
        return


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _found(fields: dict[str, str], base: str) -> Found | None:
    url = absolute(base, fields.get("loc"))
    if url is None:
        return None
    return Found(
        url,
        title=short_title(fields.get("title")),
        published=iso_time(fields.get("publication_date")),
        modified=iso_time(fields.get("lastmod")),
        language=fields.get("language"),
    )


def _read_list(plain: bytes, url: str, max_entries: int, *, truncated: bool) -> Sitemap | None:
    lines = plain.decode("utf-8", "replace").lstrip("\ufeff").splitlines()
    found: dict[str, Found] = {}
    for line in lines:
        address = absolute(url, line) if line.strip().lower().startswith(("http://", "https://")) else None
        if address is not None:
            found.setdefault(address, Found(address))
        if len(found) >= max_entries:
            truncated = True
            break
    return Sitemap(tuple(found.values()), (), truncated) if found else None
