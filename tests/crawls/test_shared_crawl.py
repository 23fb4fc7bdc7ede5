"""Three workers share one crawl on PostgreSQL, and everything that can go wrong does."""

import asyncio
import json
import signal
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.support.cutting import CuttingProxy
from tests.support.lateness import Lateness
from tests.support.lossless import Crawl, wait_for
from tests.support.manysites import crawl_sites
from tests.support.newssite import NewsSite, list_page, make_stories
from tests.support.postgres import Postgres, running_pgbouncer
from tests.support.server import HTML, Reply, Request, Server, article_page

if TYPE_CHECKING:
    from subprocess import Popen

HOSTS = [f"gazette{number}.test" for number in range(9)]
PAGES = 6
DELAY_S, LEASE_S = 1.5, 15.0
SLOW_S = 4.0
FORGOTTEN_PAGES = 45
"""Enough for a crawl to go on while a busy machine copies its database and puts it back."""
TOLERANCE = 0.6
"""Of the delay: requests that were sent in time may arrive late, one later than the other."""
LATE = 5
"""So many times as late as a thread of this process may a request be: the machine may have more to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the access log."""

    host: str
    path: str
    worker: str
    begun: float
    ended: float


@dataclass(slots=True)
class Press:
    """The sites, and what was asked of them."""

    log: list[Asked] = field(default_factory=list)
    begun: Counter[str] = field(default_factory=Counter)
    expected: tuple[str, ...] = ()
    """Workers until each of which has asked twice answers take ``SLOW_S``: a busy machine starts one late."""
    is_open: bool = True
    """Whether it answers; until then requests wait, so that no worker is done before the others have begun."""

    def have_all_begun(self) -> bool:
        """Return whether each worker that is expected has asked twice."""
        return all(self.begun[name] >= 2 for name in self.expected)

    async def answer(self, request: Request) -> Reply:
        """Answer with an article."""
        now, worker = time.monotonic(), request.headers["user-agent"]
        host = request.headers["host"].partition(":")[0]
        self.begun[worker] += 1
        while not self.is_open:
            await asyncio.sleep(0.05)
        slow_until = time.monotonic() + SLOW_S
        while not self.have_all_begun() and time.monotonic() < slow_until:
            await asyncio.sleep(0.05)
        name = f"{host.removesuffix('.test')}x{request.path.rsplit('/', 1)[1]}"
        self.log.append(Asked(host, request.path, worker, now, time.monotonic()))
        return Reply(article_page(name), headers=HTML)


def titles_by_manifest(output: Path) -> list[str]:
    """The titles of all records that the manifests of the runs list, and of no others."""
    titles = []
    for manifest in output.glob("article/*/manifest.json"):
        for file in json.loads(manifest.read_text())["files"]:
            data = (manifest.parent / file["name"]).read_bytes()[: file["bytes"]]
            titles += [
                json.loads(line)["title"].removeprefix("The ferry of ")
                for line in data.splitlines()
            ]
    return sorted(titles)


def assert_polite(log: list[Asked], late_s: float) -> None:
    """No host was asked by two workers at a time, and no delay was undercut."""
    least_s = DELAY_S * (1 - TOLERANCE) - LATE * late_s
    for host in HOSTS:
        asked = sorted((each for each in log if each.host == host), key=lambda each: each.begun)
        for before, after in pairwise(asked):
            assert after.begun - before.begun >= least_s, (before, after)


class Workers:
    """The processes of one crawl; each has its own name and way to the database."""

    def __init__(
        self, folder: Path, server: Server, urls: Mapping[str, str], **settings: str
    ) -> None:
        pages = [
            f"http://{host}:{server.port}/a/{number}" for number in range(PAGES) for host in HOSTS
        ]
        self.crawls = {
            name: Crawl(
                folder,
                pages,
                {
                    "STATE_URL": url,
                    "STATE_WORKER": name,
                    "STATE_LEASE_S": str(LEASE_S),
                    "USER_AGENT": name,
                    "DOWNLOAD_DELAY": str(DELAY_S),
                    "CONCURRENT_REQUESTS_PER_DOMAIN": "1",
                    "EGRESS_HOSTS": json.dumps({host: ["127.0.0.1"] for host in HOSTS}),
                    **settings,
                },
            )
            for name, url in urls.items()
        }
        self.running: dict[str, Popen[str]] = {}

    def start(self, name: str) -> None:
        """Start the process of *name*."""
        self.running[name] = self.crawls[name].start()

    def end(self, name: str) -> int:
        """Wait for the end of *name*; give its exit code."""
        process = self.running.pop(name)
        _, self.log = process.communicate(timeout=200)
        return process.returncode

    def kill_all(self) -> None:
        """Leave nothing behind."""
        for process in self.running.values():
            process.kill()
            process.communicate()


