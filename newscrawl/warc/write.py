"""WARC files of a run: records appended one group at a time, rotated, cut back to whole records.

Theory of operation. The records of an exchange are compressed one by one and written with one call,
without a buffer of this process: after a kill the file ends with a whole group, or within one.
``sync`` makes the file durable, and is called before each commit of the state: what a record of the
output names is on the disk when the record is. A file that a killed process left is cut back to its
last whole record when the run is taken up again, and a new one is begun. A full disk leaves the
file as it was before the group.
"""

import os
import zlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.system.disk import reported, sync, write_at
from newscrawl.warc.exchange import Fields, Made, make_info
from newscrawl.web.content_coding import zstd
from newscrawl.web.members import ends_of_members

ENDINGS = {"gzip": ".warc.gz", "zstd": ".warc.zst"}
_LEVEL = 6


def _gzipped(data: bytes) -> bytes:
    """Return *data* as one member of gzip."""
    # 31: a head of gzip; one member for each record, as WARC/1.1 advises.
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def zstandard(data: bytes) -> bytes:
    """Return *data* as one frame of zstd, with its checksum."""
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


COMPRESS: Mapping[str, Callable[[bytes], bytes]] = {"gzip": _gzipped, "zstd": zstandard}


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where the last record of a group lies: name of the file, offset and length in it, compressed."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class WarcOptions:
    """How files are written.

    Attributes:
        compression: ``gzip`` or ``zstd``.
        max_bytes: Size at which a file is closed and the next begun.
        budget_bytes: Of all files of the run; 0: no limit.
        info: Fields of the record that each file begins with.
    """

    compression: str = "gzip"
    max_bytes: int = 1_000_000_000
    budget_bytes: int = 0
    info: Fields = ()


class WarcFiles:
    """The WARC files in *folder*.

    Attributes:
        total_bytes: Size of all of them.
        info_id: Id of the first record of the file that is open; empty where none is.
    """

    def __init__(self, folder: Path, options: WarcOptions) -> None:
        self._folder, self._options = folder, options
        self._compress = COMPRESS[options.compression]
        self._file: int | None = None
        self._path = folder
        self._size = self._serial = 0
        self._is_dirty = False
        self.info_id = ""
        self.total_bytes = sum(path.stat().st_size for path in warc_files(folder))

    @property
    def is_spent(self) -> bool:
        """Whether the disk budget is spent."""
        return 0 < self._options.budget_bytes <= self.total_bytes

    def ready(self) -> str:
        """Return the id of the first record of the open file; opens one where none is.

        Raises:
            OutputError: If it cannot.
        """
        if self._file is not None and self._size >= self._options.max_bytes:
            self.close()
        if self._file is None:
            self._open()
        return self.info_id

    def _open(self) -> None:
        now = datetime.now(UTC)
        stamp = now.strftime("%Y%m%d%H%M%S") + f"{now.microsecond // 1000:03}"
        # Two files may begin within a millisecond; names must not meet.
        self._serial += 1
        name = f"newscrawl-{stamp}-{self._serial:05}{ENDINGS[self._options.compression]}"
        self._path, self._size = self._folder / name, 0
        with _reported(self._path):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            # Without it the name of the new file may be lost in a crash, and all its records.
            sync(self._folder)
        date = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        info, self.info_id = make_info(name, date, self._options.info)
        self._append([info])

    def write(self, made: Made) -> RecordPlace:
        """Append the records of *made*, made for the file that ``ready`` opened; return where the last is.

        Raises:
            OutputError: If it cannot; the file is then as it was.
        """
        return self._append(made.records)

    def _append(self, records: "tuple[bytes, ...] | list[bytes]") -> RecordPlace:
        assert self._file is not None  # noqa: S101 - ready() opened it
        # Each by itself, so that a reader can begin at any record.
        packed = [self._compress(each) for each in records]
        data, before = b"".join(packed), self._size
        with _reported(self._path):
            write_at(self._file, data, before)
        self._size += len(data)
        self.total_bytes += len(data)
        self._is_dirty = True
        return RecordPlace(self._path.name, self._size - len(packed[-1]), len(packed[-1]))

    def sync(self) -> None:
        """Make the records written so far durable.

        Raises:
            OutputError: If it cannot.
        """
        if self._file is not None and self._is_dirty:
            with _reported(self._path):
                os.fsync(self._file)
            self._is_dirty = False

    def close(self) -> None:
        """Close the open file; the next group begins another.

        Raises:
            OutputError: If it cannot be synced.
        """
        try:
            self.sync()
        finally:
            if self._file is not None:
                os.close(self._file)
            # Even where syncing failed, or the next call would write to a closed file.
            self._file, self.info_id = None, ""


def warc_files(folder: Path) -> list[Path]:
    """Return the WARC files in *folder*, in the order in which they were begun."""
    return sorted(
        path for path in folder.glob("*.warc.*") if path.name.endswith(tuple(ENDINGS.values()))
    )


def recover(folder: Path) -> int:
    """Cut the last file in *folder* back to its last whole record; return how many bytes that removed.

    Raises:
        OutputError: If it cannot.
    """
    paths = warc_files(folder)
    if not paths:
        return 0
    with _reported(paths[-1]), paths[-1].open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        # Only the last file can be cut off: each is synced before the next is begun.
        end = max(ends_of_members(file), default=0)
        if end < size:
            file.truncate(end)
            # Durable before the run goes on, or a second crash could bring the rest back.
            os.fsync(file.fileno())
        return size - end


def _reported(path: Path) -> AbstractContextManager[None]:
    return reported(path, "free disk space, fix the permissions or switch WARC_ENABLED off")
