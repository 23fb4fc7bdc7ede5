"""Requests are looked up many at a time, in their order, and never wait for one that does not come."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl.middlewares.ahead import LookAheadMiddleware
from newscrawl.session import CrawlSession
from newscrawl.web.urls import url_key

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from scrapy.crawler import Crawler


class Noted(CrawlSession):
    """A session that notes what is looked up."""

    def __init__(self) -> None:
        self.broken, self.asked = None, list[int]()

    def look_ahead(self, keys: list[bytes]) -> None:
        """Note it."""
        self.asked.append(len(keys))
        self.last = keys


def make_middleware() -> tuple[LookAheadMiddleware, Any]:
    session = Noted()
    scheduler = SimpleNamespace(session=session)
    crawler = SimpleNamespace(engine=SimpleNamespace(scheduler=scheduler))
    return LookAheadMiddleware(cast("Crawler", crawler)), session


def page(number: int) -> Request:
    return Request(f"https://paper.com/{number}")


async def given(entries: list[Any]) -> AsyncIterator[Any]:
    for entry in entries:
        yield entry


def collect(entries: AsyncIterator[Any]) -> list[Any]:
    async def all_of() -> list[Any]:
        return [entry async for entry in entries]

    return asyncio.run(all_of())


@pytest.mark.parametrize("method", ["process_spider_output", "process_start"])
def test_many_are_looked_up_at_once(method: str) -> None:
    """All come out in their order, and each is asked for once."""
    middleware, session = make_middleware()
    entries = [page(number) for number in range(450)]
    arguments = (
        (given(entries),)
        if method == "process_start"
        else (Response("https://a.com"), given(entries))
    )
    assert collect(getattr(middleware, method)(*arguments)) == entries
    assert session.asked == [200, 200, 50]
    assert session.last[-1] == url_key("https://paper.com/449")


def test_an_item_waits_for_nothing() -> None:
    """What is no request ends the wait of those before it; bad addresses are passed on."""
    middleware, session = make_middleware()
    entries = [page(1), page(2), Request("ftp://paper.com/list"), {"item": 1}, page(3)]
    assert (
        collect(middleware.process_spider_output(Response("https://a.com"), given(entries)))
        == entries
    )
    assert session.asked == [2]


def test_a_list_that_falls_silent() -> None:
    """A pipe that gives one address and then nothing holds it up for a moment only."""
    middleware, _ = make_middleware()

    async def first() -> Request:
        async def silent() -> AsyncIterator[Request]:
            yield page(1)
            await asyncio.Event().wait()

        entries = middleware.process_start(silent())
        request: Request = await anext(entries)
        await cast("AsyncGenerator[Any]", entries).aclose()
        return request

    assert asyncio.run(asyncio.wait_for(first(), 60)).url == "https://paper.com/1"


def test_only_for_a_server() -> None:
    """A file is asked without a round trip."""
    with pytest.raises(NotConfigured):
        LookAheadMiddleware.from_crawler(
            get_crawler(settings_dict={"STATE_URL": "sqlite:///a.sqlite", "OUTPUT_DIR": "out"})
        )
