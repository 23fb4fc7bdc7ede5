"""The block of a record as a message of HTTP: its head read line by line, its body undone within a limit.

Archives hold what servers sent and what crawlers made of it: a ``chunked`` body that is not one, a
``Content-Encoding`` that was undone before, lines that end with a line feed alone. All are read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newscrawl.web.content_coding import codings, decode_body

LINE_END = re.compile(r"\r?\n")
"""``str.splitlines`` would split at bytes of UTF-8, too: the last one of "Å" is NEL in Latin-1."""
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t]|\r?\n|$)")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_MAX_HEAD = 256 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """An answer: its status, its header fields in order with names in lower case, its body as it came."""

    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Return the values of the fields called *name*."""
        return [value for each, value in self.fields if each == name]

    def last(self, name: str) -> str:
        """Return the value of the last field called *name*; empty where there is none."""
        return next((value for each, value in reversed(self.fields) if each == name), "")


def read_message(block: bytes) -> Message | None:
    """Return the answer that *block* is; ``None`` where it is not one."""
    status = _STATUS.match(block)
    # Bounded, so that a block without an empty line is not searched to its end.
    end = _HEAD_END.search(block, 0, _MAX_HEAD)
    if status is None or end is None:
        return None
    return Message(int(status[1]), tuple(_fields(block[: end.start()])), block[end.end() :])


def _fields(head: bytes) -> Iterator[tuple[str, str]]:
    name = value = ""
    # Latin-1 reads every byte: servers put any coding into header fields.
    for line in LINE_END.split(head.decode("latin-1"))[1:]:
        if line[:1] in {" ", "\t"}:  # obsolete line folding, RFC 9112 section 5.2
            # Of a line that is no field it goes with it: it may have a colon of its own.
            value = f"{value} {line.strip()}".strip()
            continue
        if name:
            yield name, value
        name, colon, rest = line.partition(":")
        # A line without a colon is no field: an empty name leaves it out.
        name, value = (name.strip().lower() if colon else ""), rest.strip()
    if name:
        yield name, value


def read_body(message: Message, *, max_bytes: int, max_layers: int = 3) -> bytes:
    """Return the body of *message*, its codings undone.

    Raises:
        CodingError: If it decodes to more than *max_bytes*, or is in no known coding.
    """
    body = message.body
    if "chunked" in message.last("transfer-encoding").lower():
        body = _unchunked(body)
    return decode_body(
        body, codings(message.all("content-encoding")), max_bytes=max_bytes, max_layers=max_layers
    )


def _unchunked(body: bytes) -> bytes:
    """Return *body* without its chunks; as it came where it has none, cut where they break off."""
    pieces: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        length, at = int(size[1], 16), size.end()
        if not length:
            return b"".join(pieces)
        # A slice ends with the body: a chunk cut off by the crawler gives what there is.
        pieces.append(body[at : at + length])
        at += length
        # Some servers end a chunk by a line feed alone, or by nothing.
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    # No size at the start: the crawler undid the chunks and kept the field.
    return b"".join(pieces) if pieces else body
