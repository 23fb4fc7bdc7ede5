"""The frontier's state machine, held against a model in plain Python, over random histories with kills."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from newscrawl.state.frontier import Frontier
from newscrawl.state.rows import Candidate, Lease, Outcome, Status
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.urls import url_key

HOSTS = [f"h{number}.example" for number in range(3)]
LEASE_S, MAX_LEASED = 100.0, 3
RARELY = st.integers(0, 3)


@dataclass
class Known:
    """What the model knows of one row, which may have several names."""

    url: str
    host: str
    status: Status = Status.PENDING
    not_before: float = 0.0
    again: bool = False
    attempts: int = 0
    fetched: bool = False


def candidate_of(number: int) -> Candidate:
    """Give one of a few URLs."""
    host = HOSTS[number % 3]
    url = f"https://{host}/{number}"
    return Candidate(url_key(url), url, host)


class FrontierMachine(RuleBasedStateMachine):
    """Every rule is done to the frontier and to the model; the invariants compare them."""

    @initialize()
    def begin(self) -> None:
        """Open a new state file."""
        self.folder = tempfile.TemporaryDirectory()
        self.url = f"sqlite:///{self.folder.name}/state.sqlite"
        self.now, self.worker = 1000.0, 0
        self.model: dict[str, Known] = {}
        self.aliases: dict[str, str] = {}
        self.answered: set[str] = set()
        self.saved: tuple[dict[str, Known], dict[str, str], set[str]] = ({}, {}, set())
        self.leases: dict[str, Lease] = {}
        self.lapsed: list[tuple[Frontier, Lease]] = []
        self._open()
        self.commit()

    def _open(self) -> None:
        self.store: Store = open_store(self.url)
        run = Runs(self.store, resume_s=3600).begin("spider", {"urls": "x"}, lambda: "out", self.now)
        self.run = run.id
        self._open_frontier()

    def _open_frontier(self) -> None:
        self.frontier = Frontier(
            self.store, self.run, worker=str(self.worker), max_leased=MAX_LEASED, lease_s=LEASE_S
        )

    @rule(
        number=st.integers(0, 5),
        priority=st.integers(-1, 1),
        named=st.booleans(),
        again=st.booleans(),
        wait=st.sampled_from([0, 0, 50]),
    )
    def add(self, number: int, *, priority: int, named: bool, again: bool, wait: int) -> None:
        """A URL is taken in once, unless it is asked for again after it ended."""
        not_before = self.now + wait if wait else 0.0
        candidate = candidate_of(number)
        url, host = candidate.url, candidate.host
        name = self._name(url)
        known = self.model.get(name)
        added = self.frontier.add(
            replace(candidate, priority=priority, named=named, again=again, not_before=not_before), self.now
        )
        if known is None or (known.status > Status.LEASED and again):
            assert added
            self.model[name] = Known(url, host, not_before=not_before)
        elif known.status == Status.LEASED:
            assert added == again
            if again:
                known.again, known.not_before = True, not_before
        else:
            assert not added

    def _name(self, url: str) -> str:
        return url if url in self.model else self.aliases.get(url, url)

    @rule(arrives=st.booleans())
    def lease(self, *, arrives: bool) -> None:
        """A lease is due and of a host that is not full; there is none only if no such URL waits."""
        for known in self.model.values():
            if known.status == Status.PENDING and known.not_before <= self.now:
                known.not_before = 0.0
        lease = self.frontier.lease(self.now)
        possible = {
            name
            for name, known in self.model.items()
            if known.status == Status.PENDING and not known.not_before and self._has_room(known.host)
        }
        assert (lease is None) == (not possible)
        if lease is not None:
            (name,) = (name for name in self.model if url_key(name) == lease.key)
            assert name in possible
            known = self.model[name]
            assert (lease.url, lease.host, lease.attempts) == (known.url, known.host, known.attempts)
            known.status, known.again, known.fetched = Status.LEASED, False, False
            self.leases[name] = lease
            if arrives:
                self.frontier.arrive(lease)
                known.fetched = True
                self.answered.add(lease.host)

    def _has_room(self, host: str) -> bool:
        out = [known for known in self.model.values() if known.host == host and known.status == Status.LEASED]
        most = MAX_LEASED if host in self.answered else 2
        return sum(not known.fetched for known in out) < most

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), status=st.sampled_from([Status.DONE, Status.FAILED, Status.DROPPED]))
    def finish(self, data: st.DataObject, status: Status) -> None:
        """A page ends, or waits again if it was asked for meanwhile."""
        url = data.draw(st.sampled_from(sorted(self.leases)))
        assert self.frontier.finish(self.leases.pop(url), Outcome(status, "why"), self.now)
        known = self.model[url]
        known.status = Status.PENDING if known.again else status
        known.again = False

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), wait=st.sampled_from([0, 30]))
    def postpone(self, data: st.DataObject, wait: int) -> None:
        """A page that failed waits, with one attempt more."""
        url = data.draw(st.sampled_from(sorted(self.leases)))
        known = self.model[url]
        known.not_before = self.now + wait if wait else 0.0
        self.frontier.postpone(
            self.leases.pop(url), not_before=known.not_before, reason="http_503", now=self.now
        )
        known.status, known.again, known.attempts = Status.PENDING, False, known.attempts + 1

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        """A page that was given up waits, with no attempt more."""
        url = data.draw(st.sampled_from(sorted(self.leases)))
        self.frontier.release(self.leases.pop(url), self.now)
        known = self.model[url]
        known.status, known.again, known.not_before = Status.PENDING, False, 0.0

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), number=st.integers(0, 5))
    def redirect(self, data: st.DataObject, number: int) -> None:
        """A page goes on at its new address, unless that is at work or done; it has both names then."""
        name = data.draw(st.sampled_from(sorted(self.leases)))
        target, known = candidate_of(number), self.model[name]
        other = self._name(target.url)
        taken = other != name and other in self.model and self.model[other].status <= Status.DONE
        assert self.frontier.redirect(self.leases.pop(name), target, self.now) != taken
        if taken:
            known.status = Status.PENDING if known.again else Status.DROPPED
            known.again = False
            return
        self.answered.add(known.host)
        known.host, known.status, known.not_before, known.again = target.host, Status.PENDING, 0.0, False
        if target.url != name:
            self.aliases[target.url] = name

    @precondition(lambda self: self.lapsed)
    @rule(wait=st.sampled_from([0, 30]))
    def hear_of_a_lapsed_lease(self, wait: int) -> None:
        """Nothing that its former holder says is heard."""
        former, lease = self.lapsed.pop()
        former.arrive(lease)
        assert not former.finish(lease, Outcome(Status.DONE), self.now)
        assert not former.redirect(lease, candidate_of(0), self.now)
        former.postpone(lease, not_before=self.now + wait, reason="http_503", now=self.now)
        former.release(lease, self.now)

    @rule(seconds=st.sampled_from([1, 60]))
    def wait(self, seconds: int) -> None:
        """Time passes; leases are renewed."""
        self.now += seconds
        self.frontier.renew(list(self.leases.values()), self.now)

    @rule(data=RARELY)
    def lose_leases(self, data: int) -> None:
        """The process hangs past its leases: what was out waits again."""
        if data:
            return
        self.now += LEASE_S + 1
        assert self.frontier.reclaim(self.now) == len(self.leases)
        self._put_back(self.model)
        self._lapse()

    def _lapse(self) -> None:
        """What was leased is another process's now."""
        self.lapsed += [(self.frontier, lease) for lease in self.leases.values()]
        self.leases.clear()
        self.worker += 1
        self._open_frontier()

    @staticmethod
    def _put_back(model: dict[str, Known]) -> None:
        for known in model.values():
            if known.status == Status.LEASED:
                known.status, known.not_before, known.again = Status.PENDING, 0.0, False

    @rule()
    def commit(self) -> None:
        """What was committed holds."""
        self.store.commit()
        self.saved = (
            {url: replace(known) for url, known in self.model.items()},
            dict(self.aliases),
            set(self.answered),
        )

    @rule(data=RARELY)
    def die_and_resume(self, data: int) -> None:
        """The process dies: all is as at the last commit, and what was out then waits again."""
        if data:
            return
        self.store.close()
        self._open()
        self.frontier.reclaim(self.now, everything=True)
        self.model = {url: replace(known) for url, known in self.saved[0].items()}
        self.aliases, self.answered = dict(self.saved[1]), set(self.saved[2])
        self._put_back(self.model)
        self.leases.clear()
        self.lapsed.clear()
        self.commit()

    @invariant()
    def rows_are_as_in_the_model(self) -> None:
        """Each URL has one row, in the status of the model."""
        rows = self.store.run("SELECT key, url, status, attempts FROM urls")
        assert {key: facts for key, *facts in rows} == {
            url_key(name): [known.url, known.status, known.attempts] for name, known in self.model.items()
        }

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
        """There is work exactly while a URL waits or is out."""
        open_ones = [known for known in self.model.values() if known.status <= Status.LEASED]
        assert self.frontier.has_pending(self.now) == bool(open_ones)

    def teardown(self) -> None:
        """Close."""
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


FrontierMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
TestFrontier = FrontierMachine.TestCase


def test_state_files_of_the_machine_are_its_own(tmp_path: Path) -> None:
    """A state URL names a file; the file is made with its folders."""
    open_store(f"sqlite:///{tmp_path}/new/state.sqlite").close()
    assert (tmp_path / "new" / "state.sqlite").is_file()
