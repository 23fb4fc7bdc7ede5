"""The worker pool against real deaths: signals, exits, hangs, full memory, answers that must not be loaded."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from newscrawl.errors import ExtractError
from newscrawl.model.items import Page
from newscrawl.workers.client import WorkerError
from newscrawl.workers.options import WorkerOptions
from newscrawl.workers.pool import PoolError, Worker, WorkerPool
from tests.support.lossless import wait_for

T = TypeVar("T")
FUNCTION = "tests.workers.crashes.extract"


def page(text: str) -> Page:
    return Page("https://news.example/page", text.encode())


def with_pool(use: Callable[[WorkerPool], Awaitable[T]], size: int = 2, **changes: object) -> T:
    """Run *use* with an open pool."""

    async def main() -> T:
        options = {
            "function": FUNCTION,
            "timeout_s": 2.0,
            "memory_max_bytes": 600_000_000,
            **changes,
        }
        pool = WorkerPool(size, WorkerOptions(**options))  # type: ignore[arg-type]
        pool.open()
        try:
            return await use(pool)
        finally:
            await pool.close()

    return asyncio.run(main())


async def outcome(pool: WorkerPool, text: str) -> str:
    """Run a page; give its text, or the reason why there is none."""
    try:
        return (await pool.run(page(text))).text
    except (ExtractError, WorkerError) as error:
        return error.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("segfault", "worker_crashed", id="segmentation fault"),
        pytest.param("kill", "worker_crashed", id="SIGKILL"),
        pytest.param("leave", "worker_crashed", id="os._exit"),
        pytest.param("hang", "worker_timeout", id="hangs in Python"),
        pytest.param("hang_in_c", "worker_timeout", id="hangs in C"),
        pytest.param("eat", "worker_out_of_memory", id="memory"),
        pytest.param("torn", "worker_crashed", id="dies in the middle of its answer"),
        pytest.param("smuggle", "worker_crashed", id="answer that would run code"),
        pytest.param("fail", "extraction_error", id="exception"),
        pytest.param("recurse", "extraction_error", id="recursion"),
        pytest.param("lie", "extraction_error", id="answer that is none"),
        pytest.param("refuse", "not_html", id="page refused"),
        pytest.param("a plain page", "a plain page", id="plain page"),
    ],
)
def test_a_page_costs_itself_alone(text: str, reason: str) -> None:
    """Whatever a page does to its worker, that page alone gets the reason, and all its neighbours answers."""

    async def use(pool: WorkerPool) -> list[str]:
        return await asyncio.gather(
            *(outcome(pool, t) for t in ["one", text, *map(str, range(20))])
        )

    timeout_s = 2.0 if reason == "worker_timeout" else 30.0
    assert with_pool(use, timeout_s=timeout_s) == ["one", reason, *map(str, range(20))]


@pytest.mark.parametrize("act", ["segfault", "kill", "leave", "hang", "eat"])
def test_a_lost_page_is_tried_once_more(act: str, tmp_path: Path) -> None:
    """A page whose worker is lost once is extracted by another."""
    text = f"{act} {tmp_path / 'marker'}"

    async def use(pool: WorkerPool) -> tuple[str, int]:
        return await outcome(pool, text), pool.lost

    assert with_pool(use, timeout_s=2.0 if act == "hang" else 30.0) == (text, 1)


def test_workers_killed_at_random_lose_no_page() -> None:
    """SIGKILL from outside, at random times: no page is lost that did not lose two workers itself."""
    rng = random.Random(7)
    filler = "x" * 500_000

    answered = 0

    async def counted(pool: WorkerPool, text: str) -> object:
        nonlocal answered
        answer = await outcome(pool, text)
        answered += 1
        return answer

    async def kill_some(done: asyncio.Event) -> int:
        kills = seen = 0
        while not done.is_set() and kills < 10:
            await asyncio.sleep(0.15 + rng.random() * 0.3)
            if answered == seen:
                continue  # no worker has come up since: on a busy machine the pool would never recover
            seen = answered
            workers = workers_of(os.getpid())
            if workers:
                os.kill(rng.choice(workers), signal.SIGKILL)
                kills += 1
        return kills

    async def use(pool: WorkerPool) -> tuple[int, int, int]:
        done = asyncio.Event()
        killer = asyncio.ensure_future(kill_some(done))
        texts = [f"{n}{filler}" for n in range(500)]
        answers = await asyncio.gather(*(counted(pool, text) for text in texts))
        done.set()
        kills = await killer
        return sum(map(str.__eq__, texts, answers)), answers.count("worker_crashed"), kills

    right, crashed, kills = with_pool(use)
    assert right + crashed == 500
    assert crashed * 2 <= kills
    assert kills >= 3


def workers_of(pid: int) -> list[int]:
    """Give the workers of all fork servers that *pid* has started."""
    return [worker for server in servers_of(pid) for worker in children_of(server)]


def servers_of(pid: int) -> list[int]:
    return [child for child in children_of(pid) if b"forkserver.main" in _command_of(child)]


def _command_of(pid: int) -> bytes:
    """Give the words of a process; nothing where it has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def children_of(pid: int) -> list[int]:
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


