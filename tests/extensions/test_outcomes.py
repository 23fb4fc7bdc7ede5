"""How a page came out, by its answer and by its items."""

from typing import Any

import pytest
from scrapy import Request

from newscrawl.extensions.outcomes import OutcomeJudge, error_name, reason_of
from newscrawl.meta import FETCH, GUESS, ONE_OFF
from newscrawl.refusals import RefusedError
from newscrawl.session import Work
from newscrawl.state.ledger import OutputLine
from newscrawl.state.values import Lease, Outcome, Status

URL = "https://gazette.example/a"
LINE = OutputLine("id", b"{}\n")
BUSY = RefusedError("robots_503", "later", retry_after_s=60.0)


def judged(
    fetch: object, lines: int = 0, drops: dict[str, bool] | None = None, **meta: Any
) -> Outcome:
    """The outcome of a page whose download ended with *fetch*."""
    request = Request(URL, meta={FETCH: fetch, **meta})
    lease = Lease(1, b"k", URL, 1, "gazette.example", None, 0, 0, 0, False)
    work = Work(lease, request, lines=[LINE] * lines, drops=drops or {})
    return OutcomeJudge([503], (TimeoutError,)).judge(work)


@pytest.mark.parametrize(
    ("fetch", "expected"),
    [
        pytest.param(200, Outcome(Status.DONE), id="a page that gave nothing"),
        pytest.param(399, Outcome(Status.DONE), id="the last status that is no error"),
        pytest.param(400, Outcome(Status.FAILED, "http_400"), id="an error"),
        pytest.param(503, Outcome(Status.FAILED, "http_503", True), id="one that may pass"),
        pytest.param(TimeoutError(), Outcome(Status.FAILED, "timeout", True), id="no answer"),
        pytest.param(ValueError(), Outcome(Status.FAILED, "value", False), id="a fault of ours"),
        pytest.param(
            RefusedError("robots_txt", "no"), Outcome(Status.DROPPED, "robots_txt"), id="refused"
        ),
        pytest.param(BUSY, Outcome(Status.DROPPED, "robots_503"), id="refused for a while"),
    ],
)
def test_the_answer_decides_where_no_item_does(fetch: object, expected: Outcome) -> None:
    """Errors fail, refusals of our own drop."""
    assert judged(fetch) == expected


@pytest.mark.parametrize(
    ("lines", "drops", "expected"),
    [
        pytest.param(2, {}, Outcome(Status.DONE, records=2), id="records"),
        pytest.param(0, {"too_short": False}, Outcome(Status.DROPPED, "too_short"), id="a drop"),
        pytest.param(1, {"duplicate": False}, Outcome(Status.DONE, records=1), id="both"),
        pytest.param(
            1,
            {"duplicate": False, "worker_died": True},
            Outcome(Status.FAILED, "worker_died", False, 1),
            id="a failure outweighs all",
        ),
    ],
)
def test_items_decide_first(lines: int, drops: dict[str, bool], expected: Outcome) -> None:
    """A page with HTTP 200 may have lost its article."""
    assert judged(200, lines, drops) == expected


def test_guesses_and_pages_of_an_earlier_crawl_are_not_tried_again() -> None:
    """Nobody said that a guess exists; the other is tried by its own command."""
    assert judged(503, **{GUESS: True}) == Outcome(Status.DROPPED, "guess_failed")
    assert judged(503, **{ONE_OFF: True}) == Outcome(Status.FAILED, "http_503", False)


def test_names_of_errors() -> None:
    """The reason that an error names; its class, where it names none."""
    assert reason_of(BUSY) == "robots_503"
    assert reason_of(ConnectionResetError()) == "connection_reset"
    assert error_name(KeyError()) == "key"
