"""Spiders that users write lose nothing either."""

import json
from pathlib import Path
from typing import Any

from tests.support.crawl import BIN, CHECKOUT
from tests.support.forked import start
from tests.support.lossless import QUICK
from tests.support.server import Server

NAMES = sorted(
    "streamed streamed-2 followed raising before-it instead form?q=a+b mark-own cut poll-0 poll-1 poll-2 moved".split()
)


def crawl(spider: str, server: Server, folder: Path, *arguments: str) -> tuple[int, str]:
    """Run *spider*; give the exit code and the log."""
    settings = {
        **QUICK,
        "OUTPUT_DIR": str(folder / "output"),
        "SPIDER_MODULES": "tests.support.own_spider",
    }
    options = [text for name, value in settings.items() for text in ("-s", f"{name}={value}")]
    command = [
        BIN / "scrapy",
        "crawl",
        spider,
        "-a",
        f"site={server.url('')}",
        *options,
        *arguments,
    ]
    process = start(command, CHECKOUT)
    _, log = process.communicate(timeout=250)
    return process.returncode, log


def records(folder: Path) -> list[dict[str, Any]]:
    """Give all records."""
    lines = [
        line for file in folder.rglob("articles-*.jsonl") for line in file.read_bytes().splitlines()
    ]
    return [json.loads(line) for line in lines]


def titles(folder: Path) -> list[str]:
    """Give the titles of all records, sorted."""
    return sorted(record["title"].removeprefix("The ferry of ") for record in records(folder))


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


def test_what_a_late_pipeline_changes_is_written(server: Server, tmp_path: Path) -> None:
    """Whether it changes the article or puts another in its place."""
    code, log = crawl("late", server, tmp_path)
    assert code == 0, log
    found = {record["title"]: record["metadata"]["extra"] for record in records(tmp_path)}
    assert found == {"The ferry of changed": {"late": True}, "Another title": {"late": True}}


def test_what_cannot_be_written_late_is_refused(server: Server, tmp_path: Path) -> None:
    """The record is as it was, the log says what was wrong, and the exit code that something was."""
    code, log = crawl("late", server, tmp_path, "-a", "words=other-id,nan")
    assert code == 1, log
    assert titles(tmp_path) == ["nan", "other-id"]
    assert [record["metadata"].get("extra") for record in records(tmp_path)] == [None, None]
    assert "/article/other-id: what a pipeline after WritePipeline changed cannot be written" in log
    assert "was changed to 'nc-other'" in log
    assert "/article/nan: what a pipeline" in log
