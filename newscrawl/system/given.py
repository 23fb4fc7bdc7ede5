"""Files that users name, and standard input, read up to a limit: a name may lead to an endless device."""

import sys
from pathlib import Path
from typing import IO

from newscrawl.errors import ConfigError, ExtractError

STDIN = "-"
MAX_LIST_BYTES = 64 * 1024**2
"""Of a file of sources or a list of files: a hundred thousand entries are a quarter of it."""


def standard_input() -> IO[bytes]:
    """Return the bytes of standard input.

    Raises:
        ConfigError: If it is closed.
    """
    # Python has none where the shell closed it (``<&-``).
    if sys.stdin is None:
        raise ConfigError("standard input is closed: expected a file or a pipe, or name a file")
    return sys.stdin.buffer


def read_page(name: str, max_bytes: int) -> bytes:
    """Return the bytes of the page or text in the file *name*, or of standard input for ``-``.

    Raises:
        ConfigError: If it cannot be read.
        ExtractError: ``too_large``, if it has more than *max_bytes*.
    """
    try:
        if name == STDIN:
            body = standard_input().read(max_bytes + 1)
        else:
            body = beginning_of(Path(name), max_bytes + 1)
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read: {error.strerror}") from error
    if len(body) > max_bytes:
        raise ExtractError(
            "too_large",
            f"expected one page or text of at most {max_bytes} bytes, got more; split it, or give"
            " many pages as a folder or a WARC file to newscrawl extract",
        )
    return body


def read_list(path: Path, expected: str) -> str:
    """Return the text of *path*, a file of *expected* in UTF-8, without its byte order mark.

    Raises:
        ConfigError: If it cannot be read, is longer than ``MAX_LIST_BYTES``, or is no UTF-8.
    """
    try:
        body = beginning_of(path, MAX_LIST_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: {expected} cannot be read: {error.strerror}") from error
    if len(body) > MAX_LIST_BYTES:
        raise ConfigError(
            f"{path}: expected {expected} of at most {MAX_LIST_BYTES} bytes, got more; split the file"
        )
    try:
        # Editors on Windows write a byte order mark, which neither TOML nor a name allows.
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: expected {expected} in UTF-8, got other bytes ({error.reason} at byte"
            f" {error.start}); save it as UTF-8"
        ) from error


def beginning_of(path: Path, size: int) -> bytes:
    """Return the first *size* bytes of the file *path*.

    Raises:
        OSError: If it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(size)
