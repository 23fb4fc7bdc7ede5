"""What comes next out of the frontier, and what is let in."""

from collections.abc import Iterator

import pytest

from newscrawl.state.breaker import Breaker
from newscrawl.state.frontier import Frontier
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import Candidate, Lease, Outcome, Rest, Run, Status
from newscrawl.web.urls import host_of, url_key

NOW = 1000.0
DONE = Outcome(Status.DONE, records=1)
REST = Rest(after_failures=3, base_s=10, max_s=15, max_rests=2, max_wait_s=60)


def candidate(url: str, **facts: object) -> Candidate:
    return Candidate(url_key(url), url, host_of(url), **facts)  # type: ignore[arg-type]


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    yield opened
    opened.close()


def frontier_of(store: Store, spider: str = "a", **options: object) -> Frontier:
    run = Runs(store, resume_s=3600).begin(spider, {}, lambda: "out", NOW)
    return Frontier(store, run.id, worker="w", rest=REST, **options)  # type: ignore[arg-type]


def take(frontier: Frontier, count: int, now: float = NOW) -> list[str]:
    """Lease and finish *count* URLs; give them without scheme."""
    taken = []
    for _ in range(count):
        lease = frontier.lease(now)
        if lease is None:
            break
        taken.append(lease.url.removeprefix("https://"))
        frontier.finish(lease, DONE, now)
    return taken


def leased(frontier: Frontier, now: float = NOW) -> Lease:
    lease = frontier.lease(now)
    assert lease is not None
    return lease


def test_hosts_take_turns_however_much_one_has(store: Store) -> None:
    """A host with a thousand URLs gets no more turns than one with three."""
    frontier = frontier_of(store)
    for number in range(1000):
        frontier.add(candidate(f"https://big.example/{number}"), NOW)
    for number in range(3):
        frontier.add(candidate(f"https://small.example/{number}"), NOW)
    assert sum(url.startswith("small") for url in take(frontier, 6)) == 3


def test_within_a_host_priority_then_depth_then_rank_then_age(store: Store) -> None:
    """The order is the documented one, whatever the order of arrival."""
    frontier = frontier_of(store)
    for url, facts in (
        ("old", {"depth": 1, "rank": 1}),
        ("young", {"depth": 1, "rank": 1}),
        ("deep", {"depth": 2}),
        ("first-link", {"depth": 1, "rank": 0}),
        ("named", {}),
        ("urgent", {"priority": 1, "depth": 5}),
    ):
        frontier.add(candidate(f"https://h.example/{url}", **facts), NOW)
    assert take(frontier, 6) == [
        f"h.example/{url}" for url in ("urgent", "named", "first-link", "old", "young", "deep")
    ]


def test_a_host_is_asked_for_so_many_at_a_time(store: Store) -> None:
    """Two until it has answered; then what is out counts, what is fetched and still in work does not."""
    frontier = frontier_of(store, max_leased=3)
    for number in range(6):
        frontier.add(candidate(f"https://h.example/{number}"), NOW)
    first = leased(frontier)
    leased(frontier)
    assert frontier.lease(NOW) is None
    frontier.arrive(first)
    first = leased(frontier)
    leased(frontier)
    assert frontier.lease(NOW) is None
    frontier.arrive(first)
    leased(frontier)
    assert frontier.lease(NOW) is None


def test_a_delayed_url_waits_for_its_time(store: Store) -> None:
    """Not a moment before; and its time is told."""
    frontier = frontier_of(store)
    frontier.add(candidate("https://h.example/", not_before=NOW + 5), NOW)
    assert frontier.lease(NOW + 4.9) is None
    assert frontier.next_due() == NOW + 5
    assert frontier.has_pending(NOW)
    assert take(frontier, 1, NOW + 5) == ["h.example/"]
    assert frontier.next_due() is None


def test_asked_for_again_while_in_work(store: Store) -> None:
    """A page that asks for itself once more is fetched once more, with the new request, each time."""
    frontier = frontier_of(store)
    frontier.add(candidate("https://h.example/"), NOW)
    lease = leased(frontier)
    for _ in range(3):
        assert not frontier.add(candidate("https://h.example/", request='{"a":1}'), NOW)
        assert frontier.add(candidate("https://h.example/", again=True, request='{"a":1}'), NOW)
        assert not frontier.add(candidate("https://h.example/", again=True, request='{"a":1}'), NOW)
        frontier.finish(lease, DONE, NOW)
        lease = leased(frontier)
        assert (lease.url, lease.request) == ("https://h.example/", '{"a":1}')
    frontier.finish(lease, DONE, NOW)
    assert not frontier.has_pending(NOW)


