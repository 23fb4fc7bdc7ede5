"""The start of a crawl: workers are launched while modules are imported; garbage is not collected yet."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from newscrawl.state.files import provide_temp
from newscrawl.workers.launch import launch_ahead
from newscrawl.workers.options import read_options

_EXTRACT = "newscrawl.pipelines.extract.ExtractPipeline"


def launch_workers(settings: BaseSettings) -> None:
    """Launch the process that extraction workers are forked from, if *settings* have a use for it."""
    # One that waits for the state file, maybe for hours, holds no memory for workers meanwhile.
    if settings.getfloat("STATE_WAIT_S") > 0:
        return
    if settings.getdict("ITEM_PIPELINES").get(_EXTRACT) is not None:
        provide_temp(Path(settings["OUTPUT_DIR"]))  # it is the workers' too
        launch_ahead(read_options(settings))


@contextmanager
def quick_start() -> Iterator[None]:
    """Look for no garbage until ``freeze_at_start`` says so: imports make much that stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def freeze_at_start(crawler: Crawler) -> None:
    """Let the garbage collector pass over all that is there when *crawler* has started."""
    crawler.signals.connect(_freeze, signal=signals.spider_opened)


def _freeze() -> None:
    gc.freeze()
    gc.enable()
