"""Content codings of answers, within the budget of a page."""

import gzip
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from newscrawl.meta import TRUNCATE
from newscrawl.middlewares.compression import CompressionMiddleware
from newscrawl.refusals import RefusedError

URL = "https://gazette.example/a"
PAGE = b"<!doctype html><p>" + b"The bridge is open. " * 50
PACKED = gzip.compress(PAGE)


def middleware(max_bytes: int = 10_000) -> CompressionMiddleware:
    settings = {"DOWNLOAD_MAXSIZE": max_bytes, "DOWNLOAD_CODINGS_MAX": 2}
    return CompressionMiddleware.from_crawler(get_crawler(settings_dict=settings))


def answer(body: bytes, coding: str = "gzip") -> Response:
    headers = {"Content-Encoding": coding, "Content-Type": "text/html"}
    return Response(URL, body=body, headers=headers)


def test_a_page_is_decoded_and_has_its_class() -> None:
    """The header that named the coding is gone: the body is not coded any more."""
    page = middleware().process_response(Request(URL), answer(PACKED))
    assert isinstance(page, HtmlResponse)
    assert page.body == PAGE
    assert "Content-Encoding" not in page.headers


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        pytest.param(gzip.compress(bytes(20_000)), "gzip", "too_large_decoded", id="a bomb"),
        pytest.param(PAGE, "gzip, gzip, gzip", "too_many_codings", id="a chain"),
        pytest.param(bytes(range(1, 40)), "lzw", "unknown_coding", id="one that nobody knows"),
    ],
)
def test_refused_answers(body: bytes, coding: str, reason: str) -> None:
    """Each by its reason, which is counted."""
    crawler = get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": 10_000, "DOWNLOAD_CODINGS_MAX": 2})
    with pytest.raises(RefusedError) as refused:
        CompressionMiddleware.from_crawler(crawler).process_response(
            Request(URL), answer(body, coding)
        )
    assert refused.value.reason == reason
    assert crawler.stats is not None
    assert crawler.stats.get_value(f"refused/{reason}") == 1


@pytest.mark.parametrize(
    ("meta", "method", "body"),
    [
        pytest.param({TRUNCATE: 30}, "GET", PAGE[:30], id="a file that is read to a limit is cut"),
        pytest.param({}, "HEAD", PACKED, id="HEAD has no body to decode"),
    ],
)
def test_bodies_that_are_not_decoded_whole(meta: dict[str, Any], method: str, body: bytes) -> None:
    """Both are kept, and refused by nobody."""
    request = Request(URL, method=method, meta=meta)
    assert middleware().process_response(request, answer(PACKED)).body == body


def test_codings_are_named_unless_a_source_names_others() -> None:
    """A header of the source's own is sent as it is."""
    plain, own = Request(URL), Request(URL, headers={"Accept-Encoding": "identity"})
    for request in (plain, own):
        middleware().process_request(request)
    assert plain.headers["Accept-Encoding"] == b"gzip, deflate, br, zstd"
    assert own.headers["Accept-Encoding"] == b"identity"
