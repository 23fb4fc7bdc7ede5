"""Batches worked on by several processes, given back in their order, with few of them under way at once."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TypeVar

from newscrawl.errors import NewscrawlError

Task = TypeVar("Task")
Result = TypeVar("Result")
BATCHES_EACH = 3


class Workers:
    """So many processes, ended by ``close``; with one, all is done in this process."""

    def __init__(self, count: int) -> None:
        self._most = BATCHES_EACH * count
        # A forked child would inherit locks that threads of this process hold, so it is spawned.
        self._pool = ProcessPoolExecutor(count, get_context("spawn"), _begin) if count > 1 else None

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Return the result of *work* for each task, in order; tasks are taken as there is room.

        Raises:
            NewscrawlError: If a process was ended from outside.
        """
        if self._pool is None:
            yield from map(work, tasks)
            return
        under_way: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                # Executor.map would take all tasks at once, and the whole corpus into memory.
                under_way.append(self._pool.submit(work, task))
                if len(under_way) > self._most:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BrokenProcessPool as error:
            raise NewscrawlError(
                "a worker process was ended from outside; run the command again"
            ) from error

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Make this process a worker: Ctrl-C is for its parent, with which it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process once its parent has ended, however that was.

    The pipes of a pool do not tell: each worker holds their other ends too, and waits for ever.
    """
    parent = parent_process()
    if parent is not None:
        parent.join()
        # Not ``sys.exit``, which ends this thread alone.
        os._exit(1)
