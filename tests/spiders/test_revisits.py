"""What the settings and the frontier say of coming back."""

import json
from datetime import UTC, datetime

import pytest

from newscrawl.discover.window import Window
from newscrawl.sources.source import source_of
from newscrawl.spiders.revisits import RETURNS_MAX, request_again, scope_of
from newscrawl.spiders.site_progress import Budgets, SiteProgress
from newscrawl.state.coverage import Known


def harvest_of(site: str) -> SiteProgress:
    """The harvest of a site."""
    return SiteProgress(source_of(site), Window(), Budgets())


@pytest.mark.parametrize(
    ("url", "callback", "retryable", "returns", "again"),
    [
        pytest.param("https://news.example/a", "parse_page", True, 0, True, id="an article"),
        pytest.param(
            "https://news.example/a", "parse_article", True, 0, True, id="harvested by name"
        ),
        pytest.param(
            "https://news.example/a", "parse_listing", True, 0, False, id="a listing is found again"
        ),
        pytest.param(
            "https://other.example/a", "parse_page", True, 0, False, id="of no source of this run"
        ),
        pytest.param(
            "https://news.example/a",
            "parse_page",
            True,
            RETURNS_MAX[True],
            False,
            id="tried often enough",
        ),
        pytest.param(
            "https://news.example/a", "parse_page", False, 1, True, id="not there, tried once"
        ),
        pytest.param(
            "https://news.example/a", "parse_page", False, 2, False, id="not there, tried twice"
        ),
    ],
)
def test_failed_articles_of_the_sources_return_a_few_times(
    url: str, callback: str, returns: int, *, retryable: bool, again: bool
) -> None:
    """And nothing else does."""
    meta = {"deep": True, "rank": 3, "returns": returns, "redirect_urls": [url]}
    stored = json.dumps({"url": "https://closed.example/", "callback": callback, "meta": meta})
    request = request_again(
        Known(1, url, "news.example", stored, 0.0, retryable),
        [harvest_of("news.example")],
        "returns",
    )
    assert (request is not None) is again
    if request is not None:
        by_name = {"one_off": True} if callback == "parse_article" else {}
        kept = {"rank": 3, "returns": returns + 1, "source": "news.example"}
        assert json.loads(request)["meta"] == kept | by_name
        assert json.loads(request)["url"] == url


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        pytest.param(["published", "2026-11-20"], True, id="within the window"),
        pytest.param(["published", "2026-11-01T08:00:00Z"], False, id="before it"),
        pytest.param(["language", "de"], True, id="a language that is asked for"),
        pytest.param(["language", "fr"], False, id="another one"),
        pytest.param(None, False, id="of a version that kept nothing"),
    ],
)
def test_what_was_not_asked_for_comes_where_it_is_now(told: list[str] | None, wanted: bool) -> None:
    """By what its page told then; it is no page that failed, and its tries are not counted."""
    progress = harvest_of("news.example")
    progress.window = Window(since=datetime(2026, 11, 10, tzinfo=UTC))
    meta = {"rank": 3} | ({"told": told} if told else {})
    known = Known(
        1,
        "https://news.example/a",
        "news.example",
        json.dumps({"callback": "parse_page", "meta": meta}),
        0.0,
    )
    request = request_again(known, [progress], "wider", {"de", "en"})
    assert (request is not None) is wanted
    if request is not None:
        kept = {"rank": 3, "wider": True, "source": "news.example"}
        assert json.loads(request)["meta"] == kept


def test_a_source_that_is_described_otherwise_is_another_scope() -> None:
    """What was covered for one section is not for the whole site."""
    scopes = {
        scope_of(harvest_of(site)) for site in ("news.example", "https://news.example/sport/")
    }
    assert len(scopes) == 2


@pytest.mark.parametrize(
    ("reason", "is_cut"),
    [
        pytest.param("http_404", False, id="not there"),
        pytest.param("robots_forbidden", False, id="closed"),
        pytest.param("http_429", True, id="too many requests"),
        pytest.param("http_503", True, id="away"),
        pytest.param("timeout", True, id="no answer"),
    ],
)
def test_a_source_with_a_failure_is_not_whole(reason: str, *, is_cut: bool) -> None:
    """So that the next run looks at all of it; what is not there is no failure."""
    progress = harvest_of("news.example")
    progress.decided = True
    progress.note_miss(reason)
    assert progress.is_whole is not is_cut
