"""WARC files that are written: what other tools read, and what a kill or a full disk leaves."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from newscrawl.errors import OutputError
from newscrawl.warc.archive import Archive
from newscrawl.warc.exchange import Exchange, make_conversion, make_records
from newscrawl.warc.write import RecordPlace, WarcFiles, WarcOptions, recover, warc_files
from tests.support.server import article_page
from tests.warc.archives import DATE, exchange


def write(files: WarcFiles, *exchanges: Exchange) -> list[RecordPlace]:
    return [files.write(make_records(each, files.ready())) for each in exchanges]


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_pages_come_back(compression: str, tmp_path: Path) -> None:
    """What was written is read again, with what the crawl knew beside; its place is the one that was told."""
    files = WarcFiles(tmp_path, WarcOptions(compression))
    placed = write(files, exchange("Ahaven"), exchange("Bhaven", context=(("named", "1"),)))
    files.close()
    (path,) = warc_files(tmp_path)
    pages = [entry.page for entry in Archive(path) if entry.page]
    assert [page.body for page in pages] == [article_page("Ahaven"), article_page("Bhaven")]
    assert [(page.warc.offset, page.warc.length) for page in pages] == [
        (place.offset, place.length) for place in placed
    ]
    assert [(page.asked, page.named) for page in pages] == [(True, False), (False, True)]
    assert {page.fetched_at for page in pages} == {DATE}


def test_another_reader_finds_all_that_the_standard_asks_for(tmp_path: Path) -> None:
    """warcio reads the records, checks their digests, and sees the head of the answer as it came."""
    files = WarcFiles(tmp_path, WarcOptions(info=(("software", "newscrawl"),)))
    write(files, exchange(truncated="length"), exchange(status=304, body=b""))
    files.close()
    (path,) = warc_files(tmp_path)
    with path.open("rb") as file:
        read = [
            (record.rec_type, record.rec_headers, record.http_headers, record.digest_checker.passed)
            for record in ArchiveIterator(file, check_digests="raise")
            if record.content_stream().read() is not None
        ]
    kinds = [kind for kind, *_ in read]
    assert kinds == [
        "warcinfo",
        "request",
        "metadata",
        "response",
        "request",
        "metadata",
        "revisit",
    ]
    assert {passed for kind, *_, passed in read if kind != "revisit"} <= {True}
    (_, head, http, _) = read[3]
    assert head.protocol == "WARC/1.1"
    assert head.get_header("WARC-IP-Address") == "192.0.2.7"
    assert head.get_header("WARC-Truncated") == "length"
    assert head.get_header("WARC-Payload-Digest").startswith("sha1:")
    assert head.get_header("WARC-Record-ID") == read[1][1].get_header("WARC-Concurrent-To")
    assert http.headers == [
        ("content-TYPE", "text/html"),
        ("X-Crawler-Transfer-Encoding", "chunked"),
    ]


def test_what_scripts_made_is_read_in_the_place_of_the_answer(tmp_path: Path) -> None:
    """The page of a rendered answer is the conversion."""
    files = WarcFiles(tmp_path, WarcOptions())
    made = make_records(exchange(context=(("rendered", "1"), ("asked", "1"))), files.ready())
    files.write(made)
    files.write(
        make_conversion("https://news.example/A", DATE, b"<p>done", made.record_id, files.info_id)
    )
    files.close()
    (page,) = (entry.page for entry in Archive(warc_files(tmp_path)[0]) if entry.page)
    assert (page.body, page.flags, page.asked) == (b"<p>done", ("rendered",), True)


def test_files_are_rotated(tmp_path: Path) -> None:
    """A file that is full is closed; each begins with a record of its own that says what it is."""
    files = WarcFiles(tmp_path, WarcOptions(max_bytes=2_000))
    write(files, *(exchange(f"haven{number}") for number in range(8)))
    files.close()
    paths = warc_files(tmp_path)
    assert len(paths) > 2
    assert sum(path.stat().st_size for path in paths) == files.total_bytes
    found = [entry.page.url[-1] for path in paths for entry in Archive(path) if entry.page]
    assert found == [str(number) for number in range(8)]


def test_the_budget_counts_what_is_there(tmp_path: Path) -> None:
    """Files of before count as well."""
    options = WarcOptions(budget_bytes=2_500)
    first = WarcFiles(tmp_path, options)
    write(first, exchange())
    first.close()
    assert not first.is_spent
    second = WarcFiles(tmp_path, options)
    write(second, exchange())
    second.close()
    assert second.is_spent


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_a_file_that_breaks_off_is_cut_back_to_its_last_whole_record(
    compression: str, tmp_path: Path
) -> None:
    """Wherever it breaks off; what is whole stays byte for byte."""
    files = WarcFiles(tmp_path, WarcOptions(compression))
    placed = write(files, *(exchange(f"haven{number}") for number in range(3)))
    files.close()
    (path,) = warc_files(tmp_path)
    whole = path.read_bytes()
    ends = {0, placed[0].offset, *(place.offset + place.length for place in placed)}
    for size in (len(whole), len(whole) - 3, placed[2].offset + 1, placed[1].offset + 40, 10):
        path.write_bytes(whole[:size])
        assert recover(tmp_path) == size - path.stat().st_size
        left = path.read_bytes()
        assert whole.startswith(left)
        assert len(left) >= max(end for end in ends if end <= size)
        told = [entry.problem.reason for entry in Archive(path) if entry.problem]
        assert told == ([] if left else ["empty"])
    assert recover(tmp_path / "nothing") == 0


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond *size*, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """What does not fit is not half there; the error names the file and the way out."""
    files = WarcFiles(tmp_path, WarcOptions())
    write(files, exchange("Ahaven"))
    before = warc_files(tmp_path)[0].read_bytes()
    with (
        file_limit(len(before) + 100),
        pytest.raises(OutputError, match=r"cannot be written .*free disk space"),
    ):
        write(files, exchange("Bhaven"))
    assert warc_files(tmp_path)[0].read_bytes() == before
    write(files, exchange("Chaven"))
    files.close()
    found = [entry.page.url for entry in Archive(warc_files(tmp_path)[0]) if entry.page]
    assert found == ["https://news.example/Ahaven", "https://news.example/Chaven"]
