"""How a page came out: the outcome of a ``Work`` that has ended, from its answer and from its items."""

import re
from collections.abc import Collection
from dataclasses import replace

from scrapy.exceptions import IgnoreRequest

from newscrawl.meta import FETCH, GUESS, ONE_OFF
from newscrawl.session import Work
from newscrawl.state.values import Outcome, Status

_FIRST_ERROR_STATUS = 400
"""HTTP statuses from this one on refuse the page. Source: RFC 9110, section 15."""


class OutcomeJudge:
    """Judge pages that have ended; a failure by one of *retry_codes* or *retry_errors* may pass."""

    def __init__(
        self, retry_codes: Collection[int], retry_errors: tuple[type[Exception], ...]
    ) -> None:
        self._retry_codes, self._retry_errors = retry_codes, retry_errors

    def judge(self, work: Work) -> Outcome:
        """Return the outcome of *work*.

        A guessed URL that fails is dropped, for nobody said that it exists. A page of an earlier
        crawl of named pages is not tried again: its own command does that, see
        ``spiders.revisits``.
        """
        # Items speak first: a page with HTTP 200 may still have lost its article.
        outcome = self._of_items(work) or self._of_answer(work)
        if outcome.status == Status.FAILED and work.request.meta.get(GUESS):
            return Outcome(Status.DROPPED, "guess_failed")
        if outcome.retryable and work.request.meta.get(ONE_OFF):
            return replace(outcome, retryable=False)
        return outcome

    def _of_items(self, work: Work) -> Outcome | None:
        """Return the outcome that dropped items decide: failures first; ``None`` if they decide nothing."""
        failed = next((reason for reason, is_failure in work.drops.items() if is_failure), None)
        if failed is not None:
            may_pass = self._may_pass(work.request.meta.get(FETCH))
            return Outcome(Status.FAILED, failed, may_pass, len(work.lines))
        # A record outweighs a drop: of several items of a page one may well be a duplicate.
        if work.drops and not work.lines:
            return Outcome(Status.DROPPED, next(iter(work.drops)), told=work.told)
        return None

    def _of_answer(self, work: Work) -> Outcome:
        """Return the outcome that the answer decides: a status, or the error that came in its place."""
        fetch = work.request.meta.get(FETCH)
        if work.lines:
            return Outcome(Status.DONE, records=len(work.lines))
        if isinstance(fetch, int) and fetch >= _FIRST_ERROR_STATUS:
            return Outcome(Status.FAILED, f"http_{fetch}", self._may_pass(fetch))
        if isinstance(fetch, int):
            return Outcome(Status.DONE)
        # A refusal of our own (robots.txt, scope, traps) is a judgement, not a failure.
        if isinstance(fetch, IgnoreRequest):
            return Outcome(Status.DROPPED, reason_of(fetch))
        return Outcome(Status.FAILED, error_name(fetch), self._may_pass(fetch))

    def _may_pass(self, fetch: object) -> bool:
        """Return whether the failure that *fetch* tells of may have passed when the page is tried again."""
        if isinstance(fetch, int):
            return fetch in self._retry_codes
        # robots.txt or ``Retry-After`` named a time: the refusal ends by itself.
        is_told_to_wait = getattr(fetch, "retry_after_s", None) is not None
        return is_told_to_wait or isinstance(fetch, self._retry_errors)


def reason_of(error: object) -> str:
    """Return the reason that *error* names, or else its name."""
    return getattr(error, "reason", None) or error_name(error)


def error_name(error: object) -> str:
    """Return the name of an error's class in snake case.

    >>> error_name(TimeoutError())
    'timeout'
    """
    name = type(error).__name__.removesuffix("Error")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
