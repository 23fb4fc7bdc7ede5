"""When a request that failed is tried again."""

import time

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl import settings
from newscrawl.middlewares.backoff import BackoffMiddleware, backoff_s, retry_after

SETTINGS = {"RETRY_BACKOFF_S": 2.0, "RETRY_BACKOFF_MAX_S": 100.0, "RETRY_TIMES": 3}
SETTINGS["RETRY_HTTP_CODES"] = settings.RETRY_HTTP_CODES


@pytest.fixture
def middleware() -> BackoffMiddleware:
    crawler = get_crawler(Spider, SETTINGS)
    crawler.spider = Spider("test")
    crawler.spider.crawler = crawler
    return BackoffMiddleware.from_crawler(crawler)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param(None, 0, id="missing"),
        pytest.param(b"0", 1000, id="at once"),
        pytest.param(b" 120 ", 1120, id="seconds"),
        pytest.param(b"Thu, 01 Jan 1970 00:20:00 GMT", 1200, id="date"),
        pytest.param(b"Thu, 01 Jan 1970 01:20:00 +0100", 1200, id="date with offset"),
        pytest.param(b"Thursday, 01-Jan-70 00:20:00 GMT", 1200, id="date of RFC 850"),
        pytest.param(b"Thu Jan  1 00:20:00 1970", 1200, id="date of asctime"),
        pytest.param(b"-5", 0, id="negative"),
        pytest.param(b"soon", 0, id="words"),
        pytest.param(b"99999999999999999999", 0, id="absurd"),
        pytest.param("١٢".encode(), 0, id="other digits"),
        pytest.param(b"\xff", 0, id="bytes"),
    ],
)
def test_retry_after(header: bytes | None, expected: float) -> None:
    """Seconds and HTTP dates are read, anything else is as if it were not there."""
    assert retry_after(header, 1000.0) == expected


def test_backoff_doubles_up_to_its_limit() -> None:
    """And does not overflow, however many attempts there are."""
    assert [backoff_s(attempt, 2, 100) for attempt in (1, 2, 3, 9, 10**6)] == [2, 4, 8, 100, 100]


@pytest.mark.parametrize(
    "status", [408, 421, 425, 429, 500, 502, 503, 504, 508, 520, 521, 523, 530]
)
def test_an_answer_that_may_pass_is_postponed(status: int, middleware: BackoffMiddleware) -> None:
    """The request goes back with a time, its reason, and one attempt more."""
    request = Request("https://h.example/", meta={"retry_times": 1})
    before = time.time()
    retry = middleware.process_response(request, Response(request.url, status))
    assert isinstance(retry, Request)
    assert before + 2.0 <= retry.meta["not_before"] <= time.time() + 6.0
    assert (retry.meta["postponed"], retry.meta["retry_times"]) == (f"http_{status}", 2)


@pytest.mark.parametrize(
    ("status", "meta"),
    [
        pytest.param(200, {}, id="well"),
        pytest.param(404, {}, id="gone"),
        pytest.param(501, {}, id="never will"),
        pytest.param(503, {"retry_times": 3}, id="tried often enough"),
        pytest.param(503, {"dont_retry": True}, id="not to be tried again"),
    ],
)
def test_any_other_answer_is_handed_on(
    status: int, meta: dict[str, int], middleware: BackoffMiddleware
) -> None:
    """What will not pass, and what was tried often enough."""
    request = Request("https://h.example/", meta=meta)
    response = Response(request.url, status, body=b"<p>")
    assert middleware.process_response(request, response) is response


@pytest.mark.parametrize("status", [429, 502, 503, 521])
def test_the_server_says_how_long(status: int, middleware: BackoffMiddleware) -> None:
    """Retry-After, the longest one, holds where it is longer than our own wait, and goes to the host's breaker."""
    request = Request("https://h.example/")
    response = Response(request.url, status, headers={"Retry-After": ["50", "soon", "1"]})
    before = time.time()
    retry = middleware.process_response(request, response)
    assert isinstance(retry, Request)
    assert before + 50 <= retry.meta["not_before"] <= time.time() + 50
    assert retry.meta["told_until"] == retry.meta["not_before"]


def test_a_cut_body_is_tried_twice_more_then_kept(middleware: BackoffMiddleware) -> None:
    """Then it is handed on with its flag, for its article may be whole."""
    for times, kept in ((0, False), (1, False), (2, True)):
        request = Request("https://h.example/", meta={"retry_times": times})
        response = Response(request.url, flags=["dataloss"])
        assert (middleware.process_response(request, response) is response) == kept


def test_failures_that_may_pass_are_postponed(middleware: BackoffMiddleware) -> None:
    """A timeout is, a defect of ours is not."""
    request = Request("https://h.example/")
    retry = middleware.process_exception(request, DownloadTimeoutError())
    assert isinstance(retry, Request)
    assert retry.meta["postponed"] == "DownloadTimeoutError"
    assert middleware.process_exception(request, KeyError()) is None
    assert (
        middleware.process_exception(
            request.replace(meta={"dont_retry": True}), DownloadTimeoutError()
        )
        is None
    )


def test_an_empty_page_is_asked_for_again(middleware: BackoffMiddleware) -> None:
    """Twice; then it is what it is. An answer that is meant to be empty is left alone."""
    for tried in (0, 1):
        request = Request("https://h.example/a", meta={"retry_times": tried})
        assert isinstance(middleware.process_response(request, Response(request.url, 200)), Request)
    request = Request("https://h.example/a", meta={"retry_times": 2})
    assert isinstance(middleware.process_response(request, Response(request.url, 200)), Response)
    request = Request("https://h.example/a")
    assert isinstance(middleware.process_response(request, Response(request.url, 204)), Response)
