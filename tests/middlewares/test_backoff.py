"""What is tried again, when, and how it is marked; what is handed on as it is."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
)
from scrapy.http import Response
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from newscrawl.meta import NOT_BEFORE, POSTPONED, REFUSED, TOLD_UNTIL
from newscrawl.middlewares.backoff import BackoffMiddleware, is_unreachable, retry_after, told_until
from newscrawl.refusals import TlsError

URL = "https://gazette.example/a"
SETTINGS = {
    "RETRY_TIMES": 5, "RETRY_HTTP_CODES": [503, 429], "RETRY_BACKOFF_S": 4.0, "RETRY_BACKOFF_MAX_S": 20.0,
    "RETRY_EXCEPTIONS": [
        "scrapy.exceptions.CannotResolveHostError", "scrapy.exceptions.DownloadConnectionRefusedError",
        "scrapy.exceptions.DownloadTimeoutError",
    ],
}  # fmt: skip


@pytest.fixture
def middleware() -> BackoffMiddleware:
    crawler = get_crawler(Spider, settings_dict=SETTINGS)
    crawler.spider = Spider.from_crawler(crawler, "a")
    return BackoffMiddleware.from_crawler(crawler)


def answer(status: int = 200, body: bytes = b"text", **facts: Any) -> Response:
    return Response(URL, status=status, body=body, **facts)


@pytest.mark.parametrize(
    ("response", "meta", "reason"),
    [
        pytest.param(answer(), {}, "", id="a page"),
        pytest.param(answer(404), {}, "", id="another status"),
        pytest.param(answer(503), {}, "http_503", id="a status that may pass"),
        pytest.param(answer(503), {"retry_times": 5}, "", id="tried often enough"),
        pytest.param(answer(503), {"dont_retry": True}, "", id="it is not to be tried again"),
        pytest.param(answer(flags=["dataloss"]), {}, "truncated", id="cut"),
        pytest.param(answer(flags=["dataloss"]), {"retry_times": 2}, "", id="it stays cut"),
        pytest.param(answer(body=b""), {}, "empty", id="empty"),
        pytest.param(answer(body=b""), {"retry_times": 2}, "", id="it stays empty"),
        pytest.param(answer(301, b""), {}, "", id="a redirect has no body"),
    ],
)
def test_answers_that_are_tried_again(
    response: Response, meta: dict[str, Any], reason: str, middleware: BackoffMiddleware
) -> None:
    """The request comes back with its reason, and one attempt more; else the answer goes on."""
    given = middleware.process_response(Request(URL, meta=meta), response)
    if not reason:
        assert given is response
        return
    assert isinstance(given, Request)
    assert given.meta[POSTPONED] == reason
    assert given.meta["retry_times"] == meta.get("retry_times", 0) + 1


def failed_handshake() -> Exception:
    error = OSError("wrapped")
    error.__cause__ = ResponseFailed([Failure(TlsError("no common version"))])
    return error


@pytest.mark.parametrize(
    ("error", "is_retried", "is_refused"),
    [
        pytest.param(CannotResolveHostError("x"), True, True, id="no such name"),
        pytest.param(DownloadConnectionRefusedError("x"), True, True, id="a closed port"),
        pytest.param(DownloadTimeoutError("x"), True, False, id="too slow"),
        pytest.param(ValueError("x"), False, False, id="a fault of ours"),
    ],
)
def test_failures_that_are_tried_again(
    error: Exception, is_retried: bool, is_refused: bool, middleware: BackoffMiddleware
) -> None:
    """One that says that nobody is there is noted: it holds up no end of the crawl."""
    given = middleware.process_exception(Request(URL, meta={REFUSED: not is_refused}), error)
    assert (given is not None) is is_retried
    if given is not None:
        assert given.meta[POSTPONED] == type(error).__name__
        assert given.meta.get(REFUSED, False) is is_refused
    assert middleware.process_exception(Request(URL, meta={"dont_retry": True}), error) is None


def test_a_failed_handshake_says_that_nobody_is_there() -> None:
    """It comes wrapped; another error that is wrapped is none."""
    assert is_unreachable(failed_handshake())
    other = OSError("wrapped")
    other.__cause__ = ResponseFailed([Failure(ValueError("x"))])
    assert not is_unreachable(other)


def test_an_answer_says_that_somebody_is_there(middleware: BackoffMiddleware) -> None:
    """An earlier note no longer holds."""
    request = Request(URL, meta={REFUSED: True})
    middleware.process_response(request, answer())
    assert REFUSED not in request.meta


@pytest.mark.parametrize(
    ("attempts", "wait_s"), [(0, 4.0), (1, 8.0), (2, 16.0), (3, 20.0)], ids=["first", "second", "third", "longest"]
)  # fmt: skip
def test_waits_double_and_vary_by_half(
    attempts: int, wait_s: float, middleware: BackoffMiddleware
) -> None:
    """Pages that failed together do not come back together."""
    before = time.time()
    waits = []
    for _ in range(20):
        given = middleware.process_response(
            Request(URL, meta={"retry_times": attempts}), answer(503)
        )
        assert isinstance(given, Request)
        waits.append(given.meta[NOT_BEFORE] - before)
    spent = time.time() - before
    assert all(0.5 * wait_s <= wait <= 1.5 * wait_s + spent for wait in waits)
    assert max(waits) - min(waits) > 0.2 * wait_s


def test_a_server_that_names_a_time_is_believed(middleware: BackoffMiddleware) -> None:
    """Where that is later than the wait; it holds for the whole host."""
    asked = {"Retry-After": ["5000", "100"]}
    given = middleware.process_response(Request(URL), answer(429, headers=asked))
    assert isinstance(given, Request)
    assert given.meta[NOT_BEFORE] == given.meta[TOLD_UNTIL] > time.time() + 4_000


@pytest.fixture
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_elsewhere")
@pytest.mark.parametrize(
    ("header", "until"),
    [
        pytest.param(None, 0.0, id="none"),
        pytest.param(b" 30 ", 1_030.0, id="seconds"),
        pytest.param(b"9999999999", 0.0, id="centuries"),
        pytest.param(b"-5", 0.0, id="below zero"),
        pytest.param("3²".encode("latin-1"), 0.0, id="other digits"),
        pytest.param(b"Thu, 01 Jan 1970 00:20:00 -0000", 1_200.0, id="a date without a zone"),
        pytest.param(b"Thu, 99 Jan 1970 00:20:00 GMT", 0.0, id="no date"),
    ],
)
def test_times_that_servers_name(header: bytes | None, until: float) -> None:
    """Seconds, or an HTTP date; what is neither counts as not said."""
    assert retry_after(header, 1_000.0) == until
    assert told_until(answer(headers={"Retry-After": [header]} if header else {}), 1_000.0) == until
