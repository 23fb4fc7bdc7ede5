"""The ``finder`` spider: finds the articles of sites as the ``site`` spider does, and fetches none."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.discover.links import Links
from newscrawl.model.items import Page
from newscrawl.spiders.site import SiteSpider
from newscrawl.spiders.site_progress import SiteProgress


class FinderSpider(SiteSpider):
    """Call ``tell`` with the URL of each article page that the ``site`` spider would ask for.

    What only a link inside an article leads to is not found, for articles are not fetched.
    """

    name = "finder"
    inner = True
    tell: Callable[[str], None]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build it, with what takes the URLs."""
        tell = kwargs.pop("tell", print)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.tell = tell
        return spider

    def _told(self, given: Iterable[Any]) -> Iterator[Any]:
        """Tell of the articles in *given*, and pass on what leads to more."""
        for each in given:
            if isinstance(each, Page) or (
                # Requests for entrances and listings go on: these lead to more articles.
                isinstance(each, Request) and each.callback == self.parse_page
            ):
                self.tell(each.url)
            else:
                yield each

    def parse_front(self, response: Response) -> Iterator[Page | Request]:
        """Read a front page."""
        yield from self._told(super().parse_front(response))

    def parse_feed(self, response: Response) -> Iterator[Any]:
        """Read a feed."""
        yield from self._told(super().parse_feed(response))

    def parse_sitemap(self, response: Response) -> Iterator[Any]:
        """Read a sitemap."""
        yield from self._told(super().parse_sitemap(response))

    def miss_entrance(self, failure: Any) -> Iterator[Any]:
        """Report why an entrance could not be read."""
        yield from self._told(super().miss_entrance(failure))

    def _follow(self, progress: SiteProgress, links: Links, found_by: str = "") -> Iterator[Any]:
        yield from self._told(super()._follow(progress, links, found_by))

    def _decide(self, progress: SiteProgress) -> Iterator[Any]:
        yield from self._told(super()._decide(progress))
