"""Our steps in datatrove's own executor, over two tasks: the crawl's records, exactly once."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader

import newscrawl
from newscrawl.cli.main import main
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page
from newscrawl.pipelines.extract import with_page
from newscrawl.pipelines.validate import ValidatePipeline
from newscrawl.records import json_line
from newscrawl.steps import ArticleExtractor, ArticleWriter, SiteCleaner, SiteWriter
from newscrawl.steps.clean import bucket_of
from newscrawl.typed.parquet import read_parquet
from tests.support.corpora import texts_of, write_lines

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
PAGES = Path(__file__).parents[2] / "newscrawl" / "demo" / "site"
AT = "2026-11-24T07:00:00Z"


def pages() -> list[dict[str, str]]:
    return [
        {
            "text": path.read_text(encoding="utf-8", errors="replace"),
            "id": path.name,
            "url": f"https://harbour.example/{path.name}",
            "date": AT,
        }
        for path in sorted(PAGES.glob("*.html"))
    ]


def crawled(page: dict[str, str]) -> dict[str, Any] | None:
    """The record that a crawl makes of a page that it reads by itself."""
    got = Page(
        page["url"],
        page["text"].encode(),
        "text/html; charset=utf-8",
        fetched_at="2026-11-24T07:00:00.000Z",
    )
    try:
        draft = with_page(extract_page(got), got)
        return json.loads(json_line(asyncio.run(ValidatePipeline(50).process_item(draft))))  # type: ignore[no-any-return]
    except Exception:
        return None


def run(folder: Path, *steps: Any, tasks: int = 2) -> None:
    executor = LocalPipelineExecutor(
        list(steps),
        tasks=tasks,
        workers=1,
        logging_dir=str(folder / "logs"),
        randomize_start_duration=0,
    )
    executor.run()


def test_pages_become_the_records_of_a_crawl(tmp_path: Path) -> None:
    """On two tasks; a second run finds the marks of the first, and does nothing again."""
    source = tmp_path / "pages"
    source.mkdir()
    found = pages()
    write_lines(source / "1.jsonl", found[::2])  # type: ignore[arg-type]
    write_lines(source / "2.jsonl", found[1::2])  # type: ignore[arg-type]
    for _ in range(2):
        run(
            tmp_path,
            JsonlReader(str(source)),
            ArticleExtractor(),
            ArticleWriter(str(tmp_path / "out"), max_file_size=-1),
        )
        files = sorted((tmp_path / "out").rglob("*.parquet"))
        assert [path.name for path in files] == ["00000.parquet", "00001.parquet"]
    rows = {row["id"]: row for path in files for row in read_parquet(path)}
    expected = [record for page in found if (record := crawled(page)) is not None]
    assert len(expected) > 10
    assert rows == {record["id"]: record for record in expected}
    import pyarrow.parquet as pq  # noqa: PLC0415

    assert pq.read_schema(files[0]).names == newscrawl.arrow_schema().names


def test_pages_that_hang_or_are_none_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others go on."""
    page = pages()[0]
    step = ArticleExtractor(timeout_s=60)
    documents = [
        Document(text="<p>Short.</p>", id="a", metadata={"url": "https://a.example/1"}),
        Document(text="\0\1 no page", id="b", metadata={"url": "https://a.example/2"}),
        Document(text=page["text"], id="c", metadata={"url": "no address"}),
        Document(text=page["text"], id="d", metadata={"url": page["url"], "date": "soon"}),
    ]
    assert [each.metadata["url"] for each in step.run(iter(documents))] == [page["url"]]
    counts = {name: stat.total for name, stat in step.stats.stats.items()}
    assert (counts["total"], counts["forwarded"]) == (4, 1)
    assert sum(count for name, count in counts.items() if name.startswith("dropped_")) == 3


def test_what_sites_repeat_goes_on_many_machines_as_on_one(tmp_path: Path) -> None:
    """Records of each site meet in a bucket, whatever task had them; the texts are those of ``newscrawl clean``."""
    records = [
        record
        for host in ("a.example", "b.example")
        for record, _ in texts_of(host, 20, seed=len(host))
    ]
    records = [{**record, "id": str(number)} for number, record in enumerate(records)]
    source = tmp_path / "in"
    source.mkdir()
    write_lines(source / "1.jsonl", records[::2])
    write_lines(source / "2.jsonl", records[1::2])
    sites = str(tmp_path / "sites")
    run(tmp_path / "1", JsonlReader(str(source)), SiteWriter(sites, buckets=3))
    run(
        tmp_path / "2",
        SiteCleaner(sites, buckets=3),
        ArticleWriter(str(tmp_path / "out"), max_file_size=-1),
    )
    found = {
        row["id"]: row["text"]
        for path in (tmp_path / "out").rglob("*.parquet")
        for row in read_parquet(path)
    }
    one = write_lines(tmp_path / "all.jsonl", records)
    assert main(["clean", "--workers", "1", str(one), "-o", str(tmp_path / "clean.jsonl")]) == 0
    lines = map(json.loads, (tmp_path / "clean.jsonl").read_bytes().splitlines())
    expected = {line["id"]: line["text"] for line in lines}
    assert found == expected
    assert sum(map(len, found.values())) < sum(len(record["text"]) for record in records)


def test_a_host_has_one_bucket() -> None:
    """What is no address has one too."""
    assert bucket_of("https://a.example/1", 256) == bucket_of("https://a.example/2?x", 256) < 256
    assert bucket_of("nowhere", 256) == 0
