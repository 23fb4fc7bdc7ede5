"""Worker processes for pages: a time limit and a hard kill per page, and a dead worker costs its page alone.

Theory of operation. Each worker is a process of its own with a socket of its own, and the parent
knows which page it has in hand. A pool that shares its queues between workers cannot give that: a
worker that is killed while it holds the lock of the queue, or has written half an answer, takes its
neighbours with it. The parent speaks to the sockets on the event loop of the crawl: no thread, no
lock, and half an answer blocks nothing.

A page waits for an idle worker in the order of arrival. A worker that ends, hangs or runs out of
memory is killed and replaced, and its page is tried once more on another one. Replies are unpickled
with an allow-list, because the worker has read what a stranger wrote.

Workers are forked from a fork server (``forkserver.py``), a process of its own (``exec``): never
from the crawl, whose threads and sockets they must not have. They need no guard in the user's
script, share the memory of the server, and cost milliseconds to replace. So each is replaced after
``PAGES_PER_WORKER`` pages, whatever it has gathered by then.
"""

import asyncio
import contextlib
import logging
import pickle
import signal
import socket
from collections.abc import Coroutine
from dataclasses import replace
from typing import Self

from newscrawl.errors import ExtractError, NewscrawlError
from newscrawl.model.items import Draft, Page
from newscrawl.model.page_sketch import TrainingSet
from newscrawl.workers.client import (
    START_TIMEOUT_S,
    ForkServerSupervisor,
    WorkerError,
    WorkerProcess,
    receive,
)
from newscrawl.workers.options import WorkerOptions
from newscrawl.workers.worker import LENGTH, Reply

logger = logging.getLogger(__name__)

_START_ATTEMPTS = 3
_RESTART_ATTEMPTS = 8
_BUFFER_BYTES = 1024 * 1024
_ATTEMPTS_PER_PAGE = 2
PAGES_PER_WORKER = 2_000
"""Pages that a worker answers before a fresh one takes its place.

Libraries keep what they load for each language, and memory comes to pieces: measured on 3,200
pages of 2,500 sites, a worker has 300 MiB after 500 pages, 350 after 2,000 and 365 at the end.
"""


class PoolError(NewscrawlError):
    """No worker can be started."""


class Worker:
    """One worker process, and the socket to it."""

    def __init__(
        self,
        child: WorkerProcess,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        timeout_s: float,
    ) -> None:
        self._child, self._reader, self._writer = child, reader, writer
        self._timeout_s = timeout_s
        self.answered = 0

    @classmethod
    async def start(cls, supervisor: ForkServerSupervisor, timeout_s: float) -> Self:
        """Have a process forked and wait until it is ready.

        Raises:
            WorkerError: If it does not become ready.
            OSError: If the system has no room for a process.
        """
        server = await supervisor.server()
        ours, theirs = socket.socketpair()
        with theirs:
            reader, writer = await asyncio.open_connection(sock=ours, limit=_BUFFER_BYTES)
            try:
                worker = cls(server.fork(theirs), reader, writer, timeout_s)
            except OSError:
                writer.close()
                raise
        try:
            reply = await worker._receive(START_TIMEOUT_S)
        except BaseException:
            worker.kill()
            raise
        if reply[0] == "error":
            worker.kill()
            raise WorkerError(reply[1], reply[2])
        return worker

    async def ask(self, frame: bytes) -> Reply:
        """Send a page as a frame, and give the reply.

        Raises:
            WorkerError: If the worker ends, hangs or runs out of memory.
        """
        with contextlib.suppress(ConnectionError):  # the worker is gone: _receive says how
            self._writer.write(frame)
        reply = await self._receive(self._timeout_s)
        if reply[0] == "error" and reply[1] == "worker_out_of_memory":
            raise WorkerError(reply[1], reply[2])
        self.answered += 1
        return reply

    async def _receive(self, timeout_s: float) -> Reply:
        try:
            return await receive(self._reader, timeout_s)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerError(*await self._death()) from None

    async def _death(self) -> tuple[str, str]:
        code = self._child.end.result() if await self._child.ended() else None
        if code == -signal.SIGALRM:
            return "worker_timeout", "its own timer ended the worker"
        if code is not None and code < 0:
            return "worker_crashed", f"the worker was ended by {signal.Signals(-code).name}"
        return (
            "worker_crashed",
            f"the worker exited with code {'unknown' if code is None else code}",
        )

    def kill(self) -> None:
        """End the process at once."""
        self._writer.close()
        self._child.kill()

    def leave(self) -> None:
        """Let the process end by itself, which it does when its socket is closed."""
        self._writer.close()

    async def stop(self) -> None:
        """Let the process end by itself, and end it if it does not."""
        self.leave()
        if not await self._child.ended():
            self._child.kill()


