"""Requests that a run leaves for the next one because a budget is spent: by kind of request, or all of it."""

from newscrawl.state.breaker import NEVER
from newscrawl.state.store import Store

SHELVED = "budget_spent"
"""Reason of a URL that was left; it counts as failed by something that passes."""


def shelve(store: Store, lane: int, mark: str, now: float) -> tuple[int, int]:
    """Leave what waits in *lane* with *mark* in its request; return how many were due and delayed."""
    counts = [
        len(
            store.run(
                "UPDATE urls SET status = 3, reason = ?, retryable = 1, not_before = 0, changed ="
                f" ? WHERE lane_id = ? AND status = 0 AND {waits} AND instr(request, ?) > 0"
                " RETURNING id",
                (SHELVED, now, lane, mark),
            )
        )
        for waits in ("not_before = 0", "not_before > 0")  # as the indexes have it
    ]
    return counts[0], counts[1]


def shut(store: Store, run_id: int) -> None:
    """Let every lane of the run rest for good, but for those that were given up."""
    store.run(
        "UPDATE lanes SET rest_until = ?, rested_by = 'budget', open = 0 WHERE run_id = ? "
        "AND coalesce(rested_by, '') <> 'given_up'",
        (NEVER, run_id),
    )
