"""Waiting for a state file that another run holds."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscrawl.errors import StateLockedError, StateWriteError
from newscrawl.state.lock import HolderLock, in_turn

HOLD = """
import sys, time
from pathlib import Path
from newscrawl.state.lock import HolderLock, in_turn
path = Path(sys.argv[1])
with in_turn(path, 20):
    lock = HolderLock(path)
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
    lock.release()
"""


def start(path: Path, hold_s: float) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, path, str(hold_s)], stdout=subprocess.PIPE, text=True
    )


def test_a_run_waits_until_the_holder_has_ended(tmp_path: Path) -> None:
    """The one that waits gets the lock; others that wait come after it, not at the same time."""
    path = tmp_path / "state" / "state.sqlite"
    with start(path, 1.0) as first, start(path, 1.0) as second:
        for process in (first, second):
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
        with in_turn(path, 20):
            lock = HolderLock(path)
            lock.release()
    assert (first.returncode, second.returncode) == (0, 0)


def test_a_run_that_has_waited_long_enough_is_refused(tmp_path: Path) -> None:
    """After its time it goes on, and is told who holds the lock."""
    path = tmp_path / "state.sqlite"
    held = HolderLock(path)
    started = time.monotonic()
    with in_turn(path, 0.3), pytest.raises(StateLockedError, match="is held by process"):
        HolderLock(path)
    assert time.monotonic() - started >= 0.3
    held.release()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """As for the lock itself."""
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StateWriteError, match=r"state\.sqlite\.turn: cannot be written"),
        in_turn(tmp_path / "file" / "state.sqlite", 1),
    ):
        pass
