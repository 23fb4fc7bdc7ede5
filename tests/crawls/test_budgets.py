"""Budgets of sources and runs, and turns on one state file: what is left is taken up, and nobody loses a turn."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newscrawl.errors import ConfigError
from newscrawl.sources.source import load_sources
from newscrawl.spiders.site_progress import Budgets
from newscrawl.state.lock import in_turn, waiting_for
from tests.support import forked
from tests.support.crawl import BIN, CHECKOUT, Run, run
from tests.support.lossless import wait_for
from tests.support.server import HTML, Reply, Request, Server, article_page

PAGES = 12
SETTINGS = {
    "DEDUPE_SAME_SITE": "off",
    "DEDUPE_OTHER_SITE": "off",
    "STATE_RESUME_HOURS": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "1",
    "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
}


async def _front(request: Request) -> Reply:
    links = (
        f'<li><a href="/2026/11/24/haven{number:02}">A story of the day in town</a></li>'
        for number in range(PAGES)
    )
    return Reply(
        f"<html lang=en><title>Gazette</title><ul>{''.join(links)}</ul>".encode(), headers=HTML
    )


async def _article(request: Request) -> Reply:
    return Reply(article_page(request.path.rsplit("/", 1)[1]), headers=HTML)


async def _slow(request: Request) -> Reply:
    await asyncio.sleep(0.3)
    return await _article(request)


def _serve(*, slow: bool = False) -> Server:
    """Serve a front page, its articles, and nothing else."""
    routes = {"/2026/": _slow if slow else _article, "/robots.txt": _nothing, "/": _front_alone}
    return Server(routes=routes)


async def _front_alone(request: Request) -> Reply:
    return await _front(request) if request.path == "/" else await _nothing(request)


async def _nothing(request: Request) -> Reply:
    return Reply(b"", 404, HTML)


def _sources(folder: Path, quick: Server, slow: Server, budget: str) -> Path:
    file = folder / "sources.toml"
    file.write_text(
        f'[quick]\nsite = "http://quick.test:{quick.port}/"\n\n[slow]\nsite = "http://slow.test:{slow.port}/"\n{budget}\n'
    )
    return file


HOSTS = json.dumps({"quick.test": ["127.0.0.1"], "slow.test": ["127.0.0.1"]})


def _last(done: Run) -> dict[str, object]:
    path = max(done.folder.rglob("run.json"), key=lambda each: each.stat().st_mtime)
    figures: dict[str, object] = json.loads(path.read_text())
    return figures


@pytest.mark.parametrize(
    "budget",
    [
        pytest.param("requests_max = 16", id="requests"),
        pytest.param('time_max_s = "1500ms"', id="time"),
    ],
)
def test_a_budget_of_one_source_delays_it_alone(tmp_path: Path, budget: str) -> None:
    """The other source is whole in the first run; what is left comes with the next, each article once."""
    with _serve() as quick, _serve(slow=True) as slow:
        words = (
            "scrapy",
            "crawl",
            "site",
            "-a",
            f"sources={_sources(tmp_path, quick, slow, budget)}",
        )
        done = run(*words, folder=tmp_path, settings={**SETTINGS, "EGRESS_HOSTS": HOSTS})
        of_quick = [each for each in done.records if "quick.test" in each["url"]]
        of_slow = [each for each in done.records if "slow.test" in each["url"]]
        figures = _last(done)
        assert len(of_quick) == PAGES, done.log
        assert len(of_slow) < PAGES
        assert (done.code, figures["outcome"]) == (5, "stopped")
        assert isinstance(figures["left"], dict)
        assert list(figures["left"]) == ["budget_spent"]
        assert "slow: its budget of" in done.log
        for _ in range(50):  # as many as a busy machine needs
            done = run(*words, folder=tmp_path, settings={**SETTINGS, "EGRESS_HOSTS": HOSTS})
            if done.code == 0:
                break
        assert done.code == 0, done.log
        assert len({each["url"] for each in done.records}) == len(done.records) == 2 * PAGES


def test_the_time_of_a_run(tmp_path: Path) -> None:
    """With ``time=`` the run ends by itself, says what is left, and the next one goes on: each article once."""
    with _serve(slow=True) as server:
        words = ("scrapy", "crawl", "site", "-a", f"site={server.url('/')}", "-a", "time=2500ms")
        codes = []
        for _ in range(50):  # as many as a busy machine needs
            done = run(*words, folder=tmp_path, settings=SETTINGS)
            codes.append(done.code)
            figures = _last(done)
            if done.code == 0:
                break
            assert (figures["outcome"], figures["finish_reason"]) == ("stopped", "time_over")
        assert codes[0] == 5
        assert codes[-1] == 0, done.log
        assert len({each["url"] for each in done.records}) == len(done.records) == PAGES
        articles = [path for path in server.requests if path.startswith("/2026/")]
        assert len(articles) <= PAGES + len(codes)


@pytest.mark.parametrize("time_max", ['"2h"', "7200"])
def test_the_budget_of_a_source_overrules_the_settings(time_max: str, tmp_path: Path) -> None:
    """What a source does not say is as the settings have it."""
    file = tmp_path / "sources.toml"
    file.write_text(f'[a]\nsite = "https://a.example/"\npages_max = 5\ntime_max_s = {time_max}\n')
    (source,) = load_sources(file)
    assert Budgets(pages=9, requests=8, time_s=7).of(source) == Budgets(
        pages=5, requests=8, time_s=7200
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param(
            "pages_max = 0", "line 3: .*'pages_max' must be a whole number above 0", id="none"
        ),
        pytest.param("requests_max = true", "'requests_max' must be a whole number", id="switch"),
        pytest.param(
            'time_max_s = "soon"', "'time_max_s' must be a number of seconds", id="no time"
        ),
        pytest.param(
            "page_max = 3", "unknown key 'page_max'; did you mean 'pages_max'", id="a key mistyped"
        ),
    ],
)
def test_a_wrong_budget_is_named_with_its_line(line: str, says: str, tmp_path: Path) -> None:
    """As any other key of a source."""
    file = tmp_path / "sources.toml"
    file.write_text(f'[a]\nsite = "https://a.example/"\n{line}\n')
    with pytest.raises(ConfigError, match=says):
        load_sources(file)


@contextmanager
def _started(
    folder: Path, server: Server, name: str, **settings: str
) -> Iterator["subprocess.Popen[str]"]:
    """Start a crawl of the site under *name*, as a schedule does."""
    own = {
        "EGRESS_ALLOW": "127.0.0.0/8",
        "OUTPUT_DIR": str(folder),
        "DOWNLOAD_DELAY": "0",
        "AUTOTHROTTLE_ENABLED": "0",
    }
    hosts = json.dumps({name: ["127.0.0.1"]})
    options = [
        f"{key}={value}"
        for key, value in {**own, **SETTINGS, **settings, "EGRESS_HOSTS": hosts}.items()
    ]
    words = [
        "crawl",
        "site",
        "-a",
        f"site=http://{name}:{server.port}/",
        *(w for one in options for w in ("-s", one)),
    ]
    with forked.start([BIN / "scrapy", *words], CHECKOUT) as process:
        yield process


def test_two_schedules_take_turns_on_one_state_file(tmp_path: Path) -> None:
    """A long run lets the one that waits have its turn, and goes on after it: both end, each article once."""
    path = tmp_path / "state" / "newscrawl.sqlite"

    async def held_up(request: Request) -> Reply:
        while not (waiting_for(path) or short.requests):
            await asyncio.sleep(0.05)
        return await _slow(request)

    with _serve(slow=True) as long, _serve() as short:
        long.routes = {"/2026/11/24/haven03": held_up, **long.routes}
        with _started(tmp_path, long, "long.test", STATE_TURN_S="1", STATE_WAIT_S="200") as first:
            wait_for(lambda: "/2026/11/24/haven03" in long.requests)
            with _started(tmp_path, short, "short.test", STATE_WAIT_S="200") as second:
                _, short_log = second.communicate(timeout=200)
                asked_before = len(long.requests)
                _, long_log = first.communicate(timeout=200)
        assert (first.returncode, second.returncode) == (0, 0), short_log + long_log
        assert len(long.requests) > asked_before, (
            "the long run had ended before the short one had its turn"
        )
    assert "hands over" in long_log
    lines = [
        line
        for path in tmp_path.rglob("articles-*.jsonl")
        for line in path.read_text().splitlines()
    ]
    urls = [json.loads(line)["url"] for line in lines]
    assert len(set(urls)) == len(urls) == 2 * PAGES


def test_who_waits_is_known(tmp_path: Path) -> None:
    """As long as it waits, and not what a dead process left."""
    path = tmp_path / "state.sqlite"
    (tmp_path / "state.sqlite.waiting").mkdir()
    (tmp_path / "state.sqlite.waiting" / "999999").write_text("dead")
    with in_turn(path, 5, "first"):
        code = (
            "import sys; from pathlib import Path; from newscrawl.state.lock import in_turn\n"
            "with in_turn(Path(sys.argv[1]), 30, 'second'): pass"
        )
        with subprocess.Popen([BIN / "python", "-c", code, path]) as waiter:
            wait_for(lambda: waiting_for(path) == ["second"])
            waiter.kill()
        assert waiting_for(path) == []
