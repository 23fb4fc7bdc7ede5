"""Connections are bounded over all hosts, and a lack of open files slows a crawl down without ending it."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from newscrawl.cli.schedule import make_jobs, make_units
from newscrawl.settings import EXTENSIONS
from newscrawl.sources.schedule import read_schedule
from newscrawl.sources.source import Source
from tests.support.lossless import Crawl
from tests.support.server import HTML, Reply, Request, Server, article_page

HOSTS = 40


async def _article(request: Request) -> Reply:
    return Reply(article_page(request.path.rsplit("/", 1)[1]), headers=HTML)


async def _slow(request: Request) -> Reply:
    await asyncio.sleep(0.05)
    return await _article(request)


def _crawl(
    folder: Path, server: Server, *, settings: dict[str, str] | None = None
) -> tuple[Crawl, list[str]]:
    """Return a crawl of one article on each of many hosts, all of them names of *server*."""
    names = [f"haven{number:04}" for number in range(HOSTS)]
    urls = [
        f"http://paper{number}.test:{server.port}/slow/{name}" for number, name in enumerate(names)
    ]
    hosts = {f"paper{number}.test": ["127.0.0.1"] for number in range(HOSTS)}
    return Crawl(folder, urls, {"EGRESS_HOSTS": json.dumps(hosts), **(settings or {})}), names


@pytest.mark.parametrize(
    ("settings", "under", "most"),
    [
        pytest.param({}, (), HOSTS, id="one a host at most"),
        pytest.param({"CONNECTIONS_MAX": "3"}, (), 3, id="by the setting"),
        pytest.param({}, ("prlimit", "--nofile=60:60"), 4, id="by the limit of open files"),
    ],
)
def test_connections_are_bounded_over_all_hosts(
    tmp_path: Path, settings: dict[str, str], under: Sequence[str], most: int
) -> None:
    """Whatever the number of hosts, no more connections are open than allowed, and every article comes."""
    with Server(routes={"/slow/": _slow}) as server:
        crawl, names = _crawl(tmp_path, server, settings=settings)
        code = crawl.finish(crawl.start(under=under))
        assert (code, crawl.titles()) == (0, names), crawl.log
        assert server.most_open <= most
    assert "Too many open files" not in crawl.log
    assert ("CONNECTIONS_MAX" in crawl.log) is bool(under), crawl.log


def test_idle_connections_are_closed_after_their_time(tmp_path: Path) -> None:
    """With no time to be idle, the server sees each connection go after its request."""
    with Server(routes={"/slow/": _slow}) as server:
        crawl, names = _crawl(
            tmp_path, server, settings={"CONNECTIONS_IDLE_S": "0", "CONCURRENT_REQUESTS": "2"}
        )
        assert (crawl.run(), crawl.titles()) == (0, names)
        assert server.most_open <= 3


def test_a_lack_of_files_slows_a_crawl_down_and_does_not_end_it(tmp_path: Path) -> None:
    """Something takes all open files in the middle of a crawl; when they are back, it ends with every article."""
    settings = {
        "EXTENSIONS": json.dumps({**EXTENSIONS, "tests.support.hungry.HungryExtension": 1}),
        "CONCURRENT_REQUESTS": "4",
    }
    with Server(routes={"/slow/": _slow}) as server:
        crawl, names = _crawl(tmp_path, server, settings=settings)
        code = crawl.finish(crawl.start(under=("prlimit", "--nofile=200:200")))
    assert (code, crawl.titles()) == (0, names), crawl.log
    assert "open no more files" in crawl.log or "files can be opened again" in crawl.log


def test_units_allow_many_files() -> None:
    """The service that ``newscrawl schedule`` writes raises the limit of open files."""
    source = Source(
        "a", ("https://a.example/",), ("a.example",), schedule=read_schedule("daily 03:00")
    )
    options = argparse.Namespace(
        default="", file=Path("sources.toml"), name="newscrawl", a=[], s=[], output=None
    )
    (job,) = make_jobs([source], options)
    assert "\nLimitNOFILE=" in make_units(job, "/srv")[f"{job.name}.service"]
