"""Whether the database has forgotten what it had acknowledged, as a worker finds when it starts again.

Each worker notes beside its output how many of its commits were acknowledged. A failover to a
server that had not received them all, or a copy from before put in the database's place, is seen by
a smaller number there.
"""

import contextlib
import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from newscrawl.state.members import NOW
from newscrawl.state.postgres import PostgresStore
from newscrawl.system.disk import reported

logger = logging.getLogger(__name__)

_LENGTH = 4096
"""Of the note: it is written in one piece, in the place of the one before."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A worker's note of its last commit.

    Attributes:
        state: Which database it was, see ``identity_of``.
        folder: Of the output of its run.
    """

    state: str
    token: int
    commits: int
    folder: str


class CommitNote:
    """The note in the file *path*.

    It is not synced at each commit, so it outlives the process, and not always the machine.

    Raises:
        OutputError: If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with reported(path):
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def read(self) -> Noted | None:
        """Return the note of the process before, if it can be read."""
        # A note that is half written, or of an older
        # version, says nothing: the run goes on without.
        with contextlib.suppress(ValueError, TypeError):
            return Noted(**json.loads(os.pread(self._file, _LENGTH, 0)))
        return None

    def write(self, noted: Noted) -> None:
        """Note it.

        Raises:
            OutputError: If it cannot.
        """
        with reported(self._path):
            # One write of a fixed length replaces the note; a shorter text would leave the old end.
            os.pwrite(self._file, json.dumps(asdict(noted)).encode().ljust(_LENGTH), 0)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def identity_of(store: PostgresStore) -> str:
    """Return what tells the database from another one at the same URL."""
    return str(store.run("SELECT id FROM identity")[0][0])


def note_rewind(store: PostgresStore, noted: Noted | None, run_id: int, worker: str) -> int:
    """Mark the run if the database has forgotten commits of *worker* that were *noted*; return how many."""
    # Another database at the same URL has forgotten nothing: it never had those commits.
    if noted is None or noted.state != identity_of(store):
        return 0
    rows = store.run(
        "SELECT commits FROM workers WHERE token = ? AND name = ?", (noted.token, worker)
    )
    # The database may have fewer commits, or not even the row of the worker.
    missing = noted.commits - (int(rows[0][0]) if rows else 0)
    if missing <= 0:
        return 0
    store.run(
        # A SELECT with casts: PostgreSQL cannot tell the types of values that the client puts in.
        "INSERT INTO rewinds (run_id, worker, commits, folder, found) SELECT ?::bigint, ?::text,"
        f" ?::bigint, ?::text, {NOW}",
        (run_id, worker, missing, noted.folder),
    )
    logger.warning(
        "The database has forgotten %d transactions that it had acknowledged to the worker %s (a"
        " failover, or a copy from before). Pages of that time are fetched again; records that were"
        " in %s may come twice, and the manifest says so (rewound)",
        missing,
        worker,
        noted.folder,
    )
    return missing


def rewinds_of(store: PostgresStore, run_id: int) -> list[dict[str, object]]:
    """Return the marks of a run, as its manifest lists them."""
    rows = store.run(
        "SELECT worker, commits, folder FROM rewinds WHERE run_id = ? ORDER BY found, worker",
        (run_id,),
    )
    return [
        {"worker": worker, "transactions": commits, "folder": folder}
        for worker, commits, folder in rows
    ]
