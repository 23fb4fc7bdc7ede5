"""A spider as a user writes one: callbacks of every kind, and a pipeline behind newscrawl's own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import FormRequest, Response
from twisted.python.failure import Failure

from newscrawl.model.article import Article
from newscrawl.model.items import Page
from newscrawl.settings import ITEM_PIPELINES
from newscrawl.spiders.base import PageSpider
from tests.support.server import article_page


class Marked(Request):
    """A request with an attribute of its own."""

    attributes = (*Request.attributes, "mark")

    def __init__(self, *arguments: Any, mark: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.mark = mark


class Copy:
    """Puts a copy in the place of each article."""

    async def process_item(self, item: Any) -> Any:
        """Give the copy."""
        return replace(item) if isinstance(item, Article) else item


class OwnSpider(PageSpider):
    """Each callback adds its name to the title of its article."""

    name = "own"
    custom_settings = {"ITEM_PIPELINES": {**ITEM_PIPELINES, "tests.support.own_spider.Copy": 950}}  # noqa: RUF012
    site = ""

    async def start(self) -> AsyncIterator[Request]:
        """Ask in every way."""
        yield Request(
            f"{self.site}/article/streamed", self.parse_streamed, cb_kwargs={"name": "streamed"}
        )
        yield Request(f"{self.site}/article/raising", self.parse_raising)
        yield Request(f"{self.site}/status/404", self.parse_article, errback=self.miss)
        yield FormRequest(
            f"{self.site}/article/form", self.parse_article, method="GET", formdata={"q": "a b"}
        )
        yield Marked(f"{self.site}/article/mark", self.parse_mark, mark="own")
        yield Request(f"{self.site}/article/cut", self.parse_article, meta={"title": "cut \ud83d"})
        for number in range(3):
            meta = {"number": number}
            yield Request(f"{self.site}/article/poll", self.parse_poll, meta=meta, dont_filter=True)
        yield Request(f"{self.site}/redirect?to=/article/mark", self.parse_moved, dont_filter=True)

    def page(self, response: Response, name: str) -> Page:
        """Give the article of *response* as one of its own, by *name*."""
        url = f"{self.site}/article/{name}"
        (page,) = self.parse_article(response)
        return replace(page, url=url, requested_url=url, body=article_page(name))

    async def parse_streamed(self, response: Response, name: str) -> AsyncIterator[Page | Request]:
        """Give an article, then another, with a pause before each."""
        for each in (name, f"{name}-2"):
            await asyncio.sleep(0.05)
            yield self.page(response, each)
        yield Request(f"{self.site}/article/followed", self.parse_article)

    def parse_raising(self, response: Response) -> Iterator[Page | Request]:
        """Give an article and a request, then fail."""
        yield self.page(response, "raising")
        yield Request(f"{self.site}/article/before-it", self.parse_article)
        raise ValueError("after its items")

    def miss(self, failure: Failure) -> Iterator[Request]:
        """Ask elsewhere."""
        yield Request(f"{self.site}/article/instead", self.parse_article)

    def parse_mark(self, response: Response) -> Iterator[Page]:
        """Name the article by the request's own attribute."""
        assert isinstance(response.request, Marked)
        yield self.page(response, f"mark-{response.request.mark}")

    def parse_poll(self, response: Response) -> Iterator[Page]:
        """Name the article by the request's meta."""
        yield self.page(response, f"poll-{response.meta['number']}")

    def parse_moved(self, response: Response) -> Iterator[Page]:
        """Come by a redirect to a page that another request is for."""
        yield self.page(response, "moved")


class LambdaSpider(OwnSpider):
    """Asks with a callback that does not outlive its process."""

    name = "lambda"

    async def start(self) -> AsyncIterator[Request]:
        """Ask for two articles."""
        yield Request(f"{self.site}/article/lost", lambda response: None)
        yield Request(f"{self.site}/article/kept", self.parse_article)


class UnfitSpider(OwnSpider):
    """Asks for an address that is not crawled."""

    name = "unfit"

    async def start(self) -> AsyncIterator[Request]:
        """Ask for two addresses."""
        yield Request("ftp://news.example/article", self.parse_article)
        yield Request(f"{self.site}/article/kept", self.parse_article)


class Late:
    """Changes articles after they were written; some in ways that no line can hold."""

    def process_item(self, item: Any) -> Any:
        """Change *item*."""
        if isinstance(item, Article):
            item.metadata.extra["late"] = float("nan") if item.url.endswith("nan") else True
            if item.url.endswith("other-id"):
                item.id = "nc-other"
            if item.url.endswith("replaced"):
                return replace(item, title="Another title")
        return item


class LateSpider(OwnSpider):
    """Fetches pages whose articles a late pipeline changes."""

    name = "late"
    custom_settings = {"ITEM_PIPELINES": {**ITEM_PIPELINES, "tests.support.own_spider.Late": 950}}  # noqa: RUF012
    words = "changed,replaced"
    arguments = ("words",)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for a page for each word."""
        for word in self.words.split(","):
            yield Request(f"{self.site}/article/{word}", self.parse_article)
