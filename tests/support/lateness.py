"""How late the machine is: what a test of time must allow for."""

import threading
import time
from types import TracebackType
from typing import Self

_STEP_S = 0.05


class Lateness:
    """Looks while its block runs how much later than asked for a thread wakes; ``most_s`` is the worst."""

    def __init__(self) -> None:
        self.most_s = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        asleep = time.monotonic()
        while not self._ended.wait(_STEP_S):
            awake = time.monotonic()
            self.most_s = max(self.most_s, awake - asleep - _STEP_S)
            asleep = awake