class WorkerPool:
    """A fixed number of workers; ``open`` before use, ``close`` after."""

    def __init__(self, size: int, options: WorkerOptions) -> None:
        self._size, self._timeout_s = size, options.timeout_s
        self._supervisor = ForkServerSupervisor(options)
        # Last in, first out: a crawl with little to do uses the same few workers.
        self._idle: asyncio.Queue[Worker | PoolError] = asyncio.LifoQueue()
        self._starting: set[asyncio.Task[None]] = set()
        self._asking: set[asyncio.Task[Reply]] = set()
        self._has_started = self._given_up = False
        self._broken = 0
        self.waiting = 0
        self.lost = 0

    @property
    def size(self) -> int:
        """Number of workers."""
        return self._size

    def open(self) -> None:
        """Begin to start the workers; pages may come at once, and wait."""
        for _ in range(self._size):
            self._add_worker()

    def _add_worker(self) -> None:
        self._begin(self._start_worker())

    def _begin(self, starting: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(starting)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _start_worker(self) -> None:
        """Put a new worker among the idle ones; the pool is broken when no slot has one left to hope for."""
        attempts = _RESTART_ATTEMPTS if self._has_started else _START_ATTEMPTS
        message = ""
        for attempt in range(attempts):
            try:
                self._idle.put_nowait(await Worker.start(self._supervisor, self._timeout_s))
            except (WorkerError, OSError) as error:
                message = str(error)
                # The start failed for want of memory or
                # processes; a little later there may be some.
                await asyncio.sleep(0.1 * 2**attempt)
            else:
                self._has_started = True
                return
        self._broken += 1
        logger.error(
            "an extraction worker cannot be started, %d are left: %s",
            self._size - self._broken,
            message,
        )
        if self._broken == self._size:
            self._idle.put_nowait(PoolError(f"no extraction worker can be started: {message}"))

    async def _renew(self, worker: Worker) -> None:
        """Put a fresh worker in the place of *worker*; where none can be started, that one goes on."""
        worker.answered = 0
        next_one = worker
        try:
            next_one = await Worker.start(self._supervisor, self._timeout_s)
        except (WorkerError, OSError) as error:
            logger.info("a worker goes on, for no fresh one can be started: %s", error)
        finally:
            # Also where the pool is closed meanwhile, which waits for idle workers alone.
            if next_one is not worker:
                worker.leave()
            self._idle.put_nowait(next_one)

    async def run(self, page: Page, earlier: Draft | None = None) -> Draft:
        """Extract *page* in a worker; a page whose worker is lost is tried once more.

        *earlier*: what it gave without a profile, and gives again where its profile has no say.

        Raises:
            ExtractError: If the page gives no article.
            WorkerError: If it lost its worker twice, or was given up.
            PoolError: If no worker can be started.
        """
        asked = replace(page, earlier=earlier.sketch) if earlier else page
        draft = await self._answer(asked, page.url) or earlier
        assert isinstance(draft, Draft)  # noqa: S101 - the only answer to a page
        return draft

    async def learn(self, lesson: TrainingSet) -> str:
        """Learn the profile of a site in a worker, and give it as JSON.

        Raises:
            ExtractError, WorkerError, PoolError: As in ``run``.
        """
        profile = await self._answer(lesson, lesson.host)
        assert isinstance(profile, str)  # noqa: S101 - the only answer to a lesson
        return profile

    async def _answer(self, task: Page | TrainingSet, name: str) -> Draft | str | None:
        pickled = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
        frame = LENGTH.pack(len(pickled)) + pickled  # in one piece: the worker wakes once
        self.waiting += 1
        asking = asyncio.get_running_loop().create_task(self._ask_twice(frame, name))
        self._asking.add(asking)
        try:
            if self._given_up:
                asking.cancel()
            reply = await asking
        except asyncio.CancelledError:
            if not self._given_up:
                raise
            raise WorkerError("stopped", "given up, the crawl stops") from None
        finally:
            self._asking.discard(asking)
            self.waiting -= 1
        if reply[0] == "error":
            raise ExtractError(reply[1], reply[2])
        assert reply[0] == "draft"  # noqa: S101 - the only other reply to a page
        return reply[1]

    async def _ask_twice(self, frame: bytes, url: str) -> Reply:
        for attempt in range(1, _ATTEMPTS_PER_PAGE):
            try:
                return await self._ask(frame)
            except WorkerError as lost:
                logger.warning("%s: lost its worker (attempt %d): %s", url, attempt, lost)
        return await self._ask(frame)

    async def _ask(self, frame: bytes) -> Reply:
        worker = await self._idle.get()
        if isinstance(worker, PoolError):
            # Put back: all others that wait, now or later, must learn of it as well.
            self._idle.put_nowait(worker)
            raise worker
        try:
            reply = await worker.ask(frame)
        # Any end, a cancelled wait too: half an answer on the socket would be read as the next.
        except BaseException:
            self.lost += 1
            worker.kill()
            if not self._given_up:
                self._add_worker()
            raise
        if worker.answered >= PAGES_PER_WORKER:
            self._begin(self._renew(worker))
        else:
            self._idle.put_nowait(worker)
        return reply

    def give_up(self) -> None:
        """End the work on all pages, now and to come: ``run`` raises for each."""
        self._given_up = True
        for asking in tuple(self._asking):
            asking.cancel()

    async def close(self) -> None:
        """End all workers."""
        for task in tuple(self._starting):
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        workers = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        await asyncio.gather(*(worker.stop() for worker in workers if isinstance(worker, Worker)))
        await self._supervisor.close()
