"""Gzip files of feeds and sitemaps, unpacked within a budget, as far as the bytes go."""

from dataclasses import dataclass

from newscrawl.web.content_coding import CodingError, decode_body

MAX_LAYERS = 3
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was in a file; *cut*: there was more than the budget."""

    body: bytes
    cut: bool = False


def unpacked(body: bytes, max_bytes: int) -> Unpacked:
    """Return what is in *body* where its first bytes are those of gzip, else *body*; at most *max_bytes*.

    Several members, bytes after the end and a file packed twice are read; one that is broken gives what
    comes before the fault.
    """
    for _ in range(MAX_LAYERS):
        if not body.startswith(_GZIP):
            break
        try:
            plain = decode_body(body, ("gzip",), max_bytes=max_bytes + 1, cut=True)
        except CodingError:
            return Unpacked(b"", cut=True)
        if plain is body:
            return Unpacked(b"", cut=True)
        body = plain
    return Unpacked(body[:max_bytes], len(body) > max_bytes)
