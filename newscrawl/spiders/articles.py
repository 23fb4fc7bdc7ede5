"""The ``article`` spider: a list of article pages, once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler

from newscrawl.model.items import Miss
from newscrawl.sources.source import Source, load_sources
from newscrawl.spiders.arguments import read_switch
from newscrawl.spiders.base import PageSpider
from newscrawl.spiders.url_lists import ListedUrl, read_urls
from newscrawl.web.urls import MAX_CHARS

logger = logging.getLogger(__name__)

_LIST_POLL_S = 0.1
_TOO_LONG = "a URL of {} characters, at most 8,000 are asked for"


class ArticleSpider(PageSpider):
    """Fetch the article pages that the argument ``urls`` names.

    Arguments: ``urls``: one URL, several separated by commas, ``@list.txt`` for a file with one a
    line, ``@-`` for standard input; ``sources``: a file of sources (``sources.source``), whose
    pinned selectors, ``language`` and ``render`` hold for the pages of their hosts; ``render``: 1
    runs the scripts of every page in a browser. Stats: ``urls/asked``, ``urls/bad_lines``,
    ``urls/all_read`` (the list has been read to its end).
    """

    name = "article"
    arguments = ("urls", "sources", "render")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build it, with the list of URLs opened, and read up to the first that is one."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        urls = kwargs.get("urls", "")
        # From Python a list may be given, on the command line it is one text.
        spider.listed = read_urls([urls] if isinstance(urls, str) else urls)
        file = kwargs.get("sources", "")
        spider.sources = load_sources(Path(file)) if file else ()
        spider.rendered = read_switch("render", kwargs.get("render", ""))
        return spider

    listed: Iterator[ListedUrl]
    sources: tuple[Source, ...]
    rendered: bool

    @property
    def renders(self) -> bool:
        """Whether the scripts of some page are run."""
        return self.rendered or any(source.render for source in self.sources)

    def is_rendered(self, url: str) -> bool:
        """Return whether the scripts of the page at *url* are run before it is read."""
        return self.rendered or any(source.render and source.owns(url) for source in self.sources)

    async def start(self) -> AsyncIterator[Request | Miss]:
        """Ask for each URL, in the order of the list; name those that are too long to be asked for."""
        stats, is_empty = self.crawler.stats, True
        for entry in self.listed:
            if len(entry.url) > MAX_CHARS:
                # A miss, not a bad line: it is a URL, and is named in the report of the run.
                yield Miss(
                    entry.url,
                    "url_too_long",
                    f"{entry.url[:200]}…: {_TOO_LONG.format(len(entry.url))}",
                )
            elif entry.url:
                stats.inc_value("urls/asked")
                yield self.article_request(entry.url)
            elif entry.problem:
                self._note_bad(entry.problem)
            else:
                # Nothing has come through the pipe yet: the crawl must go on meanwhile.
                await asyncio.sleep(_LIST_POLL_S)
            is_empty = is_empty and entry == ListedUrl()
        # Only here: a crawl that was stopped before must not pass for a whole one.
        stats.set_value("urls/all_read", True)
        if is_empty:
            self._note_bad("no URL is given: the list came to its end without one")

    def _note_bad(self, problem: str) -> None:
        logger.error("%s", problem)
        self.crawler.stats.inc_value("urls/bad_lines")
