"""Content codings undone, within a budget and as far as the bytes go.

Every coding is undone piece by piece, so that a bomb costs no more memory than the budget; a stream
that is cut gives what it held up to the cut, as a browser shows it.

Source: RFC 9110 §8.4; RFC 1952 (gzip), RFC 1950/1951 (deflate), RFC 7932 (br), RFC 8878 (zstd).
"""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd as zstd  # noqa: PLC0414 - the others take it from here
else:
    from backports import zstd as zstd  # noqa: PLC0414

_PIECE = 65_536
_MAX_FRAMES = 10_000  # of one body; bgzip, the most fragmented kind in use, has a frame per 64 KiB
_ZSTD_WINDOW_LOG_MAX = 23  # 8 MiB, what RFC 9659 lets a server use

Pieces = Iterator[bytes]


class CodingError(ValueError):
    """A body cannot be decoded; ``reason`` is the short name that is counted."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def codings(values: Iterable[str]) -> tuple[str, ...]:
    """Return the codings of ``Content-Encoding`` header *values*, in the order they were applied.

    >>> codings(["gzip, br", "x-gzip"])
    ('gzip', 'br', 'gzip')
    """
    # RFC 9110 section 5.3: several lines are one list.
    parts = ",".join(values).lower().split(",")
    names = (part.partition(";")[0].strip() for part in parts)
    # RFC 9110 section 8.4.1.3: "x-gzip" is "gzip".
    return tuple(name.removeprefix("x-") for name in names if name not in {"", "identity"})


def decode_body(
    body: bytes, applied: tuple[str, ...], *, max_bytes: int, max_layers: int = 3, cut: bool = False
) -> bytes:
    """Undo the *applied* codings of *body*, the last first; none gives more than *max_bytes*.

    With *cut*, a longer body is cut off there instead of being refused.

    A body that is not in the coding it claims is undone by the one that its first bytes tell, or
    given back as it came: servers name ``gzip`` and send plain pages. So is a plain one whose
    coding is not known: servers name charsets there.

    Raises:
        CodingError: ``too_many_codings``, ``unknown_coding``, ``too_large_decoded`` or
            ``too_many_frames``.
    """
    # Each layer may multiply the size: a chain of them is a bomb, not a page.
    if len(applied) > max_layers:
        raise CodingError(
            "too_many_codings", f"{len(applied)} content codings, at most {max_layers}"
        )
    # The header lists them in the order in which they were applied.
    for name in reversed(applied):
        if name not in _DECODERS:
            if _is_binary(body):
                raise CodingError("unknown_coding", f"content coding {name[:40]!r} is not known")
            continue  # a charset, "none" or the like: browsers pass over it
        body = _undone(body, name, max_bytes, cut=cut)
    return body


def _undone(body: bytes, name: str, max_bytes: int, *, cut: bool) -> bytes:
    """Return *body* without the coding *name*, or without the one that its first bytes tell."""
    other = coding_of(body)
    names = [name] if other in {"", name} else [name, other]
    # The label is wrong, but the bytes say what they are: proxies mix up the two. Brotli has no
    # mark of its own, and takes the head of a gzip member for a stream that gives nothing, or a few
    # bytes: what that gives hangs on the time in the head.
    if name == "br" and other in {"gzip", "zstd"}:
        names.reverse()
    for each in names:
        if decoded := _collect(_DECODERS[each](body), max_bytes, cut=cut):
            return decoded
    # A stream of nothing is empty; what no decoder takes stays as it came.
    return body if decoded is None else decoded


_BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    "gzip": (b"\x1f\x8b",),
    "zstd": (b"\x28\xb5\x2f\xfd",),
    "deflate": (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda"),
}


def coding_of(body: bytes) -> str:
    """Return the coding that the first bytes of *body* are those of; empty: none that is known."""
    names = (name for name, beginnings in _BEGINNINGS.items() if body.startswith(beginnings))
    return next(names, "")


def _is_binary(body: bytes) -> bool:
    """Return whether *body* is no text in any charset that pages are written in."""
    head = body[:_PIECE]
    control = len(head) - len(head.translate(None, _CONTROL))
    return not _is_utf16(head) and control * 100 > len(head)


def _is_utf16(head: bytes) -> bool:
    """Return whether a text begins with *head* in which each character has two bytes."""
    # Without a mark it is known by its zeros: every other byte of Latin letters is one.
    is_marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return is_marked or head[1::2].count(0) * 3 > len(head)


_CONTROL = bytes((*range(7), 11, *range(14, 27), 28, 29, 30, 31))


def _collect(pieces: Pieces, max_bytes: int, *, cut: bool) -> bytes | None:
    """Join *pieces*; ``None`` where the first of them already fails."""
    joined = bytearray()
    try:
        for piece in pieces:
            joined += piece
            if len(joined) > max_bytes:
                break
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError):
        # The bytes before the fault are kept; without any it is another coding.
        return bytes(joined) if joined else None
    if len(joined) > max_bytes and not cut:
        raise CodingError("too_large_decoded", f"more than {max_bytes} bytes when decoded")
    del joined[max_bytes:]
    return bytes(joined)


def _gzip(body: bytes) -> Pieces:
    """Undo gzip, member after member; what follows the last is padding."""
    return _frames(body, lambda: _ZlibFrame(zlib.decompressobj(wbits=31)), b"\x1f\x8b")


def _deflate(body: bytes) -> Pieces:
    """Undo deflate, with the zlib frame that the standard asks for or the bare stream that some send."""
    decoder = zlib.decompressobj(wbits=15 if _is_framed(body) else -15)
    return _frames(body, lambda: _ZlibFrame(decoder))


def _is_framed(body: bytes) -> bool:
    """Return whether *body* begins as a zlib frame does (RFC 1950 section 2.2)."""
    head = body[:2]
    # Method 8, and the two bytes are a multiple of 31.
    return len(head) == 2 and head[0] & 0x0F == 8 and int.from_bytes(head, "big") % 31 == 0


def _br(body: bytes) -> Pieces:
    decoder = brotli.Decompressor()
    for at in range(0, len(body), _PIECE):
        data = body[at : at + _PIECE]
        # Output is taken in pieces of the same size: one byte of a bomb may stand for megabytes.
        while not decoder.is_finished():
            piece = decoder.process(data, output_buffer_limit=_PIECE)
            if not piece:
                break
            yield piece
            # The decoder keeps the input that it has not used.
            data = b""


def _zstd(body: bytes) -> Pieces:
    """Undo zstd, frame after frame."""
    options = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG_MAX}
    return _frames(body, lambda: _ZstdFrame(zstd.ZstdDecompressor(options=options)), b"")


class _Frame(Protocol):
    """One compressed frame: bytes in, decoded pieces out, and the bytes after its end."""

    def pieces(self, data: bytes) -> Pieces:
        """Return what *data* adds, in pieces of at most ``_PIECE``.

        Ends at the end of *data* or the frame.
        """

    def behind(self) -> bytes | None:
        """Return the bytes after the frame's end, ``None`` where it has not ended."""


