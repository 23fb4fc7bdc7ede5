"""One holder per state file.

The lock is the operating system's (``flock``): it goes with its holder, however that dies, so that no
stale lock has to be judged. The file beside it only says who the holder is.
"""

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.errors import StateLockedError, StateWriteError


class HolderLock:
    """Hold *path* until ``release`` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("a+", encoding="utf-8")
        except OSError as error:
            raise StateWriteError(f"{path}: cannot be written ({error.strerror}); see STATE_URL") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise StateLockedError(_refusal(path)) from error
        self._sign()

    def _sign(self) -> None:
        holder = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._file.truncate(0)
        self._file.write(json.dumps(holder))
        self._file.flush()

    def release(self) -> None:
        """Let the next one in."""
        self._file.close()


def _refusal(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        who = f"process {holder['pid']} on {holder['host']}, started {holder['started']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return (
        f"{path.with_suffix('')} is held by {who}. "
        "Wait for it, stop it, or give this crawl a state file of its own (STATE_URL)."
    )
