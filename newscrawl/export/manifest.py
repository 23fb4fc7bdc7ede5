"""``export.json``: the inputs of an export, the records left out and why, its files with checksums."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NAME = "export.json"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of an export; of a folder of small files the number of records alone."""

    name: str
    split: str
    records: int
    bytes: int
    sha256: str


def written(folder: Path, path: Path, split: str, records: int) -> WrittenFile:
    """Return name, size and checksum of the file or folder at *path*, in the export's *folder*."""
    name = path.relative_to(folder).as_posix()
    if path.is_dir():
        return WrittenFile(name, split, records, 0, "")
    # Read again from the file: the checksum is of what is there, not of what was sent.
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return WrittenFile(name, split, records, path.stat().st_size, digest)


def make_manifest(facts: Mapping[str, Any], files: list[WrittenFile]) -> bytes:
    """Return the manifest with *facts* and *files*."""
    value = {**facts, "files": [asdict(file) for file in files]}
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