def test_killed_frozen_and_cut_off(postgres: Postgres, tmp_path: Path) -> None:
    """One worker is killed, one frozen past its lease, one loses its connections, and the database restarts."""
    press, database = Press(is_open=False), postgres.new_database()
    with (
        Lateness() as late,
        Server(routes={"/": press.answer}) as server,
        CuttingProxy(postgres.port) as proxy,
    ):
        through = database.replace(str(postgres.port), str(proxy.port))
        workers = Workers(
            tmp_path, server, {"killed": database, "frozen": database, "cut": through}
        )
        press.expected = tuple(workers.crawls)
        try:
            for name in workers.crawls:
                workers.start(name)
            wait_for(lambda: _at_work(database) == len(workers.crawls))
            press.is_open = True
            _disturb(workers, press, proxy, postgres)
        finally:
            workers.kill_all()
    names = [f"{host.removesuffix('.test')}x{number}" for host in HOSTS for number in range(PAGES)]
    assert titles_by_manifest(tmp_path / "output") == sorted(names)
    assert_polite(press.log, late.most_s)
    assert len({each.worker for each in press.log}) == 3


def _at_work(database: str) -> int:
    """Return how many workers take part in a run."""
    with psycopg.connect(database) as connection:
        try:
            rows = connection.execute("SELECT count(*) FROM workers WHERE ended = 0").fetchall()
        except psycopg.errors.UndefinedTable:  # none has begun yet
            return 0
    return int(rows[0][0])


def _disturb(workers: Workers, press: Press, proxy: CuttingProxy, postgres: Postgres) -> None:
    wait_for(press.have_all_begun)
    workers.running["frozen"].send_signal(signal.SIGSTOP)
    workers.running["killed"].kill()
    workers.end("killed")
    proxy.cut()
    frozen_at = time.monotonic()
    postgres.stop()
    postgres.start()
    proxy.cut()
    workers.start("killed")
    wait_for(lambda: time.monotonic() > frozen_at + 1.5 * LEASE_S)
    asked = press.begun["frozen"]
    workers.running["frozen"].send_signal(signal.SIGCONT)
    assert workers.end("frozen") != 0, workers.log
    assert any(
        said in workers.log for said in ("lease has ended", "another has changed the same rows")
    ), workers.log
    assert press.begun["frozen"] == asked
    assert workers.end("cut") == 0, workers.log
    assert workers.end("killed") == 0, workers.log


def one_worker(folder: Path, server: Server, url: str, pages: int, **settings: str) -> Crawl:
    """A crawl of one site by one worker."""
    urls = [f"http://gazette0.test:{server.port}/a/{number}" for number in range(pages)]
    own = {
        "STATE_URL": url,
        "EGRESS_HOSTS": json.dumps({"gazette0.test": ["127.0.0.1"]}),
        "DOWNLOAD_DELAY": "0.1",
    }
    return Crawl(folder, urls, own | settings)


def test_a_database_that_stays_away(postgres: Postgres, tmp_path: Path) -> None:
    """The crawl waits, then stops and says so; the same command goes on, and nothing is lost or doubled."""
    press, url = Press(), postgres.new_database()
    with Server(routes={"/": press.answer}) as server:
        crawl = one_worker(tmp_path, server, url, 30, STATE_OUTAGE_S="2", STATE_LEASE_S="60")
        process = crawl.start()
        wait_for(lambda: sum(press.begun.values()) >= 5)
        postgres.stop()
        try:
            assert crawl.finish(process) != 0
        finally:
            postgres.start()
        assert "cannot be reached" in crawl.log
        assert "run the same command again" in crawl.log
        assert crawl.run() == 0, crawl.log
    assert titles_by_manifest(tmp_path / "output") == sorted(
        f"gazette0x{number}" for number in range(30)
    )
    assert crawl.run("-a", "known=skip") == 0


def test_many_hosts_of_one_server(postgres: Postgres, tmp_path: Path) -> None:
    """Two workers ask the hosts at one address in turn: the server's delay holds over all, and over their change."""
    press, database, gap_s = Press(), postgres.new_database(), 0.4
    with Lateness() as late, Server(routes={"/": press.answer}) as server:
        workers = Workers(
            tmp_path, server, {"one": database, "other": database}, SERVER_LOCAL_DELAY_S=str(gap_s)
        )
        try:
            for name in workers.crawls:
                workers.start(name)
            for name in workers.crawls:
                assert workers.end(name) == 0, workers.log
        finally:
            workers.kill_all()
    names = [f"{host.removesuffix('.test')}x{number}" for host in HOSTS for number in range(PAGES)]
    assert titles_by_manifest(tmp_path / "output") == sorted(names)
    least_s = gap_s * (1 - TOLERANCE) - LATE * late.most_s
    for before, after in pairwise(sorted(press.log, key=lambda each: each.begun)):
        assert after.begun - before.begun >= least_s, (before, after)


@pytest.mark.parametrize("how", ["gone", "hung"])
def test_a_stop_while_the_database_is_away(postgres: Postgres, tmp_path: Path, how: str) -> None:
    """SIGTERM ends the wait for it long before its time; the same command goes on, and nothing is lost."""
    press, url = Press(), postgres.new_database()
    with Server(routes={"/": press.answer}) as server:
        crawl = one_worker(tmp_path, server, url, 20, STATE_OUTAGE_S="3600", STOP_GRACE_S="1")
        process = crawl.start()
        wait_for(lambda: sum(press.begun.values()) >= 5)
        with postgres.stopped() if how == "gone" else postgres.frozen():
            wait_for(partial(_waits_since, press, time.monotonic() + 1))
            process.terminate()
            assert crawl.finish(process) != 0
        assert "run the same command again" in crawl.log
        assert crawl.run() == 0, crawl.log
    assert titles_by_manifest(tmp_path / "output") == sorted(
        f"gazette0x{number}" for number in range(20)
    )


