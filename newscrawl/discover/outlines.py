"""OPML, the lists of feeds that readers of feeds and some sites write: bytes to URLs of feeds.

Source: OPML 2.0 (http://opml.org/spec2.opml), "Subscription lists" and "Inclusion".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from newscrawl.discover.found import listed_url, short_title
from newscrawl.discover.markup import decoded, read_elements
from newscrawl.discover.packed import unpacked

MAX_OUTLINES = 10_000
MAX_BYTES = 10_485_760
_HEAD = 65_536
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?opml(?=[\s/>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """One entry: a feed, and the site that it is of.

    Attributes:
        feed: URL of the feed, or of a further list.
        site: URL of the site's front page; empty where it is not told.
        title: Its title in the list.
    """

    feed: str
    site: str = ""
    title: str = ""


def read_outlines(body: bytes, url: str, charset: str = "") -> tuple[Outline, ...] | None:
    """Return the feeds that the list *body* from *url* names, each once; ``None``: it is not OPML.

    >>> read_outlines(b'<opml><body><outline xmlUrl="/all.rss"/></body></opml>', "https://a.example/")
    (Outline(feed='https://a.example/all.rss', site='', title=''),)
    """
    text = decoded(unpacked(body, MAX_BYTES).body, charset)
    root = _ROOT.search(text[:_HEAD])
    if root is None:
        return None
    listed = _outlines(text[root.start() :], url)
    found: dict[str, Outline] = {}
    while len(found) < MAX_OUTLINES and (each := next(listed, None)):
        found.setdefault(each.feed, each)
    return tuple(found.values())


def _outlines(text: str, url: str) -> Iterator[Outline]:
    for kind, element in read_elements(text, url, frozenset(), frozenset()):
        if (kind, element.name) == ("start", "outline"):
            yield from _outline(element.attributes(), url)


_OF_PAGES = {"include": "url", "link": "url"}
"""Types of outlines that may have the URL of the list or the page in another attribute."""


def _outline(told: Mapping[str, str], url: str) -> Iterator[Outline]:
    """Yield the entry that the attributes of an element tell, if they name a feed."""
    second = _OF_PAGES.get(told.get("type", "").lower(), "")
    feed = listed_url(url, told.get("xmlurl") or told.get(second))
    if feed is not None:
        site = listed_url(url, told.get("htmlurl"))
        title = short_title(told.get("title") or told.get("text"))
        yield Outline(feed, site or "", title or "")
