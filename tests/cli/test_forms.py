"""What reads the runs of a crawl reads each form of their files, and each record once."""

import io
import json
from pathlib import Path

import pytest

import newscrawl
from newscrawl.cli.inspect import find_record
from newscrawl.cli.main import main
from newscrawl.cli.stream import Stream
from newscrawl.reports.tally import Tally, count_run
from newscrawl.state import shapes
from newscrawl.state.shapes import FileShape
from tests.support.articles import lines_of

SHAPES = [
    FileShape("parquet"),
    FileShape("parquet", removed="beside"),
    FileShape(compression="gzip"),
    FileShape(compression="zstd", removed="beside"),
]


def ids_of(lines: bytes | str) -> list[str]:
    return [json.loads(line)["id"] for line in lines.splitlines()]


def packed(folder: Path, shape: FileShape, lines: list[bytes]) -> Path:
    """Write *lines* as a crawl does: the plain file, and its copy in the *shape* beside it."""
    plain = folder / "articles-00001.jsonl"
    plain.write_bytes(b"".join(lines))
    shapes.pack(lambda: None, plain, plain.stat().st_size, shape)
    return plain


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("is_plain_there", [False, True])
def test_each_record_is_read_once(
    shape: FileShape, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, is_plain_there: bool
) -> None:
    """In every form, also while the plain file is still beside its copy, or one was kept aside."""
    lines = lines_of(1, 9)
    plain = packed(tmp_path, shape, lines)
    plain.with_name("articles-00001.jsonl.cut-1").write_bytes(lines[0])
    if not is_plain_there:
        plain.unlink()
    ids = ids_of(b"".join(lines))
    assert [article.id for article in newscrawl.read(tmp_path)] == ids
    assert main(["show", str(tmp_path), "--json"]) == 0
    assert ids_of(capsys.readouterr().out) == ids
    tally = Tally()
    count_run(tmp_path, tally)
    assert (tally.articles, tally.bad_lines) == (len(ids), 0)
    assert find_record(Path(tally.shown[-1].place.partition("#")[0]), ids[-1])["id"] == ids[-1]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("given", [0, 2, 9])
def test_each_record_is_given_once(shape: FileShape, given: int, tmp_path: Path) -> None:
    """On standard output, however many lines were given when their file was packed."""
    lines, target = lines_of(1, 9), io.BytesIO()
    stream = Stream(target)
    stream._folder = tmp_path  # of a run that goes on; nothing else is needed of the crawler
    (tmp_path / "articles-00001.jsonl").write_bytes(b"".join(lines[:given]))
    stream._pass_on()
    packed(tmp_path, shape, lines).unlink()
    for _ in range(2):
        stream._pass_on()
    assert ids_of(target.getvalue()) == ids_of(b"".join(lines))
