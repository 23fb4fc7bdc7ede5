"""Several workers share one run on PostgreSQL; each is a frontier with connections of its own here."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.errors import StateError, StateLockedError
from newscrawl.state.members import SharedRuns, join
from newscrawl.state.overview import count_hosts, requeue
from newscrawl.state.shared import SharedFrontier
from newscrawl.state.store import open_store, opened_store
from newscrawl.state.values import Candidate, Lease, Outcome, Rest, Run, Status
from newscrawl.web.urls import host_of, url_key
from tests.support.cutting import CuttingProxy
from tests.support.lossless import wait_for
from tests.support.postgres import Postgres

if TYPE_CHECKING:
    from newscrawl.state.postgres import PostgresStore

DONE = Outcome(Status.DONE, records=1)
LEASE_S = 1.5
"""Long enough for a busy machine to do all that comes before its end."""
REST = Rest(after_failures=2, base_s=0.01, max_s=0.02, max_rests=20)


def candidate(url: str, **facts: object) -> Candidate:
    return Candidate(url_key(url), url, host_of(url), **facts)


@dataclass
class Worker:
    """One worker, as the scheduler sets it up."""

    url: str
    name: str
    lease_s: float = 60.0

    def __post_init__(self) -> None:
        self.store: PostgresStore = open_store(self.url, patience_s=30)
        self.control: PostgresStore = open_store(self.url, patience_s=30)
        runs = self.runs = SharedRuns(self.store, resume_s=3600)
        joined = join(
            self.store,
            runs,
            self.name,
            self.lease_s,
            lambda runs: runs.begin("a", {}, lambda: "out", time.time()),
        )
        self.run: Run = joined.run
        self.frontier = SharedFrontier(
            self.store,
            self.control,
            joined.run.id,
            token=joined.token,
            lease_s=self.lease_s,
            rest=REST,
        )

    def add(self, *urls: str, **facts: object) -> list[bool]:
        return [self.frontier.add(candidate(url, **facts), time.time()) for url in urls]

    def lease(self) -> Lease | None:
        return self.frontier.lease(time.time())

    def leased(self) -> Lease:
        """Give a lease; it may take some looks."""
        found: list[Lease] = []
        wait_for(lambda: bool(found.extend(filter(None, [self.lease()])) or found), 30)
        return found[0]

    def finish(self, lease: Lease, outcome: Outcome = DONE) -> bool:
        return self.frontier.finish(lease, outcome, time.time())

    def leave(self) -> None:
        """End as a worker does that has nothing left to do."""
        self.store.commit()
        self.frontier.stop()
        self.runs.leave(
            self.run, self.frontier.member.token, "finished", time.time(), finished=True
        )
        self.store.commit()
        self.die()

    def die(self) -> None:
        """End as a process does that is killed."""
        self.store.close()
        self.frontier.close()


class Crew:
    """The workers of one database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.workers: list[Worker] = []

    def hire(self, name: str, lease_s: float = 60.0, url: str = "") -> Worker:
        self.workers.append(Worker(url or self.url, name, lease_s))
        return self.workers[-1]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        store = open_store(self.url)
        try:
            return store.run(sql)
        finally:
            store.close()


@pytest.fixture
def crew(postgres: Postgres) -> Iterator[Crew]:
    hired = Crew(postgres.new_database())
    yield hired
    with ExitStack() as ends:
        for worker in hired.workers:
            ends.callback(worker.die)


def test_a_site_is_one_workers(crew: Crew) -> None:
    """The hosts of one registrable domain go to one worker; the other one gets nothing of them."""
    one, other = crew.hire("one"), crew.hire("other")
    one.add("https://www.example.com/1", "https://sport.example.com/2")
    one.store.commit()
    taken = [one.leased().host, one.leased().host]
    assert sorted(taken) == ["sport.example.com", "www.example.com"]
    assert other.lease() is None
    assert other.frontier.has_pending(time.time())


def test_what_one_finds_the_other_may_get(crew: Crew) -> None:
    """A URL is in the run once, whoever finds it, and is given out once."""
    one, other = crew.hire("one"), crew.hire("other")
    assert one.add("https://a.example/1", "https://b.example/1") == [True, True]
    one.store.commit()
    assert other.add("https://a.example/1", "https://b.example/2") == [False, True]
    other.store.commit()
    first = one.leased()
    second = other.leased()
    assert first.host != second.host
    assert one.finish(first)
    one.store.commit()
    assert other.add(first.url) == [False]
    assert crew.rows("SELECT count(*) FROM urls") == [(3,)]


