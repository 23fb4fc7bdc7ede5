"""The values that go in and out of the frontier."""

from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b

UNREAD_MAX = 32
"""Pages of a host that have come and wait to be read; beyond, no further ones are asked for.

What they hold decides whether others like them are worth it: a host that answers faster than its
pages are read would be asked for thousands before the first is known to be a trap.
"""


HANDED_OVER = "handed_over"
"""Why a run ended whose state file another one waited for."""


class Status(IntEnum):
    """Where a URL is."""

    PENDING = 0
    LEASED = 1
    DONE = 2
    FAILED = 3
    DROPPED = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL on its way into the frontier.

    Attributes:
        key: What it is known by, see ``urls.url_key``.
        url: Its canonical form.
        host: Host that is asked, without port.
        request: JSON object of what differs from a plain GET, or ``None``.
        priority: The highest goes first.
        depth: Links from a named URL; the lowest goes first.
        rank: Place among the URLs of the page it was found on; the lowest goes first, so that a
            page of 50,000 links and a page of 10 take turns.
        named: Whether the user named it.
        again: Fetch it even if this run has done so already.
        not_before: Unix time before which it must not be fetched; 0: at once.
        modified: Unix time at which its page was changed, as the site announces it; 0: unknown.
    """

    key: bytes
    url: str
    host: str
    request: str | None = None
    priority: int = 0
    depth: int = 0
    rank: int = 0
    named: bool = False
    again: bool = False
    not_before: float = 0.0
    modified: float = 0.0


@dataclass(frozen=True, slots=True)
class Lease:
    """A URL given out for work; ``attempts`` counts those that failed before."""

    id: int
    key: bytes
    url: str
    lane: int
    host: str
    request: str | None
    priority: int
    depth: int
    attempts: int
    named: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a URL ended.

    Attributes:
        status: DONE, FAILED or DROPPED.
        reason: Short name, e.g. ``http_404``, ``too_short``; empty for DONE.
        retryable: FAILED by something that may pass; the same command takes it up again.
        records: Number of records it gave.
        told: Kind and value of what later runs need to know of a page that was dropped:
            ``published`` or ``language`` (see ``unwanted``), ``leads_to`` (see ``restarts``).
    """

    status: Status
    reason: str = ""
    retryable: bool = False
    records: int = 0
    told: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One command's way from its first URL to its last.

    Attributes:
        id: Number of the run in its state file.
        folder: Where its output lies.
        resumed: Whether it had begun before.
        started: Unix time at which it began first.
        handed_over: Whether its last attempt ended for another run that waited.
    """

    id: int
    folder: str
    resumed: bool
    started: float = 0.0
    handed_over: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """When a host is left alone.

    Attributes:
        after_failures: Failures in a row that open the breaker.
        base_s: First rest; each further one in a row is twice as long.
        max_s: Longest rest.
        max_rests: Rests in a row after which the host is given up for this run.
        max_wait_s: Longest wait, asked for by ``Retry-After``, that the run itself waits for.
    """

    after_failures: int = 5
    base_s: float = 10.0
    max_s: float = 300.0
    max_rests: int = 6
    max_wait_s: float = 600.0


def is_at_work(status: int, *, same_run: bool, differs: bool) -> bool:
    """Return whether a row is at work, or waits in this run for a request that differs from the new one."""
    return status == Status.LEASED or (status == Status.PENDING and same_run and differs)


def key_beside(candidate: Candidate) -> bytes:
    """Return the key of a further row of one URL: the same key for the same request."""
    name = candidate.key + (candidate.request or "").encode()
    return blake2b(name, digest_size=len(candidate.key)).digest()
