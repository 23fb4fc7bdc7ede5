"""Speed of a whole crawl: newscrawl against Scrapy with trafilatura in the callback, side by side.

Both crawl the same pages of real size from the same server on this machine, in turns, each as a
process of its own; the time is that of the whole process, start included. On a busy machine look at
the processor time a page: one core of it is all that the baseline can use. The pages are those of
the development sets beside the checkout where they are present, else those of the demo site.

With ``--sites`` the pages are those of so many sites of the set with most pages of each, and every
site has a host of its own (127.0.0.1, 127.0.0.2 and so on), as in a real crawl, so that a profile
is learned of each. Without it all pages come from one host, whose profile expires time and again.
With ``--night-before`` newscrawl has crawled the first three quarters of these pages before, into the same
state, so that it knows the sites, as every night but the first does; the others are measured.

    python -m benchmarks.crawl_speed --pages 600 --rounds 2
    python -m benchmarks.crawl_speed --sites 8 --pages 480 --rounds 1 --night-before
"""

import argparse
import asyncio
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice, zip_longest
from pathlib import Path
from typing import cast

CHECKOUT = Path(__file__).parents[1]
SETS = Path("../shared/bench/extraction/dev")
SET_NAMES = ("fundus-test", "zyte", "fundus-eval")
SITES_SET = "daniel"
"""The set that has dozens of pages of a site."""
SETTINGS = {
    "AUTOTHROTTLE_ENABLED": "0",
    "DOWNLOAD_DELAY": "0",
    "CONCURRENT_REQUESTS": "16",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    "ROBOTSTXT_OBEY": "0",
    "RETRY_ENABLED": "0",
    "LOG_LEVEL": "WARNING",
}

BASELINE = """
import scrapy, trafilatura

class Baseline(scrapy.Spider):
    name = "baseline"

    async def start(self):
        for line in open(self.list):
            yield scrapy.Request(line.strip())

    def parse(self, response):
        document = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if document is not None:
            yield {"url": response.url, "text": document.text, "title": document.title, "date": document.date}
"""


def read_pages(sets: Path, limit: int) -> list[bytes]:
    """Return *limit* pages, by turns from each set; repeated where there are fewer."""
    files = [
        sets / f"{name}.jsonl.gz" for name in SET_NAMES if (sets / f"{name}.jsonl.gz").is_file()
    ]
    turns = zip_longest(*(islice(_read_set(file), limit) for file in files))
    pages = list(islice((page for turn in turns for page in turn if page), limit))
    if not pages:
        pages = [
            path.read_bytes() for path in sorted((CHECKOUT / "newscrawl/demo/site").rglob("*.html"))
        ]
        pages = [page for page in pages if page]
    return list(islice(cycle(pages), limit))


