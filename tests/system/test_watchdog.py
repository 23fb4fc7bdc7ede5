"""Signals that want the process to stop, and waits that end early."""

import os
import signal
import time

import pytest

from newscrawl.system.watchdog import sleep_while, telling_of_stop


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_told_and_goes_on_to_who_had_it(number: signal.Signals) -> None:
    """In the order: we first; afterwards all is as it was."""
    heard: list[str] = []
    before = signal.signal(number, lambda *_: heard.append("former"))
    try:
        with telling_of_stop(lambda: heard.append("ours")):
            os.kill(os.getpid(), number)
        assert heard == ["ours", "former"]
        os.kill(os.getpid(), number)
        assert heard == ["ours", "former", "former"]
    finally:
        signal.signal(number, before)


def test_a_handler_that_came_later_stays() -> None:
    """It is not ours to take away."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        with telling_of_stop(lambda: None):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_sleep_ends_where_it_may_not_go_on() -> None:
    """Long before its time."""
    begun = time.monotonic()
    sleep_while(600, lambda: False)
    assert time.monotonic() - begun < 60
