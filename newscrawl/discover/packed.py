"""Packed feeds and sitemaps, unpacked within a budget, as far as the bytes go.

Read are gzip, zlib and Zstandard, which servers send, and the bzip2, xz and ZIP files that some
systems export. The contents of a ZIP file are put one after the other: sitemaps and feeds are read
as a row of entries, whichever file these are in.
"""

import bz2
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from newscrawl.web.content_coding import CodingError, coding_of, decode_body

MAX_LAYERS = 3
MAX_STREAMS = 10_000
"""Of one bzip2 or xz file; the packers that work in parallel write one for each 900 kB."""
MAX_MEMBERS = 1_000
"""Files of one ZIP file that are read."""
MAX_DIRECTORY = 1_048_576
"""Bytes of the directory of a ZIP file; each entry of a longer one would cost an object."""
_XZ_MEMORY = 67_108_864
"""Bytes that unpacking xz may take; its highest preset takes as many (xz(1), "-9")."""
_PIECE = 65_536
_BEFORE = b" \t\r\n\xef\xbb\xbf"
"""White space and a mark that some servers write before all they send, packed or not …"""
_HEAD = 64
"""… in the first bytes only."""
_ZIP_END, _ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
_ZIP_FAULTS = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError)
"""Errors of a ZIP file: in its directory, its names, by an unknown packing or a password."""
_MEMBER_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, lzma.LZMAError)
"""Errors of one file in it."""
_ZIP_TAIL = 65_557
"""Bytes at the end of a ZIP file that hold its last record: 22 and a remark (APPNOTE 4.3.16)."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The contents of a file; *cut*: they were larger than the budget, or broken from the start."""

    body: bytes
    cut: bool = False


class _Stream(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def unpacked(body: bytes, max_bytes: int) -> Unpacked:
    """Return the contents of *body* where its first bytes are those of a packed file, else *body*.

    At most *max_bytes* are returned.

    Several members, bytes after the end and a file packed twice are read; one that is broken gives
    the bytes before the fault.
    """
    for _ in range(MAX_LAYERS):
        head = body[:_HEAD].lstrip(_BEFORE)
        unpack = _unpacker(head)
        if unpack is None:
            break
        # One byte more than allowed tells a file that fits from one that was cut.
        plain = unpack(head + body[_HEAD:], max_bytes + 1)
        # Nothing could be unpacked: the packed bytes are no text, and must not be read as one.
        if plain is None:
            return Unpacked(b"", cut=True)
        body = plain
    return Unpacked(body[:max_bytes], len(body) > max_bytes)


def _unpacker(head: bytes) -> Callable[[bytes, int], bytes | None] | None:
    """Return what unpacks a file that begins with *head*; ``None`` where it is not packed."""
    if coding_of(head):
        return _from_http
    return next((unpack for mark, unpack in _UNPACKERS.items() if head.startswith(mark)), None)


def _from_http(body: bytes, limit: int) -> bytes | None:
    try:
        plain = decode_body(body, (coding_of(body),), max_bytes=limit, cut=True)
    except CodingError:
        return None
    # What no decoder takes comes back as it is.
    return None if plain is body else plain


def _xz() -> _Stream:
    return lzma.LZMADecompressor(memlimit=_XZ_MEMORY)


def _from_streams(body: bytes, limit: int, make: Callable[[], _Stream]) -> bytes | None:
    """Return the contents of the streams of *body*, up to the first fault."""
    found, stream, streams = bytearray(), make(), 1
    # Bytes after the end, or a fault: what came before it counts.
    with suppress(OSError, EOFError, lzma.LZMAError):
        # In pieces: a fault costs what is in its piece, and no more.
        for piece in _pieces(body):
            while piece or not stream.needs_input:
                found += stream.decompress(piece, limit - len(found))
                if len(found) >= limit:
                    return bytes(found)
                piece = stream.unused_data  # noqa: PLW2901 - nothing before the end of a stream
                if stream.eof:
                    streams += 1
                    stream = make()
                if streams > MAX_STREAMS:
                    return bytes(found)
    return bytes(found) or None


def _pieces(body: bytes) -> Iterator[bytes]:
    return (body[at : at + _PIECE] for at in range(0, len(body), _PIECE))


def _from_zip(body: bytes, limit: int) -> bytes | None:
    """Return the contents of the files of a ZIP file, one after the other."""
    if not _has_small_directory(body):
        return None
    found: list[bytes] = []
    with suppress(*_ZIP_FAULTS), zipfile.ZipFile(io.BytesIO(body)) as archive:
        for entry in filter(_is_document, archive.infolist()[:MAX_MEMBERS]):
            found.append(_member(archive, entry, limit - sum(map(len, found))))
    return b"\n".join(found)[:limit] or None


def _is_document(entry: zipfile.ZipInfo) -> bool:
    # "__MACOSX/._map.xml" has the finder's notes on map.xml.
    return not entry.is_dir() and not entry.filename.startswith("__MACOSX/")


def _has_small_directory(body: bytes) -> bool:
    tail = body[-_ZIP_TAIL:]
    end = tail[max(tail.rfind(_ZIP_END), 0) :]
    # ZIP64 is for files over 4 GiB, and would take the place of the sizes that are checked here.
    if not end.startswith(_ZIP_END) or _ZIP64 in tail:
        return False
    return int.from_bytes(end[12:16], "little") <= MAX_DIRECTORY


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    found = bytearray()
    # A fault costs what comes after it, and no other file.
    with suppress(*_MEMBER_FAULTS), archive.open(entry) as file:
        while len(found) < limit and (piece := file.read(min(_PIECE, limit - len(found)))):
            found += piece
    body = bytes(found)
    # Within a ZIP file, some pack each sitemap once more.
    plain = _from_http(body, limit) if coding_of(body) else body
    return plain or b""


_UNPACKERS: Mapping[bytes, Callable[[bytes, int], bytes | None]] = {
    b"BZh": partial(_from_streams, make=bz2.BZ2Decompressor),
    b"\xfd7zXZ\x00": partial(_from_streams, make=_xz),
    b"PK\x03\x04": _from_zip,
}
"""What unpacks the files that HTTP does not know, by their first bytes."""
