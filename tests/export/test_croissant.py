"""The description of an export for tools that read Croissant: each file, each split, each column."""

import json
from collections import Counter
from typing import Any

import pytest

from newscrawl.export.croissant import CSV, LINES, make_croissant
from newscrawl.export.figures import ExportFigures
from newscrawl.export.manifest import WrittenFile
from newscrawl.typed.columns import columns

PARQUET = "application/vnd.apache.parquet"
FILES = tuple(
    WrittenFile(name, split, 5, 100, name * 2)
    for name, split in (("b.x", "train"), ("a.x", "test"), ("c.x", "train"))
)


def described(media_type: str = PARQUET, **counted: Any) -> dict[str, Any]:
    figures = ExportFigures()
    for name, value in counted.items():
        setattr(figures, name, value)
    found: dict[str, Any] = json.loads(make_croissant("presse", figures, FILES, media_type))
    return found


def test_each_file_has_its_checksum_and_each_split_its_files() -> None:
    """Files by their names, splits in order."""
    value = described()
    files = {each["@id"]: each for each in value["distribution"]}
    assert list(files) == ["b.x", "a.x", "c.x", "files-test", "files-train"]
    assert files["a.x"]["sha256"] == "a.xa.x"
    assert files["a.x"]["contentSize"] == "100 B"
    assert files["files-train"]["includes"] == ["b.x", "c.x"]
    assert [each["@id"] for each in value["recordSet"]] == ["test", "train"]
    assert value["recordSet"][0]["key"] == {"@id": "test/id"}


@pytest.mark.parametrize(
    ("media_type", "has_optional", "has_lists"),
    [
        pytest.param(PARQUET, True, True, id="parquet"),
        pytest.param(LINES, False, True, id="lines may lack a field"),
        pytest.param(CSV, True, False, id="lists in CSV are texts"),
    ],
)
def test_fields_by_form(media_type: str, has_optional: bool, has_lists: bool) -> None:
    """Those that are one column; a reader fails at a field that a file lacks."""
    fields, _ = (each["field"] for each in described(media_type)["recordSet"])
    names = {each["name"] for each in fields}
    one_column = [each for each in columns() if each.kind != "struct"]
    optional = {each.name for each in one_column if each.optional}
    assert names == {each.name for each in one_column} - (set() if has_optional else optional)
    assert {each["name"] for each in fields if each.get("repeated")} == (
        {each.name for each in one_column if each.kind == "list"} & names if has_lists else set()
    )
    assert all(each["source"]["fileSet"]["@id"] == "files-test" for each in fields)


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        pytest.param(Counter(), "unknown", id="none"),
        pytest.param(Counter({"CC BY": 3, "©": 5}), ["©", "CC BY"], id="the most frequent first"),
        pytest.param(Counter({"half \ud83d": 1}), ["half ?"], id="half a surrogate pair"),
    ],
)
def test_licences(licences: Counter[str], expected: object) -> None:
    """As pages name them, whatever their characters are."""
    assert described(licences=licences)["license"] == expected
