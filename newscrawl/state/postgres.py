"""The state in a PostgreSQL database.

A connection that breaks is no end: what was done since the last commit is noted, and done again on
the next connection, in the same order. It must come out as before; where it does not, another has
changed the same rows meanwhile, and the state is given up as if the process had died. A commit
whose answer was lost is looked up by the number of its transaction. So a restart or a failover of
the database, a pooler that ends connections and a network that comes and goes cost a wait, at most
*patience_s* in a row; a statement that has no answer for that time breaks its connection. When the
process is to stop (``hasten``), both are cut short.

Nothing is kept on the server between two transactions: no prepared statement, no setting, no lock,
so that PgBouncer may pool by transaction.
"""

import contextlib
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from newscrawl.errors import StateError
from newscrawl.state import dialect
from newscrawl.state.connecting import connect, load_psycopg, said
from newscrawl.state.schema import bring_up_to_date
from newscrawl.state.store import Row, shown_state
from newscrawl.system.watchdog import Watchdog, sleep_while

if TYPE_CHECKING:
    import psycopg

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

LONG_S = 0.2
_LAST_S = 5.0
"""A statement may take so long even when the process is to stop."""
_TIMELINE = "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"
"""Another one after each failover to a standby, and after each recovery from an archive."""
_FIRST_S, _LONGEST_S = 0.1, 2.0
"""Between two tries to connect."""
_WRITES = ("INSERT", "UPDATE", "DELETE", "WITH", "LOCK")
_LOCKS = ("FOR UPDATE", "FOR SHARE")