class _ZlibFrame:
    def __init__(self, decoder: "zlib._Decompress") -> None:
        self._decoder = decoder

    def pieces(self, data: bytes) -> Pieces:
        while True:
            # Used only where a fault follows; but then it is too late to copy.
            before = self._decoder.copy()
            try:
                piece = self._decoder.decompress(data, _PIECE)
            except zlib.error:
                yield from _before_fault(before, data)
                raise
            rest = self._decoder.unconsumed_tail
            if piece:
                yield piece
            # No output and nothing taken in: the stream waits for bytes that do not come.
            if self._decoder.eof or (not piece and len(rest) >= len(data)):
                return
            data = rest

    def behind(self) -> bytes | None:
        return self._decoder.unused_data if self._decoder.eof else None


def _before_fault(decoder: "zlib._Decompress", data: bytes) -> Pieces:
    """Decode *data* up to the byte that is at fault: zlib drops what it has when it comes upon one.

    The fault may be in the sum at the end, which browsers do not look at.
    """
    with suppress(zlib.error):
        for at in range(len(data)):
            if piece := decoder.decompress(data[at : at + 1]):
                yield piece


class _ZstdFrame:
    def __init__(self, decoder: zstd.ZstdDecompressor) -> None:
        self._decoder = decoder

    def pieces(self, data: bytes) -> Pieces:
        while not self._decoder.eof:
            piece = self._decoder.decompress(data, _PIECE)
            if not piece:
                return
            yield piece
            # The decoder keeps the input that it has not used.
            data = b""

    def behind(self) -> bytes | None:
        return self._decoder.unused_data if self._decoder.eof else None


def _goes_on(ahead: bytes, magic: bytes | None) -> bool:
    """Return whether another frame begins with the bytes *ahead*."""
    return magic is not None and ahead != b"" and ahead.startswith(magic)


def _frames(body: bytes, new_frame: Callable[[], _Frame], magic: bytes | None = None) -> Pieces:
    """Decode frame after frame; *magic* begins each but the first, ``None``: there is but one.

    The body is fed in slices, so that the rest after a frame is never more than one of
    them: a body of a million tiny frames costs time linear in its size.

    Raises:
        CodingError: ``too_many_frames``.
    """
    frame, count = new_frame(), 1
    for at in range(0, len(body), _PIECE):
        data = body[at : at + _PIECE]
        while data:
            yield from frame.pieces(data)
            behind = frame.behind()
            if behind is None:
                break
            # The magic number may lie across the border of two slices.
            ahead = behind + body[at + _PIECE : at + _PIECE + 4]
            if not _goes_on(ahead, magic):
                return
            if count >= _MAX_FRAMES:
                raise CodingError(
                    "too_many_frames", f"more than {_MAX_FRAMES} compressed frames in a body"
                )
            frame, count, data = new_frame(), count + 1, behind


_DECODERS: dict[str, Callable[[bytes], Pieces]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _br,
    "zstd": _zstd,
}
