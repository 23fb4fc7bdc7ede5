"""``scrapy shell`` in the project, as docs/python.md says."""

import argparse

from scrapy.commands.shell import Command as ScrapyShell

from newscrawl.cli.single import fetch_only


class Command(ScrapyShell):
    """Get a page as a crawl would, the guard and robots.txt included."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Take in the options, and switch off the parts that only a crawl needs."""
        super().process_options(args, opts)
        fetch_only(self.settings)
