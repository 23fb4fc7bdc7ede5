"""Scope: a request stays on the site that it began at, and takes no credentials along."""

from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from newscrawl.errors import UrlError
from newscrawl.meta import GUESS, KIND, ROBOTS_REQUEST
from newscrawl.refusals import RefusedError
from newscrawl.web.urls import site_key


class ScopeMiddleware:
    """Refuse a redirect (by status or by meta refresh) to another site, and URLs with credentials.

    The scope of a URL is its registrable domain with all hosts under it (``web.urls.site_key``).
    A request for a robots.txt may leave it: RFC 9309 §2.3.1.2 wants such redirects followed. So may
    one for a feed or a sitemap that the site names: these lie with services, as those do that it
    names there.

    Settings: ``SCOPE_REDIRECTS``: ``site`` or ``any``. Stats: ``refused/offsite_redirect``,
    ``refused/credentials_in_url``.
    """

    def __init__(self, crawler: Crawler, *, bound: bool) -> None:
        self._crawler, self._bound = crawler, bound

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        return cls(crawler, bound=crawler.settings["SCOPE_REDIRECTS"] != "any")

    def process_request(self, request: Request) -> None:
        """Let *request* pass where it is in scope.

        Raises:
            RefusedError: ``offsite_redirect`` or ``credentials_in_url``.
        """
        # Only the authority counts: the path of a profile may well have an "@".
        if "@" in urlsplit(request.url).netloc:
            self._refuse(
                "credentials_in_url", f"{_bare(request.url)}: user name and password in a URL"
            )
        came_from = request.meta.get("redirect_urls")
        if came_from and self._bound and not _may_leave(request):
            # Against the first URL, not the one before: a
            # chain must not leave the site step by step.
            self._check(came_from[0], request.url)

    def _check(self, first: str, url: str) -> None:
        try:
            inside = site_key(first) == site_key(url)
        except UrlError as error:
            self._refuse("bad_redirect", f"{first}: redirect to no URL: {error}")
        if not inside:
            self._refuse(
                "offsite_redirect",
                f"{first}: redirect to another site: {url} (SCOPE_REDIRECTS=any lets it)",
            )

    def _refuse(self, reason: str, message: str) -> None:
        self._crawler.stats.inc_value(f"refused/{reason}")
        raise RefusedError(reason, message)


def _may_leave(request: Request) -> bool:
    meta = request.meta
    # The site does not name guessed places: another site that these lead to is not its word.
    is_named_list = meta.get(KIND) in {"feed", "sitemap"} and not meta.get(GUESS)
    return bool(meta.get(ROBOTS_REQUEST)) or is_named_list


def _bare(url: str) -> str:
    """Return *url* without its credentials, which no log shall show."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
