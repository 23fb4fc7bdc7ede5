"""The fork server, as the pool sees it: started when a worker is needed, and again when it is lost.

Workers outlive their fork server: each has a socket of its own. Only the hard kill of such a worker
is left to its own timer then (``worker.py``), for the server's id of its process is no longer safe
to use.
"""

import asyncio
import contextlib
import io
import itertools
import logging
import pickle
import socket
from typing import TYPE_CHECKING, Any, Self

from newscrawl.workers.forkserver import FORK, KILL, REPORT, REQUEST
from newscrawl.workers.launch import take_over
from newscrawl.workers.options import WorkerOptions
from newscrawl.workers.worker import LENGTH, Reply

if TYPE_CHECKING:
    import subprocess

logger = logging.getLogger(__name__)

START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 2
_VALUES = (
    "newscrawl.model.items",
    "newscrawl.model.fields",
    "newscrawl.model.page_sketch",
    "newscrawl.model.signals",
    "newscrawl.model.more",
    "newscrawl.model.warc_place",
)
"""Modules of the values that a worker sends."""


class WorkerError(Exception):
    """A worker did not answer; ``reason`` as in ``drops.BY_REASON``."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class ForkServerClient:
    """One fork server, and the socket to it."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        control: socket.socket,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process, self._control, self._reader, self._writer = process, control, reader, writer
        self._numbers = itertools.count()
        self._ends: dict[int, asyncio.Future[int | None]] = {}
        self._reading: asyncio.Task[None] | None = None
        self.is_alive = True

    @classmethod
    async def start(cls, options: WorkerOptions) -> Self:
        """Start a fork server and wait until its imports are loaded.

        Raises:
            WorkerError: If it does not become ready.
            OSError: If the system has no room for a process.
        """
        launched = take_over(options)
        reader, writer = await asyncio.open_connection(sock=launched.control)
        server = cls(launched.process, launched.control, reader, writer)
        try:
            await server._wait_until_ready()
        except BaseException:
            server.kill()
            raise
        server._reading = asyncio.get_running_loop().create_task(server._read_reports())
        return server

    async def _wait_until_ready(self) -> None:
        try:
            reply = await receive(self._reader, START_TIMEOUT_S)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerError("worker_start", "the process ended while it started") from None
        if reply[0] == "error":
            raise WorkerError(reply[1], reply[2])

    def fork(self, connection: socket.socket) -> "WorkerProcess":
        """Have a worker forked that serves *connection*.

        Raises:
            OSError: If the fork server is gone.
        """
        child = WorkerProcess(self, next(self._numbers))
        self.ask(FORK, child.number, connection.fileno())
        self._ends[child.number] = child.end
        return child

    def ask(self, kind: bytes, number: int, *fds: int) -> None:
        """Send a request.

        Raises:
            OSError: If the fork server is gone.
        """
        socket.send_fds(self._control, [REQUEST.pack(kind, number)], fds)

    async def _read_reports(self) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                number, code = REPORT.unpack(await self._reader.readexactly(REPORT.size))
                self._ends.pop(number).set_result(code)
        logger.warning(
            "the process that extraction workers are forked from has ended; another takes its place"
        )
        self.kill()

    def kill(self) -> None:
        """End the fork server at once. How its workers end is not known from then on."""
        self.is_alive = False
        self._writer.close()
        self._process.kill()
        # ``wait`` at once: a process that was killed would remain as a zombie.
        self._process.wait()
        for end in self._ends.values():
            end.set_result(None)
        self._ends.clear()

    async def stop(self) -> None:
        """Let the fork server end its workers and itself, and kill it if it does not."""
        if self._reading is not None:
            self._reading.cancel()
        self._writer.close()
        for _ in range(STOP_TIMEOUT_S * 50):
            if self._process.poll() is not None:
                break
            await asyncio.sleep(0.02)
        self.kill()


class WorkerProcess:
    """A worker process, known by its number; ``end`` gives its exit code, None where that is not known."""

    def __init__(self, server: ForkServerClient, number: int) -> None:
        self._server, self.number = server, number
        self.end: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    async def ended(self) -> bool:
        """Wait a little for its end, and return whether it came."""
        await asyncio.wait([self.end], timeout=STOP_TIMEOUT_S)
        return self.end.done()

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(OSError):  # the server is gone: the worker's own timer ends it
            self._server.ask(KILL, self.number)


class ForkServerSupervisor:
    """Keeps one fork server running."""

    def __init__(self, options: WorkerOptions) -> None:
        self._options = options
        self._starting: asyncio.Task[ForkServerClient] | None = None

    async def server(self) -> ForkServerClient:
        """Return the fork server, started if there is none.

        Raises:
            WorkerError, OSError: As ``ForkServerClient.start``.
        """
        # The same task for all workers that start at once; a lost server is replaced once.
        if self._starting is None or self._is_lost(self._starting):
            self._starting = asyncio.get_running_loop().create_task(
                ForkServerClient.start(self._options)
            )
        # Shielded: one worker's cancelled start must not cancel the server for the others.
        return await asyncio.shield(self._starting)

    @staticmethod
    def _is_lost(starting: "asyncio.Task[ForkServerClient]") -> bool:
        return starting.done() and (
            starting.exception() is not None or not starting.result().is_alive
        )

    async def close(self) -> None:
        """End the fork server, and the workers that it has left."""
        if self._starting is None:
            return
        self._starting.cancel()
        for server in await asyncio.gather(self._starting, return_exceptions=True):
            if isinstance(server, ForkServerClient):
                await server.stop()


async def receive(reader: asyncio.StreamReader, timeout_s: float) -> Reply:
    """Read one reply.

    Raises:
        WorkerError: If no valid reply comes in time.
        asyncio.IncompleteReadError, ConnectionError: If the process has ended.
    """
    try:
        async with asyncio.timeout(timeout_s):
            header = await reader.readexactly(LENGTH.size)
            return _unpickle(await reader.readexactly(LENGTH.unpack(header)[0]))
    except TimeoutError:
        raise WorkerError("worker_timeout", f"no answer within {timeout_s:g} s") from None


class _ReplyUnpickler(pickle.Unpickler):
    """Loads the values of ``_VALUES``, and nothing else."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        # A dotted name would reach through a module to others, ``os.system`` for one.
        if module_name not in _VALUES or "." in global_name:
            raise pickle.UnpicklingError(f"a worker sent {module_name}.{global_name}")
        return super().find_class(module_name, global_name)


def _unpickle(frame: bytes) -> Reply:
    try:
        reply: Reply = _ReplyUnpickler(io.BytesIO(frame)).load()
    except (
        pickle.UnpicklingError,
        AttributeError,
        EOFError,
        IndexError,
        TypeError,
        ValueError,
    ) as error:
        raise WorkerError("worker_crashed", f"the worker sent no valid reply: {error}") from error
    return reply
