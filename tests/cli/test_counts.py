"""Counts as options."""

import argparse

import pytest

from newscrawl.cli.counts import count


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("007", 7)])
def test_a_count_is_a_whole_number(text: str, number: int) -> None:
    """From 0 on."""
    assert count(text) == number


@pytest.mark.parametrize("text", ["-1", "1.5", "", "many", "１２", "²", "1_000", " 1"])
def test_what_is_no_count_is_named(text: str) -> None:
    """Digits of other scripts are none, nor are signs."""
    with pytest.raises(argparse.ArgumentTypeError, match="expected a number, 0 for all, got"):
        count(text)
