"""The pages of a WARC file of anyone, read as a stream from any record; broken records are named and skipped.

Theory of operation. FastWARC reads the records: it is written in Rust, so that a hostile archive
cannot reach memory, it bounds the head of a record, and reads gzip, zstd and plain files. It stops
at a record that is not one. Then the next place in the file is sought at which a record begins, by
the first bytes of a member and what they unpack to, and reading goes on there. A record is given
when the next one's beginning is known, for only then is its length.

A position is the place of a record in the file as it lies there. In a file that is one gzip member
from begin to end nothing can be read from the middle: there it is the number of records to pass
over.
"""

import hashlib
import os
import re
import zlib
from base64 import b32decode
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from newscrawl.errors import ConfigError
from newscrawl.model.items import Page
from newscrawl.model.warc_place import WarcPlace
from newscrawl.warc.pages import (
    EVERYTHING,
    MAX_BYTES,
    CrawlContext,
    Problem,
    Raw,
    WantedPages,
    may_be_page,
    page_of,
    read_context,
)
from newscrawl.web.content_coding import zstd
from newscrawl.web.members import ends_of_members

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
# RFC 8878, section 3.1.2; .warc.zst files may keep their dictionary in such a frame.
_SKIPPABLE = tuple(bytes([first]) + b"\x2a\x4d\x18" for first in range(0x50, 0x60))
_BEGINNINGS = (GZIP, ZSTD, b"WARC/")
_MAX_RECORD = 4 * 1024**3
"""A record that says it is longer is passed over by seeking the next."""
_MAX_HEAD = 1 << 16
"""Of a long record, from which is read whether it is a page."""
_WINDOW = 1 << 20
_MAX_CONTEXTS = 64
_HEAD = re.compile(
    # Up to the empty line that ends the head, with Content-Length anywhere in it.
    rb"WARC/(?:.*\r?\n)+?Content-Length:[ \t]*(\d{1,15})[ \t]*\r?\n(?:.+\r?\n)*?\r?\n",
    re.IGNORECASE,
)
_GAP = 4
"""Bytes of the two line ends after a record."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where to go on in a file: at *offset*, after *skip* records."""

    offset: int = 0
    skip: int = 0


