"""Crawls that are killed and taken up again, and what must hold of their output after each step."""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.crawl import BIN, CHECKOUT
from tests.server import Server

QUICK = {
    "AUTOTHROTTLE_ENABLED": "0",
    "ROBOTSTXT_OBEY": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    "EXTRACT_WORKERS": "1",
    "EXTRACT_FUNCTION": "tests.quick.extract_page",
    "ACKNOWLEDGE_INTERVAL_S": "0.05",
    "RETRY_BACKOFF_S": "0.1",
    "BREAKER_REST_S": "0.3",
}


class Crawl:
    """One command, run as often as it takes, with output in *folder*.

    Each time it has ended, ``check`` holds its output against what was readable before.
    """

    def __init__(self, folder: Path, urls: list[str], settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.output = folder / "output"
        self.list = folder / "urls.txt"
        self.list.write_text("\n".join(urls) + "\n")
        self._settings = {"OUTPUT_DIR": str(self.output), **QUICK, **(settings or {})}
        self._seen: Counter[str] = Counter()
        self.log = ""

    def start(self, *extra: str, **settings: str) -> subprocess.Popen[str]:
        """Start the command."""
        changes = {**self._settings, **settings}
        options = [text for name, value in changes.items() for text in ("-s", f"{name}={value}")]
        return subprocess.Popen(
            [BIN / "scrapy", "crawl", "article", "-a", f"urls=@{self.list}", *extra, *options],
            cwd=CHECKOUT,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def finish(self, process: subprocess.Popen[str], timeout_s: float = 60.0) -> int:
        """Wait for the end; give the exit code."""
        _, self.log = process.communicate(timeout=timeout_s)
        self.check()
        return process.returncode

    def run(self, *extra: str, **settings: str) -> int:
        """Run the command to its end; give the exit code."""
        return self.finish(self.start(*extra, **settings))

    def kill(self, process: subprocess.Popen[str], due: Callable[[], bool]) -> bool:
        """Kill the process with no warning once *due*; give whether it was still at work."""
        while process.poll() is None and not due():
            time.sleep(0.002)
        os.kill(process.pid, signal.SIGKILL)
        self.finish(process)
        return process.returncode == -signal.SIGKILL

    def check(self) -> None:
        """No record that was readable before is gone, and none comes twice."""
        now = Counter(self.ids())
        assert not self._seen - now, f"gone: {self._seen - now}"
        assert max(now.values(), default=1) == 1, f"twice: {now.most_common(3)}"
        self._seen = now

    def ids(self) -> list[str]:
        """The ids of all whole records on the disk, whatever the process was at."""
        return [record["id"] for record in map(_parse, self.lines()) if record is not None]

    def titles(self) -> list[str]:
        """The titles, sorted; every line must be whole."""
        return sorted(json.loads(line)["title"].removeprefix("The ferry of ") for line in self.lines())

    def lines(self) -> list[bytes]:
        """All lines of all output files."""
        files = sorted(self.output.rglob("articles-*.jsonl"))
        return [line for file in files for line in file.read_bytes().split(b"\n") if line]


def _parse(line: bytes) -> dict[str, str] | None:
    try:
        record: dict[str, str] = json.loads(line)
    except ValueError:
        return None
    return record


def article_urls(server: Server, count: int) -> tuple[list[str], list[str]]:
    """Give the addresses of *count* articles, and their sorted titles."""
    names = [f"haven{number:04}" for number in range(count)]
    return [server.url(f"/article/{name}") for name in names], names
