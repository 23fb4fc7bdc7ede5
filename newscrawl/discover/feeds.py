"""RSS, Atom, RDF and JSON feeds: bytes to addresses of articles.

Parsing is fastfeedparser's: lxml without entity resolution or huge trees, repair of broken XML, and
one shape for all four formats. It is only ever given bytes, because it would fetch a string that is
an address.
"""

from dataclasses import dataclass
from typing import Any

import fastfeedparser

from newscrawl.discover.found import Found, absolute, iso_time, short_title

MAX_ENTRIES = 10_000
WELL_KNOWN = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
"""Paths at which a site's feed lies often; tried where none is declared."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read.

    Attributes:
        title: Name of the feed.
        entries: In the feed's order, each address once.
        next_url: The next page of a paged feed (RFC 5005), absolute.
    """

    title: str | None
    entries: tuple[Found, ...]
    next_url: str | None = None


def read_feed(body: bytes, url: str) -> Feed | None:
    """Read the feed *body* that came from *url*; ``None`` where it is no feed.

    Entries without a usable http(s) address are left out; at most ``MAX_ENTRIES`` are read.
    """
    try:
        parsed = fastfeedparser.parse(bytes(body))
    except Exception:
        return None
    feed: dict[str, Any] = parsed.feed
    found: dict[str, Found] = {}
    for entry in parsed.entries[:MAX_ENTRIES]:
        item = _entry(entry, url)
        if item is not None:
            found.setdefault(item.url, item)
    return Feed(short_title(_text(feed.get("title"))), tuple(found.values()), _next(feed, url))


def _entry(entry: dict[str, Any], base: str) -> Found | None:
    url = absolute(base, _text(entry.get("link"))) or _permalink(entry, base)
    if url is None:
        return None
    return Found(
        url,
        title=short_title(_text(entry.get("title"))),
        published=iso_time(_text(entry.get("published"))),
        modified=iso_time(_text(entry.get("updated"))),
    )


def _permalink(entry: dict[str, Any], base: str) -> str | None:
    """A ``guid`` or ``id`` that is an address stands in for a missing link (RSS 2.0, ``isPermaLink``)."""
    identifier = _text(entry.get("id"))
    return absolute(base, identifier) if identifier and identifier.startswith("http") else None


def _next(feed: dict[str, Any], base: str) -> str | None:
    for link in feed.get("links") or ():
        if isinstance(link, dict) and link.get("rel") == "next":
            return absolute(base, _text(link.get("href")))
    return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
