"""The frontier of a run that several workers share.

A worker takes *sites*, with a batch of the URLs of each, into a frontier in its own memory, and
works on that: whose turn it is, retries, rests and redirects cost no word with the database. With
each commit it writes what has come of its pages, and the new URLs (``state.sync``). It never takes
a URL that it finds into its own hands at once: all go through the database, where each is once, and
come back with the next batch.

Only the worker that holds a site asks it, and changes the rows of its URLs; so pages are pending in
the database until they have ended. What a dead worker had in hand is pending still.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from newscrawl.errors import StateError
from newscrawl.state.breaker import Breaker
from newscrawl.state.forgotten import WAITING
from newscrawl.state.frontier import Frontier
from newscrawl.state.holding import Holding
from newscrawl.state.lastmod import has_changed
from newscrawl.state.local import Local
from newscrawl.state.members import Membership, lock_runs, others_at_work
from newscrawl.state.postgres import PostgresStore
from newscrawl.state.restarts import same_page
from newscrawl.state.statements import FIND, FIND_ALL
from newscrawl.state.store import Row
from newscrawl.state.sync import Hosts, Sync
from newscrawl.state.values import Candidate, Lease, Outcome, Rest, Status, is_at_work, key_beside

logger = logging.getLogger(__name__)

_SEEN_MAX = 500_000
_AHEAD_MAX = 10_000
_MORE_S = 0.2
"""Time for which it counts that others are at work, before they are asked for again."""


class SharedFrontier:
    """The URLs of one run, as one of its workers sees them; the methods are those of ``Frontier``.

    *store* is the connection in whose transactions pages are acknowledged, *control* another one.
    """

    def __init__(
        self,
        store: PostgresStore,
        control: PostgresStore,
        run_id: int,
        *,
        token: int,
        lease_s: float,
        max_leased: int = 16,
        skip_known: bool = False,
        rest: Rest = Rest(),  # noqa: B008  (frozen)
    ) -> None:
        self._store, self._control, self._run, self._rest = store, control, run_id, rest
        self.member = Membership(control, run_id, token, lease_s)
        options = {"max_leased": max_leased, "skip_known": skip_known, "rest": rest}
        self._local = Local(run_id)
        self._own = Frontier(self._local.store, run_id, worker="", lease_s=1e12, **options)  # type: ignore[arg-type]
        self._direct = Frontier(store, run_id, worker="", **options)  # type: ignore[arg-type]
        self._hosts = Hosts(control, run_id, self.member)
        self._sync = Sync(store, self._local, self.member, direct=self._direct, hosts=self._hosts)
        self._holding = Holding(
            control, self.member, run_id, local=self._local, own=self._own, sync=self._sync
        )
        self._seen: dict[bytes, None] = {}
        self._ahead: dict[bytes, Row | None] = {}
        self._is_shut = self._is_over = self._is_fenced = False
        self._more_until = 0.0
        store.before_commit.append(self._write)
        store.after_commit.append(self._settle)

    @property
    def breaker(self) -> Breaker:
        """The breaker of the hosts that are held."""
        return Breaker(self._local.store, self._rest)

    def may_ask(self) -> bool:
        """Return whether a request may be sent: the lease holds for sure."""
        return self.member.may_ask()

    def attach_wait(self, call: Callable[[], None]) -> None:
        """Let *call* be called when the database has kept the process waiting."""
        for store in (self._store, self._control):
            store.after_wait.append(call)

    def is_last(self) -> bool:
        """Return whether no other worker is in the run; none joins or leaves it until the next commit."""
        lock_runs(self._store)
        return not others_at_work(self._store, self._run, self.member.token)

    def leaves_to_others(self) -> bool:
        """Return whether other workers fetch what is left: this one was not stopped, and is not the last.

        As with ``is_last``, none joins or leaves the run until the next commit.
        """
        return not self._is_shut and not self.is_last()

    def note_delay(self, host: str, delay_s: float) -> None:
        """Note the time between two requests to *host*, which outlives the lease."""
        self._sync.note_delay(host, delay_s)

    def holds(self, host: str) -> bool:
        """Return whether *host* is of a site that is held here."""
        return self._holding.holds(host)

    def needs_address(self, host: str) -> bool:
        """Return whether the IP address of *host* has to be known before *host* is asked."""
        return self._holding.needs_address(host)

    def take_address(self, host: str, address: str) -> float | None:
        """Return the seconds after which *host* at *address* may be asked; ``None``: by another worker."""
        return self._holding.take_address(host, address)

    # ------------------------------------------------------------------ commits

    def _write(self) -> None:
        if self._is_over:
            return
        self._is_fenced = True
        if not self._sync.is_clean():
            self._sync.write()
        elif self._store.is_changed:
            self.member.fence(self._store)
        else:
            self._is_fenced = False

    def _settle(self) -> None:
        if self._is_over:
            return
        if self._is_fenced:
            self.member.note_commit()
        self._ahead = {
            key: None for key, row in self._ahead.items() if row is None
        }  # a row may have changed
        moved = [row[1] for row in self._local.changed() if not self.holds(row[1])]
        for key in self._local.settle():
            self._remember(key)
        for each in (*self._sync.waiting.fresh, *self._sync.waiting.known):
            self._remember(each)
        if self._sync.waiting.fresh or self._sync.waiting.known:
            self._holding.hurry()
        self._sync.waiting.clear()
        if moved:
            self._local.drop(moved)
            self._sync.forget_lanes(moved)
        self._holding.give_back()

    def _remember(self, key: bytes) -> None:
        self._seen[key] = None
        if len(self._seen) > _SEEN_MAX:
            del self._seen[next(iter(self._seen))]

    # ------------------------------------------------------------------ new URLs

    def add(self, candidate: Candidate, now: float) -> bool:
        """Take *candidate* in with the next commit; ``False`` if it need not be fetched (again)."""
        waiting = self._sync.waiting
        here = self._local.store.run(FIND, (candidate.key,))
        if here:
            return self._add_beside(candidate, here[0], now)
        if waiting.has(candidate.key):
            return False
        if candidate.key in self._seen and not candidate.again and not candidate.modified:
            return False
        there = self._find(candidate.key)
        if not there:
            waiting.fresh[candidate.key] = candidate
            return True
        if self._is_wanted(candidate, there[0]):
            (waiting.known if there[0][0] else waiting.fresh)[candidate.key] = candidate
            return True
        self._direct.note_announced(there[0][0], candidate, there[0])
        self._remember(candidate.key)
        return False

    def look_ahead(self, keys: Sequence[bytes]) -> None:
        """Look up *keys* at once, which will be added one by one."""
        asked = [key for key in keys if key not in self._seen and not self._sync.waiting.has(key)]
        if not asked:
            return
        if len(self._ahead) > _AHEAD_MAX:
            self._ahead.clear()
        self._ahead.update(dict.fromkeys(asked))
        for key, *row in self._store.run(FIND_ALL, (asked,)):
            if self._ahead[key] is None:  # as a URL of its own, before another name of one
                self._ahead[key] = tuple(row)

    def _find(self, key: bytes) -> list[Row]:
        """Return the row of *key* (``FIND``), as it was looked up since the last commit, or is now."""
        if key not in self._ahead:
            return self._store.run(FIND, (key,))
        row = self._ahead.pop(key)
        return [] if row is None else [row]

    def _add_beside(self, candidate: Candidate, row: Row, now: float) -> bool:
        """Take in a candidate whose URL is held here: only if it is to be fetched again."""
        status, request = row[2], row[6]
        if candidate.again and is_at_work(
            status, same_run=True, differs=candidate.request != request
        ):
            return self.add(replace(candidate, key=key_beside(candidate)), now)
        if candidate.again and status > Status.LEASED:
            self._sync.waiting.known[candidate.key] = candidate
            return True
        self._own.note_announced(row[0], candidate, row)
        return False

    def _is_wanted(self, candidate: Candidate, row: Row) -> bool:
        _, lane, status, _, run_id, fetched_at, request = row
        same_run = run_id == self._run
        if status == Status.PENDING and not same_run and self._is_held_by_another(lane):
            return False  # the other run is at it
        ended = status in {Status.DONE, Status.DROPPED}
        changed = ended and has_changed(candidate.modified, fetched_at, request)
        return (changed and not same_run) or self._direct.is_wanted(
            candidate, status, same_run=same_run
        )

    def _is_held_by_another(self, lane: int) -> bool:
        rows = self._store.run(
            "SELECT token FROM lanes JOIN sites ON sites.id = site_id WHERE lanes.id = ?", (lane,)
        )
        return bool(rows) and rows[0][0] not in {0, self.member.token}

    # ------------------------------------------------------------------ work

    def lease(self, now: float) -> Lease | None:
        """Lease and return the URL whose turn it is, or ``None`` if none may be fetched now."""
        if self._is_shut:
            return None
        lease = self._own.lease(now)
        if lease is None and self._holding.look():
            lease = self._own.lease(now)
        return lease

    def has_pending(self, now: float) -> bool:
        """Return whether the run has work that is out, here or elsewhere, or that may be had soon."""
        if self._is_shut:
            return bool(self._local.store.run("SELECT 1 FROM urls WHERE status = 1 LIMIT 1"))
        if self._own.has_pending(now) or not self._sync.is_clean():
            return True
        if time.monotonic() < self._more_until:
            return True
        # Only a "yes" is kept: a worker that ends by a "no" from before may leave what came since.
        more = self.member.is_there_more(self._rest.max_wait_s)
        self._more_until = time.monotonic() + _MORE_S if more else 0.0
        return more

    def next_due(self) -> float | None:
        """Return the time at which something may become due."""
        if self._is_shut:
            return None
        looks = time.time() + self._holding.looks_in()
        due = self._own.next_due()
        return looks if due is None else min(due, looks)

    def wake_unreachable(self) -> bool:
        """Do nothing, and say so: the run is not at its end before such hosts have had their attempts."""
        return False

    def outstanding(self) -> tuple[int, int, int]:
        """Return how many URLs of the run wait, how many are in hand here, and how many a host has."""
        waits = "coalesce(sum(due + delayed), 0), coalesce(max(due + delayed), 0)"
        sql = f"SELECT {waits} FROM lanes WHERE run_id = ?"
        ((waiting, busiest),) = self._store.run(sql, (self._run,))
        _, in_hand, _ = self._own.outstanding()
        return max(int(waiting) - in_hand, 0), in_hand, int(busiest)

    def is_waiting(self, host: str) -> bool:
        """Return whether a URL of *host* is due here, and the host may be asked."""
        return self._own.is_waiting(host)

    # ------------------------------------------------------------------ ends of pages

    def arrive(self, lease: Lease) -> None:
        """Note that the host has answered."""
        self._own.arrive(lease)

    def finish(self, lease: Lease, outcome: Outcome, now: float) -> bool:
        """End a lease with its outcome."""
        return self._own.finish(lease, outcome, now)

    def postpone(
        self, lease: Lease, *, not_before: float, reason: str, now: float, refused: bool = False
    ) -> None:
        """Put a URL that failed back."""
        self._own.postpone(lease, not_before=not_before, reason=reason, now=now, refused=refused)

    def release(self, lease: Lease, now: float) -> None:
        """Put a URL back as it was."""
        self._own.release(lease, now)

    def redirect(self, lease: Lease, target: Candidate, now: float) -> bool:
        """Let the row of *lease* go on at *target*, here or with the worker that holds its site."""
        there = (
            []
            if self._local.store.run(FIND, (target.key,))
            else self._store.run(FIND, (target.key,))
        )
        taken = there and self._own.is_taken(lease, there[0], again=target.again)
        if (taken and not _is_own_row(self._store, lease, there[0])) or self._sync.waiting.has(
            target.key
        ):
            self._own.finish(lease, same_page(target.key), now)
            return False
        is_here = self._holding.take_site(target.host)
        is_new = self._own.redirect(lease, target, now)
        if is_new and not is_here:
            self._holding.set_aside(target.host)
        return is_new

    def forget(self, lease: Lease, now: float) -> None:
        """Forget a URL that is leased; one that was harvested before is only dropped."""
        self._own.forget(lease, now)
        if not self._local.store.run("SELECT 1 FROM urls WHERE id = ?", (lease.id,)):
            self._sync.waiting.gone.add(lease.key)

    def forget_waiting(self, mark: str, keep: Callable[[str], bool]) -> list[str]:
        """Forget what waits with *mark* in its request on the sites that are held; give the URLs."""
        waiting, word = self._sync.waiting, f'"{mark}"'
        for key, each in list(waiting.fresh.items()):
            if word in (each.request or "") and not each.named and not keep(each.url):
                del waiting.fresh[key]
        before: dict[bytes, str] = dict(self._local.store.run("SELECT key, url FROM urls"))
        gone = self._own.forget_waiting(mark, keep)
        left = {key for (key,) in self._local.store.run("SELECT key FROM urls")}
        waiting.gone |= before.keys() - left
        rows = self._store.run(
            f"SELECT key, url FROM urls WHERE {WAITING} AND lane_id IN "
            "(SELECT id FROM lanes WHERE run_id = ? AND site_id = ANY(?))",
            (f"%{word}%", self._run, list(self._holding.sites)),
        )
        others = [(key, url) for key, url in rows if key not in before and not keep(url)]
        waiting.gone |= {key for key, _ in others}
        return gone + [url for _, url in others]

    def shelve(self, lease: Lease, mark: str, now: float) -> int:
        """Leave *lease*, and what waits beside it with *mark*, for a later run; return how many are here."""
        count = self._own.shelve(lease, mark, now)
        self._sync.waiting.shelved.add((lease.host, mark))
        return count

    def shut(self) -> None:
        """Give nothing out any more; what waits is left for the other workers, and the next run."""
        self._is_shut = True

    def bring_back(self, url_id: int, host: str, request: str | None, now: float) -> bool:
        """Let a URL that an earlier run has ended, or left, be fetched in this one, by *request*."""
        self._hosts.require([host])
        return self._direct.bring_back(url_id, host, request, now)

    def retry_failed(self, now: float) -> int:
        """Put back what failed by something that may have passed; not where others are at work already."""
        others = self._store.run(
            "SELECT 1 FROM workers WHERE run_id = ? AND ended = 0 AND token <> ? LIMIT 1",
            (self._run, self.member.token),
        )
        return 0 if others else self._direct.retry_failed(now)

    # ------------------------------------------------------------------ leases

    def renew(self, leases: list[Lease], now: float) -> None:
        """Hold all that is held for another lease.

        Raises:
            StateError: If the lease has ended.
        """
        try:
            self.member.renew()
        except StateError as error:
            raise self._store.fail(error) from error

    def reclaim(self, now: float, *, everything: bool = False) -> int:
        """Free the sites of workers that were not heard of for longer than their lease."""
        return self.member.reap()

    def stop(self) -> None:
        """Write nothing any more: what there was is committed."""
        self._is_over = self._is_shut = True

    def close(self) -> None:
        """Close the connection and forget all rows in memory."""
        self.stop()
        self._control.close()
        self._local.store.close()


def _is_own_row(store: PostgresStore, lease: Lease, row: Row) -> bool:
    """Return whether *row* of the database is that of *lease*: its target was known as its other name."""
    rows = store.run("SELECT key FROM urls WHERE id = ?", (row[0],))
    return bool(rows) and rows[0][0] == lease.key


AnyFrontier = Frontier | SharedFrontier
"""The frontier of a run, of one worker or of several."""
