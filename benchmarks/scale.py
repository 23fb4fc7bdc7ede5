"""How a crawl scales with the cores: its pages/s on 1, 2, 4 … cores beside what one core extracts.

Each crawl may use so many cores and no more; the pages come from a server on this machine, and each
site of the development sets has a host of its own. Where the pages are used up they come again from
other hosts, as pages of other sites. A crawl is measured between the moments when a fifth and
nineteen twentieths of its records are written, so that its start and its end are not counted.
Beside it stands the processor time that a page took in the crawl's own process, whose event loop
runs on one core, and in the workers; ``--stub`` has workers that take no time, so that the event
loop alone is the limit. The rate of one core is that of a process that does the work of a worker,
on pages that it has not seen, after it was warmed up on others.

    python -m benchmarks.scale --cores 1 2 4 8 16 --pages-per-core 300
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crawl_speed import (
    BASELINE,
    CHECKOUT,
    SET_NAMES,
    SETS,
    SETTINGS,
    PageServer,
    read_pages,
    served_by,
)
from benchmarks.memory import Lines, below
from benchmarks.scores import lines_of
from newscrawl.errors import ExtractError
from newscrawl.extract.page import warm, work
from newscrawl.model.items import Page

FIRST, LAST = 0.2, 0.95
"""The shares of the records between which a crawl is measured."""
LOOK_S = 0.1
CONCURRENT_PER_CORE = 8
ASKED = 0.85
"""Of so many times the rate of one core, on each number of cores."""
TICKS = os.sysconf("SC_CLK_TCK")
STUB = "tests.support.quick.extract_page"
HOSTS_PER_NET = 250


def read_pages_by_site(sets: Path) -> list[tuple[str, bytes]]:
    """Return the pages of the sets, each with its site; those of the demo where there are no sets."""
    found = []
    for path in (sets / f"{name}.jsonl.gz" for name in SET_NAMES):
        if path.is_file():
            found += [
                (row.get("domain") or "", row["html"].encode("utf-8", "replace"))
                for row in map(json.loads, lines_of(path))
            ]
    return found or [("", page) for page in read_pages(sets, 20)]


class LoopbackServer(PageServer):
    """Answers this machine only: one port on all of 127.0.0.0/8 cannot be had otherwise."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Refuse who is not on this machine."""
        super().connection_made(transport)
        if not transport.get_extra_info("peername")[0].startswith("127."):
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        if not self._transport.is_closing():
            super().data_received(data)


async def serve(sets: Path, passes: int) -> None:
    """Serve until ended; print the port, the bytes of the pages, then the host of each page of each pass."""
    pages = read_pages_by_site(sets)
    LoopbackServer.pages = tuple(body for _, body in pages) * passes
    loop = asyncio.get_running_loop()
    # It answers this machine only, see ``LoopbackServer``.
    server = await loop.create_server(LoopbackServer, "0.0.0.0", 0)  # noqa: S104
    sites = {site: number for number, site in enumerate(dict.fromkeys(site for site, _ in pages))}
    hosts = [
        f"127.{turn + 1}.{sites[site] // HOSTS_PER_NET}.{sites[site] % HOSTS_PER_NET + 1}"
        for turn in range(passes)
        for site, _ in pages
    ]
    size = sum(len(body) for _, body in pages) // len(pages)
    print(server.sockets[0].getsockname()[1], size, *hosts, flush=True)
    await server.serve_forever()


@dataclass(frozen=True, slots=True)
class Moment:
    """What a crawl has done by now: records, and processor seconds of itself and of its workers."""

    at_s: float
    records: int
    own_s: float
    workers_s: float


@dataclass(frozen=True, slots=True)
class Rate:
    """Pages/s, and the processor time of a page in ms in the crawl's process and in its workers."""

    pages_s: float
    own_ms: float
    workers_ms: float
    records: int


