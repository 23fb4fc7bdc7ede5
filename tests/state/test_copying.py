"""A state in a file moves into PostgreSQL, with all that it knows."""

import time
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from newscrawl.model.standing import Standing
from newscrawl.state.copying import TABLES
from newscrawl.state.frontier import Frontier
from newscrawl.state.ledger import Ledger, OutputLine, Rotation
from newscrawl.state.postgres import PostgresStore
from newscrawl.state.profiles import Profiles
from newscrawl.state.robots import RobotsCache
from newscrawl.state.runs import Runs
from newscrawl.state.store import open_store
from newscrawl.state.values import Candidate, Outcome, Status
from newscrawl.web.urls import host_of, url_key
from tests.support.postgres import Postgres


def make_state(path: Path, *, finished: bool = True) -> None:
    """A state with a run that gave a record, and one URL that failed."""
    store = open_store(f"sqlite:///{path}")
    runs = Runs(store, resume_s=60)
    run = runs.begin("a", {}, lambda: str(path.parent / "run"), time.time())
    frontier = Frontier(store, run.id, worker="w")
    for url in ("https://www.example.com/1", "https://b.example/ü?x=%00"):
        frontier.add(Candidate(url_key(url), url, host_of(url), '{"a": "ä"}'), time.time())
    ledger = Ledger(store, run, Rotation())
    ledger.add([OutputLine("nc-1", b'{"n": 1}\n')])
    for outcome in (Outcome(Status.DONE, records=1), Outcome(Status.FAILED, "http_404")):
        lease = frontier.lease(time.time())
        assert lease is not None
        frontier.finish(lease, outcome, time.time())
    Profiles(store).put("b.example", "{}", 3, Standing(1.5, 2, is_surprised=True))
    RobotsCache(store, 60).put("https://b.example", b"User-agent: *\n", time.time())
    ledger.close_file()
    ledger.commit()
    runs.end(run, "finished", time.time(), finished=finished)
    store.commit()
    store.close()


def rows_of(url: str) -> dict[str, list[tuple[object, ...]]]:
    store = open_store(url, readonly=True)
    found = {}
    for table, key in TABLES.items():
        order = ", ".join(key)
        columns = "*" if table != "lanes" else "id, run_id, host, turn, due, failures, answered"
        found[table] = store.run(f"SELECT {columns} FROM {table} ORDER BY {order}")  # noqa: S608
    store.close()
    return found


def test_all_rows_come_along(
    postgres: Postgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row is as it was, new rows are numbered on, and what failed can be requeued there."""
    make_state(tmp_path / "s.sqlite")
    file, server = f"sqlite:///{tmp_path}/s.sqlite", postgres.new_database()
    assert main(["state", "copy", "--set", f"STATE_URL={file}", "--to", server]) == 0
    assert "rows copied to postgresql://127.0.0.1" in capsys.readouterr().out
    assert rows_of(server) == rows_of(file)
    assert main(["state", "requeue", "--set", f"STATE_URL={server}"]) == 0
    store = PostgresStore(server)
    assert store.run("SELECT name FROM sites ORDER BY 1") == [("b.example",), ("example.com",)]
    assert store.run("SELECT count(*) FROM lanes WHERE site_id = 0") == [(0,)]
    rows = store.run(
        "INSERT INTO runs (spider, arguments, folder, started) VALUES ('b', '{}', 'f', 0) RETURNING id"
    )
    assert rows == [(2,)]
    assert store.check() == []
    store.close()


def test_what_cannot_be_copied(
    postgres: Postgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that is not at its end, a database that is in use, and what is no database: each is refused."""
    make_state(tmp_path / "open.sqlite", finished=False)
    make_state(tmp_path / "done.sqlite")
    server = postgres.new_database()
    copy = ["state", "copy", "--to", server, "--set"]
    assert main([*copy, f"STATE_URL=sqlite:///{tmp_path}/open.sqlite"]) != 0
    assert "is not finished" in capsys.readouterr().err
    assert main([*copy, f"STATE_URL=sqlite:///{tmp_path}/done.sqlite"]) == 0
    assert main([*copy, f"STATE_URL=sqlite:///{tmp_path}/done.sqlite"]) != 0
    assert "holds a state already" in capsys.readouterr().err
    assert (
        main(
            [
                "state",
                "copy",
                "--to",
                "x.sqlite",
                "--set",
                f"STATE_URL=sqlite:///{tmp_path}/done.sqlite",
            ]
        )
        != 0
    )
    assert "expected postgresql://" in capsys.readouterr().err
