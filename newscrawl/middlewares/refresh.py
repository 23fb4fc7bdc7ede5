"""Follows pages that lead on by themselves at once, and reads those that reload themselves."""

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import HtmlResponse, Response
from scrapy.utils.response import get_meta_refresh

from newscrawl.discover.found import absolute
from newscrawl.errors import UrlError
from newscrawl.web.urls import canonical_url


class RefreshMiddleware(MetaRefreshMiddleware):
    """In the place of Scrapy's: a page whose meta refresh names itself is a page, and no redirect.

    So is one that leads on after more than ``METAREFRESH_MAXDELAY`` seconds: a reader has read it by then.
    Settings: ``METAREFRESH_ENABLED``, ``METAREFRESH_MAXDELAY``, ``METAREFRESH_IGNORE_TAGS``.
    """

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the request for the page that *response* leads to, or *response*."""
        if isinstance(response, HtmlResponse) and self._reloads(request, response):
            return response
        answer: Request | Response = super().process_response(request, response)
        return answer

    def _reloads(self, request: Request, response: HtmlResponse) -> bool:
        _, target = get_meta_refresh(response, ignore_tags=self._ignore_tags)
        return target is None or same_page(response.url, target)


def same_page(url: str, target: str) -> bool:
    """Return whether *target*, as a page at *url* names it, is that page.

    >>> same_page("https://news.example/a?b=1", "https://news.example/a?b=1#top")
    True
    """
    try:
        return canonical_url(url) == canonical_url(absolute(url, target) or "")
    except UrlError:
        return False
