"""``scrapy crawl``, with an exit code that says what became of the run."""

import argparse
import asyncio

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from newscrawl.cli.crawl import state_turn
from newscrawl.cli.outcome import finish_run


class Command(ScrapyCrawl):
    """Run a spider; see docs/cli.md for the exit codes."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the one spider that *args* names."""
        if len(args) != 1:
            raise UsageError("expected the name of one spider")
        process = self.crawler_process
        assert process is not None  # noqa: S101 - Scrapy makes one for each command that needs it
        crawler = self._create_crawler(args[0])
        with state_turn(crawler.settings):
            running = process.crawl(crawler, **opts.spargs)
            process.start()
            assert isinstance(running, asyncio.Future)  # noqa: S101 - the reactor of the settings is asyncio's
            self.exitcode = finish_run(crawler, running)
