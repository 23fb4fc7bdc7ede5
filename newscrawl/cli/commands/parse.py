"""``scrapy parse`` in the project, as docs/python.md says."""

import argparse
from argparse import Namespace
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider
from scrapy.commands.parse import Command as ScrapyParse
from scrapy.exceptions import DropItem
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.spider import spidercls_for_request

from newscrawl.cli.single import fetch_only
from newscrawl.exits import ExitCode
from newscrawl.model.items import Page

_SHOWN_BYTES = 80
_NAMED_BY = {"article": "urls", "site": "site"}
"""The argument by which a spider of newscrawl gets its URL."""


class Command(ScrapyParse):
    """Show the items and follow-up requests that a spider makes of one page; with ``--pipelines`` the record.

    Without ``--spider`` it is the one whose ``allowed_domains`` has the URL, or else ``article``.
    """

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Take in the options, and switch off the parts that only a crawl needs."""
        super().process_options(args, opts)
        fetch_only(self.settings, with_pipelines=opts.pipelines)

    def set_spidercls(self, url: str, opts: Namespace) -> None:
        """Choose the spider, and give it the URL as its argument."""
        assert self.crawler_process is not None  # noqa: S101 - Scrapy makes one for each command that needs it
        if (
            not opts.spider
            and spidercls_for_request(self.crawler_process.spider_loader, Request(url)) is None
        ):
            opts.spider = "article"
        super().set_spidercls(url, opts)
        if argument := _NAMED_BY.get(getattr(self.spidercls, "name", "") or ""):
            opts.spargs.setdefault(argument, url)

    def start_parsing(self, url: str, opts: Namespace) -> None:
        """Fetch the page, and set the exit code if there is none."""
        super().start_parsing(url, opts)
        # Scrapy ends with 0 even where the page could not be fetched.
        if not self.first_response:
            self.exitcode = self.exitcode or int(ExitCode.MISSED)

    def prepare_request(self, spider: Spider, request: Request, opts: Namespace) -> Request:
        """Ask for the page as the spider itself would, where no callback is named."""
        # Spiders of newscrawl have no parse(): Scrapy would say that the callback is missing.
        if not (opts.callback or opts.rules) and type(spider).parse is Spider.parse:
            request = _own_request(spider, request)
        return super().prepare_request(spider, request, opts)

    def scraped_data(self, args: Any) -> Any:
        """Send the items through the pipelines, with ``--pipelines``, and keep those that come out."""
        items, requests, opts, *rest = args
        if not opts.pipelines:
            return super().scraped_data(([_brief(item) for item in items], requests, opts, *rest))
        return deferred_from_coro(self._through_pipelines(items, requests, opts, *rest))

    async def _through_pipelines(
        self, items: list[Any], requests: list[Request], opts: Any, *rest: Any
    ) -> Any:
        pipelines = self.pcrawler.engine.scraper.itemproc
        kept = []
        for item in items:
            try:
                kept.append(await pipelines.process_item_async(item))
            except DropItem as drop:
                print(f"# Dropped: {getattr(drop, 'reason', type(drop).__name__)}: {drop}")
        # Scrapy would send the items through the pipelines a second time.
        plain = argparse.Namespace(**{**vars(opts), "pipelines": False})
        return super().scraped_data(([_brief(item) for item in kept], requests, plain, *rest))


def _own_request(spider: Spider, request: Request) -> Request:
    """Return the request that *spider* would make for the URL of *request*, or *request* itself."""
    # Scrapy loads this module for each of its commands: a crawl starts its workers before the spiders.
    from newscrawl.spiders.site import SiteSpider  # noqa: PLC0415

    if isinstance(spider, SiteSpider):
        entrances = (
            each
            for progress in spider.progress_by_source.values()
            for each in spider._begin(progress)
        )
        return next(entrances, request)
    make = getattr(spider, "article_request", None)
    made: Request = make(request.url) if make else request
    return made


def _brief(item: Any) -> Any:
    """Return *item* as it is shown: a page with the first bytes of its body."""
    if not isinstance(item, Page) or len(item.body) <= _SHOWN_BYTES:
        return item
    return replace(item, body=item.body[:_SHOWN_BYTES] + f"… {len(item.body)} bytes".encode())
