"""One holder per state file.

The lock is the operating system's (``flock``): it ends with its holder, however that dies, so that
no stale lock has to be judged. It is held on two files: on ``….lock`` beside the state file, which
says who the holder is and may wait to be locked before there is a state; and on the state file
itself, because the first may be removed by someone who takes it for stale. SQLite's own locks are
of another kind (``fcntl``), which Linux keeps apart from these.

Those that wait for the file say so: each locks a file of its own in the folder ``….waiting``, so
that the holder can let them have their turn.
"""

import contextlib
import fcntl
import itertools
import json
import logging
import os
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from newscrawl.errors import StateLockedError, StateWriteError

logger = logging.getLogger(__name__)

_TRIES = 3
"""So often the lock is tried: ``in_turn`` of another process holds it for a moment, to see if it is free."""
_TRY_S = 0.05
_POLL_S = 0.5


class HolderLock:
    """Hold the state file *path* until ``release`` or the end of the process; makes it where it is missing.

    The state's connection must be closed before: the end of any descriptor of a file ends the
    ``fcntl`` locks that its process has on it.
    """

    def __init__(self, path: Path) -> None:
        self._lock = lock_path(path)
        self._files = contextlib.ExitStack()
        try:
            self._file = self._files.enter_context(self._lock.open("a+", encoding="utf-8"))
            # The plain lock first: only who has it may say in it who the holder is.
            self._take(self._file.fileno(), path)
            guarded = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
            self._files.callback(os.close, guarded)
            self._take(guarded, path)
            self._sign()
        except OSError as error:
            self._files.close()
            raise _unwritable(Path(error.filename or self._lock), error) from error
        except StateLockedError:
            self._files.close()
            raise

    def _take(self, file: int, path: Path) -> None:
        if not any(_try_lock(file, wait_s=_TRY_S) for _ in range(_TRIES)):
            raise StateLockedError(_refusal(path))

    def _sign(self) -> None:
        holder = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        # Emptied by its descriptor: "a+" appends, and another holder's words may be longer.
        os.ftruncate(self._file.fileno(), 0)
        os.write(self._file.fileno(), json.dumps(holder).encode())

    def release(self) -> None:
        """Let the next one in."""
        self._files.close()


def lock_path(path: Path) -> Path:
    """Return the file that says who holds the state file *path*; one for all its names (symbolic links)."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.name}.lock")


def _try_lock(file: IO[str] | int, *, wait_s: float = 0.0) -> bool:
    """Lock *file* if nobody else does; if not, say so after *wait_s*."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(wait_s)
        return False
    return True


@contextlib.contextmanager
def in_turn(path: Path, wait_s: float, command: str = "") -> Iterator[None]:
    """Wait until nobody holds the state file *path*, *wait_s* at most; then do the block.

    Meanwhile the holder can see that *command* waits (``waiting_for``). Those who wait here go one
    after the other: each holds a lock of its own kind until its block ends. When the time is over
    the block is done too, and finds the lock held.

    Raises:
        StateWriteError: If the file beside it cannot be made.
    """
    lock = lock_path(path)
    turn_path = lock.with_suffix(".turn")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        turn = turn_path.open("a", encoding="utf-8")
    except OSError as error:
        raise _unwritable(turn_path, error) from error
    with turn:
        deadline = time.monotonic() + wait_s
        # Announced only where there is something to wait for: mostly the file is free.
        if not (_try_lock(turn) and _is_free(lock)):
            with _announced(lock.with_suffix(".waiting"), command):
                _poll(lambda: _try_lock(turn), path, deadline)
                _poll(lambda: _is_free(lock), path, deadline)
        yield


@contextlib.contextmanager
def _announced(folder: Path, command: str) -> Iterator[None]:
    """Let it be seen, for the block, that *command* waits."""
    own = folder / str(os.getpid())
    try:
        folder.mkdir(exist_ok=True)
        with own.open("w", encoding="utf-8") as file:
            file.write(command)
            file.flush()
            # The waiter's own lock tells a live one from a file that a dead process has left.
            _try_lock(file)
            yield
    except OSError as error:
        raise _unwritable(own, error) from error
    finally:
        own.unlink(missing_ok=True)


def waiting_for(path: Path) -> list[str]:
    """Return the commands that wait for the state file *path*; the file of a dead process does not count."""
    found = []
    for file in lock_path(path).with_suffix(".waiting").glob("*"):
        with contextlib.suppress(OSError), file.open("r+", encoding="utf-8") as waiter:
            # The lock could be had, so its process is dead.
            if _try_lock(waiter):
                file.unlink(missing_ok=True)
            else:
                found.append(waiter.read())
    return found


def _is_free(lock: Path) -> bool:
    with lock.open("a", encoding="utf-8") as file:
        return _try_lock(file)


def _poll(done: Callable[[], bool], path: Path, deadline: float) -> None:
    told = False
    while not done() and (left_s := deadline - time.monotonic()) > 0:
        if not told:
            logger.info("Waiting for %s, which another run holds", path)
            told = True
        time.sleep(min(_POLL_S, left_s))


def _unwritable(path: Path, error: OSError) -> StateWriteError:
    return StateWriteError(f"{path}: cannot be written ({error.strerror}); see STATE_URL")


def _refusal(path: Path) -> str:
    try:
        holder = json.loads(lock_path(path).read_text(encoding="utf-8"))
        who = f"process {holder['pid']} on {holder['host']}, started {holder['started']}"
    # The holder writes its words after it has the lock: they may be missing or half there.
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return (
        f"{path} is held by {who}. Wait for it (STATE_WAIT_S), stop it, or give this crawl a state"
        " file of its own (STATE_URL)."
    )


@contextlib.contextmanager
def hold_name(folder: Path, name: str, *, is_fixed: bool) -> Iterator[str]:
    """Hold *name* among the processes with locks in *folder*; unless it *is_fixed*, or ``name-2`` and so on.

    The lock ends with its holder, however that dies: whoever has the name knows that the holder
    before is dead.

    Raises:
        StateLockedError: If it is held.
        StateWriteError: If *folder* cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    for number in itertools.count(1):
        own = name if number == 1 else f"{name}-{number}"
        with (folder / f"{own}.lock").open("a", encoding="utf-8") as file:
            if _try_lock(file):
                yield own
                return
        if is_fixed:
            raise StateLockedError(
                f"another process writes into {folder.parent} as the worker {name!r}; give each"
                " worker a name of its own (STATE_WORKER), or none"
            )
