"""Reading responses, lists, URLs and times for the ``site`` spider."""

import logging
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from hashlib import blake2b
from itertools import chain, zip_longest
from operator import attrgetter
from urllib.parse import urlsplit

from scrapy.http import Response

from newscrawl.discover.found import Found, grows, trusted_times
from newscrawl.discover.frames import frames_of
from newscrawl.discover.links import Links, joined, read_link_headers, read_links
from newscrawl.discover.markup import decoded
from newscrawl.discover.outlines import read_outlines
from newscrawl.discover.packed import unpacked
from newscrawl.discover.urlkind import (
    MAY_BE_ARTICLE,
    UrlKind,
    is_file,
    is_front,
    is_further_page,
    url_kind,
    url_month,
)
from newscrawl.discover.window import HEARSAY, Window
from newscrawl.errors import ExtractError
from newscrawl.extract.parse.html import Limits, parse_html
from newscrawl.meta import EACH_RUN, KIND
from newscrawl.model.moments import unix_time
from newscrawl.sources.source import Source
from newscrawl.web.urldates import url_date

logger = logging.getLogger(__name__)

_LEFT_OUT = frozenset(
    """
    category categories tag tags author authors product products taxonomy taxonomies attachment attachments
    """.split()
)
"""Words of a sitemap's name that say that it lists no articles; those of pictures do."""
_WORD = re.compile(r"[a-z]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
LIMITS = Limits(max_bytes=6_000_000, max_elements=300_000)
"""Of a page whose links are read, without its scripts and styles; of a larger one, the links up to there."""
_HEAD_BYTES = 65_536
_ROOT = re.compile(
    r"[\s\ufeff]*(?:(?:<\?[^>]*>|<!--[^>]*-->|<![A-Za-z][^>]*>)\s*)*<(?:[\w.-]+:)?(rss|feed|rdf|opml|urlset|sitemapindex)\b",
    re.IGNORECASE,
)
_SITEMAPS = dict.fromkeys(("urlset", "sitemapindex"), "sitemap")
"""Roots that are no feed's."""
_ARTICLE = re.compile(
    rb"og:type[\"']?\s+content=[\"']?article|\"(?:News)?Article\"|itemtype=[^>]{1,40}Article"
)
_HIDING = (b"script", b"style", b"svg")
_LEAN_BYTES = 250_000


def links_of(response: Response) -> Links:
    """Read the links of a page; none where it is no page, and of a huge one those of its beginning.

    Links that the header of the response declares count, too.
    """
    headers = (value.decode("latin-1") for value in response.headers.getlist("Link"))
    return joined(_links_of_page(response), read_link_headers(headers, response.url))


def feeds_on(response: Response, source: Source) -> list[str]:
    """Return the feeds that a page about feeds, or a list of feeds (OPML), names for *source*."""
    outlines = read_outlines(response.body, response.url, charset_of(response))
    if outlines is None:
        return list(filter(source.owns, links_of(response).feeds))
    asked = response.request.url if response.request is not None else response.url
    # A list that the user named may have feeds of services; another one those of other sites.
    is_named = asked in {*source.feeds, *source.seeds}
    named = map(attrgetter("feed"), outlines)
    return list(named if is_named else filter(source.owns, named))


def _content_type(response: Response) -> str:
    """Return the header ``Content-Type``; empty where there is none."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def framed_pages(response: Response) -> tuple[str, ...]:
    """Return the pages that a front or a listing is only a frame around."""
    return frames_of(response.body, response.url, getattr(response, "encoding", "utf-8"))


def _links_of_page(response: Response) -> Links:
    try:
        # The charset matters: the text of a link tells whether it is a teaser.
        parsed = parse_html(_readable_part(response.body), _content_type(response), LIMITS)
    except ExtractError as error:
        logger.info("%s: no links are read: %s", response.url, error)
        return Links()
    return read_links(parsed.tree, response.url)


def _readable_part(body: bytes) -> bytes:
    """Return *body* without its scripts and styles where it is long, up to what ``LIMITS`` allow."""
    if len(body) <= _LEAN_BYTES:
        return body
    shown = reduce(without_elements, _HIDING, body)
    # After scripts are cut out: front pages can carry much data before their links.
    read = shown[: LIMITS.max_bytes]
    if read.count(b"<") <= LIMITS.max_elements:
        return read
    # The parser refuses a page with too many elements: its beginning is better than nothing.
    return b"<".join(read.split(b"<", LIMITS.max_elements)[:-1])


def without_elements(body: bytes, name: bytes) -> bytes:
    """Return *body* without the elements called *name*; one that is never closed is left in.

    >>> without_elements(b"a<SCRIPT src=x>b</script >c", b"script")
    b'ac'
    """
    lower = body.lower()
    kept, at = [], 0
    # Not by a regex: for tags that are never closed that takes squared time.
    while (opened := lower.find(b"<" + name, at)) >= 0:
        closed = lower.find(b"</" + name, opened)
        ended = lower.find(b">", closed) if closed >= 0 else -1
        if ended < 0:
            break
        kept.append(body[at:opened])
        at = ended + 1
    return b"".join((*kept, body[at:]))


def seed_kind(response: Response) -> str:
    """Return the kind of document at a URL that the user named: ``feed``, ``sitemap`` or ``page``."""
    text = decoded(unpacked(response.body, _HEAD_BYTES).body[:_HEAD_BYTES], charset_of(response))
    root = _ROOT.match(text)
    # The root element decides: servers send feeds as ``text/html`` and pages as ``text/xml``.
    if root is not None:
        return _SITEMAPS.get(root[1].lower(), "feed")
    if text.startswith("{") and "jsonfeed.org" in text:
        return "feed"
    is_plain = _content_type(response).lower().startswith("text/plain")
    # A sitemap may be a plain list of URLs (sitemaps.org).
    is_list = is_plain and text.lstrip().startswith(("http://", "https://"))
    return "sitemap" if is_list else "page"


def is_article_seed(response: Response) -> bool:
    """Return whether the page at a URL that the user named may be an article itself."""
    # A front page may declare the type of an article, and would be written as one.
    if is_front(response.url):
        return False
    if url_kind(response.url) in MAY_BE_ARTICLE:
        return True
    return _ARTICLE.search(response.body) is not None


def charset_of(response: Response) -> str:
    """Return the charset that the header of *response* names, or nothing."""
    kind = _content_type(response)
    match = re.search(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", kind, re.IGNORECASE)
    return match[1] if match else ""


def sort_children(
    children: Sequence[Found], window: Window, now: datetime
) -> tuple[list[Found], list[Found]]:
    """Return the sitemaps of an index that may list articles of the *window*, and those dated before it.

    The newest come first: by the times that the index gives, by the numbers of their names, or from
    both ends in turn where nothing tells which end is new.
    """
    dated = trusted_times(children, now)
    # All are taken where no name tells: better a sitemap of tags than none.
    telling = [found for found in dated if _lists_articles(found.url)] or dated
    groups: dict[bool, list[Found]] = {False: [], True: []}
    for found in _newest_first(telling):
        groups[window.is_before(found.modified, HEARSAY)].append(found)
    return groups[False], groups[True]


def _newest_first(children: Sequence[Found]) -> list[Found]:
    """Return *children* in the order of their age."""
    if any(map(attrgetter("modified"), children)):
        # "~" sorts after every digit: those without a time may be new, and come first.
        return sorted(children, key=lambda found: found.modified or "~", reverse=True)
    # Most names tell a year: then their numbers tell which end is new.
    named = [found for found in children if _YEAR.search(found.url)]
    if len(named) * 2 > len(children):
        return _by_number(children)
    # The newest file is the first or the last: by turns from both ends, it comes soon.
    half = (len(children) + 1) // 2
    ends = zip_longest(reversed(children[half:]), children[:half])
    return list(filter(None, chain.from_iterable(ends)))


def _by_number(entries: Sequence[Found], looked_at: int | None = None) -> list[Found]:
    """Return *entries* from the end on towards which the numbers of their URLs grow.

    Of many, the first that are *looked_at* tell.
    """
    is_last_new = grows(list(map(attrgetter("url"), entries[:looked_at])))
    return list(reversed(entries)) if is_last_new else list(entries)


def _lists_articles(url: str) -> bool:
    name = urlsplit(url).path.rsplit("/", 1)[-1].lower()
    return not _LEFT_OUT & set(_WORD.findall(name))


def denies(claimed: str, pages: Iterable[Found]) -> bool:
    """Return whether one of *pages* is newer than its sitemap was *claimed* to be by an index."""
    # A day's margin: index and pages may be in different zones.
    latest = unix_time(claimed) + HEARSAY.total_seconds()
    return any(_last_time(found) > latest for found in pages)


def _last_time(found: Found) -> float:
    """Return the latest of the times that are told of *found*, as Unix time; 0 where none is."""
    return max(map(unix_time, (found.published, found.modified, url_date(found.url))))


def likely_pages(pages: Iterable[Found], now: datetime) -> list[Found]:
    """Return those pages of a sitemap that may be articles, the newest first."""
    return by_age(trusted_times(list(filter(_may_be_article, pages)), now))


def _may_be_article(found: Found) -> bool:
    return found.vouched or url_kind(found.url) in MAY_BE_ARTICLE


def by_age(entries: Sequence[Found]) -> list[Found]:
    """Return *entries*, the newest first: by their times, or, without any, by the numbers of their URLs."""
    if any(found.time for found in entries):
        return sorted(entries, key=lambda found: unix_time(found.time), reverse=True)
    return _by_number(entries, looked_at=1000)


def may_be_page(found: Found) -> bool:
    """Return whether *found* may be asked for: words in its URL decide only where no one vouches for it."""
    # A feed or a teaser knows better than words in a path ("/shop/", "/login/").
    if found.vouched or found.title is not None:
        return not is_file(found.url)
    return url_kind(found.url) is not UrlKind.JUNK


def list_name(kind: str, url: str) -> str:
    """Return the name of a list of URLs, short, for each of them carries it.

    >>> list_name("document", "https://news.example/sitemap.xml")
    'document:8f72d941'
    """
    return f"{kind}:{blake2b(url.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


def lists_of_link(source: str, url: str) -> tuple[str, ...]:
    """Return the lists that the page at *url* is on when only a link of another page led to it."""
    # The first folder stands for a section.
    folder = "/".join(urlsplit(url).path.split("/")[:2])
    return list_name("links", source), list_name("section", f"{source} {folder}")


def listing_meta(url: str, today: datetime) -> dict[str, object]:
    """Return the notes on a listing by which it is visited again.

    Archives of months that are over stay as they were read; further pages follow from the first.
    """
    month = url_month(url)
    # Two days' grace: at the turn of a month its archive still grows.
    is_past = month is not None and month < f"{today - timedelta(days=2):%Y-%m}"
    again = not (is_past or is_further_page(url))
    return {EACH_RUN: not is_past} | ({KIND: "listing"} if again else {})


def changed_time(found: Found, now: datetime) -> float:
    """Return the Unix time at which *found* is said to have changed, 0 where none is told.

    RSS has no field for that: papers that change an article lift the time of its publication.
    """
    if found.modified or not found.vouched:
        return unix_time(found.modified)
    published = unix_time(found.published)
    # Announced times of publication say nothing of a change.
    return published if published <= now.timestamp() else 0.0
