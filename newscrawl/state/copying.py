"""A state moved into another database, row by row, whichever kind the two are of."""

from collections.abc import Callable

from newscrawl.errors import ConfigError
from newscrawl.state.archive import make_partitions
from newscrawl.state.postgres import PostgresStore
from newscrawl.state.store import Store
from newscrawl.web.urls import site_of

TABLES = {
    "runs": ("id",),
    "lanes": ("id",),
    "urls": ("id",),
    "aliases": ("key",),
    "files": ("id",),
    "outbox": ("seq",),
    "records": ("run_id", "id"),
    "seen": ("key", "month"),
    "robots": ("origin",),
    "articles": ("id",),
    "bands": ("band", "id"),
    "profiles": ("host",),
    "documents": ("key",),
    "trust": ("host", "kind"),
    "coverage": ("source", "scope"),
    "health": ("source", "run_id"),
    "health_parts": ("run_id", "source", "worker"),
}
"""The tables that both kinds of database have, with the columns that tell their rows apart."""
_ROWS = 2_000


def copy_state(source: Store, target: PostgresStore, tell: Callable[[str, int], None]) -> int:
    """Copy all rows of *source* into *target*, which must be empty, in one transaction; return how many.

    *tell* is called with each table and its number of rows.

    Raises:
        ConfigError: If *target* holds a state already, or records of *source* wait for their file.
    """
    _require_ready(source, target)
    total = 0
    for table, key in TABLES.items():
        count = _copy_table(source, target, table, key)
        total += count
        tell(table, count)
    # No worker has come along: what was in hand in the old place waits in the new one.
    target.run(
        "UPDATE urls SET status = 0, lease_until = NULL, worker = NULL, fetched = 0 WHERE"
        " status = 1"
    )
    target.run("UPDATE lanes SET due = due + leased, leased = 0, fetched = 0")
    _number_on(target)
    _place(target)
    return total


def _require_ready(source: Store, target: PostgresStore) -> None:
    for table in TABLES:
        if target.run(f"SELECT 1 FROM {table} LIMIT 1"):
            raise ConfigError("the database holds a state already; copy into an empty one")
    # Lines that wait for a file belong to the folder of one worker, which the copy does not have.
    ((waiting,),) = source.run("SELECT count(*) FROM outbox")
    if waiting:
        raise ConfigError(
            f"{waiting} records are not in their file yet; run the crawl's command once more, then"
            " copy"
        )
    rows = source.run(
        "SELECT folder FROM runs WHERE finished = 0 AND id IN (SELECT run_id FROM files)"
    )
    if rows:
        raise ConfigError(
            f"the run in {rows[0][0]} is not finished, and its files are those of a crawl by one"
            " worker; let its command come to its end, then copy"
        )


def _columns(store: Store, table: str) -> list[str]:
    rows = store.run(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = ? ORDER BY ordinal_position",
        (table,),
    )
    return [str(name) for (name,) in rows]


def _copy_table(source: Store, target: PostgresStore, table: str, key: tuple[str, ...]) -> int:
    # The partition must be there before its first row, or PostgreSQL refuses that.
    if table == "seen":
        make_partitions(
            target, {month for (month,) in source.run("SELECT DISTINCT month FROM seen")}
        )
    # Sites exist in PostgreSQL alone, and are made of the hosts at the end.
    columns = [name for name in _columns(target, table) if name != "site_id"]
    listed, order = ", ".join(columns), ", ".join(key)
    row_places = f"({', '.join('?' * len(columns))})"
    count, after = 0, ""
    last: tuple[object, ...] = ()
    while True:
        rows = source.run(
            f"SELECT {listed} FROM {table} {after} ORDER BY {order} LIMIT {_ROWS}", last
        )
        if not rows:
            return count
        places = ", ".join([row_places] * len(rows))
        target.run(
            f"INSERT INTO {table} ({listed}) VALUES {places}",
            [value for row in rows for value in row],
        )
        count += len(rows)
        last = tuple(rows[-1][columns.index(name)] for name in key)
        # By key, not by OFFSET, which would read all rows before its own each time.
        after = f"WHERE ({order}) > ({', '.join('?' * len(key))})"


def _number_on(target: PostgresStore) -> None:
    """Let new rows be numbered after those that came."""
    # Rows came with their numbers, which PostgreSQL's sequences do not notice.
    for table, column in (
        ("runs", "id"),
        ("lanes", "id"),
        ("urls", "id"),
        ("files", "id"),
        ("outbox", "seq"),
    ):
        target.run(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "
            f"coalesce((SELECT max({column}) FROM {table}), 1))"
        )


def _place(target: PostgresStore) -> None:
    """Make the sites of all hosts, and point the hosts to them."""
    hosts = [str(host) for (host,) in target.run("SELECT DISTINCT host FROM lanes ORDER BY 1")]
    for start in range(0, len(hosts), _ROWS):
        some = hosts[start : start + _ROWS]
        names = [site_of(host) for host in some]
        target.run(
            "INSERT INTO sites (name) SELECT DISTINCT unnest(?::text[]) ON CONFLICT DO NOTHING",
            (names,),
        )
        target.run(
            "UPDATE lanes SET site_id = sites.id FROM unnest(?::text[], ?::text[]) AS asked (host,"
            " name) JOIN sites ON sites.name = asked.name WHERE lanes.host = asked.host",
            (some, names),
        )
