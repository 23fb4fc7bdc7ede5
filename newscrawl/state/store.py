"""The interface to the database, and the door to the one that a URL names.

Everything above speaks SQL through ``Store``, with leases that expire and no memory that correctness needs.
What a later PostgreSQL store has to bring: its own migrations; ``?`` and the repeated ``?1`` as placeholders,
and truth values as 0 and 1; ``FOR UPDATE SKIP LOCKED`` in the place of ``skip_locked``; no holder lock, for
there leases keep several workers apart (``exclusive`` is false); an order for the two halves of
``frontier._FIND``; and for each worker output files of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from newscrawl.errors import ConfigError

Row = tuple[Any, ...]
PREFIX = "sqlite:///"


class Store(Protocol):
    """A database connection that always stands in a transaction once something was run."""

    skip_locked: str
    """What ends a ``SELECT`` whose row is changed next."""
    exclusive: bool
    """Whether nobody else can be at work on the database, so that what is leased is left from before."""

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and give all its rows.

        Raises:
            StateError: If the database cannot do it. The transaction is then rolled back, and with it what
                others hold for done, so everything but ``close`` raises the same error from then on.
        """

    def commit(self) -> None:
        """Make everything since the last commit durable, at once.

        Raises:
            StateError: If it cannot; nothing since the last commit holds then.
        """

    def rollback(self) -> None:
        """Take back everything since the last commit."""

    def check(self) -> list[str]:
        """Read the whole database and name what is damaged in it; empty: nothing."""

    def close(self) -> None:
        """Close without a commit."""


def open_store(url: str, *, readonly: bool = False) -> Store:
    """Open the database at *url* and bring it up to date; a path is relative to the working directory.

    Raises:
        ConfigError: If the URL is none.
        StateLockedError: If another process holds it; with *readonly* nobody is asked.
        StateDamagedError, StateVersionError, StateError: If it cannot be used.
    """
    from newscrawl.state.sqlite import SqliteStore  # noqa: PLC0415  (the other database must not need it)

    return SqliteStore(sqlite_path(url), readonly=readonly)


@contextmanager
def opened_store(url: str, *, readonly: bool) -> Iterator[Store]:
    """Open the database at *url*; commit what was changed, if all went well, and close it.

    Raises:
        ConfigError, StateError: As ``open_store``.
    """
    with closing(open_store(url, readonly=readonly)) as store:
        yield store
        if not readonly:
            store.commit()


def state_url(settings: Mapping[str, Any]) -> str:
    """Give ``STATE_URL`` of *settings* with the output folder in its place."""
    return str(settings["STATE_URL"]).replace("{OUTPUT_DIR}", settings["OUTPUT_DIR"])


def sqlite_path(url: str) -> Path:
    """Give the file that a state URL names.

    >>> sqlite_path("sqlite:///output/state/newscrawl.sqlite").as_posix()
    'output/state/newscrawl.sqlite'
    >>> sqlite_path("sqlite:////var/lib/newscrawl.sqlite").as_posix()
    '/var/lib/newscrawl.sqlite'

    Raises:
        ConfigError: If the URL is none of SQLite.
    """
    path = url.removeprefix(PREFIX)
    if path == url or not path:
        raise ConfigError(f"STATE_URL: expected sqlite:///path/to/file.sqlite, got {url!r}")
    return Path(path)
