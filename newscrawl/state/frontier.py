"""Every URL of a run: pending → leased → done, failed or dropped; and the memory of all runs.

A *lane* is one host in one run. Lanes take turns, so a host with a million URLs gets no more turns than
one with ten. Within a lane: priority, then depth (breadth first), then rank (pages that link to much and
pages that link to little take turns), then age. Every step is a few index look-ups, however much waits:
the due URLs of a lane, the delayed ones and the open lanes are partial indexes.

A lease that is not renewed lapses, and its URL is given out again; what its former holder still says of it
is then not heard.

The counters of a lane repeat what its rows say, and every change goes through ``count``, in the same
transaction. Nothing that correctness needs is kept in memory; times come in as arguments (Unix time).
"""

from collections.abc import Callable
from dataclasses import replace

from newscrawl.state.breaker import NEVER
from newscrawl.state.forgotten import forget_leased, forget_waiting
from newscrawl.state.lastmod import has_changed, is_noted, with_announced
from newscrawl.state.shelf import SHELVED, shelve, shut
from newscrawl.state.sole import SoleWorker
from newscrawl.state.statements import FAILED, FIND, HELD
from newscrawl.state.store import Row, Store
from newscrawl.state.times import next_due, right_times
from newscrawl.state.unreachable import end_rests, has_pending, wake
from newscrawl.state.urls import insert, requeue
from newscrawl.state.values import UNREAD_MAX, Candidate, Lease, Outcome, Rest, Status, is_at_work, key_beside


