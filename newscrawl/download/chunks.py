"""Transfer codings as servers write them: chunk sizes with blanks around, names that are no codings.

Source: RFC 9112 section 7.1; browsers pass over the blanks that old servers pad sizes with, and
    take a line feed alone for the end of a line.
"""

import re
from collections.abc import Callable
from typing import Any

from twisted.web.http import (
    _ChunkedTransferDecoder,
    _IdentityTransferDecoder,
    _MalformedChunkedDataError,
)

_MAX_LINE = 1024
_SIZE = re.compile(rb"[0-9A-Fa-f]+")


class PaddedChunks(_ChunkedTransferDecoder):
    """Twisted's decoder of chunks, which takes blanks around their sizes, and any extensions.

    It hands on what it gets in one piece: each costs a signal, and a server may send chunks of one
    byte.
    """

    def __init__(self, receive: Callable[[bytes], None], finish: Callable[[bytes], None]) -> None:
        self._pieces: list[bytes] = []
        self._receive, self._finish = receive, finish
        super().__init__(self._pieces.append, self._end)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take in bytes of the body with its framing."""
        try:
            super().dataReceived(data)
        finally:
            self._hand_on()

    def _hand_on(self) -> None:
        if self._pieces:
            body = b"".join(self._pieces)
            self._pieces.clear()
            self._receive(body)

    def _end(self, rest: bytes) -> None:
        self._hand_on()
        self._finish(rest)

    def _dataReceived_CHUNK_LENGTH(self) -> bool:  # noqa: N802 - Twisted's name
        end = self._buffer.find(b"\n", self._start, _MAX_LINE)
        if end < 0:
            if len(self._buffer) >= _MAX_LINE:
                raise _MalformedChunkedDataError(f"no size of a chunk within {_MAX_LINE} bytes")
            self._start = len(self._buffer)
            return False
        size = bytes(self._buffer[:end]).partition(b";")[0].strip(b" \t\r")
        self.length = _size_of(size)
        self.state = "BODY" if self.length else "TRAILER"
        del self._buffer[: end + 1]
        self._start = 0
        return True

    def _dataReceived_CRLF(self) -> bool:  # noqa: N802 - Twisted's name
        if self._buffer.startswith(b"\n"):
            self.state = "CHUNK_LENGTH"
            del self._buffer[:1]
            return True
        return super()._dataReceived_CRLF()

    def _dataReceived_TRAILER(self) -> bool:  # noqa: N802 - Twisted's name
        end = self._buffer.find(b"\n", self._start)
        if end >= 0 and self._buffer[end - 1 : end] != b"\r":
            self._buffer[end:end] = b"\r"
        return super()._dataReceived_TRAILER()


def _size_of(text: bytes) -> int:
    if not _SIZE.fullmatch(text):
        raise _MalformedChunkedDataError(f"no size of a chunk: {text[:40]!r}")
    return int(text, 16)


class TransferDecoders(dict[bytes, Callable[..., Any]]):
    """The decoder of each transfer coding; where it is not known, the body ends with the connection."""

    def __missing__(self, coding: bytes) -> Callable[..., Any]:
        """Return the decoder of *coding*, which is not known by this name."""
        if coding.rpartition(b",")[2].strip() == b"chunked":
            return PaddedChunks
        identity: Callable[..., Any] = _IdentityTransferDecoder
        return lambda receive, finish: identity(None, receive, finish)
