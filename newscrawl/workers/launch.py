"""Launching a fork server, also before there is an event loop: a crawl's own imports take as long as its.

A crawl from the command line launches its fork server as soon as its settings are known. The pool
takes it over if it is the one that it would have launched; any other way it ends with this process.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from newscrawl.workers.options import WorkerOptions

_ROOT = str(Path(__file__).parents[2])
_ENVIRONMENT = {
    # A process with threads cannot be forked safely, and numpy starts some where it is loaded.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True, slots=True)
class Launched:
    """A fork server that loads its imports, and our end of the socket to it."""

    options: WorkerOptions
    process: "subprocess.Popen[bytes]"
    control: socket.socket

    def end(self) -> None:
        """End it at once."""
        self.control.close()
        self.process.kill()
        # ``wait`` at once: a process that was killed would remain as a zombie.
        self.process.wait()


_ahead: list[Launched] = []


def _launch(options: WorkerOptions) -> Launched:
    """Launch a fork server.

    Raises:
        OSError: If the system has no room for a process.
    """
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            return Launched(options, _start_process(options, theirs.fileno()), ours)
    except BaseException:
        ours.close()
        raise


def launch_ahead(options: WorkerOptions) -> None:
    """Launch a fork server for the pool that this process will open."""
    # Where there is no room for a process now, the pool says so, after some more attempts.
    with contextlib.suppress(OSError):
        _ahead.append(_launch(options))


def take_over(options: WorkerOptions) -> Launched:
    """Return the fork server that was launched ahead if it has these *options*, else a new one.

    Raises:
        OSError: As ``_launch``.
    """
    found = _ahead.pop() if _ahead else None
    if found is not None and (found.options != options or found.process.poll() is not None):
        found.end()
        found = None
    return found or _launch(options)


@atexit.register
def _end_unused() -> None:
    while _ahead:
        _ahead.pop().end()


def _start_process(options: WorkerOptions, fd: int) -> "subprocess.Popen[bytes]":
    # Longer than the pool's own limit: the timer is for workers that the pool has lost.
    limits = (options.timeout_s * 1.5 + 1, options.memory_max_bytes)
    arguments = (fd, options.function, *limits, options.hooks)
    ours = [
        entry for entry in sys.path if Path(entry).is_absolute()
    ]  # where the user's own modules are
    path = f"import sys; sys.path[:] = dict.fromkeys([{_ROOT!r}, *sys.path, *{ours!r}])"
    return subprocess.Popen(  # noqa: S603 - our own interpreter, code of our own
        [
            sys.executable,
            # A file of the working folder must not shadow a module of the library.
            "-P",
            "-c",
            f"{path}; from newscrawl.workers import forkserver; forkserver.main{arguments!r}",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[fd],
        process_group=0,  # a Ctrl-C in the terminal is for the parent
        env={**os.environ, **_ENVIRONMENT},
    )
