"""Repetitions of sites removed on many machines: first each site's records into one bucket, then each bucket.

A bucket is cleaned as ``newscrawl clean`` does, by one task, which sees all pages of its sites.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zlib import crc32

from datatrove.data import DocumentsPipeline
from datatrove.io import DataFolderLike, get_datafolder
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.typeshelper import StatHints

from newscrawl.corpus.clean import Corpus
from newscrawl.corpus.lines import replaced
from newscrawl.corpus.workers import Workers
from newscrawl.errors import UrlError
from newscrawl.records import dump_line
from newscrawl.steps.documents import document_of, record_of
from newscrawl.web.urls import host_of

BUCKETS = 256


class SiteWriter(JsonlWriter):  # type: ignore[misc] # datatrove has no types
    """Write records to ``<bucket>/<rank>.jsonl.gz``, all of a host to one of *buckets* buckets."""

    name = "newscrawl sites"

    def __init__(self, output_folder: DataFolderLike, buckets: int = BUCKETS) -> None:
        super().__init__(output_folder, "${bucket}/${rank}.jsonl.gz", adapter=_record)
        self.buckets = buckets

    def _get_output_filename(self, document: Any, rank: int = 0, **kwargs: Any) -> str:
        # Five digits, as SiteCleaner looks for them.
        number = bucket_of(str(document.metadata.get("url") or ""), self.buckets)
        name: str = super()._get_output_filename(document, rank, bucket=f"{number:05}", **kwargs)
        return name


def _record(_: object, document: Any) -> dict[str, Any]:
    return record_of(document)


def bucket_of(url: str, buckets: int) -> int:
    """Return the number of the bucket of the host of *url*."""
    try:
        # Not hash(): Python salts it for each process, and all tasks must agree on a host's bucket.
        return crc32(host_of(url).encode()) % buckets
    except UrlError:
        # A record without a usable URL stays in; no other page is of its site.
        return 0


class SiteCleaner(PipelineStep):  # type: ignore[misc]
    """Read the buckets that ``SiteWriter`` wrote, and give their records without what each site repeats.

    Each task takes the buckets whose number, divided by the number of tasks, leaves its rank; with
    as many tasks as buckets it takes one. What does not fit into memory lies in *scratch*
    meanwhile.
    """

    type = "CLEANER"
    name = "newscrawl cleaner"

    def __init__(
        self, input_folder: DataFolderLike, buckets: int = BUCKETS, scratch: str | None = None
    ) -> None:
        super().__init__()
        self.folder, self.buckets, self.scratch = get_datafolder(input_folder), buckets, scratch

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Return the documents of the step before, then the records of the buckets of this task."""
        yield from data or ()
        for number in range(rank, self.buckets, world_size):
            # A folder for each bucket: the disk of a task holds one bucket at a time.
            with tempfile.TemporaryDirectory(dir=self.scratch) as name:
                for record in self._cleaned(f"{number:05}", Path(name)):
                    document = document_of(record)
                    self.stat_update(StatHints.forwarded)
                    self.update_doc_stats(document)
                    yield document

    def _cleaned(self, bucket: str, scratch: Path) -> Iterator[dict[str, Any]]:
        names = (
            self.folder.list_files(subdirectory=bucket, glob_pattern="*.jsonl.gz")
            # Where no host fell into the bucket, nobody made its folder.
            if self.folder.isdir(bucket)
            else []
        )
        source, target = scratch / "in.jsonl", scratch / "out.jsonl"
        with source.open("wb") as file:
            # A listing has no order of its own, and a run that is repeated must read the same.
            for name in sorted(names):
                with self.folder.open(name, "rb", compression="gzip") as lines:
                    file.writelines(dump_line(json.loads(line)) for line in lines)
        if not source.stat().st_size:
            return
        with (
            # The executor runs many tasks at once already.
            closing(Workers(1)) as workers,
            closing(Corpus([source], scratch, workers, self._tell)) as corpus,
        ):
            corpus.learn()
            with replaced(target, overwrites=False) as out:
                corpus.clean(source, out)
            self.stat_update("removed_blocks", value=corpus.figures.removed.total())
        # Only now: records of a bucket that could not be cleaned must not be passed on in part.
        with target.open("rb") as file:
            yield from map(json.loads, file)

    def _tell(self, said: str) -> None:
        self.stat_update("broken")