def test_two_that_find_the_same_at_once(crew: Crew) -> None:
    """Neither knows of the other's URL before both commit; there is one row, and the counters are right."""
    one, other = crew.hire("one"), crew.hire("other")
    assert one.add("https://a.example/1") == other.add("https://a.example/1") == [True]
    one.store.commit()
    other.store.commit()
    assert crew.rows("SELECT due FROM lanes") == [(1,)]


def test_nothing_that_a_late_worker_does_holds(crew: Crew) -> None:
    """Its lease has expired and was ended by another: its commit is refused, and its page is done once."""
    late = crew.hire("late", lease_s=LEASE_S)
    late.add("https://a.example/1")
    late.store.commit()
    page = late.leased()
    wait_for(lambda: not late.frontier.may_ask())
    other = crew.hire("other")
    wait_for(lambda: other.frontier.reclaim(time.time()) == 1)
    again = other.leased()
    assert again.url == page.url
    assert late.finish(page)
    with pytest.raises(StateError, match="lease has ended"):
        late.store.commit()
    assert other.finish(again)
    other.store.commit()
    assert crew.rows("SELECT status, attempts FROM urls") == [(Status.DONE, 0)]
    with pytest.raises(StateError, match="lease has ended"):
        late.frontier.renew([], time.time())


def test_a_late_worker_goes_on_if_nobody_has_noticed(crew: Crew) -> None:
    """A lease that has expired and was not ended is renewed, and all holds."""
    late = crew.hire("late", lease_s=LEASE_S)
    late.add("https://a.example/1")
    late.store.commit()
    page = late.leased()
    wait_for(lambda: not late.frontier.may_ask())
    late.frontier.renew([], time.time())
    assert late.frontier.may_ask()
    late.finish(page)
    late.store.commit()
    assert crew.rows("SELECT status FROM urls") == [(Status.DONE,)]


def test_a_delay_outlives_the_lease(crew: Crew) -> None:
    """A site that was given back, or whose worker died, may not be asked before its delay is over."""
    one, other = crew.hire("one"), crew.hire("other")
    one.add("https://example.com/1")
    one.store.commit()
    page = one.leased()
    one.frontier.note_delay("example.com", 3600.0)
    one.finish(page, Outcome(Status.FAILED, "http_503", retryable=True))
    one.store.commit()
    one.leave()
    assert other.add("https://www.example.com/2") == [True]
    other.store.commit()
    assert other.lease() is None
    ((wait_s,),) = crew.rows(
        "SELECT next_allowed_at - extract(epoch FROM clock_timestamp())::float8 FROM sites"
    )
    assert 3500 < wait_s <= 3600


def test_a_redirect_goes_to_the_worker_of_its_target(crew: Crew) -> None:
    """The row moves to the lane of its target, whose worker gets it; both names lead to it."""
    one, other = crew.hire("one"), crew.hire("other")
    one.add("https://a.example/1")
    one.store.commit()
    page = one.leased()
    other.add("https://b.example/1")
    other.store.commit()
    held = other.leased()
    assert one.frontier.redirect(page, candidate("https://b.example/2"), time.time())
    assert one.lease() is None
    one.store.commit()
    moved = other.leased()
    assert (moved.host, moved.key) == ("b.example", page.key)
    assert one.add("https://b.example/2", "https://a.example/1") == [False, False]
    for lease in (held, moved):
        other.finish(lease)
    other.store.commit()
    assert [(each.host, each.pending, each.done) for each in count_hosts(one.store)] == [
        ("b.example", 0, 2)
    ]
    assert one.store.check() == []


def test_a_redirect_to_a_free_site_stays(crew: Crew) -> None:
    """The worker takes the site of the target, if nobody has it."""
    one = crew.hire("one")
    one.add("https://a.example/1")
    one.store.commit()
    page = one.leased()
    one.frontier._hosts.require(["www.b.example"])
    assert one.frontier.redirect(page, candidate("https://www.b.example/1"), time.time())
    assert one.leased().host == "www.b.example"


def test_a_redirect_to_a_known_page_is_dropped(crew: Crew) -> None:
    """It is had by its own row, wherever that is."""
    one = crew.hire("one")
    one.add("https://a.example/1", "https://b.example/1")
    one.store.commit()
    page = one.leased()
    target = "https://b.example/1" if page.host == "a.example" else "https://a.example/1"
    assert not one.frontier.redirect(page, candidate(target), time.time())
    one.store.commit()
    assert crew.rows("SELECT reason FROM urls WHERE status = 4") == [("same_page",)]


