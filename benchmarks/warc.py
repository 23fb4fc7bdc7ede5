"""How fast are WARC files written and read, and how fast are records made of them?

The pages are the project's own demo articles, made many by other names, or those of a WARC file.
Run ``python -m benchmarks.warc [PAGES] [ARCHIVE]``. trafilatura reads the same pages from a folder.
"""

import argparse
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from newscrawl.warc.archive import Archive
from newscrawl.warc.exchange import Exchange, make_records
from newscrawl.warc.write import WarcFiles, WarcOptions, warc_files

BIN = Path(sys.executable).parent
SITE = Path(__file__).parents[1] / "newscrawl" / "demo" / "site"
HEAD = (b"HTTP/1.1 200 OK", b"Content-Type: text/html; charset=utf-8")


def main() -> None:
    """Make an archive, read it, extract it; print the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.warc",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "pages", nargs="?", type=int, default=400, help="number of pages (default: 400)"
    )
    parser.add_argument(
        "archive", nargs="?", type=Path, help="their WARC file; the pages of the demo without"
    )
    asked = parser.parse_args()
    source: Path | None = asked.archive
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = list(itertools.islice(of_archive(source) if source else made(), asked.pages))
        for compression in ("gzip", "zstd"):
            write(folder / compression, pages, compression)
        lay_out(folder / "pages", pages)
        for workers in (1, 2):
            extract(folder, workers, len(pages))
        trafilatura(folder, len(pages))


def made() -> Iterator[tuple[str, bytes]]:
    """Return the demo articles, over and over, by other names."""
    bodies = [path.read_bytes() for path in sorted(SITE.glob("[!b]*.html"))]
    for number in itertools.count():
        yield f"https://site{number % 20}.example/{number}", bodies[number % len(bodies)]


def of_archive(path: Path) -> Iterator[tuple[str, bytes]]:
    """Return the pages of an archive."""
    return ((entry.page.url, entry.page.body) for entry in Archive(path) if entry.page)


def write(folder: Path, pages: list[tuple[str, bytes]], compression: str) -> None:
    """Write and read the pages once."""
    size = sum(len(body) for _, body in pages)
    files = WarcFiles(folder, WarcOptions(compression))
    began = time.process_time()
    for url, body in pages:
        exchange = Exchange(url, "2026-11-26T10:00:00.000Z", 200, (b"GET / HTTP/1.1",), HEAD, body)
        files.write(make_records(exchange, files.ready()))
    files.close()
    took_s = time.process_time() - began
    (path,) = warc_files(folder)
    print(f"write {compression}: {size / took_s / 1e6:.0f} MB/s, {len(pages) / took_s:.0f} pages/s")
    began = time.process_time()
    found = sum(entry.page is not None for entry in Archive(path))
    took_s = time.process_time() - began
    print(
        f"read {compression}: {size / took_s / 1e6:.0f} MB/s, {found / took_s:.0f} pages/s of {found}"
    )


def lay_out(folder: Path, pages: list[tuple[str, bytes]]) -> None:
    """Put the pages into a folder, for those that read no archive."""
    folder.mkdir()
    for number, (_, body) in enumerate(pages):
        (folder / f"{number:06}.html").write_bytes(body)


def timed(command: list[str]) -> tuple[float, float]:
    """Run *command*; give its seconds, and those of the processor."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=False, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    after, took_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    return took_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def extract(folder: Path, workers: int, count: int) -> None:
    """Make records of the pages."""
    output = folder / f"out{workers}"
    settings = (f"EXTRACT_WORKERS={workers}", "MEMUSAGE_ENABLED=0")
    options = [text for setting in settings for text in ("--set", setting)]
    (path,) = warc_files(folder / "gzip")
    took_s, worked_s = timed(
        [str(BIN / "newscrawl"), "extract", str(path), "-o", str(output), "--every-page", *options]
    )
    (run,) = output.rglob("run.json")
    told = json.loads(run.read_text())
    print(
        f"extract, {workers} worker(s): {count / took_s:.1f} pages/s in {took_s:.1f} s with its start, "
        f"{worked_s / count * 1000:.0f} ms of the processor each; {told['articles']} records"
    )


def trafilatura(folder: Path, count: int) -> None:
    """Let trafilatura's command read the same pages, with as many processes as there are cores."""
    for cores in (1, 2):
        output = folder / f"trafilatura{cores}"
        command = [
            str(BIN / "trafilatura"),
            "--input-dir",
            str(folder / "pages"),
            "--output-dir",
            str(output),
        ]
        took_s, worked_s = timed([*command, "--parallel", str(cores), "--json", "--with-metadata"])
        written = sum(len(files) for _, _, files in os.walk(output))
        print(
            f"trafilatura, {cores} process(es): {count / took_s:.1f} pages/s in {took_s:.1f} s, "
            f"{worked_s / count * 1000:.0f} ms of the processor each; {written} records"
        )


if __name__ == "__main__":
    main()
