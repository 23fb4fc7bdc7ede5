"""Requests that lead on for ever are left out, on a real scheduler; what vouches for a page holds against it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from newscrawl.meta import LEASE, LISTS, VOUCHED
from newscrawl.middlewares.traps import TrapsMiddleware
from newscrawl.model.items import Miss, Page
from newscrawl.pipelines.drops import PageDropped
from newscrawl.records import make_article
from newscrawl.web.traps import TrapLimits
from tests.support.articles import drafts
from tests.support.session import Opened, opened_session

HOME = "https://gazette.example/"


def made(**limits: int) -> TrapsMiddleware:
    return TrapsMiddleware(get_crawler(), TrapLimits(**limits))


def passed(middleware: TrapsMiddleware, *entries: Any, depth: int = 0) -> list[Any]:
    """Return what comes through of the *entries* that a callback gives."""
    page = Response(HOME, request=Request(HOME, meta={"depth": depth}))

    async def output() -> AsyncIterator[Any]:
        for entry in entries:
            yield entry

    async def collected() -> list[Any]:
        return [entry async for entry in middleware.process_spider_output(page, output())]

    return asyncio.run(collected())


def urls(entries: list[Any]) -> list[str]:
    return [entry.url.removeprefix(HOME) for entry in entries if isinstance(entry, Request)]


def asked(*paths: str, **meta: Any) -> list[Request]:
    return [Request(f"{HOME}{path}", meta=meta) for path in paths]


@pytest.mark.parametrize(
    ("limits", "depth", "paths", "through", "traps"),
    [
        pytest.param({}, 99, ["a", "b"], ["a", "b"], {}, id="no limits"),
        pytest.param({"depth": 3}, 2, ["a"], ["a"], {}, id="as deep as allowed"),
        pytest.param({"depth": 3}, 3, ["a", "b"], [], {"depth": 2}, id="too deep"),
        pytest.param({"links": 2}, 0, ["a", "b", "c"], ["a", "b"], {"many_links": 1}, id="many links"),
        pytest.param({"site": 2}, 0, ["a", "b", "c"], ["a", "b"], {"site_budget": 1}, id="site"),
        pytest.param({}, 0, ["x/" * 5, "a"], ["a"], {"repeated_path": 1}, id="a path that repeats"),
        pytest.param({}, 0, ["a" * 2100], [], {"long": 1}, id="a long one"),
        pytest.param(
            {"site": 1}, 0, ["x/" * 5, "a", "b"], ["a"], {"repeated_path": 1, "site_budget": 1},
            id="what is dropped takes nothing of the budget",
        ),
        pytest.param(
            {"links": 1}, 0, ["x/" * 5, "a", "b"], ["a"], {"repeated_path": 1, "many_links": 1},
            id="nor counts as a link",
        ),
    ],
)  # fmt: skip
def test_requests_that_lead_into_a_trap_are_left_out(
    limits: dict[str, int], depth: int, paths: list[str], through: list[str], traps: dict[str, int]
) -> None:
    """Each by its reason, which is counted."""
    middleware = made(**limits)
    assert urls(passed(middleware, *asked(*paths), depth=depth)) == through
    assert dict(middleware.dropped) == traps
    stats = middleware._crawler.stats
    assert stats is not None
    assert {name: stats.get_value(f"traps/{name}") for name in traps} == traps


def test_items_pass_and_are_no_links() -> None:
    """Whatever the limits."""
    page = Page(HOME, b"")
    entries = passed(made(links=1, depth=9), page, page, *asked("a", "b"), page)
    assert entries.count(page) == 3
    assert urls(entries) == ["a"]


def test_what_is_vouched_for_has_no_bad_path_and_no_barren_pattern() -> None:
    """A feed names it; depth and budgets hold all the same."""
    middleware = made(barren=1, site=2)
    middleware._patterns.note(f"{HOME}calendar/1", gave=False)
    assert urls(passed(middleware, *asked("calendar/2", "x/" * 5))) == []
    vouched = asked("calendar/3", "x/" * 5, "more", **{VOUCHED: True})
    assert len(passed(middleware, *vouched)) == 2
    assert middleware.dropped["site_budget"] == 1


def item(opened: Opened, path: str, body: str = "", *lists: str) -> tuple[Page, HtmlResponse]:
    """Return the page at *path* as it was given out, and the answer that it came with."""
    meta = {LISTS: list(lists)} if lists else {}
    (request,) = opened.give(Request(f"{HOME}{path}", callback=opened.spider.parse, meta=meta))
    page = Page(request.url, body.encode(), requested_url=request.url)
    return page, HtmlResponse(request.url, body=body.encode(), request=request)


def drop(reason: str) -> PageDropped:
    """Return the drop of this *reason*."""
    kinds = {each.reason: each for each in PageDropped.__subclasses__()}
    return kinds[reason](reason)


@pytest.mark.parametrize(
    ("reason", "is_barren"),
    [
        pytest.param("not_an_article", True, id="no article"),
        pytest.param("too_short", True, id="short"),
        pytest.param("out_of_window", False, id="not wanted by its day"),
        pytest.param("unchanged", False, id="known"),
        pytest.param("rights_reserved", False, id="not for us"),
    ],
)
def test_a_pattern_whose_pages_give_nothing_ends(
    tmp_path: Path, reason: str, is_barren: bool
) -> None:
    """Many in a row; what waits of it is judged again when its turn comes."""
    with opened_session(tmp_path, TRAPS_BARREN_MAX="3") as opened:
        middleware = TrapsMiddleware.from_crawler(opened.crawler)
        middleware.watch()
        waiting = Request(f"{HOME}calendar/99", callback=opened.spider.parse)
        for number in range(3):
            page, response = item(opened, f"calendar/{number}")
            assert middleware.judge(waiting) is None
            middleware.note_drop(page, drop(reason), response)
        assert len(opened.give(waiting)) == (not is_barren)
        assert bool(urls(passed(middleware, *asked("calendar/7")))) is not is_barren
        assert len(passed(middleware, *asked("news/7"))) == 1
        assert opened.count("traps/barren_pattern") == 2 * is_barren


def test_one_article_shows_that_a_pattern_is_worth_its_requests(tmp_path: Path) -> None:
    """The row begins again; other items prove nothing."""
    with opened_session(tmp_path, TRAPS_BARREN_MAX="2") as opened:
        middleware = TrapsMiddleware.from_crawler(opened.crawler)
        article = make_article(next(drafts(0, 1)))
        article = replace(
            article, metadata=replace(article.metadata, requested_url=f"{HOME}calendar/9")
        )
        for number, given in enumerate((None, article, None, "something else", None)):
            page, response = item(opened, f"calendar/{number}")
            if given is None:
                middleware.note_drop(page, drop("empty"), response)
            else:
                middleware.note_article(given, response)
            assert len(passed(middleware, *asked("calendar/7"))) == (number < 4)


@pytest.mark.parametrize(
    ("reason", "ends"),
    [
        pytest.param("http_404", True, id="not there"),
        pytest.param("http_410", True, id="gone"),
        pytest.param("http_429", False, id="asked too often"),
        pytest.param("http_408", False, id="slow"),
        pytest.param("http_503", False, id="out of order"),
        pytest.param("timeout", False, id="no answer"),
    ],
)
def test_a_list_of_dead_pages_ends(tmp_path: Path, reason: str, ends: bool) -> None:
    """What waits of it is forgotten; answers that ask for another try say nothing."""
    with opened_session(tmp_path, TRAPS_DEAD_MAX="3") as opened:
        middleware = TrapsMiddleware.from_crawler(opened.crawler)
        for number in range(4):
            _, response = item(opened, f"old/{number}", "", "document:feed")
            middleware.note_drop(Miss(response.url, reason, ""), Exception(), response)
            assert response.request is not None
            opened.session.lists.settle(response.request.meta[LEASE])
        assert bool(opened.session.lists.ended(("document:feed",))) is ends


@pytest.mark.parametrize(
    ("titles", "ends"),
    [
        pytest.param(["Not found"] * 5, True, id="one page for all that is gone"),
        pytest.param([f"Gallery {n}" for n in range(5)], False, id="pages of another kind"),
    ],
)
def test_barren_pages_of_one_title_are_dead(tmp_path: Path, titles: list[str], ends: bool) -> None:
    """So sites answer for pages that were removed."""
    with opened_session(tmp_path, TRAPS_DEAD_MAX="3") as opened:
        middleware = TrapsMiddleware.from_crawler(opened.crawler)
        for number, title in enumerate(titles):
            page, response = item(
                opened, f"p{number}", f"<TITLE lang=en>{title}</TITLE>", "document:a"
            )
            middleware.note_drop(page, drop("not_an_article"), response)
            assert response.request is not None
            opened.session.lists.settle(response.request.meta[LEASE])
        assert bool(opened.session.lists.ended(("document:a",))) is ends


def test_what_was_left_out_is_told_at_the_end(caplog: pytest.LogCaptureFixture) -> None:
    """The most frequent first; nothing where nothing was."""
    middleware = made(links=1)
    middleware.report()
    assert not caplog.records
    passed(middleware, *asked("x/" * 5, "a", "b", "c"))
    middleware._crawler.stats.set_value("traps/dead_list", 7)  # type: ignore[union-attr]
    middleware.report()
    assert caplog.messages[-1].endswith("7 dead_list, 2 many_links, 1 repeated_path")