@pytest.mark.parametrize("put_back", ["reclaim", "release", "postpone"])
def test_what_is_asked_for_again_does_not_take_the_place_of_what_is_at_work(
    put_back: str, store: Store
) -> None:
    """A page whose work was cut short is done again as it was, beside the request that was made meanwhile."""
    frontier = frontier_of(store)
    frontier.add(candidate("https://h.example/", request='{"callback":"one"}'), NOW)
    lease = leased(frontier)
    frontier.add(candidate("https://h.example/", again=True, request='{"callback":"other"}'), NOW)
    if put_back == "reclaim":
        frontier.reclaim(NOW, everything=True)
    elif put_back == "release":
        frontier.release(lease, NOW)
    else:
        frontier.postpone(lease, not_before=0, reason="http_503", now=NOW)
    assert {leased(frontier).request, leased(frontier).request} == {
        '{"callback":"one"}',
        '{"callback":"other"}',
    }


def test_requests_that_differ_wait_side_by_side(store: Store) -> None:
    """If they are to be fetched whatever is known of their URL; the same one waits once."""
    frontier = frontier_of(store)
    added = [
        frontier.add(
            candidate(
                "https://h.example/", again=True, request=f'{{"cb_kwargs":{{"page":{number}}}}}'
            ),
            NOW,
        )
        for number in (1, 2, 3, 2)
    ]
    assert added == [True, True, True, False]
    assert not frontier.add(
        candidate("https://h.example/", request='{"cb_kwargs":{"page":4}}'), NOW
    )
    requests = []
    while (lease := frontier.lease(NOW)) is not None:
        requests.append(lease.request)
        frontier.finish(lease, DONE, NOW)
    assert requests == [f'{{"cb_kwargs":{{"page":{number}}}}}' for number in (1, 2, 3)]


def test_a_lapsed_lease_is_not_renewed(store: Store) -> None:
    """Else one that hung would hold the page of another, which may have died, for ever."""
    frontier = frontier_of(store, lease_s=10)
    frontier.add(candidate("https://h.example/"), NOW)
    lease = leased(frontier)
    frontier.reclaim(NOW + 11)
    other = Frontier(store, 1, worker="other", lease_s=10)
    assert leased(other, NOW + 11).url == lease.url
    frontier.renew([lease], NOW + 20)
    assert frontier.reclaim(NOW + 22) == 1


@pytest.mark.parametrize(
    ("status", "named", "skip_known", "wanted"),
    [
        pytest.param(Status.DONE, True, False, True, id="named, done before"),
        pytest.param(Status.DONE, True, True, False, id="named, done before, known=skip"),
        pytest.param(Status.DONE, False, False, False, id="found, done before"),
        pytest.param(Status.DROPPED, False, False, False, id="found, dropped before"),
        pytest.param(Status.FAILED, False, True, True, id="found, failed before"),
    ],
)
def test_what_a_new_run_fetches_again(
    status: Status, named: bool, skip_known: bool, wanted: bool, store: Store
) -> None:
    """What the user names, and what failed; not what was found and is harvested."""
    before = frontier_of(store)
    before.add(candidate("https://h.example/"), NOW)
    before.finish(leased(before), Outcome(status, "why"), NOW)
    after = frontier_of(store, "another", skip_known=skip_known)
    assert after.add(candidate("https://h.example/", named=named), NOW) == wanted
    assert len(take(after, 9)) == wanted


def test_what_waits_for_an_abandoned_run_moves_to_the_one_that_asks(store: Store) -> None:
    """One page is never fetched for two runs."""
    before, after = frontier_of(store), frontier_of(store, "another")
    before.add(candidate("https://h.example/1"), NOW)
    before.add(candidate("https://h.example/2", not_before=NOW + 1), NOW)
    assert after.add(candidate("https://h.example/1"), NOW)
    assert after.add(candidate("https://h.example/2"), NOW)
    assert len(take(after, 9)) == 2
    assert not before.has_pending(NOW)


