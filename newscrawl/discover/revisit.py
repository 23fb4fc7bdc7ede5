"""When a source document is looked at again, and whether its "not modified" is believed.

Validators (``ETag``, ``Last-Modified``) spare the transfer of bodies that have not changed, but some
servers lie: a constant validator, or a 304 for whatever is asked. So they are put to the proof
first: bodies must have changed together with their validators, then answers 304 are checked by
asking once more without conditions. One that is caught is believed much later, if ever; one that is
believed is checked again now and then.

The interval between looks follows how often a document brings news.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum

PROOFS = 2
"""Changes told, and 304 found right, that make a host's validators trusted; after a lie many more."""
PROOFS_PER_LIE = 4
YOUNG_S = 60.0
"""A document that changed so shortly before it was sent may change again within the same second."""

_VALIDATORS = ("ETag", "Last-Modified")
"""The entity tag first: RFC 9110 section 13.2.2 gives it precedence over the date."""


class Way(StrEnum):
    """How a document is asked for: plainly, or with its validators and a 304 that is checked or believed."""

    PLAIN = "plain"
    CHECKED = "checked"
    TRUSTED = "trusted"


class ValidatorEvidence(StrEnum):
    """The outcome of one visit for the validators: none, or a field of ``Trust`` that grows."""

    NONE = "none"
    CHANGE = "changes"
    SAME = "sames"
    LIE = "lies"
    BELIEVED = "unverified"


@dataclass(frozen=True, slots=True)
class Trust:
    """The evidence on the validators of one host and kind of document.

    Attributes:
        changes: Bodies that changed together with their validators.
        sames: Answers 304 that were checked and right.
        lies: Bodies that changed though the validators or a 304 said that they had not.
        unverified: Answers 304 that were believed since the last check.
    """

    changes: int = 0
    sames: int = 0
    lies: int = 0
    unverified: int = 0

    def way(self, verify_every: int) -> Way:
        """Return how to ask; of the 304 that are believed each *verify_every*-th one is checked.

        >>> Trust(changes=2, sames=2).way(10).value, Trust(changes=2, sames=2, lies=1).way(10).value
        ('trusted', 'plain')
        """
        # One that lied needs many proofs, not none ever: servers are repaired.
        needed = PROOFS * (1 + PROOFS_PER_LIE * self.lies)
        # Changes first: a constant validator would pass any number of checks for "the same".
        if self.changes < needed:
            return Way.PLAIN
        if self.sames < needed or self.unverified + 1 >= verify_every:
            return Way.CHECKED
        return Way.TRUSTED

    def after(self, evidence: ValidatorEvidence) -> "Trust":
        """Return the trust after *evidence*; a lie undoes all proofs."""
        after = {
            ValidatorEvidence.NONE: self,
            ValidatorEvidence.CHANGE: replace(self, changes=self.changes + 1),
            ValidatorEvidence.SAME: replace(self, sames=self.sames + 1, unverified=0),
            ValidatorEvidence.LIE: Trust(lies=self.lies + 1),
            ValidatorEvidence.BELIEVED: replace(self, unverified=self.unverified + 1),
        }
        return after[evidence]


@dataclass(frozen=True, slots=True)
class Pace:
    """Bounds of the interval between looks, in seconds.

    Attributes:
        first_s: After the first look.
        min_s, max_s: Least and most.
        list_max_s: Most for a sitemap, which what it lists does not leave again, as it does a feed,
            and for a section, which repeats fronts and feeds.
        missing_s: How long it is remembered that nothing lies at a well-known place.
    """

    first_s: float = 3_600.0
    min_s: float = 900.0
    max_s: float = 72_000.0
    list_max_s: float = 604_800.0
    missing_s: float = 2_592_000.0

    def next_s(self, kind: str, interval_s: float, elapsed_s: float, news: int) -> float:
        """Return the interval that follows *interval_s*, after a look that brought *news* in *elapsed_s*.

        No news lengthens it by half of the time that brought none. News draws it towards the time
        that one of them took.

        >>> Pace().next_s("feed", 3600.0, 3600.0, 0), Pace().next_s("feed", 3600.0, 3600.0, 4)
        (5400.0, 1800.0)
        """
        most = self.list_max_s if kind in {"sitemap", "listing"} else self.max_s
        wanted = self._wanted_s(interval_s, elapsed_s, news)
        return min(max(wanted, self.min_s), most)

    def _wanted_s(self, interval_s: float, elapsed_s: float, news: int) -> float:
        """Return the interval that follows, without bounds."""
        if not elapsed_s:
            return self.first_s
        if not news:
            return interval_s + elapsed_s / 2
        # The geometric mean of both: one busy night draws the interval a part of the way only.
        return math.sqrt(interval_s * elapsed_s / news)


def usable_validators(headers: Mapping[str, str], now: float) -> Mapping[str, str]:
    """Return ``ETag`` and ``Last-Modified`` of *headers*, of an answer that came at *now* (Unix time).

    A date alone that is hardly older than the answer cannot tell the next change, and is left out.

    Source: RFC 9110 §8.8.2.2.
    """
    found = {name: headers[name] for name in _VALIDATORS if headers.get(name)}
    changed = _http_date(headers.get("Last-Modified", ""), default=math.inf)
    sent = _http_date(headers.get("Date", ""), default=now)
    # Weak by the RFC: within one second the document may have changed without a new date.
    is_strong = "ETag" in found or sent - changed >= YOUNG_S
    return found if is_strong else {}


def _http_date(text: str, *, default: float) -> float:
    try:
        return parsedate_to_datetime(text).replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return default


def weigh(
    before: Mapping[str, str], after: Mapping[str, str], *, same_body: bool, was_told_same: bool
) -> ValidatorEvidence:
    """Return the evidence of an answer, by its validators *after*, those *before*, and the bodies.

    *was_told_same*: it came just after a 304.

    >>> weigh({"ETag": "1"}, {"ETag": "1"}, same_body=False, was_told_same=False).value
    'lies'
    """
    # This body was asked for without conditions to check the 304 before it.
    if was_told_same:
        return ValidatorEvidence.SAME if same_body else ValidatorEvidence.LIE
    pairs = ((before.get(name), after.get(name)) for name in _VALIDATORS)
    told = next(filter(all, pairs), None)
    if same_body or told is None:
        return ValidatorEvidence.NONE
    old, new = told
    return ValidatorEvidence.LIE if old == new else ValidatorEvidence.CHANGE
