"""Whether a database has forgotten what it had acknowledged: by the note that each worker keeps beside."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from newscrawl.errors import OutputError
from newscrawl.state.postgres import PostgresStore
from newscrawl.state.rewinds import CommitNote, Noted, identity_of, note_rewind, rewinds_of
from newscrawl.state.runs import Runs
from newscrawl.state.store import open_store
from tests.support.postgres import Postgres

NOTED = Noted("one", 7, 40, "out/früher")


@pytest.fixture
def store(postgres: Postgres) -> Iterator[PostgresStore]:
    """A database that knows of forty commits of the worker "eins"."""
    opened = cast("PostgresStore", open_store(postgres.new_database()))
    Runs(opened, resume_s=3600).begin("a", {}, lambda: "out", 1_000.0)
    opened.run(
        "INSERT INTO workers (run_id, token, name, lease_until, commits) VALUES (1, 7, 'eins', 0, 40)"
    )
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("commits", "worker", "token", "missing"),
    [
        pytest.param(40, "eins", 7, 0, id="all are there"),
        pytest.param(39, "eins", 7, 0, id="one more than is noted"),
        pytest.param(43, "eins", 7, 3, id="three are missing"),
        pytest.param(43, "zwei", 7, 43, id="another worker"),
        pytest.param(43, "eins", 8, 43, id="not even the row of the worker"),
    ],
)
def test_what_is_missing_is_marked(
    commits: int, worker: str, token: int, missing: int, store: PostgresStore
) -> None:
    """With the folder whose records may come twice; the manifest lists it."""
    noted = replace(NOTED, state=identity_of(store), commits=commits, token=token)
    assert note_rewind(store, noted, 1, worker) == missing
    marks = [{"worker": worker, "transactions": missing, "folder": "out/früher"}]
    assert rewinds_of(store, 1) == (marks if missing else [])
    assert note_rewind(store, noted, 2, worker) == missing
    assert rewinds_of(store, 1) == (marks if missing else [])


@pytest.mark.parametrize(
    "noted", [None, replace(NOTED, commits=99)], ids=["no note", "another database"]
)
def test_what_says_nothing_of_this_database(noted: Noted | None, store: PostgresStore) -> None:
    """A new one at the same URL has forgotten nothing: it never had those commits."""
    assert note_rewind(store, noted, 1, "eins") == 0
    assert rewinds_of(store, 1) == []


def test_a_note_outlives_the_process(tmp_path: Path) -> None:
    """A shorter one leaves no end of the longer one before it."""
    note = CommitNote(tmp_path / "eins.commits")
    assert note.read() is None
    note.write(replace(NOTED, folder="x" * 900))
    note.write(NOTED)
    note.close()
    again = CommitNote(tmp_path / "eins.commits")
    assert again.read() == NOTED
    again.close()


@pytest.mark.parametrize(
    "text", ["", "{", '{"state": "one"}', '{"of": "an older version"}', "[1]", "\xff"]
)
def test_a_note_that_cannot_be_read_says_nothing(text: str, tmp_path: Path) -> None:
    """The run goes on without."""
    path = tmp_path / "eins.commits"
    path.write_bytes(text.encode("latin-1"))
    note = CommitNote(path)
    assert note.read() is None
    note.close()


def test_a_note_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """It names the file."""
    with pytest.raises(OutputError, match=r"missing.eins\.commits"):
        CommitNote(tmp_path / "missing" / "eins.commits")
