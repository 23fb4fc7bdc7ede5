"""Some pages of an input at a time: what one request of the spider ``warc`` is answered with."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.errors import ConfigError
from newscrawl.model.items import Page
from newscrawl.warc.archive import Archive, ArchiveEntry, Position
from newscrawl.warc.inputs import page_of_file
from newscrawl.warc.pages import Problem, WantedPages

MAX_PAGES = 32
MAX_BYTES = 4 * 1024**2
MAX_RECORDS = 4_000
"""Of a batch: whichever comes first ends it, so that progress is noted soon."""
_MAX_OPEN = 8


@dataclass(slots=True)
class Batch:
    """Pages and problems, in their order; where to go on, if there is more; how many records were read."""

    pages: list[Page] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    next: Position | None = None
    records: int = 0
    bytes: int = 0

    def take(self, entry: ArchiveEntry) -> None:
        """Take in the page or problem of one record."""
        self.records += 1
        if entry.page is not None:
            self.pages.append(entry.page)
            self.bytes += len(entry.page.body)
        if entry.problem is not None:
            self.problems.append(entry.problem)

    @property
    def is_full(self) -> bool:
        """Whether it takes no more."""
        return (
            len(self.pages) >= MAX_PAGES or self.bytes >= MAX_BYTES or self.records >= MAX_RECORDS
        )


class Reader:
    """Reads batches; archives stay open from one batch to the next. A file is in one hand at a time."""

    def __init__(self, wanted: WantedPages) -> None:
        self._wanted = wanted
        self._open: OrderedDict[str, Archive] = OrderedDict()

    def read(self, asked: Mapping[str, Any]) -> Batch:
        """Return the batch that *asked* (``meta.ARCHIVE`` in the ``meta`` of a request) names."""
        if "files" in asked:
            return self._read_files(asked)
        return self._read_archive(
            asked["file"], Position(asked.get("offset", 0), asked.get("skip", 0))
        )

    def _read_files(self, asked: Mapping[str, Any]) -> Batch:
        batch = Batch()
        for name in asked["files"]:
            found = page_of_file(name, asked["root"], asked["base"], self._wanted)
            if isinstance(found, Problem):
                batch.problems.append(found)
            elif found is not None:
                batch.pages.append(found)
        batch.records = len(asked["files"])
        batch.bytes = sum(len(page.body) for page in batch.pages)
        return batch

    def _read_archive(self, name: str, position: Position) -> Batch:
        batch = Batch()
        try:
            archive = self._opened(name, position)
        except ConfigError as error:
            batch.problems.append(Problem("unreadable", str(error)))
            return batch
        for entry in archive:
            batch.take(entry)
            if batch.is_full:
                # Kept open: a file that is one gzip member would be unpacked from its start again.
                batch.next = entry.next
                self._keep(name, archive)
                return batch
        archive.close()
        return batch

    def _opened(self, name: str, position: Position) -> Archive:
        archive = self._open.pop(name, None)
        # A request that is repeated may ask for an earlier place than the archive is at.
        if archive is not None and archive.position == position:
            return archive
        if archive is not None:
            archive.close()
        return Archive(Path(name), position, self._wanted)

    def _keep(self, name: str, archive: Archive) -> None:
        self._open[name] = archive
        while len(self._open) > _MAX_OPEN:
            self._open.popitem(last=False)[1].close()

    def close(self) -> None:
        """Close all archives."""
        while self._open:
            self._open.popitem()[1].close()
