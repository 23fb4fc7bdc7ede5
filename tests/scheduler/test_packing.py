"""Full output files are summed and compressed beside the crawl, and whatever ends that, nothing is lost."""

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.lossless import Crawl, article_urls, stalled, wait_for
from tests.support.server import Server

HUGE = 1 << 40
"""More than any machine packs in the time of a test; a file with a hole of this size takes no room."""


class HugeFile:
    """A crawl whose first output file is closed, not packed yet, and huge, until ``shrink``."""

    def __init__(self, folder: Path, server: Server, compression: str) -> None:
        server.routes["/stalled"] = stalled
        self.server = server
        self.urls, names = article_urls(server, 3)
        self.titles = sorted([*names, "stalled?1"])
        settings = {"OUTPUT_MAX_RECORDS": "2", "OUTPUT_COMPRESSION": "none"}
        crawl = Crawl(folder, [*self.urls, server.url("/stalled?1")], settings)
        crawl.kill(crawl.start(), lambda: len(crawl.ids()) == 3)
        self.plain = next(crawl.output.rglob("articles-00001.jsonl"))
        self._size = self.plain.stat().st_size
        self._state = crawl.output / "state" / "newscrawl.sqlite"
        self._resize(HUGE)
        self.log = folder / "log.txt"
        settings |= {"OUTPUT_COMPRESSION": compression, "LOG_FILE": str(self.log)}
        self.crawl = Crawl(folder, [*self.urls, server.url("/stalled?1")], settings)

    def _resize(self, size: int) -> None:
        os.truncate(self.plain, size)
        with closing(sqlite3.connect(self._state)) as state:
            state.execute(
                "UPDATE files SET bytes = ?, packed = NULL, sha256 = NULL WHERE name = ?",
                (size, self.plain.name),
            )
            state.commit()

    def shrink(self) -> None:
        """Make the file what it was."""
        self._resize(self._size)

    def end(self, process: subprocess.Popen[str]) -> int:
        """Wait for the end of the crawl; give its exit code."""
        process.communicate(timeout=250)
        self.crawl.log = self.log.read_text()
        self.shrink()
        self.crawl.check()
        return process.returncode

    def finish(self) -> None:
        """Run the command again: it packs the files, and all is there."""
        assert self.crawl.run() == 0, self.crawl.log
        assert self.crawl.titles() == self.titles
        manifest = manifest_of(self.plain.parent)
        assert manifest["finished"]
        assert_true(self.plain.parent, manifest)
        names = {path.name for path in self.plain.parent.glob("articles-*")}
        assert names == {file["name"] for file in manifest["files"]}


def manifest_of(folder: Path) -> dict[str, Any]:
    """What ``manifest.json`` says."""
    values: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return values


def assert_true(folder: Path, manifest: dict[str, Any]) -> None:
    """Each file is there, and what the manifest says of it is so."""
    for file in manifest["files"]:
        data = (folder / file["name"]).read_bytes()
        assert file["sha256"] in {None, hashlib.sha256(data).hexdigest()}


@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_a_stop_while_files_are_packed_beside_the_crawl(
    compression: str, server: Server, tmp_path: Path
) -> None:
    """Pages are fetched meanwhile, and SIGTERM ends it in time; the next run packs what was left."""
    huge = HugeFile(tmp_path, server, compression)
    huge.crawl.list.write_text(
        "\n".join([*huge.urls, server.url("/stalled?1"), server.url("/article/new")])
    )
    process = huge.crawl.start()
    wait_for(lambda: "/article/new" in server.requests and server.requests.count("/stalled?1") == 2)
    time.sleep(0.5)
    process.terminate()
    assert huge.end(process) == 5, huge.crawl.log
    assert len(huge.crawl.ids()) == 4
    assert not list(huge.plain.parent.glob("*.part"))
    assert_true(huge.plain.parent, manifest_of(huge.plain.parent))
    server.routes["/stalled"] = server.routes["/article/"]
    huge.titles = sorted([*huge.titles, "new"])
    huge.finish()


@pytest.mark.parametrize(
    ("numbers", "compression"),
    [
        pytest.param([signal.SIGTERM], "none", id="SIGTERM"),
        pytest.param([signal.SIGINT], "zstd", id="SIGINT"),
        pytest.param([signal.SIGINT, signal.SIGTERM], "gzip", id="two"),
    ],
)
def test_a_stop_while_the_last_files_are_packed(
    numbers: list[signal.Signals], compression: str, server: Server, tmp_path: Path
) -> None:
    """The run says that it was stopped, and ends in time; the next one packs the files and asks for nothing."""
    huge = HugeFile(tmp_path, server, compression)
    server.routes["/stalled"] = server.routes["/article/"]
    process = huge.crawl.start()
    wait_for(lambda: huge.log.exists() and "Closing spider (finished)" in huge.log.read_text())
    time.sleep(0.5)
    for number in numbers:
        process.send_signal(number)
        time.sleep(0.05)
    assert huge.end(process) == 5 or len(numbers) > 1, huge.crawl.log
    assert process.returncode != 0
    manifest = manifest_of(huge.plain.parent)
    assert (manifest["finished"], manifest["left"]) == (False, {})
    assert_true(huge.plain.parent, manifest)
    asked = len(server.requests)
    huge.finish()
    assert len(server.requests) == asked


