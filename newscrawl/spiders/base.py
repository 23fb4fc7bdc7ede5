"""The base of all spiders: an article page's request, callback and errback."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy import exceptions as scrapy_errors
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from newscrawl.config.check import check_arguments, check_settings
from newscrawl.config.kinds import read_seconds
from newscrawl.errors import ConfigError
from newscrawl.meta import (
    CUT_SHORT,
    FEED_NOTICES,
    LEASE,
    NAMED,
    RENDER,
    REQUESTED_URL,
    REVISIT,
    SITE_NOTICES,
    WARC,
)
from newscrawl.model.items import NO_PINS, Miss, Notice, Page
from newscrawl.model.moments import format_utc
from newscrawl.model.warc_place import NO_PLACE, WarcPlace
from newscrawl.refusals import causes_of, tls_words
from newscrawl.sources.source import Source
from newscrawl.web.rights import HEADERS, notices_from
from newscrawl.web.urls import without_dots

_REASONS: dict[type[Exception], str] = {
    scrapy_errors.DownloadConnectionRefusedError: "connection_refused",
    scrapy_errors.CannotResolveHostError: "unknown_host",
    scrapy_errors.DownloadTimeoutError: "timeout",
    scrapy_errors.DownloadCancelledError: "too_large",
    scrapy_errors.ResponseDataLossError: "truncated",
    scrapy_errors.UnsupportedURLSchemeError: "unsupported_scheme",
    scrapy_errors.DownloadFailedError: "connection_failed",
    scrapy_errors.IgnoreRequest: "refused",
}

_FLAGS = {**dict.fromkeys(CUT_SHORT, "truncated"), "rendered": "rendered"}
"""Flags of a response that are told of its page."""


def was_cut_off(response: Response) -> bool:
    """Return whether the body of *response* ended before its time."""
    return not CUT_SHORT.isdisjoint(response.flags)


class PageSpider(Spider):
    """Return a ``Page`` for each article page, a ``Miss`` for each that cannot be fetched.

    Attributes:
        arguments: Names of the arguments (``-a``) that it takes; a subclass adds its own.
        inner: Whether it is for a command of newscrawl alone, and ``scrapy list`` does not name it.
        time_s: Argument ``time``: seconds after which the run leaves the rest to the next; 0: no
            limit.
        sources: Entries of a sources file, for pages that are named one by one.
    """

    arguments: ClassVar[tuple[str, ...]] = ("known", "time")
    inner: ClassVar[bool] = False
    time_s: float
    sources: tuple[Source, ...] = ()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build it, with the settings and the names of its arguments judged.

        Raises:
            ConfigError: If one of them is wrong.
        """
        # First of all: a wrong setting must end the run before its first request.
        check_settings(crawler.settings)
        # A user's own spider may take arguments that nobody here knows.
        is_ours = cls.__module__.startswith("newscrawl.")
        check_arguments(cls.name, kwargs, _all_arguments(cls), strict=is_ours)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.time_s = _read_time(kwargs.get("time", ""))
        return spider

    def article_request(self, url: str) -> Request:
        """Ask for the article page at *url*."""
        meta: dict[str, Any] = {REQUESTED_URL: url}
        if self.is_rendered(url):
            meta[RENDER] = True
        return Request(
            # Sent in the form that robots.txt is asked about; the record has the URL as given.
            without_dots(url),
            callback=self.parse_article,
            errback=self.miss_article,
            meta=meta,
        )

    def is_rendered(self, url: str) -> bool:
        """Return whether the scripts of the page at *url* are run before it is read."""
        return False

    def parse_article(self, response: Response) -> Iterator[Page]:
        """Return the page as it came; judging it is the pipelines' work."""
        source = self.source_of(response)
        yield Page(
            url=response.url,
            body=response.body,
            # Header fields are bytes; Latin-1 takes each of them (RFC 9110 section 5.5).
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            status=response.status,
            # Equal to the date in the WARC file, so that a record can be matched with its capture.
            fetched_at=response.meta.get(WARC, {}).get("date") or format_utc(datetime.now(UTC)),
            requested_url=response.meta.get(REQUESTED_URL, response.url),
            notices=_notices_of(response, _said_elsewhere(response.meta)),
            flags=tuple(_FLAGS[flag] for flag in response.flags if flag in _FLAGS),
            named=bool(response.meta.get(NAMED)),
            language=source.language if source else "",
            pins=source.pins if source else NO_PINS,
            fields=source.fields if source else (),
            row=response.meta.get(LEASE, 0),
            warc=_place_of(response),
        )

    def source_of(self, response: Response) -> Source | None:
        """Return the source of *response*, with its pins, fields and language; ``None``: none is known."""
        for source in self.sources:
            if source.owns(response.url):
                return source
        return None

    def language_of(self, response: Response) -> str:
        """Return the language that the source of *response* is said to be in; empty: its page is asked."""
        source = self.source_of(response)
        return source.language if source else ""

    def miss_article(self, failure: Failure) -> Iterator[Miss]:
        """Report why a page could not be fetched."""
        request: Any = failure.request  # type: ignore[attr-defined] # Scrapy sets it
        miss = describe_failure(request.meta.get(REQUESTED_URL, request.url), failure.value)
        # An article that was harvested before and is not there any more was taken back.
        if request.meta.get(REVISIT) and miss.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            miss = replace(miss, reason="withdrawn")
        yield miss


