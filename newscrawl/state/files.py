"""Files of JSON lines on disk: appended, synced, cut back, packed.

``append`` either appends all of its bytes, durable, or leaves the file as it was.
"""

import contextlib
import gzip
import hashlib
import itertools
import logging
import os
import tempfile
import zlib
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from newscrawl.errors import ConfigError, OutputError
from newscrawl.state.background import Check
from newscrawl.system.disk import reported, sync, write_at
from newscrawl.web.content_coding import zstd

logger = logging.getLogger(__name__)

ENDINGS = {"none": "", "gzip": ".gz", "zstd": ".zst"}
CHUNK = 1 << 20
Unpack = Callable[[Check, Path], bool]
_SYNC_BYTES = 32 << 20
"""So much of a large file is synced at once: one sync of all of it could not be ended early."""


def new_folder(parent: Path) -> Path:
    """Create ``<parent>/<UTC time>``, a new one even when two runs start in one second.

    Raises:
        OutputError: If it cannot be created.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = itertools.chain([stamp], (f"{stamp}-{number}" for number in itertools.count(2)))
    with reported(parent):
        parent.mkdir(parents=True, exist_ok=True)
        for name in names:
            # ``mkdir`` decides: a look whether the name is free could be overtaken by another run.
            with contextlib.suppress(FileExistsError):
                (parent / name).mkdir()
                return parent / name
    raise AssertionError  # the names do not end


def provide_temp(folder: Path) -> None:
    """Let temporary files lie in *folder*, where the system's places for them cannot be written.

    That is so in a container with a read-only file system; child processes are told by ``TMPDIR``.

    Raises:
        OutputError: If *folder* cannot be written either.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        place = folder.absolute() / "tmp"
        with reported(place):
            place.mkdir(parents=True, exist_ok=True)
        # ``tempfile`` keeps its answer, so both the variable and that have to be set.
        os.environ["TMPDIR"] = tempfile.tempdir = str(place)


