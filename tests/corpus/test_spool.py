"""The prints of a corpus on disk, and the repetitions of each site, learned from them."""

from pathlib import Path

import pytest

from newscrawl.boilerplate.corpus_repeats import prints_of
from newscrawl.corpus.spool import RepeatsStore, Spool, pack_prints

BANNER = "Readers like you pay for this newsroom and all of the work that it does each day."


def text(site: str, number: int) -> bytes:
    """Return the prints of a text of *site*: a story of its own, and the banner of the site."""
    name = "abcdefghij"[number]
    story = [
        f"The {site} story {name} is told in part {part}, and is like none of the other stories."
        for part in ("one", "two", "three")
    ]
    return pack_prints([prints_of(each) for each in (*story, f"{BANNER} {site}")])


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    (tmp_path / "spool").mkdir()
    return Spool(tmp_path / "spool")


def test_each_record_knows_its_site(tmp_path: Path, spool: Spool) -> None:
    """In the order in which they came, however the hosts are mixed; one without a host has nothing."""
    hosts = ["a", "b", "", "a", "b", "a", "a", "b"]
    for number, host in enumerate(hosts):
        spool.add(host, text(host, number) if host else b"")
    learned = spool.learn()
    spool.close()
    assert learned.sites == 2
    places = [*learned.take(3), *learned.take(9)]
    learned.close()
    assert len(places) == len(hosts)
    by_host = {
        host: {place for place, _ in each}
        for host, each in (
            (host, [places[n] for n in range(len(hosts)) if hosts[n] == host])
            for host in ("a", "b", "")
        )
    }
    assert by_host[""] == {(0, 0)}
    assert all(len(each) == 1 for each in by_host.values())
    store = RepeatsStore(tmp_path / "spool")
    (of_a,), (of_b,) = by_host["a"], by_host["b"]
    assert (store.get(of_a).pages, store.get(of_b).pages) == (4, 3)
    counts = store.get(of_a).counts
    assert max(counts.values()) == 4
    assert (
        not counts.keys() & store.get(of_b).counts.keys() - {0} or counts != store.get(of_b).counts
    )


def test_the_records_that_were_compared_are_marked(spool: Spool) -> None:
    """The second pass counts them as one of the others; copies of one article teach once."""
    for number in (0, 1, 1, 2):
        spool.add("a", text("a", number))
    learned = spool.learn()
    spool.close()
    taught = [is_taught for _, is_taught in learned.take(4)]
    learned.close()
    assert sum(taught) == 3
    assert taught[0]
    assert taught[3]