def processor_s(pid: int) -> float:
    """Return the processor seconds of a process, without those below it; 0 where it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def watch(command: list[str], cwd: Path, cores: set[int], folder: Path) -> Iterator[Moment]:
    """Run *command* on *cores* to its end, and tell of it ten times a second."""
    lines = Lines(folder)
    workers: defaultdict[int, float] = defaultdict(float)
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            ["taskset", "-c", ",".join(map(str, sorted(cores))), *command],
            cwd=cwd,
            stdout=log,
            stderr=log,
        ) as crawl,
    ):
        while crawl.poll() is None:
            time.sleep(LOOK_S)
            for pid in below(crawl.pid):
                workers[pid] = max(workers[pid], processor_s(pid))
            yield Moment(
                time.perf_counter(), lines.count(), processor_s(crawl.pid), sum(workers.values())
            )


def rate_of(moments: Sequence[Moment], pages: int) -> Rate:
    """Return the rate of a crawl of *pages* pages, some of which may give no record."""
    records = max((moment.records for moment in moments), default=0)
    if not records:
        return Rate(0.0, 0.0, 0.0, 0)
    first = next(moment for moment in moments if moment.records >= FIRST * records)
    last = next(moment for moment in moments if moment.records >= LAST * records)
    done = (last.records - first.records) * pages / records
    return Rate(
        done / max(last.at_s - first.at_s, LOOK_S),
        (last.own_s - first.own_s) * 1000 / done,
        (last.workers_s - first.workers_s) * 1000 / done,
        records,
    )


def crawl(
    system: str, urls: Sequence[str], cores: set[int], changes: Sequence[str], *, stub: bool
) -> Rate:
    """Crawl *urls* with *system* on *cores*; *changes* are settings, as ``NAME=VALUE``."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        addresses = folder / "list.txt"
        addresses.write_text("".join(f"{url}\n" for url in urls))
        settings = {
            **SETTINGS,
            "CONCURRENT_REQUESTS": str(max(16, CONCURRENT_PER_CORE * len(cores))),
        }
        scrapy = [sys.executable, "-m", "scrapy"]
        if system == "newscrawl":
            settings |= {"OUTPUT_DIR": temporary, "EGRESS_ALLOW": "127.0.0.0/8"}
            settings |= {"EXTRACT_FUNCTION": STUB} if stub else {}
            command, cwd = [*scrapy, "crawl", "article", "-a", f"urls=@{addresses}"], CHECKOUT
        else:
            (folder / "baseline.py").write_text(BASELINE)
            command = [*scrapy, "runspider", "baseline.py", "-a", f"list={addresses}"]
            command, cwd = [*command, "-o", "articles-1.jsonl"], folder
        set_to = [*map("=".join, settings.items()), *changes]
        options = [text for change in set_to for text in ("-s", change)]
        return rate_of(list(watch([*command, *options], cwd, cores, folder)), len(urls))


def rate_alone(pages: Sequence[Page]) -> float:
    """Return the pages/s of this process on the second half of *pages*, warmed up on the first."""
    warm()
    half = len(pages) // 2
    for page in pages[:half]:
        with suppress(ExtractError):
            work(page)
    started = time.perf_counter()
    for page in pages[half:]:
        with suppress(ExtractError):
            work(page)
    return (len(pages) - half) / (time.perf_counter() - started)


def rate_of_one_core(sets: Path, pages: int) -> float:
    """Return the pages/s of one process on one core, and on the same pages in the other order."""
    core = min(os.sched_getaffinity(0))
    command = ["taskset", "-c", str(core), sys.executable, "-m", "benchmarks.scale"]
    command += ["--sets", str(sets.resolve()), "--pages-per-core", str(pages), "--alone"]
    found = []
    for order in ("1", "-1"):
        ended = subprocess.run(
            [*command, order], cwd=CHECKOUT, check=True, capture_output=True, text=True
        )
        found.append(float(ended.stdout))
    return 2 / sum(1 / rate for rate in found)


def compare(options: argparse.Namespace) -> bool:
    """Crawl on each number of cores, print each figure; whether all reach what is asked."""
    machine = sorted(os.sched_getaffinity(0))
    counts = [count for count in options.cores if count <= len(machine)]
    unique = len(read_pages_by_site(options.sets))
    passes = -(-max(counts) * options.pages_per_core // unique)
    alone = rate_of_one_core(options.sets, min(unique, options.pages_per_core))
    print(
        f"{len(machine)} cores, load {os.getloadavg()[0]:.1f}; one core extracts {alone:.1f} pages/s"
    )
    reached = True
    arguments = ["--serve", str(passes), "--sets", str(options.sets.resolve())]
    with served_by("benchmarks.scale", *arguments) as (urls, size):
        print(f"{unique} pages, {size / 1000:.0f} kB each in the mean", flush=True)
        for count in counts:
            # The server and this process stay on the first cores where there are more.
            cores = set(machine[-count:])
            own = urls[: count * options.pages_per_core]
            for system in options.systems:
                rate = crawl(system, own, cores, options.set, stub=options.stub)
                reached &= system != "newscrawl" or rate.pages_s >= ASKED * count * alone
                share = rate.pages_s / count / alone
                print(
                    f"{count:3} cores {system:10} {rate.pages_s:7.1f} pages/s, {share:.2f} of so many cores; "
                    f"a page {rate.own_ms:5.1f} ms in its own process, {rate.workers_ms:5.1f} in workers; "
                    f"{rate.records} of {len(own)} records",
                    flush=True,
                )
    return reached


def main() -> int:
    """Compare, serve, or work alone; exit with 1 where a crawl does not reach what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS, help="folder of the development sets")
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--pages-per-core", type=int, default=300)
    parser.add_argument("--systems", nargs="+", default=["newscrawl"], help="newscrawl, baseline")
    parser.add_argument("--stub", action="store_true", help="workers that take no time")
    parser.add_argument("--set", nargs="*", default=[], help="settings of the crawls, NAME=VALUE")
    parser.add_argument("--serve", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--alone", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.sets, options.serve))
    elif options.alone:
        pages = read_pages_by_site(options.sets)[: options.pages_per_core]
        known = [Page(f"https://news.example/{n}", body) for n, (_, body) in enumerate(pages)]
        print(rate_alone(known[:: options.alone]))
    else:
        return int(not compare(options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
