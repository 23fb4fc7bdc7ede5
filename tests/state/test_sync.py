"""What a worker of a shared run writes with a commit: ended pages, new URLs, counters, delays."""

import time
from collections.abc import Iterator

import pytest

from newscrawl.errors import StateError
from newscrawl.state.sync import Waiting
from newscrawl.state.values import Candidate, Outcome, Status
from newscrawl.web.urls import host_of, url_key
from tests.support.held import Hire, hiring
from tests.support.postgres import Postgres

DONE = Outcome(Status.DONE, records=1)
COUNTERS = "SELECT host, due, delayed FROM lanes ORDER BY host"


@pytest.fixture
def hire(postgres: Postgres) -> Iterator[Hire]:
    """Workers of one run, each with connections of its own."""
    with hiring(postgres.new_database()) as hired:
        yield hired


def candidate(url: str) -> Candidate:
    """Return *url* on its way into the frontier."""
    return Candidate(url_key(url), url, host_of(url))


def test_waiting_urls_by_key_and_host() -> None:
    """Whatever they wait for."""
    waiting, one, two = (
        Waiting(),
        candidate("https://a.example/1"),
        candidate("https://町.example/2"),
    )
    waiting.fresh[one.key], waiting.known[two.key] = one, two
    waiting.shelved.add(("c.example", "mark"))
    assert waiting.has(one.key)
    assert waiting.has(two.key)
    assert not waiting.has(url_key("https://a.example/3"))
    assert waiting.hosts() == {"a.example", two.host, "c.example"}
    waiting.clear()
    assert not waiting.hosts()


def test_new_urls_are_counted_by_host(hire: Hire) -> None:
    """Those due, and those that have to wait; a second time they count nothing."""
    worker = hire("one")
    assert worker.sync.is_clean()
    for _ in range(2):
        worker.write("https://a.example/1", "https://a.example/2", "https://b.example/1")
        worker.write("https://b.example/later", not_before=time.time() + 600)
    assert worker.rows(COUNTERS) == [("a.example", 2, 0), ("b.example", 1, 1)]
    assert worker.rows("SELECT name FROM sites ORDER BY name") == [("a.example",), ("b.example",)]


def test_an_ended_page_is_written_once(hire: Hire) -> None:
    """Its row says how it ended, and the counter is one less."""
    worker = hire("one")
    worker.write("https://a.example/1", "https://a.example/2")
    worker.look()
    page = worker.lease()
    assert worker.sync.is_clean()
    worker.own.finish(page, DONE, time.time())
    assert not worker.sync.is_clean()
    worker.write()
    assert worker.sync.is_clean()
    assert worker.rows(COUNTERS) == [("a.example", 1, 0)]
    rows = worker.rows("SELECT url, status, records FROM urls")
    assert (page.url, Status.DONE, 1) in rows


def test_a_page_that_is_tried_again_stays_counted(hire: Hire) -> None:
    """As one that waits."""
    worker = hire("one")
    worker.write("https://a.example/1")
    worker.look()
    page = worker.lease()
    now = time.time()
    worker.own.postpone(page, not_before=now + 600, reason="timeout", now=now)
    worker.write()
    assert worker.rows(COUNTERS) == [("a.example", 0, 1)]


def test_known_urls_are_taken_in_again(hire: Hire) -> None:
    """A page that was done is due once more."""
    worker = hire("one")
    worker.write("https://a.example/1")
    worker.look()
    page = worker.lease()
    worker.own.finish(page, DONE, time.time())
    worker.write()
    again = Candidate(url_key(page.url), page.url, page.host, again=True)
    worker.sync.waiting.known[again.key] = again
    worker.write()
    assert worker.rows(COUNTERS) == [("a.example", 1, 0)]


def test_forgotten_urls_are_gone(hire: Hire) -> None:
    """From the counters as well."""
    worker = hire("one")
    worker.write("https://a.example/1", "https://a.example/2")
    worker.sync.waiting.gone.add(url_key("https://a.example/1"))
    assert not worker.sync.is_clean()
    worker.write()
    assert worker.rows("SELECT url FROM urls") == [("https://a.example/2",)]
    assert worker.rows(COUNTERS) == [("a.example", 1, 0)]


def test_the_longest_delay_of_a_site_is_written(hire: Hire) -> None:
    """Only for sites that are held, and only where it has grown."""
    worker = hire("one")
    worker.write("https://www.example.com/1", "https://b.example/1")
    assert worker.holding.take_site("www.example.com")
    for host, delay_s in (
        ("www.example.com", 2.0),
        ("sport.example.com", 5.0),
        ("example.com", 1.0),
    ):
        worker.sync.note_delay(host, delay_s)
    assert not worker.sync.is_clean()
    worker.write()
    assert worker.sync.is_clean()
    worker.sync.note_delay("www.example.com", 4.0)
    assert worker.sync.is_clean()
    assert worker.rows("SELECT delay_s FROM sites WHERE name = 'example.com'") == [(5.0,)]


def test_a_host_that_rests_is_written_for_others(hire: Hire) -> None:
    """Its failures and its rest; unchanged ones are not written again."""
    worker = hire("one")
    worker.write("https://a.example/1")
    worker.look()
    until = time.time() + 60
    worker.local.store.run(
        "UPDATE lanes SET failures = 3, rests = 1, rest_until = ?, rested_by = 'failures'", (until,)
    )
    worker.write()
    ((failures, rests, written),) = worker.rows("SELECT failures, rests, rest_until FROM lanes")
    assert (failures, rests) == (3, 1)
    assert written == pytest.approx(until + worker.member.ahead_s, abs=1)
    other = "UPDATE lanes SET failures = 7"
    worker.control.run(other)
    worker.control.commit()
    worker.write()
    assert worker.rows("SELECT failures FROM lanes") == [(7,)]
    worker.sync.forget_lanes(["a.example"])
    worker.write()
    assert worker.rows("SELECT failures FROM lanes") == [(3,)]


def test_nothing_is_written_of_a_site_that_another_has(hire: Hire) -> None:
    """The commit is refused, and the page is not done."""
    late, other = hire("late"), hire("other")
    late.write("https://a.example/1")
    late.look()
    page = late.lease()
    late.own.finish(page, DONE, time.time())
    late.control.run("UPDATE sites SET token = ?", (other.member.token,))
    late.control.commit()
    with pytest.raises(StateError, match="lease has ended"):
        late.write()
    late.store.rollback()
    assert late.rows("SELECT status FROM urls") == [(int(Status.PENDING),)]


def test_two_workers_that_write_at_once_do_not_wait_for_each_other_for_good(hire: Hire) -> None:
    """Both have new URLs of the same hosts, named in turned orders."""
    one, other = hire("one"), hire("other")
    urls = [f"https://{name}.example/1" for name in ("a", "b", "c")]
    one.write(*urls)
    other.write(*reversed(urls), *(f"{url}1" for url in urls))
    assert one.rows(COUNTERS) == [("a.example", 2, 0), ("b.example", 2, 0), ("c.example", 2, 0)]
