"""Pages out of the records of an archive: what is told of those that give none."""

import gzip
from pathlib import Path

from newscrawl.warc.archive import Archive
from newscrawl.warc.pages import MAX_BYTES, WantedPages
from tests.warc.archives import HEAD, gzipped, page_record


def test_a_bomb_is_told(tmp_path: Path) -> None:
    """A body that decodes to more than is allowed is told with its address."""
    bomb = gzip.compress(b"\0" * 50_000_000)
    data = gzipped([page_record("A", (*HEAD, b"Content-Encoding: gzip"), bomb)])
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    (found,) = Archive(path, wanted=WantedPages(max_bytes=1_000_000))
    assert found.page is None
    assert found.problem is not None
    assert (found.problem.reason, found.problem.url) == (
        "too_large_decoded",
        "https://news.example/A",
    )


def test_a_page_that_is_too_long_is_told_and_a_film_is_not(tmp_path: Path) -> None:
    """Neither is read; what comes behind them is."""
    film = (b"HTTP/1.1 200 OK", b"Content-Type: video/mp4")
    long = b"<p>x</p>" * (MAX_BYTES // 8 + 1)
    records = [page_record("A", body=long), page_record("B", film, body=long), page_record("C")]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzipped(records))
    entries = list(Archive(path))
    assert [entry.page.url[-1] for entry in entries if entry.page] == ["C"]
    (problem,) = [entry.problem for entry in entries if entry.problem]
    assert (problem.reason, problem.url) == ("too_large", "https://news.example/A")


def test_what_is_wanted_is_asked_before_a_body_is_read(tmp_path: Path) -> None:
    """Address and day of the capture decide."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzipped([page_record(each) for each in ("Ahaven", "Bhaven", "Chaven")]))
    asked: list[tuple[str, str]] = []

    def matches(url: str, date: str) -> bool:
        asked.append((url, date))
        return url.endswith("Chaven")

    found = [entry.page.url for entry in Archive(path, wanted=WantedPages(matches)) if entry.page]
    assert found == ["https://news.example/Chaven"]
    assert asked[0] == ("https://news.example/Ahaven", "2026-11-26T10:00:00Z")
