"""Durable writes: bytes at the end of a file, names in a folder, and what a full disk says."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from newscrawl.errors import OutputError


class LostBytesError(OSError):
    """Something else has removed a file, or cut it, while it is written."""


def write_at(descriptor: int, data: bytes, offset: int, *, durable: bool = False) -> None:
    """Write *data* at *offset*, the end of the file; where that fails, the file ends there again.

    Raises:
        OSError: If it cannot be written, or not be made *durable*.
        LostBytesError: If it is shorter: a hole would take the place of what is not there.
    """
    if (size := os.fstat(descriptor).st_size) < offset:
        raise LostBytesError(errno.ESTALE, f"{size} bytes are left of {offset}")
    try:
        view, at = memoryview(data), offset
        while view:
            # ``pwrite`` may write less than asked: a full disk takes a part, then raises.
            count = os.pwrite(descriptor, view, at)
            view, at = view[count:], at + count
        if durable:
            os.fsync(descriptor)
    except OSError:
        with contextlib.suppress(OSError):
            # Half a record must not stay: the next one would be written into its line.
            os.ftruncate(descriptor, offset)
        raise


def sync(path: Path) -> None:
    """Make all bytes of the file *path*, or all names in that folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def reported(path: Path, way_out: str = "free disk space or fix the permissions") -> Iterator[None]:
    """Turn an error of the operating system at *path* into an ``OutputError`` with the way out."""
    try:
        yield
    except LostBytesError as error:
        raise OutputError(
            f"{path}: {error.strerror}; something else changed it. Put it back, or move the state"
            " file away to begin again without what it held."
        ) from error
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}). Nothing acknowledged is lost; "
            f"{way_out}, and run the same command again."
        ) from error
