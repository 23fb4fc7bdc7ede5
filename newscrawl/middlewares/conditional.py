"""Asks for source documents by ETag and Last-Modified; one that has not changed is answered from the state.

Theory of operation. A request whose ``meta`` says that it is for a source document (front, feed,
sitemap) is sent with the validators of the last answer, where its host has proved that they tell
the truth. On a 304 the spider gets the body of the last answer again, so that nothing hangs on what
an earlier run did with it: what was out of its window or failed is found as if it had been sent.
Until a host is trusted, and now and then later, a 304 is checked: the document is asked for once
more, plainly.

With ``-a due=only`` a document whose interval has not passed is answered so without any request,
and so is, always, a well-known place where nothing lay. A run that had handed the state file over
does not ask again for what it has read within the last hour: with thousands of sources it would
else do nothing but that, each turn.
"""

import time
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Self, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.discover.revisit import ValidatorEvidence, Way, usable_validators, weigh
from newscrawl.meta import CUT_SHORT, GUESS, KEPT, KEY, KIND, LEASE, PLAINLY, SOURCE, UNCHANGED, WAY
from newscrawl.requirements import require_frontier
from newscrawl.session import session_of
from newscrawl.state.documents import Document
from newscrawl.state.revisits import RevisitLog, Visit
from newscrawl.traits import traits_of
from newscrawl.web.urls import canonical_url, url_key

_CONDITIONS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
_HEADERS = ("Content-Type", "Location")
_OK = 200
_HEADER_MAX = 2_000
"""Longest header that is kept, in characters."""
_GONE = frozenset({301, 302, 303, 307, 308, 404, 410})
_FRESH_S = 3_600.0
_CHECK_S = 60.0
"""A check that comes later than this after the 304, for the crawl was cut short, proves nothing of it."""


