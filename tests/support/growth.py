"""Growth of time, by ratios: what a busy machine slows down, it slows down for the small input too."""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

TIMES = 4
"""So much larger the large input is."""
SLACK = 2.5
"""So much more than linear is allowed: below the square of ``TIMES`` (16), above noise."""
MOMENT_S = 0.05
"""Processor time below which nothing is said: it is all noise."""
TRIES = 3
LOOPS = 100
"""About a millionth of a second for each character, on any machine."""


def assert_linear(work: Callable[[T], object], make: Callable[[int], T], size: int) -> None:
    """Assert that the processor time of *work* grows in line with the size of what *make* gives.

    *make* gets ``size // TIMES`` and ``size``. Measured up to ``TRIES`` times: one that fits is enough, for
    noise only makes slower.
    """
    small, large = make(size // TIMES), make(size)
    found = []
    for _ in range(TRIES):
        little, much = _seconds(work, small), _seconds(work, large)
        if much < MOMENT_S or much <= SLACK * TIMES * little:
            return
        found.append(f"{little:.3f} s for {size // TIMES}, {much:.3f} s for {size}")
    raise AssertionError(f"more than linear: {'; '.join(found)}")


def assert_linear_in_length(work: Callable[[T], object], whole: T) -> None:
    """Assert the same of *whole*, a text or bytes, and its beginning.

    The beginning may be something else than the whole (a tag that is not closed, broken JSON). So it is enough
    too, if *work* takes no longer than a plain loop over the characters would ``LOOPS`` times.
    """
    size = len(whole)  # type: ignore[arg-type]
    if _seconds(work, whole) > LOOPS * _seconds(_loop, whole):
        assert_linear(work, lambda length: whole[:length], size)  # type: ignore[index]


def _loop(whole: Iterable[object]) -> None:
    for _ in whole:
        pass


def _seconds(work: Callable[[T], object], value: T) -> float:
    begun = time.process_time()
    work(value)
    return time.process_time() - begun
