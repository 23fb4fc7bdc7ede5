"""Where the members of a gzip file, or the frames of a zstd file, end."""

import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

from newscrawl.web.content_coding import zstd

ZSTD = b"\x28\xb5\x2f\xfd"
_CHUNK = 1 << 18
_MAX_OUT = 1 << 20
"""Bytes that are unpacked at once: a bomb costs time, and no memory."""


def ends_of_members(file: IO[bytes]) -> Iterator[int]:
    """Yield the end of each whole member of *file* from where it is, up to the first that is not whole."""
    at = file.tell()
    data = file.read(_CHUNK)
    make: Callable[[], Any] = (
        # 31: gzip's own head and checksum, so that a cut or changed member is not whole.
        zstd.ZstdDecompressor if data.startswith(ZSTD) else lambda: zlib.decompressobj(31)
    )
    unpacker = make()
    while data:
        try:
            rest = _unpack(unpacker, data)
        except (zlib.error, zstd.ZstdError):
            return
        at += len(data) - len(rest)
        if unpacker.eof:
            yield at
            unpacker = make()
        # The next member begins within what was read already.
        data = rest or file.read(_CHUNK)


def _unpack(unpacker: Any, data: bytes) -> bytes:
    """Feed *data*; return its bytes after the end of the member."""
    while True:
        # The result is dropped: only the end is sought.
        unpacker.decompress(data, _MAX_OUT)
        if unpacker.eof:
            rest: bytes = unpacker.unused_data
            return rest
        # zlib hands back the input it did not use; zstd keeps it and asks for none.
        data = getattr(unpacker, "unconsumed_tail", b"")
        if not data and getattr(unpacker, "needs_input", True):
            return b""