def test_again_while_it_is_at_work(crew: Crew) -> None:
    """A URL that is to be fetched again while it is in hand gets a row of its own; one that is done waits anew."""
    one = crew.hire("one")
    one.add("https://a.example/1")
    one.store.commit()
    page = one.leased()
    assert one.add("https://a.example/1", again=True, request='{"page":2}') == [True]
    one.store.commit()
    beside = one.leased()
    assert beside.key != page.key
    one.finish(page)
    one.finish(beside)
    assert one.add("https://a.example/1", again=True) == [True]
    one.store.commit()
    assert one.leased().key == page.key
    assert one.store.check() == []


def test_forgotten_and_shelved(crew: Crew) -> None:
    """What is forgotten is not known any more; what a budget leaves waits for the next run."""
    one = crew.hire("one")
    one.add(*(f"https://a.example/{number}" for number in range(4)), request='{"list":"x"}')
    one.store.commit()
    page = one.leased()
    one.frontier.forget(page, time.time())
    one.store.commit()
    assert crew.rows("SELECT count(*) FROM urls") == [(3,)]
    one.add("https://a.example/9", request='{"list":"x"}')
    gone = one.frontier.forget_waiting("list", lambda url: url.endswith("3"))
    one.store.commit()
    assert crew.rows("SELECT url FROM urls") == [("https://a.example/3",)]
    assert len(gone) == 2
    assert one.frontier.shelve(one.leased(), "nothing", time.time()) == 1
    one.store.commit()
    assert crew.rows("SELECT reason FROM urls") == [("budget_spent",)]
    assert one.store.check() == []


def test_the_last_one_ends_the_run(crew: Crew) -> None:
    """A run is finished when its last worker leaves, and the next one of the command begins another."""
    one, other = crew.hire("one"), crew.hire("other")
    assert one.run.id == other.run.id
    one.leave()
    assert crew.rows("SELECT finished, ended FROM runs") == [(0, None)]
    other.leave()
    assert crew.rows("SELECT finished FROM runs") == [(1,)]
    assert crew.hire("one").run.id != other.run.id