def append(path: Path, data: bytes, *, offset: int) -> None:
    """Append *data* to *path*, whose size is *offset*, and sync it.

    Raises:
        OutputError: If it cannot; the file then ends at *offset* again.
    """
    with reported(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            write_at(descriptor, data, offset, durable=True)
        finally:
            os.close(descriptor)
        # A new name is durable only with its folder
        # (fsync(2)): the file could vanish at a power cut.
        if not offset:
            sync(path.parent)


def restore(
    check: Check, path: Path, offset: int, tail: bytes, unpack: Unpack | None = None
) -> None:
    """Make *path* its first *offset* bytes and then *tail*, and never take back a byte that is right.

    The end that is cut off is kept in a file of its own: it may be lines that only this file had,
    where the state is older than the file (a copy from before). Such a state may also not know that
    the file was packed since; then it is unpacked, by *unpack* where that finds a copy.

    Raises:
        OutputError: If it cannot, or if the file is shorter than *offset*.
        StoppedError: If *check* says so; nothing was cut off then.
    """
    with reported(path):
        # Missing: it was packed after the state was copied, and its copy has all of the bytes.
        if offset and not path.exists() and (unpack is None or not unpack(check, path)):
            _unpack(check, path)
        size = path.stat().st_size if path.exists() else 0
        # Shorter than the state says: no later byte may be appended at a wrong place.
        if size < offset:
            raise OutputError(
                f"{path}: {size} bytes, but the state knows of {offset}. Something else changed it."
                " Put it back, or move the state file away to begin again without what it held."
            )
        # No file is made where there are no records.
        if not size and not tail:
            return
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.seek(offset)
            # What is right stays on disk all the time: a reader may have seen it.
            same = _shared_prefix(file.read(len(tail)), tail)
            if size > offset + same:
                # The copy comes first: cut before, the bytes
                # would be lost if the process died here.
                _keep(check, path, file, offset + same)
            file.truncate(offset + same)
    append(path, tail[same:], offset=offset + same)


def _keep(check: Check, path: Path, file: IO[bytes], offset: int) -> None:
    """Copy what *file* holds from *offset* on into a new file beside *path*."""
    kept = _free_name(path)
    file.seek(offset)
    with replacing(kept) as target:
        for chunk in _chunks(check, file):
            target.write(chunk)
    logger.warning(
        "%s held %d bytes more than the state knows of; kept in %s, and their pages are fetched"
        " again",
        path,
        kept.stat().st_size,
        kept.name,
    )


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.cut-{number}") for number in itertools.count(1))
    return next(name for name in names if not name.exists())


def _unpack(check: Check, path: Path) -> None:
    """Put the content of its copy, if there is one, in the place of *path*, and remove the copy."""
    for ending, open_copy in ((".gz", gzip.open), (".zst", zstd.open)):
        copy = path.with_name(path.name + ending)
        if copy.exists():
            try:
                with open_copy(copy, "rb") as source, replacing(path) as target:
                    for chunk in _chunks(check, source):
                        target.write(chunk)
            # Decoders differ in what they raise for a file that is cut off or not theirs.
            except (EOFError, zlib.error, zstd.ZstdError) as error:
                raise OutputError(
                    f"{copy}: cannot be unpacked ({error}), and the state counts on it. Put it back"
                    " as it was, or move the state file away to begin again without what it held."
                ) from error
            # Only after the plain file is whole and durable (``replacing``).
            copy.unlink()
            return


def set_aside(folder: Path, known: Container[str]) -> None:
    """Rename the output files in *folder* whose plain name is not *known*, so that no reader counts them.

    They are of a time that the state does not know, for it is a copy from before; their pages are
    fetched again.

    Raises:
        OutputError: If it cannot.
    """
    with reported(folder):
        for path in sorted(folder.glob("articles-*")):
            plain = _plain_name(path.name)
            # A file of the user has another name, and is left alone.
            if plain and plain not in known:
                kept = _free_name(path)
                path.rename(kept)
                logger.warning("%s is not known to the state; kept as %s", path, kept.name)


def tell_missing(closed: Iterable[Path]) -> None:
    """Warn of *closed* files that are not there any more: the manifest names them all the same."""
    for path in closed:
        if not path.exists():
            logger.warning(
                "%s, a file of this run, is not there any more; unless you moved it away, put it"
                " back",
                path,
            )


def _plain_name(name: str) -> str:
    """Return the name of the file of lines that became the file *name*; empty: it is not one of ours."""
    if name.endswith(".parquet"):
        return name.removesuffix(".parquet") + ".jsonl"
    endings = (f".jsonl{ending}" for ending in ENDINGS.values())
    return next((name.removesuffix(end) + ".jsonl" for end in endings if name.endswith(end)), "")


def _shared_prefix(one: bytes, other: bytes) -> int:
    """Return the length of the longest common beginning."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def pack(check: Check, path: Path, size: int, compression: str) -> tuple[str, str]:
    """Write the compressed copy of *path*, of *size* bytes, beside it, synced; the plain file stays.

    Gives the name and the SHA-256 of the copy, or of *path* itself where *compression* is ``none``.

    Raises:
        OutputError: If it cannot, or if *path* is shorter.
        StoppedError: If *check* says so; there is no copy then.
    """
    # The open file may have lines that the state has not noted: these are cut off first.
    restore(check, path, size, b"")
    packed = path.with_name(path.name + ENDINGS[compression])
    with reported(packed):
        drop_copies(path)
        with path.open("rb") as source:
            if compression == "none":
                return path.name, _digest(check, source)
            with replacing(packed) as target, opener(compression)(target) as squeezed:
                for chunk in _chunks(check, source):
                    squeezed.write(chunk)
        return packed.name, target.sum.hexdigest()


def _chunks(check: Check, file: IO[bytes] | gzip.GzipFile | zstd.ZstdFile) -> Iterator[bytes]:
    """Return the rest of *file* bit by bit, with a *check* at each."""
    while chunk := file.read(CHUNK):
        check()
        yield chunk


def _digest(check: Check, file: IO[bytes]) -> str:
    summed = hashlib.sha256()
    for chunk in _chunks(check, file):
        summed.update(chunk)
    return summed.hexdigest()


def drop_copies(path: Path) -> None:
    """Remove the copies of *path* that an earlier attempt left, perhaps with another compression."""
    endings = [f".jsonl{ending}" for ending in ENDINGS.values()] + [".parquet"]
    others = path.with_name(path.name.replace("articles-", "removed-", 1))
    for base in {path, others}:
        for ending in endings:
            for left in (
                base.with_name(base.stem + ending),
                base.with_name(f"{base.stem}{ending}.part"),
            ):
                if left != path:
                    left.unlink(missing_ok=True)


def opener(compression: str) -> Callable[[Any], Any]:
    """Return what turns a binary file into one that compresses.

    Raises:
        ConfigError: If the name is unknown.
    """
    if compression == "gzip":
        # No name and no time in the header (RFC 1952): the same lines give the same bytes.
        return lambda file: gzip.GzipFile(
            filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0
        )
    if compression == "zstd":
        return lambda file: zstd.ZstdFile(file, "wb")
    raise ConfigError(
        f"OUTPUT_COMPRESSION: expected one of {', '.join(ENDINGS)}, got {compression!r}"
    )


def write_whole(path: Path, data: bytes, *, shared: bool = False) -> None:
    """Put *data* in the place of *path*, at once and synced; *shared* as in ``replacing``.

    Raises:
        OutputError: If it cannot; the former file then stays.
    """
    with reported(path), replacing(path, shared=shared) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: Path, *, shared: bool = False) -> Iterator["_Summed"]:
    """Return a file to write that takes the place of *path*, synced, when the block ends well.

    *shared*: other processes may do the same at this moment; the last one counts.
    """
    # One name for all where nobody else writes: what a killed process has left is written over.
    own = f".{uuid4().hex}" if shared else ""
    # In the same folder: a rename is atomic only within one file system (rename(2)).
    part = path.with_name(f"{path.name}{own}.part")
    try:
        with part.open("wb") as file:
            summed = _Summed(file)
            yield summed
            summed.sync()
        part.replace(path)
    # Also on Ctrl-C: no half-written file is left among the output.
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    sync(path.parent)


class _Summed:
    """A file that keeps a checksum of its bytes, and syncs them bit by bit."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._unsynced, self.sum = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write *data*."""
        self.sum.update(data)
        self._unsynced += len(data)
        count = self._file.write(data)
        if self._unsynced >= _SYNC_BYTES:
            self.sync()
        return count

    def sync(self) -> None:
        """Make all written bytes durable."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._unsynced = 0
