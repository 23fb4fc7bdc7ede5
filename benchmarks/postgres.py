"""How fast several workers claim and acknowledge on one PostgreSQL, and what a transaction held open costs.

    python -m benchmarks.postgres rates [--urls 1000000] [--hosts 10000] [--seconds 15] [--workers 1
    2 4 8] python -m benchmarks.postgres held [--urls 300000] [--seconds 60] python -m
    benchmarks.postgres add [--urls 100000] python -m benchmarks.postgres crawl [--urls 600]
    [--hosts 60] [--workers 1 2] python -m benchmarks.postgres seen [--urls 10000000] [--seconds 15]
    [--workers 1 2]

A real server is started on a free port, with its own settings (``fsync`` on), and stopped at the
end. A worker is a process that leases, arrives and finishes URLs as fast as it can, and commits as
often as a crawl does; no page is asked for. ``add`` takes URLs in that were not known, as one
worker does, and then again. ``crawl`` runs whole crawls of the ``article`` spider, extraction
included, of pages that this machine serves, with a state in a file and then with so many workers on
one database. ``seen`` does both in a database that has seen so many URLs in runs before, and says
how large it is. SQLite beside it: ``python -m benchmarks.frontier rates``.
"""

import argparse
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from newscrawl.state.members import SharedRuns, join
from newscrawl.state.postgres import PostgresStore
from newscrawl.state.shared import SharedFrontier
from newscrawl.state.values import Candidate, Outcome, Status
from newscrawl.web.urls import url_key
from tests.support.postgres import running_postgres
from tests.support.server import HTML, Reply, Request, Server, article_page

GROUP_S = 0.25
AHEAD = 200
"""URLs that a crawl looks up at a time, see ``middlewares.ahead``."""
DONE = Outcome(Status.DONE, records=1)
FILL = """
INSERT INTO sites (name) SELECT 'news-' || n || '.example' FROM generate_series(1, %(hosts)s) AS n;
INSERT INTO lanes (run_id, host, turn, site_id, due)
    SELECT 1, name, 0, id, %(each)s FROM sites;
INSERT INTO urls (key, url, lane_id, request, changed)
    SELECT decode(md5(n::text), 'hex'),
    'https://www.news.example/2026/11/24/an-article-of-the-usual-length-' || n, lanes.id,
    '{"callback":"parse_article"}', 0
    FROM generate_series(0, %(urls)s - 1) AS n JOIN lanes ON lanes.id = 1 + n %% %(hosts)s;
"""


SEEN = """
INSERT INTO runs (spider, arguments, folder, started, finished) VALUES ('before', '{}', 'before', 0, 1);
INSERT INTO lanes (run_id, host, turn, site_id)
    SELECT (SELECT max(id) FROM runs), name, 0, id FROM sites;
INSERT INTO urls (key, url, lane_id, status, records, changed, harvested)
    SELECT decode(md5('seen' || n), 'hex'),
    'https://www.news.example/2025/11/24/an-article-of-the-usual-length-' || n, lanes.id, 2, 1, 0, 1
    FROM generate_series(0, %(urls)s - 1) AS n
    JOIN lanes ON lanes.id = %(hosts)s + 1 + n %% %(hosts)s;
"""


@dataclass(slots=True)
class Worked:
    """What one worker did: pages acknowledged, claims of sites, and the processor time it took."""

    pages: int
    claims: int
    cpu_s: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    for name, run, urls, seconds in (
        ("rates", measure_rates, 1_000_000, 15.0),
        ("held", measure_held, 300_000, 60.0),
        ("add", measure_add, 100_000, 0.0),
        ("crawl", measure_crawls, 600, 0.0),
        ("seen", measure_seen, 10_000_000, 15.0),
    ):
        command = commands.add_parser(name)
        command.add_argument("--urls", type=int, default=urls)
        command.add_argument("--hosts", type=int, default=10_000)
        command.add_argument("--seconds", type=float, default=seconds)
        command.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4, 8])
        command.set_defaults(run=run)
    options = parser.parse_args()
    options.run(options)


