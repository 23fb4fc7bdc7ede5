"""The record: strict JSON, fixed order, the schema, and the loaders that are to read it."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from newscrawl.model.items import Block, Draft, Metadata, Page, Removal, Timestamp
from newscrawl.records import json_line, make_article, record_schema, utc_millis

SCHEMA = Path(__file__).parents[1] / "newscrawl" / "article.schema.json"
ORDER = [
    "id",
    "text",
    "source",
    "added",
    "created",
    "url",
    "title",
    "language",
    "authors",
    "metadata",
]


def draft(
    text: str = "A text.", *, published: str | None = "2026-03-01", removed: bool = True
) -> Draft:
    url = "https://news.example/a"
    return Draft(
        url,
        (Block(text),),
        (Removal("Give now", "donation", "appeals.run", "asks for money", 1),) if removed else (),
        Metadata(
            title="T",
            authors=("N",),
            published=Timestamp(published, "meta:date") if published else None,
        ),
        page=Page(url, b"", fetched_at="2026-03-02T00:00:00.000Z", requested_url=url),
    )


def record(page: Draft) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json_line(make_article(page)))
    return loaded


def test_a_line_holds_all_that_the_record_holds() -> None:
    """As ``dataclasses.asdict`` has it, which takes three times as long."""
    article = make_article(replace(draft(), extra={"kicker": ["Town", {"rank": 1}]}))
    assert json.loads(json_line(article)) == json.loads(json.dumps(asdict(article)))


def test_fields_stand_in_a_fixed_order() -> None:
    """The fields of issue 2, in its order; ``created`` only where it is known."""
    assert list(record(draft())) == ORDER
    assert list(record(draft(published=None))) == [name for name in ORDER if name != "created"]
    assert list(record(draft())["metadata"]) == list(record(draft(published=None))["metadata"])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param(
            "a\u2028b\u2029c\x85d", b"a\\u2028b\\u2029c\\u0085d", id="line separators are escaped"
        ),
        pytest.param("a\ud800b", "a\ufffdb".encode(), id="lone surrogate is replaced"),
        pytest.param("naïve 日本 😀", "naïve 日本 😀".encode(), id="other text stays"),
        pytest.param('"\\\n\x00', rb"\"\\\n\u0000", id="JSON's own escapes"),
    ],
)
def test_a_record_is_one_line_for_every_reader(text: str, written: bytes) -> None:
    """Whatever the text holds, the record is one line, by every definition of a line."""
    line = json_line(make_article(draft(text)))
    assert written in line
    assert len(line.decode().splitlines()) == 1


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        pytest.param("2026-11-24", "2026-11-24T00:00:00.000Z", id="date"),
        pytest.param("2026-11-24T07:41:00", "2026-11-24T07:41:00.000Z", id="no zone: UTC"),
        pytest.param("2026-11-24T01:41:00.5+02:00", "2026-11-23T23:41:00.500Z", id="zone"),
        pytest.param("yesterday", None, id="no date"),
        pytest.param("0001-01-01T00:00:00+14:00", None, id="before the calendar"),
    ],
)
def test_times_are_written_in_utc(iso: str, expected: str | None) -> None:
    """One form for all times; what is no time is left out."""
    assert utc_millis(Timestamp(iso, "meta")) == expected


def test_the_schema_file_is_that_of_the_code() -> None:
    """The file is made from ``Article``, and records are valid by it."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema == record_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for page in (draft(), draft(published=None, removed=False)):
        validator.validate(record(page))
    broken = record(draft())
    broken["metadata"]["removed"][0]["category"] = "fun"
    assert not validator.is_valid(broken)


def test_every_field_is_documented() -> None:
    """docs/schema.md names each field of the record."""
    page = (Path(__file__).parents[1] / "docs" / "schema.md").read_text(encoding="utf-8")
    schema = record_schema()["properties"]
    names = [*schema, *schema["metadata"]["properties"]]
    assert [name for name in names if f"`{name}`" not in page] == []


@pytest.fixture
def output(tmp_path: Path) -> Path:
    path = tmp_path / "articles-00001.jsonl"
    pages = [draft("one", removed=False), draft("two"), draft("three\u2028 lines")]
    path.write_bytes(b"".join(json_line(make_article(page)) for page in pages))
    return path


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_datasets_loads_the_output(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hugging Face datasets reads the file as it is, times stay text."""
    monkeypatch.setenv("HF_HOME", str(output.parent / "hf"))
    datasets = pytest.importorskip("datasets")
    loaded = datasets.load_dataset(
        "json", data_files=str(output), split="train", cache_dir=str(output.parent / "cache")
    )
    assert loaded["text"][:2] == ["one", "two"]
    assert loaded[1]["created"] == "2026-03-01T00:00:00.000Z"
    assert loaded[1]["metadata"]["removed"][0]["category"] == "donation"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_datatrove_loads_the_output(output: Path) -> None:
    """datatrove's reader gives a document per record."""
    readers = pytest.importorskip("datatrove.pipeline.readers")
    documents = list(readers.JsonlReader(str(output.parent), glob_pattern="*.jsonl")())
    assert [document.text for document in documents[:2]] == ["one", "two"]
    assert documents[0].id.startswith("nc-")


def test_dolma_conditions_hold() -> None:
    """What dolma asks of a record: text for these fields, no null, an object as metadata."""
    for page in (draft(), draft(published=None)):
        values = record(page)
        names = [name for name in ("id", "text", "source", "added", "created") if name in values]
        assert all(isinstance(values[name], str) for name in names)
        assert isinstance(values["metadata"], dict)
