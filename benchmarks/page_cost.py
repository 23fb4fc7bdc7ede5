"""What a page costs, in turns with trafilatura: by set, at the median and at the tail, and on known sites.

Each page of each set goes through newscrawl (bytes to a line of JSON) and through
``trafilatura.bare_extraction(html, with_metadata=True)``, one right after the other; what counts is
processor time, the least of the rounds. For known sites, profiles are learned of half of the pages
of each domain, and the other half is read three ways: as of an unknown site, by the profile in
full, as a crawl reads most pages of a settled site, and as it does where audits found that the
profile alone gives the text; trafilatura reads them in the same turns. ``--stages`` adds where the time goes.

    python -m benchmarks.page_cost --pages 40
"""

import argparse
import functools
import gzip
import importlib
import json
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import trafilatura

from benchmarks.crawl_speed import SETS, read_pages
from newscrawl.boilerplate.learn import learn
from newscrawl.boilerplate.profile import to_json
from newscrawl.errors import ExtractError, UrlError
from newscrawl.extract.body import foretell
from newscrawl.extract.page import extract_page, warm
from newscrawl.model.items import Draft, Page
from newscrawl.records import json_line, make_article
from newscrawl.web.urls import canonical_url

URL = "https://news.example/2026/11/24/a-page"
NAMES = ("zyte", "fundus-test", "fundus-eval", "wcxb-article", "daniel", "newspaper")
HTML = "text/html; charset=utf-8"
STAGES = """
page:parse_html page:read_jsonld page:read_metadata page:read_signs page:title_keys page:read_notices
page:clean_tree page:read_page page:drop_ruled page:_read_embedded page:settle_language page:strip_blocks
page:signals_of body.assemble:segment_tree body.assemble:choose body.assemble:sketch_page body.assemble:apply
body.choice:_take body.choice:consider body.choice:weigh_without_threads body.decision:features
body.outright:foretell
""".split()


