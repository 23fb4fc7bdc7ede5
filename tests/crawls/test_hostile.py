"""A crawl of the hostile site: it ends by itself, keeps every article, asks for nothing that is closed."""

import json
import os
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.support.crawl import BIN, CHECKOUT
from tests.support.hostile_server import FORBIDDEN, Case, make_cases, make_routes
from tests.support.lateness import Lateness
from tests.support.raw_server import RawServer

DOWNLOAD_MAX_S = 12
STALL_MAX_S = 20.0
END_MAX_S = 900.0
"""A crawl that does not end is killed then; by itself it ends in a tenth of that, see docs/safety.md."""
LATE = 10
"""So many times as late as a thread of this process may the crawl be: the machine may have more to do."""
pytestmark = pytest.mark.timeout(END_MAX_S + 300)
MEMORY_MAX_BYTES = 700_000_000

SETTINGS = {
    "AUTOTHROTTLE_ENABLED": "0",
    "DOWNLOAD_DELAY": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    "EXTRACT_WORKERS": "2",
    "EXTRACT_TIMEOUT_S": "90",
    "EXTRACT_MEMORY_MAX_BYTES": "1000000000",
    "DOWNLOAD_TIMEOUT": str(DOWNLOAD_MAX_S),
    "RETRY_TIMES": "1",
    "RETRY_BACKOFF_S": "0.1",
    "BREAKER_FAILURES": "1000",
    "PROGRESS_INTERVAL_S": "1",
}


@dataclass(slots=True)
class Hostile:
    """What the crawl did and left."""

    cases: dict[str, Case]
    site: RawServer
    elsewhere: RawServer
    code: int = -1
    log: str = ""
    beats: list[float] = field(default_factory=list)
    late_s: float = 0.0
    peak_bytes: int = 0
    records: list[dict[str, Any]] = field(default_factory=list)
    stats: dict[str, Any] = field(default_factory=dict)

    def of(self, name: str) -> list[dict[str, Any]]:
        """The records of the page *name*."""
        path = re.compile(rf"/case/{re.escape(name)}(?:\?|$)")
        return [
            record for record in self.records if path.search(record["metadata"]["requested_url"])
        ]


_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
ELSEWHERE = RawServer({"/secret": b""}, "127.0.0.77", 18077 + _WORKER)
"""A port of its own for each process of the tests, which may share the tests of this file."""
CASES = make_cases(ELSEWHERE.root)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """One crawl of the whole site, with good articles between the traps."""
    folder = tmp_path_factory.mktemp("hostile")
    with ELSEWHERE as elsewhere, RawServer(make_routes(CASES)) as site:
        result = Hostile(CASES, site, elsewhere)
        paths = [f"/case/{name}" for name in _mixed(list(CASES))] + [FORBIDDEN[0]]
        (folder / "urls.txt").write_text("\n".join(site.root + path for path in paths))
        _crawl(result, folder)
        yield result


def _mixed(names: list[str]) -> list[str]:
    """Spread the good articles among the traps, always in the same way."""
    return sorted(names, key=hash_of)


def hash_of(name: str) -> int:
    return int.from_bytes(name.encode()[::-1][:6].ljust(6, b"\0"), "big")


def _crawl(result: Hostile, folder: Path) -> None:
    changes = {**SETTINGS, "OUTPUT_DIR": str(folder / "out"), "EGRESS_ALLOW": "127.0.0.0/8"}
    options = [text for name, value in changes.items() for text in ("-s", f"{name}={value}")]
    started = time.monotonic()
    process = subprocess.Popen(
        [BIN / "newscrawl", "crawl", f"@{folder / 'urls.txt'}", *options],
        cwd=CHECKOUT,
        stderr=subprocess.PIPE,
        errors="surrogateescape",
    )
    reader = threading.Thread(target=_read_log, args=(process, result))
    reader.start()
    with Lateness() as late:
        while process.poll() is None and time.monotonic() - started < END_MAX_S:
            result.peak_bytes = max(result.peak_bytes, tree_bytes(process.pid))
            time.sleep(0.2)
    result.late_s = late.most_s
    process.kill()
    reader.join()
    result.code = process.wait()
    for path in folder.rglob("articles-*.jsonl"):
        result.records += [json.loads(line) for line in path.read_bytes().splitlines()]
    for path in folder.rglob("run.json"):
        result.stats = json.loads(path.read_text())


