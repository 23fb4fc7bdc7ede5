"""The pages of a WARC (or ARC) file, plain or gzipped, one at a time; warcio reads its records.

A file may come from anywhere: bodies are read up to a limit, codings are undone within it by
``decoding``, and what cannot be read ends the file with an error that says where. Source: ISO 28500
(WARC/1.1).
"""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from newscrawl.errors import ConfigError, UrlError
from newscrawl.model.items import Page
from newscrawl.warc.archive import Archive
from newscrawl.web.content_coding import CodingError, codings, decode_body
from newscrawl.web.urls import host_of

MAX_BYTES = 16 * 1024**2
"""Of a body, as it is stored and decoded; a longer one is left out."""
# warcio lets errors of many kinds through where a file is damaged.
_DAMAGED = (
    ArchiveLoadFailed,
    AttributeError,  # warcio on records that lack a header
    ChunkedDataException,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
)
_HTML = ("text/html", "application/xhtml+xml")


def is_archive(name: str) -> bool:
    """Return whether *name* is that of an archive file."""
    return name.lower().endswith((".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz"))


def read_archive(path: Path) -> Iterator[Page]:
    """Return the pages of *path*: responses of HTML with status 200, in the order of the file.

    Raises:
        ConfigError: If it cannot be opened, or is damaged; the pages before come first. One in zstd
            needs the extra ``[warc]``.
    """
    # warcio reads no zstd.
    if path.name.lower().endswith(".zst"):
        yield from _read_zstd(path)
        return
    try:
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                page = _page_of(record)
                if page is not None:
                    yield page
    except _DAMAGED as error:
        said = (
            error.strerror if isinstance(error, OSError) and error.strerror else str(error).strip()
        )
        # Messages of warcio have several lines; the first says what is wrong.
        said = said.splitlines()[0] if said else type(error).__name__
        raise ConfigError(
            f"{path}: expected a WARC file, plain or gzipped by record, got: {said}"
        ) from error


def _read_zstd(path: Path) -> Iterator[Page]:
    problems = []
    for entry in Archive(path):
        if entry.page is not None:
            yield replace(entry.page, profile="")
        if entry.problem is not None:
            problems.append(entry.problem.message)
    # Told at the end: the pages after a broken record are read too.
    if problems:
        raise ConfigError(problems[0])


def _page_of(record: Any) -> Page | None:
    """Return the page of a record, if it is one that is whole and not too large."""
    headers = record.http_headers
    if record.rec_type != "response" or headers is None:
        return None
    if headers.get_statuscode() != "200":
        return None
    content_type = headers.get_header("Content-Type") or ""
    # A server may name no type; then extraction finds out whether it is HTML.
    if content_type and not content_type.lower().startswith(_HTML):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    try:
        host_of(url)
    except UrlError:
        return None
    body = _body_of(record)
    return Page(url, body, content_type, requested_url=url, profile="") if body else None


def _body_of(record: Any) -> bytes:
    """Return the body of a record, decoded; empty where it is too large or in no known coding."""
    headers = record.http_headers
    chunked = (headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    pieces, size = [], 0
    # Read in pieces, since the length that a record names may be wrong.
    while size <= MAX_BYTES and (piece := stream.read(65_536)):
        pieces.append(piece)
        size += len(piece)
    if size > MAX_BYTES:
        return b""
    try:
        applied = codings([headers.get_header("Content-Encoding") or ""])
        return decode_body(b"".join(pieces), applied, max_bytes=MAX_BYTES)
    except CodingError:
        return b""
