"""Speed of a whole crawl: newscrawl against Scrapy with trafilatura in the callback, side by side.

Both crawl the same pages of real size from the same server on this machine, in turns, each as a
process of its own; the time is that of the whole process, start included. On a busy machine look at
the processor time a page: one core of it is all that the baseline can use. The pages are those of
the development sets beside the checkout where they are present, else those of the demo site.

    python -m benchmarks.crawl_speed --pages 600 --rounds 2
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
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice, zip_longest
from pathlib import Path
from typing import cast

CHECKOUT = Path(__file__).parents[1]
SETS = Path("../shared/bench/extraction/dev")
SET_NAMES = ("fundus-test", "zyte", "fundus-eval")
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


async def serve(sets: Path, pages: int) -> None:
    """Serve until ended; print the port first."""
    PageServer.pages = tuple(read_pages(sets, pages))
    server = await asyncio.get_running_loop().create_server(PageServer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], sum(map(len, PageServer.pages)), flush=True)
    await server.serve_forever()


@contextmanager
def running_server(sets: Path, pages: int) -> Iterator[tuple[int, int]]:
    """Return the port and the bytes of all pages."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.crawl_speed",
        "--serve",
        "--sets",
        str(sets.resolve()),
    ]
    command += ["--pages", str(pages)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101 - a pipe was asked for
        port, size = map(int, server.stdout.readline().split())
        yield port, size
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


def compare(sets: Path, pages: int, rounds: int) -> float:
    """Run both in turns, print each figure; give newscrawl's pages/s over the baseline's (medians)."""
    rates: dict[str, list[float]] = {"baseline": [], "newscrawl": []}
    with running_server(sets, pages) as (port, size), tempfile.TemporaryDirectory() as temporary:
        print(f"{pages} pages, {size / pages / 1000:.0f} kB each")
        addresses = Path(temporary) / "list.txt"
        addresses.write_text("".join(f"http://127.0.0.1:{port}/{n}\n" for n in range(pages)))
        for turn in range(rounds):
            for system, found in rates.items():
                folder = Path(temporary) / f"{system}-{turn}"
                folder.mkdir()
                seconds, busy, records = crawl(system, folder, addresses)
                found.append(pages / seconds)
                print(
                    f"{system:10} {seconds:6.1f} s {pages / seconds:7.1f} pages/s {records:6} records "
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
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.sets, options.pages))
    ratio = compare(options.sets, options.pages, options.rounds)
    print(f"ratio {ratio:.2f}, at least {options.least:g} is expected")
    return int(ratio < options.least)


if __name__ == "__main__":
    sys.exit(main())
