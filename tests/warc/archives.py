"""WARC files for tests, made by hand."""

import gzip
from collections.abc import Sequence

from newscrawl.warc import write
from newscrawl.warc.exchange import Exchange, block_of, record
from tests.support.server import article_page

DATE = "2026-11-26T10:00:00.123Z"
HEAD = (b"HTTP/1.1 200 OK", b"Content-Type: text/html; charset=utf-8")


def page_record(
    name: str, head: Sequence[bytes] = HEAD, body: bytes | None = None, **fields: str
) -> bytes:
    """A response record of the article *name*; *fields* with ``_`` for the dash."""
    block = block_of(head, article_page(name) if body is None else body)
    given = {"WARC-Target-URI": f"https://news.example/{name}", "WARC-Date": "2026-11-26T10:00:00Z"}
    given |= {key.replace("_", "-"): value for key, value in fields.items()}
    return record("response", given.items(), block, "application/http; msgtype=response")


def gzipped(records: Sequence[bytes]) -> bytes:
    """A member for each of *records*."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def zstandard(records: Sequence[bytes]) -> bytes:
    """A frame for each of *records*."""
    return b"".join(map(write.zstandard, records))


def single(records: Sequence[bytes]) -> bytes:
    """One member for all of *records*."""
    return gzip.compress(b"".join(records), mtime=0)


def exchange(name: str = "Ahaven", status: int = 200, **changes: object) -> Exchange:
    """Return an exchange with a server that sends the article *name*."""
    values = {
        "url": f"https://news.example/{name}",
        "date": DATE,
        "status": status,
        "request_head": (b"GET /a HTTP/1.1", b"Host: news.example"),
        "response_head": (f"HTTP/1.1 {status} OK".encode(), b"content-TYPE: text/html", b"Transfer-Encoding: chunked"),
        "body": article_page(name),
        "ip": "192.0.2.7",
        "context": (("asked", "1"),),
    }  # fmt: skip
    return Exchange(**values | changes)  # type: ignore[arg-type]
