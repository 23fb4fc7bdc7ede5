"""Lines of files, plain or compressed by their first bytes, each within a limit; files put in place whole."""

import contextlib
import gzip
import io
import os
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from newscrawl.errors import ConfigError, OutputError
from newscrawl.web.content_coding import zstd

MAX_LINE_BYTES = 32 * 1024**2
"""A longer line is passed on in pieces, and not looked at."""
_CHUNK = 1 << 20
_DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)


@dataclass(frozen=True, slots=True)
class CorpusLine:
    """One line of a file: its number from 1, its bytes with the line feed, and whether that is all of it.

    A line beyond ``MAX_LINE_BYTES`` comes as several, of the same number, none of them whole.
    """

    number: int
    data: bytes
    whole: bool = True


def read_lines(path: Path, size: int | None = None) -> Iterator[CorpusLine]:
    """Return the lines of *path*; of a plain file those within its first *size* bytes, for it may still grow.

    Raises:
        ConfigError: If it cannot be read, or is damaged; the message names the line.
    """
    number = 1
    try:
        with path.open("rb") as raw, _unpacked(raw) as file:
            # Of a packed file the size says nothing about the unpacked bytes.
            whole, end = True, size if size is not None and file is raw else None
            while data := file.readline(MAX_LINE_BYTES):
                # The writer was still within this line when the size was taken.
                if end is not None and file.tell() > end:
                    return
                ended = data.endswith(b"\n")
                fits = ended or len(data) < MAX_LINE_BYTES
                yield CorpusLine(number, data, whole and fits)
                # What follows a piece is a piece of the same line, up to its line feed.
                whole = ended or fits
                number += ended
    except OSError as error:
        # gzip.BadGzipFile is an OSError without a text of the system: damage, not access.
        if isinstance(error, _DAMAGED) or not error.strerror:
            raise ConfigError(f"{path}, line {number}: damaged: {error}") from error
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except _DAMAGED as error:
        raise ConfigError(f"{path}, line {number}: damaged: {error}") from error


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    # By the magic numbers of RFC 1952 and RFC 8878: standard input has no name that tells.
    begin = raw.read(4)
    raw.seek(0)
    if begin.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
    if begin == b"\x28\xb5\x2f\xfd":
        return cast("IO[bytes]", io.BufferedReader(cast("Any", zstd.ZstdFile(raw))))
    return raw


@contextlib.contextmanager
def replaced(path: Path, *, overwrites: bool) -> Iterator[IO[bytes]]:
    """Return a file to write; at the end it is put at *path*, synced and whole, or not at all.

    It is compressed as the name says (``.gz``, ``.zst``).

    Raises:
        ConfigError: If *path* is there and may not be overwritten.
        OutputError: If it cannot be written.
    """
    if path.exists() and not overwrites:
        raise ConfigError(f"{path}: is there already; name another file, or say --force")
    # In the same folder, for a rename is atomic only within one file system.
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    try:
        with writing(path):
            raw = part.open("xb")
        # Closing fails as well on a full disk: what is in its buffer cannot be written either.
        with writing(path), raw:
            with writing(path), packed(raw, path.suffix) as file:
                yield file
            with writing(path):
                raw.flush()
                # Before the rename: after a crash the name could otherwise lead to an empty file.
                os.fsync(raw.fileno())
        with writing(path):
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an error of the operating system into an ``OutputError`` that names *path*."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}); free disk space or fix the"
            " permissions"
        ) from error


@contextlib.contextmanager
def packed(raw: IO[bytes], ending: str) -> Iterator[IO[bytes]]:
    """Return a file to write, whose bytes go to *raw*, compressed as *ending* says."""
    if ending == ".gz":
        # No name and no time in the head: the same lines give the same bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as file:
            yield cast("IO[bytes]", file)
    elif ending == ".zst":
        with zstd.ZstdFile(raw, "wb") as file:
            yield cast("IO[bytes]", file)
    else:
        yield raw


def keep_input(source: IO[bytes], folder: Path) -> Path:
    """Copy *source*, which can be read only once, into a file of *folder*.

    Raises:
        OutputError: If there is no room.
    """
    path = folder / "input"
    with writing(path), path.open("wb") as file:
        shutil.copyfileobj(source, file, _CHUNK)
    return path
