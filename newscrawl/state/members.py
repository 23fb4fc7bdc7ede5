"""The workers of a run, and the sites that each holds: the leases of a shared crawl.

A worker's lease is one row, whose number is the fencing token: as long as it has not *ended*, the
sites that bear the number are the worker's. Only ``reap`` ends the lease of another, when it has
expired by the clock of the database, and the row lock decides between that and a renewal that comes
late. From then on nothing that the worker does counts: each of its commits changes the row, if it
bears the token still (``fence``).

That change counts the commits. A database that comes back with fewer than it had acknowledged,
after a failover say, is found at the next one: the worker stops, for what it has in memory is of
another past.

A site is the hosts of one registrable domain. The time before which nobody may ask it is in its row
and outlives the lease: a worker that leaves sets it one delay after now, and for one that died
``reap`` sets it one delay after the end of the lease, for it may have asked until then.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from newscrawl.errors import StateError
from newscrawl.state.postgres import PostgresStore
from newscrawl.state.runs import Runs
from newscrawl.state.store import Row
from newscrawl.state.values import Run

NOW = "extract(epoch FROM clock_timestamp())::float8"
Changed = TypeVar("Changed")
_LANES = (
    "SELECT 1 FROM lanes WHERE site_id = sites.id AND run_id = ? AND due + delayed > 0 "
    f"AND (rest_until IS NULL OR rest_until <= {NOW})"
)
_MARGIN = 0.1
"""Share (0-1) of a lease before its end at which no request is sent."""


@dataclass(frozen=True, slots=True)
class Held:
    """A site that is held.

    Attributes:
        delay_s: Between two requests, as far as it is known.
    """

    id: int
    name: str
    delay_s: float


class Membership:
    """One worker of a run; *control* is a connection of its own, so that leases hold at once.

    Attributes:
        token: Number of the worker.
        commits: How many of its transactions the database has acknowledged.
        ahead_s: How far the database's clock is ahead of this machine's.
    """

    def __init__(self, control: PostgresStore, run_id: int, token: int, lease_s: float) -> None:
        self._control, self._run, self.token, self._lease_s = control, run_id, token, lease_s
        self._deadline = 0.0
        self.ahead_s, self.commits = 0.0, 0
        self.renew()

    def fence(self, store: PostgresStore) -> None:
        """Let the transaction of *store* hold only if the lease does, and nothing acknowledged is lost.

        ``note_commit`` says that it holds. Between the two the row is locked for every other
        connection.

        Raises:
            StateError: If the lease has ended, or the database has forgotten commits.
        """
        if not self._holds(store):
            raise store.fail(self._why_lost(store))

    def _holds(self, store: PostgresStore) -> bool:
        """Count a commit of *store*; return whether the lease holds, and nothing acknowledged is lost."""
        return bool(
            store.run(
                "UPDATE workers SET commits = ?1 WHERE token = ?2 AND ended = 0 AND commits IN (?1"
                " - 1, ?1) RETURNING token",
                (self.commits + 1, self.token),
            )
        )

    def note_commit(self) -> None:
        """Note that the transaction of the last ``fence`` holds."""
        self.commits += 1

    def _why_lost(self, store: PostgresStore) -> StateError:
        rows = store.run("SELECT commits FROM workers WHERE token = ?", (self.token,))
        if rows and rows[0][0] >= self.commits:
            return lost()
        return _rewound(self.commits - (rows[0][0] if rows else 0))

    def change(self, work: Callable[[], Changed]) -> Changed:
        """Return what *work* returns, done on *control* in one transaction that ``fence`` guards."""

        def guarded() -> Changed:
            self.fence(self._control)
            return work()

        changed = self._control.atomically(guarded)
        self.note_commit()
        return changed

    def give_up(self, work: Callable[[], object]) -> None:
        """Do *work* as ``change`` does, but nothing where the lease has ended: all is another's then.

        It comes after a commit that holds, and the next one tells of it.
        """

        def guarded() -> bool:
            holds = self._holds(self._control)
            if holds:
                work()
            return holds

        if self._control.atomically(guarded):
            self.note_commit()

    def renew(self) -> None:
        """Hold all that is held for another lease.

        Raises:
            StateError: If the lease has ended, and others may hold the sites.
        """
        # Begun before the question: the time on the way is the worker's loss, not the others'.
        begun = _boot_time()
        rows = self._control.atomically(
            lambda: self._control.run(
                f"UPDATE workers SET lease_until = {NOW} + ? WHERE token = ? AND ended = 0 AND"
                f" commits >= ? RETURNING {NOW}",
                (self._lease_s, self.token, self.commits),
            )
        )
        if not rows:
            raise self._control.atomically(lambda: self._why_lost(self._control))
        self.ahead_s = float(rows[0][0]) - time.time()
        self._deadline = begun + self._lease_s * (1 - _MARGIN)

    def may_ask(self) -> bool:
        """Return whether a request may be sent: the lease holds for sure, whatever the clocks say."""
        return _boot_time() < self._deadline

    def reap(self) -> int:
        """End the leases that have expired, and free their sites; return how many."""
        return self._control.atomically(self._reap)

    def _reap(self) -> int:
        # Expired by the database's clock alone: the clocks of machines differ.
        dead = self._control.run(
            f"UPDATE workers SET ended = 1 WHERE ended = 0 AND lease_until <= {NOW} "
            "RETURNING token, lease_until"
        )
        for token, until in dead:
            _free_sites(self._control, token, until)
        return len(dead)

    def claim(self, count: int, held: Sequence[int]) -> list[Held]:
        """Take up to *count* sites that have something to do and may be asked; *held* are known already.

        Raises:
            StateError: If the lease has ended: the sites would be nobody's.
        """
        tries = 0

        def work() -> list[Held]:
            nonlocal tries
            tries += 1
            # The first try may have taken sites although its answer was lost on the way.
            rows = self._mine(held) if tries > 1 else []
            start = random.random()  # noqa: S311 - so that workers do not meet
            for bounds in (f"id > {start} * (SELECT max(id) FROM sites)", "true"):
                if len(rows) < count:
                    rows += self._take(bounds, count - len(rows))
            return [Held(*row) for row in rows]

        return self.change(work)

    def _mine(self, held: Sequence[int]) -> list[Row]:
        """Return the sites that a claim took whose answer was lost."""
        return self._control.run(
            "SELECT id, name, delay_s FROM sites WHERE token = ? AND NOT id = ANY(?)",
            (self.token, list(held)),
        )

    def _take(self, bounds: str, count: int) -> list[Row]:
        return self._control.run(
            "WITH free AS MATERIALIZED (SELECT id FROM sites WHERE token = 0 AND next_allowed_at"
            f" <= {NOW} AND {bounds} AND (address = '' OR NOT EXISTS (SELECT 1 FROM addresses WHERE"
            " addresses.address = sites.address AND addresses.token NOT IN (0, ?))) AND EXISTS"
            f" ({_LANES}) ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED) UPDATE sites SET token = ?"
            " FROM free WHERE sites.id = free.id RETURNING sites.id, name, delay_s",
            (self.token, self._run, count, self.token),
        )

    def share(self) -> int:
        """Return how many sites each worker of the run would have, if each had as many; one at least."""
        rows = self._control.atomically(
            lambda: self._control.run(
                "SELECT (SELECT count(DISTINCT site_id) FROM lanes WHERE run_id = ?1 AND due +"
                " delayed > 0), (SELECT count(*) FROM workers WHERE run_id = ?1 AND ended = 0)",
                (self._run,),
            )
        )
        sites, workers = rows[0]
        return max(1, -(-int(sites) // max(int(workers), 1)))

    def claim_site(self, name: str) -> Held | None:
        """Take the site *name* if it is free and may be asked."""
        rows = self.change(
            lambda: self._control.run(
                "UPDATE sites SET token = ?1 WHERE id IN (SELECT id FROM sites WHERE name = ?2 AND"
                f" (token = ?1 OR (token = 0 AND next_allowed_at <= {NOW})) FOR UPDATE SKIP LOCKED)"
                " RETURNING id, name, delay_s",
                (self.token, name),
            )
        )
        return Held(*rows[0]) if rows else None

    def release(self, sites: Sequence[int], until: float = 0.0) -> None:
        """Let others have *sites*, which nobody may ask for a delay, nor before *until* (database's time)."""
        self.give_up(
            lambda: self._control.run(
                f"UPDATE sites SET token = 0, next_allowed_at = greatest({NOW} + delay_s, ?) "
                "WHERE id = ANY(?) AND token = ?",
                (until, list(sites), self.token),
            )
        )

    def is_there_more(self, max_wait_s: float) -> bool:
        """Return whether anything of the run waits or is in hand, here or with another worker.

        Records count that another has not brought to its file: should it be dead, this one takes
        them over.
        """
        return self._control.atomically(
            lambda: bool(
                self._control.run(
                    "SELECT 1 FROM lanes WHERE run_id = ? AND due + delayed > 0 AND (rest_until IS"
                    f" NULL OR rest_until <= {NOW} + ?) UNION ALL SELECT 1 FROM outbox JOIN workers"
                    " ON workers.run_id = outbox.run_id AND name = worker WHERE outbox.run_id = ?"
                    " AND ended = 0 AND token <> ? LIMIT 1",
                    (self._run, max_wait_s, self._run, self.token),
                )
            )
        )


def _free_sites(store: PostgresStore, token: int, until: float) -> None:
    """Let others have the sites of a worker that asked for the last time at *until* at the latest."""
    store.run(
        "UPDATE sites SET token = 0, next_allowed_at = greatest(next_allowed_at, ? + delay_s) "
        "WHERE token = ?",
        (until, token),
    )
    store.run(
        "UPDATE addresses SET token = 0, next_allowed_at = greatest(next_allowed_at, ? + 1) WHERE"
        " token = ?",
        (until, token),
    )


def _fence(store: PostgresStore, token: int) -> None:
    """Let the transaction hold only if the lease does.

    Raises:
        StateError: If it has ended.
    """
    # FOR SHARE: the row may be read by others meanwhile, but nobody can end the lease.
    if not store.run("SELECT token FROM workers WHERE token = ? AND ended = 0 FOR SHARE", (token,)):
        raise store.fail(lost())


def _rewound(commits: int) -> StateError:
    """Return the error of a worker whose database has forgotten *commits*."""
    return StateError(
        f"the database came back without {commits} transactions that it had acknowledged (a"
        " failover, or a copy from before). Start this worker again: the pages of that time are"
        " fetched again, and the manifest says so"
    )


def lost() -> StateError:
    """Return the error of a worker whose lease has ended."""
    return StateError(
        "this worker's lease has ended: it was not heard of for longer than STATE_LEASE_S, and"
        " others do its work now. Nothing is lost; start it again"
    )


def _boot_time() -> float:
    """Return the seconds since the machine started, sleep and stops of the process included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class Joined:
    """A worker's place in a run."""

    run: Run
    token: int


def join(
    store: PostgresStore, runs: Runs, name: str, lease_s: float, begin: Callable[[Runs], Run]
) -> Joined:
    """Begin a run, or take part in it, as the worker *name*; the one of that name before is dead.

    One worker after the other does this, and so do those that leave: a run that ends is not joined.
    """
    lock_runs(store)
    ((now,),) = store.run(f"SELECT {NOW}")
    for (token,) in store.run(
        "UPDATE workers SET ended = 1 WHERE name = ? AND ended = 0 RETURNING token", (name,)
    ):
        _free_sites(store, token, now)
    run = begin(runs)
    rows = store.run(
        "INSERT INTO workers (run_id, name, lease_until) VALUES (?, ?, ?) RETURNING token",
        (run.id, name, now + lease_s),
    )
    store.commit()
    return Joined(replace(run, folder=f"{run.folder}/{name}"), int(rows[0][0]))


def lock_runs(store: PostgresStore) -> None:
    """Let nobody join or leave a run until the next commit."""
    store.run("LOCK TABLE runs IN SHARE ROW EXCLUSIVE MODE")


def others_at_work(store: PostgresStore, run_id: int, token: int = 0) -> bool:
    """Return whether a worker other than *token* takes part in the run."""
    sql = "SELECT 1 FROM workers WHERE run_id = ? AND ended = 0 AND token <> ? LIMIT 1"
    return bool(store.run(sql, (run_id, token)))


def unfinished_files(store: PostgresStore, name: str, run_id: int) -> list[Run]:
    """Return the runs that left the worker *name*, whose process is dead, with a file that is open."""
    rows = store.run(
        "SELECT DISTINCT runs.id, folder FROM files JOIN runs ON runs.id = run_id "
        "WHERE worker = ? AND closed = 0 AND run_id <> ? AND finished = 1",
        (name, run_id),
    )
    return [Run(number, f"{folder}/{name}", resumed=True) for number, folder in rows]


def dead_workers(store: PostgresStore, run_id: int) -> list[str]:
    """Return the names of the dead workers of a run that have left a file open."""
    rows = store.run(
        "SELECT DISTINCT worker FROM files WHERE run_id = ? AND closed = 0 AND worker <> '' AND NOT"
        " EXISTS (SELECT 1 FROM workers WHERE workers.run_id = files.run_id AND name = worker AND"
        " ended = 0) ORDER BY 1",
        (run_id,),
    )
    return [str(name) for (name,) in rows]


class SharedRuns(Runs):
    """Runs that several workers may take part in."""

    def __init__(self, store: PostgresStore, *, resume_s: float) -> None:
        super().__init__(store, resume_s=resume_s)
        self._shared = store

    def _wake(self, run_id: int) -> None:
        # Others at work have breakers open for a reason: only the first worker wakes the hosts.
        if not others_at_work(self._shared, run_id):
            super()._wake(run_id)

    def leave(self, run: Run, token: int, reason: str, now: float, *, finished: bool) -> None:
        """End the part of a worker whose records are in their files, and the run if it is the last one."""
        lock_runs(self._shared)
        _fence(self._shared, token)
        self._shared.run("UPDATE workers SET ended = 1 WHERE token = ?", (token,))
        ((there,),) = self._shared.run(f"SELECT {NOW}")
        _free_sites(self._shared, token, there)
        # Records that wait belong to a dead worker: the next run takes them over.
        waits = self._shared.run("SELECT 1 FROM outbox WHERE run_id = ? LIMIT 1", (run.id,))
        if not others_at_work(self._shared, run.id):
            self.end(run, reason, now, finished=finished and not waits)
