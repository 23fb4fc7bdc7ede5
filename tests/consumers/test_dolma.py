"""dolma itself, in an environment of its own (its numpy is older than ours): DOLMA_PYTHON names it."""

import json
import os
import subprocess
from pathlib import Path

from newscrawl.cli.main import main
from tests.support.articles import records_of, three_runs

PYTHON = os.environ.get("DOLMA_PYTHON", "")
READ = """
import gzip, json, sys
import msgspec
from dolma.core.data_types import InputSpec, InputSpecWithMetadata
found = []
for path in sys.argv[1:]:
    for line in (gzip.open if path.endswith(".gz") else open)(path, "rb"):
        msgspec.json.decode(line, type=InputSpec)
        one = msgspec.json.decode(line, type=InputSpecWithMetadata)
        found.append([one.id, one.text, one.source, one.added, one.created, one.metadata["schema"]])
print(json.dumps(found))
"""


def test_its_document_type_takes_lines_and_export(tmp_path: Path) -> None:
    """As its taggers and its mixer decode them."""
    paths = three_runs(tmp_path / "output")
    assert (
        main(["export", str(tmp_path / "output"), "--to", "dolma", "-o", str(tmp_path / "set")])
        == 0
    )
    expected = [
        [*(each.get(name, "") for name in ("id", "text", "source", "added", "created")), 2]
        for each in records_of(paths)
    ]
    for given in (paths, sorted((tmp_path / "set" / "documents").iterdir())):
        command = [PYTHON, "-c", READ, *map(str, given)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout.splitlines()[-1]) == expected


def test_it_tags_an_export(tmp_path: Path) -> None:
    """Its own command goes through the folder of an export."""
    paths = three_runs(tmp_path / "output")
    assert (
        main(["export", str(tmp_path / "output"), "--to", "dolma", "-o", str(tmp_path / "set")])
        == 0
    )
    command = [Path(PYTHON).with_name("dolma"), "tag", "--documents", "documents/*.jsonl.gz"]
    subprocess.run(
        [*command, "--taggers", "char_length_v1", "--processes", "1"],
        cwd=tmp_path / "set",
        capture_output=True,
        check=True,
    )
    read = "import gzip, sys; print(sum(1 for _ in gzip.open(sys.argv[1])))"
    (made,) = (tmp_path / "set" / "attributes" / "char_length_v1").iterdir()
    done = subprocess.run([PYTHON, "-c", read, made], capture_output=True, text=True, check=True)
    assert int(done.stdout) == len(records_of(paths))
