"""Times at which what waits in a frontier becomes due."""

from newscrawl.state.store import Store

_FAR_S = 31 * 86_400.0
"""No wait is longer than 30 days; a time beyond it was set by a clock that was ahead, and set back since."""


def right_times(store: Store, run_id: int, now: float) -> list[int]:
    """Let what waits for a time that is absurd be due; return the lane of each such URL."""
    rows = store.run(
        "UPDATE urls SET not_before = 0 WHERE status = 0 AND not_before > 0 AND not_before > ? "
        "RETURNING lane_id",
        (now + _FAR_S,),
    )
    store.run(
        "UPDATE lanes SET rest_until = ? WHERE run_id = ? AND rest_until > ? "
        # Those that were given up have a time that never comes, on purpose.
        "AND rested_by NOT IN ('given_up', 'budget')",
        (now, run_id, now + _FAR_S),
    )
    return [int(lane) for (lane,) in rows]


def next_due(store: Store, run_id: int) -> float | None:
    """Return the earliest time at which a delayed URL or a resting host becomes due."""
    rows = store.run(
        "SELECT min(at) FROM (SELECT min(not_before) AS at FROM urls WHERE status = 0 AND"
        " not_before > 0 UNION ALL SELECT min(rest_until) FROM lanes WHERE run_id = ? AND"
        " rest_until IS NOT NULL) AS times",
        (run_id,),
    )
    return None if rows[0][0] is None else float(rows[0][0])
