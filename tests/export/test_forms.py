"""Each form of an export, opened by those who use it: equal to what the crawl wrote, and the same twice."""

import csv
import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import datasets
import duckdb
import mlcroissant
import msgspec
import pandas as pd
import polars as pl
import pytest
from datatrove.pipeline.readers import ParquetReader

from newscrawl.cli.main import main
from newscrawl.export.forms import FORMS, markdown_of, safe_name
from tests.support.articles import records_of, three_runs
from tests.typed.test_consumers import DolmaDocument, filled

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
Records = list[dict[str, Any]]


@pytest.fixture
def runs(tmp_path: Path) -> list[Path]:
    return three_runs(tmp_path / "output", 30)


def export(form: str, runs: list[Path], target: Path, *arguments: str) -> Path:
    names = [str(path.parent) for path in runs]
    assert main(["export", *names, "--to", form, "-o", str(target), *arguments]) == 0
    return target


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("form", FORMS)
def test_the_same_records_give_the_same_bytes(form: str, runs: list[Path], tmp_path: Path) -> None:
    """Every file of every form, whenever it is made; the manifest has their checksums."""
    arguments = ("--split", "train=80,test=20", "--shard-size", "40kB")
    one = tree(export(form, runs, tmp_path / "a" / "set", *arguments))
    assert tree(export(form, runs, tmp_path / "b" / "set", *arguments)) == one
    manifest = json.loads(one["export.json"])
    assert manifest["records"] == 90
    assert sum(file["records"] for file in manifest["files"]) == 90
    assert b"90" in one["README.md"]