BEGIN = Position()


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One record of an archive: its page, or its fault, or neither; and the place of the next."""

    next: Position
    page: Page | None = None
    problem: Problem | None = None


def require_reader() -> Any:
    """Return FastWARC's module.

    Raises:
        ConfigError: If it is not installed.
    """
    try:
        from fastwarc import warc  # noqa: PLC0415 - of the extra [warc]
    except ImportError as error:
        raise ConfigError(
            f"reading WARC files needs FastWARC ({error}); install it: pip install fastwarc"
        ) from error
    return warc


class Archive:
    """The records of the file at *path* from *position* on.

    Raises:
        ConfigError: If it cannot be opened, or no reader is installed.
    """

    def __init__(
        self, path: Path, position: Position = BEGIN, wanted: WantedPages = EVERYTHING
    ) -> None:
        self._reader = require_reader()
        self._wanted, self._path = wanted, path
        try:
            self._file: IO[bytes] = path.open("rb")
            self._size = os.fstat(self._file.fileno()).st_size
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
        self.position = position
        self._contexts: dict[str, CrawlContext] = {}
        self._records = 0
        self._is_accounted = False
        self._entries = self._read()

    def close(self) -> None:
        """Close the file; its end does so too."""
        self._entries.close()
        self._file.close()

    def __iter__(self) -> Iterator[ArchiveEntry]:
        for entry in self._entries:
            self.position = entry.next
            yield entry
        self._file.close()

    def _read(self) -> Generator[ArchiveEntry]:
        """Return all entries; the last one says so where none can be a page."""
        is_whole = self.position == BEGIN
        yield from self._stretches()
        # Of a part it is not known what the rest holds.
        if is_whole and not self._is_accounted:
            yield ArchiveEntry(Position(self._size), problem=self._pageless())

    def _stretches(self) -> Generator[ArchiveEntry]:
        start: Position | None = self.position
        while start is not None and start.offset < self._size:
            stretch = _Stretch(self._file, self._reader, start)
            for raw in stretch:
                yield self._entry(raw, stretch)
            if not stretch.problem:
                return
            # A broken record costs itself alone: the file is read on where another begins.
            offset = _find_record(self._file, stretch.seek_from)
            start = None if offset is None else Position(offset)
            # What is broken may have been pages: the fault accounts for them.
            self._is_accounted = True
            said = Problem(
                "broken_record", f"{self._path} at byte {stretch.broken_at}: {stretch.problem}"
            )
            yield ArchiveEntry(start or Position(self._size), problem=said)

    def _entry(self, raw: "_Given", stretch: "_Stretch") -> ArchiveEntry:
        """Judge one record."""
        record = raw.raw
        self._records += 1
        self._is_accounted = self._is_accounted or may_be_page(record)
        # Our own files have it ahead of its response, so it is known when that comes.
        if record.kind == "metadata":
            self._note(read_context(record))
            return ArchiveEntry(raw.next)
        place = WarcPlace(
            self._path.name,
            raw.at.offset,
            # In a file that is one member no part can be unpacked by itself: no length.
            raw.next.offset - raw.at.offset if stretch.is_by_record else 0,
            record.record_id,
            record.field("WARC-Payload-Digest"),
        )
        page, problem = page_of(record, self._context_of(record), self._wanted)
        if page is not None:
            page = replace(page, warc=place)
        if problem is not None:
            problem = replace(
                problem, message=f"{self._path} at byte {raw.at.offset}: {problem.message}"
            )
        return ArchiveEntry(raw.next, page, problem)

    def _pageless(self) -> Problem:
        """Return what is wrong with a file in which no record can be a page."""
        if not self._size:
            return Problem(
                "empty",
                f"{self._path}: expected a WARC file, got no bytes; if its writing was broken off,"
                " fetch its pages again",
            )
        return Problem(
            "no_pages",
            f"{self._path}: expected responses, got {self._records} records of other kinds; the"
            " pages are in other files of that crawl, or were not archived",
        )

    def _context_of(self, record: Raw) -> CrawlContext | None:
        """Return the context of a response; a conversion has that of the response it refers to."""
        return self._contexts.get(record.field("WARC-Refers-To") or record.record_id)

    def _note(self, context: CrawlContext | None) -> None:
        if context is not None:
            self._contexts[context.of] = context
            # A response that never came must not hold its context for the whole file.
            while len(self._contexts) > _MAX_CONTEXTS:
                del self._contexts[next(iter(self._contexts))]


@dataclass(frozen=True, slots=True)
class _Given:
    """A record, where it begins, and where the next does."""

    raw: Raw
    at: Position
    next: Position


class _Stretch:
    """Records from *start* up to the end of the file, or to the first that is not one.

    Attributes:
        problem: Why it ended before the file did; empty: it did not.
        broken_at: Where that is.
        seek_from: From where on the next record is sought. In a plain file a wrong length may have
            made the last record swallow those after it; members of gzip and frames of zstd have an
            end of their own.
        is_by_record: Whether each record can be read by itself.
    """

    def __init__(self, file: IO[bytes], reader: Any, start: Position) -> None:
        self._file, self._reader, self._start = file, reader, start
        self.problem, self.broken_at, self.is_by_record = "", start.offset, True
        self.seek_from = start.offset + 1

    def __iter__(self) -> Iterator[_Given]:
        held: tuple[Raw, int] | None = None
        count = 0
        for raw, offset in self._raws():
            self.is_by_record = self.is_by_record and self._begins(offset)
            if held is not None:
                yield from self._give(held, offset, count)
                count += 1
            held = raw, offset
        if held is not None:
            yield from self._give(held, self._end(held[1]), count)
        # The reader ends without an error at bytes in which it finds no record at all.
        elif not self.problem:
            self.problem = "no record"

    def _end(self, offset: int) -> int:
        """Return where the last readable record ends; set ``problem`` where other bytes follow."""
        size = os.fstat(self._file.fileno()).st_size
        if not self.is_by_record:
            return size
        end = min(_end_of(self._file, offset), size)
        # Of a broken record the place is known: sought from before it, it would be told twice.
        if self.broken_at > offset:
            return end
        self.broken_at = end
        # A wrong Content-Length of a plain record may reach over those after it.
        is_plain = os.pread(self._file.fileno(), 5, offset) == _BEGINNINGS[-1]
        self.seek_from = offset + 1 if is_plain else max(self.broken_at, offset + 1)
        if end < size and not self.problem:
            self.problem = f"{size - end} bytes that are no record"
        return end

    def _give(self, held: tuple[Raw, int], end: int, count: int) -> Iterator[_Given]:
        """Return a record whose end is known, unless it was given before the file was opened again."""
        raw, offset = held
        if self.is_by_record:
            yield _Given(raw, Position(offset), Position(end))
        # One member from begin to end is read from its start each time; the first were given.
        elif count >= self._start.skip:
            start = self._start.offset
            yield _Given(raw, Position(start), Position(start, count + 1))

    def _begins(self, offset: int) -> bool:
        """Return whether a record begins at *offset* of the file as it lies there."""
        return os.pread(self._file.fileno(), 5, offset).startswith((*_BEGINNINGS, *_SKIPPABLE))

    def _raws(self) -> Iterator[tuple[Raw, int]]:
        """Return each record and where it begins; set ``problem`` where that ends early."""
        self._file.seek(self._start.offset)
        # HTTP is read by message, within limits and as servers in the wild write it.
        records = iter(self._reader.ArchiveIterator(self._file, parse_http=False))
        while True:
            try:
                record = next(records, None)
                if record is None:
                    return
                offset = record.stream_pos
                raw = _raw_of(record)
            except Exception as error:  # of any kind: the file is a stranger's
                self.problem = f"{error}"[:200] or type(error).__name__
                return
            if raw.problem:
                self.problem, self.broken_at, self.seek_from = raw.problem, offset, offset + 1
                return
            yield raw, offset


def _raw_of(record: "WarcRecord") -> Raw:
    """Read one record as far as it is looked at."""
    length = record.content_length
    kind = (record.headers.get("WARC-Type") or "").strip().lower()
    fields = record.headers.to_tuples()
    # Such a length is damage: following it would pass over the rest of the file.
    if length > _MAX_RECORD:
        return Raw(kind, fields, b"", f"says that it is {length} bytes long")
    # Requests, revisits and warcinfo hold no page: their blocks are passed over unread.
    if kind not in {"response", "resource", "conversion", "metadata"}:
        return Raw(kind, fields, b"")
    if length > MAX_BYTES:
        return Raw(kind, fields, record.reader.read(_MAX_HEAD), is_long=True)
    block = record.reader.read(length)
    problem = (
        "" if len(block) == length else f"says that it is {length} bytes long, and has {len(block)}"
    )
    return Raw(kind, fields, block, problem, is_damaged=not problem and not _matches(record, block))


def _matches(record: "WarcRecord", block: bytes) -> bool:
    """Return whether *block* fits its digest; an unreadable digest fits any block."""
    name, _, said = (record.headers.get("WARC-Block-Digest") or "").partition(":")
    if name.lower() not in {"sha1", "sha256", "md5"} or not said:
        return True
    digest = hashlib.new(name.lower(), block, usedforsecurity=False)
    # Tools write digests in hexadecimal as well as in base 32.
    if said.lower() == digest.hexdigest():
        return True
    try:
        # Some leave out the padding, which b32decode wants.
        return b32decode(said.upper() + "=" * (-len(said) % 8)) == digest.digest()
    except ValueError:
        return True


def _end_of(file: IO[bytes], offset: int) -> int:
    """Return where the record at *offset* of *file* ends."""
    file.seek(offset)
    begin = file.read(4096)
    if not begin.startswith((GZIP, ZSTD)):
        head = _HEAD.match(begin)
        return offset + head.end() + int(head[1]) + _GAP if head else offset + len(begin)
    file.seek(offset)
    return next(ends_of_members(file), offset + 1)


def _find_record(file: IO[bytes], start: int) -> int | None:
    """Return where the next record begins in *file* from *start* on; ``None``: none does."""
    at, window = start, b""
    while True:
        file.seek(at)
        window = file.read(_WINDOW)
        for found in _candidates(window):
            if _is_record(file, at + found):
                return at + found
        if len(window) < _WINDOW:
            return None
        # The windows overlap, for a beginning may lie across the end of one.
        at += len(window) - 8


def _candidates(window: bytes) -> list[int]:
    """Return where in *window* a record may begin, in order."""
    found = []
    for beginning in _BEGINNINGS:
        at = window.find(beginning)
        while at >= 0:
            found.append(at)
            at = window.find(beginning, at + 1)
    return sorted(found)


def _is_record(file: IO[bytes], offset: int) -> bool:
    """Return whether the bytes at *offset* unpack to the beginning of a record."""
    file.seek(offset)
    data = file.read(4096)
    unpack: Callable[[bytes], bytes]
    if data.startswith(GZIP):
        # 31: with the head and checksum of gzip, not of zlib.
        unpack = zlib.decompressobj(31).decompress
    elif data.startswith(ZSTD):
        unpack = zstd.ZstdDecompressor().decompress
    else:
        return data.startswith((b"WARC/1.0\r\n", b"WARC/1.1\r\n", b"WARC/1.0\n", b"WARC/1.1\n"))
    try:
        # Two bytes of gzip occur in packed data by chance; what they unpack to does not.
        return unpack(data).startswith(b"WARC/")
    except (zlib.error, zstd.ZstdError):
        return False
