"""What the ``site`` spider reads off a response, an address or a time."""

import logging
from datetime import datetime
from urllib.parse import urlsplit

from scrapy.http import Response

from newscrawl.discover.links import Links, read_links
from newscrawl.errors import ExtractError
from newscrawl.extract.html import Limits, parse_html

logger = logging.getLogger(__name__)

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


def origin_of(url: str) -> str:
    """Give scheme, host and port of *url*."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def unix_of(moment: str | None) -> float:
    """Give *moment* (ISO 8601) as Unix time, 0 where it is unknown."""
    return datetime.fromisoformat(moment).timestamp() if moment else 0.0
