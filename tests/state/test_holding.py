"""The sites that a worker of a shared run holds: claimed, loaded, shared, given back."""

import time
from collections.abc import Iterator

import pytest

from newscrawl.state.holding import BATCH
from newscrawl.state.values import Outcome, Status
from tests.support.held import Hire, hiring
from tests.support.lossless import wait_for
from tests.support.postgres import Postgres

TOWNS = ["https://www.stadt.example/1", "https://www.город.example/1", "https://www.町.example/1"]


@pytest.fixture
def hire(postgres: Postgres) -> Iterator[Hire]:
    """Workers of one run, each with connections of its own."""
    with hiring(postgres.new_database()) as hired:
        yield hired


def test_sites_are_claimed_with_their_urls(hire: Hire) -> None:
    """What the database has comes into memory, and each of it can be leased there."""
    worker = hire("one")
    worker.write(*TOWNS)
    assert not worker.local.count()
    wait_for(lambda: worker.holding.look() or len(worker.holding.sites) == len(TOWNS), 30)
    wait_for(lambda: worker.holding.look() or sum(worker.local.count().values()) == len(TOWNS), 30)
    assert {worker.lease().url for _ in TOWNS} == set(TOWNS)


def test_hosts_of_one_site_are_held_together(hire: Hire) -> None:
    """A further host of a site comes without another claim; a strange one is not held."""
    worker = hire("one")
    worker.write("https://www.example.com/1", "https://sport.example.com/1")
    worker.look()
    assert [site.name for site in worker.holding.sites.values()] == ["example.com"]
    assert worker.holding.holds("news.example.com")
    assert not worker.holding.holds("example.org")
    assert worker.local.count() == {"www.example.com": 1, "sport.example.com": 1}


def test_a_site_is_held_by_one(hire: Hire) -> None:
    """Another worker neither claims it nor takes it by name, until it is given back."""
    one, other = hire("one"), hire("other")
    one.write("https://a.example/1")
    assert one.holding.take_site("a.example")
    assert not other.holding.take_site("a.example")
    other.holding.hurry()
    wait_for(lambda: other.holding.looks_in() == 0.0)
    assert not other.holding.look()
    one.give_back()
    assert not one.holding.holds("a.example")
    assert other.holding.take_site("a.example")


def test_only_a_batch_of_a_host_is_in_memory(hire: Hire) -> None:
    """Further ones come as those are done; best ones first."""
    worker = hire("one")
    worker.write(*(f"https://a.example/{n}" for n in range(2 * BATCH)))
    worker.write("https://a.example/best", priority=5)
    worker.look()
    assert worker.local.count() == {"a.example": BATCH}
    first = worker.lease()
    assert first.url == "https://a.example/best"
    worker.own.finish(first, Outcome(Status.DONE, records=1), time.time())
    worker.write()
    worker.holding.hurry()
    wait_for(lambda: worker.holding.looks_in() == 0.0)
    assert not worker.holding.look()
    assert worker.local.count() == {"a.example": BATCH - 1}
    for _ in range(BATCH - 2):
        worker.own.finish(worker.lease(), Outcome(Status.DONE, records=1), time.time())
    worker.write()
    assert worker.local.count() == {"a.example": 1}
    worker.look()
    assert worker.local.count()["a.example"] > BATCH


def test_nothing_is_given_back_while_a_page_is_out(hire: Hire) -> None:
    """It is given back when the page is done and nothing of the site is left."""
    worker = hire("one")
    worker.write("https://a.example/1")
    worker.look()
    page = worker.lease()
    time.sleep(0.6)
    worker.holding.give_back()
    assert worker.holding.holds("a.example")
    worker.own.finish(page, Outcome(Status.DONE, records=1), time.time())
    worker.write()
    worker.give_back()
    assert worker.rows("SELECT token FROM sites") == [(0,)]


def test_a_site_that_rests_for_long_is_given_back(hire: Hire) -> None:
    """It is to be claimed again when its first URL is due."""
    worker = hire("one")
    due = time.time() + 600
    worker.write("https://a.example/1", not_before=due)
    assert worker.holding.take_site("a.example")
    worker.look()
    assert worker.local.count() == {"a.example": 1}
    worker.give_back()
    assert not worker.local.count()
    worker.holding.hurry()
    wait_for(lambda: worker.holding.looks_in() == 0.0)
    assert not worker.holding.look()


def test_nothing_is_leased_of_a_host_set_aside(hire: Hire) -> None:
    """Another worker is to have it."""
    worker = hire("one")
    worker.write("https://a.example/1")
    worker.look()
    worker.holding.set_aside("a.example")
    assert worker.own.lease(time.time()) is None


def test_an_address_is_one_workers(hire: Hire) -> None:
    """A site at an address that another worker has is passed on to that one."""
    one, other = hire("one"), hire("other")
    one.write("https://a.example/1")
    one.look()
    assert one.holding.needs_address("a.example")
    assert one.holding.take_address("a.example", "192.0.2.1") == 0.0
    assert not one.holding.needs_address("a.example")
    other.write("https://b.example/1", "https://b.example/2")
    assert other.holding.take_site("b.example")
    other.look()
    page = other.lease()
    assert other.holding.take_address("b.example", "192.0.2.1") is None
    assert other.own.lease(time.time()) is None
    time.sleep(0.6)
    other.holding.give_back()
    assert other.holding.holds("b.example")
    other.own.finish(page, Outcome(Status.DONE, records=1), time.time())
    other.write()
    other.give_back()
    assert one.holding.take_site("b.example")


def test_an_address_is_free_when_nobody_holds_a_site_on_it(hire: Hire) -> None:
    """Another worker may have it then, after a moment."""
    one, other = hire("one"), hire("other")
    one.write("https://a.example/1", "https://b.example/1", not_before=time.time() + 600)
    assert one.holding.take_site("a.example")
    assert one.holding.take_address("a.example", "192.0.2.1") == 0.0
    one.look()
    one.give_back()
    assert other.holding.take_site("b.example")
    wait_s = other.holding.take_address("b.example", "192.0.2.1")
    assert wait_s is not None
    assert not other.holding.needs_address("b.example")
    assert other.holding.take_address("unknown.example", "192.0.2.1") == 0.0


def test_looks_in_vain_are_rarer(hire: Hire) -> None:
    """Idle workers do not press; what is new makes them look soon."""
    worker = hire("one")
    waits = []
    for _ in range(3):
        wait_for(lambda: worker.holding.looks_in() == 0.0, 30)
        assert not worker.holding.look()
        waits.append(worker.holding.looks_in())
    assert max(waits) > 0.1
    worker.holding.hurry()
    assert worker.holding.looks_in() <= 0.05
