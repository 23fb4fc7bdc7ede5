"""Work in a thread that can be stopped."""

import asyncio
import threading

import pytest

from newscrawl.errors import StoppedError
from newscrawl.state.background import Check, Stoppable


def add(check: Check, first: int, second: int) -> int:
    """A sum, made in whatever thread this runs in, if it may go on."""
    check()
    assert threading.current_thread() is not threading.main_thread()
    return first + second


def test_work_gives_its_result() -> None:
    """It runs beside the event loop, and is over then."""
    stoppable = Stoppable()
    assert asyncio.run(stoppable.run(add, 2, second=3)) == 5
    assert not stoppable.busy


def test_stopped_work_ends_at_its_next_check() -> None:
    """Also work that has not begun; it is not busy any more."""
    stoppable = Stoppable()

    def stop_within(check: Check) -> None:
        assert stoppable.busy
        check()
        stoppable.stop()
        check()

    for work in (stop_within, add):
        with pytest.raises(StoppedError):
            asyncio.run(stoppable.run(work, *([2, 3] if work is add else [])))
    assert not stoppable.busy
