"""How fast the frontier is, how much memory it takes, and what it costs a crawl.

    python -m benchmarks.frontier rates [--urls 1000000]
    python -m benchmarks.frontier crawl [--pages 600] [--rounds 3]

``rates`` takes URLs of 1,000 hosts in, leases and finishes some, stops and comes back, on a file in
the temporary folder. ``crawl`` crawls one loopback site with the durable frontier and with Scrapy's
in-memory queues and ``-o``, extraction on, both at the same time, so that what else the machine
does hits both alike, and gives the ratio of their pages per second, and per second of processor
time (workers included).
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newscrawl.state.frontier import Frontier
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import Candidate, Outcome, Run, Status
from newscrawl.web.urls import url_key
from tests.support.server import HTML, Reply, Request, Server

GROUP_S = 0.25
"""As in a crawl, setting ACKNOWLEDGE_INTERVAL_S."""
HOSTS = 1000
WORKED = 100_000
COMMON = {
    "AUTOTHROTTLE_ENABLED": "0",
    "DOWNLOAD_DELAY": "0",
    "ROBOTSTXT_OBEY": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    "EGRESS_ALLOW": "127.0.0.0/8",
}
MEMORY = {
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    "DOWNLOADER": "scrapy.core.downloader.Downloader",
    "ITEM_PIPELINES": json.dumps(
        {
            "newscrawl.pipelines.extract.ExtractPipeline": 100,
            "newscrawl.pipelines.validate.ValidatePipeline": 300,
        }
    ),
}


@dataclass(slots=True)
class Desk:
    """A frontier, opened as a crawl opens it."""

    store: Store
    runs: Runs
    run: Run
    frontier: Frontier


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    rates = commands.add_parser("rates")
    rates.add_argument("--urls", type=int, default=1_000_000)
    rates.set_defaults(run=lambda options: measure_rates(options.urls))
    crawl = commands.add_parser("crawl")
    crawl.add_argument("--pages", type=int, default=600)
    crawl.add_argument("--rounds", type=int, default=3)
    crawl.set_defaults(run=lambda options: compare_crawls(options.pages, options.rounds))
    options = parser.parse_args()
    options.run(options)


def measure_rates(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.sqlite"
        desk, worked = open_desk(path), min(WORKED, count // 2)
        for name, number, steps in (
            ("enqueue", count, enqueue(desk.frontier, count)),
            ("enqueue known ones", worked, enqueue(desk.frontier, worked)),
            ("lease, arrive and finish", worked, work(desk.frontier, worked)),
        ):
            with timed(name, number):
                carry_out(desk.store, steps)
        with timed("stop: count what is left, end, close"):
            left = desk.runs.left(desk.run)
            desk.runs.end(desk.run, "shutdown", time.time(), finished=False)
            desk.store.commit()
            desk.store.close()
        with timed("start: open, take up, put back, first lease"):
            desk = open_desk(path)
            desk.frontier.reclaim(time.time(), everything=True)
            desk.frontier.retry_failed(time.time())
            assert desk.frontier.lease(time.time()) is not None  # noqa: S101
        desk.store.close()
        size = path.stat().st_size / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{left} left; file {size:,.0f} MB, peak memory of the process {peak:.0f} MB")


def open_desk(path: Path) -> Desk:
    store = open_store(f"sqlite:///{path}")
    runs = Runs(store, resume_s=3600)
    run = runs.begin("benchmark", {}, lambda: str(path.parent), time.time())
    return Desk(store, runs, run, Frontier(store, run.id, worker="benchmark"))


@contextmanager
def timed(name: str, count: int = 0) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds = time.perf_counter() - started
    rate = f", {count / seconds:,.0f} a second" if count else ""
    print(f"{name}: {seconds:.2f} s{rate}", flush=True)


def carry_out(store: Store, steps: Iterator[None]) -> None:
    """Take all steps, with a commit as often as a crawl makes one."""
    due = time.perf_counter() + GROUP_S
    for _ in steps:
        if time.perf_counter() >= due:
            store.commit()
            due = time.perf_counter() + GROUP_S
    store.commit()


def enqueue(frontier: Frontier, count: int) -> Iterator[None]:
    for number in range(count):
        host = f"www.news-{number % HOSTS}.example"
        url = f"https://{host}/2026/11/24/an-article-of-the-usual-length-{number}.html"
        frontier.add(
            Candidate(url_key(url), url, host, '{"callback":"parse_article"}'), time.time()
        )
        yield


def work(frontier: Frontier, count: int) -> Iterator[None]:
    done = Outcome(Status.DONE, records=1)
    for _ in range(count):
        lease = frontier.lease(time.time())
        if lease is None:
            return
        frontier.arrive(lease)
        frontier.finish(lease, done, time.time())
        yield


def compare_crawls(pages: int, rounds: int) -> None:
    rates: dict[str, list[Rates]] = {"durable": [], "memory": []}
    with Server(routes={"/page/": news_page}) as server, tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "urls.txt"
        listed.write_text("\n".join(server.url(f"/page/{number}") for number in range(pages)))
        for number in range(rounds):
            with ThreadPoolExecutor() as threads:
                both = {
                    name: threads.submit(
                        crawl, name, listed, Path(folder) / f"{name}-{number}", pages
                    )
                    for name in (("durable", "memory") if number % 2 else ("memory", "durable"))
                }
            for name, running in both.items():
                rates[name].append(running.result())
                print(name, rates[name][-1], flush=True)
    for kind in ("per_second", "per_cpu_second"):
        middle = {
            name: statistics.median(getattr(each, kind) for each in values)
            for name, values in rates.items()
        }
        print(
            f"durable / memory, pages {kind}: {middle['durable'] / middle['memory']:.3f} (of medians)"
        )


@dataclass(frozen=True, slots=True)
class Rates:
    """Pages per second from the start of the process to its end."""

    per_second: float
    per_cpu_second: float

    def __str__(self) -> str:
        return f"{self.per_second:.1f} pages/s, {self.per_cpu_second:.1f} pages per second of processor time"


def crawl(name: str, listed: Path, folder: Path, pages: int) -> Rates:
    """Crawl, and give how fast it was.

    Raises:
        SystemExit: If a record is missing.
    """
    settings = {"OUTPUT_DIR": str(folder), **COMMON, **(MEMORY if name == "memory" else {})}
    options = [text for pair in settings.items() for text in ("-s", "=".join(pair))]
    feed = ["-o", str(folder / "articles.jsonl")] if name == "memory" else []
    scrapy = Path(sys.executable).parent / "scrapy"
    command = [scrapy, "crawl", "article", "-a", f"urls=@{listed}", *options, *feed]
    folder.mkdir()
    started = time.perf_counter()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log)
        _, _, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    records = sum(len(path.read_bytes().splitlines()) for path in folder.rglob("articles*.jsonl"))
    if records != pages:
        raise SystemExit(
            f"{name}: {records} of {pages} records\n{(folder / 'log').read_text()[-3000:]}"
        )
    return Rates(pages / seconds, pages / (used.ru_utime + used.ru_stime))


async def news_page(request: Request) -> Reply:
    """A page of some 40 kB with menus, an article of 30 paragraphs and related links; like no other."""
    dice = random.Random(request.path)  # noqa: S311
    menu = "".join(f"<li><a href='/section/{n}'>{sentence(dice, 2)}</a></li>" for n in range(80))
    body = "".join(f"<p>{sentence(dice, 40)} {sentence(dice, 30)}</p>" for _ in range(30))
    related = "".join(f"<div><a href='/page/{n}'>{sentence(dice, 8)}</a></div>" for n in range(60))
    text = (
        f"<!DOCTYPE html><html lang=en><head><title>{sentence(dice, 6)}</title></head><body>"
        f"<nav><ul>{menu}</ul></nav><main><article><h1>{sentence(dice, 8)}</h1>{body}</article></main>"
        f"<aside>{related}</aside></body></html>"
    )
    return Reply(text.encode(), headers=HTML)


WORDS = (
    "harbour council ferry winter master report train budget school river bridge minister market village "
    "storm court engine doctor farmer election glass station island police garden library museum captain"
).split()


def sentence(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(WORDS, k=words)).capitalize() + "."


if __name__ == "__main__":
    main()
