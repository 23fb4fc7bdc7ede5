"""Lanes: the hosts of a run, how much of each waits or is in hand, and whether it may be asked.

A *lane* is one host in one run. Lanes take turns, so a host with a million URLs gets no more turns
than one with ten. The counters of a lane repeat what its rows say, and every change goes through
``count``, in the same transaction as the change of the row.
"""

from newscrawl.state.breaker import NEVER
from newscrawl.state.sole import SoleWorker
from newscrawl.state.store import Store
from newscrawl.state.times import next_due, right_times
from newscrawl.state.unreachable import end_rests, has_pending, wake
from newscrawl.state.values import UNREAD_MAX, Rest

_FIRST_LEASED = 2
"""Most URLs of a host that has not answered in this run yet: a host that hangs fills no more slots."""


class Lanes(SoleWorker):
    """The hosts of one run, of each of which at most *max_leased* URLs are asked for at a time."""

    def __init__(self, store: Store, run_id: int, *, max_leased: int, rest: Rest) -> None:
        self._store, self._run, self._rest = store, run_id, rest
        self._max_leased, self._first_leased = max_leased, min(_FIRST_LEASED, max_leased)
        self._is_shut = False

    def is_waiting(self, host: str) -> bool:
        """Return whether a URL of *host* is due, and the host may be asked."""
        sql = "SELECT 1 FROM lanes WHERE run_id = ? AND host = ? AND open = 1 AND due > 0"
        return bool(self._store.run(sql, (self._run, host)))

    def outstanding(self) -> tuple[int, int, int]:
        """Return how many URLs of this run wait, how many are in hand, and how many the busiest host has."""
        ((waiting, in_hand, busiest),) = self._store.run(
            "SELECT coalesce(sum(due + delayed), 0), coalesce(sum(leased), 0), "
            "coalesce(max(due + delayed + leased), 0) FROM lanes "
            "WHERE run_id = ? AND due + delayed + leased > 0",
            (self._run,),
        )
        return int(waiting), int(in_hand), int(busiest)  # PostgreSQL sums to decimals

    def next_due(self) -> float | None:
        """Return the earliest time at which a delayed URL or a resting host becomes due."""
        return next_due(self._store, self._run)

    def wake_unreachable(self) -> bool:
        """Let what waits for hosts that cannot be reached have its last attempt; say whether any was."""
        lanes = wake(self._store, self._run)
        for lane in lanes:
            self.count(lane, delayed=-1, due=1)
        # Both, whatever the first gives: a lane may rest although none of its URLs waits.
        return end_rests(self._store, self._run) or bool(lanes)

    def has_pending(self, now: float) -> bool:
        """Return whether this run has work that is out, or that it may get without too long a wait."""
        # Times that a clock set while it was wrong would hold up the end of the run for ever.
        self._right_times(now)
        return has_pending(self._store, self._run, now + self._rest.max_wait_s)

    def _right_times(self, now: float) -> None:
        """Let what waits for a time that is absurd be due."""
        for lane in right_times(self._store, self._run, now):
            self.count(lane, delayed=-1, due=1)

    def _wake(self, now: float) -> None:
        rows = self._store.run(
            "UPDATE urls SET not_before = 0 WHERE status = 0 AND not_before > 0 AND not_before <= ?"
            " RETURNING lane_id",
            (now,),
        )
        for (lane,) in rows:
            self.count(lane, delayed=-1, due=1)
        self._store.run(
            f"UPDATE lanes SET rest_until = NULL, rested_by = NULL, open = CASE WHEN due > 0 "
            f"AND fetched < {UNREAD_MAX} AND leased - fetched < "
            "CASE WHEN rests > 0 THEN 1 WHEN answered = 0 THEN ? ELSE ? END THEN 1 ELSE 0 END "
            "WHERE run_id = ? AND rest_until <= ?",
            (self._first_leased, self._max_leased, self._run, now),
        )

    def _lane(self, host: str) -> int:
        rows = self._store.run(
            "SELECT id FROM lanes WHERE run_id = ? AND host = ?", (self._run, host)
        )
        if not rows:
            rows = self._store.run(
                "INSERT INTO lanes (run_id, host, turn, rest_until, rested_by) VALUES (?, ?, ?, ?,"
                " ?) RETURNING id",
                (
                    self._run,
                    host,
                    self._next_turn(),
                    # A host that comes after the end of the time must not be asked either.
                    *((NEVER, "budget") if self._is_shut else (None, None)),
                ),
            )
        return int(rows[0][0])

    def _next_turn(self) -> int:
        rows = self._store.run(
            "SELECT coalesce(max(turn), 0) + 1 FROM lanes WHERE run_id = ?", (self._run,)
        )
        return int(rows[0][0])

    def count(
        self,
        lane: int,
        *,
        due: int = 0,
        delayed: int = 0,
        leased: int = 0,
        fetched: int = 0,
        answered: bool = False,
    ) -> None:
        """Add to the counters of *lane*."""
        self._store.run(
            # One statement: the new values decide whether
            # the lane is open, and nobody sees the old ones.
            "UPDATE lanes SET due = due + ?1, delayed = delayed + ?2, leased = leased + ?3, "
            "fetched = fetched + ?4, answered = CASE ?7 WHEN 1 THEN 1 ELSE answered END, "
            "open = CASE WHEN due + ?1 > 0 AND rest_until IS NULL "
            "AND fetched + ?4 < ?9 AND leased + ?3 - fetched - ?4 < "
            "CASE WHEN rests > 0 THEN 1 WHEN answered + ?7 = 0 THEN ?8 ELSE ?5 END "
            "THEN 1 ELSE 0 END WHERE id = ?6",
            (
                due,
                delayed,
                leased,
                fetched,
                self._max_leased,
                lane,
                answered,
                self._first_leased,
                UNREAD_MAX,
            ),
        )
