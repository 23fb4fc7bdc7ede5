"""Counts as options: whole numbers from 0 on, where 0 stands for what is usual."""

import argparse


def count(text: str) -> int:
    """Return the number that *text* says.

    Raises:
        argparse.ArgumentTypeError: If it is none, or below 0; argparse says of which option.
    """
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"expected a number, 0 for all, got {text!r}")
    return int(text)
