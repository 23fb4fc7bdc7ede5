"""Growth of time, by ratios: what a busy machine slows down, it slows down for the small input too."""

import math
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

TIMES = 8
"""So much larger the large input is."""
SLACK = 3
"""So much more than linear is allowed: halfway, in powers, to the square of ``TIMES``."""
MOMENT_S = 0.05
"""Processor time below which nothing is said: it is all noise."""
TRIES = 4
REPEATS = 3
"""So often the small input is measured for each large one: load makes it slower, never faster."""
LOOPS = 100
"""About a millionth of a second for each character, on any machine."""


def assert_linear(work: Callable[[T], object], make: Callable[[int], T], size: int) -> None:
    """Assert that the processor time of *work* grows in line with the size of what *make* gives.

    *make* gives ``size // TIMES`` and ``size``. The least times of all tries so far are compared: work that is
    linear passes as soon as one fits, and other work needs three times as much load on each of the small
    measurements, and none on the large one, to pass by mistake.
    """
    small, large = make(size // TIMES), make(size)
    little = much = math.inf
    for _ in range(TRIES):
        little = min(little, least_s(work, small, REPEATS))
        much = min(much, least_s(work, large))
        if much < MOMENT_S or much <= SLACK * TIMES * little:
            return
    raise AssertionError(
        f"more than linear: {little:.4f} s for {size // TIMES}, {much:.4f} s for {size}"
    )


def assert_linear_in_length(work: Callable[[T], object], whole: T) -> None:
    """Assert the same of *whole*, a text or bytes, and its beginning.

    The beginning may be something else than the whole (a tag that is not closed, broken JSON). So it is enough
    too, if *work* takes no longer than a plain loop over the characters would ``LOOPS`` times.
    """
    size = len(whole)  # type: ignore[arg-type]
    if least_s(work, whole) > LOOPS * least_s(_loop, whole, REPEATS):
        assert_linear(work, lambda length: whole[:length], size)  # type: ignore[index]


def _loop(whole: Iterable[object]) -> None:
    for _ in whole:
        pass


def least_s(work: Callable[[T], object], value: T, repeats: int = 1) -> float:
    """Return the least processor time of *repeats* times of *work*."""
    found = math.inf
    for _ in range(repeats):
        begun = time.process_time()
        work(value)
        found = min(found, time.process_time() - begun)
    return found
