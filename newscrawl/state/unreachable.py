"""Hosts that cannot be reached are tried again as long as the crawl goes on, and do not hold up its end.

A closed port, an unknown name and a failed TLS handshake seldom pass within a run. Such a URL waits
with ``retryable`` set, and a host whose breaker such failures have opened rests "by" ``refused``.
When nothing else is left, each has its last attempt at once.
"""

from newscrawl.state.store import Store

LAST_ATTEMPT = 99
"""Number of attempts that lets the next one be the last, whatever ``RETRY_TIMES`` is."""


def has_pending(store: Store, run_id: int, until: float) -> bool:
    """Return whether the run has work that is out, or that it may get before *until* and waits for."""
    # A host at rest has work that nobody waits for, unless it wakes within *until*.
    at_work = store.run(
        "SELECT 1 FROM lanes WHERE run_id = ? AND due + delayed + leased > 0 AND (leased > 0 OR due"
        " > 0 AND (rest_until IS NULL OR rest_until <= ? AND rested_by <> 'refused')) LIMIT 1",
        (run_id, until),
    )
    return bool(
        at_work
        or store.run(
            "SELECT 1 FROM urls JOIN lanes ON lanes.id = lane_id WHERE urls.status = 0 AND"
            " not_before > 0 AND retryable = 0 AND run_id = ? AND (rest_until IS NULL OR rest_until"
            " <= ?) LIMIT 1",
            (run_id, until),
        )
    )


def wake(store: Store, run_id: int) -> list[int]:
    """Let what waits for hosts that cannot be reached have its last attempt; return the lane of each URL."""
    rows = store.run(
        "UPDATE urls SET not_before = 0, attempts = ? WHERE status = 0 AND not_before > 0 AND"
        " retryable = 1 AND lane_id IN (SELECT id FROM lanes WHERE run_id = ?) RETURNING lane_id",
        (LAST_ATTEMPT, run_id),
    )
    return [int(lane) for (lane,) in rows]


def end_rests(store: Store, run_id: int) -> bool:
    """End the rests of hosts that cannot be reached; return whether there was one that has work."""
    rows = store.run(
        "UPDATE lanes SET rest_until = NULL, rested_by = NULL, "
        "open = CASE WHEN due > 0 AND leased = fetched THEN 1 ELSE 0 END "
        "WHERE run_id = ? AND rested_by = 'refused' RETURNING due",
        (run_id,),
    )
    return any(due for (due,) in rows)