@pytest.mark.parametrize("streaming", [False, True])
def test_hugging_face_loads_the_folder(
    runs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, streaming: bool
) -> None:
    """Splits, types and figures are in the card; nothing has to be told."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    folder = export(
        "hf", runs, tmp_path / "set", "--split", "train=0.7,test=0.3", "--shard-size", "60kB"
    )
    loaded = datasets.load_dataset(
        str(folder), streaming=streaming, cache_dir=str(tmp_path / "cache")
    )
    rows = {split: list(loaded[split]) for split in ("train", "test")}
    expected = {record["id"]: record for record in filled(records_of(runs))}
    assert {row["id"]: row for split in rows.values() for row in split} == expected
    assert len(list((folder / "data").glob("train-*-of-*.parquet"))) > 1
    counts = json.loads((folder / "export.json").read_text())["splits"]
    assert counts == {split: len(found) for split, found in rows.items()}


@pytest.mark.parametrize("form", ["hf", "parquet", "jsonl", "csv"])
def test_croissant_gives_the_records(form: str, runs: list[Path], tmp_path: Path) -> None:
    """The description is valid, and its reader finds every record of each split."""
    folder = export(
        form, runs, tmp_path / "set", "--split", "train=70,test=30", "--shard-size", "60kB"
    )
    described = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not described.metadata.issues.errors
    found = [row for split in ("train", "test") for row in described.records(split)]
    names = [
        next(value for name, value in row.items() if name.endswith("/id")).decode() for row in found
    ]
    assert sorted(names) == sorted(record["id"] for record in records_of(runs))


def test_tables_open_where_tables_are_read(runs: list[Path], tmp_path: Path) -> None:
    """Parquet in polars, DuckDB, pandas and datatrove, in the order of the files."""
    folder = export("parquet", runs, tmp_path / "set", "--shard-size", "60kB")
    expected = filled(records_of(runs))
    ids = [record["id"] for record in expected]
    assert pl.scan_parquet(folder / "data" / "*.parquet").collect().to_dicts() == expected
    names = [str(path) for path in sorted((folder / "data").glob("*.parquet"))]
    rows = duckdb.execute("SELECT id FROM read_parquet(?)", [names]).fetchall()
    assert [row[0] for row in rows] == ids
    assert pd.read_parquet(folder / "data")["id"].tolist() == ids
    assert [each.id for each in ParquetReader(str(folder / "data"))()] == ids


def test_lines_are_those_of_the_crawl(runs: list[Path], tmp_path: Path) -> None:
    """One file, of the very bytes that the crawl wrote."""
    target = export("jsonl", runs, tmp_path / "all.jsonl")
    assert target.read_bytes() == b"".join(path.read_bytes() for path in runs)


def test_dolma_documents(runs: list[Path], tmp_path: Path) -> None:
    """Packed, in its folder, of its type; what it has no field for is metadata."""
    folder = export("dolma", runs, tmp_path / "set", "--shard-size", "60kB")
    paths = sorted((folder / "documents").glob("*.jsonl.gz"))
    lines = [line for path in paths for line in gzip.decompress(path.read_bytes()).splitlines()]
    decoder = msgspec.json.Decoder(DolmaDocument)
    for line, record in zip(lines, records_of(runs), strict=True):
        document = decoder.decode(line)
        assert set(json.loads(line)) <= {"id", "text", "source", "added", "created", "metadata"}
        assert (document.id, document.text) == (record["id"], record["text"])
        assert document.metadata is not None
        assert document.metadata["url"] == record["url"]
        assert document.metadata["removed"] == record["metadata"]["removed"]


def test_csv_opens_in_pandas_duckdb_and_the_standard_library(
    runs: list[Path], tmp_path: Path
) -> None:
    """Line feeds, quotes and commas in texts; lists are JSON."""
    target = export("csv", runs, tmp_path / "all.csv")
    expected = records_of(runs)
    frame = pd.read_csv(target, keep_default_na=False)
    assert frame["text"].tolist() == [record["text"] for record in expected]
    assert [json.loads(value) for value in frame["authors"]] == [
        record["authors"] for record in expected
    ]
    rows = duckdb.execute(
        "SELECT title FROM read_csv(?, all_varchar=true)", [str(target)]
    ).fetchall()
    assert [row[0] or "" for row in rows] == [record["title"] for record in expected]
    with target.open(encoding="utf-8", newline="") as file:
        assert [row["url"] for row in csv.DictReader(file)] == [
            record["url"] for record in expected
        ]


def test_a_file_for_each_article(runs: list[Path], tmp_path: Path) -> None:
    """Text alone, and Markdown with a head."""
    folder = export("txt", runs, tmp_path / "txt")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.rglob("nc-*.txt")}
    assert texts == {record["id"]: record["text"] + "\n" for record in records_of(runs)}
    folder = export("markdown", runs, tmp_path / "markdown")
    pages = {path.stem: path.read_text(encoding="utf-8") for path in folder.rglob("nc-*.md")}
    assert pages == {record["id"]: markdown_of(record) for record in records_of(runs)}


def test_sqlite_is_a_table_and_a_search(runs: list[Path], tmp_path: Path) -> None:
    """All fields, and words found in titles and texts."""
    target = export("sqlite", runs, tmp_path / "all.sqlite")
    expected = records_of(runs)
    with sqlite3.connect(target) as store:
        rows = store.execute(
            "SELECT id, text, created, metadata FROM articles ORDER BY rowid"
        ).fetchall()
        hits = store.execute("SELECT title FROM search WHERE search MATCH 'Bericht'").fetchall()
    store.close()
    assert [row[:3] for row in rows] == [
        (each["id"], each["text"], each.get("created")) for each in expected
    ]
    assert [json.loads(row[3]) for row in rows] == [record["metadata"] for record in expected]
    assert len(hits) == 30


def test_markdown_keeps_the_kinds_of_blocks() -> None:
    """Headings, lists, quotations and code, whatever is in them."""
    texts = ["Intro.", "A\nheading", "one\ntwo", "said", "x = 1\n```\n"]
    record = {
        **{
            "id": "x",
            "url": "u",
            "title": 'A "title"',
            "language": "en",
            "source": "s",
            "authors": ["N"],
        },
        "text": "\n\n".join(texts),
        "metadata": {"kinds": ["paragraph", "heading", "list_item", "quote", "code"]},
    }
    page = markdown_of(record)
    assert page.startswith('---\nid: "x"\n')
    assert 'title: "A \\"title\\""' in page
    assert page.endswith(
        '# A "title"\n\nIntro.\n\n## A heading\n\n- one\n  two\n\n> said\n\n````\nx = 1\n```\n\n````\n'
    )


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b", "", ".", "..", "x" * 300, "日本", "a\0b", "end."]
)
def test_ids_of_others_are_no_paths(name: str) -> None:
    """An id names a file in the folder, whatever it holds."""
    assert safe_name(name).startswith("id-")
    assert safe_name("nc-0a.b_c") == "nc-0a.b_c"
