"""The part of a shared frontier that one worker holds, in its memory.

It is a state like that in a file, so that the same frontier works on it; what it holds is lost with
the process, for the database has it all. ``Local.changed`` says which of its rows the database does
not know yet.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from newscrawl.errors import StateError
from newscrawl.state.sqlite import read_migrations
from newscrawl.state.store import Row

STATE = (
    "key, url, status, named, priority, depth, rank, attempts, not_before, request, reason,"
    " retryable, records, harvested, changed"
)
"""Columns of a row of ``urls`` that are the same here and in the database, but for ids and times."""
NOT_BEFORE, CHANGED = 8, 14

_NOTING = """
CREATE TEMP TABLE touched (id INTEGER PRIMARY KEY);
CREATE TEMP TRIGGER touch AFTER UPDATE ON main.urls WHEN new.status <> 1
BEGIN INSERT OR IGNORE INTO touched VALUES (new.id); END;
"""


class LocalStore:
    """A ``Store`` in memory, for one process; there is nothing to commit."""

    skip_locked, exclusive = "", True

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.executescript("".join(read_migrations()) + _NOTING)

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement, as ``Store.run``."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise StateError(f"the frontier in memory: {error}") from error

    def commit(self) -> None:
        """Do nothing."""

    def rollback(self) -> None:
        """Do nothing."""

    def check(self) -> list[str]:
        """Return no damage."""
        return []

    def close(self) -> None:
        """Forget all."""
        self._connection.close()


class Local:
    """The rows of one worker."""

    def __init__(self, run_id: int) -> None:
        self.store = LocalStore()
        self._run, self._last_id = run_id, 0

    def lane(self, host: str, facts: Row | None = None) -> int:
        """Return the lane of *host*, a new one if need be, which is as *facts* say."""
        rows = self.store.run("SELECT id FROM lanes WHERE host = ?", (host,))
        if rows:
            return int(rows[0][0])
        values = facts or (0, 0, None, None, 0)
        rows = self.store.run(
            "INSERT INTO lanes (run_id, host, turn, failures, rests, rest_until, rested_by,"
            " answered) VALUES (?1, ?2, (SELECT coalesce(max(turn), 0) + 1 FROM lanes), ?3, ?4, ?5,"
            " ?6, ?7) RETURNING id",
            (self._run, host, *values),
        )
        return int(rows[0][0])

    def load(self, lane: int, rows: Iterable[Row]) -> tuple[int, int]:
        """Take in *rows* (``STATE``) that are not here yet; return how many are due and delayed."""
        counts = [0, 0]
        for row in rows:
            self._last_id += 1
            added = self.store.run(
                f"INSERT INTO urls (id, lane_id, {STATE}) VALUES (?, ?{', ?' * (CHANGED + 1)}) "
                # A row that is here may have changed since the database saw it: what is here holds.
                "ON CONFLICT (key) DO NOTHING RETURNING 1",
                (self._last_id, lane, *row),
            )
            counts[row[NOT_BEFORE] > 0] += len(added)
        return counts[0], counts[1]

    def changed(self) -> list[Row]:
        """Return id, host and ``STATE`` of the rows that have changed since ``settle``."""
        return self.store.run(
            f"SELECT urls.id, host, {STATE} FROM touched JOIN urls ON urls.id = touched.id "
            "JOIN lanes ON lanes.id = lane_id WHERE status <> 1 ORDER BY urls.id"
        )

    def aliases(self) -> list[Row]:
        """Return the further names of rows, with the key of the row."""
        return self.store.run(
            "SELECT aliases.key, urls.key FROM aliases JOIN urls ON urls.id = url_id"
        )

    def lanes(self) -> list[Row]:
        """Return host, failures, rests, rest and its reason, and whether it has answered, of each host."""
        return self.store.run(
            "SELECT host, failures, rests, rest_until, rested_by, answered FROM lanes"
        )

    def settle(self) -> list[bytes]:
        """Forget the rows that have ended, as the database has them now; return the keys."""
        rows = self.store.run("DELETE FROM urls WHERE status >= 2 RETURNING key")
        self.store.run("DELETE FROM aliases")
        self.store.run("DELETE FROM touched")
        return [key for (key,) in rows]

    def count(self) -> dict[str, int]:
        """Return how many rows are here, by host."""
        sql = "SELECT host, count(*) FROM urls JOIN lanes ON lanes.id = lane_id GROUP BY host"
        return {host: int(count) for host, count in self.store.run(sql)}

    def rows_of(self, hosts: Sequence[str]) -> tuple[int, int, float | None]:
        """Return how many rows of *hosts* are here, how many are out, and when the first is due."""
        places = ", ".join("?" * len(hosts))
        rows = self.store.run(
            "SELECT count(*), coalesce(sum(status <> 0), 0), min(max(not_before,"
            " coalesce(rest_until, 0))) FROM urls JOIN lanes ON lanes.id = lane_id WHERE host IN"
            f" ({places})",
            tuple(hosts),
        )
        count, out, due = rows[0]
        return int(count), int(out), due

    def drop(self, hosts: Sequence[str]) -> None:
        """Forget *hosts*, which another worker may have now."""
        places = ", ".join("?" * len(hosts))
        lanes = f"SELECT id FROM lanes WHERE host IN ({places})"
        self.store.run(f"DELETE FROM urls WHERE lane_id IN ({lanes})", tuple(hosts))
        self.store.run(f"DELETE FROM lanes WHERE host IN ({places})", tuple(hosts))