def _read_set(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["html"].encode("utf-8", "replace")


def read_sites(sets: Path, sites: int, limit: int) -> list[list[bytes]]:
    """Return up to *limit* pages of the *sites* that most pages are of, largest first, each page once."""
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    with gzip.open(sets / f"{SITES_SET}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            found[row.get("domain") or ""].append(row["html"].encode("utf-8", "replace"))
    largest = sorted(found.values(), key=len, reverse=True)[:sites]
    return [pages[: limit // sites] for pages in largest]


def pages_of(sets: Path, pages: int, sites: int) -> list[tuple[str, bytes]]:
    """Return the pages that are crawled, each with its host; those of several sites by turns."""
    if not sites:
        return [("127.0.0.1", page) for page in read_pages(sets, pages)]
    hosts = [
        [(f"127.0.0.{number}", page) for page in own]
        for number, own in enumerate(read_sites(sets, sites, pages), 1)
    ]
    return [page for turn in zip_longest(*hosts) for page in turn if page]


class PageServer(asyncio.Protocol):
    """Answers ``/<number>`` with that page, keeping the connection."""

    pages: tuple[bytes, ...] = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.WriteTransport", transport)
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            body = self.pages[int(head.split(b" ", 2)[1].rsplit(b"/", 1)[1])]
            size = b"%d" % len(body)
            kind = b"Content-Type: text/html; charset=utf-8\r\n"
            self._transport.write(
                b"HTTP/1.1 200 OK\r\n" + kind + b"Content-Length: " + size + b"\r\n\r\n" + body
            )


async def serve(sets: Path, pages: int, sites: int) -> None:
    """Serve until ended; print the port and the bytes of all pages, then the host of each page."""
    hosts, bodies = zip(*pages_of(sets, pages, sites), strict=True)
    PageServer.pages = bodies
    # One port on each host: any address of 127.0.0.0/8 is this machine. Source: RFC 1122, 3.2.1.3.
    loop = asyncio.get_running_loop()
    server = await loop.create_server(PageServer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for host in set(hosts) - {"127.0.0.1"}:
        await loop.create_server(PageServer, host, port)
    print(port, sum(map(len, bodies)), *hosts, flush=True)
    await server.serve_forever()


@contextmanager
def running_server(sets: Path, pages: int, sites: int = 0) -> Iterator[tuple[list[str], int]]:
    """Return the URLs of all pages, and their bytes."""
    arguments = ["--sets", str(sets.resolve()), "--pages", str(pages), "--sites", str(sites)]
    with served_by("benchmarks.crawl_speed", "--serve", *arguments) as told:
        yield told


@contextmanager
def served_by(module: str, *arguments: str) -> Iterator[tuple[list[str], int]]:
    """Return the URLs that *module* serves, and the bytes that it tells; it prints them as ``serve`` does."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101 - a pipe was asked for
        port, size, *hosts = server.stdout.readline().split()
        yield [f"http://{host}:{port}/{number}" for number, host in enumerate(hosts)], int(size)
        server.terminate()


def crawl(system: str, folder: Path, addresses: Path) -> tuple[float, float, int]:
    """Run *system*; give the seconds, the seconds of processor time of all its processes, and the records."""
    options = [text for name, value in SETTINGS.items() for text in ("-s", f"{name}={value}")]
    if system == "newscrawl":
        command = ["crawl", "article", "-a", f"urls=@{addresses}", "-s", f"OUTPUT_DIR={folder}"]
        command += ["-s", "EGRESS_ALLOW=127.0.0.0/8"]
        cwd = CHECKOUT
    else:
        (folder / "baseline.py").write_text(BASELINE)
        command = ["runspider", "baseline.py", "-a", f"list={addresses}", "-o", "articles-1.jsonl"]
        cwd = folder
    started, before = time.perf_counter(), os.times()
    scrapy = [sys.executable, "-m", "scrapy"]
    subprocess.run([*scrapy, *command, *options], cwd=cwd, check=False, capture_output=True)
    seconds, after = time.perf_counter() - started, os.times()
    busy = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return (
        seconds,
        busy,
        sum(path.read_bytes().count(b"\n") for path in folder.rglob("articles-*.jsonl")),
    )


def _write_list(path: Path, urls: Sequence[str]) -> Path:
    path.write_text("".join(f"{url}\n" for url in urls))
    return path


def compare(
    sets: Path, limit: int, rounds: int, sites: int = 0, *, night_before: bool = False
) -> float:
    """Run both in turns, print each figure; give newscrawl's pages/s over the baseline's (medians).

    The rate without the start counts neither the pages nor the seconds of a crawl of one page.
    """
    rates: dict[str, list[float]] = {"baseline": [], "newscrawl": []}
    starts: dict[str, float] = {}
    with (
        running_server(sets, limit, sites) as (urls, size),
        tempfile.TemporaryDirectory() as temporary,
    ):
        print(f"{len(urls)} pages of {sites or 1} hosts, {size / len(urls) / 1000:.0f} kB each")
        # Pages of all sites come by turns: each part has as many of each.
        first = 3 * len(urls) // 4 if night_before else 0
        one = _write_list(Path(temporary) / "one.txt", urls[:1])
        before = _write_list(Path(temporary) / "before.txt", urls[:first])
        addresses = _write_list(Path(temporary) / "list.txt", urls[first:])
        pages = len(urls) - first
        for system in rates:
            folder = Path(temporary) / f"{system}-start"
            folder.mkdir()
            starts[system], busy, _ = crawl(system, folder, one)
            print(f"{system:10} starts in {starts[system]:.1f} s, {busy:.1f} s of processor time")
        for turn in range(rounds):
            for system, found in rates.items():
                folder = Path(temporary) / f"{system}-{turn}"
                folder.mkdir()
                earlier = 0
                if first and system == "newscrawl":
                    seconds, busy, earlier = crawl(system, folder, before)
                    print(f"night before {seconds:6.1f} s {first / seconds:5.1f} pages/s")
                seconds, busy, records = crawl(system, folder, addresses)
                found.append(pages / seconds)
                steady = (pages - 1) / max(0.001, seconds - starts[system])
                print(
                    f"{system:10} {seconds:6.1f} s {pages / seconds:7.1f} pages/s "
                    f"({steady:.1f} without the start) {records - earlier:6} records "
                    f"{busy / pages * 1000:6.1f} ms of processor time a page",
                    flush=True,
                )
    return statistics.median(rates["newscrawl"]) / statistics.median(rates["baseline"])


def main() -> int:
    """Compare, or serve; exit with 1 where the ratio is below ``--least``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=SETS, help="folder of the development sets")
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--least", type=float, default=1.7)
    parser.add_argument("--sites", type=int, default=0, help="hosts, one for each site")
    parser.add_argument(
        "--night-before", action="store_true", help="crawl three quarters of the pages before"
    )
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.sets, options.pages, options.sites))
    ratio = compare(
        options.sets,
        options.pages,
        options.rounds,
        options.sites,
        night_before=options.night_before,
    )
    print(f"ratio {ratio:.2f}, at least {options.least:g} is expected")
    return int(ratio < options.least)


if __name__ == "__main__":
    sys.exit(main())