class ConditionalMiddleware:
    """Conditions on requests for source documents; answers from the state.

    Settings: ``REVISIT_…``. Stats: ``conditional/plain``, ``conditional/checked``,
        ``conditional/trusted`` (how documents were asked for), ``conditional/not_modified`` (304
        that was believed), ``conditional/kept`` (no request was made), ``conditional/lies``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it; with another scheduler than ours there is no state."""
        require_frontier(crawler.settings)
        return cls(crawler)

    @property
    def _revisits(self) -> RevisitLog:
        return session_of(self._crawler).revisits

    def process_request(self, request: Request) -> Response | None:
        """Return the answer that the state has, or let *request* pass with its conditions."""
        if KIND not in request.meta:
            return None
        # A retry or redirect carries the headers of the
        # request before; its document may be another.
        for name in _CONDITIONS.values():
            request.headers.pop(name, None)
        request.meta.pop(WAY, None)
        key = url_key(canonical_url(request.url))
        request.meta[KEY] = key.hex()
        document = self._revisits.last(key)
        if document is None or request.meta.get(PLAINLY):
            return None
        if self._is_kept(document, request):
            self._count("kept")
            return _answer(document, request)
        self._set_conditions(document, request)
        return None

    def _is_kept(self, document: Document, request: Request) -> bool:
        now = time.time()
        if document.status != 200:
            # Only guessed places count as missing: a document
            # that the site names may come back any time.
            return bool(request.meta.get(GUESS)) and self._revisits.is_missing(document, now)
        # Without a body there is nothing to hand to the spider, whatever the validators say.
        if document.body is None:
            return False
        due_only = traits_of(self._crawler).due == "only"
        return self._is_of_this_run(document, now) or (
            due_only and not self._revisits.is_due(document, now)
        )

    def _is_of_this_run(self, document: Document, now: float) -> bool:
        """Return whether this run, which had handed over, has read *document* not long ago."""
        run = session_of(self._crawler).run
        return bool(
            run.handed_over and run.started <= document.looked <= now < document.looked + _FRESH_S
        )

    def _set_conditions(self, document: Document, request: Request) -> None:
        # Validators belong to a representation (RFC 9110
        # 8.8); an error or redirect has none to trust.
        way = self._revisits.way(document) if document.status == 200 else Way.PLAIN
        self._count(way)
        if way is Way.PLAIN:
            return
        request.meta[WAY] = way
        for name, value in document.validators.items():
            request.headers[_CONDITIONS[name]] = value.encode("latin-1")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Begin a look at *response*; check a 304, or answer from the state."""
        if KIND not in request.meta or KEPT in response.flags:
            return response
        before = self._revisits.last(bytes.fromhex(request.meta[KEY]))
        # A 304 that was not asked for (no ``WAY``) has no kept body, and is passed on as it is.
        if response.status == 304 and before is not None and WAY in request.meta:
            return self._not_modified(request, before)
        is_missing_guess = request.meta.get(GUESS) and response.status in _GONE
        # A cut body is never kept: its digest would make the whole one look changed the next time.
        if _is_whole(response) or is_missing_guess:
            self._begin(request, response, before)
        return response

    def _not_modified(self, request: Request, before: Document) -> Request | Response:
        if request.meta[WAY] == Way.CHECKED:
            # The check needs a second request of the same
            # URL, which Scrapy would drop as a duplicate.
            again = request.replace(dont_filter=True)
            again.meta[PLAINLY] = time.time()
            return again
        self._count("not_modified")
        self._revisits.begin(
            request.meta.get(LEASE, 0), Visit(before, before, ValidatorEvidence.BELIEVED)
        )
        return _answer(before, request)

    def _begin(self, request: Request, response: Response, before: Document | None) -> None:
        document = _document(request, response)
        told_same_at = request.meta.get(PLAINLY, 0.0)
        evidence = _evidence(document, before, was_told_same=time.time() - told_same_at < _CHECK_S)
        if evidence is ValidatorEvidence.LIE:
            self._count("lies")
        # Another source may read the same document with other options, so both must agree.
        if before is not None and (before.digest, before.source) == (
            document.digest,
            document.source,
        ):
            response.flags.append(UNCHANGED)
        self._revisits.begin(request.meta.get(LEASE, 0), Visit(document, before, evidence))

    def _count(self, name: str) -> None:
        self._crawler.stats.inc_value(f"conditional/{name}")


def _answer(document: Document, request: Request) -> Response:
    headers = {
        # RFC 9110 5.5: latin-1 gives the bytes back that the header had.
        name: value.encode("latin-1")
        for name, value in document.headers.items()
        if name in _HEADERS
    }
    flags = [KEPT, UNCHANGED] if document.source == request.meta.get(SOURCE) else [KEPT]
    return Response(
        request.url,
        document.status,
        cast("Any", headers),
        document.body or b"",
        flags=flags,
        request=request,
    )


def _document(request: Request, response: Response) -> Document:
    """Return the document that is kept of an answer."""
    body = response.body if response.status == 200 else b""
    keeps = (
        request.meta[KIND] != "listing"
    )  # there may be thousands, and all else of them is in the frontier
    return Document(
        bytes.fromhex(request.meta[KEY]),
        request.url,
        urlsplit(request.url).netloc.lower(),
        request.meta.get(SOURCE, ""),
        request.meta[KIND],
        response.status,
        _kept_headers(response),
        blake2b(body, digest_size=16).digest(),
        body if keeps else None,
    )


def _is_whole(response: Response) -> bool:
    """Return whether *response* is a document to its end."""
    return response.status == _OK and not CUT_SHORT.intersection(response.flags)


def _kept_headers(response: Response) -> Mapping[str, str]:
    names = (*_HEADERS, *_CONDITIONS, "Date")
    found = {name: (response.headers.get(name) or b"").decode("latin-1") for name in names}
    kept = {name: found[name] for name in _HEADERS}
    kept |= usable_validators(found, time.time())
    # A long header is dropped, not cut: a shortened ETag would never match.
    return {name: value for name, value in kept.items() if 0 < len(value) <= _HEADER_MAX}


def _evidence(
    document: Document, before: Document | None, *, was_told_same: bool
) -> ValidatorEvidence:
    """Return what *document* tells of the validators, where the last look gave *before*."""
    if before is None or before.status != 200 or document.status != 200:
        return ValidatorEvidence.NONE
    same_body = document.digest == before.digest
    return weigh(
        before.validators, document.validators, same_body=same_body, was_told_same=was_told_same
    )
