"""What the ``site`` spider reads off a response, a list, an address or a time."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scrapy.http import Response

from newscrawl.discover.found import Found, trusted_times
from newscrawl.discover.links import Links, read_links
from newscrawl.discover.urlkind import UrlKind, is_further_page, url_kind, url_month
from newscrawl.discover.window import Window
from newscrawl.errors import ExtractError
from newscrawl.extract.html import Limits, parse_html

logger = logging.getLogger(__name__)

_LEFT_OUT = ("category", "tag", "author", "image", "video", "product", "taxonomy", "attachment")
"""Words in a sitemap's name that say that it lists no articles."""
_LIMITS = Limits(max_bytes=4_000_000, max_elements=60_000)


def links_of(response: Response) -> Links:
    """Read the links of a page; none where it is no page, or one that is too large."""
    try:
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        parsed = parse_html(response.body, kind, _LIMITS)
    except ExtractError as error:
        logger.info("%s: no links are read: %s", response.url, error)
        return Links()
    return read_links(parsed.tree, response.url)


def wanted_children(children: Iterable[Found], window: Window) -> list[str]:
    """Give the addresses of those sitemaps of an index that may list articles, the newest first."""
    newest_first = sorted(children, key=lambda found: found.modified or "", reverse=True)
    return [
        found.url
        for found in newest_first
        if not window.is_before(found.modified) and _lists_articles(found.url)
    ]


def _lists_articles(url: str) -> bool:
    name = urlsplit(url).path.rsplit("/", 1)[-1].lower()
    return not any(word in name for word in _LEFT_OUT)


def likely_pages(pages: Iterable[Found]) -> list[Found]:
    """Give those pages of a sitemap that may be articles, the newest first."""
    kinds = {UrlKind.ARTICLE, UrlKind.UNKNOWN}
    likely = trusted_times([found for found in pages if url_kind(found.url) in kinds])
    return sorted(likely, key=lambda found: found.published or found.modified or "", reverse=True)


def listing_meta(url: str, today: datetime) -> dict[str, object]:
    """Give what is noted of a listing for coming back.

    Archives of months that are over stay as they were read; further pages follow from the first.
    """
    month = url_month(url)
    is_past = month is not None and month < f"{today - timedelta(days=2):%Y-%m}"
    again = not (is_past or is_further_page(url))
    return {"each_run": not is_past} | ({"document": "listing"} if again else {})


def origin_of(url: str) -> str:
    """Give scheme, host and port of *url*."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def unix_of(moment: str | None) -> float:
    """Give *moment* (ISO 8601) as Unix time, 0 where it is unknown."""
    return datetime.fromisoformat(moment).timestamp() if moment else 0.0
