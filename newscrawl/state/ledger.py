"""Records on their way to the output files, each exactly once.

A record is first made durable in the state's *outbox*, in the transaction that marks its page done
and takes in the page's follow-ups; only then it is appended to its file and synced; the next
transaction notes the file's new size and empties the outbox. So whatever moment the process dies
at:

* before the commit: the page is still leased, no line of it was ever in a file;
* after it: the line is in the outbox, and ``recover`` brings the file to exactly the noted size
  plus the outbox, without ever taking back a byte that is right.

A line that someone could read is therefore never gone later, and never comes twice.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from newscrawl.errors import OutputError
from newscrawl.state import files, shapes
from newscrawl.state.articles import Articles, Version
from newscrawl.state.background import Stoppable
from newscrawl.state.shapes import FileShape
from newscrawl.state.store import Store
from newscrawl.state.values import Run
from newscrawl.system.descriptors import is_shortage
from newscrawl.system.disk import reported

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OutputLine:
    """One record: its id, its JSON line with the line feed, and what is noted of its article across runs."""

    id: str
    data: bytes
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class Rotation:
    """When a file is closed and what is done with it.

    Attributes:
        max_bytes: Size at which it is closed.
        max_records: Number of records at which it is closed; 0: no limit.
        compression: ``none``, ``gzip`` or ``zstd``; ``format``, ``removed``: see ``shapes.Shape``.
    """

    max_bytes: int = 1_000_000_000
    max_records: int = 0
    compression: str = "none"
    format: str = "jsonl"
    removed: str = "record"

    @property
    def shape(self) -> FileShape:
        """The shape of closed files."""
        return FileShape(self.format, self.compression, self.removed)


@dataclass(slots=True)
class _File:
    id: int
    name: str
    bytes: int
    records: int


class Ledger:
    """The output files of one run.

    Attributes:
        has_closed: Whether a file may be closed and not packed yet.
    """

    def __init__(self, store: Store, run: Run, rotation: Rotation, *, worker: str = "") -> None:
        self._store, self._run, self._rotation = store, run, rotation
        self._folder, self._own = Path(run.folder), (run.id, worker)
        self._prefix = f"{worker}/" if worker else ""
        self._waiting: list[tuple[int, bytes]] = []
        self._file: _File | None = None
        self.has_closed = self._is_short = False

    async def recover(self, background: Stoppable) -> None:
        """Bring the files in line with the state: the open one cut back and complete, unknown ones aside.

        Raises:
            OutputError: If a file was changed meanwhile, or cannot be written.
            StoppedError: If *background* was told to stop.
        """
        self._waiting = self._store.run(
            "SELECT seq, line FROM outbox WHERE run_id = ? AND worker = ? ORDER BY seq", self._own
        )
        known = self._store.run(
            "SELECT name, coalesce(packed, '') FROM files WHERE run_id = ? AND worker = ?",
            self._own,
        )
        files.set_aside(self._folder, {self._path(name).name for name, _ in known})
        files.tell_missing(self._path(packed) for _, packed in known if packed)
        rows = self._store.run(
            "SELECT id, name, bytes, records FROM files WHERE run_id = ? AND worker = ? AND"
            " closed = 0",
            self._own,
        )
        if rows:
            self._file = _File(*rows[0])
            batch = self._batch(self._file)
            tail = b"".join(line for _, line in batch)
            await background.run(
                files.restore, self._path(self._file.name), self._file.bytes, tail, shapes.unpack
            )
            self._note(self._file, batch)
        self.commit()
        self.has_closed = True  # perhaps: from the time before

    def adopt(self) -> int:
        """Take over the records of workers of this run that are dead; return how many.

        A line that such a worker has written, and not noted, is not in its file by the manifest.
        """
        self.commit()
        self._store.run(
            "LOCK TABLE runs IN SHARE ROW EXCLUSIVE MODE"
        )  # nobody joins the run meanwhile
        rows = self._store.run(
            "UPDATE outbox SET worker = ?2 WHERE run_id = ?1 AND worker <> ?2 AND NOT EXISTS"
            " (SELECT 1 FROM workers WHERE workers.run_id = ?1 AND name = outbox.worker AND ended ="
            " 0) RETURNING seq, line",
            self._own,
        )
        self._waiting = sorted(rows)
        self.commit()
        return len(rows)

    def has(self, record_id: str) -> bool:
        """Return whether the run holds the record already."""
        return bool(
            self._store.run(
                "SELECT 1 FROM records WHERE run_id = ? AND id = ?", (self._run.id, record_id)
            )
        )

    def add(self, lines: Sequence[OutputLine]) -> int:
        """Take in *lines*, to be durable with the next commit; give how many the run did not hold yet."""
        return sum(self._add(line) for line in lines)

    def _add(self, line: OutputLine) -> bool:
        if not self._store.run(
            "INSERT INTO records VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1",
            (self._run.id, line.id),
        ):
            return False
        rows = self._store.run(
            "INSERT INTO outbox (run_id, worker, line) VALUES (?, ?, ?) RETURNING seq",
            (*self._own, line.data),
        )
        self._waiting.append((rows[0][0], line.data))
        if line.version is not None:
            Articles(self._store).note(line.version)
        return True

    def commit(self) -> None:
        """Make durable all that the store holds, then bring the new lines to their files.

        Raises:
            StateError: If the state cannot be written; nothing since the last commit holds then.
            OutputError: If a file cannot be written; its lines wait in the state.
        """
        self._store.commit()
        while self._waiting:
            file = self._file = self._file or self._new_file()
            batch = self._batch(file)
            files.append(
                self._path(file.name), b"".join(line for _, line in batch), offset=file.bytes
            )
            self._note(file, batch)
            if self._file is None:
                self._store.commit()

    def commit_or_wait(self) -> bool:
        """Commit; ``False`` where no file can be opened for now: the lines wait, and are safe in the state.

        Raises:
            StateError, OutputError: As ``commit``, for any other reason.
        """
        try:
            self.commit()
        except OutputError as error:
            if not is_shortage(error):
                raise
            if not self._is_short:
                logger.warning("%s; the crawl waits until files can be opened again", error)
            self._is_short = True
            return False
        self._is_short = False
        return True

    def _batch(self, file: _File) -> list[tuple[int, bytes]]:
        """Return the waiting lines that the file still takes: one at least, for it is open."""
        room = self._room(file)
        batch, size = [], file.bytes
        for entry in self._waiting[:room]:
            batch.append(entry)
            size += len(entry[1])
            if size >= self._rotation.max_bytes:
                break
        return batch

    def _room(self, file: _File) -> int | None:
        limit = self._rotation.max_records
        return max(0, limit - file.records) if limit else None

    def _note(self, file: _File, batch: Sequence[tuple[int, bytes]]) -> None:
        """Note that *batch* is in *file*, and close the file if it is full."""
        if batch:
            file.bytes += sum(len(line) for _, line in batch)
            file.records += len(batch)
            self._store.run(
                "UPDATE files SET bytes = ?, records = ? WHERE id = ?",
                (file.bytes, file.records, file.id),
            )
            self._store.run(
                "DELETE FROM outbox WHERE run_id = ? AND worker = ? AND seq <= ?",
                (*self._own, batch[-1][0]),
            )
            self._waiting = self._waiting[len(batch) :]
        if file.bytes >= self._rotation.max_bytes or self._room(file) == 0:
            self._close(file)

    def _close(self, file: _File) -> None:
        self._store.run("UPDATE files SET closed = 1 WHERE id = ?", (file.id,))
        self._file, self.has_closed = None, True

    def _new_file(self) -> _File:
        """Begin the next file; durable before the first byte is written."""
        with reported(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        (count,) = self._store.run(
            "SELECT count(*) FROM files WHERE run_id = ? AND worker = ?", self._own
        )[0]
        name = f"{self._prefix}articles-{count + 1:05}.jsonl"
        rows = self._store.run(
            "INSERT INTO files (run_id, worker, name) VALUES (?, ?, ?) RETURNING id",
            (*self._own, name),
        )
        self._store.commit()
        return _File(rows[0][0], name, 0, 0)

    async def pack(self, background: Stoppable, noted: Callable[[], None]) -> None:
        """Compress and sum the closed files one by one; the next call does a file again that was cut short.

        Until a file's copy is whole and noted, the file is what counts. *noted* is called before
        the file is removed, so that no list of the files names a missing one.

        Raises:
            StateError, OutputError: As ``commit``, and what *noted* raises.
            StoppedError: If *background* was told to stop.
        """
        while self.has_closed:
            self.commit()
            rows = self._store.run(
                "SELECT id, name, bytes FROM files WHERE run_id = ? AND worker = ? AND closed = 1 "
                "AND packed IS NULL ORDER BY id LIMIT 1",
                self._own,
            )
            if not rows:
                self.has_closed = False
                return
            file_id, name, size = rows[0]
            path, shape = self._path(name), self._rotation.shape
            packed, sha256 = await background.run(shapes.pack, path, size, shape)
            packed = self._prefix + packed
            self._store.run(
                "UPDATE files SET packed = ?, sha256 = ? WHERE id = ?", (packed, sha256, file_id)
            )
            self.commit()
            noted()
            if packed != name:
                self._drop(name)

    def tidy(self, noted: Callable[[], None]) -> None:
        """Remove the files whose copy was noted before the process died; *noted* as for ``pack``.

        Raises:
            OutputError: If it cannot, and what *noted* raises.
        """
        rows = self._store.run(
            "SELECT name FROM files WHERE run_id = ? AND worker = ? AND packed <> name", self._own
        )
        plain = [name for (name,) in rows if self._path(name).exists()]
        if plain:
            noted()
        for name in plain:
            self._drop(name)

    def _drop(self, name: str) -> None:
        with reported(self._path(name)):
            self._path(name).unlink()

    def _path(self, name: str) -> Path:
        return self._folder / name.removeprefix(self._prefix)

    def close_file(self) -> None:
        """Close the open file: the run is finished."""
        if self._file is not None:
            self._close(self._file)

    def write_manifest(self, facts: dict[str, object]) -> None:
        """Write ``manifest.json`` into the run's folder: *facts*, then the files with counts and checksums.

        The checksum of a file that is not closed and packed yet is ``None``.

        Raises:
            OutputError: If it cannot.
        """
        self._list(self._folder, facts, self._own[1])
        if self._prefix:
            self._list(self._folder.parent, facts | {"worker": None}, None)

    def _list(self, folder: Path, facts: dict[str, object], worker: str | None) -> None:
        """List the files of *worker* in *folder*; those of all where it is ``None``."""
        rows = self._store.run(
            "SELECT coalesce(packed, name), bytes, records, closed, sha256 FROM files "
            "WHERE run_id = ?1 AND (?2 IS NULL OR worker = ?2) ORDER BY worker, id",
            (self._run.id, worker),
        )
        listed = [
            {
                "name": name if worker is None else name.removeprefix(self._prefix),
                "records": records,
                "bytes": size,
                "closed": bool(closed),
                "sha256": checksum,
            }
            for name, size, records, closed, checksum in rows
        ]
        manifest = facts | {"records": sum(row[2] for row in rows), "files": listed}
        with reported(folder):
            folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        # A file name may hold bytes that are no text; their escape is that of JSON, too.
        files.write_whole(folder / "manifest.json", text.encode("utf-8", "backslashreplace"))
