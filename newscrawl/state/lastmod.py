"""The time at which a site says that a page was changed, kept in the stored request of the page."""

import json

from newscrawl.state.stored_requests import with_note
from newscrawl.state.values import Status


def announced(request: str | None) -> float | None:
    """Return the time announced of a page when it was asked for by *request*; ``None``: none was."""
    value = json.loads(request).get("meta", {}).get("modified_at") if request else None
    return None if value is None else float(value)


def has_changed(modified: float, fetched_at: float, request: str | None) -> bool:
    """Return whether the site announces, by *modified*, a change of a page since it was fetched.

    *modified* is compared with the time that the site announced when the page was fetched, which is
    of the same clock; where it announced none, with the time of the fetch. Times are Unix times, 0:
    unknown.
    """
    # A site's clock and ours may differ, so a time that the site itself gave is compared first.
    before = announced(request)
    return bool(modified) and modified > (fetched_at if before is None else before)


def is_noted(modified: float, status: int, fetched_at: float, request: str | None) -> bool:
    """Return whether *modified* is to be kept of a page that is not fetched for it.

    The first time is, for the next run to compare with. A later one is where the page holds the
    change already, or will: it is yet to be fetched in this run, or was fetched after that time.
    """
    before = announced(request)
    if not modified or (before is not None and modified <= before):
        return False
    # A time after the fetch is not noted: the next run must find that the page has changed.
    return before is None or status == Status.PENDING or modified <= fetched_at


def with_announced(request: str | None, modified: float) -> str:
    """Return *request* with *modified* noted in it."""
    return with_note(request, "modified_at", modified)