def _place_of(response: Response) -> WarcPlace:
    """Return where *response* is kept."""
    place = response.meta.get(WARC)
    if not place:
        return NO_PLACE
    return WarcPlace(**{name: value for name, value in place.items() if name != "date"})


def _all_arguments(spider: type[PageSpider]) -> tuple[str, ...]:
    """Return the arguments of *spider* and of the classes that it is made of, its own first."""
    return tuple(
        # Each class lists its own arguments only; those of its bases are gathered here.
        dict.fromkeys(name for each in spider.__mro__ for name in vars(each).get("arguments", ()))
    )


def _read_time(text: str) -> float:
    if not text:
        return 0.0
    try:
        seconds = read_seconds(text)
    except (ValueError, TypeError):
        seconds = 0.0
    if seconds <= 0:
        raise ConfigError(f"time={text}: expected how long the run may take, e.g. 2h, 90m or 7200")
    return seconds


def _said_elsewhere(meta: Mapping[str, Any]) -> list[list[str]]:
    """Return the notices on the use of a page by files of its site and its feed: source, name, value."""
    return [*meta.get(SITE_NOTICES, ()), *meta.get(FEED_NOTICES, ())]


def _notices_of(response: Response, of_site: Iterable[Sequence[str]]) -> tuple[Notice, ...]:
    """Return the notices on the use of *response*, from its headers and files *of_site*."""
    pairs = [
        (name, value.decode("latin-1"))
        for name in HEADERS
        for value in response.headers.getlist(name)
    ]
    return notices_from(pairs, of_site)


def describe_failure(url: str, error: BaseException | None) -> Miss:
    """Return a sentence that says why *url* could not be fetched, and name the reason."""
    if isinstance(error, HttpError):
        status = error.response.status
        phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "unknown status"
        return Miss(url, f"http_{status}", f"{url}: HTTP {status} ({phrase})", status)
    # Errors of our own components bring the name that they are counted by.
    reason = getattr(error, "reason", "")
    if reason:
        return Miss(url, reason, str(error))
    # Before the table: Scrapy wraps TLS errors into its general ones.
    said = tls_words(error)
    if said:
        return Miss(url, "tls_failed", f"{url}: TLS failed: {said}")
    for kind, reason in _REASONS.items():
        if isinstance(error, kind):
            return Miss(url, reason, f"{url}: {reason.replace('_', ' ')}: {_in_words(error)}")
    return Miss(url, "connection_failed", f"{url}: {type(error).__name__}: {error}")


def _in_words(error: BaseException | None) -> str:
    """Return the reason why a download failed, without the names of classes."""
    return "; ".join(dict.fromkeys(str(cause) for cause in causes_of(error)))
