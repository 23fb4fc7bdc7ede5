"""A spider of one's own: it says which pages are asked for, and newscrawl does the rest."""

from collections.abc import AsyncIterator, Iterator

from scrapy import Request
from scrapy.http import Response, TextResponse

import newscrawl


class SectionSpider(newscrawl.PageSpider):
    """Fetch the articles that one page links to: ``scrapy crawl section -a page=https://news.example/sport``.

    Callbacks are methods, and ``meta`` is JSON, so that a request outlives the process.
    """

    name = "section"
    arguments = ("page",)
    page = ""

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the page with the links."""
        yield Request(self.page, callback=self.parse_links)

    def parse_links(self, response: Response) -> Iterator[Request]:
        """Ask for each article; ``article_request`` leads to a record, or to a line in missed.jsonl."""
        if isinstance(response, TextResponse):
            for link in response.css("article a::attr(href)").getall():
                yield self.article_request(response.urljoin(link))
