"""The interface to the database, and the door to the one that a URL names.

Everything above speaks SQL through ``Store``, with leases that expire and no memory that
correctness needs. Statements are written once, in words that both databases have: ``?`` and the
repeated ``?1`` as placeholders, truth values as 0 and 1; ``state.dialect`` says what is replaced
for PostgreSQL.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from newscrawl.errors import ConfigError, StateError, StateLockedError

Row = tuple[Any, ...]
PREFIX = "sqlite:///"
SERVERS = ("postgresql://", "postgres://")


class Store(Protocol):
    """A database connection that always is in a transaction once something was run."""

    skip_locked: str
    """End of a ``SELECT`` whose row is changed next."""
    exclusive: bool
    """Whether nobody else can be at work on the database, so that what is leased is left from before."""

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and give all its rows.

        Raises:
            StateError: If the database cannot do it. The transaction is then rolled back, and with
                it what others hold for done, so everything but ``close`` raises the same error from
                then on.
        """

    def commit(self) -> None:
        """Make everything since the last commit durable, at once.

        Raises:
            StateError: If it cannot; nothing since the last commit holds then.
        """

    def rollback(self) -> None:
        """Take back everything since the last commit."""

    def check(self) -> list[str]:
        """Read the whole database and name its damaged parts; empty: none."""

    def close(self) -> None:
        """Close without a commit."""


def open_store(url: str, *, readonly: bool = False, patience_s: float = 0.0) -> Store:
    """Open the database at *url* and bring it up to date; a path is relative to the working directory.

    A database that is lost later is waited for, for *patience_s*.

    Raises:
        ConfigError: If the URL is not one.
        StateLockedError: If another process holds it; with *readonly* nobody is asked.
        StateDamagedError, StateVersionError, StateError: If it cannot be used.
    """
    # Imported where it is needed: psycopg is an extra.
    if is_server(url):
        from newscrawl.state.postgres import PostgresStore  # noqa: PLC0415 - an extra

        return PostgresStore(url, readonly=readonly, patience_s=patience_s)
    from newscrawl.state.sqlite import SqliteStore  # noqa: PLC0415  (the other database must not need it)

    return SqliteStore(sqlite_path(url), readonly=readonly)


@contextmanager
def opened_store(url: str, *, readonly: bool) -> Iterator[Store]:
    """Open the database at *url*; commit the changes, if all went well, and close it.

    Raises:
        ConfigError, StateError: As ``open_store``.
    """
    with closing(open_store(url, readonly=readonly)) as store:
        # A file has a lock; the rows of a server could be changed under a crawl that goes on.
        if not readonly and not store.exclusive:
            _require_idle(store, url)
        yield store
        if not readonly:
            store.commit()


def _require_idle(store: Store, url: str) -> None:
    """Do nothing unless workers are at the database, which nobody keeps from changing the same rows.

    Raises:
        StateLockedError: If there are.
    """
    rows = store.run(
        "SELECT DISTINCT name FROM workers WHERE ended = 0 "
        "AND lease_until > extract(epoch FROM clock_timestamp()) ORDER BY 1"
    )
    if rows:
        names = ", ".join(str(name) for (name,) in rows)
        raise StateLockedError(
            f"{shown_state(url)}: workers are at work ({names}); stop them first. One that was"
            " killed is let go after STATE_LEASE_S"
        )


def is_server(url: str) -> bool:
    """Return whether *url* names a database server, which many processes use at a time."""
    return url.startswith(SERVERS)


def require_state(url: str) -> None:
    """Do nothing if there may be a state at *url*; a server says so itself when it is asked.

    Raises:
        StateError: If there is none.
    """
    if not has_state(url):
        raise StateError(
            f"{sqlite_path(url)}: no such state file; nothing was crawled with this STATE_URL yet"
        )


def shown_state(url: str) -> str:
    """Return the name of the state at *url* as messages show it: without a password.

    >>> shown_state("postgresql://me:secret@db.example:5432/news?sslmode=require")
    'postgresql://db.example:5432/news'

    Raises:
        ConfigError: If the URL is not one.
    """
    if not is_server(url):
        return str(sqlite_path(url))
    scheme, _, rest = url.partition("://")
    # From the right: a password may have an "@" of its own.
    return f"{scheme}://{rest.partition('?')[0].rpartition('@')[2]}"


def has_state(url: str) -> bool:
    """Return whether there may be a state at *url*.

    Raises:
        ConfigError: If the URL is not one.
    """
    return is_server(url) or sqlite_path(url).exists()


def state_url(settings: Mapping[str, Any]) -> str:
    """Return ``STATE_URL`` of *settings* with the output folder in its place."""
    return str(settings["STATE_URL"]).replace("{OUTPUT_DIR}", settings["OUTPUT_DIR"])


def sqlite_path(url: str) -> Path:
    """Return the file that a state URL names.

    >>> sqlite_path("sqlite:///output/state/newscrawl.sqlite").as_posix()
    'output/state/newscrawl.sqlite'
    >>> sqlite_path("sqlite:////var/lib/newscrawl.sqlite").as_posix()
    '/var/lib/newscrawl.sqlite'

    Raises:
        ConfigError: If the URL is none of SQLite.
    """
    path = url.removeprefix(PREFIX)
    if path == url or not path:
        raise ConfigError(
            "STATE_URL: expected sqlite:///path/to/file.sqlite or postgresql://user@host/database, "
            f"got {url!r}"
        )
    return Path(path)
