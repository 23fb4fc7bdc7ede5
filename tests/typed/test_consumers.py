"""What is written loads in the libraries of those who use it, over several files, as it is and equal."""

import gzip
import json
from pathlib import Path
from typing import Any

import datasets
import duckdb
import msgspec
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pytest
from datatrove.pipeline.readers import JsonlReader, ParquetReader

import newscrawl
from newscrawl.records import dump_line, json_line, make_article
from newscrawl.typed.card import folder_card
from newscrawl.typed.parquet import read_parquet
from newscrawl.typed.rows import Conformer
from tests.support.articles import drafts, records_of, three_runs
from tests.support.tables import write_parquet

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
Records = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))


@pytest.fixture
def lines(tmp_path: Path) -> list[Path]:
    return three_runs(tmp_path / "output")


@pytest.fixture
def tables(lines: list[Path], tmp_path: Path) -> list[Path]:
    paths = []
    for number, path in enumerate(lines):
        paths.append(tmp_path / f"part-{number}.parquet")
        write_parquet(records_of([path]), str(paths[-1]))
    return paths


def filled(records: Records) -> Records:
    """Records as loaders of tables give them: what is unknown is null."""
    names = newscrawl.arrow_schema().names
    whole = [{name: record.get(name) for name in names} for record in records]
    return [{**record, "metadata": {**record["metadata"], "extra": None}} for record in whole]


def test_all_columns_are_those_of_the_record(lines: list[Path]) -> None:
    """Columns and their order are those of the lines, at every level."""
    schema = newscrawl.arrow_schema()
    record = records_of(lines[1:2])[1]
    assert schema.names == list(record)
    names = [field.name for field in schema.field("metadata").type]
    assert names == [*record["metadata"], "extra"]
    assert (
        schema.field("metadata").type.field("removed").type.value_type.field("position").type
        == pa.int64()
    )


@pytest.mark.parametrize("turned", [False, True], ids=["empty first", "empty last"])
@pytest.mark.parametrize("streaming", [False, True])
def test_datasets_loads_lines(
    lines: list[Path], tmp_path: Path, *, streaming: bool, turned: bool
) -> None:
    """Files without dates or lists beside files with them, with our features: all equal, streaming too."""
    paths = lines[::-1] if turned else lines
    loaded = datasets.load_dataset(
        "json",
        data_files=[str(path) for path in paths],
        split="train",
        streaming=streaming,
        features=newscrawl.features(),
        chunksize=16_384,  # as a file of many megabytes is read
        cache_dir=str(tmp_path / "cache"),
    )
    assert list(loaded) == filled(records_of(paths))


@pytest.mark.parametrize("streaming", [False, True])
def test_datasets_loads_a_folder_of_runs(
    lines: list[Path], tmp_path: Path, *, streaming: bool
) -> None:
    """The card in the output folder gives the types: nothing has to be told."""
    folder = lines[0].parents[2]
    (folder / "README.md").write_text(folder_card(".jsonl"), encoding="utf-8")
    loaded = datasets.load_dataset(
        str(folder), split="train", streaming=streaming, cache_dir=str(tmp_path / "cache")
    )
    assert list(loaded) == filled(records_of(lines))


@pytest.mark.parametrize("streaming", [False, True])
def test_datasets_loads_parquet(
    tables: list[Path], lines: list[Path], tmp_path: Path, *, streaming: bool
) -> None:
    """Nothing has to be told: the types are in the files."""
    loaded = datasets.load_dataset(
        "parquet",
        data_files=[str(path) for path in tables],
        split="train",
        streaming=streaming,
        cache_dir=str(tmp_path / "cache"),
    )
    assert list(loaded) == filled(records_of(lines))
    features = newscrawl.features()
    features["metadata"]["extra"] = datasets.Value(
        "string"
    )  # nothing in the file says that it is JSON
    assert loaded.features == features


def test_arrow_reads_lines_and_parquet(lines: list[Path], tables: list[Path]) -> None:
    """Dataset, concatenated tables and the JSON reader give one schema and equal rows."""
    expected = filled(records_of(lines))
    dataset = pa.dataset.dataset([str(path) for path in tables], format="parquet")
    assert dataset.schema.equals(newscrawl.arrow_schema())
    assert dataset.to_table().to_pylist() == expected
    options = pa.json.ParseOptions(explicit_schema=newscrawl.arrow_schema())
    parts = [pa.json.read_json(path, parse_options=options) for path in lines]
    assert pa.concat_tables(parts).to_pylist() == expected


def test_arrow_concatenates_lines_whose_types_it_guessed(lines: list[Path]) -> None:
    """Without a schema, what every site has is of one type in every file."""
    parts = [pa.json.read_json(path) for path in lines[1:]]
    joined = pa.concat_tables(parts, promote_options="permissive")
    assert joined.schema.field("created").type == pa.string()
    metadata = joined.schema.field("metadata").type
    for name in ("published", "published_written", "modified", "modified_written", "dateline"):
        assert metadata.field(name).type == pa.string()


def test_polars_scans_parquet_and_lines(lines: list[Path], tables: list[Path]) -> None:
    """Lazy scans over several files; with our schema for the lines."""
    expected = filled(records_of(lines))
    assert pl.scan_parquet(tables).collect().to_dicts() == expected
    schema = pl.from_arrow(newscrawl.arrow_schema().empty_table()).schema
    assert pl.scan_ndjson(lines, schema=schema).collect().to_dicts() == expected
    assert pl.scan_ndjson(lines, infer_schema_length=None).select("id").collect().height == len(
        expected
    )


