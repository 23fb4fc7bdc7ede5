"""Leases: a URL is given out to one worker until a time, and comes back with its outcome or for another try.

A lease that is not renewed lapses: its URL is handed out again, and later reports of its former
holder are ignored. Each statement therefore asks whether the lease still holds (``HELD``).
"""

from newscrawl.state.forgotten import forget_leased
from newscrawl.state.lanes import Lanes
from newscrawl.state.statements import HELD
from newscrawl.state.store import Store
from newscrawl.state.unwanted import note_told
from newscrawl.state.values import Lease, Outcome, Rest, Status


class Leases(Lanes):
    """Give out the URLs of one run to *worker*, each for *lease_s* seconds without ``renew``.

    Within a lane: priority, then depth (breadth first), then rank (pages that link to much and
    pages that link to little take turns), then age.
    """

    def __init__(
        self, store: Store, run_id: int, *, worker: str, lease_s: float, max_leased: int, rest: Rest
    ) -> None:
        super().__init__(store, run_id, max_leased=max_leased, rest=rest)
        self._worker, self._lease_s = worker, lease_s

    def lease(self, now: float) -> Lease | None:
        """Lease and return the URL whose turn it is, or ``None`` if none may be fetched now."""
        # What has become due in the meantime takes its place in the order first.
        self._wake(now)
        lanes = self._store.run(
            f"SELECT id, host FROM lanes WHERE run_id = ? AND open = 1 ORDER BY turn LIMIT 1 "
            f"{self._store.skip_locked}",
            (self._run,),
        )
        if not lanes:
            return None
        lane, host = lanes[0]
        url_id, *columns = self._store.run(
            "UPDATE urls SET status = 1, lease_until = ?, worker = ?, fetched = 0, changed = ?"
            " WHERE id = (SELECT id FROM urls WHERE lane_id = ? AND status = 0 AND not_before = 0"
            " ORDER BY priority DESC, depth, rank, id LIMIT 1) RETURNING id, key, url, request,"
            " priority, depth, attempts, named",
            (now + self._lease_s, self._worker, now, lane),
        )[0]
        self.count(lane, due=-1, leased=1)
        # The lane goes to the end of the line, so that all hosts take turns.
        self._store.run("UPDATE lanes SET turn = ? WHERE id = ?", (self._next_turn(), lane))
        key, url, request, priority, depth, attempts, named = columns
        return Lease(url_id, key, url, lane, host, request, priority, depth, attempts, bool(named))

    def arrive(self, lease: Lease) -> None:
        """Note that the host has answered: the work that is left does not burden it."""
        rows = self._store.run(
            f"UPDATE urls SET fetched = 1 {HELD} RETURNING id", self._held(lease)
        )
        self.count(lease.lane, fetched=len(rows), answered=bool(rows))

    def finish(self, lease: Lease, outcome: Outcome, now: float) -> bool:
        """End a lease with its outcome.

        ``False``, and nothing done, if the lease has lapsed: the page is another's now.
        """
        rows = self._store.run(
            "UPDATE urls SET status = ?, reason = ?, retryable = ?, "
            "records = ?, lease_until = NULL, worker = NULL, changed = ?, "
            # The first record alone sets the time: coverage asks when an article was new.
            "harvested = CASE WHEN harvested = 0 AND ? > 0 THEN ? ELSE harvested END "
            f"{HELD} RETURNING fetched",
            (
                outcome.status,
                outcome.reason or None,
                outcome.retryable,
                outcome.records,
                now,
                outcome.records,
                now,
                *self._held(lease),
            ),
        )
        for (fetched,) in rows:
            self.count(lease.lane, leased=-1, fetched=-fetched)
        if rows and outcome.told:
            note_told(self._store, lease.id, outcome.told)
        return bool(rows)

    def postpone(
        self, lease: Lease, *, not_before: float, reason: str, now: float, refused: bool = False
    ) -> None:
        """Put a URL that failed back, to be tried at *not_before* (0: when its turn comes).

        One whose host was *refused* does not hold up the end of the run, see ``unreachable``.
        """
        rows = self._store.run(
            "UPDATE urls SET status = 0, not_before = ?, attempts = attempts + 1, reason = ?,"
            f" retryable = ?, lease_until = NULL, worker = NULL, changed = ? {HELD} RETURNING"
            " fetched",
            (not_before, reason, refused, now, *self._held(lease)),
        )
        for (fetched,) in rows:
            self.count(
                lease.lane,
                leased=-1,
                fetched=-fetched,
                due=not not_before,
                delayed=bool(not_before),
            )

    def release(self, lease: Lease, now: float) -> None:
        """Put a URL back as it was, because the work on it was given up and not because it failed."""
        rows = self._store.run(
            # No failure: ``attempts`` stays, so that a stop costs a page none of its tries.
            "UPDATE urls SET status = 0, not_before = 0, lease_until = NULL, worker = NULL, "
            f"changed = ? {HELD} RETURNING fetched",
            (now, *self._held(lease)),
        )
        for (fetched,) in rows:
            self.count(lease.lane, leased=-1, fetched=-fetched, due=1)

    def forget(self, lease: Lease, now: float) -> None:
        """Forget a URL that is leased; one that was harvested before is only dropped."""
        rows = forget_leased(self._store, *self._held(lease))
        for (fetched,) in rows:
            self.count(lease.lane, leased=-1, fetched=-fetched)
        # Harvested before: the row is the memory of an article, and must not be deleted.
        if not rows:
            self.finish(lease, Outcome(Status.DROPPED, "forgotten"), now)

    def renew(self, leases: list[Lease], now: float) -> None:
        """Hold *leases* for another ``lease_s``, but for those that have lapsed."""
        for lease in leases:
            self._store.run(
                f"UPDATE urls SET lease_until = ? {HELD}", (now + self._lease_s, *self._held(lease))
            )

    def reclaim(self, now: float, *, everything: bool = False) -> int:
        """Put back URLs that are leased past their time; all leased ones where nobody else is at work."""
        # Infinity is after each lease: the file has one
        # holder, so all leases are those of the dead.
        limit = float("inf") if everything else now
        rows = self._store.run(
            "UPDATE urls SET status = 0, not_before = 0, lease_until = NULL, worker = NULL "
            "WHERE status = 1 AND lease_until < ? RETURNING lane_id, fetched",
            (limit,),
        )
        for lane, fetched in rows:
            self.count(lane, leased=-1, fetched=-fetched, due=1)
        return len(rows)

    def _held(self, lease: Lease) -> tuple[int, str]:
        return (lease.id, self._worker)
