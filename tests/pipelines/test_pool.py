"""The worker pool against real deaths: signals, exits, hangs, full memory, answers that must not be loaded."""

import asyncio
import os
import random
import signal
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from newscrawl.errors import ExtractError
from newscrawl.items import Page
from newscrawl.pipelines.pool import PoolError, WorkerError, WorkerOptions, WorkerPool

T = TypeVar("T")
FUNCTION = "tests.pipelines.crashes.extract"


def page(text: str) -> Page:
    return Page("https://news.example/page", text.encode())


def with_pool(use: Callable[[WorkerPool], Awaitable[T]], size: int = 2, **changes: object) -> T:
    """Run *use* with an open pool."""

    async def main() -> T:
        options = {"function": FUNCTION, "timeout_s": 2.0, "memory_max_bytes": 600_000_000, **changes}
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
        return await asyncio.gather(*(outcome(pool, t) for t in ["one", text, *map(str, range(20))]))

    assert with_pool(use) == ["one", reason, *map(str, range(20))]


@pytest.mark.parametrize("act", ["segfault", "kill", "leave", "hang", "eat"])
def test_a_lost_page_is_tried_once_more(act: str, tmp_path: Path) -> None:
    """A page whose worker is lost once is extracted by another."""
    text = f"{act} {tmp_path / 'marker'}"

    async def use(pool: WorkerPool) -> tuple[str, int]:
        return await outcome(pool, text), pool.lost

    assert with_pool(use, timeout_s=1.0) == (text, 1)


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
            listed = subprocess.run(
                ["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
            )
            workers = [int(pid) for pid in listed.stdout.split() if is_worker(int(pid))]
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


def is_worker(pid: int) -> bool:
    try:
        return b"worker.main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_large_answers_pass() -> None:
    """An answer of 50 MB arrives whole."""
    assert len(with_pool(lambda pool: outcome(pool, "big"))) == 50_000_000


def test_no_worker_outlives_its_pool() -> None:
    """After close, none of the pool's processes is left."""

    async def use(pool: WorkerPool) -> set[int]:
        await asyncio.gather(*(outcome(pool, str(n)) for n in range(4)))
        return {int(p.name) for p in Path("/proc").glob("[0-9]*") if is_worker(int(p.name))}

    before = with_pool(use, size=3)
    assert before
    assert not {pid for pid in before if is_worker(pid) and parent_of(pid) == os.getpid()}


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"function": "newscrawl.no_such.extract"}, "No module named", id="no such module"),
        pytest.param({"function": "newscrawl.items.extract"}, "no attribute", id="no such function"),
    ],
)
def test_workers_that_cannot_start_are_an_error(changes: dict[str, object], message: str) -> None:
    """When no worker can start, pages get a clear error instead of waiting for ever."""

    async def use(pool: WorkerPool) -> None:
        await pool.run(page("text"))

    with pytest.raises(PoolError, match=message):
        with_pool(use, size=1, **changes)