def sample(name: str, count: int) -> list[tuple[str, str, bytes]]:
    """Return domain, URL and body of *count* pages of a set, spread over it."""
    file = SETS / f"{name}.jsonl.gz"
    if not file.is_file():
        return []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    step = max(1, len(rows) // count)
    return [
        (row.get("domain") or "", _url_of(row), row["html"].encode("utf-8", "replace"))
        for row in rows[::step][:count]
    ]


def _url_of(row: Mapping[str, Any]) -> str:
    """Return the URL of a page, or one in its place: a set has pages whose URL is not known."""
    try:
        return canonical_url(row.get("url") or URL)
    except UrlError:
        return URL


def read(
    url: str,
    body: bytes,
    profile: str | None = None,
    *,
    wants_sketch: bool = True,
    is_trusted: bool = False,
) -> Draft | None:
    """Do all that a worker and the writer do with a page."""
    page = Page(
        url,
        body,
        HTML,
        profile=profile,
        wants_sketch=wants_sketch,
        is_trusted=is_trusted,
        is_usual=is_trusted,
    )
    try:
        draft = extract_page(page)
    except ExtractError:
        return None
    json_line(make_article(draft))
    return draft


def raw(url: str, body: bytes) -> None:
    """Do what trafilatura does with a page."""
    trafilatura.bare_extraction(body.decode("utf-8", "replace"), url=url, with_metadata=True)


def in_turns(ways: Sequence[Callable[[], Any]], rounds: int) -> list[float]:
    """Return the least milliseconds of each of *ways*, gone by turns."""
    best = [float("inf")] * len(ways)
    for turn in range(rounds):
        order = range(len(ways)) if turn % 2 else reversed(range(len(ways)))
        for number in order:
            started = time.process_time()
            ways[number]()
            best[number] = min(best[number], 1000 * (time.process_time() - started))
    return best


def at_tail(times: Sequence[float]) -> float:
    """Return the 99th percentile of *times*."""
    return statistics.quantiles(times, n=100, method="inclusive")[98]


def report(name: str, own: Sequence[float], other: Sequence[float]) -> None:
    """Print a row of the table."""
    print(
        f"| {name} | {len(own)} | {statistics.mean(other):.1f} | {statistics.mean(own):.1f} "
        f"| {sum(other) / sum(own):.2f} | {statistics.median(other):.1f} / {statistics.median(own):.1f} "
        f"| {at_tail(other):.0f} / {at_tail(own):.0f} |"
    )


def unknown_pages(count: int, rounds: int) -> None:
    """Print the table of pages of which nothing is known beforehand."""
    print(
        "| set | pages | trafilatura, ms | newscrawl, ms | ratio | p50 | p99 |\n|---|---|---|---|---|---|---|"
    )
    every: list[list[float]] = []
    sets = {name: sample(name, count) for name in NAMES}
    if not any(sets.values()):
        sets = {"demo": [("", URL, body) for body in read_pages(SETS, count)]}
    for name, pages in sets.items():
        ways = [
            (functools.partial(read, url, body), functools.partial(raw, url, body))
            for _, url, body in pages
        ]
        times = [in_turns(each, rounds) for each in ways]
        if len(times) > 1:
            report(name, *zip(*times, strict=True))
        every += times
    report("all", *zip(*every, strict=True))


def known_pages(least: int, most: int, rounds: int) -> None:
    """Print what pages of known sites cost, by profiles of other pages of theirs."""
    sites: defaultdict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for domain, url, body in sample("daniel", 10**9):
        sites[domain].append((url, body))
    foretell.MIN_PAGES = least  # the set has few pages of each domain
    times: list[list[float]] = []
    brief: list[list[float]] = []
    outright: list[list[float]] = []
    same = exact = 0
    for pages in (
        sites[domain][:most] for domain in sorted(sites) if len(sites[domain]) >= 2 * least
    ):
        profile = profile_of(pages[::2])
        for url, body in pages[1::2]:
            ways = (
                functools.partial(read, url, body),
                functools.partial(read, url, body, profile),
                functools.partial(read, url, body, profile, wants_sketch=False),
                functools.partial(read, url, body, profile, wants_sketch=False, is_trusted=True),
                functools.partial(raw, url, body),
            )
            times.append(in_turns(ways, rounds))
            full, short, least_read = ways[1](), ways[2](), ways[3]()
            if full and full.exact and least_read:
                outright.append(times[-1])
                exact += full.text == least_read.text
            if short and short.signals and short.signals.agreement < 0:
                brief.append(times[-1])
                same += full is not None and full.text == short.text
    if not times or not brief:
        return
    for name, rows in (("all", times), ("trafilatura not asked", brief), ("exact", outright)):
        if not rows:
            continue
        unknown, whole, brief_ms, trusted, other = map(statistics.mean, zip(*rows, strict=True))
        print(
            f"known sites, {name}: {len(rows)} pages; as unknown {unknown:.1f} ms, in full {whole:.1f}, "
            f"settled {brief_ms:.1f} ({brief_ms / unknown:.2f} of unknown), "
            f"trusted {trusted:.1f} ({trusted / unknown:.2f}); trafilatura {other:.1f}"
        )
    print(
        f"same text as in full: settled {same} of {len(brief)}, trusted {exact} of {len(outright)}"
    )


def profile_of(pages: Sequence[tuple[str, bytes]]) -> str:
    """Return the profile that *pages* of a site teach, as JSON."""
    drafts = (read(url, body, "") for url, body in pages)
    return to_json(learn(draft.sketch for draft in drafts if draft and draft.sketch))


def stages(count: int) -> None:
    """Print the share of the whole that each stage takes; some stages are parts of others."""
    pages = [page for name in NAMES for page in sample(name, count)]
    spent: dict[str, float] = {}
    for name in STAGES:
        wrap(name, spent)
    for _, url, body in pages:
        read(url, body)
    spent.clear()
    started = time.process_time()
    for _, url, body in pages:
        read(url, body)
    whole = time.process_time() - started
    print("\n| stage | ms a page | share |\n|---|---|---|")
    for name, seconds in sorted(spent.items(), key=lambda each: -each[1]):
        print(f"| `{name}` | {1000 * seconds / len(pages):.2f} | {seconds / whole:.0%} |")


def wrap(name: str, spent: dict[str, float]) -> None:
    """Add what the function *name* takes to *spent*."""
    place, _, function = name.partition(":")
    module = importlib.import_module(f"newscrawl.extract.{place}")
    inner = getattr(module, function)

    @functools.wraps(inner)
    def timed(*args: Any, **options: Any) -> Any:
        started = time.process_time()
        try:
            return inner(*args, **options)
        finally:
            spent[function] = spent.get(function, 0.0) + time.process_time() - started

    setattr(module, function, timed)


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=40, help="of each set")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--least", type=int, default=4, help="pages that a profile is learned of")
    parser.add_argument("--most", type=int, default=16, help="pages of each domain")
    parser.add_argument("--stages", action="store_true")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    warm()
    print(f"load {os.getloadavg()[0]:.1f}")
    unknown_pages(options.pages, options.rounds)
    known_pages(options.least, options.most, options.rounds)
    if options.stages:
        stages(options.pages)


if __name__ == "__main__":
    main()
