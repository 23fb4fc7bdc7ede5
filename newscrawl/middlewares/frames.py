"""Follows a page of an article that is only a frame around another page of its host."""

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import HtmlResponse, Response

from newscrawl.discover.frames import frames_of
from newscrawl.meta import REQUESTED_URL


class FrameMiddleware(MetaRefreshMiddleware):
    """Take the largest frame of a page that shows nothing else for the page, as a refresh is taken.

    Fronts and listings are left as they are: their spider reads all frames of them. Settings:
    ``METAREFRESH_ENABLED``. Stats: ``frames/followed``.
    """

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the request for the framed page, or *response*."""
        is_article = REQUESTED_URL in request.meta and not request.meta.get("dont_redirect", False)
        if not is_article or not isinstance(response, HtmlResponse):
            return response
        framed = next(iter(frames_of(response.body, response.url, response.encoding)), None)
        if framed is None:
            return response
        self.crawler.stats.inc_value("frames/followed")
        onward = self._redirect_request_using_get(request, response, framed)
        return self._redirect(onward, request, "frame")
