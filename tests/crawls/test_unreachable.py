"""Hosts that cannot be reached: tried again while the crawl goes on, and no reason for it to go on.

The waits between attempts are longer than a test may take: a run that waited for them would not end.
"""

import asyncio
import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.crawl import BIN, CHECKOUT, run
from tests.support.lossless import QUICK, wait_for
from tests.support.server import HTML, Reply, Request, Server, article_page

PATIENT = {
    "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
    "RETRY_ENABLED": "1",
    "RETRY_BACKOFF_S": "3000",
    "RETRY_BACKOFF_MAX_S": "3000",
    "RETRY_WAIT_MAX_S": "86400",
    "BREAKER_FAILURES": "2",
    "BREAKER_REST_S": "3000",
    "BREAKER_REST_MAX_S": "3000",
}


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port at which nobody listens, and nobody else will."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.mark.parametrize("obey", ["0", "1"])
def test_a_closed_port_does_not_hold_up_the_end(
    obey: str, server: Server, closed_port: int, tmp_path: Path
) -> None:
    """Its pages fail by name, have had a second attempt, and are taken up by the same command."""
    urls = [f"http://127.0.0.1:{closed_port}/{number}" for number in range(7)]
    settings = {**PATIENT, "ROBOTSTXT_OBEY": obey, "EGRESS_HOSTS": '{"there.test": ["127.0.0.1"]}'}
    there = f"http://there.test:{server.port}/article/there"
    done = run("newscrawl", "crawl", there, *urls, folder=tmp_path, settings=settings)
    assert done.code == 3, done.log
    assert len(done.records) == 1
    failed = sum(done.stats["failed"].values())
    assert 0 < failed <= 7
    assert sum(done.stats["left"].values()) == 7
    assert "onnection refused" in done.log
    assert all("refused" in missed["message"] for missed in done.missed)


def test_https_asked_of_an_http_port_ends(server: Server, tmp_path: Path) -> None:
    """A handshake that fails is an answer too, and so is a name that nobody has."""
    urls = [f"https://127.0.0.1:{server.port}/article/a", "http://nobody.invalid/"]
    done = run("newscrawl", "crawl", *urls, folder=tmp_path, settings=PATIENT)
    assert done.code == 3, done.log
    assert sum(done.stats["failed"].values()) == 2
    assert "within the handshake" in done.log


def test_no_retries_are_none(closed_port: int, tmp_path: Path) -> None:
    """RETRY_TIMES=0: one attempt."""
    url = f"http://127.0.0.1:{closed_port}/"
    settings = {**PATIENT, "RETRY_TIMES": "0", "ROBOTSTXT_OBEY": "0", "LOG_LEVEL": "DEBUG"}
    done = run("newscrawl", "crawl", url, folder=tmp_path, settings=settings)
    assert done.code == 3, done.log
    assert done.stats["failed"] == {"connection_refused": 1}
    assert "Retrying" not in done.log


def test_a_host_that_comes_back_while_the_crawl_goes_on(tmp_path: Path) -> None:
    """A page of a closed port is had in the same run, where another host keeps it at work long enough."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    is_back = threading.Event()

    async def slow(request: Request) -> Reply:
        while not is_back.is_set():
            await asyncio.sleep(0.05)
        return Reply(article_page("Slowhaven"), headers=HTML)

    with Server(routes={"/slow": slow}) as server:
        hosts = {"back.test": ["127.0.0.1"], "slow.test": ["127.0.0.1"]}
        settings = {**QUICK, "OUTPUT_DIR": str(tmp_path), "EGRESS_HOSTS": json.dumps(hosts)}
        settings |= {"LOG_LEVEL": "DEBUG", "DOWNLOAD_TIMEOUT": "200", "RETRY_TIMES": "500"}
        options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        log = tmp_path / "log.txt"
        with log.open("w") as file:
            urls = f"http://back.test:{port}/article/back,http://slow.test:{server.port}/slow"
            command = [BIN / "scrapy", "crawl", "article", "-a", f"urls={urls}", *options]
            process = subprocess.Popen(command, cwd=CHECKOUT, stderr=file)
        wait_for(lambda: "Retrying" in log.read_text())
        with Server(port=port) as back:
            wait_for(lambda: "/article/back" in back.requests)
            is_back.set()
            assert process.wait(timeout=200) == 0, log.read_text()
    (records,) = tmp_path.rglob("articles-*.jsonl")
    titles = sorted(json.loads(line)["title"] for line in records.read_text().splitlines())
    assert titles == ["The ferry of Slowhaven", "The ferry of back"]