def test_a_redirect_goes_on_in_its_row(store: Store) -> None:
    """The target becomes another name of the page, its host is asked, its attempts go on."""
    frontier = frontier_of(store)
    frontier.add(candidate("https://h.example/old", named=True), NOW)
    lease = leased(frontier)
    frontier.postpone(lease, not_before=0, reason="http_503", now=NOW)
    assert frontier.redirect(
        leased(frontier), candidate("https://i.example/new", request='{"url":"x"}'), NOW
    )
    lease = leased(frontier)
    assert (lease.url, lease.host, lease.request) == (
        "https://h.example/old",
        "i.example",
        '{"url":"x"}',
    )
    assert (lease.attempts, lease.named) == (1, True)
    frontier.finish(lease, DONE, NOW)
    assert not frontier.add(candidate("https://i.example/new"), NOW)
    assert not frontier.has_pending(NOW)


def test_a_redirect_to_a_page_at_work_ends_there(store: Store) -> None:
    """Two roads to one page are one page; two pages that lead to each other are not both dropped."""
    frontier = frontier_of(store)
    frontier.add(candidate("https://h.example/a"), NOW)
    frontier.add(candidate("https://h.example/b"), NOW)
    one = leased(frontier)
    frontier.arrive(one)
    other = leased(frontier)
    assert not frontier.redirect(one, candidate("https://h.example/b"), NOW)
    assert frontier.redirect(other, candidate("https://h.example/a"), NOW)
    assert take(frontier, 9) == ["h.example/b"]


def test_a_redirect_of_what_is_fetched_again_ends_nowhere_else(store: Store) -> None:
    """It goes on though the target has a row; a later link to the target finds that row."""
    frontier = frontier_of(store)
    frontier.add(candidate("https://h.example/b"), NOW)
    assert take(frontier, 1) == ["h.example/b"]
    frontier.add(candidate("https://h.example/a"), NOW)
    assert frontier.redirect(leased(frontier), candidate("https://h.example/b", again=True), NOW)
    assert take(frontier, 9) == ["h.example/a"]
    assert not frontier.add(candidate("https://h.example/b"), NOW)


def test_a_clock_that_was_ahead_delays_nothing_for_years(store: Store) -> None:
    """What was put off or rested by it is due once it is set right; what waits for days goes on waiting."""
    ahead, day = NOW + 3e8, 86_400.0
    frontier, breaker = frontier_of(store), Breaker(store, REST)
    for name in "abc":
        frontier.add(candidate(f"https://{name}.example/1"), NOW)
    for until in (ahead, NOW + 20 * day):
        frontier.postpone(leased(frontier), not_before=until, reason="http_503", now=NOW)
    put_off = leased(frontier)
    frontier.postpone(put_off, not_before=0, reason="http_503", now=ahead)
    breaker.fail(put_off.lane, ahead, told_until=ahead + 60)
    assert frontier.lease(NOW) is None
    assert frontier.has_pending(NOW)
    assert take(frontier, 9) == ["a.example/1", "c.example/1"]
    assert frontier.next_due() == NOW + 20 * day


def test_a_failing_host_is_rested_tried_and_given_up(store: Store) -> None:
    """Rests double up to their limit, one URL tries each time, then all that waits is left for the next run."""
    frontier, breaker = frontier_of(store), Breaker(store, REST)
    runs = Runs(store, resume_s=3600)
    for number in range(9):
        frontier.add(candidate(f"https://h.example/{number}"), NOW)
    for _ in range(2):
        assert fail_one(frontier, breaker, NOW) is None
    assert fail_one(frontier, breaker, NOW) == NOW + 10
    assert frontier.lease(NOW + 9) is None
    assert frontier.has_pending(NOW)
    probe = leased(frontier, NOW + 10)
    assert frontier.lease(NOW + 10) is None, "one at a time after a rest"
    frontier.finish(probe, Outcome(Status.FAILED, "timeout"), NOW + 10)
    assert breaker.fail(probe.lane, NOW + 10) == NOW + 25
    assert fail_one(frontier, breaker, NOW + 25) is None
    assert frontier.lease(NOW + 10**9) is None
    assert not frontier.has_pending(NOW + 25)
    run = runs.begin("a", {}, lambda: "", NOW + 25)
    assert run.resumed
    assert runs.left(run) == {"waiting": 8}
    assert len(take(frontier, 9, NOW + 25)) == 8