@contextmanager
def database(options: argparse.Namespace, *, filled: bool = True) -> Iterator[str]:
    """Return the URL of a database with the URLs of the options."""
    with running_postgres("fsync=on", "full_page_writes=on", "shared_buffers=256MB") as server:
        url = server.new_database()
        store = PostgresStore(url)
        SharedRuns(store, resume_s=3600).begin("benchmark", {}, lambda: "out", time.time())
        store.commit()
        store.close()
        if filled:
            each = options.urls // options.hosts
            with psycopg.connect(
                url, autocommit=True, cursor_factory=psycopg.ClientCursor
            ) as connection:
                connection.execute(
                    FILL, {"urls": each * options.hosts, "hosts": options.hosts, "each": each}
                )
                connection.execute("VACUUM ANALYZE")
        yield url


def open_worker(url: str, name: str) -> tuple[PostgresStore, SharedFrontier]:
    store, control = PostgresStore(url), PostgresStore(url)
    runs = SharedRuns(store, resume_s=3600)
    begin = lambda runs: runs.begin("benchmark", {}, lambda: "out", time.time())  # noqa: E731
    joined = join(store, runs, name, 600.0, begin)
    return store, SharedFrontier(store, control, joined.run.id, token=joined.token, lease_s=600.0)


def work(url: str, name: str, seconds: float, begin: Any, told: Any) -> None:
    """Lease and finish for *seconds*."""
    store, frontier = open_worker(url, name)
    claim, claims = frontier.member.claim, [0]

    def counted(*given: object) -> object:
        claims[0] += 1
        return claim(*given)

    frontier.member.claim = counted  # type: ignore[method-assign]
    begin.wait()
    end, due, pages, cpu_s = (
        time.monotonic() + seconds,
        time.monotonic() + GROUP_S,
        0,
        time.process_time(),
    )
    while (now := time.monotonic()) < end:
        lease = frontier.lease(time.time())
        if lease is not None:
            frontier.arrive(lease)
            frontier.finish(lease, DONE, time.time())
            pages += 1
        if lease is None or now >= due:
            store.commit()
            due = time.monotonic() + GROUP_S
    store.commit()
    told.put(Worked(pages, claims[0], time.process_time() - cpu_s))


def run_workers(url: str, count: int, seconds: float) -> list[Worked]:
    begin = multiprocessing.Barrier(count)
    told: multiprocessing.Queue[Worked] = multiprocessing.Queue()
    processes = [
        multiprocessing.Process(target=work, args=(url, f"w{count}-{number}", seconds, begin, told))
        for number in range(count)
    ]
    for process in processes:
        process.start()
    done = [told.get() for _ in processes]
    for process in processes:
        process.join()
    return done


def show(name: str, done: list[Worked], seconds: float) -> None:
    pages, claims = sum(each.pages for each in done), sum(each.claims for each in done)
    cpu_s = sum(each.cpu_s for each in done)
    print(
        f"{name}: {pages / seconds:,.0f} pages/s acknowledged, {claims / max(pages, 1):.4f} claims a page, "
        f"{pages / max(cpu_s, 0.001):,.0f} pages per second of the workers' processor time",
        flush=True,
    )


def measure_rates(options: argparse.Namespace) -> None:
    for count in options.workers:
        with database(options) as url:
            done = run_workers(url, count, options.seconds)
            show(
                f"{count} workers, {options.urls:,} URLs of {options.hosts:,} hosts",
                done,
                options.seconds,
            )


def measure_held(options: argparse.Namespace) -> None:
    """Compare the rate of two workers without and with a transaction that is held open, thirds in turn."""
    for held in (False, True):
        with database(options) as url, psycopg.connect(url) as other:
            if held:
                other.execute("SELECT pg_current_xact_id(), count(*) FROM sites")
            parts = [run_workers(url, 2, options.seconds / 3) for _ in range(3)]
            for number, done in enumerate(parts, 1):
                name = "transaction held open" if held else "none held"
                show(f"{name}, part {number} of 3", done, options.seconds / 3)


def measure_add(options: argparse.Namespace) -> None:
    with database(options, filled=False) as url:
        add_urls(url, options.urls, options.hosts)


