"""Follows what leads on: answers that name another place, and pages that do so at once.

A page that reloads itself, or leads on after a while, is a page: a reader has read it by then.

Source: HTML Standard 4.2.5.3 (``refresh``); WHATWG URL Standard (backslashes).
"""

import html
import re
from itertools import islice
from typing import Any

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import HtmlResponse, Response

from newscrawl.discover.found import absolute
from newscrawl.errors import UrlError
from newscrawl.refusals import RefusedError
from newscrawl.web.urls import canonical_url

_SCANNED = 65_536
"""Bytes of a page in which a meta refresh is looked for."""
_METAS_MAX = 20
_META = re.compile(rb"<meta\b[^<>]{0,2000}\brefresh\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_NO_MARKUP = frozenset(
    {"script", "noscript", "template", "textarea", "style", "title", "iframe", "xmp"}
)
"""Elements in which a tag is text, or is for others."""
_TIME = re.compile(r"\s*(?:(\d+)[\d.]*|\.[\d.]*)(?=[\s;,]|$)\s*[;,]?\s*")
_URL = re.compile(r"url\s*=\s*", re.IGNORECASE)


class LocationMiddleware(RedirectMiddleware):
    """In the place of Scrapy's: a ``Location`` is read as browsers read it.

    Settings: ``REDIRECT_ENABLED``, ``REDIRECT_MAX_TIMES``, ``REDIRECT_PRIORITY_ADJUST``. Stats:
    ``refused/bad_redirect``.
    """

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the request for the place that *response* leads to, or *response*.

        Raises:
            RefusedError: If that is no URL.
        """
        location = response.headers.get("Location") or b""
        if b"\\" in location:
            # WHATWG URL, "special" schemes: a backslash is
            # a slash in the path, and itself in the query.
            path, mark, query = location.partition(b"?")
            headers = response.headers.copy()
            headers["Location"] = path.replace(b"\\", b"/") + mark + query
            response = response.replace(headers=headers)
        try:
            answer: Request | Response = super().process_response(request, response)
        # The standard library refuses some hosts (bad IPv6, for one) by ``ValueError``.
        except ValueError as error:
            self.crawler.stats.inc_value("refused/bad_redirect")
            shown = location[:200].decode("latin-1")
            raise RefusedError(
                "bad_redirect", f"{request.url}: leads to no URL: {shown!r}"
            ) from error
        return answer


class RefreshMiddleware(MetaRefreshMiddleware):
    """In the place of Scrapy's: a page whose refresh names itself, or nothing, is a page, and no redirect.

    So is one that leads on after more than ``METAREFRESH_MAXDELAY`` seconds. A ``Refresh`` header
    counts as the element does. Settings: ``METAREFRESH_ENABLED``, ``METAREFRESH_MAXDELAY``,
    ``METAREFRESH_IGNORE_TAGS``.
    """

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        # A refresh within these elements is hidden from
        # browsers, as ``noscript`` is with scripts on.
        names = sorted(_NO_MARKUP | set(self._ignore_tags))
        self._hiding = (
            *((f"<{name}".encode(), f"</{name}".encode()) for name in names),
            (b"<!--", b"-->"),
        )

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the request for the page that *response* leads to, or *response*."""
        is_kept = request.meta.get("dont_redirect", False) or request.method == "HEAD"
        if is_kept or not isinstance(response, HtmlResponse):
            return response
        delay_s, written = _read_refresh(self._told(response))
        target = absolute(response.url, written)
        if target is None or delay_s >= self._maxdelay or same_page(response.url, target):
            return response
        onward = self._redirect_request_using_get(request, response, target)
        return self._redirect(onward, request, "meta refresh")

    def _told(self, response: HtmlResponse) -> str:
        """Return the refresh as the header or the page has it; empty: there is none."""
        # The HTML Standard defines the HTTP header with the syntax of the element.
        if header := response.headers.get("Refresh"):
            return header.decode("utf-8", "replace")
        head = response.body[:_SCANNED]
        # A regex, not a parser: each page comes through here, and nearly none has such an element.
        for match in islice(_META.finditer(head), _METAS_MAX):
            found = _ATTRIBUTE.findall(match[0])
            told = {name.lower(): double or single or bare for name, double, single, bare in found}
            is_refresh = told.get(b"http-equiv", b"").strip().lower() == b"refresh"
            if is_refresh and not self._is_hidden(head[: match.start()].lower()):
                return html.unescape(told.get(b"content", b"").decode(response.encoding, "replace"))
        return ""

    def _is_hidden(self, before: bytes) -> bool:
        """Return whether a tag after *before* is in a comment, or in an element without markup."""
        for opening, ending in self._hiding:
            # The last opening before the tag decides: earlier
            # ones have been closed by their own ends.
            opened = before.rfind(opening)
            if opened >= 0 and before.find(ending, opened) < 0:
                return True
        return False


def _read_refresh(text: str) -> tuple[float, str]:
    """Return the seconds and the URL of a refresh; no URL where it names none.

    >>> _read_refresh("3; URL='/next'"), _read_refresh("0,/next")
    ((3.0, '/next'), (0.0, '/next'))
    >>> _read_refresh("60"), _read_refresh("soon;/x")
    ((60.0, ''), (0.0, ''))
    """
    time = _TIME.match(text)
    # HTML Standard: a value without a leading number is not a refresh.
    if time is None:
        return 0.0, ""
    written = text[time.end() :]
    written = written[match.end() :] if (match := _URL.match(written)) else written
    # HTML Standard: a quoted URL ends at the same quote, an open one at the end of the value.
    if written[:1] in {"'", '"'}:
        written = written[1:].partition(written[0])[0]
    return float(time[1] or 0), written.strip()


def same_page(url: str, target: str) -> bool:
    """Return whether *target*, as a page at *url* names it, is that page.

    >>> same_page("https://news.example/a?b=1", "https://news.example/a?b=1#top")
    True
    """
    try:
        return canonical_url(url) == canonical_url(absolute(url, target) or "")
    except UrlError:
        return False
