"""Speed of one page on one core: newscrawl's bytes to record against trafilatura's extraction, side by side.

newscrawl does all that a worker and the writer do with a page: decode, parse, metadata, text,
boilerplate, record, line of JSON. The baseline is ``trafilatura.bare_extraction(html,
with_metadata=True)`` on the decoded text. Each page goes through both, one right after the other
and the first by turns, so that a busy machine slows both; what counts is processor time, the least
of the rounds for each page. The pages are those of the development sets beside the checkout where
they are present, else those of the demo site.

    python -m benchmarks.page_speed --pages 200 --rounds 2
"""

import argparse
import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import trafilatura

from benchmarks.crawl_speed import SETS, read_pages
from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page, warm
from newscrawl.model.items import Page
from newscrawl.records import json_line, make_article

URL = "https://news.example/2026/11/24/a-page"


def run_newscrawl(body: bytes) -> bool:
    """Turn a page into a line of output; say whether it gave one."""
    try:
        draft = extract_page(Page(URL, body, "text/html; charset=utf-8"))
    except ExtractError:
        return False
    return bool(json_line(make_article(draft)))


def run_baseline(body: bytes) -> bool:
    """Extract a page with trafilatura alone; say whether it found text."""
    return (
        trafilatura.bare_extraction(body.decode("utf-8", "replace"), url=URL, with_metadata=True)
        is not None
    )


SYSTEMS: Mapping[str, Callable[[bytes], bool]] = {
    "baseline": run_baseline,
    "newscrawl": run_newscrawl,
}


def measure(pages: Sequence[bytes], rounds: int) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Return for each system the least seconds of each page, and the number of pages that gave text."""
    best = {name: [float("inf")] * len(pages) for name in SYSTEMS}
    found = dict.fromkeys(SYSTEMS, 0)
    for turn in range(rounds):
        for index, page in enumerate(pages):
            names = list(SYSTEMS)
            for name in names if (turn + index) % 2 else reversed(names):
                started = time.process_time()
                given = SYSTEMS[name](page)
                best[name][index] = min(best[name][index], time.process_time() - started)
                found[name] += given and not turn
    return best, found


def report(best: Mapping[str, Sequence[float]], found: Mapping[str, int]) -> float:
    """Print the figures of each system; give newscrawl's pages/s over the baseline's."""
    for name, times in best.items():
        total = sum(times)
        print(
            f"{name:10} {len(times) / total:7.1f} pages/s, {total / len(times) * 1000:6.2f} ms a page "
            f"(median {statistics.median(times) * 1000:.2f}, most {max(times) * 1000:.0f}), "
            f"{found[name]} texts"
        )
    return sum(best["baseline"]) / sum(best["newscrawl"])


def main() -> int:
    """Measure; exit with 1 where the ratio is below ``--least``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS, help="folder of the development sets")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--least", type=float, default=0.7)
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pages = read_pages(options.sets, options.pages)
    print(f"{len(pages)} pages, {sum(map(len, pages)) / len(pages) / 1000:.0f} kB each")
    warm()
    run_baseline(pages[0])
    gc.collect()
    ratio = report(*measure(pages, options.rounds))
    print(f"ratio {ratio:.2f}, at least {options.least:g} is expected")
    return int(ratio < options.least)


if __name__ == "__main__":
    sys.exit(main())
