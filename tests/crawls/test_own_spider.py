"""Spiders that users write lose nothing either."""

import json
import subprocess
from pathlib import Path

from tests.support.crawl import BIN, CHECKOUT
from tests.support.lossless import QUICK
from tests.support.server import Server

NAMES = sorted(
    "streamed streamed-2 followed raising before-it instead form?q=a+b mark-own cut poll-0 poll-1 poll-2 moved".split()
)


def crawl(spider: str, server: Server, folder: Path) -> tuple[int, str]:
    """Run *spider*; give the exit code and the log."""
    settings = {**QUICK, "OUTPUT_DIR": str(folder / "output"), "SPIDER_MODULES": "tests.support.own_spider"}
    options = [text for name, value in settings.items() for text in ("-s", f"{name}={value}")]
    command = [BIN / "scrapy", "crawl", spider, "-a", f"site={server.url('')}", *options]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def titles(folder: Path) -> list[str]:
    """Give the titles of all records, sorted."""
    lines = [line for file in folder.rglob("articles-*.jsonl") for line in file.read_bytes().splitlines()]
    return sorted(json.loads(line)["title"].removeprefix("The ferry of ") for line in lines)


def test_every_kind_of_callback_and_request(server: Server, tmp_path: Path) -> None:
    """All that they give is written, by whatever way; that one raised an error is in the exit code."""
    code, log = crawl("own", server, tmp_path)
    assert titles(tmp_path) == NAMES, log
    assert code == 1
    assert "after its items" in log


def test_a_request_that_cannot_be_stored_is_told_of(server: Server, tmp_path: Path) -> None:
    """It is an error of the spider: the log says what is wrong, the exit code that something is lost."""
    code, log = crawl("lambda", server, tmp_path)
    assert titles(tmp_path) == ["kept"], log
    assert code == 1
    assert "/article/lost: callback and errback must be methods of the spider" in log


def test_an_address_that_is_not_crawled_is_told_of(server: Server, tmp_path: Path) -> None:
    """As a bad line of a list is: the rest comes, and the exit code says that not all did."""
    code, log = crawl("unfit", server, tmp_path)
    assert titles(tmp_path) == ["kept"], log
    assert code == 3
    assert "only http and https are crawled, got 'ftp:'" in log
