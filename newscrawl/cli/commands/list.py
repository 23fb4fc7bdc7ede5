"""``scrapy list``, without the spiders that serve commands of newscrawl alone."""

import argparse

from scrapy.commands.list import Command as ScrapyList
from scrapy.spiderloader import get_spider_loader


class Command(ScrapyList):
    """Print the names of the spiders that can be run by ``scrapy crawl``."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print them in order."""
        assert self.settings is not None  # noqa: S101 - Scrapy sets it for each command
        loader = get_spider_loader(self.settings)
        for name in sorted(loader.list()):
            if not getattr(loader.load(name), "inner", False):
                print(name)
