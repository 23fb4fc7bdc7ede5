"""Crawls from end to end: the project's own server, real processes, what lies on the disk."""

from pathlib import Path

import pytest

from tests.crawl import run
from tests.server import Server


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("scrapy", "crawl", "article", "-a", "urls={}"), id="scrapy"),
        pytest.param(("newscrawl", "crawl", "{}"), id="newscrawl"),
    ],
)
def test_pages_become_records(command: tuple[str, ...], server: Server, tmp_path: Path) -> None:
    """Each article page becomes one record, in the run's folder, and the exit code is 0."""
    urls = f"{server.url('/article/Ahaven')},{server.url('/article/Be,haven')}"
    crawl = run(*(part.format(urls) for part in command), folder=tmp_path)
    assert crawl.code == 0, crawl.log
    titles = sorted(record["title"] for record in crawl.records)
    assert titles == ["The ferry of Ahaven", "The ferry of Be,haven"]
    assert crawl.stats["articles"] == 2
