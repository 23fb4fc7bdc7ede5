"""Where an answer or a page leads on to."""

from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from newscrawl.middlewares.refresh import LocationMiddleware, RefreshMiddleware, same_page
from newscrawl.refusals import RefusedError

URL = "https://gazette.example/a"
NEXT = "https://gazette.example/b"


def leads_to(body: str, headers: dict[str, str] | None = None, **meta: Any) -> str:
    """The URL that a page leads on to; empty: it is a page."""
    middleware = RefreshMiddleware.from_crawler(get_crawler())
    page = HtmlResponse(URL, body=body.encode(), headers=headers)
    found = middleware.process_response(Request(URL, meta=meta), page)
    return found.url if isinstance(found, Request) else ""


@pytest.mark.parametrize(
    ("body", "target"),
    [
        pytest.param('<meta http-equiv="refresh" content="0;url=/b">', NEXT, id="at once"),
        pytest.param("<META content='0; URL=\"/b\"' HTTP-EQUIV=Refresh>", NEXT, id="quoted"),
        pytest.param('<meta http-equiv="refresh" content="900;url=/b">', "", id="much later"),
        pytest.param('<meta http-equiv="refresh" content="0;url=/a#top">', "", id="to itself"),
        pytest.param('<meta http-equiv="refresh" content="60">', "", id="a reload"),
        pytest.param('<meta name="refresh" content="0;url=/b">', "", id="another meta"),
        pytest.param(
            '<noscript><meta http-equiv="refresh" content="0;url=/b"></noscript>',
            "",
            id="for readers without scripts",
        ),
        pytest.param(
            '<!-- <meta http-equiv="refresh" content="0;url=/b"> -->', "", id="in a comment"
        ),
        pytest.param(
            '<script>a</script><meta http-equiv="refresh" content="0;url=/b">',
            NEXT,
            id="after a script",
        ),
    ],
)
def test_pages_that_lead_on(body: str, target: str) -> None:
    """As a browser would follow them."""
    assert leads_to(body) == target


def test_a_header_counts_as_the_element_does() -> None:
    """Unless the request asks for no redirects."""
    assert leads_to("", {"Refresh": "0;url=/b"}) == NEXT
    assert leads_to("", {"Refresh": "0;url=/b"}, dont_redirect=True) == ""


@pytest.mark.parametrize(
    ("location", "target"),
    [
        pytest.param(b"\\b", NEXT, id="a backslash is a slash in the path"),
        pytest.param(b"/b?c=\\d", f"{NEXT}?c=%5Cd", id="and itself in the query"),
    ],
)
def test_a_location_is_read_as_browsers_read_it(location: bytes, target: str) -> None:
    """With backslashes, which some servers write."""
    middleware = LocationMiddleware.from_crawler(get_crawler())
    answer = Response(URL, status=302, headers={"Location": location})
    found = middleware.process_response(Request(URL), answer)
    assert isinstance(found, Request)
    assert found.url == target


def test_a_location_that_is_no_url_is_refused() -> None:
    """By a reason of its own, which is counted."""
    crawler = get_crawler()
    middleware = LocationMiddleware.from_crawler(crawler)
    answer = Response(URL, status=302, headers={"Location": "http://[::1/"})
    with pytest.raises(RefusedError, match="leads to no URL"):
        middleware.process_response(Request(URL), answer)
    assert crawler.stats is not None
    assert crawler.stats.get_value("refused/bad_redirect") == 1


def test_one_page_by_two_names() -> None:
    """A fragment makes no other page."""
    assert same_page(f"{URL}?b=1", "?b=1#top")
    assert not same_page(URL, NEXT)
