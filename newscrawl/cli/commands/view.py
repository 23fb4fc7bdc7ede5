"""``scrapy view`` in the project, as docs/python.md says."""

import argparse

from scrapy.commands.view import Command as ScrapyView

from newscrawl.cli.single import fetch_only


class Command(ScrapyView):
    """Get a page as a crawl would, the guard and robots.txt included."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Take in the options, and switch off the parts that only a crawl needs."""
        super().process_options(args, opts)
        fetch_only(self.settings)
