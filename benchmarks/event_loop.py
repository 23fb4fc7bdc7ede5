"""What a page costs the process of the crawl, beside the workers: newscrawl against Scrapy that does nothing.

Both crawl the same pages from this machine, in turns. The floor is Scrapy with an empty callback;
newscrawl runs with an extraction that takes no time (``--real``: its own), so that only the way of
the page is left. The figure is the processor time of the process that sends the requests: its
start is taken off by a second crawl of few pages. The workers stand beside it.

    python -m benchmarks.event_loop --pages 300 --rounds 2
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crawl_speed import CHECKOUT, SETS, SETTINGS, running_server

FEW = 20
FLOOR = """
import scrapy

class Floor(scrapy.Spider):
    name = "floor"

    async def start(self):
        for line in open(self.list):
            yield scrapy.Request(line.strip())

    def parse(self, response):
        pass
"""
TIMED = """
import atexit, json, resource, sys
def note():
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    figures = [own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime, own.ru_maxrss]
    open(out, "w").write(json.dumps(figures))
out = sys.argv.pop(1)
atexit.register(note)
profile = sys.argv.pop(1)
from scrapy.cmdline import execute
if profile:
    import cProfile, time
    profiler = cProfile.Profile(time.process_time)
    atexit.register(profiler.dump_stats, profile)
    profiler.enable()
execute(["scrapy", *sys.argv[1:]])
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds of the crawl's process and of those below it, and its memory in MiB."""

    own_s: float
    others_s: float
    memory_mib: float


def crawl(system: str, addresses: list[str], *, real: bool, profile: str = "") -> Cost:
    """Crawl *addresses* with *system*, and return what it cost."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "list.txt").write_text("\n".join(addresses) + "\n")
        (folder / "floor.py").write_text(FLOOR)
        options = [text for name, value in SETTINGS.items() for text in ("-s", f"{name}={value}")]
        if system == "newscrawl":
            command = ["crawl", "article", "-a", f"urls=@{folder / 'list.txt'}"]
            options += ["-s", f"OUTPUT_DIR={folder}", "-s", "EGRESS_ALLOW=127.0.0.0/8"]
            if not real:
                options += ["-s", "EXTRACT_FUNCTION=tests.support.quick.extract_page"]
        else:
            command = ["runspider", str(folder / "floor.py"), "-a", f"list={folder / 'list.txt'}"]
        cwd = CHECKOUT if system == "newscrawl" else folder
        timed = [sys.executable, "-c", TIMED, str(folder / "figures"), profile]
        subprocess.run([*timed, *command, *options], cwd=cwd, check=False, capture_output=True)
        own, others, memory = json.loads((folder / "figures").read_text())
        return Cost(own, others, memory / 1024)


def compare(sets: Path, pages: int, rounds: int, *, real: bool) -> float:
    """Run both in turns, print each figure; return the median cost of a page over that of the floor."""
    found: dict[str, list[float]] = {"floor": [], "newscrawl": []}
    with running_server(sets, pages) as (addresses, size):
        print(f"{pages} pages, {size / pages / 1000:.0f} kB each")
        for _ in range(rounds):
            for system, costs in found.items():
                few = crawl(system, addresses[:FEW], real=real)
                all_of_them = crawl(system, addresses, real=real)
                more = pages - FEW
                costs.append((all_of_them.own_s - few.own_s) / more * 1000)
                others = (all_of_them.others_s - few.others_s) / more * 1000
                print(
                    f"{system:10} {costs[-1]:6.2f} ms a page in its own process, {others:6.2f} in others; "
                    f"start {few.own_s:.2f} + {few.others_s:.2f} s, {all_of_them.memory_mib:.0f} MiB",
                    flush=True,
                )
    return statistics.median(found["newscrawl"]) / statistics.median(found["floor"])


def main() -> int:
    """Compare; with ``--profile`` write a profile of one crawl for ``pstats`` instead."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS, help="folder of the development sets")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--real", action="store_true", help="with newscrawl's own extraction")
    parser.add_argument("--profile", default="", help="file for a profile by processor time")
    options = parser.parse_args()
    if options.profile:
        with running_server(options.sets, options.pages) as (addresses, _):
            crawl("newscrawl", addresses, real=options.real, profile=options.profile)
        return 0
    ratio = compare(options.sets, options.pages, options.rounds, real=options.real)
    print(f"a page costs {ratio:.2f} times the floor")
    return 0


if __name__ == "__main__":
    sys.exit(main())