def test_a_host_given_up_too_early_is_asked_again(store: Store) -> None:
    """A page of it that was still out arrives: what waits is fetched after all."""
    frontier, breaker = frontier_of(store), Breaker(store, REST)
    for number in range(9):
        frontier.add(candidate(f"https://h.example/{number}"), NOW)
    frontier.arrive(first := leased(frontier))
    late = leased(frontier)
    frontier.release(first, NOW)
    for now in (NOW, NOW, NOW):
        fail_one(frontier, breaker, now)
    frontier.arrive(late)
    for now in (NOW + 10, NOW + 25):
        fail_one(frontier, breaker, now)
    assert frontier.lease(NOW + 10**6) is None
    assert Runs(store, resume_s=1).left(Run(1, "", resumed=False)) == {"host_unavailable": 9}
    frontier.finish(late, DONE, NOW + 25)
    breaker.succeed(late.lane)
    assert len(take(frontier, 9, NOW + 25)) == 8


def fail_one(frontier: Frontier, breaker: Breaker, now: float) -> float | None:
    lease = leased(frontier, now)
    frontier.postpone(lease, not_before=0, reason="http_503", now=now)
    return breaker.fail(lease.lane, now)


def test_a_host_that_answers_is_well(store: Store) -> None:
    """One success closes the breaker."""
    frontier, breaker = frontier_of(store), Breaker(store, REST)
    for number in range(9):
        frontier.add(candidate(f"https://h.example/{number}"), NOW)
    for _ in range(3):
        fail_one(frontier, breaker, NOW)
    lease = leased(frontier, NOW + 10)
    frontier.finish(lease, DONE, NOW + 10)
    breaker.succeed(lease.lane)
    for _ in range(2):
        assert fail_one(frontier, breaker, NOW + 10) is None


def test_what_a_server_asks_for_is_kept(store: Store) -> None:
    """Its rest is not cut short, and one that is too long to wait for does not hold up the run."""
    frontier, breaker = frontier_of(store), Breaker(store, REST)
    frontier.add(candidate("https://h.example/1"), NOW)
    frontier.add(candidate("https://h.example/2"), NOW)
    lease = leased(frontier)
    frontier.postpone(lease, not_before=0, reason="http_429", now=NOW)
    assert breaker.fail(lease.lane, NOW, told_until=NOW + 40) == NOW + 40
    assert frontier.lease(NOW + 39) is None
    assert frontier.has_pending(NOW)
    breaker.fail(lease.lane, NOW, told_until=NOW + 4000)
    assert not frontier.has_pending(NOW)


@pytest.mark.parametrize(
    ("reason", "left", "later_s", "resumed"),
    [
        pytest.param("finished", False, 1, False, id="finished"),
        pytest.param("finished", True, 1, True, id="ended with failures"),
        pytest.param("finished", True, 4000, False, id="ended with failures, long ago"),
        pytest.param("shutdown", False, 10**7, True, id="stopped, however long ago"),
        pytest.param(None, True, 10**7, True, id="killed, however long ago"),
    ],
)
def test_which_run_is_taken_up(
    reason: str | None, left: bool, later_s: float, resumed: bool, store: Store
) -> None:
    """The same command takes up what it has not finished."""
    runs = Runs(store, resume_s=3600)
    run = runs.begin("a", {"urls": "x"}, lambda: "out", NOW)
    if left:
        frontier = Frontier(store, run.id, worker="w")
        frontier.add(candidate("https://h.example/"), NOW)
        frontier.finish(leased(frontier), Outcome(Status.FAILED, "timeout", retryable=True), NOW)
    if reason is not None:
        runs.end(run, reason, NOW, finished=reason == "finished" and not left)
    assert runs.left(run) == ({"timeout": 1} if left else {})
    again = runs.begin("a", {"urls": "x"}, lambda: "out-2", NOW + later_s)
    assert (again.id == run.id, again.resumed) == (resumed, resumed)
    assert not runs.begin("a", {"urls": "y"}, lambda: "out-3", NOW).resumed