def measure_seen(options: argparse.Namespace) -> None:
    """Claim, acknowledge and take URLs in where so many were seen before."""
    waiting = argparse.Namespace(**{**vars(options), "urls": 300_000})
    for count in options.workers:
        with database(waiting) as url:
            started = time.perf_counter()
            with psycopg.connect(
                url, autocommit=True, cursor_factory=psycopg.ClientCursor
            ) as connection:
                connection.execute(SEEN, {"urls": options.urls, "hosts": options.hosts})
                connection.execute("VACUUM ANALYZE")
                sizes = connection.execute(
                    "SELECT pg_total_relation_size('urls') / 1e6, pg_relation_size('urls') / 1e6"
                ).fetchall()[0]
            print(
                f"{options.urls:,} URLs seen: {sizes[0]:,.0f} MB, {sizes[1]:,.0f} MB of it rows; filled in "
                f"{time.perf_counter() - started:,.0f} s",
                flush=True,
            )
            show(f"{count} workers", run_workers(url, count, options.seconds), options.seconds)
            add_urls(url, 20_000, options.hosts)


def measure_crawls(options: argparse.Namespace) -> None:
    hosts = [f"www.news-{number}.example" for number in range(min(options.hosts, 60))]
    with Server(routes={"/": answer}) as server, tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "urls.txt"
        listed.write_text(
            "".join(
                f"http://{hosts[number % len(hosts)]}:{server.port}/2026/11/24/story-{number}\n"
                for number in range(options.urls)
            )
        )
        for count in (0, *options.workers):
            with database(options, filled=False) as url:
                state = url if count else f"sqlite:///{folder}/state.sqlite"
                crawl(
                    Path(folder) / f"output-{count}",
                    listed,
                    hosts,
                    state=state,
                    count=max(count, 1),
                )


async def answer(request: Request) -> Reply:
    return Reply(article_page(request.path.rpartition("-")[2]), headers=HTML)


def crawl(output: Path, listed: Path, hosts: list[str], *, state: str, count: int) -> None:
    settings = {
        "OUTPUT_DIR": str(output),
        "STATE_URL": state,
        "EGRESS_ALLOW": "127.0.0.0/8",
        "EGRESS_HOSTS": json.dumps({host: ["127.0.0.1"] for host in hosts}),
        "AUTOTHROTTLE_ENABLED": "0",
        "DOWNLOAD_DELAY": "0",
        "ROBOTSTXT_OBEY": "0",
        "EXTRACT_WORKERS": "1",
    }
    options = [text for name, value in settings.items() for text in ("-s", f"{name}={value}")]
    command = [
        Path(sys.executable).parent / "scrapy",
        "crawl",
        "article",
        "-a",
        f"urls=@{listed}",
        *options,
    ]
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    running = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(count)]
    codes = [process.wait() for process in running]
    took_s, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    files = [path.read_bytes().count(b"\n") for path in output.rglob("articles-*.jsonl")]
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    name = f"{count} workers on PostgreSQL" if state.startswith("postgres") else "a state file"
    rate, cost_ms = sum(files) / took_s, 1000 * cpu_s / max(sum(files), 1)
    print(
        f"{name}: {sum(files)} records, {files} by file, in {took_s:.1f} s ({rate:.1f} a second), "
        f"{cost_ms:.0f} ms of the workers' processor time a record, exit {codes}",
        flush=True,
    )


def make_candidate(number: int, hosts: int) -> Candidate:
    host = f"www.news-{number % hosts}.example"
    address = f"https://{host}/2026/11/24/an-article-of-the-usual-length-{number}.html"
    return Candidate(url_key(address), address, host, "{}")


def add_urls(url: str, count: int, hosts: int) -> None:
    store, frontier = open_worker(url, "w")
    for name in ("new URLs", "the same again, by another worker"):
        started, due = time.perf_counter(), time.perf_counter() + GROUP_S
        for number in range(count):
            if number % AHEAD == 0:
                candidates = [
                    make_candidate(each, hosts)
                    for each in range(number, min(number + AHEAD, count))
                ]
                frontier.look_ahead([each.key for each in candidates])
            frontier.add(candidates[number % AHEAD], time.time())
            if time.perf_counter() >= due:
                store.commit()
                due = time.perf_counter() + GROUP_S
        store.commit()
        print(f"{name}: {count / (time.perf_counter() - started):,.0f} a second", flush=True)
        store, frontier = open_worker(url, "other")


if __name__ == "__main__":
    main()
