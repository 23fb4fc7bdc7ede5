"""Pages read in a process of its own that a page cannot outlast, or fill."""

import json
import os
import pickle
import select
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

from newscrawl.model.items import Page
from newscrawl.steps.page import LENGTH_BYTES, Answer

TIMEOUT_S = 20.0
MAX_BYTES = 2 * 1024**3
_CHUNK = 1 << 20
_START_S = 120.0
"""Until the modules are loaded; a busy disk may need long."""
_FIRST = Page("https://first.example/", b"<p></p>")


class Sandbox:
    """Asks ``newscrawl.steps.page``; a page that breaks a limit ends it, and the next begins it again.

    *timeout_s* and *max_bytes* (of memory) hold for a page. The engine that runs a step copies it
    to its workers; the process is started by the first page.
    """

    def __init__(self, timeout_s: float = TIMEOUT_S, max_bytes: int = MAX_BYTES) -> None:
        self._timeout_s, self._max_bytes = timeout_s, max_bytes
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, page: Page, min_chars: int) -> Answer:
        """Return the record of *page*, or why there is none."""
        process = self._process or self._start()
        try:
            answer = _exchange(process, page, min_chars, self._timeout_s)
        # Ended in both cases: the rest of an answer would be taken for the next page's.
        except TimeoutError:
            self.close()
            return None, "timeout"
        except OSError:  # a pipe that is closed
            answer = b""
        if not answer.endswith(b"\n"):
            self.close()
            return None, "worker_crashed"
        record, reason = json.loads(answer)
        return record, reason

    def _start(self) -> "subprocess.Popen[bytes]":
        """Start the process, with the modules that this one sees."""
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "newscrawl.steps.page", str(self._max_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A pipe that nobody reads fills, and then the process waits for ever.
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert process.stdin is not None  # noqa: S101 - it was asked for
        # A blocking write of more than the pipe has room for would outlast the page's time.
        os.set_blocking(process.stdin.fileno(), False)
        self._process = process
        # The time of loading must not be taken from the first page's.
        if not _exchange(process, _FIRST, 0, _START_S):
            self.close()
            raise RuntimeError(
                "newscrawl.steps.page cannot be started; run it by hand: it says why"
            )
        return process

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def _exchange(
    process: "subprocess.Popen[bytes]", page: Page, min_chars: int, timeout_s: float
) -> bytes:
    """Return the line that answers *page*; what there is of it where the process ends.

    Raises:
        TimeoutError: If it takes longer.
    """
    assert process.stdin is not None  # noqa: S101 - both were asked for
    assert process.stdout is not None  # noqa: S101
    data, until = pickle.dumps((page, min_chars)), time.monotonic() + timeout_s
    into, out = process.stdin.fileno(), process.stdout.fileno()
    left, answer = memoryview(len(data).to_bytes(LENGTH_BYTES, "little") + data), bytearray()
    # Both directions in one loop: two full pipes would leave each side waiting for the other.
    while not answer.endswith(b"\n"):
        readable, writable, _ = select.select(
            [out], [into] if left else [], [], max(until - time.monotonic(), 0)
        )
        if not readable and not writable:
            raise TimeoutError
        if writable:
            left = left[os.write(into, left[:_CHUNK]) :]
        if readable:
            got = os.read(out, _CHUNK)
            if not got:
                break
            answer += got
    return bytes(answer)
