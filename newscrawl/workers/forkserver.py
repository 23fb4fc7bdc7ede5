"""The fork server: it loads the libraries of extraction once, and forks a worker whenever the pool asks.

Theory of operation. The pool (``client.py``) starts ``python -c "… main(fd, …)"`` with one end of a
socket pair. The server reports ``ready`` once the imports are loaded, then serves two commands:
``FORK`` with the socket of a worker, and ``KILL``. A worker is known by the number that the pool
gave it. The server alone kills and reaps workers, so that the id of a process is never used when it
may be that of another process; it reports each end with its exit code.

The server has one thread and never reads a page. A worker keeps its own socket open and no other
one, and the server keeps no socket of a worker: the end of each process shows at the other end of
its socket. When the socket of the server is closed (the crawl has ended, however), it ends its
workers and itself.

``multiprocessing`` has a fork server too, but one for all of a process, and its workers import the
main module of the user's script.
"""

import contextlib
import gc
import logging
import os
import select
import signal
import socket
import struct
import traceback

from newscrawl.workers.worker import Extract, framed, load, serve

FORK, KILL = b"f", b"k"
REQUEST = struct.Struct(">cI")
"""A command of the pool: ``FORK`` or ``KILL``, and the number of the worker."""
REPORT = struct.Struct(">Ii")
"""A report of the server: the number of a worker that has ended, and its exit code (negative: a signal)."""


def main(
    fd: int, function: str, timeout_s: float, memory_max_bytes: int, hooks: tuple[str, ...] = ()
) -> None:
    """Fork workers for the pool at the other end of the socket *fd*, until it is closed.

    *function* is the import path of ``Page | TrainingSet -> Draft | str | None``; where its module has a
    function ``warm``, that is called first, so that no worker pays for what all need. *hooks* come
    after it.
    """
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C is for the parent, which ends its workers itself
    logging.getLogger().addHandler(logging.NullHandler())
    with socket.socket(fileno=fd) as control:
        try:
            # Nearly all that imports make stays: looking for garbage in it took a tenth of their time.
            gc.disable()
            extract = load(function, hooks)
            gc.freeze()
            gc.enable()
        except Exception:  # whatever keeps workers from starting is the parent's to report
            control.sendall(framed(("error", "worker_start", traceback.format_exc(limit=-3))))
            return
        control.sendall(framed(("ready",)))
        ForkServer(control, extract, timeout_s, memory_max_bytes).serve()


class ForkServer:
    """Forks, kills and reaps workers."""

    def __init__(
        self, control: socket.socket, extract: Extract, timeout_s: float, memory_max_bytes: int
    ) -> None:
        self._control, self._extract = control, extract
        self._limits = timeout_s, memory_max_bytes
        self._pids: dict[int, int] = {}
        self._woken, self._wake = socket.socketpair()
        self._woken.setblocking(False)
        self._wake.setblocking(False)
        # A handler, if an empty one: Python wakes ``select``
        # by the descriptor only for handled signals.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)

    def serve(self) -> None:
        """Serve commands until the pool closes its socket; then end all workers."""
        is_asked = True
        while is_asked:
            ready, _, _ = select.select([self._control, self._woken], [], [])
            if self._woken in ready:
                self._woken.recv(4096)
                self._reap()
            if self._control in ready:
                is_asked = self._serve_once()
        for pid in self._pids.values():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _serve_once(self) -> bool:
        """Serve one command, and return whether the pool is still there."""
        message, fds = b"", list[int]()
        with contextlib.suppress(ConnectionError):
            message, fds, _, _ = socket.recv_fds(self._control, REQUEST.size, 1)
        if len(message) < REQUEST.size:
            return False
        kind, number = REQUEST.unpack(message)
        if kind == FORK:
            with socket.socket(fileno=fds[0]) as connection:
                self._fork(number, connection)
        elif number in self._pids:
            os.kill(self._pids[number], signal.SIGKILL)
        return True

    def _fork(self, number: int, connection: socket.socket) -> None:
        try:
            pid = os.fork()
        except OSError as error:
            connection.sendall(
                framed(("error", "worker_start", f"no process can be forked: {error}"))
            )
            return
        if pid:
            self._pids[number] = pid
        else:
            self._be_worker(connection)

    def _be_worker(self, connection: socket.socket) -> None:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for inherited in (self._control, self._woken, self._wake):
                inherited.close()
            serve(connection, self._extract, *self._limits)
            code = 0
        finally:
            # ``os._exit``: a worker must not run the exit
            # handlers that it has inherited from the server.
            os._exit(code)

    def _reap(self) -> None:
        """Report all workers that have ended. A signal may stand for several of them."""
        for number, pid in tuple(self._pids.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self._pids[number]
                with contextlib.suppress(ConnectionError):  # the pool is gone: serving ends by that
                    self._control.sendall(REPORT.pack(number, os.waitstatus_to_exitcode(status)))
