"""Closed files become Parquet, and what was removed goes beside: each record exactly once, whatever happens."""

import asyncio
import hashlib
import json
import random
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newscrawl.errors import ConfigError
from newscrawl.scheduler.options import read_rotation
from newscrawl.state.background import Stoppable
from newscrawl.state.ledger import OutputLine, Rotation
from newscrawl.state.shapes import FileShape
from newscrawl.typed.parquet import read_parquet
from tests.state.test_ledger import Desk
from tests.support.articles import lines_of
from tests.support.lossless import Crawl, article_urls, unpacked
from tests.support.server import Server

SHAPES = [
    pytest.param(Rotation(max_records=2, format="parquet"), id="parquet"),
    pytest.param(Rotation(max_records=2, format="parquet", removed="beside"), id="parquet, beside"),
    pytest.param(Rotation(max_records=2, compression="gzip", removed="beside"), id="gzip, beside"),
    pytest.param(Rotation(max_records=2, compression="zstd", removed="beside"), id="zstd, beside"),
]


def entries(count: int) -> list[OutputLine]:
    return [OutputLine(json.loads(line)["id"], line) for line in lines_of(1, count)]


def merged(folder: Path) -> bytes:
    """All lines, with what was removed back in its place."""
    found = []
    for path in sorted(folder.glob("articles-*")):
        records = [json.loads(line) for line in unpacked(path).splitlines()]
        beside = path.with_name(path.name.replace("articles", "removed"))
        if beside.exists():
            rows = (
                list(read_parquet(beside))
                if beside.suffix == ".parquet"
                else [json.loads(line) for line in unpacked(beside).splitlines()]
            )
            assert all(record["metadata"]["removed"] == [] for record in records)
            assert [row["id"] for row in rows] == [record["id"] for record in records]
            for record, row in zip(records, rows, strict=True):
                record["metadata"]["removed"] = row["removed"]
        found += records
    return b"".join(
        json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        for record in found
    )


@pytest.mark.parametrize("rotation", SHAPES)
def test_closed_files_take_their_shape(rotation: Rotation, tmp_path: Path) -> None:
    """Nothing is lost by it, the sum is right, and no plain file is left."""
    desk = Desk(tmp_path, rotation)
    desk.ledger.add(entries(5))
    desk.ledger.commit()
    desk.seal()
    assert merged(desk.folder) == b"".join(lines_of(1, 5))
    for entry in desk.manifest()["files"]:
        assert entry["name"].endswith(rotation.shape.ending)
        data = (desk.folder / entry["name"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
    assert not list(desk.folder.glob("*.jsonl"))
    desk.store.close()


@pytest.mark.parametrize("rotation", SHAPES)
@pytest.mark.parametrize("noted", [False, True])
def test_death_while_a_shape_is_made(rotation: Rotation, *, noted: bool, tmp_path: Path) -> None:
    """Before it was noted it is made again; after that the plain file goes at the next start."""
    desk = Desk(tmp_path, rotation)
    desk.ledger.add(entries(2))
    desk.ledger.commit()

    def die() -> None:
        raise KeyboardInterrupt

    if noted:
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(desk.ledger.pack(Stoppable(), die))
    else:
        for name in ("articles-00001", "removed-00001"):
            (desk.folder / f"{name}{rotation.shape.ending}").write_bytes(b"half")
            (desk.folder / f"{name}{rotation.shape.ending}.part").write_bytes(b"half")
    desk.reopen()
    desk.pack()
    assert merged(desk.folder) == b"".join(lines_of(1, 2))
    assert not list(desk.folder.glob("*.part"))
    assert not list(desk.folder.glob("*.jsonl"))
    desk.store.close()


@pytest.mark.parametrize("removed", ["record", "beside"])
def test_a_state_from_before_makes_lines_of_parquet_again(removed: str, tmp_path: Path) -> None:
    """A state that was put back knows the file as open: its very bytes are there again."""
    desk = Desk(tmp_path, Rotation(format="parquet", removed=removed))
    desk.ledger.add(entries(3))
    desk.ledger.commit()
    desk.ledger.commit()  # notes the size of the file
    plain = (desk.folder / "articles-00001.jsonl").read_bytes()
    desk.store.close()
    before = (tmp_path / "state.sqlite").read_bytes()
    desk.open()
    desk.seal()
    desk.store.close()
    for path in tmp_path.glob("state.sqlite*"):
        path.unlink()
    (tmp_path / "state.sqlite").write_bytes(before)
    desk.open()
    assert (desk.folder / "articles-00001.jsonl").read_bytes() == plain == b"".join(lines_of(1, 3))
    assert {path.name for path in desk.folder.glob("*-0*")} == {"articles-00001.jsonl"}
    desk.store.close()


def test_what_cannot_be_made_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first request, with the way out."""
    values = {
        "OUTPUT_MAX_BYTES": 1,
        "OUTPUT_MAX_RECORDS": 0,
        "OUTPUT_COMPRESSION": "none",
        "OUTPUT_REMOVED": "beside",
    }
    with pytest.raises(ConfigError, match="OUTPUT_REMOVED=beside needs"):
        read_rotation(Settings({**values, "OUTPUT_FORMAT": "jsonl"}))
    assert read_rotation(Settings({**values, "OUTPUT_FORMAT": "parquet"})).shape == FileShape(
        "parquet", "none", "beside"
    )
    with pytest.raises(
        ConfigError, match="OUTPUT_FORMAT: expected one of jsonl, parquet, got 'csv'"
    ):
        read_rotation(Settings({**values, "OUTPUT_FORMAT": "csv"}))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigError, match="pyarrow is not installed"):
        read_rotation(Settings({**values, "OUTPUT_FORMAT": "parquet"}))


def test_a_crawl_that_is_killed_writes_parquet_exactly_once(server: Server, tmp_path: Path) -> None:
    """Three kills of a crawl that fills a file with five records; what was removed is beside."""
    dice = random.Random(3)
    urls, names = article_urls(server, 60)
    settings = {"OUTPUT_MAX_RECORDS": "5", "OUTPUT_FORMAT": "parquet", "OUTPUT_REMOVED": "beside"}
    crawl = Crawl(tmp_path, urls, settings)
    for _ in range(3):
        answered = len(server.requests) + dice.randrange(5, 14)
        assert crawl.kill(crawl.start(), lambda many=answered: len(server.requests) >= many)  # type: ignore[misc]
    assert crawl.run() == 0, crawl.log
    assert crawl.titles() == names
    (folder,) = (crawl.output / "article").iterdir()
    files = sorted(path.name for path in folder.glob("articles-*"))
    assert files == [f"articles-{number:05}.parquet" for number in range(1, 13)]
    rows = [row for path in folder.glob("removed-*.parquet") for row in read_parquet(path)]
    assert len(rows) == 60


def test_what_was_removed_is_left_out_where_nobody_wants_it(server: Server, tmp_path: Path) -> None:
    """The key stays, so that all records have one type; the output folder has its card."""
    urls, names = article_urls(server, 3)
    crawl = Crawl(
        tmp_path,
        urls,
        {"OUTPUT_REMOVED": "none", "EXTRACT_FUNCTION": "newscrawl.extract.page.work"},
    )
    assert crawl.run() == 0, crawl.log
    records = [json.loads(line) for line in crawl.lines()]
    assert [record["metadata"]["removed"] for record in records] == [[]] * 3
    assert "articles-*.jsonl" in (crawl.output / "README.md").read_text()
    (crawl.output / "README.md").write_text("mine")
    assert crawl.run() == 0, crawl.log
    assert (crawl.output / "README.md").read_text() == "mine"
    assert len(names) == 3
