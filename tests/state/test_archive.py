"""URLs that ended long ago are put away, known again, and forgotten month by month, in both databases."""

import gzip
import json
import time
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from newscrawl.state.archive import archive, forget_until
from newscrawl.state.frontier import Frontier
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from newscrawl.state.values import Candidate, Outcome, Run, Status
from newscrawl.web.urls import host_of, url_key

DONE, DROPPED, FAILED = (
    Outcome(Status.DONE, records=1),
    Outcome(Status.DROPPED, "no_text"),
    "http_503",
)
LONG_AGO = 1_700_000_000.0
"""2023-11-14."""


def candidate(path: str, **facts: object) -> Candidate:
    url = f"https://paper.com/{path}"
    return Candidate(url_key(url), url, host_of(url), **facts)


def begin(store: Store) -> tuple[Runs, Run, Frontier]:
    runs = Runs(store, resume_s=60)
    run = runs.begin("a", {}, lambda: "out", time.time())
    return runs, run, Frontier(store, run.id, worker="w")


def fill(store: Store) -> None:
    """A run that has ended long ago, with a URL of each kind of end."""
    runs, run, frontier = begin(store)
    for path in ("done", "dropped", "failed", "led"):
        frontier.add(candidate(path), LONG_AGO)
    while (lease := frontier.lease(LONG_AGO)) is not None:
        name = lease.url.rpartition("/")[2]
        if name == "led" and not store.run("SELECT 1 FROM aliases"):
            frontier.redirect(lease, candidate("target"), LONG_AGO)
            continue
        ends = {"dropped": DROPPED, "failed": Outcome(Status.FAILED, FAILED, retryable=True)}
        frontier.finish(lease, ends.get(name, DONE), LONG_AGO)
    runs.end(run, "finished", time.time(), finished=True)
    store.commit()


def test_what_is_put_away_is_known_again(any_state: str, tmp_path: Path) -> None:
    """It is not fetched again, under none of its names, but where the user names it or it has changed."""
    store, file = open_store(any_state), tmp_path / "a" / "urls.jsonl.gz"
    fill(store)
    assert archive(store, file, LONG_AGO) == 0
    assert archive(store, file, time.time()) == 3
    assert store.run("SELECT url FROM urls") == [("https://paper.com/failed",)]
    lines = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    assert sorted(
        (line["url"].rpartition("/")[2], line["status"], line["records"]) for line in lines
    ) == [
        ("done", 2, 1),
        ("dropped", 4, 0),
        ("led", 2, 1),
    ]
    _, _, frontier = begin(store)
    now = time.time()
    assert not any(
        frontier.add(candidate(path), now) for path in ("done", "dropped", "led", "target")
    )
    assert frontier.add(candidate("failed"), now)
    assert frontier.add(candidate("done", named=True), now)
    assert not frontier.add(candidate("done"), now)
    assert frontier.add(candidate("dropped", modified=now), now)
    assert store.check() == []
    store.close()


def test_a_month_is_forgotten(any_state: str, tmp_path: Path) -> None:
    """What ended in it, or before, is found anew."""
    store = open_store(any_state)
    fill(store)
    archive(store, tmp_path / "urls.jsonl.gz", time.time())
    assert forget_until(store, 202310) == 0
    assert forget_until(store, 202311) == 4
    store.commit()
    _, _, frontier = begin(store)
    assert frontier.add(candidate("done"), time.time())
    store.close()


def test_a_run_that_goes_on_is_left_alone(any_state: str, tmp_path: Path) -> None:
    """Its URLs may still be needed: as targets of redirects, say."""
    store = open_store(any_state)
    _, _, frontier = begin(store)
    frontier.add(candidate("done"), LONG_AGO)
    lease = frontier.lease(LONG_AGO)
    assert lease is not None
    frontier.finish(lease, DONE, LONG_AGO)
    assert archive(store, tmp_path / "urls.jsonl.gz", time.time()) == 0
    store.close()


@pytest.mark.parametrize("kept", [1, 2, 12, 40])
def test_half_a_part_is_cut(kept: int, tmp_path: Path) -> None:
    """A process killed while it wrote leaves half a gzip member; later parts can be read all the same."""
    store, file = open_store(f"sqlite:///{tmp_path}/state.sqlite"), tmp_path / "urls.jsonl.gz"
    lines = b"one\n" * 30_000 + bytes(range(256)) * 50
    file.write_bytes(gzip.compress(lines) + gzip.compress(bytes(range(256)))[:kept])
    fill(store)
    assert archive(store, file, time.time()) == 3
    content = gzip.decompress(file.read_bytes())
    assert content.startswith(lines)
    assert len(content[len(lines) :].splitlines()) == 3
    store.close()


def test_a_file_that_is_whole_stays(tmp_path: Path) -> None:
    """Nothing is cut where every member ends, nor of a file that is not gzip."""
    store = open_store(f"sqlite:///{tmp_path}/state.sqlite")
    for content in (gzip.compress(b"one\n"), b"", b"a note"):
        file = tmp_path / "urls.jsonl.gz"
        file.write_bytes(content)
        assert archive(store, file, time.time()) == 0
        assert file.read_bytes() == content
    store.close()


def test_by_command(any_state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``newscrawl state archive`` puts away, says where to, and forgets."""
    store = open_store(any_state)
    fill(store)
    store.close()
    options = ["--output", str(tmp_path / "out"), "--set", f"STATE_URL={any_state}"]
    assert main(["state", "archive", "--older", "90", *options]) == 0
    assert "3 URLs put away" in capsys.readouterr().out
    assert len(list((tmp_path / "out" / "archive").glob("urls-*.jsonl.gz"))) == 1
    assert main(["state", "archive", "--forget", "2023-11", "--json", *options]) == 0
    assert json.loads(capsys.readouterr().out) == {"forgotten": 4}


@pytest.mark.parametrize("words", [["--older", "long"], ["--forget", "2023"], []])
def test_bad_words(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be read is refused, with an example of what can."""
    with pytest.raises(SystemExit):
        main(["state", "archive", *words])
    assert "expected a" in capsys.readouterr().err or not words
