"""Gzip and zlib files of feeds and sitemaps, unpacked within a budget, as far as the bytes go."""

from dataclasses import dataclass

from newscrawl.web.content_coding import CodingError, coding_of, decode_body

MAX_LAYERS = 3
_BEFORE = b" \t\r\n\xef\xbb\xbf"
"""White space and a mark that some servers write before all they send, packed or not …"""
_HEAD = 64
"""… in the first bytes only."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The contents of a file; *cut*: they were larger than the budget."""

    body: bytes
    cut: bool = False


def unpacked(body: bytes, max_bytes: int) -> Unpacked:
    """Return the contents of *body* where its first bytes are those of gzip or zlib, else *body*.

    At most *max_bytes* are returned.

    Several members, bytes after the end and a file packed twice are read; one that is broken gives
    the bytes before the fault.
    """
    for _ in range(MAX_LAYERS):
        head = body[:_HEAD].lstrip(_BEFORE)
        coding = coding_of(head)
        if coding not in {"gzip", "deflate"}:
            break
        body = head + body[_HEAD:]
        try:
            # One byte more than allowed tells a file that fits from one that was cut.
            plain = decode_body(body, (coding,), max_bytes=max_bytes + 1, cut=True)
        except CodingError:
            return Unpacked(b"", cut=True)
        # Nothing could be unpacked: the packed bytes are no text, and must not be read as one.
        if plain is body:
            return Unpacked(b"", cut=True)
        body = plain
    return Unpacked(body[:max_bytes], len(body) > max_bytes)
