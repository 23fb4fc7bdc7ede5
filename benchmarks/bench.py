"""All that ``make bench`` measures, in bounded time, and the table of it.

    python -m benchmarks.bench [--peers ENV/bin/python] [--pages 100] [--minutes 30] [--out FILE]

First the page: newscrawl and the other extractors of ``benchmarks.peers`` that the Python of
*--peers* can import, each a process that has one page in hand, all of them in turns on each page;
processor time, token F1 against the truth where the development sets are beside the checkout. Then
the other benchmarks, each a command with a part of the time; one that is not through by then is
ended, and the table says so.
"""

import argparse
import gzip
import importlib
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Self

from benchmarks.crawl_speed import CHECKOUT, SET_NAMES, SETS, read_pages
from benchmarks.scores import tokens_f1

PEERS = (
    "trafilatura_default",
    "trafilatura_precision",
    "resiliparse",
    "readability_lxml",
    "newspaper4k",
)
OWN = "newscrawl"
BASELINE = "trafilatura_default"
GOOD, BAD = 0.98, 0.6
RESULTS = Path(__file__).with_name("RESULTS.md")
COMMANDS: tuple[tuple[str, list[str], float], ...] = (
    ("page_cost", ["--pages", "6"], 0.1),
    ("crawl_speed", ["--pages", "400", "--rounds", "2"], 0.2),
    ("event_loop", ["--pages", "300", "--rounds", "2"], 0.05),
    ("memory", ["--pages", "3000", "--quick"], 0.05),
    ("memory", ["--pages", "1000", "--worker"], 0.05),
    ("site_crawl", ["--stories", "30"], 0.15),
    ("precision", [], 0.1),
    ("cost_curve", [], 0.15),
    ("soak", ["--dead", "5000"], 0.1),
)
"""Module, arguments, and share of the whole time that it may take."""


@dataclass(frozen=True, slots=True)
class Case:
    """A page, and the text that it should give; ``None``: nobody knows."""

    html: str
    url: str
    truth: str | None = None


@dataclass(slots=True)
class Figures:
    """What one system took and gave: processor seconds, and F1 where there is a truth, of each page."""

    seconds: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    texts: int = 0

    def row(self, name: str, baseline: "Figures | None") -> str:
        """Return the row of the table."""
        cost, pages = sum(self.seconds), max(len(self.seconds), 1)
        worst = sorted(self.seconds)[int(0.99 * (pages - 1))] if self.seconds else 0.0
        ratio = f"{sum(baseline.seconds) / cost:.2f}" if baseline and cost else "–"
        cells = [name, f"{1000 * cost / pages:.1f}", f"{1000 * worst:.0f}", ratio, f"{self.texts}"]
        if self.scores:
            count = len(self.scores)
            whole = sum(score >= GOOD for score in self.scores) / count
            cells += [f"{sum(self.scores) / count:.3f}", f"{whole:.2f}"]
            cells += [f"{sum(score < BAD for score in self.scores)}"]
        else:
            cells += ["–"] * 3
        return f"| {' | '.join(cells)} |"


class System:
    """One extractor in a process of its own."""

    def __init__(self, python: str, name: str) -> None:
        command = [python, "-m", "benchmarks.bench", "--serve", name]
        self._process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, case: Case) -> dict[str, Any] | None:
        """Return text and seconds of a page; ``None`` where the process is gone."""
        assert self._process.stdin is not None  # noqa: S101 - pipes were asked for
        assert self._process.stdout is not None  # noqa: S101
        try:
            self._process.stdin.write(
                json.dumps({"html": case.html, "url": case.url}).encode() + b"\n"
            )
            self._process.stdin.flush()
        except BrokenPipeError:
            return None
        line = self._process.stdout.readline()
        return dict(json.loads(line)) if line else None


def serve(name: str) -> None:
    """Extract page after page from the standard input; say what each took."""
    module = "benchmarks.entry" if name == OWN else "benchmarks.peers"
    extract = getattr(importlib.import_module(module), "extract" if name == OWN else name)
    for line in sys.stdin:
        page = json.loads(line)
        started = time.process_time()
        try:
            text = extract(page["html"], page["url"])["text"]
        except Exception:  # what a peer fails with is a page without a text
            text = None
        print(json.dumps({"text": text, "seconds": time.process_time() - started}), flush=True)


