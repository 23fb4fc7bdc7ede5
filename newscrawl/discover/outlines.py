"""OPML, the lists of feeds that readers of feeds and some sites write: bytes to URLs of feeds.

Source: OPML 2.0 (http://opml.org/spec2.opml), "Subscription lists" and "Inclusion".
"""

import re
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
        title: What the list calls it.
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
    found: dict[str, Outline] = {}
    for kind, element in read_elements(text, url, frozenset(), frozenset(), root.start()):
        if kind != "start" or element.name != "outline" or "url" not in element.raw.lower():
            continue
        told = element.attributes()
        # ``url`` is that of another list, or of a page, in outlines of these types.
        is_list = told.get("type", "").lower() in {"include", "link"}
        feed = listed_url(url, told.get("xmlurl") or (told.get("url") if is_list else None))
        if feed is not None and len(found) < MAX_OUTLINES:
            site = listed_url(url, told.get("htmlurl")) or ""
            title = short_title(told.get("title") or told.get("text")) or ""
            found.setdefault(feed, Outline(feed, site, title))
    return tuple(found.values())
