"""Scope: where a request may lead, and what it takes along."""

from typing import Any

import pytest
from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl import settings as defaults
from newscrawl.middlewares.scope import ScopeMiddleware
from newscrawl.refusals import RefusedError

NEWS = "https://www.example.com/a"


def refusal(
    url: str,
    came_from: str | None = None,
    *,
    robots: bool = False,
    scope: str = "site",
    **named: Any,
) -> str:
    """Give the reason for which a request for *url*, redirected from *came_from*, is refused; or nothing."""
    crawler = get_crawler(settings_dict={"SCOPE_REDIRECTS": scope})
    crawler._apply_settings()
    meta = {"redirect_urls": [came_from] if came_from else [], "robots_request": robots, **named}
    middleware, reason, said = ScopeMiddleware.from_crawler(crawler), "", ""
    try:
        middleware.process_request(Request(url, meta=meta))
    except RefusedError as error:
        reason, said = error.reason, str(error)
    assert "secret" not in said
    assert crawler.stats is not None
    assert crawler.stats.get_value(f"refused/{reason}") == (1 if reason else None)
    return reason


@pytest.mark.parametrize(
    ("url", "came_from", "reason"),
    [
        pytest.param(NEWS, None, "", id="no redirect"),
        pytest.param("https://m.example.com/a", NEWS, "", id="another host of the site"),
        pytest.param("http://example.com/", NEWS, "", id="another scheme"),
        pytest.param("https://example.org/", NEWS, "offsite_redirect", id="another site"),
        pytest.param(
            "https://example.com.evil.org/", NEWS, "offsite_redirect", id="the name in another's"
        ),
        pytest.param(
            "https://a.github.io/",
            "https://b.github.io/",
            "offsite_redirect",
            id="hosted beside it",
        ),
        pytest.param("https://10.0.0.1/", NEWS, "offsite_redirect", id="an address"),
        pytest.param(
            "https://u:secret@www.example.com/", NEWS, "credentials_in_url", id="with a password"
        ),
        pytest.param(
            "https://u:secret@www.example.com/", None, "credentials_in_url", id="asked for with one"
        ),
        pytest.param("https://www.example.com/@user", NEWS, "", id="an at sign in the path"),
    ],
)
def test_where_a_request_may_lead(url: str, came_from: str | None, reason: str) -> None:
    """Redirects stay on their site, and credentials in an address go nowhere, not even into the log."""
    assert refusal(url, came_from) == reason


def test_what_may_leave() -> None:
    """A robots.txt that is elsewhere, as RFC 9309 wants, a feed or a sitemap that the site names, or all."""
    assert refusal("https://example.org/robots.txt", NEWS, robots=True) == ""
    assert refusal("https://example.org/", NEWS, scope="any") == ""
    assert refusal("https://example.org/", NEWS, document="feed") == ""
    assert refusal("https://example.org/", NEWS, document="sitemap") == ""
    assert (
        refusal("https://example.org/", NEWS, document="sitemap", guess=True) == "offsite_redirect"
    )
    assert refusal("https://example.org/", NEWS, document="front") == "offsite_redirect"
    assert refusal("https://u:secret@example.org/", NEWS, scope="any") == "credentials_in_url"


@pytest.mark.parametrize(
    ("location", "kept"),
    [
        pytest.param("https://www.example.com/b", True, id="same host"),
        pytest.param("https://m.example.com/b", False, id="another host"),
        pytest.param("//example.org/b", False, id="another site"),
        pytest.param("http://www.example.com/b", False, id="without TLS"),
    ],
)
def test_authorization_stays_with_its_host(location: str, kept: bool) -> None:
    """The header that a user set for one host is not sent to another."""
    crawler = get_crawler()
    crawler._apply_settings()
    middleware = RedirectMiddleware.from_crawler(crawler)
    request = Request(NEWS, headers={"Authorization": "Basic c2VjcmV0"})
    answer = Response(NEWS, status=302, headers={"Location": location})
    redirected = middleware.process_response(request, answer)
    assert isinstance(redirected, Request)
    assert ("Authorization" in redirected.headers) is kept


def test_cookies_are_off() -> None:
    """What a server sets is not sent back."""
    assert defaults.COOKIES_ENABLED is False
