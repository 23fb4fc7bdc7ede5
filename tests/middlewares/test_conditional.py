"""Source documents are asked for by their validators, on a real state: how, what is kept, and what is caught."""

import time
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from newscrawl.meta import GUESS, KEPT, KEY, KIND, LEASE, PLAINLY, SOURCE, UNCHANGED, WAY
from newscrawl.middlewares.conditional import ConditionalMiddleware
from tests.support.session import Opened, Plain, opened_session

FEED = "https://gazette.example/feed"
BODIES = (b"<rss>one</rss>", "<rss>два</rss>".encode(), "<rss>三</rss>".encode())


class Documents:
    """A host whose documents are asked for through the middleware, run after run."""

    def __init__(self, opened: Opened) -> None:
        self.opened, self.middleware = opened, ConditionalMiddleware.from_crawler(opened.crawler)
        self._number = 0

    def request(self, url: str = FEED, **meta: Any) -> Request:
        self._number += 1
        return Request(url, meta={KIND: "feed", SOURCE: "gazette", LEASE: self._number, **meta})

    def answer(
        self, request: Request, body: bytes = BODIES[0], status: int = 200, **headers: str
    ) -> Any:
        """Return what the middleware makes of an answer, whose page has come to its end then."""
        response = Response(
            request.url,
            status,
            headers,
            body,
            request=request,
            flags=[],  # type: ignore[arg-type]
        )
        found = self.middleware.process_response(request, response)
        self.opened.session.revisits.end(request.meta[LEASE], time.time(), whole=True)
        return found

    def look(self, body: bytes = BODIES[0], etag: str = "1", **meta: Any) -> Request:
        """Ask for the feed, and have it answered; return the request as it was sent."""
        request = self.request(**meta)
        assert self.middleware.process_request(request) is None
        self.answer(request, body, ETag=etag)
        return request

    def prove(self, times: int = 4) -> None:
        """Let the host prove that its validators tell the truth: by changes, and by 304 that were right."""
        for number in range(times):
            self.look(BODIES[number % 2], f"{number}")
        for _ in range(times):
            request = self.request()
            self.middleware.process_request(request)
            again = self.answer(request, b"", 304)
            if isinstance(again, Request):
                self.middleware.process_request(again)
                self.answer(again, BODIES[(times - 1) % 2], ETag=f"{times - 1}")

    def count(self, name: str) -> int:
        return self.opened.count(f"conditional/{name}")


@pytest.fixture
def documents(tmp_path: Path) -> Any:
    """A run in which nothing was read yet."""
    with opened_session(tmp_path) as opened:
        yield Documents(opened)


def test_pages_pass_as_they_are(documents: Documents) -> None:
    """Only requests for source documents get a key."""
    request = Request(FEED, meta={})
    assert documents.middleware.process_request(request) is None
    response = Response(FEED, request=request)
    assert documents.middleware.process_response(request, response) is response
    assert KEY not in request.meta
    assert not request.headers


def test_a_first_look_has_no_conditions(documents: Documents) -> None:
    """Nor has a second one: the validators of the host have proved nothing yet."""
    first, second = documents.look(), documents.look()
    assert not first.headers
    assert documents.count("plain") + documents.count("checked") == 1
    assert (WAY in second.meta) == bool(second.headers)


def test_validators_are_sent_once_they_told_of_changes(documents: Documents) -> None:
    """A 304 is checked by a plain request first, and believed later."""
    for number, body in enumerate(BODIES):
        documents.look(body, f'"{number}"')
    request = documents.request()
    documents.middleware.process_request(request)
    assert request.headers["If-None-Match"] == b'"2"'
    assert request.meta[WAY] == "checked"
    again = documents.answer(request, b"", 304)
    assert isinstance(again, Request)
    assert again.dont_filter
    assert documents.middleware.process_request(again) is None
    assert "If-None-Match" not in again.headers
    same = documents.answer(again, BODIES[2], ETag='"2"')
    assert same.flags == [UNCHANGED]
    assert documents.count("lies") == 0


def test_a_304_of_a_trusted_host_is_answered_from_the_state(documents: Documents) -> None:
    """With the body of before, and for the same source as unchanged."""
    documents.prove()
    before = documents.count("not_modified")
    for source, flags in (("gazette", [KEPT, UNCHANGED]), ("herald", [KEPT])):
        request = documents.request(**{SOURCE: source})
        documents.middleware.process_request(request)
        assert request.meta[WAY] == "trusted"
        found = documents.answer(request, b"", 304)
        assert isinstance(found, Response)
        assert (found.status, found.body, found.flags) == (200, BODIES[1], flags)
    assert documents.count("not_modified") == before + 2


def test_a_304_that_was_not_asked_for_is_passed_on(documents: Documents) -> None:
    """There is nothing to answer it with."""
    request = documents.request()
    documents.middleware.process_request(request)
    assert documents.answer(request, b"", 304).status == 304
    documents.look()
    plain = documents.request()
    plain.meta[PLAINLY] = time.time()
    documents.middleware.process_request(plain)
    assert documents.answer(plain, b"", 304).status == 304