def _read_log(process: "subprocess.Popen[str]", result: Hostile) -> None:
    """Keep the log, and note when each line of progress came: its clock is the event loop's."""
    assert process.stderr is not None
    with process.stderr as lines:
        for line in lines:
            result.log += line
            if "pages/s" in line and " waiting" in line:
                result.beats.append(time.monotonic())


def tree_bytes(pid: int) -> int:
    """Give the memory of a process and all under it, shared pages counted once (proportional set size)."""
    total, todo = 0, [pid]
    while todo:
        each = todo.pop()
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
            children = [
                child
                for task in os.listdir(f"/proc/{each}/task")  # noqa: PTH208 - vanishes under us
                for child in Path(f"/proc/{each}/task/{task}/children").read_text().split()
            ]
        except OSError:
            continue
        total += sum(
            int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")
        )
        todo += map(int, children)
    return total


SHOWN = [name for name, case in CASES.items() if case.shows]
TRAPS = [name for name, case in CASES.items() if not case.shows]


def test_there_are_enough_cases() -> None:
    """A hundred routes at least, and good articles beside them."""
    assert len(CASES) >= 200
    assert len(SHOWN) >= 120


def test_the_crawl_ends_by_itself(hostile: Hostile) -> None:
    """Nothing holds it up; the exit code says that pages were missed."""
    assert hostile.code == 3, hostile.log[-2000:]
    assert hostile.stats["errors"] == hostile.stats["not_written"] == 0
    assert hostile.stats["finish_reason"] == "finished"
    # endless-headers, endless-line and endless-continue; an error of Python itself is no reason.
    assert hostile.stats["failed"]["headers_too_large"] == 3, hostile.stats["failed"]


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_browser_shows_comes_out(hostile: Hostile, name: str) -> None:
    """The article is kept, once, with its own sentence and no hidden one."""
    records = hostile.of(name)
    assert len(records) == 1, [
        line for line in hostile.log.splitlines() if f"/case/{name}:" in line
    ]
    case = CASES[name]
    assert case.shows in records[0]["text"]
    assert not case.hides or case.hides not in records[0]["text"]


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_gives_no_article(hostile: Hostile, name: str) -> None:
    """Nothing is made of it, and it was asked for."""
    assert [record["text"][:200] for record in hostile.of(name)] == []
    assert [path for path in hostile.site.paths if path.startswith(f"/case/{name}")]


def test_nothing_closed_is_asked_for(hostile: Hostile) -> None:
    """Neither what robots.txt forbids nor another site is ever asked."""
    assert not [path for path in hostile.site.paths if path.startswith("/forbidden")]
    assert hostile.elsewhere.asked == []


def test_nothing_is_doubled(hostile: Hostile) -> None:
    """Each page has one record, and a page that came whole was asked for once."""
    ids = Counter(record["id"] for record in hostile.records)
    assert max(ids.values()) == 1
    asked = Counter(hostile.site.paths)
    assert {asked[f"/case/good-{number}"] for number in range(20)} == {1}


def test_it_never_stalls(hostile: Hostile) -> None:
    """Between two events at the server no more passes than a dead download takes, or as the machine is late."""
    events = sorted(hostile.site.events)
    most = DOWNLOAD_MAX_S + STALL_MAX_S + LATE * hostile.late_s
    assert max(later - earlier for earlier, later in pairwise(events)) < most


def test_the_event_loop_never_stalls(hostile: Hostile) -> None:
    """Its clock, which logs a line each second, is never twenty seconds late, or as the machine is."""
    assert len(hostile.beats) > 5
    most = STALL_MAX_S + LATE * hostile.late_s
    assert max(later - earlier for earlier, later in pairwise(hostile.beats)) <= most


def test_memory_stays_small(hostile: Hostile) -> None:
    """The whole process tree stays under 700 MB."""
    assert 50_000_000 < hostile.peak_bytes < MEMORY_MAX_BYTES


def test_the_log_is_safe_to_show(hostile: Hostile) -> None:
    """No control character of a page or header reaches the log."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", hostile.log)
