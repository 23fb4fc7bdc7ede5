"""The changes of a worker since the last commit, on their way into the database.

All of it is written in one short transaction, in a few statements however many rows there are: the
lease is asked for first, then the counters are locked in the order of their numbers, so that no two
workers wait for each other; then ended pages, new URLs, and the counters. The statement that
acknowledges pages asks for the token itself, too.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from newscrawl.state.breaker import NEVER
from newscrawl.state.frontier import Frontier
from newscrawl.state.local import CHANGED, NOT_BEFORE, STATE, Local
from newscrawl.state.members import Membership, lost
from newscrawl.state.postgres import PostgresStore
from newscrawl.state.shelf import shelve
from newscrawl.state.store import Row
from newscrawl.state.values import Candidate
from newscrawl.web.urls import site_of

_TYPES = (
    "bytea text bigint bigint bigint bigint bigint bigint double_precision text text bigint bigint "
    "double_precision double_precision"
)
_COLUMNS = STATE.split(", ")
_MAX_HOSTS = 200_000


@dataclass(slots=True)
class Waiting:
    """URLs that are to be taken in with the next commit.

    Attributes:
        fresh: Those that the database did not know.
        known: Those that it knows, and that are wanted again.
        gone: Those that are to be forgotten.
        shelved: Hosts and marks of requests that are left for a later run.
    """

    fresh: dict[bytes, Candidate] = field(default_factory=dict)
    known: dict[bytes, Candidate] = field(default_factory=dict)
    gone: set[bytes] = field(default_factory=set)
    shelved: set[tuple[str, str]] = field(default_factory=set)

    def has(self, key: bytes) -> bool:
        """Return whether *key* waits here."""
        return key in self.fresh or key in self.known

    def hosts(self) -> set[str]:
        """Return the hosts of what waits."""
        found = {each.host for each in (*self.fresh.values(), *self.known.values())}
        return found | {host for host, _ in self.shelved}

    def clear(self) -> None:
        """Forget all."""
        self.fresh.clear()
        self.known.clear()
        self.gone.clear()
        self.shelved.clear()


class Hosts:
    """The numbers of hosts in the database; *control* makes them, so that they hold whatever comes."""

    def __init__(self, control: PostgresStore, run_id: int, member: Membership) -> None:
        self._control, self._run, self._member = control, run_id, member
        self._lanes: dict[str, int] = {}

    def lane(self, host: str) -> int:
        """Return the number of the lane of *host*; ``require`` made it."""
        return self._lanes[host]

    def require(self, hosts: Iterable[str]) -> None:
        """Make the rows of *hosts* that are missing, in an order in which no two workers block each other."""
        missing = sorted(set(hosts) - self._lanes.keys())
        if not missing:
            return
        if len(self._lanes) > _MAX_HOSTS:
            self._lanes.clear()
            missing = sorted(set(hosts))
        self._lanes.update(self._member.change(lambda: self._make(missing)))

    def _make(self, missing: list[str]) -> list[Row]:
        """Look first: an insert waits for whoever changes a row of that name, this very worker included."""
        find = "SELECT host, id FROM lanes WHERE run_id = ? AND host = ANY(?)"
        found = self._control.run(find, (self._run, missing))
        new = sorted(set(missing) - {host for host, _ in found})
        if not new:
            return found
        names = [site_of(host) for host in new]
        self._control.run(
            "INSERT INTO sites (name) SELECT DISTINCT name FROM unnest(?::text[]) AS asked (name) "
            "WHERE NOT EXISTS (SELECT 1 FROM sites WHERE sites.name = asked.name) ORDER BY name "
            "ON CONFLICT DO NOTHING",
            (names,),
        )
        self._control.run(
            "INSERT INTO lanes (run_id, host, turn, site_id) SELECT ?1, host, 0, sites.id FROM"
            " unnest(?2::text[], ?3::text[]) AS asked (host, name) JOIN sites ON sites.name ="
            " asked.name ORDER BY host ON CONFLICT DO NOTHING",
            (self._run, new, names),
        )
        return self._control.run(find, (self._run, missing))


class Sync:
    """Writes what changed in *local*, and what is *waiting*."""

    def __init__(
        self,
        store: PostgresStore,
        local: Local,
        member: Membership,
        *,
        direct: Frontier,
        hosts: Hosts,
    ) -> None:
        self._store, self._local, self._member = store, local, member
        self._direct, self._hosts = direct, hosts
        self.waiting = Waiting()
        self._lane_facts: dict[str, Row] = {}
        self._delays: dict[str, float] = {}
        self._delays_written: dict[str, float] = {}

    def note_delay(self, host: str, delay_s: float) -> None:
        """Note the time between two requests to *host*; of the hosts of a site the longest counts."""
        site = site_of(host)
        self._delays[site] = max(delay_s, self._delays.get(site, 0.0))

    def is_clean(self) -> bool:
        """Return whether there is nothing to write."""
        waits = self.waiting.hosts() or self.waiting.gone
        return not (
            waits or self._local.store.run("SELECT 1 FROM touched LIMIT 1") or self._late_delays()
        )

    def _late_delays(self) -> dict[str, float]:
        written = self._delays_written
        return {
            site: delay for site, delay in self._delays.items() if delay > written.get(site, 0.0)
        }

    def write(self) -> None:
        """Write all, in the transaction that is open.

        Raises:
            StateError: If it cannot, or the lease has ended.
        """
        rows, facts = self._local.changed(), self._changed_facts()
        self._hosts.require(
            {row[1] for row in rows} | {row[0] for row in facts} | self.waiting.hosts()
        )
        self._member.fence(self._store)
        self._lock([self._hosts.lane(row[1]) for row in rows])
        self._write_rows(rows)
        self._write_gone()
        self._write_aliases()
        self._write_fresh()
        for candidate in self.waiting.known.values():
            self._direct.add(candidate, _time_there(self._member))
        self._write_facts(facts)
        self._write_delays()
        self._write_shelved()

    def _lock(self, lanes: Sequence[int]) -> None:
        """Lock the counters that change: of *lanes*, of the hosts of new URLs, and of rows that move."""
        keys = [*self.waiting.known, *self.waiting.gone, *(row[2] for row in self._local.changed())]
        wanted = {*lanes, *(self._hosts.lane(host) for host in self.waiting.hosts())}
        if keys:
            rows = self._store.run("SELECT DISTINCT lane_id FROM urls WHERE key = ANY(?)", (keys,))
            wanted |= {lane for (lane,) in rows}
        if wanted:
            self._store.run(
                "SELECT id FROM lanes WHERE id = ANY(?) ORDER BY id FOR UPDATE", (sorted(wanted),)
            )

    def _write_rows(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        ahead = self._member.ahead_s
        values = [[row[number] for row in rows] for number in range(2, 2 + len(_COLUMNS))]
        values[NOT_BEFORE] = [at + ahead if at else at for at in values[NOT_BEFORE]]
        values[CHANGED] = [at + ahead for at in values[CHANGED]]
        lanes = [self._hosts.lane(row[1]) for row in rows]
        before = self._store.run(
            "SELECT key, lane_id, status, not_before FROM urls WHERE key = ANY(?)", (values[0],)
        )
        places = ", ".join(f"?::{kind.replace('_', ' ')}[]" for kind in _TYPES.split())
        assigned = ", ".join(f"{name} = new.{name}" for name in _COLUMNS[1:])
        written = self._store.run(
            f"UPDATE urls SET {assigned}, lane_id = new.lane_id, lease_until = NULL, worker = NULL"
            f" FROM unnest({places}, ?::bigint[]) AS new ({STATE}, lane_id) WHERE urls.key ="
            " new.key AND EXISTS (SELECT 1 FROM lanes JOIN sites ON sites.id = lanes.site_id WHERE"
            " lanes.id = urls.lane_id AND sites.token = ?) RETURNING urls.key",
            (*values, lanes, self._member.token),
        )
        if len(written) != len(before):
            raise self._store.fail(lost())
        after = {
            key: (lane, row[4], row[2 + NOT_BEFORE])
            for key, lane, row in zip(values[0], lanes, rows, strict=True)
        }
        moves = [(lane, status, at, -1) for _, lane, status, at in before]
        moves += [(*after[key], 1) for key, *_ in before]
        self._count(moves)

    def _count(self, moves: Iterable[tuple[int, int, float, int]]) -> None:
        """Count rows (lane, status, time, 1 or -1) that come and go."""
        sums: dict[int, list[int]] = {}
        for lane, status, not_before, by in moves:
            if status == 0:
                sums.setdefault(lane, [0, 0])[not_before > 0] += by
        changed = sorted((lane, *pair) for lane, pair in sums.items() if any(pair))
        if changed:
            lanes, due, delayed = zip(*changed, strict=True)
            self._store.run(
                "UPDATE lanes SET due = lanes.due + new.due, delayed = lanes.delayed + new.delayed,"
                " open = CASE WHEN lanes.due + new.due > 0 AND rest_until IS NULL THEN 1 ELSE 0 END"
                " FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS new (id, due, delayed)"
                " WHERE lanes.id = new.id",
                (list(lanes), list(due), list(delayed)),
            )

    def _write_gone(self) -> None:
        if not self.waiting.gone:
            return
        rows = self._store.run(
            "DELETE FROM urls WHERE key = ANY(?) RETURNING id, lane_id, status, not_before",
            (sorted(self.waiting.gone),),
        )
        self._store.run("DELETE FROM aliases WHERE url_id = ANY(?)", ([row[0] for row in rows],))
        self._count((lane, status, at, -1) for _, lane, status, at in rows)

    def _write_aliases(self) -> None:
        rows = self._local.aliases()
        if rows:
            self._store.run(
                "INSERT INTO aliases SELECT DISTINCT ON (new.alias) new.alias, urls.id FROM"
                " unnest(?::bytea[], ?::bytea[]) AS new (alias, key) JOIN urls ON urls.key ="
                " new.key ORDER BY new.alias ON CONFLICT (key) DO UPDATE SET url_id ="
                " excluded.url_id",
                ([alias for alias, _ in rows], [key for _, key in rows]),
            )

    def _write_fresh(self) -> None:
        fresh = list(self.waiting.fresh.values())
        if not fresh:
            return
        ahead = self._member.ahead_s
        now = _time_there(self._member)
        rows = self._store.run(
            "INSERT INTO urls (key, url, lane_id, named, priority, depth, rank, not_before,"
            " request, changed) SELECT new.*, ?::float8 FROM unnest(?::bytea[], ?::text[],"
            " ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::float8[],"
            " ?::text[]) AS new ON CONFLICT (key) DO NOTHING RETURNING key, lane_id, status,"
            " not_before",
            (
                now,
                [each.key for each in fresh],
                [each.url for each in fresh],
                [self._hosts.lane(each.host) for each in fresh],
                [int(each.named) for each in fresh],
                [each.priority for each in fresh],
                [each.depth for each in fresh],
                [each.rank for each in fresh],
                [each.not_before + ahead if each.not_before else 0.0 for each in fresh],
                [each.request for each in fresh],
            ),
        )
        self._count((lane, status, at, 1) for _, lane, status, at in rows)

    def _changed_facts(self) -> list[Row]:
        """Return how hosts answer, where that has changed."""
        rows = [
            row
            for row in self._local.lanes()
            if self._lane_facts.get(row[0]) != row and row[4] not in {"elsewhere", "address"}
        ]
        return [row for row in rows if row[0] in self._lane_facts or any(row[1:])]

    def _write_facts(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        ahead = self._member.ahead_s
        self._store.run(
            "UPDATE lanes SET failures = new.failures, rests = new.rests, rest_until ="
            " new.rest_until, rested_by = new.rested_by, answered = new.answered FROM"
            " unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::float8[], ?::text[], ?::bigint[]) AS"
            " new (id, failures, rests, rest_until, rested_by, answered) WHERE lanes.id = new.id"
            " AND EXISTS (SELECT 1 FROM sites WHERE sites.id = lanes.site_id AND token = ?)",
            (
                [self._hosts.lane(row[0]) for row in rows],
                [row[1] for row in rows],
                [row[2] for row in rows],
                [None if row[3] is None else min(row[3] + ahead, NEVER) for row in rows],
                [row[4] for row in rows],
                [row[5] for row in rows],
                self._member.token,
            ),
        )
        self._lane_facts.update({row[0]: row for row in rows})

    def forget_lanes(self, hosts: Iterable[str]) -> None:
        """Forget the written counters of *hosts*, which another worker has now."""
        for host in hosts:
            self._lane_facts.pop(host, None)

    def _write_delays(self) -> None:
        late = self._late_delays()
        if late:
            names = sorted(late)
            self._store.run(
                "UPDATE sites SET delay_s = new.delay_s FROM unnest(?::text[], ?::float8[]) "
                "AS new (name, delay_s) WHERE sites.name = new.name AND token = ?",
                (names, [late[name] for name in names], self._member.token),
            )
            self._delays_written.update(late)

    def _write_shelved(self) -> None:
        for host, mark in sorted(self.waiting.shelved):
            lane = self._hosts.lane(host)
            due, delayed = shelve(self._store, lane, mark, _time_there(self._member))
            self._direct.count(lane, due=-due, delayed=-delayed)


def _time_there(member: Membership) -> float:
    """Return the time by the database's clock."""
    return time.time() + member.ahead_s