def is_alive(pid: int) -> bool:
    """Say whether *pid* is a process, even one that nobody has reaped."""
    return Path(f"/proc/{pid}").exists()


def test_a_killed_fork_server_costs_no_page() -> None:
    """Pages in hand go on when the fork server is killed; the next worker that is lost has a new one."""

    async def use(pool: WorkerPool) -> tuple[list[str], int, list[int]]:
        assert await outcome(pool, "first") == "first"
        (old,) = servers_of(os.getpid())
        in_hand = [asyncio.ensure_future(outcome(pool, f"{n}{'x' * 500_000}")) for n in range(50)]
        await asyncio.sleep(0.01)
        os.kill(old, signal.SIGKILL)
        right = [(await text)[:2].rstrip("x") for text in in_hand]
        right += [await outcome(pool, act) for act in ("kill", "after", "hang", "then")]
        return right, pool.lost, [old, *servers_of(os.getpid())]

    answers, lost, servers = with_pool(use, timeout_s=2.0)
    assert answers == [*map(str, range(50)), "worker_crashed", "after", "worker_timeout", "then"]
    assert lost == 4
    assert len(set(servers)) == 2
    assert not any(map(is_alive, servers))


def test_the_fork_server_reaps_what_it_has_forked() -> None:
    """Workers that ended, however, leave no process behind while the crawl goes on."""

    async def use(pool: WorkerPool) -> list[int]:
        await asyncio.gather(*(outcome(pool, act) for act in ("kill", "leave", "segfault", "hang")))
        await outcome(pool, "settled")
        for _ in range(200):  # the last one may have ended, and not been reaped yet
            if len(found := workers_of(os.getpid())) == 3:
                break
            await asyncio.sleep(0.1)
        return found

    assert len(with_pool(use, size=3, timeout_s=1.0)) == 3


CRAWL = f"""
import asyncio
from newscrawl.model.items import Page
from newscrawl.workers.options import WorkerOptions
from newscrawl.workers.pool import WorkerPool

async def main():
    pool = WorkerPool(3, WorkerOptions({FUNCTION!r}, 100.0, 0))
    pool.open()
    print((await pool.run(Page("https://news.example/page", b"warm"))).text, flush=True)
    await asyncio.gather(*(pool.run(Page("https://news.example/page", b"hang_in_c")) for _ in range(2)))

asyncio.run(main())
"""


@pytest.mark.parametrize("ended", ["crawl", "server"])
def test_all_end_when_the_crawl_is_killed(ended: str) -> None:
    """SIGKILL of the crawl ends fork server and workers at once, even in C code; without a fork server the idle ones."""
    crawl = subprocess.Popen([sys.executable, "-c", CRAWL], stdout=subprocess.PIPE)
    assert crawl.stdout is not None
    with crawl.stdout as lines:
        assert lines.readline() == b"warm\n"
    wait_for(lambda: len(workers_of(crawl.pid)) == 3)
    busy = busy_of(workers_of(crawl.pid), 2)
    started = [*servers_of(crawl.pid), *workers_of(crawl.pid)]
    if ended == "server":
        os.kill(started[0], signal.SIGKILL)
        wait_for(lambda: not is_alive(started[0]))
    crawl.kill()
    crawl.wait()
    spared = busy if ended == "server" else set()
    wait_for(lambda: {pid for pid in started if is_alive(pid)} <= spared)
    for pid in spared:  # their own timer is set to minutes
        os.kill(pid, signal.SIGKILL)