def _waits_since(press: Press, moment: float) -> bool:
    """Return whether no page was asked for in the last second before *moment*, or after it."""
    last = max((each.ended for each in press.log), default=0.0)
    return time.monotonic() > max(moment, last + 1)


def test_a_database_that_forgets(postgres: Postgres, tmp_path: Path) -> None:
    """A database that comes back as it was before stops the worker; the next run marks it, and nothing is lost."""
    press, url = Press(), postgres.new_database()
    with Server(routes={"/": press.answer}) as server:
        crawl = one_worker(tmp_path, server, url, FORGOTTEN_PAGES, DOWNLOAD_DELAY="0.3")
        process = crawl.start()
        wait_for(lambda: len(crawl.lines()) >= 3)
        postgres.copy_to(tmp_path / "copy")
        copied = len(crawl.lines())  # on a busy machine more than three
        wait_for(lambda: len(crawl.lines()) >= copied + 5)
        postgres.put_back(tmp_path / "copy")
        assert crawl.finish(process) != 0
        assert "came back without" in crawl.log or "another has changed" in crawl.log
        assert crawl.run() == 0, crawl.log
    assert "has forgotten" in crawl.log
    assert titles_by_manifest(tmp_path / "output") == sorted(
        f"gazette0x{number}" for number in range(FORGOTTEN_PAGES)
    )
    (run,) = (tmp_path / "output" / "article").glob("*/manifest.json")
    (mark,) = json.loads(run.read_text())["rewound"]
    assert mark["transactions"] > 0
    assert sum(press.begun.values()) > FORGOTTEN_PAGES


def test_through_pgbouncer(postgres: Postgres, tmp_path: Path) -> None:
    """A pooler that gives each transaction another connection changes nothing."""
    press, url = Press(), postgres.new_database()
    with Server(routes={"/": press.answer}) as server, running_pgbouncer(postgres) as port:
        crawl = one_worker(tmp_path, server, url.replace(f":{postgres.port}/", f":{port}/"), 20)
        assert crawl.run() == 0, crawl.log
    assert titles_by_manifest(tmp_path / "output") == sorted(
        f"gazette0x{number}" for number in range(20)
    )


def test_a_site_on_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    """The site spider finds, and finds again, what it does with a state of its own."""
    found = {}
    for kind, url in (
        ("file", f"sqlite:///{tmp_path}/state.sqlite"),
        ("server", postgres.new_database()),
    ):
        stories = make_stories(12)
        site = NewsSite()
        site.add_stories(stories)
        site.add("/", list_page(stories))
        first = crawl_sites({"a": site}, tmp_path / kind, STATE_URL=url)
        found[kind] = first.found("a")
    assert found["server"] == found["file"]
    assert len(found["file"]) == 12


def test_the_health_of_a_shared_run(postgres: Postgres, tmp_path: Path) -> None:
    """The worker that ends last adds up what all saw of each source, and judges it."""
    url, sites = postgres.new_database(), {f"town{number}.test": NewsSite() for number in range(4)}
    is_open = False

    async def answer(request: Request) -> Reply:
        while not is_open:
            await asyncio.sleep(0.05)
        return await sites[request.headers["host"].partition(":")[0]].answer(request)

    with Server(routes={"/": answer}) as server:
        for number, (host, site) in enumerate(sites.items()):
            stories = make_stories(5, seed=number)
            site.add_stories(stories)
            site.add("/", list_page(stories))
            for path, reply in site.pages.items():
                body = reply.body.replace(b"http://base", f"http://{host}:{server.port}".encode())
                site.pages[path] = replace(reply, body=body)
        source = ",".join(f"http://{host}:{server.port}/" for host in sites)
        settings = {
            "STATE_URL": url,
            "EGRESS_HOSTS": json.dumps({host: ["127.0.0.1"] for host in sites}),
        }
        crawls = [
            Crawl(
                tmp_path,
                [],
                {**settings, "STATE_WORKER": name},
                command=["site", "-a", f"site={source}"],
            )
            for name in ("one", "other")
        ]
        running = [crawl.start() for crawl in crawls]
        wait_for(lambda: _at_work(url) == 2)
        is_open = True
        logs = [process.communicate(timeout=200)[1] for process in running]
        codes = [process.returncode for process in running]
    assert codes == [0, 0], logs
    with psycopg.connect(url) as connection:
        judged = connection.execute(
            "SELECT source, status, figures FROM health ORDER BY 1"
        ).fetchall()
        parts = connection.execute("SELECT DISTINCT worker FROM health_parts ORDER BY 1").fetchall()
    assert [(status, json.loads(figures)["articles"]) for _, status, figures in judged] == [
        ("new", 5)
    ] * 4
    assert parts == [("one",), ("other",)]
