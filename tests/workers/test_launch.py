"""A fork server that is launched before the pool: taken over where it fits, and never left behind."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.model.items import Page
from newscrawl.workers import launch
from newscrawl.workers.options import WorkerOptions
from newscrawl.workers.pool import WorkerPool
from tests.support.crawl import CHECKOUT
from tests.support.lossless import wait_for

OPTIONS = WorkerOptions("tests.workers.crashes.extract", 100.0, 0)
OTHERS = WorkerOptions("tests.workers.crashes.extract", 90.0, 0)


def text_of_a_page(options: WorkerOptions) -> str:
    """Extract a page in a pool with *options*."""

    async def main() -> str:
        pool = WorkerPool(1, options)
        pool.open()
        try:
            return (await pool.run(Page("https://news.example/page", b"a page"))).text
        finally:
            await pool.close()

    return asyncio.run(main())


@pytest.fixture
def ahead() -> Iterator[launch.Launched]:
    """A fork server that was launched ahead."""
    launch.launch_ahead(OPTIONS)
    launched = launch._ahead[-1]
    yield launched
    launched.end()


def test_the_pool_takes_over_what_was_launched_ahead(ahead: launch.Launched) -> None:
    """Its workers come from that process, which ends with the pool."""
    assert launch.take_over(OPTIONS) is ahead
    launch._ahead.append(ahead)
    assert text_of_a_page(OPTIONS) == "a page"
    assert ahead.process.poll() is not None
    assert not launch._ahead


@pytest.mark.parametrize("is_dead", [False, True], ids=["another function", "dead"])
def test_one_that_does_not_fit_is_ended(ahead: launch.Launched, *, is_dead: bool) -> None:
    """A spider may have settings of its own: the pool then launches another."""
    if is_dead:
        ahead.process.kill()
        ahead.process.wait()
    assert text_of_a_page(OPTIONS if is_dead else OTHERS) == "a page"
    assert ahead.process.poll() is not None


def test_one_that_nobody_takes_over_ends_with_the_command(tmp_path: Path) -> None:
    """A command that fails before its crawl begins leaves no process behind."""
    code = (
        "from newscrawl.workers import launch\n"
        f"launch.launch_ahead(launch.{OPTIONS!r})\n"
        "print(launch._ahead[0].process.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    wait_for(lambda: not Path(f"/proc/{int(done.stdout)}").exists())


def test_a_crawl_launches_its_workers_before_its_spiders_are_loaded(tmp_path: Path) -> None:
    """They import for as long as the crawl itself does."""
    code = (
        "import sys; from scrapy.cmdline import execute; from newscrawl.workers import launch\n"
        "real = launch.launch_ahead\n"
        "def told(options):\n"
        "    print('spiders', 'newscrawl.spiders.site' in sys.modules); real(options)\n"
        "import newscrawl.cli.ahead as ahead; ahead.launch_ahead = told\n"
        "execute(['scrapy', 'crawl', 'article', '-a', 'urls=http://127.0.0.1:9/', '-s', "
        f"'OUTPUT_DIR={tmp_path}', '-s', 'EXTRACT_FUNCTION=tests.support.quick.extract_page'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings"},
    )
    assert done.stdout == "spiders False\n", done.stderr