def test_duckdb_reads_parquet_and_lines(lines: list[Path], tables: list[Path]) -> None:
    """Over several files, with types as it finds them."""
    expected = records_of(lines)
    names = [str(path) for path in tables]
    rows = duckdb.execute("SELECT * FROM read_parquet(?)", [names]).fetchall()
    assert [row[0] for row in rows] == [record["id"] for record in expected]
    assert [row[-1] for row in rows] == [record["metadata"] for record in filled(expected)]
    names = [str(path) for path in lines]
    found = duckdb.execute(
        "SELECT id, text, metadata.dateline, len(metadata.updates) FROM read_json(?)", [names]
    ).fetchall()
    assert found == [
        (
            record["id"],
            record["text"],
            record["metadata"]["dateline"],
            len(record["metadata"]["updates"]),
        )
        for record in expected
    ]


OWN: tuple[dict[str, Any], ...] = (
    {},
    {"kicker": "Hafen", "ranks": [1, 2.5]},
    {"kicker": 3, "place": {"name": "高松", "seen": True}},
)
"""Own fields of three records, whose types do not agree."""


def test_own_fields_go_everywhere(tmp_path: Path) -> None:
    """In lines they are an object, in typed files its JSON; there and back they are equal."""
    articles = [make_article(draft) for draft in drafts(1, 3)]
    for article, extra in zip(articles, OWN, strict=True):
        article.metadata.extra.update(extra)
    lines, table = tmp_path / "articles-00001.jsonl", tmp_path / "a.parquet"
    lines.write_bytes(b"".join(map(json_line, articles)))
    assert "extra" not in records_of([lines])[0]["metadata"]
    assert [each.metadata.extra for each in newscrawl.read(lines)] == list(OWN)
    write_parquet(map(Conformer().conform, records_of([lines])), str(table))
    assert b"".join(map(dump_line, read_parquet(table))) == lines.read_bytes()
    expected = [extra or None for extra in OWN]
    for kind, path in (("json", lines), ("parquet", table)):
        options = {"features": newscrawl.features(), "cache_dir": str(tmp_path / "cache")}
        loaded = datasets.load_dataset(kind, data_files=str(path), split="train", **options)
        assert [row["metadata"]["extra"] for row in loaded] == expected
    schema = pl.from_arrow(newscrawl.arrow_schema().empty_table()).schema
    for frame in (pl.read_parquet(table), pl.scan_ndjson(lines, schema=schema).collect()):
        texts = [row["metadata"]["extra"] for row in frame.to_dicts()]
        assert [json.loads(text) if text else None for text in texts] == expected
    query = "SELECT json_extract_string(metadata.extra::JSON, '$.place.name') FROM read_{}(?)"
    for kind, path in (("parquet", table), ("json", lines)):
        found = duckdb.execute(query.format(kind), [str(path)]).fetchall()
        assert found == [(None,), (None,), ("高松",)]


def test_pandas_reads_parquet_and_lines(lines: list[Path], tables: list[Path]) -> None:
    """Texts stay texts."""
    expected = records_of(lines)
    frame = pd.concat([pd.read_parquet(path) for path in tables])
    assert frame["text"].tolist() == [record["text"] for record in expected]
    frame = pd.concat([pd.read_json(path, lines=True) for path in lines])
    assert frame["added"].tolist() == [record["added"] for record in expected]
    assert [row["published"] for row in frame["metadata"]] == [
        record["metadata"]["published"] for record in expected
    ]


def test_the_calls_of_nemo_curator_read_parquet_and_lines(
    lines: list[Path], tables: list[Path]
) -> None:
    """Its readers (1.4) call pyarrow or pandas like this, and join what they got.

    Itself it reads them in ``tests/consumers``.
    """
    ids = [record["id"] for record in records_of(lines)]
    options = pa.json.ReadOptions(block_size=16_384, use_threads=False)
    guessed = [pa.json.read_json(path, read_options=options) for path in lines]
    joined = pa.concat_tables(guessed, promote_options="permissive")
    assert joined["id"].to_pylist() == ids
    assert joined.schema.field("created").type == pa.string()
    frame = pd.concat([pd.read_json(path, lines=True) for path in lines], ignore_index=True)
    assert frame["id"].tolist() == ids
    parts = [pd.read_parquet(path, engine="pyarrow", dtype_backend="pyarrow") for path in tables]
    frame = pd.concat(parts, ignore_index=True)
    assert frame["id"].tolist() == ids
    assert frame["text"].tolist() == [record["text"] for record in records_of(lines)]


def test_datatrove_reads_parquet_and_lines(lines: list[Path], tables: list[Path]) -> None:
    """Its readers give a document for each record, with all else as metadata."""
    expected = records_of(lines)
    root = lines[0].parents[1]
    for reader in (
        JsonlReader(str(root), glob_pattern="*/*.jsonl"),
        ParquetReader(str(tables[0].parent), glob_pattern="*.parquet"),
    ):
        documents = list(reader())
        assert [document.text for document in documents] == [record["text"] for record in expected]
        assert [document.id for document in documents] == [record["id"] for record in expected]


class DolmaDocument(msgspec.Struct):
    """dolma's ``InputSpecWithMetadata``, as its documentation has it; itself it reads in ``tests/consumers``."""

    id: str
    text: str
    source: str
    version: str | None = None
    added: str | None = None
    created: str | None = None
    metadata: dict[str, Any] | None = None


def test_dolma_decodes_the_lines(lines: list[Path]) -> None:
    """Each line is of the type that dolma decodes documents into; packed as it reads them."""
    decoder = msgspec.json.Decoder(DolmaDocument)
    data = gzip.decompress(gzip.compress(b"".join(path.read_bytes() for path in lines)))
    found = [decoder.decode(line) for line in data.splitlines()]
    assert [each.id for each in found] == [record["id"] for record in records_of(lines)]
    assert json.loads(msgspec.json.encode(found[0].metadata))["schema"] == 2
