"""Content codings undone, within a budget and as far as the bytes go.

Every coding is undone piece by piece, so that a bomb costs no more memory than the budget; a stream that
is cut gives what it held up to the cut, as a browser shows it.

Source: RFC 9110 §8.4; RFC 1952 (gzip), RFC 1950/1951 (deflate), RFC 7932 (br), RFC 8878 (zstd).
"""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE = 65_536
_ZSTD_WINDOW_LOG_MAX = 23  # 8 MiB, what RFC 9659 lets a server use

Pieces = Iterator[bytes]


class CodingError(ValueError):
    """Say why a body cannot be decoded; ``reason`` is the short name that is counted."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def codings(values: Iterable[str]) -> tuple[str, ...]:
    """Give the codings of ``Content-Encoding`` header *values*, in the order they were applied.

    >>> codings(["gzip, br", "x-gzip"])
    ('gzip', 'br', 'gzip')
    """
    names = (name.strip().lower() for value in values for name in value.split(","))
    return tuple(name.removeprefix("x-") for name in names if name not in {"", "identity"})


def decode_body(
    body: bytes, applied: tuple[str, ...], *, max_bytes: int, max_layers: int = 3, cut: bool = False
) -> bytes:
    """Undo the *applied* codings of *body*, the last first; none gives more than *max_bytes*.

    With *cut*, what is longer is cut off there instead of being refused.

    A body that is not in the coding it claims is given back as it came: servers name ``gzip`` and send
    plain pages.

    Raises:
        CodingError: ``too_many_codings``, ``unknown_coding`` or ``too_large_decoded``.
    """
    if len(applied) > max_layers:
        raise CodingError("too_many_codings", f"{len(applied)} content codings, at most {max_layers}")
    for name in reversed(applied):
        if name not in _DECODERS:
            raise CodingError("unknown_coding", f"content coding {name[:40]!r} is not known")
        decoded = _collect(_DECODERS[name](body), max_bytes, cut=cut)
        body = body if decoded is None else decoded
    return body


def _collect(pieces: Pieces, max_bytes: int, *, cut: bool) -> bytes | None:
    """Join *pieces*; ``None`` where the first of them already fails."""
    parts: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            parts.append(piece)
            size += len(piece)
            if size > max_bytes and cut:
                return b"".join(parts)[:max_bytes]
            if size > max_bytes:
                raise CodingError("too_large_decoded", f"more than {max_bytes} bytes when decoded")
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError):
        return b"".join(parts) if size else None
    return b"".join(parts)


def _gzip(body: bytes) -> Pieces:
    """Undo gzip, member after member; what follows the last is padding."""
    while body:
        member = zlib.decompressobj(wbits=31)
        yield from _zlib_pieces(member, body)
        body = member.unused_data if member.unused_data[:2] == b"\x1f\x8b" else b""


def _deflate(body: bytes) -> Pieces:
    """Undo deflate, with the zlib frame that the standard asks for or the bare stream that some send."""
    framed = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    yield from _zlib_pieces(zlib.decompressobj(wbits=15 if framed else -15), body)


def _zlib_pieces(decoder: "zlib._Decompress", body: bytes) -> Pieces:
    rest = body
    while rest and not decoder.eof:
        piece = decoder.decompress(rest, _PIECE)
        rest = decoder.unconsumed_tail
        if piece:
            yield piece


def _br(body: bytes) -> Pieces:
    decoder = brotli.Decompressor()
    piece = decoder.process(body, output_buffer_limit=_PIECE)
    while piece:
        yield piece
        if decoder.is_finished():
            return
        piece = decoder.process(b"", output_buffer_limit=_PIECE)


def _zstd(body: bytes) -> Pieces:
    """Undo zstd, frame after frame."""
    while body:
        options = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG_MAX}
        frame = zstd.ZstdDecompressor(options=options)
        yield from _zstd_pieces(frame, body)
        body = frame.unused_data if frame.eof else b""


def _zstd_pieces(frame: zstd.ZstdDecompressor, body: bytes) -> Pieces:
    rest = body
    while not frame.eof:
        piece = frame.decompress(rest, _PIECE)
        rest = b""
        if piece:
            yield piece
        elif frame.needs_input:
            return


_DECODERS: dict[str, Callable[[bytes], Pieces]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _br,
    "zstd": _zstd,
}
