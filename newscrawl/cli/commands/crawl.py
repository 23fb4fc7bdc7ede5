"""``scrapy crawl``, with an exit code for each outcome of the run."""

import argparse
import asyncio
import sys

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from newscrawl.cli.ahead import freeze_at_start, launch_workers, quick_start
from newscrawl.cli.crawl import go_on_after_turn, state_turn
from newscrawl.config.check import check_settings
from newscrawl.errors import ConfigError
from newscrawl.exits import ExitCode
from newscrawl.system.terminal import printable, provide_stderr


class Command(ScrapyCrawl):
    """Run a spider; see docs/cli.md for the exit codes."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Take in the options, and judge the settings before anything is made of them."""
        # Before Scrapy, which opens its log on standard error.
        provide_stderr()
        super().process_options(args, opts)
        assert self.settings is not None  # noqa: S101 - Scrapy sets it for each command
        try:
            check_settings(self.settings)
        except ConfigError as error:
            print(f"newscrawl: {printable(str(error))}", file=sys.stderr)
            raise SystemExit(int(ExitCode.USAGE)) from error
        # Scrapy imports all spiders next, which takes as long as the half of what workers import.
        launch_workers(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the one spider that *args* names."""
        if len(args) != 1:
            raise UsageError("expected the name of one spider")
        process = self.crawler_process
        assert process is not None  # noqa: S101 - Scrapy makes one for each command that needs it
        crawler = self._create_crawler(args[0])
        freeze_at_start(crawler)
        with state_turn(crawler.settings), quick_start():
            running = process.crawl(crawler, **opts.spargs)
            process.start()
            assert isinstance(running, asyncio.Future)  # noqa: S101 - the reactor of the settings is asyncio's
            from newscrawl.cli.outcome import finish_run  # noqa: PLC0415 - the workers start first

            code = finish_run(crawler, running)
        self.exitcode = go_on_after_turn(crawler, crawler.settings, code)
