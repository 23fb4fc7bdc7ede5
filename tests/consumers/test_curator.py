"""NeMo Curator itself: its readers read what is written, and our stage gives records in its executor on Ray."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from nemo_curator.stages.text.io.reader.jsonl import JsonlReaderStage
from nemo_curator.stages.text.io.reader.parquet import ParquetReaderStage
from nemo_curator.tasks import FileGroupTask

import newscrawl
from tests.support.articles import records_of, three_runs
from tests.support.tables import write_parquet
from tests.warc.archives import gzipped, page_record

LARGE = 5_000
"""Records of a site: a file of some 12 MB, of two blocks of its reader."""
PIPELINE = """
import sys
from pathlib import Path
from nemo_curator.backends.ray_data import RayDataExecutor
from nemo_curator.pipeline import Pipeline
from nemo_curator.stages.file_partitioning import FilePartitioningStage
from nemo_curator.stages.text.io.writer import ParquetWriter
from newscrawl.steps.curator import ArticleReader
folder = sys.argv[1]
files = FilePartitioningStage(file_paths=f"{folder}/in", files_per_partition=1, file_extensions=[".gz"])
stages = [files, ArticleReader(batch_rows=7), ParquetWriter(path=f"{folder}/out")]
tasks = Pipeline(name="articles", stages=stages).run(RayDataExecutor())
print(sum(task._metadata.get("newscrawl", {}).get("broken_record", 0) for task in tasks))
"""


@pytest.mark.parametrize("count", [40, LARGE])
@pytest.mark.parametrize("engine", ["pyarrow_direct", "pandas", "parquet"])
def test_its_readers_read_what_is_written(engine: str, count: int, tmp_path: Path) -> None:
    """Several files of unlike sites, the first without dates or removals, as one batch."""
    paths = three_runs(tmp_path / "output", count)
    expected = records_of(paths)
    stage: Any = (
        ParquetReaderStage()
        if engine == "parquet"
        else JsonlReaderStage(read_kwargs={"engine": engine})
    )
    if engine == "parquet":
        tables = [tmp_path / f"{number}.parquet" for number in range(3)]
        for path, table in zip(paths, tables, strict=True):
            write_parquet(records_of([path]), str(table))
        paths = tables
    batch = stage.process(FileGroupTask(dataset_name="runs", data=[str(path) for path in paths]))
    rows = batch.to_pandas()
    assert rows["id"].tolist() == [record["id"] for record in expected]
    assert rows["text"].tolist() == [record["text"] for record in expected]
    assert rows["added"].tolist() == [record["added"] for record in expected]


def test_our_stage_gives_records_on_ray(tmp_path: Path) -> None:
    """Two files, one of them cut off: typed Parquet of all that can be read, and the rest is counted."""
    (tmp_path / "in").mkdir()
    for number in range(2):
        data = gzipped([page_record(f"haven{number}{each:03}") for each in range(20)])
        (tmp_path / "in" / f"{number}.warc.gz").write_bytes(data[:-40] if number else data)
    command = [sys.executable, "-c", PIPELINE, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    tables = [pq.read_table(path) for path in (tmp_path / "out").glob("*.parquet")]
    assert all(table.schema.equals(newscrawl.arrow_schema()) for table in tables)
    rows = [row for table in tables for row in table.to_pylist()]
    assert len({row["id"] for row in rows}) == len(rows) == 39
    assert {row["metadata"]["warc"]["file"] for row in rows} == {"0.warc.gz", "1.warc.gz"}
    assert int(done.stdout.split()[-1]) > 0
