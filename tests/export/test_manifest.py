"""``export.json``."""

import hashlib
import json
from pathlib import Path

from newscrawl.export.manifest import WrittenFile, make_manifest, written


def test_a_file_is_named_with_its_checksum(tmp_path: Path) -> None:
    """As it is on disk, by its place in the folder of the export."""
    path = tmp_path / "data" / "train-1.jsonl"
    path.parent.mkdir()
    path.write_bytes(b"{}\n")
    digest = hashlib.sha256(b"{}\n").hexdigest()
    found = written(tmp_path, path, "train", 1)
    assert found == WrittenFile("data/train-1.jsonl", "train", 1, 3, digest)


def test_a_folder_has_no_checksum(tmp_path: Path) -> None:
    """Of its many small files, the number of records counts."""
    folder = tmp_path / "pages"
    folder.mkdir()
    assert written(tmp_path, folder, "test", 7) == WrittenFile("pages", "test", 7, 0, "")


def test_facts_and_files_are_in_one_object() -> None:
    """Readable, with a line feed at the end; a lone surrogate does no harm."""
    file = WrittenFile("a", "train", 1, 2, "c")
    text = make_manifest({"name": "Zürich \ud800"}, [file]).decode()
    assert text.endswith("}\n")
    assert "Zürich ?" in text
    assert json.loads(text)["files"] == [
        {"name": "a", "split": "train", "records": 1, "bytes": 2, "sha256": "c"}
    ]
