"""The results of a page end when its work is given up, and it is not taken for read to its end."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from scrapy import Request
from scrapy.http import Response

from newscrawl.meta import LEASE
from newscrawl.middlewares.giveup import GiveUpMiddleware
from newscrawl.session import CrawlSession, Work
from newscrawl.state.values import Lease

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

URL = "https://zeitung.example/sitemap.xml"


class Session(CrawlSession):
    """A session with one page in hand."""

    def __init__(self) -> None:
        lease = Lease(1, b"k", URL, 1, "zeitung.example", None, 0, 0, 0, False)
        self.works = {1: Work(lease, Request(URL, meta={LEASE: 1}))}


def results_of(session: object, given_up_at: int, lease: int = 1) -> list[int]:
    """Return what goes on of five results, of which the work is given up before one."""
    crawler = SimpleNamespace(engine=SimpleNamespace(scheduler=SimpleNamespace(session=session)))
    middleware = GiveUpMiddleware.from_crawler(cast("Crawler", crawler))
    response = Response(URL, request=Request(URL, meta={LEASE: lease}))

    async def callback() -> AsyncIterator[int]:
        for number in range(5):
            if number == given_up_at and isinstance(session, Session):
                session.works[1].given_up = True
            yield number

    async def collect() -> list[Any]:
        return [each async for each in middleware.process_spider_output(response, callback())]

    return asyncio.run(collect())


@pytest.mark.parametrize(
    ("given_up_at", "expected"),
    [
        pytest.param(9, 5, id="never"),
        pytest.param(3, 3, id="in the middle"),
        pytest.param(0, 0, id="before the first"),
    ],
)
def test_results_end_with_the_work(given_up_at: int, expected: int) -> None:
    """What came so far is kept; the drop brings the page back in the next run."""
    session = Session()
    assert results_of(session, given_up_at) == list(range(expected))
    assert session.works[1].drops == ({} if expected == 5 else {"stopped": True})


@pytest.mark.parametrize("session", [None, object()], ids=["none", "another scheduler's"])
def test_without_a_session_all_goes_on(session: object) -> None:
    """There is nothing to give a page back to."""
    assert results_of(session, 0) == list(range(5))


def test_other_pages_go_on() -> None:
    """Only the work on the page itself counts."""
    assert results_of(Session(), 0, lease=2) == list(range(5))
