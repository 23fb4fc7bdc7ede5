"""Every URL of a run: pending → leased → done, failed or dropped; and the memory of all runs.

Three layers, each on the one before: ``Lanes`` counts what waits at each host and says which host
may be asked; ``Leases`` gives URLs out and takes their outcomes; ``Frontier`` decides what is
fetched at all: new URLs, URLs that an earlier run has ended, redirects, and what is left for the
next run.

Every step is a few index look-ups, however much waits: the due URLs of a lane, the delayed ones and
the open lanes are partial indexes. Nothing that correctness needs is kept in memory; times come in
as arguments (Unix time).
"""

from collections.abc import Callable
from dataclasses import replace

from newscrawl.state.forgotten import forget_waiting
from newscrawl.state.lastmod import has_changed, is_noted, with_announced
from newscrawl.state.leases import Leases
from newscrawl.state.restarts import REDIRECTED, restart, same_page
from newscrawl.state.shelf import SHELVED, shelve, shut
from newscrawl.state.statements import FAILED, FIND, HELD
from newscrawl.state.store import Row, Store
from newscrawl.state.stored_requests import keep_request
from newscrawl.state.urls import insert, requeue
from newscrawl.state.values import Candidate, Lease, Outcome, Rest, Status, is_at_work, key_beside


class Frontier(Leases):
    """The URLs of one run.

    Attributes:
        max_leased: Most URLs of one host that it is asked for at a time. One that has not answered
            in this run yet gets two, so that hosts that hang do not fill the downloader, and one
            page that hangs does not hold up its host; one that wakes from a rest gets one.
        lease_s: How long a lease holds without ``renew``.
        skip_known: Whether named pages that an earlier run has done are left out.
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
        super().__init__(
            store, run_id, worker=worker, lease_s=lease_s, max_leased=max_leased, rest=rest
        )
        self._skip_known = skip_known

    def add(self, candidate: Candidate, now: float) -> bool:
        """Take *candidate* in; ``False`` if it is known and need not be fetched (again).

        One that is to be fetched again while its URL is at work, or waits with another request,
        gets a row of its own: neither may take the other's place.
        """
        found = self._store.run(FIND, (candidate.key,))
        if not found:
            self._insert(candidate, now)
            return True
        url_id, lane, status, not_before, run_id, fetched_at, request = found[0]
        same_run = run_id == self._run
        # Before all else: a row at work keeps its request, and a new one gets a row of its own.
        if candidate.again and is_at_work(
            status, same_run=same_run, differs=candidate.request != request
        ):
            return self.add(replace(candidate, key=key_beside(candidate)), now)
        # The lease decides what becomes of the page; only the announced time is kept for later.
        if status == Status.LEASED:
            self.note_announced(url_id, candidate, found[0])
            return False
        changed = status in {Status.DONE, Status.DROPPED} and has_changed(
            candidate.modified, fetched_at, request
        )
        # A change that is announced counts for a later run alone: this one has just read the page.
        if not (changed and not same_run) and not self.is_wanted(
            candidate, status, same_run=same_run
        ):
            self.note_announced(url_id, candidate, found[0])
            return False
        # It leaves its former lane, maybe one of an earlier run, whose counters must agree.
        if status == Status.PENDING:
            self.count(lane, due=-(not not_before), delayed=-(not_before > 0))
        # No id: the URL was put away, and its row has to be made again.
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
            keep_request(self._store, url_id, noted)

    def is_wanted(self, candidate: Candidate, status: int, *, same_run: bool) -> bool:
        """Return whether a URL that is known, but not at work, is to be fetched for *candidate*."""
        if status == Status.PENDING:
            return not same_run
        if candidate.again:
            return True
        if same_run:
            return False
        return status == Status.FAILED or (candidate.named and not self._skip_known)

    def redirect(self, lease: Lease, target: Candidate, now: float) -> bool:
        """Let the row of *lease* go on at *target*; ``False``, and dropped, if that page has a row at work.

        The row keeps its name and learns the target as another one. A target that is to be fetched
        again may have a row at work. ``False`` too if the lease has lapsed.
        """
        rows = self._store.run(f"SELECT fetched FROM urls {HELD}", self._held(lease))
        # A lapsed lease has another worker, who sees the same redirect.
        if not rows:
            return False
        found = self._store.run(FIND, (target.key,))
        if found and found[0][0] != lease.id and self.is_taken(lease, found[0], again=target.again):
            self.finish(lease, same_page(target.key), now)
            return False
        # ``answered``: a redirect is an answer, so the host may be asked for more at a time.
        self.count(lease.lane, leased=-1, fetched=-rows[0][0], answered=True)
        self._requeue(lease.id, target, now, keep_name=True)
        if target.key != lease.key:
            self._store.run(
                # A target that led elsewhere before now leads
                # here: the last redirect is the true one.
                "INSERT INTO aliases VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET url_id ="
                " excluded.url_id",
                (target.key, lease.id),
            )
        return True

    def is_taken(self, lease: Lease, row: Row, *, again: bool) -> bool:
        """Return whether a redirect of *lease* leads to a page, of *row* (``FIND``), that is had anyway."""
        _, _, status, _, run_id, *_ = row
        if again:
            return False
        if run_id == self._run:
            return status in {Status.PENDING, Status.LEASED, Status.DONE}
        # A page that the user named is fetched although an earlier run has its target.
        return status == Status.DONE and not lease.named

    def shelve(self, lease: Lease, mark: str, now: float) -> int:
        """Leave *lease*, and everything with *mark* that waits for the same host, for a later run.

        Return how many.
        """
        due, delayed = shelve(self._store, lease.lane, mark, now)
        if due or delayed:
            self.count(lease.lane, due=-due, delayed=-delayed)
        self.finish(lease, Outcome(Status.FAILED, SHELVED, retryable=True), now)
        return due + delayed + 1

    def forget_waiting(self, mark: str, keep: Callable[[str], bool]) -> list[str]:
        """Forget what waits with *mark* in its request, but for what *keep* names; give the URLs."""
        gone = forget_waiting(self._store, self._run, mark, keep)
        for _, lane, not_before in gone:
            self.count(lane, due=-(not not_before), delayed=-(not_before > 0))
        return [url for url, _, _ in gone]

    def shut(self) -> None:
        """Give nothing out any more: URLs that wait, or are still added, are left for the next run."""
        self._is_shut = True
        shut(self._store, self._run)

    def retry_failed(self, now: float) -> int:
        """Put back what failed in this run by something that may have passed, with all its attempts."""
        # Counted before the update: afterwards the rows no longer tell that they had failed.
        lanes = self._store.run(f"SELECT lane_id, count(*) {FAILED} GROUP BY 1", (self._run,))
        redirected = f"SELECT id, request {FAILED} AND {REDIRECTED}"
        restart(self._store, self._store.run(redirected, (self._run,)))
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
        # A URL that an earlier run left waiting is still counted by the lane of that run.
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

    def _insert(self, candidate: Candidate, now: float) -> None:
        lane = self._lane(candidate.host)
        insert(self._store, lane, candidate, now)
        self.count(lane, due=not candidate.not_before, delayed=bool(candidate.not_before))

    def _requeue(
        self, url_id: int, candidate: Candidate, now: float, *, keep_name: bool = False
    ) -> None:
        lane = self._lane(candidate.host)
        requeue(self._store, lane, url_id, candidate, now=now, keep_name=keep_name)
        self.count(lane, due=not candidate.not_before, delayed=bool(candidate.not_before))