@pytest.mark.parametrize(
    ("waited_s", "lies"),
    [
        pytest.param(1.0, 1, id="at once"),
        pytest.param(3600.0, 0, id="an hour later: it may have changed"),
    ],
)
def test_a_304_that_was_not_true_is_a_lie(documents: Documents, waited_s: float, lies: int) -> None:
    """The check got another body."""
    for number, body in enumerate(BODIES):
        documents.look(body, f"{number}")
    request = documents.request()
    documents.middleware.process_request(request)
    again = documents.answer(request, b"", 304)
    again.meta[PLAINLY] -= waited_s
    documents.middleware.process_request(again)
    documents.answer(again, b"<rss>another</rss>", ETag="3")
    assert documents.count("lies") == lies


def test_a_validator_that_stays_while_the_body_changes_is_a_lie(documents: Documents) -> None:
    """It is asked for plainly from then on."""
    documents.prove()
    documents.look(BODIES[2], "3", **{PLAINLY: 1.0})
    assert documents.count("lies") == 1
    request = documents.request()
    documents.middleware.process_request(request)
    assert not request.headers


def test_conditions_of_an_earlier_request_do_not_travel(documents: Documents) -> None:
    """A redirect carries headers and meta of the request before it; its document is another."""
    documents.prove()
    request = documents.request()
    documents.middleware.process_request(request)
    assert request.headers
    moved = request.replace(url="https://gazette.example/other-feed")
    assert documents.middleware.process_request(moved) is None
    assert not moved.headers
    assert WAY not in moved.meta
    assert moved.meta[KEY] != request.meta[KEY]


@pytest.mark.parametrize(
    ("status", "flags", "meta", "is_kept"),
    [
        pytest.param(200, [], {}, True, id="whole"),
        pytest.param(200, ["partial"], {}, False, id="cut"),
        pytest.param(200, ["dataloss"], {}, False, id="lost"),
        pytest.param(404, [], {}, False, id="an error"),
        pytest.param(404, [], {GUESS: True}, True, id="nothing at a well-known place"),
        pytest.param(503, [], {GUESS: True}, False, id="out of order at one"),
    ],
)
def test_what_is_kept_of_an_answer(
    documents: Documents, status: int, flags: list[str], meta: dict[str, Any], is_kept: bool
) -> None:
    """Whole documents, and that nothing lies at a well-known place."""
    request = documents.request(**meta)
    documents.middleware.process_request(request)
    response = Response(FEED, status, body=BODIES[0], flags=list(flags), request=request)
    assert documents.middleware.process_response(request, response) is response
    documents.opened.session.revisits.end(request.meta[LEASE], time.time(), whole=True)
    kept = documents.opened.session.revisits.last(bytes.fromhex(request.meta[KEY]))
    assert (kept is not None) is is_kept
    if kept is not None:
        assert (kept.status, kept.body) == (status, BODIES[0] if status == 200 else b"")


def test_a_missing_well_known_place_is_not_asked_for_again(documents: Documents) -> None:
    """The answer is that of before; a document that the site names is asked for every time."""
    guess = documents.request(**{GUESS: True})
    documents.middleware.process_request(guess)
    documents.answer(guess, b"", 404)
    again = documents.middleware.process_request(documents.request(**{GUESS: True}))
    assert again is not None
    assert (again.status, KEPT in again.flags) == (404, True)
    assert documents.count("kept") == 1
    assert documents.middleware.process_request(documents.request()) is None
    request = documents.request(**{GUESS: True})
    documents.middleware.process_request(request)
    assert documents.middleware.process_response(request, again) is again
    trust = documents.opened.session.revisits.end(request.meta[LEASE], time.time(), whole=True)
    assert trust is None, "no look was begun"


def test_listings_keep_no_body_and_long_headers_are_dropped(documents: Documents) -> None:
    """There may be thousands of them; a shortened tag would never match."""
    listing = documents.request("https://gazette.example/news", **{KIND: "listing"})
    documents.middleware.process_request(listing)
    documents.answer(listing, ETag="x" * 3000, **{"Content-Type": "text/html; charset=koi8-r"})
    kept = documents.opened.session.revisits.last(bytes.fromhex(listing.meta[KEY]))
    assert kept is not None
    assert (kept.body, dict(kept.headers)) == (None, {"Content-Type": "text/html; charset=koi8-r"})


@pytest.mark.parametrize(
    ("due", "age_s", "is_asked"),
    [
        pytest.param("", 1.0, True, id="all are wanted"),
        pytest.param("only", 1.0, False, id="read just now"),
        pytest.param("only", 90_000.0, True, id="its interval has passed"),
    ],
)
def test_documents_that_are_not_due_are_answered_from_the_state(
    tmp_path: Path, due: str, age_s: float, is_asked: bool
) -> None:
    """With ``due=only``."""

    def prepare(spider: Plain) -> None:
        spider.due = due  # type: ignore[attr-defined]

    with opened_session(tmp_path, prepare) as opened:
        documents = Documents(opened)
        documents.look()
        opened.session.store.run("UPDATE documents SET looked = looked - ?", (age_s,))
        found = documents.middleware.process_request(documents.request())
        assert (found is None) is is_asked
        assert found is None or found.body == BODIES[0]
