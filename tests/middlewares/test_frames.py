"""Articles whose page is a frame around another one."""

from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from newscrawl.meta import REQUESTED_URL
from newscrawl.middlewares.frames import FrameMiddleware

URL = "https://gazette.example/a"
FRAME = b"<title>A</title><iframe src='/inner'></iframe>"


@pytest.mark.parametrize(
    ("body", "meta", "target"),
    [
        pytest.param(FRAME, {REQUESTED_URL: URL}, "https://gazette.example/inner", id="a frame"),
        pytest.param(FRAME, {}, "", id="not an article: its spider reads all frames"),
        pytest.param(
            FRAME, {REQUESTED_URL: URL, "dont_redirect": True}, "", id="no redirects wanted"
        ),
        pytest.param(
            b"<article><p>A text.</p></article>" + FRAME, {REQUESTED_URL: URL}, "", id="a text"
        ),
    ],
)
def test_frames_of_articles(body: bytes, meta: dict[str, Any], target: str) -> None:
    """They are followed as a redirect is, and counted."""
    crawler = get_crawler()
    middleware = FrameMiddleware.from_crawler(crawler)
    found = middleware.process_response(Request(URL, meta=meta), HtmlResponse(URL, body=body))
    assert (found.url if isinstance(found, Request) else "") == target
    assert crawler.stats is not None
    assert crawler.stats.get_value("frames/followed", 0) == bool(target)