def test_a_stop_while_a_file_is_brought_in_order(server: Server, tmp_path: Path) -> None:
    """A state from before beside a huge file: a stop leaves the file as it is, and the next run goes on."""
    server.routes["/stalled"] = stalled
    urls, names = article_urls(server, 3)
    crawl = Crawl(tmp_path, [*urls, server.url("/stalled?1")])
    crawl.kill(crawl.start(), lambda: len(crawl.ids()) == 3)
    (plain,) = crawl.files()
    size = plain.stat().st_size
    os.truncate(plain, HUGE)
    process = crawl.start()
    wait_for(lambda: bool(list(plain.parent.glob("*.part"))))
    process.terminate()
    _, crawl.log = process.communicate(timeout=250)
    assert process.returncode == 5, crawl.log
    assert [path.name for path in plain.parent.glob("articles-*")] == [plain.name]
    assert plain.stat().st_size == HUGE
    os.truncate(plain, size)
    server.routes["/stalled"] = server.routes["/article/"]
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == sorted([*names, "stalled?1"])


@pytest.mark.parametrize(("seed", "compression"), [(1, "gzip"), (2, "zstd")])
def test_kills_while_files_are_packed(
    seed: int, compression: str, server: Server, tmp_path: Path
) -> None:
    """Three kills of a crawl that fills a file with three records: whatever the manifest says at any moment is so."""
    dice = random.Random(seed)
    urls, names = article_urls(server, 71)
    crawl = Crawl(tmp_path, urls, {"OUTPUT_MAX_RECORDS": "3", "OUTPUT_COMPRESSION": compression})
    with watched_manifest(crawl.output / "article") as times:
        for _ in range(3):
            answered = len(server.requests) + dice.randrange(3, 12)
            pause = dice.random() * 0.1

            def due(answered: int = answered, pause: float = pause) -> bool:
                return len(server.requests) >= answered and not time.sleep(pause)

            assert crawl.kill(crawl.start(), due), "the crawl ended before it was killed"
        assert crawl.run() == 0, crawl.log
    assert times() > 10
    assert crawl.titles() == names
    (folder,) = (crawl.output / "article").iterdir()
    manifest = manifest_of(folder)
    assert_true(folder, manifest)
    assert {path.name for path in folder.glob("articles-*")} == {
        file["name"] for file in manifest["files"]
    }
    assert [file["records"] for file in manifest["files"]] == [3] * 23 + [2]


def test_a_compression_that_changed(server: Server, tmp_path: Path) -> None:
    """A run that is taken up with another compression: each record in one file, each file in one form."""
    urls, names = article_urls(server, 30)
    crawls = [
        Crawl(tmp_path, urls, {"OUTPUT_MAX_RECORDS": "4", "OUTPUT_COMPRESSION": compression})
        for compression in ("gzip", "zstd", "none")
    ]
    for number, crawl in enumerate(crawls[:2], 1):
        crawl.kill(crawl.start(), lambda n=number, c=crawl: len(server.requests) >= 10 * n)  # type: ignore[misc]
    assert crawls[2].run() == 0, crawls[2].log
    assert crawls[2].titles() == names
    (folder,) = (crawls[2].output / "article").iterdir()
    manifest = manifest_of(folder)
    assert_true(folder, manifest)
    assert {path.name for path in folder.glob("articles-*")} == {
        file["name"] for file in manifest["files"]
    }


@contextmanager
def watched_manifest(parent: Path) -> Iterator[Callable[[], int]]:
    """Hold the manifest in the only folder of *parent* against the files, all the time; gives how often."""
    ended, held, wrong = threading.Event(), [0], list[str]()

    def watch() -> None:
        while not ended.wait(0.02):
            for path in parent.glob("*/manifest.json"):
                held[0] += 1
                wrong.extend(_faults(path))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield lambda: held[0]
    finally:
        ended.set()
        thread.join()
    assert not wrong, wrong


def _faults(path: Path) -> list[str]:
    """What the manifest at *path* says that is not so, unless another has come in its place meanwhile."""
    text = path.read_text()
    try:
        assert_true(path.parent, json.loads(text))
    except (FileNotFoundError, AssertionError) as error:
        return [str(error)] if path.read_text() == text else []
    return []
