"""The state file: opened, refused, brought up to date."""

import multiprocessing
import os
import sqlite3
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest

from newscrawl.errors import (
    ConfigError,
    StateDamagedError,
    StateError,
    StateLockedError,
    StateVersionError,
    StateWriteError,
)
from newscrawl.state.lock import HolderLock
from newscrawl.state.sqlite import APPLICATION_ID, SqliteStore
from newscrawl.state.store import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite"


def make(path: Path) -> None:
    SqliteStore(path).close()


def test_what_was_not_committed_is_gone(path: Path) -> None:
    """A new connection sees commits and nothing else."""
    store = SqliteStore(path)
    store.run("INSERT INTO records VALUES (1, 'a')")
    store.commit()
    store.run("INSERT INTO records VALUES (1, 'b')")
    store.close()
    store = SqliteStore(path)
    assert store.run("SELECT id FROM records") == [("a",)]
    store.commit()
    store.commit()
    store.close()


@pytest.mark.parametrize("url", ["state.sqlite", "sqlite://", "sqlite:///", "mysql://host/db"])
def test_other_urls_are_refused(url: str) -> None:
    """The error says what is expected."""
    with pytest.raises(ConfigError, match="STATE_URL: expected sqlite:///"):
        open_store(url)


def test_a_later_version_is_refused(path: Path) -> None:
    """The file is left as it is."""
    make(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StateVersionError, match=r"schema 99, this one knows up to \d+"):
        SqliteStore(path)


def test_an_earlier_version_is_brought_up_to_date(path: Path) -> None:
    """Its rows stay, and it becomes as a new file is."""
    first = (resources.files("newscrawl.state") / "migrations" / "0001.sql").read_text()
    with sqlite3.connect(path) as connection:
        connection.executescript(
            f"{first} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;"
        )
        connection.execute("INSERT INTO records VALUES (1, 'a')")
    connection.close()
    make(path)
    make(path.with_name("new.sqlite"))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT id FROM records").fetchall() == [("a",)]
        names = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    connection.close()
    with sqlite3.connect(path.with_name("new.sqlite")) as connection:
        assert (
            connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
            == names
        )
    connection.close()


