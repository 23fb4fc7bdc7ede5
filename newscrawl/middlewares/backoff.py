"""Tries again what failed by something that may pass: later, not at once."""

import random
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.http import Response
from twisted.web.client import ResponseFailed

from newscrawl.meta import NOT_BEFORE, POSTPONED, REFUSED, TOLD_UNTIL
from newscrawl.refusals import TlsError

_CUT_TIMES = 2
_UNREACHABLE = (CannotResolveHostError, DownloadConnectionRefusedError)


class BackoffMiddleware(RetryMiddleware):
    """In the place of Scrapy's retry middleware: the request goes back into the frontier with a time.

    A host that cannot be reached is tried again as long as the crawl goes on, which does not wait
    for it.

    The wait doubles from one attempt to the next and varies by half, so that pages that failed
    together do not come back together. ``Retry-After`` holds for the whole host. A body that was
    cut off is fetched again, and handed on, flagged, when it stays so; so is an empty one.

    Settings: ``RETRY_ENABLED``, ``RETRY_TIMES``, ``RETRY_HTTP_CODES``, ``RETRY_EXCEPTIONS``,
    ``RETRY_BACKOFF_S``, ``RETRY_BACKOFF_MAX_S``. Stats: as Scrapy's, ``retry/…``.
    """

    base_s: float
    max_s: float

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        middleware = super().from_crawler(crawler)
        middleware.base_s = crawler.settings.getfloat("RETRY_BACKOFF_S")
        middleware.max_s = crawler.settings.getfloat("RETRY_BACKOFF_MAX_S")
        return middleware

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Put *request* back if the answer is one that may pass."""
        if request.meta.get("dont_retry", False):
            return response
        # The host has answered, so an earlier note that nobody is there no longer holds.
        note_refused(request, refused=False)
        # Two attempts, not all of ``RETRY_TIMES``: a body that stays cut is handed on, flagged.
        if "dataloss" in response.flags and _tries(request) < _CUT_TIMES:
            return self._postpone(request, "truncated") or response
        # So is a page that stays empty: the pipelines drop it by a name of its own.
        if response.status == HTTPStatus.OK and not response.body and _tries(request) < _CUT_TIMES:
            return self._postpone(request, "empty") or response
        if response.status not in self.retry_http_codes:
            return response
        return (
            self._postpone(request, f"http_{response.status}", told_until(response, time.time()))
            or response
        )

    def process_exception(
        self, request: Request, exception: Exception, spider: Spider | None = None
    ) -> Request | None:
        """Put *request* back if the failure is one that may pass."""
        if request.meta.get("dont_retry", False) or not isinstance(
            exception, self.exceptions_to_retry
        ):
            return None
        note_refused(request, refused=is_unreachable(exception))
        return self._postpone(request, type(exception).__name__)

    def _postpone(self, request: Request, reason: str, told: float = 0.0) -> Request | None:
        retry = self._retry(request, reason)
        if retry is not None:
            wait_s = backoff_s(retry.meta["retry_times"], self.base_s, self.max_s)
            wait_s *= random.uniform(0.5, 1.5)  # noqa: S311 - jitter
            not_before = max(time.time() + wait_s, told)
            retry.meta.update({POSTPONED: reason, NOT_BEFORE: not_before, TOLD_UNTIL: told})
        return retry


def _tries(request: Request) -> int:
    return int(request.meta.get("retry_times", 0))


def is_unreachable(error: BaseException) -> bool:
    """Return whether *error* says that nobody is there: a closed port, an unknown name, no common TLS."""
    # Twisted wraps the cause of a failed handshake, so the type of *error* alone does not tell.
    cause = error.__cause__
    reasons = cause.reasons if isinstance(cause, ResponseFailed) else []
    return isinstance(error, _UNREACHABLE) or any(
        isinstance(each.value, TlsError) for each in reasons
    )


def note_refused(request: Request, *, refused: bool) -> None:
    """Note in *request* whether its host cannot be reached."""
    request.meta.pop(REFUSED, None)
    if refused:
        request.meta[REFUSED] = True


def backoff_s(attempt: int, base_s: float, max_s: float) -> float:
    """Return the wait before the retry number *attempt* (from 1), in seconds.

    >>> [backoff_s(attempt, 1.0, 10.0) for attempt in (1, 2, 3, 4, 5, 2000)]
    [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    """
    # 60 bounds the power: an attempt number of 2000 would overflow a float.
    return min(base_s * 2.0 ** min(attempt - 1, 60), max_s)


def told_until(response: Response, now: float) -> float:
    """Return the time before which the server of *response* does not want to be asked; 0 if it names none.

    Of several headers the latest time holds.
    """
    return max(
        (retry_after(header, now) for header in response.headers.getlist("Retry-After")),
        default=0.0,
    )


def retry_after(header: bytes | None, now: float) -> float:
    """Return the time that a ``Retry-After`` header names, as Unix time; 0 if it names none.

    Source: RFC 9110 section 10.2.3: seconds, or an HTTP date.

    >>> retry_after(b"120", now=1000.0)
    1120.0
    >>> retry_after(b"Thu, 01 Jan 1970 00:20:00 GMT", now=1000.0)
    1200.0
    >>> retry_after(b"soon", now=1000.0)
    0.0
    """
    text = (header or b"").decode("latin-1").strip()
    # Nine digits are 31 years: a longer number is not a wait that anybody means.
    if text.isascii() and text.isdigit() and len(text) < 10:
        return now + int(text)
    try:
        moment = parsedate_to_datetime(text)
        # RFC 9110 5.6.7: an HTTP date is GMT; "-0000" is parsed to a time without a zone.
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return 0.0
