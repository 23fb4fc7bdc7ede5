"""URLs that have ended long ago: moved out of the way of the crawl, and forgotten month by month.

Of each URL a hash stays, with the month in which it ended, so that it is not fetched again; the
rest of its row goes into a file of JSON lines. On PostgreSQL each month is a partition, which is
dropped in one piece.
"""

import gzip
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from newscrawl.state.store import Row, Store
from newscrawl.system.disk import reported, write_at
from newscrawl.web.members import ends_of_members

_ROWS = 5_000
_MAGIC = b"\x1f\x8b"
_FIELDS = ("url", "host", "status", "reason", "records", "ended", "folder")


def archive(store: Store, file: Path, before: float) -> int:
    """Move the URLs that were done or dropped *before* then, in runs that are finished; return how many.

    Each part is durable in *file* before it leaves the state. A process that is killed leaves some
    in both.

    Raises:
        StateError, OutputError: If it cannot.
    """
    count = last = 0
    _cut_half_member(file)
    # By id, not by OFFSET: each part is deleted from the table that the next one is read from.
    while rows := store.run(
        "SELECT urls.id, key, status, changed, url, host, urls.reason, records, folder FROM urls "
        "JOIN lanes ON lanes.id = lane_id JOIN runs ON runs.id = run_id WHERE status IN (2, 4) "
        "AND finished = 1 AND changed < ? AND urls.id > ? ORDER BY urls.id LIMIT ?",
        (before, last, _ROWS),
    ):
        # The file first: a URL that is in both is a line too many, one that is in neither is lost.
        _write(file, rows)
        _put_away(store, rows)
        store.commit()
        count, last = count + len(rows), rows[-1][0]
    return count


def _cut_half_member(file: Path) -> None:
    """Cut the beginning of a part that a killed process left: readers would stop there for good.

    The URLs of that part are still in the state.
    """
    if not file.exists():
        return
    with reported(file), file.open("r+b") as target:
        whole = max(ends_of_members(target), default=0)
        target.seek(whole)
        # Anything but the beginning of a member is not from here, and not ours to cut.
        if _MAGIC.startswith(target.read(2)):
            target.truncate(whole)


def _write(file: Path, rows: Sequence[Row]) -> None:
    lines = [
        json.dumps(
            dict(zip(_FIELDS, (url, host, status, reason, records, changed, folder), strict=True))
        )
        for _, _, status, changed, url, host, reason, records, folder in rows
    ]
    with reported(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        # A member for each part: gzip readers take several one after the other (RFC 1952 2.2).
        part = gzip.compress("".join(f"{line}\n" for line in lines).encode())
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            write_at(descriptor, part, os.fstat(descriptor).st_size, durable=True)
        finally:
            os.close(descriptor)


def _put_away(store: Store, rows: Sequence[Row]) -> None:
    """Leave of *rows*, and of their other names, what they are known by."""
    ended = {row[0]: (_month_of(row[3]), row[2], row[3]) for row in rows}
    places = ", ".join("?" * len(ended))
    aliases = store.run(
        f"DELETE FROM aliases WHERE url_id IN ({places}) RETURNING key, url_id", tuple(ended)
    )
    kept = [(row[1], *ended[row[0]]) for row in rows] + [
        (key, *ended[number]) for key, number in aliases
    ]
    make_partitions(store, {row[1] for row in kept})
    # In parts: SQLite takes 32,766 values in a statement, and a row may have many aliases.
    for start in range(0, len(kept), _ROWS):
        some = kept[start : start + _ROWS]
        each = ", ".join(["(?, ?, ?, ?)"] * len(some))
        store.run(
            f"INSERT INTO seen (key, month, status, changed) VALUES {each} ON CONFLICT (key, month)"
            " DO UPDATE SET status = excluded.status, changed = excluded.changed",
            [value for row in some for value in row],
        )
    store.run(f"DELETE FROM urls WHERE id IN ({places})", tuple(ended))


def make_partitions(store: Store, months: set[int]) -> None:
    """Make the partitions of *months*, where the database has such."""
    if not store.exclusive:
        for month in sorted(months):
            store.run(
                f"CREATE TABLE IF NOT EXISTS seen_{month} PARTITION OF seen FOR VALUES IN ({month})"
            )


def forget_until(store: Store, month: int) -> int:
    """Forget the URLs that ended in *month* (202611) or before, and were put away; return how many."""
    counted = store.run(
        "SELECT month, count(*) FROM seen WHERE month <= ? GROUP BY month", (month,)
    )
    if store.exclusive:
        store.run("DELETE FROM seen WHERE month <= ?", (month,))
    else:
        for each, _ in counted:
            # A whole partition at once: a DELETE would leave millions of dead rows to the vacuum.
            store.run(f"DROP TABLE seen_{int(each)}")
    return sum(count for _, count in counted)


def _month_of(moment: float) -> int:
    return int(time.strftime("%Y%m", time.gmtime(moment)))
