"""The tables of the state in PostgreSQL, made and brought up to date."""

from typing import TYPE_CHECKING

from newscrawl.errors import StateDamagedError, StateError, StateVersionError
from newscrawl.state import dialect

if TYPE_CHECKING:
    import psycopg

    from newscrawl.state.store import Row

_MIGRATING = 0x6E637277
"""The lock of those that make the schema."""


def bring_up_to_date(connection: "psycopg.Connection[Row]", name: str, *, readonly: bool) -> None:
    """Make the tables of the database *name* where they are missing, or of an earlier version.

    Raises:
        StateError: If it cannot be used; with *readonly*, also if there is something to make.
    """
    version, latest = _version(connection, name), len(dialect.migrations())
    if version > latest:
        raise StateVersionError(
            f"{name}: written by a later newscrawl (schema {version}, this one knows up to "
            f"{latest}); update newscrawl, or give another STATE_URL"
        )
    if version == latest:
        return
    if readonly and not version:
        raise StateError(f"{name}: empty; nothing was crawled with this STATE_URL yet")
    if readonly:
        raise StateVersionError(
            f"{name}: written by an earlier newscrawl (schema {version}, this one reads {latest}); "
            "the next crawl brings it up to date"
        )
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATING,))
        # Read again under the lock: another worker may have done the work while this one waited.
        for number, script in enumerate(
            dialect.migrations()[_version(connection, name) :], _version(connection, name) + 1
        ):
            connection.execute(script)
            connection.execute("DELETE FROM newscrawl_schema")
            connection.execute("INSERT INTO newscrawl_schema VALUES (%s)", (number,))


def _version(connection: "psycopg.Connection[Row]", name: str) -> int:
    """Return the schema's version, 0 for an empty database.

    Raises:
        StateDamagedError: If the database is of something else.
    """
    find = "SELECT to_regclass('newscrawl_schema') IS NOT NULL, to_regclass('urls') IS NOT NULL"
    ((ours, others),) = connection.execute(find).fetchall()
    if ours:
        rows = connection.execute("SELECT version FROM newscrawl_schema").fetchall()
        return int(rows[0][0])
    # Tables of somebody else's in the same database must not be touched.
    if others:
        raise StateDamagedError(
            f"{name}: has tables, but none of newscrawl's; give another database (STATE_URL)"
        )
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATING,))
        connection.execute("CREATE TABLE IF NOT EXISTS newscrawl_schema (version BIGINT NOT NULL)")
        connection.execute(
            "INSERT INTO newscrawl_schema SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM"
            " newscrawl_schema)"
        )
    return _version(connection, name)