def test_another_database_is_refused(path: Path) -> None:
    """A database of something else is not written to."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    with pytest.raises(StateDamagedError, match="no state file of newscrawl"):
        SqliteStore(path)


def test_a_damaged_file_is_refused(path: Path) -> None:
    """Damage in the header, and damage inside, are found at the start."""
    make(path)
    data = bytearray(path.read_bytes())
    path.write_bytes(b"no database at all" + bytes(data[18:]))
    with pytest.raises(StateDamagedError, match="damaged"):
        SqliteStore(path)
    data[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    path.write_bytes(data)
    with pytest.raises(StateDamagedError, match="damaged"):
        SqliteStore(path)


@pytest.mark.parametrize("version", [0, 3, -7], ids=["none", "an earlier one", "absurd"])
def test_a_damaged_schema_number_is_damage(version: int, path: Path) -> None:
    """The file is not migrated as if it were another, and stays as it is."""
    make(path)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    data = path.read_bytes()
    with pytest.raises(StateDamagedError, match="schema"):
        SqliteStore(path)
    assert path.read_bytes()[100:] == data[100:]


@pytest.mark.parametrize("place", ["schema", "row"])
def test_text_that_is_none_is_damage(place: str, path: Path) -> None:
    """SQLite does not look at it, and Python fails of it in ways of its own."""
    store = SqliteStore(path)
    store.run("INSERT INTO records VALUES (1, 'an-id-of-some-length')")
    store.commit()
    store.close()
    old = b"CREATE TABLE records" if place == "schema" else b"an-id-of-some"
    path.write_bytes(path.read_bytes().replace(old, b"\xd2" * len(old)))
    with pytest.raises(StateDamagedError, match="damaged"), closing(SqliteStore(path)) as store:
        store.run("SELECT id FROM records")


def test_reading_what_no_crawl_has_been_at(path: Path) -> None:
    """An empty file and one of an earlier version are named as such."""
    path.touch()
    with pytest.raises(StateError, match="empty; nothing was crawled"):
        SqliteStore(path, readonly=True)
    with sqlite3.connect(path) as connection:
        connection.executescript(
            f"CREATE TABLE urls (x); PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;"
        )
    connection.close()
    with pytest.raises(StateVersionError, match=r"schema 1, this one reads \d+\); the next crawl"):
        SqliteStore(path, readonly=True)


def test_a_statement_that_fails_undoes_its_transaction(path: Path) -> None:
    """So that no half of a change is ever committed, whoever was told of the failure and whoever was not."""
    store = SqliteStore(path)
    store.run("INSERT INTO records VALUES (1, 'a')")
    with pytest.raises(StateError, match="no such table"):
        store.run("INSERT INTO unknown VALUES (1)")
    with pytest.raises(StateError, match="no such table"):
        store.run("INSERT INTO records VALUES (1, 'b')")
    with pytest.raises(StateError, match="no such table"):
        store.commit()
    store.close()
    store = SqliteStore(path)
    assert store.run("SELECT count(*) FROM records") == [(0,)]
    assert store.check() == []
    store.close()


def test_reading_needs_a_file_and_no_lock(path: Path) -> None:
    """A missing file is not made by looking at it; a held one can be looked at."""
    with pytest.raises(StateError, match="no such state file"):
        SqliteStore(path, readonly=True)
    assert not path.exists()
    held = SqliteStore(path)
    reader = SqliteStore(path, readonly=True)
    assert reader.run("SELECT count(*) FROM urls") == [(0,)]
    with pytest.raises(StateWriteError, match="readonly"):
        reader.run("DELETE FROM urls")
    reader.close()
    held.close()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file in its place is named."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StateWriteError, match="file: cannot be made"):
        SqliteStore(tmp_path / "file" / "state.sqlite")
    (tmp_path / "folder.sqlite.lock").mkdir()
    with pytest.raises(StateWriteError, match="cannot be written"):
        SqliteStore(tmp_path / "folder.sqlite")


def test_a_disk_that_is_full_at_the_start(tmp_path: Path) -> None:
    """That the holder cannot sign is told as any other failure to write."""
    (tmp_path / "state.sqlite.lock").symlink_to("/dev/full")
    with pytest.raises(StateWriteError, match="lock: cannot be written"):
        SqliteStore(tmp_path / "state.sqlite")


def hold(
    path: str, ready: "multiprocessing.synchronize.Event", end: "multiprocessing.synchronize.Event"
) -> None:
    lock = HolderLock(Path(path))
    ready.set()
    end.wait(250)
    lock.release()


def test_the_holder_is_named_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    """The lock goes with its process, however that ends."""
    path = tmp_path / "state.sqlite"
    context = multiprocessing.get_context("spawn")
    ready, end = context.Event(), context.Event()
    process = context.Process(target=hold, args=(str(path), ready, end))
    process.start()
    assert ready.wait(250)
    with pytest.raises(
        StateLockedError, match=rf"state.sqlite is held by process {process.pid} on "
    ):
        HolderLock(path)
    (tmp_path / "state.sqlite.lock").write_text("garbage")
    with pytest.raises(StateLockedError, match="held by another process"):
        HolderLock(path)
    process.kill()
    process.join()
    HolderLock(path).release()


@pytest.mark.parametrize("name", ["link", "folder/../state", "hard link"])
def test_a_file_of_several_names_has_one_holder(name: str, tmp_path: Path) -> None:
    """By whatever name it is opened, and by a link to nothing yet, too."""
    path, other = tmp_path / "state", tmp_path / name
    (tmp_path / "folder").mkdir()
    if name == "link":
        other.symlink_to(path)
    held = SqliteStore(other)
    if name == "hard link":
        path.hardlink_to(other)
    with pytest.raises(StateLockedError, match="state is held by "):
        SqliteStore(path)
    held.close()
    SqliteStore(path).close()


def test_a_holder_whose_lock_file_was_removed_is_still_the_holder(tmp_path: Path) -> None:
    """Nobody gets in by removing what looks like a stale lock."""
    path = tmp_path / "state.sqlite"
    held = SqliteStore(path)
    (tmp_path / "state.sqlite.lock").unlink()
    for _ in range(2):
        with pytest.raises(StateLockedError, match="is held by another process"):
            HolderLock(path)
    held.close()
    SqliteStore(path).close()
