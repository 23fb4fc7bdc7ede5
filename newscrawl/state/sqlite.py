"""The state in one SQLite file.

WAL, because readers (``newscrawl state``) then never stop the crawl, nor it them. ``synchronous =
FULL``, because a line may only appear in an output file once the state knows it for good, power
cuts included; that costs one sync per group commit. One connection, one writer, one long
transaction per group.
"""

import sqlite3
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from newscrawl.errors import StateDamagedError, StateError, StateVersionError, StateWriteError
from newscrawl.state.lock import HolderLock, lock_path
from newscrawl.state.store import Row

APPLICATION_ID = 0x6E637277  # "ncrw", in the header of the file
CHECK_MAX_BYTES = 64_000_000
"""Files up to this size are checked whole at each start (0.2 s); ``newscrawl state check`` checks any."""
CACHE_KIB = 16_384
CHECKPOINT_PAGES = 4000
_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""Errors with which SQLite fails; its own message may hold damaged text that Python cannot decode."""


class SqliteStore:
    """A ``Store`` on the file at *path*; makes it where it is missing."""

    skip_locked, exclusive = "", True

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self._path, self._lock = path, None
        self._failed: StateError | None = None
        if readonly and not path.exists():
            raise _missing(path)
        if not readonly:
            self._lock = _hold(path)
        try:
            self._connection = self._connect(readonly=readonly)
        except BaseException:
            self._unlock()
            raise

    def _connect(self, *, readonly: bool) -> sqlite3.Connection:
        # ``ro`` makes no file where there is none: a look must not create a state.
        mode = "ro" if readonly else "rwc"
        try:
            connection = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode={mode}",
                uri=True,
                # Transactions are begun by ``run``, not by the sqlite3 module.
                isolation_level=None,
                # A reader may hold the file for a moment, while it checks or copies.
                timeout=10,
            )
        except _ERRORS as error:
            raise _state_error(self._path, error) from error
        try:
            _prepare(connection, self._path, readonly=readonly)
        except _ERRORS as error:
            connection.close()
            raise _state_error(self._path, error) from error
        except StateError:
            connection.close()
            raise
        return connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement, as ``Store.run``."""
        self._require_whole()
        try:
            if not self._connection.in_transaction:
                self._connection.execute("BEGIN")
            return self._connection.execute(sql, values).fetchall()
        except _ERRORS as error:
            # Rolled back at once: what was done since the
            # last commit must not be committed by chance.
            self.rollback()
            self._failed = _state_error(self._path, error)
            raise self._failed from error

    def commit(self) -> None:
        """Commit, as ``Store.commit``."""
        self._require_whole()
        if not self._connection.in_transaction:
            return
        try:
            self._connection.execute("COMMIT")
        except _ERRORS as error:
            self.rollback()
            self._failed = _state_error(self._path, error)
            raise self._failed from error

    def _require_whole(self) -> None:
        if self._failed is not None:
            raise self._failed

    def rollback(self) -> None:
        """Roll back, as ``Store.rollback``; what SQLite rolled back by itself is no error."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def check(self) -> list[str]:
        """Read the whole file and name its damaged parts; empty: none."""
        rows = self.run("PRAGMA quick_check")
        return [str(row[0]) for row in rows if row[0] != "ok"]

    def close(self) -> None:
        """Close without a commit."""
        self.rollback()
        self._connection.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()


def _missing(path: Path) -> StateError:
    """Return the error that there is no file at *path*."""
    return StateError(f"{path}: no such state file; nothing was crawled with this STATE_URL yet")


def _hold(path: Path) -> HolderLock:
    try:
        lock_path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateWriteError(
            f"{path.parent}: cannot be made ({error.strerror}); see STATE_URL"
        ) from error
    return HolderLock(path)


def _prepare(connection: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    # RETURNING, on which all counters rest, came with SQLite 3.35.
    if sqlite3.sqlite_version_info < (3, 35):
        raise StateError(
            f"SQLite 3.35 or later is needed, this Python has {sqlite3.sqlite_version}"
        )
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    version = _version(connection, path)
    if readonly and version < len(read_migrations()):
        raise _unready(path, version)
    # ``quick_check`` reads the whole file: a large one would delay each start.
    if path.stat().st_size <= CHECK_MAX_BYTES:
        _check(connection, path)
    if not readonly:
        # WAL first: the mode is kept in the file, and cannot be changed within a transaction.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        _migrate(connection, path, version)


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the file's schema version, 0 for a new file.

    Raises:
        StateDamagedError: If it is a database of something else, or its header is damaged.
        StateVersionError: If a later newscrawl wrote it.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    # A new file has no tables, and may bear any id yet.
    if tables and application != APPLICATION_ID:
        raise StateDamagedError(
            f"{path}: a database, but no state file of newscrawl (application id {application:#x}, "
            f"expected {APPLICATION_ID:#x}); give another STATE_URL"
        )
    latest = len(read_migrations())
    if tables and version < 1:
        raise StateDamagedError(_damage(path, "its header names no schema"))
    if version > latest:
        raise StateVersionError(
            f"{path}: written by a later newscrawl (schema {version}, this one knows up to"
            f" {latest}); update newscrawl, or give another STATE_URL"
        )
    return int(version)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise StateDamagedError(_damage(path, verdict))


def read_migrations() -> list[str]:
    """Return the migrations in order; number N brings schema N-1 to schema N."""
    folder = resources.files("newscrawl.state") / "migrations"
    files = sorted(
        (file for file in folder.iterdir() if file.name.removesuffix(".sql").isdigit()),
        key=lambda file: file.name,
    )
    return [file.read_text(encoding="utf-8") for file in files]


def _migrate(connection: sqlite3.Connection, path: Path, version: int) -> None:
    for number, script in enumerate(read_migrations()[version:], version + 1):
        header = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number};"
        try:
            # With the version in one transaction: a process that dies leaves the schema before.
            connection.executescript(f"BEGIN IMMEDIATE; {script} {header} COMMIT;")
        except sqlite3.Error as error:
            # "no such column", for one: the tables are not those that the version names.
            if _name(error) != "SQLITE_ERROR":
                raise
            raise StateDamagedError(
                _damage(path, f"it has not the schema {number - 1}: {error}")
            ) from error


def _unready(path: Path, version: int) -> StateError:
    """Return the reason why a file cannot be read before a crawl has been at it."""
    if not version:
        return StateError(f"{path}: empty; nothing was crawled with this STATE_URL yet")
    return StateVersionError(
        f"{path}: written by an earlier newscrawl (schema {version}, this one reads "
        f"{len(read_migrations())}); the next crawl brings it up to date"
    )


def _damage(path: Path, detail: str) -> str:
    return (
        f"{path}: damaged ({detail}). The articles in the output files are not touched by this. Put"
        " a copy from before in its place, or move it away and crawl again; `sqlite3 FILE"
        " .recover` may save rows."
    )


def _state_error(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> StateError:
    name = _name(error)
    # Python fails to decode SQLite's message where that quotes damaged text.
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "decode" in str(error):
        return StateDamagedError(_damage(path, str(error)))
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return StateWriteError(
            f"{path}: cannot be written ({error}). Nothing acknowledged is lost; free disk space "
            "or fix the permissions, and run the same command again."
        )
    return StateError(f"{path}: {error} ({name or type(error).__name__})")


def _name(error: Exception) -> str:
    return getattr(error, "sqlite_errorname", "") or ""
