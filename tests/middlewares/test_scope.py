"""Which redirects may leave a site, and that no credentials go along."""

import contextlib
from typing import Any

import pytest
from scrapy import Request
from scrapy.utils.test import get_crawler

from newscrawl.meta import GUESS, KIND, ROBOTS_REQUEST
from newscrawl.middlewares.scope import ScopeMiddleware
from newscrawl.refusals import RefusedError

FIRST = "https://www.gazette.org/a"


def judge(url: str, redirects: str = "site", **meta: Any) -> str:
    """The reason why a request for *url* is refused; empty: it passes."""
    crawler = get_crawler(settings_dict={"SCOPE_REDIRECTS": redirects})
    with contextlib.suppress(RefusedError):
        ScopeMiddleware.from_crawler(crawler).process_request(Request(url, meta=meta))
        return ""
    assert crawler.stats is not None
    ((name, count),) = crawler.stats.get_stats().items()
    assert count == 1
    return str(name).removeprefix("refused/")


@pytest.mark.parametrize(
    ("url", "meta", "reason"),
    [
        pytest.param("https://other.example/", {}, "", id="no redirect"),
        pytest.param("https://m.gazette.org/a", {"redirect_urls": [FIRST]}, "", id="its host"),
        pytest.param(
            "https://other.example/",
            {"redirect_urls": [FIRST]},
            "offsite_redirect",
            id="another site",
        ),
        pytest.param(
            "https://other.example/b",
            {"redirect_urls": [FIRST, "https://other.example/a"]},
            "offsite_redirect",
            id="step by step",
        ),
        pytest.param(
            "https://other.example/robots.txt",
            {"redirect_urls": [FIRST], ROBOTS_REQUEST: True},
            "",
            id="robots.txt may",
        ),
        pytest.param(
            "https://feeds.example/",
            {"redirect_urls": [FIRST], KIND: "feed"},
            "",
            id="a named feed",
        ),
        pytest.param(
            "https://feeds.example/",
            {"redirect_urls": [FIRST], KIND: "feed", GUESS: True},
            "offsite_redirect",
            id="a guessed feed",
        ),
    ],
)
def test_redirects(url: str, meta: dict[str, Any], reason: str) -> None:
    """They stay on the registrable domain of the first URL."""
    assert judge(url, **meta) == reason


def test_the_user_may_open_the_scope() -> None:
    """By a setting."""
    assert judge("https://other.example/", "any", redirect_urls=[FIRST]) == ""


def test_credentials_are_refused_and_not_shown() -> None:
    """In the authority; an "@" in the path is a name."""
    assert judge("https://gazette.example/@anna") == ""
    crawler = get_crawler(settings_dict={"SCOPE_REDIRECTS": "any"})
    with pytest.raises(RefusedError) as refused:
        ScopeMiddleware.from_crawler(crawler).process_request(
            Request("https://anna:secret@gazette.example/")
        )
    assert refused.value.reason == "credentials_in_url"
    assert "secret" not in str(refused.value)
