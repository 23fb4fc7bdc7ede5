"""Scrapy requests to what the frontier stores, and back: JSON, never pickle.

Only what differs from a plain GET is stored. Callbacks are stored by name, bytes as base64. What
Scrapy or newscrawl notes in ``meta`` about one download is left out.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from scrapy import Request, Spider
from scrapy.utils.request import request_from_dict

from newscrawl.errors import NewscrawlError
from newscrawl.meta import (
    EACH_RUN,
    FETCH,
    FOUND_BY,
    LEASE,
    MODIFIED,
    NOT_BEFORE,
    POSTPONED,
    RANK,
    REFUSED,
    TOLD_UNTIL,
    WARC,
)
from newscrawl.state.values import Candidate, Lease
from newscrawl.warc.exchange import HEAD
from newscrawl.web.urls import canonical_url, host_of, url_key

_OF_ONE_DOWNLOAD = {
    WARC,
    HEAD,
    FOUND_BY,
    LEASE,
    FETCH,
    NOT_BEFORE,
    POSTPONED,
    TOLD_UNTIL,
    REFUSED,
    RANK,
    "depth",
    "is_start_request",
    "retry_times",
    "download_latency",
    "download_slot",
    "download_timeout",
}
_STORED = ("headers", "body", "cookies", "encoding", "flags", "cb_kwargs", "method")
_ELSEWHERE = {*_STORED, "url", "callback", "errback", "meta", "priority", "dont_filter"}
"""Attributes of each request that are not stored by what the attribute itself holds."""
_MAX_INT = 1 << 63
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN = {name: getattr(Request("https://example.org"), name) for name in _STORED}


class RequestError(NewscrawlError):
    """A part of a request cannot be stored or restored; the message names it."""


def pack_request(request: Request, spider: Spider, row_url: str | None = None) -> Candidate:
    """Return *request* as a candidate for the frontier.

    A request without method GET or with a body is known by those too. *row_url* is the URL of the
    row that a redirect goes on in, which keeps its name.

    Raises:
        UrlError: If its URL cannot be crawled.
        RequestError: If a part of it cannot be stored.
    """
    # SQLite and PostgreSQL store integers of 64 bits; both would fail later, within a transaction.
    if not -_MAX_INT <= request.priority < _MAX_INT:
        raise RequestError(
            f"{request.url}: priority must be a number of 64 bits, got {request.priority}"
        )
    url = canonical_url(request.url)
    key = url_key(url)
    # A GET and a POST, or two bodies sent to one URL, are different pages.
    if request.method != "GET" or request.body:
        name = b"\0".join((request.method.encode(), request.body, url.encode()))
        key = blake2b(name, digest_size=16).digest()
    return Candidate(
        key,
        url,
        host_of(url),
        _pack(request, row_url or url, spider),
        priority=request.priority,
        depth=request.meta.get("depth", 0),
        rank=request.meta.get(RANK, 0),
        named=bool(request.meta.get("is_start_request") or request.meta.get(EACH_RUN)),
        again=request.dont_filter,
        not_before=request.meta.get(NOT_BEFORE, 0.0),
        modified=request.meta.get(MODIFIED, 0.0),
    )


def unpack_request(lease: Lease, spider: Spider) -> Request:
    """Make the request of a leased URL.

    Raises:
        RequestError: If the spider has no such callback (any more), or its class cannot be loaded.
    """
    values = {"url": lease.url} | json.loads(lease.request or "{}", object_hook=_revive)
    # ``priority`` lives in a column of its own, for the frontier orders by that column.
    values["priority"] = lease.priority
    try:
        request = request_from_dict(values, spider=spider)
    # All that Scrapy's ``request_from_dict`` raises for a lost class, callback or argument.
    except (ValueError, ImportError, AttributeError, TypeError) as error:
        raise RequestError(f"{lease.url}: cannot be made into a request again: {error}") from error
    request.meta[LEASE] = lease.id
    request.meta["depth"] = lease.depth
    if lease.attempts:
        request.meta["retry_times"] = lease.attempts
    return request


def _pack(request: Request, url: str, spider: Spider) -> str | None:
    values: dict[str, Any] = {}
    if request.url != url:
        values["url"] = request.url
    for name in ("callback", "errback"):
        if (function := getattr(request, name)) is not None:
            values[name] = _name(function, spider, request)
    for name in _STORED:
        if (value := getattr(request, name)) != _PLAIN[name]:
            values[name] = value
    if "headers" in values:
        # RFC 9110 5.5: field values are bytes; latin-1 gives each byte a character and back.
        values["headers"] = {key.decode("latin-1"): value for key, value in request.headers.items()}
    if meta := {key: value for key, value in request.meta.items() if key not in _OF_ONE_DOWNLOAD}:
        values["meta"] = meta
    if request.dont_filter:
        values["dont_filter"] = True
    # Subclasses (FormRequest, JsonRequest) are restored as such, with the attributes of their own.
    if type(request) is not Request:
        values["_class"] = f"{type(request).__module__}.{type(request).__qualname__}"
        own = (name for name in request.attributes if name not in _ELSEWHERE)
        values |= {name: value for name in own if (value := getattr(request, name)) is not None}
    return _dump(values, request) if values else None


def _name(function: Callable[..., Any], spider: Spider, request: Request) -> str:
    name = getattr(function, "__name__", "")
    # Compared with ``!=``: Python makes a new bound method with each access.
    if getattr(spider, name or "?", None) != function:
        raise RequestError(
            f"{request.url}: callback and errback must be methods of the spider, for the request"
            f" outlives this process; got {function!r}"
        )
    return name


def _dump(values: dict[str, Any], request: Request) -> str:
    try:
        _check_keys(values)
        text = json.dumps(values, default=_plain, ensure_ascii=False, separators=(",", ":"))
        if _SURROGATE.search(
            text
        ):  # has no place in UTF-8; comes of titles that were cut within a pair
            text = json.dumps(values, default=_plain, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise RequestError(
            f"{request.url}: meta and cb_kwargs must hold JSON values and bytes, for the request"
            f" outlives this process; {error}"
        ) from error
    return text


def _check_keys(value: object) -> None:
    """Refuse a key that is no text, for JSON would silently make one of it.

    Raises:
        TypeError: If there is one.
    """
    if isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str):
                raise TypeError(f"got the key {key!r}")
            _check_keys(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _check_keys(each)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return {"$bytes": b64encode(value).decode()}
    raise TypeError(f"got {type(value).__name__}")


def _revive(value: dict[str, Any]) -> Any:
    return b64decode(value["$bytes"]) if value.keys() == {"$bytes"} else value
