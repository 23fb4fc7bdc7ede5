"""Memory of a crawl over many pages: its own process, and its workers.

    python -m benchmarks.memory --pages 5000 [--quick]

Prints, for each quarter of the crawl, the most that each kind of process had, and exits with 1
where the last quarter has more than 1.1 times the second: the first one fills what is kept once.
``--quick`` stubs the extraction, so that the crawl's own process is asked alone.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.crawl_speed import CHECKOUT, SETS, SETTINGS, running_server

QUICK = "tests.support.quick.extract_page"
LOOK_S = 1.0
QUARTERS = 4
GROWTH = 1.1
"""Of the last quarter over the second, at most."""
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


def watch(command: list[str], folder: Path) -> Iterator[Sample]:
    """Run *command* to its end, and tell of it each second."""
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as crawl:
        while crawl.poll() is None:
            time.sleep(LOOK_S)
            written = sum(
                path.read_bytes().count(b"\n") for path in folder.rglob("articles-*.jsonl")
            )
            others = max(map(memory_mib, below(crawl.pid)), default=0.0)
            yield written, memory_mib(crawl.pid), others


def crawl(sets: Path, pages: int, function: str) -> list[Sample]:
    """Crawl *pages* pages, and return what was seen."""
    with running_server(sets, pages) as (port, _), tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        addresses = folder / "list.txt"
        addresses.write_text("".join(f"http://127.0.0.1:{port}/{n}\n" for n in range(pages)))
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


def main() -> int:
    """Crawl, print, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sets", type=Path, default=SETS, help="folder of the development sets")
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    started = os.times()
    samples = crawl(options.sets, options.pages, QUICK if options.quick else "")
    found, ended = quarters(samples), os.times()
    busy = sum(ended[2:4]) - sum(started[2:4])
    print(f"{options.pages} pages, {1000 * busy / options.pages:.1f} ms of processor time each")
    for number, (own, others) in enumerate(found, 1):
        print(f"quarter {number}: {own:5.0f} MiB, largest worker {others:5.0f} MiB")
    return int(any(found[-1][kind] > GROWTH * found[1][kind] for kind in (0, 1)))


if __name__ == "__main__":
    sys.exit(main())
