"""One exchange with a server as WARC records: its request, what else the crawl knows, and its response.

A record is written as the standard has it, header fields in the order of the examples there. The
response keeps the head as the server sent it but for ``Transfer-Encoding``, which the connection
has undone: it is renamed as Common Crawl does, so that no reader takes the body for chunked.

Source: ISO 28500:2017 (WARC/1.1);
    https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

Fields = Sequence[tuple[str, str]]

HEAD = "warc_head"
"""Key of a request's ``meta``: the head of its answer, line by line as it came."""
TRANSFER_ENCODING = b"transfer-encoding"
UNDONE = b"X-Crawler-Transfer-Encoding"
NOT_MODIFIED = 304
_NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_LINE_BREAKS = str.maketrans({"\r": " ", "\n": " "})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response.

    Attributes:
        url: URL that was asked for.
        date: UTC, ``YYYY-MM-DDTHH:MM:SS.mmmZ``.
        status: HTTP status.
        request_head: Request line and header lines, without line ends.
        request_body: Bytes that were sent with it.
        response_head: Status line and header lines, without line ends.
        body: Bytes of the response, transfer coding undone, content coding not.
        ip: IP of the server; empty where unknown.
        truncated: Why the body is not whole (``length``, ``disconnect``); empty: it is.
        context: What else the crawl knows of the page, as names and values of a metadata record.
    """

    url: str
    date: str
    status: int
    request_head: tuple[bytes, ...]
    response_head: tuple[bytes, ...]
    body: bytes
    request_body: bytes = b""
    ip: str = ""
    truncated: str = ""
    context: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """The records of an exchange, the response last; its id and the digest of its payload."""

    records: tuple[bytes, ...]
    record_id: str
    payload_digest: str


def make_records(exchange: Exchange, info_id: str) -> Made:
    """Return the records of *exchange*, each not yet compressed; *info_id* names the file's first record."""
    response_id, digest = _new_id(), _sha1_of(exchange.body)
    base: Fields = (
        ("WARC-Date", exchange.date),
        ("WARC-Target-URI", _one_line(exchange.url)),
        *((("WARC-IP-Address", exchange.ip),) if exchange.ip else ()),
        ("WARC-Warcinfo-ID", info_id),
    )
    beside: Fields = (*base, ("WARC-Concurrent-To", response_id))
    request = block_of(exchange.request_head, exchange.request_body)
    records = [record("request", beside, request, "application/http; msgtype=request")]
    if exchange.context:
        records.append(
            record("metadata", beside, _fields_block(exchange.context), "application/warc-fields")
        )
    # Last, so that a reader knows the context when it comes to the page.
    records.append(_response(exchange, (*base, ("WARC-Record-ID", response_id)), digest))
    return Made(tuple(records), response_id, digest)


def _response(exchange: Exchange, base: Fields, digest: str) -> bytes:
    fields = [*base, ("WARC-Payload-Digest", digest)]
    kind = "response"
    # WARC/1.1 has a revisit for an answer without body to a conditional request.
    if exchange.status == NOT_MODIFIED:
        kind = "revisit"
        fields.append(("WARC-Profile", _NOT_MODIFIED_PROFILE))
    if exchange.truncated:
        fields.append(("WARC-Truncated", exchange.truncated))
    block = block_of(map(_undone, exchange.response_head), exchange.body)
    return record(kind, fields, block, "application/http; msgtype=response")


def _undone(line: bytes) -> bytes:
    name, colon, value = line.partition(b":")
    return UNDONE + colon + value if name.strip().lower() == TRANSFER_ENCODING else line


def make_conversion(url: str, date: str, html: bytes, response_id: str, info_id: str) -> Made:
    """Return the record of a page as its scripts rendered it, which refers to the response."""
    record_id, digest = _new_id(), _sha1_of(html)
    fields: Fields = (
        ("WARC-Date", date),
        ("WARC-Target-URI", _one_line(url)),
        ("WARC-Refers-To", response_id),
        ("WARC-Warcinfo-ID", info_id),
        ("WARC-Payload-Digest", digest),
        ("WARC-Record-ID", record_id),
    )
    made = record("conversion", fields, html, "text/html; charset=utf-8")
    return Made((made,), record_id, digest)


def make_info(name: str, date: str, fields: Fields) -> tuple[bytes, str]:
    """Return the record that a file begins with, and its id."""
    record_id = _new_id()
    head: Fields = (("WARC-Date", date), ("WARC-Filename", name), ("WARC-Record-ID", record_id))
    return record("warcinfo", head, _fields_block(fields), "application/warc-fields"), record_id


def record(kind: str, fields: Iterable[tuple[str, str]], block: bytes, content_type: str) -> bytes:
    """Return one record."""
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": _new_id(),
        # Type first as in the examples of the standard; an id of the caller replaces the new one.
        **dict(fields),
        "WARC-Block-Digest": _sha1_of(block),
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return b"WARC/1.1\r\n" + head.encode("utf-8", "replace") + b"\r\n" + block + b"\r\n\r\n"


def block_of(head: Iterable[bytes], body: bytes) -> bytes:
    """Return a message of HTTP."""
    # Two empty items: the last line's end, and the empty line before the body.
    return b"\r\n".join((*head, b"", b"")) + body


def _fields_block(fields: Iterable[tuple[str, str]]) -> bytes:
    """Return *fields* as the block of a record of the type ``application/warc-fields``."""
    return "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields).encode(
        "utf-8", "replace"
    )


def _one_line(text: str) -> str:
    """Return *text* without line breaks, which would end a header field."""
    return text.translate(_LINE_BREAKS)


def _new_id() -> str:
    """Return a new record id."""
    return f"<{uuid4().urn}>"


def _sha1_of(data: bytes) -> str:
    """Return the digest of *data* as WARC tools write it: SHA-1 in base 32."""
    # Common in archives and indexes; nothing here is kept safe by it.
    digest = hashlib.sha1(data, usedforsecurity=False).digest()
    return f"sha1:{b32encode(digest).decode()}"
