"""The frontier's state machine, held against a model in plain Python, over random histories with kills.

Two workers share one frontier. Leases lapse, hosts are rested and given up, processes die, and between two
processes the user forgets and requeues.
"""

import json
import tempfile
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from newscrawl.state.breaker import NEVER, Breaker
from newscrawl.state.frontier import Frontier
from newscrawl.state.overview import forget_host, forget_url, requeue
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import Candidate, Lease, Outcome, Rest, Status
from newscrawl.web.urls import url_key
from tests.support.postgres import Postgres

HOSTS = [f"h{number}.example" for number in range(3)]
LEASE_S, MAX_LEASED = 100.0, 3
REST = Rest(after_failures=2, base_s=10, max_s=15, max_rests=2, max_wait_s=60)
WORKERS = st.integers(0, 1)
NUMBERS = st.integers(0, 8)
RARELY = st.integers(0, 3)
REQUESTS = st.sampled_from([None, '{"cb_kwargs":{"page":2}}'])


@dataclass
class Row:
    """What the model knows of one row, which may have several names; ``order`` stands for its age."""

    url: str
    host: str
    order: int
    request: str | None = None
    rank: tuple[int, int, int] = (0, 0, 0)
    status: Status = Status.PENDING
    not_before: float = 0.0
    attempts: int = 0
    fetched: bool = False
    retryable: bool = False
    holder: int = 0
    until: float = 0.0


@dataclass
class Lane:
    """What the model knows of one host; it *lags* while its rest has ended for what was out before."""

    turn: int
    answered: bool = False
    failures: int = 0
    rests: int = 0
    rest_until: float | None = None
    rested_by: str = ""
    lags: bool = False


@dataclass
class Model:
    """The whole frontier."""

    rows: dict[bytes, Row] = field(default_factory=dict)
    aliases: dict[bytes, bytes] = field(default_factory=dict)
    lanes: dict[str, Lane] = field(default_factory=dict)
    turn: int = 0
    order: int = 0

    def find(self, key: bytes) -> bytes:
        """Give the name of the row of *key*, or *key* where there is none."""
        return key if key in self.rows else self.aliases.get(key, key)

    def lane(self, host: str) -> Lane:
        """Give the lane of *host*; a new one stands at the end."""
        if host not in self.lanes:
            self.lanes[host] = Lane(self.next_turn())
        return self.lanes[host]

    def next_turn(self) -> int:
        """Give the turn behind all others."""
        self.turn += 1
        return self.turn

    def put(self, key: bytes, candidate: Candidate) -> None:
        """Let a row wait for *candidate*, a new one if there is none."""
        self.order += 1
        row = self.rows.setdefault(key, Row(candidate.url, candidate.host, self.order))
        row.host, row.request, row.not_before = (
            candidate.host,
            candidate.request,
            candidate.not_before,
        )
        row.rank = (-candidate.priority, candidate.depth, candidate.rank)
        row.status, row.retryable = Status.PENDING, False
        self.lane(candidate.host)

    def put_back(self, row: Row) -> None:
        """Let a leased row wait again."""
        row.status, row.not_before = Status.PENDING, 0.0

    def out(self, host: str) -> int:
        """Count what a host is asked for and has not answered."""
        rows = [
            row for row in self.rows.values() if row.host == host and row.status == Status.LEASED
        ]
        return sum(not row.fetched for row in rows)

    def has_room(self, host: str) -> bool:
        """Say whether a host may be asked for one more."""
        lane = self.lanes[host]
        most = 1 if lane.rests else MAX_LEASED if lane.answered else 2
        return lane.rest_until is None and self.out(host) < most

    def wake(self, now: float) -> None:
        """End the waits that are over."""
        for row in self.rows.values():
            if row.status == Status.PENDING and row.not_before <= now:
                row.not_before = 0.0
        for lane in self.lanes.values():
            if lane.rest_until is not None and lane.rest_until <= now:
                lane.rest_until = None

    def fail(self, host: str, now: float, told_until: float) -> float | None:
        """Count a failure of a host; give until when it rests."""
        lane = self.lanes[host]
        lane.failures += 1
        if told_until > max(now, lane.rest_until or 0.0):
            lane.rest_until, lane.rested_by = told_until, "server"
        if lane.rest_until is None and (lane.failures >= REST.after_failures or lane.rests):
            if lane.rests >= REST.max_rests:
                lane.rest_until, lane.rested_by = NEVER, "given_up"
                return None
            lane.rest_until = now + min(REST.base_s * 2**lane.rests, REST.max_s)
            lane.rests, lane.rested_by = lane.rests + 1, "breaker"
        return lane.rest_until

    def succeed(self, host: str) -> None:
        """Take a host for well again."""
        lane = self.lanes[host]
        if not lane.failures and not lane.rests:
            return
        lane.failures = lane.rests = 0
        lane.lags = self.out(host) > 0
        if lane.rest_until is not None and lane.rested_by == "given_up":
            lane.rest_until = None


