"""Text of strangers, made safe to show in a terminal."""

import contextlib
import io
import os
import re
import sys
from pathlib import Path

_STDOUT = 1
MAX_TOLD = 20
"""More faults of one kind than these are counted, not told."""
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)
"""Control characters (escape sequences begin with one), marks that turn the direction, surrogates."""


def provide_stderr() -> None:
    """Let what is said on a standard error that is closed go nowhere, instead of ending the command."""
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as it runs


def provide_stdout() -> None:
    """Let what is printed on a standard output that is closed (``>&-``) be an error, as for other programs.

    Its number is taken by a file that cannot be written: the next file to be opened would have it
    otherwise, and child processes would print into that.
    """
    if sys.stdout is None:
        while (descriptor := os.open(os.devnull, os.O_RDONLY)) < _STDOUT:
            os.set_inheritable(descriptor, True)
        sys.stdout = open(descriptor, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - as above
    # Characters that the terminal's encoding lacks, and bytes of file names that are no text, are
    # shown by their code, which in JSON is their escape.
    # One that was exchanged for a pipe by ``dup2`` still takes itself for a file.
    if isinstance(sys.stdout, io.TextIOWrapper):
        with contextlib.suppress(OSError):
            sys.stdout.reconfigure(errors="backslashreplace")


def printable(text: str) -> str:
    r"""Show each character of *text* that could steer a terminal as its code; line feed and tab stay.

    >>> printable("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def tell(said: str, told: list[str]) -> None:
    """Report a fault of an input on standard error, until ``MAX_TOLD`` such lines were *told*."""
    if len(told) < MAX_TOLD:
        told.append(said)
        print(f"newscrawl: {printable(said)}", file=sys.stderr)


def silence_stdout() -> None:
    """Let standard output lead nowhere, when its reader has gone or its disk is full.

    Python flushes it once more at exit, which would fail as well. Source: the note on SIGPIPE in the
    documentation of Python's signal module.
    """
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
