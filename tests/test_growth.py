"""The measure of growth itself."""

from collections.abc import Callable

import pytest

from tests.support.growth import assert_linear, assert_linear_in_length, least_s


def _squared(text: str) -> int:
    return sum(text[at:].count("x") for at in range(0, len(text), 2))


def loaded(which: int) -> Callable[..., float]:
    """Return the measure as load spoils it: twice the time for the small inputs (1) or the large ones (2)."""

    def measure(work: Callable[[object], object], value: object, repeats: int = 1) -> float:
        return least_s(work, value, repeats) * (2 if (repeats == 1) == (which == 2) else 1)

    return measure


def test_linear_work_passes() -> None:
    """Sorting, summing, reading once."""
    assert_linear_in_length(sorted, "xyz" * 300_000)
    assert_linear(sum, range, 3_000_000)


@pytest.mark.parametrize("load", [0, 1, 2], ids=["none", "on each small one", "on each large one"])
def test_quadratic_work_fails(load: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading what is left again at each step, however long load makes some of the measurements."""
    if load:
        monkeypatch.setattr("tests.support.growth.least_s", loaded(load))
    with pytest.raises(AssertionError, match="more than linear"):
        assert_linear_in_length(_squared, "xy" * 20_000)


def test_linear_work_passes_under_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each large measurement takes twice as long as it should."""
    monkeypatch.setattr("tests.support.growth.least_s", loaded(2))
    assert_linear(sum, range, 3_000_000)
