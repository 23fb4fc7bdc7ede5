"""What chance alone may make of a share."""

import pytest

from newscrawl.health.shares import chance


def test_chance_is_a_bound() -> None:
    """Never less than the true chance, and exact where all are bad."""
    assert chance(4, 4, 0.5) == pytest.approx(0.0625)
    assert chance(2, 3, 0.1) >= 3 * 0.01 * 0.9 + 0.001
    assert chance(0, 5, 0.5) == 1.0
