"""Crawls that are killed and taken up again, and what must hold of their output after each step."""

import asyncio
import gzip
import json
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from newscrawl.records import dump_line
from newscrawl.typed.parquet import read_parquet
from newscrawl.web.content_coding import zstd
from tests.support.crawl import BIN, CHECKOUT
from tests.support.forked import start
from tests.support.server import HTML, Reply, Request, Route, Server, article_page

QUICK = {
    "EGRESS_ALLOW": "127.0.0.0/8",
    "AUTOTHROTTLE_ENABLED": "0",
    "DOWNLOAD_DELAY": "0",
    "ROBOTSTXT_OBEY": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    "EXTRACT_WORKERS": "1",
    "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
    "ACKNOWLEDGE_INTERVAL_S": "0.05",
    "RETRY_BACKOFF_S": "0.1",
    "BREAKER_REST_S": "0.3",
}


UNPACK = {".gz": gzip.decompress, ".zst": zstd.decompress}


def unpacked(path: Path) -> bytes:
    """Give the lines of an output file, whatever form it is in."""
    if path.suffix == ".parquet":
        return b"".join(map(dump_line, read_parquet(path)))
    return UNPACK.get(path.suffix, bytes)(path.read_bytes())


class Crawl:
    """One command, run as often as it takes, with output in *folder*.

    Each time it has ended, ``check`` holds its output against what was readable before.
    """

    def __init__(
        self,
        folder: Path,
        urls: list[str],
        settings: Mapping[str, str] | None = None,
        output: Path | None = None,
        command: Sequence[str] = (),
    ) -> None:
        self.output = output or folder / "output"
        self.list = folder / "urls.txt"
        self.list.write_text("\n".join(urls) + "\n")
        self._settings = {"OUTPUT_DIR": str(self.output), **QUICK, **(settings or {})}
        self._command = command or ["article", "-a", f"urls=@{self.list}"]
        self._seen: Counter[str] = Counter()
        self.log = ""

    def start(
        self, *extra: str, limit_bytes: int = 0, under: Sequence[str] = ()
    ) -> subprocess.Popen[str]:
        """Start the command, *under* another; with *limit_bytes* no file of it may grow larger."""
        options = [
            text for name, value in self._settings.items() for text in ("-s", f"{name}={value}")
        ]
        limit = ["prlimit", f"--fsize={limit_bytes}"] if limit_bytes else []
        command = [BIN / "scrapy", "crawl", *self._command, *extra, *options]
        if not (under or limit):
            return start(command, CHECKOUT, session=True)
        return subprocess.Popen(
            [*under, *limit, *command],
            cwd=CHECKOUT,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def finish(self, process: subprocess.Popen[str], timeout_s: float = 200.0) -> int:
        """Wait for the end; give the exit code.

        The time is generous, and yet shorter than what a stop is to end in tests takes by itself.
        """
        _, self.log = process.communicate(timeout=timeout_s)
        self.check()
        return process.returncode

    def run(self, *extra: str) -> int:
        """Run the command to its end; give the exit code."""
        return self.finish(self.start(*extra))

    def kill(self, process: subprocess.Popen[str], due: Callable[[], bool]) -> bool:
        """Kill the process with no warning once *due*; give whether it was still at work."""
        while process.poll() is None and not due():
            time.sleep(0.002)
        process.kill()
        self.finish(process)
        return process.returncode == -signal.SIGKILL

    def check(self) -> None:
        """No record that was readable before is gone, and none comes twice."""
        now = Counter(self.ids())
        assert not self._seen - now, f"gone: {self._seen - now}"
        for folder in {file.parent for file in self.files()}:
            twice = [title for title, count in Counter(self.ids(folder)).items() if count > 1]
            assert not twice, f"twice: {twice}"
        self._seen = now

    def ids(self, folder: Path | None = None) -> list[str]:
        """The ids of all whole records on the disk, whatever the process was at."""
        return [record["id"] for record in map(_parse, self.lines(folder)) if record is not None]

    def titles(self) -> list[str]:
        """The titles, sorted; every line must be whole."""
        return sorted(
            json.loads(line)["title"].removeprefix("The ferry of ") for line in self.lines()
        )

    def files(self, folder: Path | None = None) -> list[Path]:
        """All output files, each in one form: as long as it is there plain, its copy need not be whole."""
        forms = sorted((folder or self.output).rglob("articles-*.jsonl"))
        for ending in UNPACK:
            packed = (folder or self.output).rglob(f"articles-*.jsonl{ending}")
            forms += [path for path in packed if not path.with_suffix("").exists()]
        tables = (folder or self.output).rglob("articles-*.parquet")
        forms += [path for path in tables if not path.with_suffix(".jsonl").exists()]
        return sorted(forms)

    def lines(self, folder: Path | None = None) -> list[bytes]:
        """All lines of all output files."""
        return [line for file in self.files(folder) for line in unpacked(file).split(b"\n") if line]


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


async def stalled(request: Request) -> Reply:
    """Answer never."""
    await asyncio.sleep(600)
    return Reply()


async def busy(request: Request) -> Reply:
    """Answer with a page that keeps its worker busy for five minutes, see ``tests.support.quick``."""
    return Reply(article_page("busy") + b"X-Slow-Extraction", headers=HTML)


class Weather:
    """A route that answers *good* times, then not for *bad* times, half 503 and half resets, and so on."""

    def __init__(self, route: Route, *, good: int, bad: int) -> None:
        self._route, self._good, self._bad, self._count = route, good, bad, 0

    async def article(self, request: Request) -> Reply:
        """Answer, or not."""
        self._count += 1
        if (self._count - 1) % (self._good + self._bad) < self._good:
            return await self._route(request)
        return Reply(reset=True) if self._count % 2 else Reply(b"busy", 503, HTML)


def wait_for(condition: Callable[[], bool], timeout_s: float = 120.0) -> None:
    """Wait until *condition* holds."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def worker_of(pid: int) -> int:
    """Give an extraction worker of the crawl *pid*."""
    found: list[int] = []

    def looked() -> bool:
        found[:] = [worker for server in children_of(pid) for worker in children_of(server)]
        return bool(found)

    wait_for(looked)
    return found[0]


def children_of(pid: int) -> list[int]:
    """Give the processes that *pid* has started; none where it has ended."""
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


@contextmanager
def silent_name_server(folder: Path) -> Iterator[tuple[socket.socket, list[str]]]:
    """Listen as a name server that answers nothing; gives its socket and the command that makes it *the* one.

    Skips where that is not allowed.
    """
    resolv = folder / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.77\noptions timeout:30 attempts:5\n")
    under = [
        "unshare",
        "-m",
        "sh",
        "-c",
        f'mount --bind {resolv} /etc/resolv.conf && exec "$@"',
        "sh",
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        try:
            server.bind(("127.0.0.77", 53))
        except OSError:
            pytest.skip("port 53 is not allowed here")
        if subprocess.run([*under, "true"], check=False, capture_output=True).returncode:
            pytest.skip("mounting is not allowed here")
        server.settimeout(30)
        yield server, under


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Callable[[str], None]]:
    """Mount a disk of *size* on *folder*; gives what makes it larger. Skips where mounting is not allowed."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield (
            lambda larger: (
                subprocess.run(["mount", "-o", f"remount,size={larger}", folder], check=True)
                and None
            )
        )
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
