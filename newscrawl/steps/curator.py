"""A stage for NeMo Curator: the pages of WARC files to records, typed, in batches of bounded size.

NeMo Curator is no extra of newscrawl (it brings PyTorch and more): install it beside newscrawl.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from nemo_curator.stages.base import ProcessingStage
from nemo_curator.tasks import DocumentBatch, FileGroupTask

from newscrawl.model.items import Page
from newscrawl.steps.page import MIN_CHARS
from newscrawl.steps.sandbox import MAX_BYTES, TIMEOUT_S, Sandbox
from newscrawl.typed.rows import Record
from newscrawl.typed.schema import arrow_schema
from newscrawl.warc.archive import Archive

logger = logging.getLogger(__name__)

BATCH_ROWS = 1000
COUNTS = "newscrawl"
"""Key of a batch's metadata: the reasons why pages gave no record, with their numbers."""


@dataclass
class ArticleReader(ProcessingStage[FileGroupTask, DocumentBatch]):  # type: ignore[misc] # no types there
    """Reads the WARC files that a task names, and gives batches of records as Arrow tables.

    A broken record of a file is logged and counted, the others go on; a file that cannot be opened
    fails its task. *timeout_s* and *max_bytes* (of memory) hold for a page.
    """

    name: str = "newscrawl_articles"
    min_chars: int = MIN_CHARS
    timeout_s: float = TIMEOUT_S
    max_bytes: int = MAX_BYTES
    batch_rows: int = BATCH_ROWS
    _counts: Counter[str] = field(default_factory=Counter, repr=False)

    def inputs(self) -> tuple[list[str], list[str]]:
        """Return the attributes that a task must have: paths of files."""
        return ["data"], []

    def outputs(self) -> tuple[list[str], list[str]]:
        """Return the attributes and columns of a batch: those of a record."""
        return ["data"], list(arrow_schema().names)

    def process(self, task: FileGroupTask) -> list[DocumentBatch]:
        """Return the records of the files of *task*; the counts are in the metadata of the last batch.

        Raises:
            ConfigError: If a file cannot be opened.
        """
        # One stage object reads many tasks in its worker.
        self._counts = Counter()
        batches, rows = [], []
        for record in self._records(task.data):
            rows.append(record)
            if len(rows) >= self.batch_rows:
                batches.append(self._batch(task, rows))
                rows = []
        # A task without a record gives an empty batch, which carries the counts.
        if rows or not batches:
            batches.append(self._batch(task, rows))
        batches[-1]._metadata[COUNTS] = dict(self._counts)
        return batches

    def _batch(self, task: FileGroupTask, rows: list[Record]) -> DocumentBatch:
        return DocumentBatch(
            dataset_name=task.dataset_name,
            data=pa.Table.from_pylist(rows, arrow_schema()),
            # A copy: the counts are set in the last batch alone.
            _metadata=dict(task._metadata),
            _stage_perf=task._stage_perf,
        )

    def _records(self, names: list[str]) -> Iterator[Record]:
        # Not in the stage itself, which is pickled for the workers; a process cannot be.
        with Sandbox(self.timeout_s, self.max_bytes) as sandbox:
            for page in self._pages(names):
                record, reason = sandbox.read(page, self.min_chars)
                if record is None:
                    self._counts[reason] += 1
                    logger.debug("%s: %s", page.url, reason)
                else:
                    yield record

    def _pages(self, names: list[str]) -> Iterator[Page]:
        for name in names:
            with closing(Archive(Path(name))) as archive:
                for entry in archive:
                    if entry.problem is not None:
                        self._counts[entry.problem.reason] += 1
                        logger.warning("%s", entry.problem.message)
                    if entry.page is not None:
                        yield entry.page
