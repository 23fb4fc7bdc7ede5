"""The measure of growth itself."""

import pytest

from tests.support.growth import assert_linear, assert_linear_in_length


def _squared(text: str) -> int:
    return sum(text[at:].count("x") for at in range(0, len(text), 2))


def test_linear_work_passes() -> None:
    """Sorting, summing, reading once."""
    assert_linear_in_length(sorted, "xyz" * 300_000)
    assert_linear(sum, range, 3_000_000)


def test_quadratic_work_fails() -> None:
    """Reading what is left again at each step."""
    with pytest.raises(AssertionError, match="more than linear"):
        assert_linear_in_length(_squared, "xy" * 32_000)
