"""Ends connections whose answer does not come, and tells of signals that want the process to stop."""

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

_LOOK_S = 0.5
"""Time between two looks at a connection that is waited for."""


class Watchdog:
    """Shut the socket down that is waited for when its time is over; whoever waits then gets an error.

    A server that hangs, or a network that drops packets, ends no connection by itself.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._watched: tuple[int, Callable[[], float]] | None = None
        self._has_ended = threading.Event()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def watch(self, descriptor: int, left_s: Callable[[], float]) -> Iterator[None]:
        """Shut *descriptor* down if the block lasts until *left_s* returns nothing any more."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, daemon=True)
            self._thread.start()
        with self._guard:
            self._watched = descriptor, left_s
        try:
            yield
        finally:
            with self._guard:
                self._watched = None

    def _look(self) -> None:
        while not self._has_ended.wait(_LOOK_S):
            with self._guard:
                if self._watched is not None and self._watched[1]() <= 0:
                    _shut_down(self._watched[0])

    def stop(self) -> None:
        """Watch no more."""
        self._has_ended.set()


def _shut_down(descriptor: int) -> None:
    """End the connection of *descriptor*; its owner closes it."""
    # A duplicate shares the connection; closing it leaves the owner's descriptor open.
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as same:
        same.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def telling_of_stop(tell: Callable[[], None]) -> Iterator[None]:
    """Call *tell*, and what was called before, at a signal that wants the process to stop.

    A handler of Python runs although the event loop is held up. Outside the main thread nothing is
    told.
    """
    # Python allows ``signal.signal`` in the main thread alone.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = {number: _chained(number, tell) for number in (signal.SIGTERM, signal.SIGINT)}
    before = {number: signal.signal(number, handler) for number, handler in ours.items()}
    try:
        yield
    finally:
        for number, handler in ours.items():
            if signal.getsignal(number) is handler:  # else another was put in its place
                signal.signal(number, before[number])


def _chained(number: int, tell: Callable[[], None]) -> Callable[[int, FrameType | None], None]:
    before = signal.getsignal(number)

    def handle(came: int, frame: FrameType | None) -> None:
        tell()
        if callable(before):
            before(came, frame)
        # With no handler before, the signal would have ended the process: so it does now.
        elif before == signal.SIG_DFL:
            signal.signal(came, signal.SIG_DFL)
            os.kill(os.getpid(), came)

    return handle


def sleep_while(seconds: float, may_go_on: Callable[[], bool]) -> None:
    """Sleep for *seconds*, less where *may_go_on* says no; a signal's handler does not end a plain sleep."""
    end = time.monotonic() + seconds
    while may_go_on() and (left_s := end - time.monotonic()) > 0:
        time.sleep(min(left_s, 0.1))
