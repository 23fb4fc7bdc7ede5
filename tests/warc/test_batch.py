"""Some pages of an input at a time."""

from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from newscrawl.warc import batch
from newscrawl.warc.batch import Reader
from newscrawl.warc.pages import WantedPages
from newscrawl.warc.response import BatchResponse
from tests.warc.archives import gzipped, page_record

NAMES = tuple("ABCDEFG")


@pytest.fixture
def archive(tmp_path: Path) -> str:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzipped([page_record(name) for name in NAMES]))
    return str(path)


def names(found: batch.Batch) -> list[str]:
    return [page.url[-1] for page in found.pages]


@pytest.mark.parametrize("again", [False, True], ids=["one reader", "a reader each"])
def test_batches_follow_each_other_to_the_end(
    monkeypatch: pytest.MonkeyPatch, archive: str, again: bool
) -> None:
    """Each names where to go on, also to a reader that has read none before."""
    monkeypatch.setattr(batch, "MAX_PAGES", 3)
    asked: dict[str, object] = {"file": archive}
    parts = []
    with ExitStack() as stack:
        reader = None
        while asked:
            if again or reader is None:
                reader = stack.enter_context(closing(Reader(WantedPages())))
            found = reader.read(asked)
            parts.append(names(found))
            at = found.next
            asked = {"file": archive, "offset": at.offset, "skip": at.skip} if at else {}
    assert parts == [["A", "B", "C"], ["D", "E", "F"], ["G"]]


@pytest.mark.parametrize(("limit", "value"), [("MAX_BYTES", 1), ("MAX_RECORDS", 1)])
def test_what_comes_first_ends_a_batch(
    monkeypatch: pytest.MonkeyPatch, archive: str, limit: str, value: int
) -> None:
    """Pages, bytes or records."""
    monkeypatch.setattr(batch, limit, value)
    with closing(Reader(WantedPages())) as reader:
        found = reader.read({"file": archive})
    assert (names(found), found.records) == (["A"], 1)


def test_an_archive_that_is_not_there_is_a_problem_of_the_batch(tmp_path: Path) -> None:
    """And no error: the other archives are read."""
    found = Reader(WantedPages()).read({"file": str(tmp_path / "none.warc.gz")})
    assert [each.reason for each in found.problems] == ["unreadable"]
    assert found.next is None


def test_a_place_before_the_one_of_an_open_archive_is_read_again(
    monkeypatch: pytest.MonkeyPatch, archive: str
) -> None:
    """A request that is repeated gets its own batch."""
    monkeypatch.setattr(batch, "MAX_PAGES", 2)
    with closing(Reader(WantedPages())) as reader:
        first = reader.read({"file": archive})
        assert names(reader.read({"file": archive})) == names(first) == ["A", "B"]


def test_files_of_a_folder_are_pages(tmp_path: Path) -> None:
    """Those that give none are problems, or nothing."""
    (tmp_path / "a.html").write_text("<p>Hello</p>")
    (tmp_path / "b.html").write_text("")
    asked = {
        "files": [str(tmp_path / name) for name in ("a.html", "none.html")],
        "root": str(tmp_path),
        "base": "https://a.example/",
    }
    found = Reader(WantedPages()).read(asked)
    assert [page.url for page in found.pages] == ["https://a.example/a.html"]
    assert (found.records, found.bytes, len(found.problems)) == (2, 12, 1)
    answer = BatchResponse("archive:1", found)
    assert (len(answer.body), answer.batch) == (12, found)
