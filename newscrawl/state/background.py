"""Long work on files in a thread, so that the event loop runs meanwhile, and a way to end it early."""

import asyncio
import threading
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from newscrawl.errors import StoppedError

Check = Callable[[], None]
"""Raises ``StoppedError`` when the work must end; called at least once a megabyte."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Stoppable:
    """Runs work in a thread until ``stop`` is called; from then on it ends at its next check."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.busy = False

    async def run(
        self,
        work: Callable[Concatenate[Check, Given], Result],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Return what ``work(check, *given, **named)`` gives.

        Raises:
            StoppedError: If it was told to stop.
        """
        self.busy = True
        try:
            # A thread, not a process: compressing and hashing release Python's global lock.
            return await asyncio.to_thread(work, self.check, *given, **named)
        finally:
            self.busy = False

    def stop(self) -> None:
        """Let the work that goes on end, and none begin."""
        self._stop.set()

    def check(self) -> None:
        """Go on, or not.

        Raises:
            StoppedError: If it was told to stop.
        """
        if self._stop.is_set():
            raise StoppedError(
                "stopped before its files were in order; the next run of this command goes on"
            )