class PostgresStore:
    """A ``Store`` in the database at *url*; makes its tables where they are missing.

    Attributes:
        before_commit: Called before each commit, in its transaction.
        after_commit: Called after each.
        after_wait: Called when the database has kept this process waiting for ``LONG_S`` or more.
    """

    skip_locked, exclusive = "FOR UPDATE SKIP LOCKED", False

    def __init__(self, url: str, *, readonly: bool = False, patience_s: float = 0.0) -> None:
        self._url, self.patience_s, self._is_readonly = url, patience_s, readonly
        self._psycopg = load_psycopg()
        self._name = shown_state(url)
        self._failed: StateError | None = None
        self._done: list[tuple[str, Sequence[Any], list[Row]]] = []
        self._is_open = self._is_atomic = False
        self._watchdog, self._latest = Watchdog(), float("inf")
        self.before_commit: list[Callable[[], None]] = []
        self.after_commit: list[Callable[[], None]] = []
        self.after_wait: list[Callable[[], None]] = []
        self._connection = self._connect(0.0)
        self._timeline = ""
        try:
            bring_up_to_date(self._connection, self._name, readonly=readonly)
            if not readonly:
                self._note_timeline()
        except self._psycopg.Error as error:
            self._connection.close()
            raise self._error(error) from error
        except StateError:
            self._connection.close()
            raise

    def hasten(self, grace_s: float) -> None:
        """Wait for the database for *grace_s* at most from now on: the process is to stop."""
        self._latest = min(self._latest, time.monotonic() + grace_s)

    def _deadline(self) -> float:
        return min(time.monotonic() + self.patience_s, self._latest)

    def _connect(self, patience_s: float) -> "psycopg.Connection[Row]":
        """Connect; try for *patience_s*.

        Raises:
            StateError: If it cannot.
        """
        deadline, pause_s, told = time.monotonic() + patience_s, _FIRST_S, False
        while True:
            try:
                connection = connect(self._url, readonly=self._is_readonly)
            except self._psycopg.OperationalError as error:
                left_s = min(deadline, self._latest) - time.monotonic()
                if left_s <= 0:
                    raise self._error(error) from error
                if not told:
                    logger.warning(
                        "%s cannot be reached (%s); waiting for it", self._name, said(error)
                    )
                    told = True
                wait_s = min(left_s, pause_s * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
                sleep_while(wait_s, lambda: time.monotonic() < self._latest)
                pause_s = min(2 * pause_s, _LONGEST_S)
                continue
            if told:
                logger.warning("%s is back", self._name)
            return connection

    def _note_timeline(self) -> None:
        """Note which server this is; one that does not say so is not asked again."""
        with contextlib.suppress(self._psycopg.Error):
            self._timeline = str(self._connection.execute(f"SELECT {_TIMELINE}").fetchall()[0][0])

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement, as ``Store.run``."""
        self._require_whole()
        with self._watched():
            return self._run(sql, values)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Tell of a wait, if the block takes long."""
        begun = time.monotonic()
        yield
        if time.monotonic() - begun >= LONG_S:
            for call in self.after_wait:
                call()

    def _run(self, sql: str, values: Sequence[Any]) -> list[Row]:
        while True:
            try:
                self._begin()
                rows = self._execute(sql, values)
            except self._psycopg.Error as error:
                if self._is_atomic:
                    raise
                self._recover(error)
                continue
            if not self._is_atomic and (
                sql.lstrip().startswith(_WRITES) or sql.rstrip().endswith(_LOCKS)
            ):
                again = dialect.repeatable(sql, values, rows[0]) if rows else (sql, values)
                self._done.append((*again, rows))
            return rows

    def _begin(self) -> None:
        if not self._is_open:
            self._send("BEGIN")
            self._is_open = True

    def _execute(self, sql: str, values: Sequence[Any]) -> list[Row]:
        return self._send(dialect.statement(sql), dialect.values_of(sql, values))

    def _send(self, sql: str, values: Any = None) -> list[Row]:
        """Return the rows of a statement in psycopg's words; one without an answer breaks the connection."""
        if not self.patience_s:
            cursor = self._connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []
        given_up = time.monotonic() + self.patience_s
        least = time.monotonic() + _LAST_S
        left_s = lambda: min(given_up, max(self._latest, least)) - time.monotonic()  # noqa: E731
        with self._watchdog.watch(self._connection.fileno(), left_s):
            cursor = self._connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def _recover(self, error: "psycopg.Error") -> None:
        """Do all since the last commit again, on a new connection where the old one is gone.

        Raises:
            StateError: If *error* is of another kind, or it does not come out as it did.
        """
        deadline = self._deadline()
        while True:
            if not self._may_pass(error):
                raise self.fail(self._error(error)) from error
            try:
                self._renew_connection(deadline)
                self._begin()
                for sql, values, rows in self._done:
                    if _sorted(self._execute(sql, values)) != _sorted(rows):
                        raise self.fail(
                            StateError(
                                f"{self._name}: the connection was lost, and another has changed"
                                " the same rows since; run the same command again"
                            )
                        )
            except self._psycopg.Error as again:
                if time.monotonic() >= min(deadline, self._latest):
                    raise self.fail(self._error(again)) from again
                error = again
                continue
            return

    def _renew_connection(self, deadline: float) -> None:
        """Give up the transaction; connect again where it must be."""
        if not self._connection.broken:
            try:
                self._send("ROLLBACK")
            except self._psycopg.Error:
                self._connection.close()
        self._is_open = False
        if self._connection.closed:
            self._connection = self._open_again(deadline)
        else:
            time.sleep(random.uniform(0, _FIRST_S))  # noqa: S311 - jitter: a deadlock, most likely

    def _open_again(self, deadline: float) -> "psycopg.Connection[Row]":
        try:
            return self._connect(max(deadline - time.monotonic(), 0.0))
        except StateError as error:
            raise self.fail(error) from error

    def _may_pass(self, error: "psycopg.Error") -> bool:
        """Return whether *error* is one of the connection, or of two transactions that met."""
        kinds = self._psycopg.errors
        if isinstance(error, kinds.ReadOnlySqlTransaction) and not self._is_readonly:
            self._connection.close()  # it has become a standby: another one takes over
        met = (
            kinds.DeadlockDetected,
            kinds.SerializationFailure,
            kinds.AdminShutdown,
            kinds.CrashShutdown,
        )
        return self._connection.closed or isinstance(error, met)

    def commit(self) -> None:
        """Commit, as ``Store.commit``."""
        self._require_whole()
        for call in self.before_commit:
            call()
        if self._is_open:
            with self._watched():
                self._commit()
        self._done.clear()
        for call in self.after_commit:
            call()

    def _commit(self) -> None:
        while True:
            number = self._number()
            try:
                self._send("COMMIT")
                self._is_open = False
                return
            except self._psycopg.Error as error:
                if not self._may_pass(error):
                    raise self.fail(self._error(error)) from error
                if number is not None and self._is_committed(number):
                    return
                self._recover(error)

    def _number(self) -> str | None:
        """Return the number of the open transaction, if it has written.

        Raises:
            StateError: If another server has taken the place of the one that was connected to
                first: all that is known here of the database may be wrong.
        """
        timeline = _TIMELINE if self._timeline else "''"
        ((number, where),) = self.run(f"SELECT pg_current_xact_id_if_assigned()::text, {timeline}")
        if where != self._timeline:
            raise self.fail(
                StateError(
                    f"{self._name}: another server has taken the place of the database (a"
                    " failover); start this worker again, it goes on where that one is"
                )
            )
        return None if number is None else str(number)

    def _is_committed(self, number: str) -> bool:
        """Return whether the transaction *number*, whose commit was not answered, holds.

        Raises:
            StateError: If the database cannot say, for it is another one since, or too much has
                happened.
        """
        deadline = self._deadline()
        while True:
            self._renew_connection(deadline)
            try:
                ((status,),) = self._send("SELECT pg_xact_status(%s::xid8)", (number,))
            except self._psycopg.OperationalError:
                continue
            except self._psycopg.Error as error:
                raise self.fail(self._error(error)) from error
            if status != "in progress":
                return bool(status == "committed")
            if time.monotonic() >= min(deadline, self._latest):
                raise self.fail(
                    StateError(
                        f"{self._name}: a commit has had no answer; run the same command again"
                    )
                )
            time.sleep(_FIRST_S)

    def atomically(self, work: Callable[[], Result]) -> Result:
        """Return what *work* returns, all of it in one transaction; where that fails in passing, again.

        *work* may be done several times, even after it held: it must look at what is there.

        Raises:
            StateError: As ``run``.
        """
        with self._watched():
            return self._atomically(work)

    def _atomically(self, work: Callable[[], Result]) -> Result:
        while True:
            self._require_whole()
            self._is_atomic = True
            try:
                self._begin()
                result = work()
                self._send("COMMIT")
                self._is_open = False
                return result
            except self._psycopg.Error as error:
                problem = error
            finally:
                self._is_atomic = False
                self._done.clear()
            self._recover(problem)

    @property
    def is_changed(self) -> bool:
        """Whether anything was written, or locked, since the last commit."""
        return bool(self._done)

    def _require_whole(self) -> None:
        if self._failed is not None:
            raise self._failed

    def fail(self, error: StateError) -> StateError:
        """Give the store up because of *error*, and return that."""
        self._failed = error
        self._watchdog.stop()
        self._connection.close()
        return error

    def _error(self, error: Exception) -> StateError:
        if isinstance(error, self._psycopg.OperationalError):
            return StateError(
                f"{self._name}: cannot be reached ({said(error)}). Nothing acknowledged is lost;"
                " see that the database runs, and run the same command again."
            )
        return StateError(f"{self._name}: {said(error)} ({type(error).__name__})")

    def rollback(self) -> None:
        """Roll back."""
        self._done.clear()
        if self._is_open and not self._connection.closed:
            self._send("ROLLBACK")
        self._is_open = False

    def check(self) -> list[str]:
        """Read all tables and name those that cannot be read; empty: none."""
        names = self.run(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        )
        for (name,) in names:
            self.run(f"SELECT count(*) FROM {name}")
        wrong = self.run(
            "SELECT host FROM lanes WHERE due <> (SELECT count(*) FROM urls WHERE lane_id ="
            " lanes.id AND status = 0 AND not_before = 0)"
        )
        return [f"the counters of {host} are not what its rows say" for (host,) in wrong]

    def close(self) -> None:
        """Close without a commit."""
        try:
            self.rollback()
        except self._psycopg.Error as error:
            logger.debug("%s: %s", self._name, said(error))
        self._watchdog.stop()
        self._connection.close()


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=repr)