def busy_of(pids: list[int], count: int) -> set[int]:
    """Wait until *count* of the processes compute, the same ones each time: one that starts does, too."""
    looks: deque[frozenset[int]] = deque(maxlen=30)

    def is_steady() -> bool:
        looks.append(frozenset(pid for pid in pids if state_of(pid) == "R"))
        return len(looks) == looks.maxlen and len(set(looks)) == 1 and len(looks[0]) == count

    wait_for(is_steady)
    return set(looks[0])


def state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:  # it has ended
        return ""


def test_a_worker_has_no_socket_but_its_own() -> None:
    """A worker keeps open its own socket: not the fork server's, not its neighbours'."""

    async def use(pool: WorkerPool) -> list[set[str]]:
        await asyncio.gather(*(outcome(pool, str(n)) for n in range(4)))
        found: list[set[str]] = []
        # Two quick workers may do all four while the third is about to close what it inherited.
        for _ in range(200):
            pids = [*servers_of(os.getpid()), *workers_of(os.getpid())]
            found = [sockets_of(pid) for pid in pids]
            if [len(sockets) for sockets in found[1:]] == [1, 1, 1]:
                break
            await asyncio.sleep(0.1)
        return found

    server, *workers = with_pool(use, size=3)
    assert [len(sockets) for sockets in workers] == [1, 1, 1]
    assert len(set.union(server, *workers)) == len(server) + 3


def sockets_of(pid: int) -> set[str]:
    targets: list[str] = []
    with suppress(
        OSError
    ):  # a descriptor is closed, or the process has ended, while they are listed
        targets += [str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()]
    return {target for target in targets if target.startswith("socket:")}


def test_a_worker_is_replaced_after_so_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page is lost by it, and none counts as lost."""
    monkeypatch.setattr("newscrawl.workers.pool.PAGES_PER_WORKER", 3)

    async def use(pool: WorkerPool) -> tuple[list[str], list[set[int]], int]:
        texts, seen = [], list[set[int]]()
        for number in range(10):
            texts.append(await outcome(pool, f"page {number}"))
            seen.append(set(workers_of(os.getpid())))
        return texts, seen, pool.lost

    texts, seen, lost = with_pool(use, size=1)
    assert texts == [f"page {number}" for number in range(10)]
    assert len(set().union(*seen)) >= 3
    assert lost == 0


def test_a_worker_goes_on_where_no_fresh_one_can_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full process table costs no page."""
    monkeypatch.setattr("newscrawl.workers.pool.PAGES_PER_WORKER", 2)

    async def refuse(*_: object) -> Worker:
        raise OSError("no process can be forked")

    async def use(pool: WorkerPool) -> list[str]:
        texts = [await outcome(pool, "page 0")]
        monkeypatch.setattr(Worker, "start", refuse)
        return [*texts, *[await outcome(pool, f"page {number}") for number in range(1, 6)]]

    assert with_pool(use, size=1) == [f"page {number}" for number in range(6)]


def test_large_answers_pass() -> None:
    """An answer of 50 MB arrives whole."""
    assert len(with_pool(lambda pool: outcome(pool, "big"))) == 50_000_000


def test_no_worker_outlives_its_pool() -> None:
    """After close, none of the pool's processes is left."""

    async def use(pool: WorkerPool) -> set[int]:
        await asyncio.gather(*(outcome(pool, str(n)) for n in range(4)))
        # The first workers may have answered all before the last one has started.
        while len(workers_of(os.getpid())) < 3:
            await asyncio.sleep(0.01)
        return {*servers_of(os.getpid()), *workers_of(os.getpid())}

    started = with_pool(use, size=3)
    assert len(started) == 4
    assert not any(map(is_alive, started))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param(
            {"function": "newscrawl.no_such.extract"}, "No module named", id="no such module"
        ),
        pytest.param(
            {"function": "newscrawl.model.items.extract"}, "no attribute", id="no such function"
        ),
    ],
)
def test_workers_that_cannot_start_are_an_error(changes: dict[str, object], message: str) -> None:
    """When no worker can start, pages get a clear error instead of waiting for ever."""

    async def use(pool: WorkerPool) -> None:
        await pool.run(page("text"))

    with pytest.raises(PoolError, match=message):
        with_pool(use, size=1, **changes)
