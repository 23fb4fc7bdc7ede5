"""Says once that a crawl of other people's sites names nobody who could be reached."""

import logging
import re
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.web.egress import egress_refusal

logger = logging.getLogger(__name__)

_EXAMPLE = re.compile(r"\bexample\.(?:org|com|net)\b", re.IGNORECASE)


class IdentityExtension:
    """Warn before the first request to a site of others, while ``USER_AGENT`` names an example address.

    Hosts of ``EGRESS_HOSTS``, ``localhost`` and addresses that are not public are the user's own.

    Settings: ``USER_AGENT``, ``EGRESS_HOSTS``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._own = {name.lower() for name in crawler.settings.getdict("EGRESS_HOSTS")} | {
            "localhost"
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, where there is something to warn of."""
        if not _EXAMPLE.search(crawler.settings["USER_AGENT"] or ""):
            raise NotConfigured  # USER_AGENT names somebody; a reason would be a warning
        extension = cls(crawler)
        crawler.signals.connect(extension.warn, signal=signals.request_reached_downloader)
        return extension

    def warn(self, request: Request) -> None:
        """Warn, if *request* goes to a site of others; once."""
        host = urlsplit(request.url).hostname or ""
        if host in self._own or _is_closed(host):
            return
        # Once is enough; connected on, this would be called for each request of the crawl.
        self._crawler.signals.disconnect(self.warn, signal=signals.request_reached_downloader)
        logger.warning(
            "USER_AGENT is %r: those whose pages are asked for cannot reach you. Set it to the name"
            " of your crawler and an address of yours, e.g. -s 'USER_AGENT=gazettebot/1.0"
            " (+https://gazette.net/bot)'",
            self._crawler.settings["USER_AGENT"],
        )


def _is_closed(host: str) -> bool:
    """Return whether *host* is a literal address that is not on the public internet."""
    refusal = egress_refusal(host, 443)
    # A host name is refused as "no address", and may be anybody's.
    return refusal is not None and not refusal.endswith("is no address")