def candidate_of(number: int, request: str | None = None, **facts: object) -> Candidate:
    """Give one of a few URLs."""
    host = HOSTS[number % 3]
    url = f"https://{host}/{number}"
    return Candidate(url_key(url), url, host, request, **facts)  # type: ignore[arg-type]


class FrontierMachine(RuleBasedStateMachine):
    """Every rule is done to the frontier and to the model; the invariants compare them."""

    @initialize()
    def begin(self) -> None:
        """Open a new state file."""
        self.folder = tempfile.TemporaryDirectory()
        self.url = self.new_state()
        self.now = 1000.0
        self.model, self.saved = Model(), Model()
        self.leases: dict[bytes, Lease] = {}
        self.lapsed: list[tuple[int, Lease]] = []
        self._open()
        for number in range(9):
            self.add(number, rank=(0, 0, number // 3), again=False, request=None, wait=0, worker=0)
        self.commit()

    def new_state(self) -> str:
        """Give the URL of an empty state."""
        return f"sqlite:///{self.folder.name}/state.sqlite"

    def _open(self) -> None:
        self.store: Store = open_store(self.url)
        run = Runs(self.store, resume_s=3600).begin(
            "spider", {"urls": "x"}, lambda: "out", self.now
        )
        self.frontiers = [
            Frontier(
                self.store,
                run.id,
                worker=f"w{number}",
                max_leased=MAX_LEASED,
                lease_s=LEASE_S,
                rest=REST,
            )
            for number in range(2)
        ]
        self.breaker = Breaker(self.store, REST)

    @rule(
        number=NUMBERS,
        rank=st.tuples(st.integers(-1, 1), st.integers(0, 1), st.integers(0, 1)),
        again=st.booleans(),
        request=REQUESTS,
        wait=st.sampled_from([0, 0, 50]),
        worker=WORKERS,
    )
    def add(
        self,
        number: int,
        *,
        rank: tuple[int, int, int],
        again: bool,
        request: str | None,
        wait: int,
        worker: int,
    ) -> None:
        """A URL is taken in once; again if that is asked for, and then beside what is at work."""
        candidate = candidate_of(
            number,
            request,
            priority=rank[0],
            depth=rank[1],
            rank=rank[2],
            again=again,
            not_before=self.now + wait if wait else 0.0,
        )
        name, wanted = self._place(candidate)
        assert self.frontiers[worker].add(candidate, self.now) == wanted
        if wanted:
            if name in self.model.rows:
                self.model.rows[name].attempts = 0
                self.model.rows[name].url = candidate.url
            self.model.put(name, candidate)

    def _place(self, candidate: Candidate) -> tuple[bytes, bool]:
        """Give the name of the row that a candidate goes to, and whether it goes there."""
        key = candidate.key
        while True:
            row = self.model.rows.get(name := self.model.find(key))
            if row is None:
                return key, True
            waits = row.status == Status.PENDING and row.request == candidate.request
            if row.status > Status.LEASED or waits or not candidate.again:
                return name, candidate.again and row.status > Status.LEASED
            key = blake2b(key + (candidate.request or "").encode(), digest_size=16).digest()

    @rule(worker=WORKERS, count=st.integers(1, 4), arrives=st.booleans())
    def lease(self, worker: int, count: int, *, arrives: bool) -> None:
        """A worker takes some URLs, and hears from their hosts at once, or not yet."""
        for _ in range(count):
            lease = self._lease(worker)
            if lease is not None and arrives:
                self.frontiers[worker].arrive(lease)
                row = self.model.rows[lease.key]
                row.fetched = self.model.lanes[row.host].answered = True

    def _lease(self, worker: int) -> Lease | None:
        """The host whose turn it is gives the URL whose turn it is; nothing only if none may be had."""
        self.model.wake(self.now)
        possible: dict[str, list[tuple[object, bytes]]] = {}
        for name, row in self.model.rows.items():
            if (
                row.status == Status.PENDING
                and not row.not_before
                and self.model.has_room(row.host)
            ):
                possible.setdefault(row.host, []).append(((row.rank, row.order), name))
        sure = [self.model.lanes[host].turn for host in possible if not self.model.lanes[host].lags]
        lease = self.frontiers[worker].lease(self.now)
        if lease is None:
            assert not sure
            return None
        lane = self.model.lanes[lease.host]
        assert lane.turn <= min(sure, default=lane.turn)
        assert lease.key == min(possible[lease.host])[1]
        row = self.model.rows[lease.key]
        assert (lease.url, lease.request, lease.attempts) == (row.url, row.request, row.attempts)
        row.status, row.fetched, row.holder, row.until = (
            Status.LEASED,
            False,
            worker,
            self.now + LEASE_S,
        )
        lane.turn, lane.lags = self.model.next_turn(), False
        self.leases[lease.key] = lease
        return lease

    def _draw(self, data: st.DataObject) -> tuple[Frontier, Lease, Row]:
        name = data.draw(st.sampled_from(sorted(self.leases)))
        row = self.model.rows[name]
        return self.frontiers[row.holder], self.leases[name], row

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def arrive(self, data: st.DataObject) -> None:
        """The host has answered: it may be asked for more."""
        frontier, lease, row = self._draw(data)
        if not row.fetched:
            frontier.arrive(lease)
            row.fetched = self.model.lanes[row.host].answered = True

    @precondition(lambda self: self.leases)
    @rule(
        data=st.data(),
        status=st.sampled_from([Status.DONE, Status.FAILED, Status.DROPPED]),
        passes=st.booleans(),
    )
    def finish(self, data: st.DataObject, status: Status, *, passes: bool) -> None:
        """A page ends; its host is taken for well, unless it failed by something that may pass."""
        self._finish(*self._draw(data), Outcome(status, "why", passes and status == Status.FAILED))

    def _finish(self, frontier: Frontier, lease: Lease, row: Row, outcome: Outcome) -> None:
        del self.leases[lease.key]
        assert frontier.finish(lease, outcome, self.now)
        row.status, row.retryable = outcome.status, outcome.retryable
        if row.retryable:
            assert self.breaker.fail(lease.lane, self.now) == self.model.fail(
                row.host, self.now, 0.0
            )
        else:
            self.breaker.succeed(lease.lane)
            self.model.succeed(row.host)

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), wait=st.sampled_from([0, 30]), told=st.sampled_from([0, 0, 20, 90]))
    def postpone(self, data: st.DataObject, wait: int, told: int) -> None:
        """A page that failed waits, with one attempt more; its host rests if it failed too often, or asks."""
        self._postpone(*self._draw(data), wait, told)

    def _postpone(self, frontier: Frontier, lease: Lease, row: Row, wait: int, told: int) -> None:
        del self.leases[lease.key]
        not_before = self.now + wait if wait else 0.0
        told_until = self.now + told if told else 0.0
        frontier.postpone(lease, not_before=not_before, reason="http_503", now=self.now)
        row.status, row.not_before, row.attempts = Status.PENDING, not_before, row.attempts + 1
        rests_until = self.breaker.fail(lease.lane, self.now, told_until=told_until)
        assert rests_until == self.model.fail(row.host, self.now, told_until)

    @rule(
        ends=st.lists(
            st.sampled_from(["put back", "put back", "failed", "done"]), min_size=1, max_size=9
        ),
        seconds=st.sampled_from([0, 15]),
        worker=WORKERS,
    )
    def weather(self, ends: list[str], seconds: int, worker: int) -> None:
        """One page after the other ends, and time passes: hosts are rested, tried, given up, or well again."""
        for end in ends:
            lease = self._lease(worker)
            self.now += seconds
            if lease is None:
                continue
            hand = self.frontiers[worker], lease, self.model.rows[lease.key]
            if end == "put back":
                self._postpone(*hand, 0, 0)
            elif end == "failed":
                self._finish(*hand, Outcome(Status.FAILED, "why", retryable=True))
            else:
                self._finish(*hand, Outcome(Status.DONE, records=1))

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        """A page that was given up waits, with no attempt more."""
        frontier, lease, row = self._draw(data)
        del self.leases[lease.key]
        frontier.release(lease, self.now)
        self.model.put_back(row)

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), number=NUMBERS, again=st.booleans())
    def redirect(self, data: st.DataObject, number: int, *, again: bool) -> None:
        """A page goes on at its new address, unless that is at work or done; it has both names then."""
        frontier, lease, row = self._draw(data)
        del self.leases[lease.key]
        target = candidate_of(number, '{"url":"x"}', again=again)
        other = self.model.find(target.key)
        is_other = other != lease.key and other in self.model.rows
        taken = is_other and not again and self.model.rows[other].status <= Status.DONE
        assert frontier.redirect(lease, target, self.now) != taken
        if taken:
            row.status, row.retryable = Status.DROPPED, False
            # What it was led to is kept: the run's end asks whether that was an article.
            values = json.loads(row.request or "{}")
            values.setdefault("meta", {})["told"] = ["leads_to", target.key.hex()]
            row.request = json.dumps(values, ensure_ascii=False)
            return
        self.model.lanes[row.host].answered = True
        self.model.put(lease.key, target)
        if target.key != lease.key:
            self.model.aliases[target.key] = lease.key

    @precondition(lambda self: self.lapsed)
    @rule(wait=st.sampled_from([0, 30]))
    def hear_of_a_lapsed_lease(self, wait: int) -> None:
        """Nothing that its former holder says is heard."""
        worker, lease = self.lapsed.pop()
        row = self.model.rows[lease.key]
        if row.status == Status.LEASED and row.holder == worker:
            return
        former = self.frontiers[worker]
        former.arrive(lease)
        former.renew([lease], self.now)
        assert not former.finish(lease, Outcome(Status.DONE), self.now)
        assert not former.redirect(lease, candidate_of(0), self.now)
        former.postpone(lease, not_before=self.now + wait, reason="http_503", now=self.now)
        former.release(lease, self.now)

    @rule(seconds=st.sampled_from([1, 15, 60]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.now += seconds

    @rule(worker=WORKERS)
    def renew(self, worker: int) -> None:
        """A worker holds what it has."""
        held = [row for row in self.model.rows.values() if row.status == Status.LEASED]
        own = [name for name in self.leases if self.model.rows[name].holder == worker]
        self.frontiers[worker].renew([self.leases[name] for name in own], self.now)
        for row in held:
            if row.holder == worker:
                row.until = self.now + LEASE_S

    @rule(worker=WORKERS)
    def reclaim(self, worker: int) -> None:
        """What was held too long waits again, and nothing else."""
        late = [name for name in self.leases if self.model.rows[name].until < self.now]
        assert self.frontiers[worker].reclaim(self.now) == len(late)
        for name in late:
            row = self.model.rows[name]
            self.model.put_back(row)
            self.lapsed.append((row.holder, self.leases.pop(name)))

    @rule(worker=WORKERS, wait=st.sampled_from([0, 30]), count=st.integers(0, 3))
    def hang(self, worker: int, wait: int, count: int) -> None:
        """A worker hangs past its leases; the other one takes its pages, and hears nothing of it."""
        other = 1 - worker
        self.renew(other)
        self.now += LEASE_S / 2
        self.renew(other)
        self.now += LEASE_S / 2 + 1
        self.reclaim(other)
        for _ in range(count):
            self._lease(other)
        self.now += LEASE_S / 2
        while self.lapsed:
            self.hear_of_a_lapsed_lease(wait)
        self.now += LEASE_S / 2 + 1
        self.reclaim(other)

    @rule()
    def retry_failed(self) -> None:
        """What failed by something that may pass waits again, with all its attempts."""
        again = [
            row for row in self.model.rows.values() if row.status == Status.FAILED and row.retryable
        ]
        assert self.frontiers[0].retry_failed(self.now) == len(again)
        for row in again:
            self.model.put_back(row)
            row.attempts, row.retryable = 0, False

    @rule()
    def commit(self) -> None:
        """What was committed holds."""
        self.store.commit()
        self.saved = deepcopy(self.model)

    @rule(
        chance=RARELY,
        between=st.sampled_from(["", "forget url", "forget host", "requeue"]),
        number=NUMBERS,
    )
    def die_and_resume(self, chance: int, between: str, number: int) -> None:
        """All processes die: all is as at the last commit; what was out waits again, hosts are tried again."""
        if chance and not between:
            return
        self.store.close()
        self.model = deepcopy(self.saved)
        self.leases.clear()
        self.lapsed.clear()
        self.store = open_store(self.url)
        if between:
            self._meddle(between, candidate_of(number))
            self.store.commit()
        self.store.close()
        self._open()
        for lane in self.model.lanes.values():
            lane.failures = lane.rests = 0
            if lane.rested_by != "server":
                lane.rest_until = None
        held = [row for row in self.model.rows.values() if row.status == Status.LEASED]
        assert self.frontiers[0].reclaim(self.now, everything=True) == len(held)
        for row in held:
            self.model.put_back(row)
        self.commit()

    def _meddle(self, between: str, candidate: Candidate) -> None:
        """Do what a user may do while no crawl runs."""
        rows = self.model.rows
        if between == "requeue":
            gone = [row for row in rows.values() if row.status == Status.FAILED]
            left = [host for host, lane in self.model.lanes.items() if self._is_given_up(lane)]
            waits = [
                row for row in rows.values() if row.host in left and row.status == Status.PENDING
            ]
            assert requeue(self.store) == len(gone) + len(waits)
            for row in gone:
                self.model.put_back(row)
                row.attempts, row.retryable = 0, False
        elif between == "forget url":
            names = sorted(
                {candidate.key, self.model.aliases.get(candidate.key, b"")} & rows.keys()
            )
            assert forget_url(self.store, candidate.url) == len(names)
            self._forget(names)
        else:
            names = [name for name, row in rows.items() if row.host == candidate.host]
            assert forget_host(self.store, candidate.host) == len(names)
            self._forget(names)
            if (lane := self.model.lanes.get(candidate.host)) is not None:
                self.model.lanes[candidate.host] = Lane(lane.turn)

    @staticmethod
    def _is_given_up(lane: Lane) -> bool:
        return lane.rested_by == "given_up" and lane.rest_until is not None

    def _forget(self, names: list[bytes]) -> None:
        for name in names:
            del self.model.rows[name]
        self.model.aliases = {
            key: name for key, name in self.model.aliases.items() if name not in names
        }

    @invariant()
    def rows_are_as_in_the_model(self) -> None:
        """Each URL has one row, and that stands where the model has it."""
        rows = self.store.run(
            "SELECT key, url, host, status, attempts, not_before, request, retryable FROM urls "
            "JOIN lanes ON lanes.id = lane_id"
        )
        assert {key: tuple(facts) for key, *facts in rows} == {
            name: (
                row.url,
                row.host,
                row.status,
                row.attempts,
                row.not_before,
                row.request,
                row.retryable,
            )
            for name, row in self.model.rows.items()
        }

    @invariant()
    def aliases_are_as_in_the_model(self) -> None:
        """Each further name leads to its row."""
        rows = self.store.run(
            "SELECT aliases.key, urls.key FROM aliases LEFT JOIN urls ON urls.id = url_id"
        )
        assert dict(rows) == self.model.aliases

    @invariant()
    def counters_repeat_the_rows(self) -> None:
        """The counters of each lane are what its rows say."""
        rows = self.store.run(
            "SELECT due, delayed, leased, fetched, "
            "(SELECT count(*) FROM urls WHERE lane_id = lanes.id AND status = 0 AND not_before = 0), "
            "(SELECT count(*) FROM urls WHERE lane_id = lanes.id AND status = 0 AND not_before > 0), "
            "(SELECT count(*) FROM urls WHERE lane_id = lanes.id AND status = 1), "
            "(SELECT count(*) FROM urls WHERE lane_id = lanes.id AND status = 1 AND fetched = 1) FROM lanes"
        )
        assert all(row[:4] == row[4:] for row in rows)

    @invariant()
    def pending_is_told(self) -> None:
        """There is work while a URL is out, or waits for a host that rests not too long; it has a time."""
        resting = {
            host: lane.rest_until
            for host, lane in self.model.lanes.items()
            if lane.rest_until is not None
        }
        open_ones = [
            row
            for row in self.model.rows.values()
            if row.status == Status.LEASED
            or (
                row.status == Status.PENDING
                and resting.get(row.host, 0.0) <= self.now + REST.max_wait_s
            )
        ]
        assert self.frontiers[0].has_pending(self.now) == bool(open_ones)
        delayed = [row.not_before for row in self.model.rows.values() if self._is_delayed(row)]
        assert self.frontiers[0].next_due() == min([*delayed, *resting.values()], default=None)

    @staticmethod
    def _is_delayed(row: Row) -> bool:
        return row.status == Status.PENDING and row.not_before > 0

    def teardown(self) -> None:
        """Close."""
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


FrontierMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
TestFrontier = FrontierMachine.TestCase


def test_the_machine_is_the_same_on_postgresql(postgres: Postgres) -> None:
    """All that holds of the frontier in a file holds of it on a server."""

    class OnPostgres(FrontierMachine):
        def new_state(self) -> str:
            return postgres.new_database()

    run_state_machine_as_test(
        OnPostgres, settings=settings(max_examples=8, stateful_step_count=40, deadline=None)
    )


def test_state_files_of_the_machine_are_its_own(tmp_path: Path) -> None:
    """A state URL names a file; the file is made with its folders."""
    open_store(f"sqlite:///{tmp_path}/new/state.sqlite").close()
    assert (tmp_path / "new" / "state.sqlite").is_file()