def read_cases(sets: Path, count: int) -> list[Case]:
    """Return pages by turns from each set, with their truth; else those of the demo site."""
    files = [
        sets / f"{name}.jsonl.gz" for name in SET_NAMES if (sets / f"{name}.jsonl.gz").is_file()
    ]
    turns = zip_longest(*map(_read_cases, files))
    cases = list(islice((case for turn in turns for case in turn if case), count))
    if cases:
        return cases
    pages = read_pages(sets, count)
    return [
        Case(page.decode("utf-8", "replace"), "https://news.example/2026/11/24/a-page")
        for page in pages
    ]


def _read_cases(path: Path) -> Iterator[Case]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            url = row.get("url") or "https://news.example/2026/11/24/a-page"
            yield Case(row["html"], url, row["truth"].get("text"))


def compare(cases: list[Case], python: str) -> dict[str, Figures]:
    """Return the figures of all systems that can run; each page goes through all, the first by turns."""
    names = [OWN, *PEERS]
    found = {name: Figures() for name in names}
    with ExitStack() as stack:
        systems = {
            name: stack.enter_context(System(sys.executable if name == OWN else python, name))
            for name in names
        }
        for system in systems.values():
            system.ask(cases[0])  # loads what is loaded once
        for index, case in enumerate(cases):
            turned = [*names[index % len(names) :], *names[: index % len(names)]]
            for name in turned:
                note(found[name], systems[name].ask(case), case)
    return {name: figures for name, figures in found.items() if figures.texts}


def note(figures: Figures, answer: dict[str, Any] | None, case: Case) -> None:
    """Take in an *answer*."""
    if answer is None:
        return
    figures.seconds.append(answer["seconds"])
    figures.texts += bool(answer["text"])
    if case.truth is not None:
        figures.scores.append(tokens_f1(case.truth, answer["text"] or ""))


def page_table(cases: list[Case], python: str) -> list[str]:
    """Return the lines of the table of extractors."""
    found = compare(cases, python)
    size = sum(len(case.html) for case in cases) / len(cases) / 1000
    missing = [name for name in PEERS if name not in found]
    lines = [
        f"## A page, {len(cases)} of {size:.0f} kB",
        "",
        "| | ms of processor a page | p99, ms | pages/s, trafilatura = 1 | texts | F1 | F1 ≥ .98 | F1 < .6 |",
        "|---|---|---|---|---|---|---|---|",
        *(figures.row(name, found.get(BASELINE)) for name, figures in found.items()),
    ]
    return [
        *lines,
        "",
        f"Not installed: {', '.join(missing)}." if missing else "All peers ran.",
        "",
    ]


def run(name: str, arguments: list[str], limit_s: float) -> list[str]:
    """Return what the benchmark *name* prints, under a heading with its load; it is ended when time is up."""
    load, started = os.getloadavg()[0], time.monotonic()
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    said, end = bounded(command, limit_s)
    took = time.monotonic() - started
    return [
        f"## `{' '.join(['benchmarks.' + name, *arguments])}`",
        "",
        f"Load {load:.1f} before, {took:.0f} s, {end}.",
        "",
        "```",
        said.rstrip(),
        "```",
        "",
    ]


def bounded(command: list[str], limit_s: float) -> tuple[str, str]:
    """Return what *command* prints, and how it ended; all that it has started is ended with it."""
    with (
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as failed,
        # Files, not pipes: a crawl or a page server that it leaves would hold a pipe open for ever.
        subprocess.Popen(
            command, cwd=CHECKOUT, stdout=said, stderr=failed, start_new_session=True
        ) as process,
    ):
        try:
            code = process.wait(limit_s)
            end = f"exit code {code}"
        except subprocess.TimeoutExpired:
            code, end = 0, f"ended after {limit_s:.0f} s, not through"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        texts = []
        for file in (said, failed):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return texts[0] or (texts[1][-1_000:] if code else ""), end


def main() -> int:
    """Measure all, and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--peers", default=sys.executable, help="a Python that has other extractors"
    )
    parser.add_argument("--sets", type=Path, default=SETS)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--only-pages", action="store_true", help="no crawls")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return 0
    now, cores = datetime.now(UTC), len(os.sched_getaffinity(0))
    lines = [
        "# Results of `make bench`",
        "",
        f"{now:%Y-%m-%d %H:%M} UTC, {platform.machine()}, {cores} cores, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f} at the start. Compare within this run only.",
        "",
        *page_table(read_cases(options.sets, options.pages), options.peers),
    ]
    options.out.write_text("\n".join(lines))
    for name, arguments, share in () if options.only_pages else COMMANDS:
        lines += run(name, arguments, share * options.minutes * 60)
        options.out.write_text("\n".join(lines))
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