def test_a_worker_that_has_just_written_urls_goes_on(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer from before the commit, that nothing is left, ends no worker: two may end at once."""
    monkeypatch.setattr("newscrawl.state.shared._MORE_S", 600.0)
    one, other = crew.hire("one"), crew.hire("other")
    for worker in (one, other):
        assert not worker.frontier.has_pending(time.time())
    other.add("http://late.test/1")
    other.store.commit()
    for worker in (other, one):
        assert worker.frontier.has_pending(time.time())


def test_only_the_last_one_reports_what_is_left(crew: Crew) -> None:
    """A worker leaves the rest to those that are at work, unless it was told to give nothing out."""
    one, other = crew.hire("one"), crew.hire("other")
    assert one.frontier.leaves_to_others()
    one.store.commit()
    other.frontier.shut()
    assert not other.frontier.leaves_to_others()
    other.leave()
    assert not one.frontier.leaves_to_others()


def test_many_sites_are_shared_out(crew: Crew) -> None:
    """A worker that comes later gets its share, though the first one took all."""
    one = crew.hire("one")
    one.add(*(f"https://s{number}.example/{page}" for number in range(12) for page in range(9)))
    one.store.commit()
    leases: list[Lease] = []
    while len({lease.host for lease in leases}) < 12:
        leases.append(one.leased())
    other = crew.hire("other")
    assert other.frontier.member.share() == 6


def test_changes_by_hand_wait_for_the_workers(crew: Crew) -> None:
    """Nobody forgets or requeues under the hands of a worker; all may look."""
    one = crew.hire("one")
    with opened_store(crew.url, readonly=True) as store:
        assert count_hosts(store) == []
    with (
        pytest.raises(StateLockedError, match="workers are at work \\(one\\)"),
        opened_store(crew.url, readonly=False),
    ):
        pass
    one.leave()
    with opened_store(crew.url, readonly=False) as store:
        assert requeue(store) == 0


def test_looked_up_ahead(crew: Crew) -> None:
    """URLs that are looked up at once are known, or not, as if each were looked up alone."""
    one, other = crew.hire("one"), crew.hire("other")
    one.add("https://a.example/1", "https://a.example/2")
    one.store.commit()
    page = one.leased()
    one.frontier.redirect(page, candidate("https://a.example/moved"), time.time())
    one.finish(one.leased())
    one.store.commit()
    urls = [f"https://a.example/{name}" for name in ("1", "2", "3", "moved")]
    other.frontier.look_ahead([url_key(url) for url in urls])
    assert other.add(*urls) == [False, False, True, False]
    other.frontier.look_ahead([url_key("https://a.example/4"), url_key("https://a.example/2")])
    other.store.commit()
    assert one.add("https://a.example/4") == [True]
    one.store.commit()
    assert other.add("https://a.example/4", "https://a.example/2") == [True, False]
    other.store.commit()
    assert crew.rows("SELECT count(*) FROM urls WHERE url LIKE '%/4'") == [(1,)]
    assert other.store.check() == []


def test_an_address_is_one_workers(crew: Crew) -> None:
    """A site whose address another worker has is passed on to it; the address outlives neither worker nor site."""
    one, other = crew.hire("one", lease_s=LEASE_S), crew.hire("other")
    one.add("https://a.example/1")
    one.store.commit()
    first = one.leased()
    other.add("https://b.example/1")
    other.store.commit()
    second = other.leased()
    assert one.frontier.needs_address(first.host)
    assert one.frontier.take_address(first.host, "192.0.2.1") == 0
    assert not one.frontier.needs_address(first.host)
    assert other.frontier.take_address(second.host, "192.0.2.1") is None
    other.frontier.release(second, time.time())
    wait_for(lambda: other.store.commit() or not other.frontier.holds(second.host))
    wait_for(lambda: not one.frontier.may_ask())
    assert other.lease() is None
    wait_for(lambda: other.frontier.reclaim(time.time()) > 0)
    again = other.leased()
    ((after_s,),) = crew.rows(
        "SELECT next_allowed_at - lease_until FROM addresses, workers WHERE name = 'one'"
    )
    assert round(after_s, 3) == 1
    assert other.frontier.take_address(again.host, "192.0.2.1") is not None


def test_an_address_goes_with_its_last_site(crew: Crew) -> None:
    """A worker that has nothing left to do at an address lets others have it."""
    one, other = crew.hire("one"), crew.hire("other")
    one.add("https://a.example/1")
    one.store.commit()
    page = one.leased()
    one.frontier.take_address(page.host, "192.0.2.1")
    one.finish(page)
    wait_for(lambda: one.store.commit() or not one.frontier.holds(page.host))
    other.add("https://b.example/1")
    other.store.commit()
    assert other.frontier.take_address(other.leased().host, "192.0.2.1") is not None


def test_a_failover_stops_the_worker(crew: Crew, postgres: Postgres) -> None:
    """What a worker has in memory may be of another past: it stops, and the next one goes on."""
    one = crew.hire("one")
    one.add("https://a.example/1")
    one.store.commit()
    page = one.leased()
    postgres.promote()
    one.finish(page)
    with pytest.raises(StateError, match="failover"):
        one.store.commit()
    one.die()
    other = crew.hire("one")
    assert other.leased().key == page.key


def test_commits_that_are_forgotten(crew: Crew) -> None:
    """A worker whose commits the database has lost is told so, at its next commit, claim or renewal."""
    for act in ("commit", "claim", "renew"):
        one = crew.hire(act)
        one.add("https://a.example/1")
        one.store.commit()
        with opened_store(crew.url, readonly=True) as store:
            store.run("UPDATE workers SET commits = commits - 2 WHERE ended = 0")
            store.commit()
        one.add("https://a.example/2")
        with pytest.raises(StateError, match="came back without 2 transactions"):
            _act(one, act)


def _act(worker: Worker, act: str) -> None:
    if act == "commit":
        worker.store.commit()
    elif act == "claim":
        worker.frontier.member.claim(1, [])
    else:
        worker.frontier.renew([], time.time())


def test_a_renewal_after_a_budget(crew: Crew) -> None:
    """What is left for a later run keeps no lock: the worker's own renewal would wait for it for ever."""
    one = crew.hire("one")
    one.add("https://a.example/1", "https://a.example/2", request='{"list":"x"}')
    one.store.commit()
    one.frontier.shelve(one.leased(), "list", time.time())
    one.frontier.renew([], time.time())
    one.store.commit()
    assert crew.rows("SELECT DISTINCT reason FROM urls") == [("budget_spent",)]


class History:
    """A random history of a crew, with what must be true at its end."""

    def __init__(self, crew: Crew, proxy: CuttingProxy, seed: int) -> None:
        self.crew, self.proxy, self.random = crew, proxy, random.Random(seed)
        self.through = crew.url.replace(crew.url.split(":")[-1].split("/")[0], str(proxy.port))
        self.hands: dict[str, list[Lease]] = {}
        self.staged: dict[str, list[bytes]] = {}
        self.done: Counter[bytes] = Counter()
        self.workers: dict[str, Worker] = {}
        self.count = 0

    def hire(self) -> None:
        self.count += 1
        name = f"w{self.count}"
        worker = self.crew.hire(
            name, lease_s=1.0, url=self.random.choice([self.crew.url, self.through])
        )
        self.workers[name], self.hands[name], self.staged[name] = worker, [], []

    def step(self, *, calm: bool = False) -> None:
        """Do something; a worker that finds its lease ended dies of it."""
        name = self.random.choice(sorted(self.workers))
        try:
            self._act(name, calm=calm)
        except StateError:
            self._die(name)

    def _act(self, name: str, *, calm: bool) -> None:
        worker, hand = self.workers[name], self.hands[name]
        act = self.random.choices(
            ["add", "lease", "end", "commit", "die", "cut", "reap"], [3, 10, 10, 5, 0.3, 0.5, 1]
        )[0]
        if act == "add" and not calm:
            worker.add(
                *(
                    f"https://s{self.random.randrange(5)}.example/{self.random.randrange(12)}"
                    for _ in range(4)
                )
            )
        elif act == "lease" and (lease := worker.lease()) is not None:
            hand.append(lease)
        elif act == "end" and hand:
            self._end(worker, name, hand.pop(self.random.randrange(len(hand))), calm=calm)
        elif act == "commit":
            self._commit(name)
        elif act == "die" and not calm:
            self._die(name)
        elif act == "cut" and not calm:
            self.proxy.cut()
        elif act == "reap":
            worker.frontier.reclaim(time.time())
            worker.frontier.renew([], time.time())

    def _end(self, worker: Worker, name: str, lease: Lease, *, calm: bool) -> None:
        end = (
            "done"
            if calm
            else self.random.choice(["done", "done", "done", "late", "back", "moved"])
        )
        if end == "done":
            worker.finish(lease)
            self.staged[name].append(lease.key)
        elif end == "late":
            worker.frontier.postpone(
                lease, not_before=time.time() + 0.01, reason="http_503", now=time.time()
            )
            worker.frontier.breaker.fail(lease.lane, time.time())
        elif end == "back":
            worker.frontier.release(lease, time.time())
        else:
            target = candidate(
                f"https://s{self.random.randrange(5)}.example/moved/{self.random.randrange(5)}"
            )
            worker.frontier.redirect(lease, target, time.time())

    def _commit(self, name: str) -> None:
        self.workers[name].store.commit()
        self.done.update(self.staged[name])
        self.staged[name].clear()

    def _die(self, name: str) -> None:
        self.workers.pop(name).die()
        del self.hands[name], self.staged[name]
        if self.random.random() < 0.5:
            time.sleep(1.1)
        self.hire()

    def drain(self) -> None:
        """Work until nothing is left."""
        end = time.monotonic() + 200
        while any(worker.frontier.has_pending(time.time()) for worker in self.workers.values()):
            assert time.monotonic() < end, self.crew.rows(
                "SELECT host, due, delayed, rest_until FROM lanes"
            )
            self.step(calm=True)
        for name in self.workers:
            self._commit(name)


@pytest.mark.parametrize("seed", range(3))
def test_random_histories(postgres: Postgres, crew: Crew, seed: int) -> None:
    """Workers die, hang past their leases and lose connections: every page is done once, every counter right."""
    with CuttingProxy(postgres.port) as proxy:
        history = History(crew, proxy, seed)
        for _ in range(3):
            history.hire()
        for _ in range(150):
            history.step()
        history.drain()
    assert set(history.done.values()) <= {1}
    rows: dict[object, object] = dict(crew.rows("SELECT key, status FROM urls"))
    assert {key for key, status in rows.items() if status == Status.DONE} == set(history.done)
    assert set(rows.values()) <= {Status.DONE, Status.DROPPED}
    assert crew.rows("SELECT host FROM lanes WHERE due <> 0 OR delayed <> 0") == []
