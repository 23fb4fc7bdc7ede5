"""datatrove's Ray executor on a local cluster: the records of its local executor, from two tasks."""

import json
import subprocess
import sys
from pathlib import Path

from newscrawl.typed.parquet import read_parquet
from tests.support.server import article_page

PIPELINE = """
import sys
import ray
from datatrove.executor import LocalPipelineExecutor
from datatrove.executor.ray import RayPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from newscrawl.steps import ArticleExtractor, ArticleWriter
folder, kind = sys.argv[1:]
steps = [JsonlReader(f"{folder}/in"), ArticleExtractor(), ArticleWriter(f"{folder}/{kind}", max_file_size=-1)]
options = {"tasks": 2, "workers": 2, "logging_dir": f"{folder}/logs-{kind}", "randomize_start_duration": 0}
if kind == "ray":
    ray.init(num_cpus=2)
    RayPipelineExecutor(steps, **options).run()
else:
    LocalPipelineExecutor(steps, **{**options, "workers": 1}).run()
"""


def test_ray_gives_the_records_of_one_machine(tmp_path: Path) -> None:
    """Two workers; a second run finds the marks of the first, and does nothing again."""
    (tmp_path / "in").mkdir()
    for number in range(2):
        pages = [
            {
                "text": article_page(f"Haven{number}{each}").decode(),
                "id": f"{number}-{each}",
                "url": f"https://news.example/{number}/{each}",
                "date": "2026-11-24T07:00:00Z",
            }
            for each in range(10)
        ]
        lines = "".join(json.dumps(page) + "\n" for page in pages)
        (tmp_path / "in" / f"{number}.jsonl").write_text(lines)
    found = {}
    for kind in ("local", "ray", "ray"):
        command = [sys.executable, "-c", PIPELINE, str(tmp_path), kind]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        files = sorted((tmp_path / kind).rglob("*.parquet"))
        assert [path.name for path in files] == ["00000.parquet", "00001.parquet"]
        found[kind] = [record for path in files for record in read_parquet(path)]
    assert len(found["ray"]) == 20
    assert found["ray"] == found["local"]