class Frontier(SoleWorker):
    """The URLs of one run.

    Attributes:
        max_leased: Most URLs of one host that it is asked for at a time. One that has not answered in this
            run yet gets two, so that hosts that hang do not fill the downloader, and one page that hangs
            does not hold up its host; one that wakes from a rest gets one.
        lease_s: How long a lease holds without ``renew``.
    """

    def __init__(
        self,
        store: Store,
        run_id: int,
        *,
        worker: str,
        max_leased: int = 16,
        lease_s: float = 300.0,
        skip_known: bool = False,
        rest: Rest = Rest(),  # noqa: B008  (frozen)
    ) -> None:
        self._store, self._run, self._worker = store, run_id, worker
        self._first_leased, self._is_shut = min(2, max_leased), False
        self._max_leased, self._lease_s, self._skip_known, self._rest = max_leased, lease_s, skip_known, rest

    def add(self, candidate: Candidate, now: float) -> bool:
        """Take *candidate* in; ``False`` if it is known and need not be fetched (again).

        One that is to be fetched again while its URL is at work, or waits with another request, gets a row
        of its own: neither may take the other's place.
        """
        found = self._store.run(FIND, (candidate.key,))
        if not found:
            self._insert(candidate, now)
            return True
        url_id, lane, status, not_before, run_id, fetched_at, request = found[0]
        same_run = run_id == self._run
        if candidate.again and is_at_work(status, same_run=same_run, differs=candidate.request != request):
            return self.add(replace(candidate, key=key_beside(candidate)), now)
        if status == Status.LEASED:
            self.note_announced(url_id, candidate, found[0])
            return False
        changed = status in {Status.DONE, Status.DROPPED} and has_changed(
            candidate.modified, fetched_at, request
        )
        if not (changed and not same_run) and not self.is_wanted(candidate, status, same_run=same_run):
            self.note_announced(url_id, candidate, found[0])
            return False
        if status == Status.PENDING:
            self.count(lane, due=-(not not_before), delayed=-(not_before > 0))
        if url_id:
            self._requeue(url_id, candidate, now)
        else:
            self._insert(candidate, now)
        return True

    def note_announced(self, url_id: int, candidate: Candidate, row: Row) -> None:
        """Keep the time of change that *candidate* names, where the row (``FIND``) is not fetched for it."""
        status, fetched_at, request = row[2], row[5], row[6]
        if is_noted(candidate.modified, status, fetched_at, request):
            noted = with_announced(request, candidate.modified)
            self._store.run("UPDATE urls SET request = ? WHERE id = ?", (noted, url_id))

    def is_wanted(self, candidate: Candidate, status: int, *, same_run: bool) -> bool:
        """Return whether a URL that is known, but not at work, is to be fetched for *candidate*."""
        if status == Status.PENDING:
            return not same_run
        if candidate.again:
            return True
        if same_run:
            return False
        return status == Status.FAILED or (candidate.named and not self._skip_known)

    def lease(self, now: float) -> Lease | None:
        """Lease and return the URL whose turn it is, or ``None`` if none may be fetched now."""
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
            "UPDATE urls SET status = 1, lease_until = ?, worker = ?, fetched = 0, "
            "changed = ? WHERE id = (SELECT id FROM urls WHERE lane_id = ? AND status = 0 AND not_before = 0 "
            "ORDER BY priority DESC, depth, rank, id LIMIT 1) "
            "RETURNING id, key, url, request, priority, depth, attempts, named",
            (now + self._lease_s, self._worker, now, lane),
        )[0]
        self.count(lane, due=-1, leased=1)
        self._store.run("UPDATE lanes SET turn = ? WHERE id = ?", (self._next_turn(), lane))
        key, url, request, priority, depth, attempts, named = columns
        return Lease(url_id, key, url, lane, host, request, priority, depth, attempts, bool(named))

    def arrive(self, lease: Lease) -> None:
        """Note that the host has answered: the work that is left does not burden it."""
        rows = self._store.run(f"UPDATE urls SET fetched = 1 {HELD} RETURNING id", self._held(lease))
        self.count(lease.lane, fetched=len(rows), answered=bool(rows))

    def finish(self, lease: Lease, outcome: Outcome, now: float) -> bool:
        """End a lease with its outcome.

        ``False``, and nothing done, if the lease has lapsed: the page is another's now.
        """
        rows = self._store.run(
            "UPDATE urls SET status = ?, reason = ?, retryable = ?, "
            "records = ?, lease_until = NULL, worker = NULL, changed = ?, "
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
        return bool(rows)

    def postpone(
        self, lease: Lease, *, not_before: float, reason: str, now: float, refused: bool = False
    ) -> None:
        """Put a URL that failed back, to be tried at *not_before* (0: when its turn comes).

        One whose host was *refused* does not hold up the end of the run, see ``unreachable``.
        """
        rows = self._store.run(
            "UPDATE urls SET status = 0, not_before = ?, attempts = attempts + 1, reason = ?, retryable = ?, "
            f"lease_until = NULL, worker = NULL, changed = ? {HELD} RETURNING fetched",
            (not_before, reason, refused, now, *self._held(lease)),
        )
        for (fetched,) in rows:
            self.count(lease.lane, leased=-1, fetched=-fetched, due=not not_before, delayed=bool(not_before))

    def release(self, lease: Lease, now: float) -> None:
        """Put a URL back as it was, because the work on it was given up and not because it failed."""
        rows = self._store.run(
            "UPDATE urls SET status = 0, not_before = 0, lease_until = NULL, worker = NULL, "
            f"changed = ? {HELD} RETURNING fetched",
            (now, *self._held(lease)),
        )
        for (fetched,) in rows:
            self.count(lease.lane, leased=-1, fetched=-fetched, due=1)

    def redirect(self, lease: Lease, target: Candidate, now: float) -> bool:
        """Let the row of *lease* go on at *target*; ``False``, and dropped, if that page has a row at work.

        The row keeps its name and learns the target as another one. A target that is to be fetched again
        may have a row at work. ``False`` too if the lease has lapsed.
        """
        rows = self._store.run(f"SELECT fetched FROM urls {HELD}", self._held(lease))
        if not rows:
            return False
        found = self._store.run(FIND, (target.key,))
        if found and found[0][0] != lease.id and self.is_taken(lease, found[0], again=target.again):
            self.finish(lease, Outcome(Status.DROPPED, "same_page"), now)
            return False
        self.count(lease.lane, leased=-1, fetched=-rows[0][0], answered=True)
        self._requeue(lease.id, target, now, keep_name=True)
        if target.key != lease.key:
            self._store.run(
                "INSERT INTO aliases VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET url_id = excluded.url_id",
                (target.key, lease.id),
            )
        return True

    def _held(self, lease: Lease) -> tuple[int, str]:
        return (lease.id, self._worker)

    def is_taken(self, lease: Lease, row: Row, *, again: bool) -> bool:
        """Return whether a redirect of *lease* leads to a page, of *row* (``FIND``), that is had anyway."""
        _, _, status, _, run_id, *_ = row
        if again:
            return False
        if run_id == self._run:
            return status in {Status.PENDING, Status.LEASED, Status.DONE}
        return status == Status.DONE and not lease.named

    def shelve(self, lease: Lease, mark: str, now: float) -> int:
        """Leave *lease*, and what waits beside it with *mark*, for a later run; return how many."""
        due, delayed = shelve(self._store, lease.lane, mark, now)
        if due or delayed:
            self.count(lease.lane, due=-due, delayed=-delayed)
        self.finish(lease, Outcome(Status.FAILED, SHELVED, retryable=True), now)
        return due + delayed + 1

    def shut(self) -> None:
        """Give nothing out any more: what waits, and what is still added, is left for the next run."""
        self._is_shut = True
        shut(self._store, self._run)

    def forget(self, lease: Lease, now: float) -> None:
        """Forget a URL that is leased; one that was harvested before is only dropped."""
        rows = forget_leased(self._store, *self._held(lease))
        for (fetched,) in rows:
            self.count(lease.lane, leased=-1, fetched=-fetched)
        if not rows:
            self.finish(lease, Outcome(Status.DROPPED, "forgotten"), now)

    def forget_waiting(self, mark: str, keep: Callable[[str], bool]) -> list[str]:
        """Forget what waits with *mark* in its request, but for what *keep* names; give the URLs."""
        gone = forget_waiting(self._store, self._run, mark, keep)
        for _, lane, not_before in gone:
            self.count(lane, due=-(not not_before), delayed=-(not_before > 0))
        return [url for url, _, _ in gone]

    def renew(self, leases: list[Lease], now: float) -> None:
        """Hold *leases* for another ``lease_s``, but for those that have lapsed."""
        for lease in leases:
            self._store.run(
                f"UPDATE urls SET lease_until = ? {HELD}", (now + self._lease_s, *self._held(lease))
            )

    def reclaim(self, now: float, *, everything: bool = False) -> int:
        """Put back what is leased past its time, or all of it where nobody else can be at work."""
        limit = float("inf") if everything else now
        rows = self._store.run(
            "UPDATE urls SET status = 0, not_before = 0, lease_until = NULL, worker = NULL "
            "WHERE status = 1 AND lease_until < ? RETURNING lane_id, fetched",
            (limit,),
        )
        for lane, fetched in rows:
            self.count(lane, leased=-1, fetched=-fetched, due=1)
        return len(rows)

    def retry_failed(self, now: float) -> int:
        """Put back what failed in this run by something that may have passed, with all its attempts."""
        lanes = self._store.run(f"SELECT lane_id, count(*) {FAILED} GROUP BY 1", (self._run,))
        self._store.run(
            "UPDATE urls SET status = 0, not_before = 0, attempts = 0, retryable = 0, changed = ? "
            f"WHERE id IN (SELECT id {FAILED})",
            (now, self._run),
        )
        for lane, count in lanes:
            self.count(lane, due=count)
        return sum(count for _, count in lanes)

    def bring_back(self, url_id: int, host: str, request: str | None, now: float) -> bool:
        """Let a URL that an earlier run has ended, or left, be fetched in this one, by *request*."""
        lane = self._lane(host)
        left = self._store.run(
            "SELECT lane_id, not_before FROM urls JOIN lanes ON lanes.id = lane_id "
            "WHERE urls.id = ? AND status = 0 AND run_id <> ?",
            (url_id, self._run),
        )
        for before, not_before in left:
            self.count(before, due=-(not not_before), delayed=-(not_before > 0))
        rows = self._store.run(
            "UPDATE urls SET lane_id = ?, status = 0, not_before = 0, attempts = 0, "
            "reason = NULL, request = ?, retryable = 0, records = 0, changed = ? "
            "WHERE id = ? AND (status >= 2 OR ? = 1) RETURNING id",
            (lane, request, now, url_id, bool(left)),
        )
        self.count(lane, due=len(rows))
        return bool(rows)

    def has_pending(self, now: float) -> bool:
        """Return whether this run has work that is out, or that it may get without too long a wait."""
        self._right_times(now)
        return has_pending(self._store, self._run, now + self._rest.max_wait_s)

    def wake_unreachable(self) -> bool:
        """Let what waits for hosts that cannot be reached have its last attempt; say whether any was."""
        lanes = wake(self._store, self._run)
        for lane in lanes:
            self.count(lane, delayed=-1, due=1)
        return end_rests(self._store, self._run) or bool(lanes)

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

    def _right_times(self, now: float) -> None:
        """Let what waits for a time that is absurd be due."""
        for lane in right_times(self._store, self._run, now):
            self.count(lane, delayed=-1, due=1)

    def next_due(self) -> float | None:
        """Return the earliest time at which a delayed URL or a resting host becomes due."""
        return next_due(self._store, self._run)

    def _wake(self, now: float) -> None:
        rows = self._store.run(
            "UPDATE urls SET not_before = 0 WHERE status = 0 AND not_before > 0 AND not_before <= ? "
            "RETURNING lane_id",
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

    def _insert(self, candidate: Candidate, now: float) -> None:
        lane = self._lane(candidate.host)
        insert(self._store, lane, candidate, now)
        self.count(lane, due=not candidate.not_before, delayed=bool(candidate.not_before))

    def _requeue(self, url_id: int, candidate: Candidate, now: float, *, keep_name: bool = False) -> None:
        lane = self._lane(candidate.host)
        requeue(self._store, lane, url_id, candidate, now=now, keep_name=keep_name)
        self.count(lane, due=not candidate.not_before, delayed=bool(candidate.not_before))

    def _lane(self, host: str) -> int:
        rows = self._store.run("SELECT id FROM lanes WHERE run_id = ? AND host = ?", (self._run, host))
        if not rows:
            rows = self._store.run(
                "INSERT INTO lanes (run_id, host, turn, rest_until, rested_by) VALUES (?, ?, ?, ?, ?) "
                "RETURNING id",
                (self._run, host, self._next_turn(), *((NEVER, "budget") if self._is_shut else (None, None))),
            )
        return int(rows[0][0])

    def _next_turn(self) -> int:
        rows = self._store.run("SELECT coalesce(max(turn), 0) + 1 FROM lanes WHERE run_id = ?", (self._run,))
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
            "UPDATE lanes SET due = due + ?1, delayed = delayed + ?2, leased = leased + ?3, "
            "fetched = fetched + ?4, answered = CASE ?7 WHEN 1 THEN 1 ELSE answered END, "
            "open = CASE WHEN due + ?1 > 0 AND rest_until IS NULL "
            "AND fetched + ?4 < ?9 AND leased + ?3 - fetched - ?4 < "
            "CASE WHEN rests > 0 THEN 1 WHEN answered + ?7 = 0 THEN ?8 ELSE ?5 END "
            "THEN 1 ELSE 0 END WHERE id = ?6",
            (due, delayed, leased, fetched, self._max_leased, lane, answered, self._first_leased, UNREAD_MAX),
        )
