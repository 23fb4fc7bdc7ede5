"""Memory of a crawl over many pages: its own process, and its workers.

    python -m benchmarks.memory --pages 5000 [--quick | --worker]

Prints, for each quarter of the crawl, the most that each kind of process had, and exits with 1
where the last quarter has more than 1.1 times the second: the first one fills what is kept once.
``--quick`` stubs the extraction, so that the crawl's own process is asked alone. ``--worker`` does
without a crawl: this process reads the pages as a worker does, one of each set after the other, so
that nearly each page is of another site, and prints what it has after each twentieth of them.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, cycle, islice, zip_longest
from pathlib import Path

from benchmarks.crawl_speed import CHECKOUT, SETS, SETTINGS, read_pages, running_server
from newscrawl.errors import ExtractError
from newscrawl.extract.page import warm, work
from newscrawl.model.items import Page

QUICK = "tests.support.quick.extract_page"
LOOK_S = 1.0
URL = "https://news.example/2026/11/24/a-page"
QUARTERS = 4
GROWTH = 1.1
"""Of the last quarter over the second, at most."""
STEPS = 20
Sample = tuple[int, float, float]
"""Pages that have come, MiB of the crawl's process, MiB of the largest below it."""


def memory_mib(pid: int) -> float:
    """Return the memory that the process has to itself or shares; 0 where it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(found[0]) / 1024 if found else 0.0


def below(pid: int) -> Iterator[int]:
    """Return the processes that *pid* has started, and those that they have."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in map(int, children):
        yield child
        yield from below(child)


class Lines:
    """The lines of the records below a folder, of which each byte is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._read: dict[Path, int] = {}

    def count(self) -> int:
        """Return how many there are by now."""
        for path in self._folder.rglob("articles-*.jsonl"):
            with path.open("rb") as file:
                file.seek(self._read.get(path, 0))
                new = file.read()
            self._read[path] = self._read.get(path, 0) + len(new)
            self._count += new.count(b"\n")
        return self._count


def watch(command: list[str], folder: Path) -> Iterator[Sample]:
    """Run *command* to its end, and tell of it each second."""
    lines = Lines(folder)
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as crawl:
        while crawl.poll() is None:
            time.sleep(LOOK_S)
            others = max(map(memory_mib, below(crawl.pid)), default=0.0)
            yield lines.count(), memory_mib(crawl.pid), others


def crawl(sets: Path, pages: int, function: str) -> list[Sample]:
    """Crawl *pages* pages, and return what was seen."""
    with running_server(sets, pages) as (urls, _), tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        addresses = folder / "list.txt"
        addresses.write_text("".join(f"{url}\n" for url in urls))
        settings = {**SETTINGS, "OUTPUT_DIR": temporary, "EGRESS_ALLOW": "127.0.0.0/8"}
        if function:
            settings["EXTRACT_FUNCTION"] = function
        options = [text for name, value in settings.items() for text in ("-s", f"{name}={value}")]
        scrapy = [sys.executable, "-m", "scrapy", "crawl", "article", "-a", f"urls=@{addresses}"]
        return list(watch([*scrapy, *options], folder))


def quarters(samples: list[Sample]) -> list[tuple[float, float]]:
    """Return the most MiB of both kinds of process in each quarter of the records."""
    last = max((written for written, _, _ in samples), default=0)
    found = [(0.0, 0.0)] * QUARTERS
    for written, own, others in samples:
        place = min(QUARTERS * written // max(last, 1), QUARTERS - 1)
        found[place] = max(found[place][0], own), max(found[place][1], others)
    return found


def pages_of_all(sets: Path) -> Iterator[Page]:
    """Yield the pages of all sets by turns, without end; those of the demo where there are no sets."""
    while True:
        rows = chain.from_iterable(zip_longest(*map(_rows_of, sorted(sets.glob("*.jsonl.gz")))))
        found = (Page(row.get("url") or URL, row["html"].encode()) for row in rows if row)
        yield from found if any(sets.glob("*.jsonl.gz")) else _demo_pages(sets)


def _rows_of(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _demo_pages(sets: Path) -> Iterator[Page]:
    return (Page(URL, body) for body in islice(cycle(read_pages(sets, 10)), 1_000))


def read_as_worker(sets: Path, pages: int) -> list[Sample]:
    """Read *pages* pages in this process, and return what it has after each twentieth of them."""
    warm()
    samples = [(0, memory_mib(os.getpid()), 0.0)]
    print(f"     0 pages: {samples[0][1]:4.0f} MiB", flush=True)
    for number, page in enumerate(islice(pages_of_all(sets), pages), 1):
        with suppress(ExtractError):
            work(page)
        if number % (pages // STEPS or 1) == 0:
            samples.append((number, memory_mib(os.getpid()), 0.0))
            print(f"{number:6d} pages: {samples[-1][1]:4.0f} MiB", flush=True)
    return samples


def main() -> int:
    """Crawl, print, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sets", type=Path, default=SETS, help="folder of the development sets")
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--worker", action="store_true")
    options = parser.parse_args()
    started = os.times()
    if options.worker:
        samples = read_as_worker(options.sets, options.pages)
    else:
        samples = crawl(options.sets, options.pages, QUICK if options.quick else "")
    found, ended = quarters(samples), os.times()
    busy = sum(ended[:4]) - sum(started[:4])
    print(f"{options.pages} pages, {1000 * busy / options.pages:.1f} ms of processor time each")
    for number, (own, others) in enumerate(found, 1):
        print(f"quarter {number}: {own:5.0f} MiB, largest worker {others:5.0f} MiB")
    # Workers without an extraction are so small that a fork of one is a tenth of them.
    kinds = (0,) if options.quick else (0, 1)
    return int(any(found[-1][kind] > GROWTH * found[1][kind] for kind in kinds))


if __name__ == "__main__":
    sys.exit(main())
