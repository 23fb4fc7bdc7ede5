"""Traps: addresses that a site makes without end are left out, articles never."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl.middlewares.traps import TrapsMiddleware
from newscrawl.model.items import Miss, Page
from newscrawl.pipelines.drops import FetchFailed, NotAnArticle, RightsReserved
from newscrawl.web.traps import (
    MAX_PATTERNS,
    MAX_SITES,
    BarrenPatterns,
    SiteBudget,
    path_trap,
    pattern_of,
)

ROOT = "https://news.example"


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        pytest.param("/2026/11/24/lamp-lit-again", None, id="article"),
        pytest.param("/news/local/news/lamp", None, id="a section under its own name"),
        pytest.param("/a/b" * 4, "repeated_path", id="path that repeats"),
        pytest.param("/1/1/1/1/1/lamp", None, id="numbers may repeat"),
        pytest.param("/" + "/".join(f"s{n}" for n in range(31)), "deep_path", id="31 segments"),
        pytest.param("/" + "x" * 2000, "long", id="very long"),
    ],
)
def test_a_path_that_leads_on_for_ever(path: str, trap: str | None) -> None:
    """What one address shows by itself."""
    assert path_trap(ROOT + path) == trap


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        pytest.param("/cal/2031-12-01?d=4&v=list", "/cal/#-#-#?d&v", id="calendar"),
        pytest.param("/s/a1b2c3d4e5f6a7b8c9/list", "/s/#/list", id="session in the path"),
        pytest.param(
            "/s/ABCDEFGHIJKLMNOPQRSTUVWXYZ-12", "/s/ABCDEFGHIJKLMNOPQRSTUVWXYZ-#", id="long word"
        ),
        pytest.param("/news/lamp-lit-again", "/news/lamp-lit-again", id="words stay"),
        pytest.param("/news/" + "lamp-" * 9, "/news/~", id="but for long ones"),
    ],
)
def test_patterns(path: str, pattern: str) -> None:
    """Numbers and ids go, so that all pages of a calendar are one pattern."""
    assert pattern_of(ROOT + path) == "news.example" + pattern


def test_a_pattern_is_barren_after_pages_in_a_row() -> None:
    """One article among them and the count begins anew; other patterns are not concerned."""
    patterns = BarrenPatterns(3)
    for gave in (False, False, True, False, False):
        patterns.note(f"{ROOT}/cal/1", gave=gave)
    assert not patterns.holds(f"{ROOT}/cal/7")
    patterns.note(f"{ROOT}/cal/2", gave=False)
    assert patterns.holds(f"{ROOT}/cal/7")
    assert not patterns.holds(f"{ROOT}/news/7")
    for number in range(MAX_PATTERNS):
        patterns.note(
            f"{ROOT}/{'x' * (number % 30)}/{number // 30 * 'y'}"[:900] + f"?p{number}", gave=False
        )
    assert not patterns.holds(f"{ROOT}/cal/7")


def passed(middleware: TrapsMiddleware, urls: list[str], depth: int = 1) -> list[str]:
    """The addresses of *urls* that a page at *depth* may lead to."""

    async def found() -> AsyncIterator[object]:
        for url in urls:
            yield Request(url)
        yield Page(ROOT, b"")

    async def collect() -> list[str]:
        response = Response(ROOT, request=Request(ROOT, meta={"depth": depth}))
        given = [entry async for entry in middleware.process_spider_output(response, found())]
        assert isinstance(given.pop(), Page)
        return [entry.url for entry in given]

    return asyncio.run(collect())


def test_requests_into_a_trap_are_dropped_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    """By path, by depth, and by what came of the pattern; pages that failed do not count."""
    crawler = get_crawler(settings_dict={"TRAPS_DEPTH_MAX": 5, "TRAPS_BARREN_MAX": 2})
    crawler._apply_settings()
    middleware = TrapsMiddleware.from_crawler(crawler)
    good, repeated, calendar = f"{ROOT}/news/lamp", f"{ROOT}{'/a' * 9}", f"{ROOT}/cal/3"
    assert passed(middleware, [good, repeated, calendar]) == [good, calendar]
    for number in range(3):
        middleware.note_drop(Miss(f"{ROOT}/cal/{number}", "timeout", "late"), FetchFailed("late"))
        middleware.note_drop(Page(f"{ROOT}/cal/{number}", b""), RightsReserved("noai"))
    assert passed(middleware, [calendar]) == [calendar]
    for number in range(2):
        middleware.note_drop(Page(f"{ROOT}/cal/{number}", b""), NotAnArticle("a calendar"))
    assert passed(middleware, [good, calendar]) == [good]
    assert passed(middleware, [good], depth=5) == []
    middleware.report()
    assert "not asked for: 1 repeated_path, 1 barren_pattern, 1 depth" in caplog.text
    assert crawler.stats is not None
    assert crawler.stats.get_value("traps/barren_pattern") == 1


def test_requests_beyond_a_budget_are_dropped_and_counted() -> None:
    """Those of one answer, and those to one site with all its hosts; other sites have their own."""
    crawler = get_crawler(settings_dict={"TRAPS_LINKS_MAX": 4, "TRAPS_SITE_MAX": 6})
    crawler._apply_settings()
    middleware = TrapsMiddleware.from_crawler(crawler)
    hosts = [f"https://h{number}.example.com/" for number in range(5)]
    assert passed(middleware, hosts) == hosts[:4]
    assert passed(middleware, [*hosts, "https://other.example/"]) == [
        *hosts[:2],
        "https://other.example/",
    ]
    assert middleware.dropped == {"many_links": 1, "site_budget": 3}
    assert passed(middleware, ["https:///nowhere"]) == [
        "https:///nowhere"
    ]  # what is no address is refused later
    assert crawler.stats is not None
    assert crawler.stats.get_value("traps/site_budget") == 3


def test_a_site_budget_forgets_those_met_first() -> None:
    """Memory is bounded; 0 is no limit."""
    budget = SiteBudget(1)
    assert [budget.take("a.example") for _ in range(2)] == [True, False]
    for number in range(MAX_SITES):
        budget.take(f"{number}.example")
    assert budget.take("a.example")
    assert all(SiteBudget(0).take("a.example") for _ in range(3))
