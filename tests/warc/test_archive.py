"""WARC files of anyone: what is read of them, and what is told of broken ones."""

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from newscrawl.warc.archive import Archive, ArchiveEntry, Position
from newscrawl.warc.exchange import record
from tests.support.server import article_page
from tests.warc.archives import HEAD, gzipped, page_record, single, zstandard

NAMES = ("Ahaven", "Bhaven", "Chaven", "Dhaven")
Pack = Callable[[Sequence[bytes]], bytes]
FORMS = [
    pytest.param(gzipped, "x.warc.gz", id="gzip by record"),
    pytest.param(zstandard, "x.warc.zst", id="zstd by record"),
    pytest.param(b"".join, "x.warc", id="plain"),
    pytest.param(single, "x.warc.gz", id="one member"),
]


def entries(path: Path, data: bytes, position: Position = Position()) -> list[ArchiveEntry]:  # noqa: B008
    path.write_bytes(data)
    return list(Archive(path, position))


def names(found: Sequence[ArchiveEntry]) -> list[str]:
    return [entry.page.url.rpartition("/")[2] for entry in found if entry.page]


@pytest.mark.parametrize(("pack", "name"), FORMS)
def test_all_forms_give_the_same_pages(pack: Pack, name: str, tmp_path: Path) -> None:
    """However a file is packed, its pages come with their bytes, their time and their order."""
    found = entries(tmp_path / name, pack([page_record(each) for each in NAMES]))
    assert names(found) == list(NAMES)
    assert [entry.page.body for entry in found if entry.page] == list(map(article_page, NAMES))
    assert {entry.page.fetched_at for entry in found if entry.page} == {"2026-11-26T10:00:00.000Z"}
    assert not [entry for entry in found if entry.problem]


@pytest.mark.parametrize(("pack", "name"), FORMS)
def test_reading_goes_on_from_any_position(pack: Pack, name: str, tmp_path: Path) -> None:
    """From the position behind each record, the others come and no other."""
    found = entries(tmp_path / name, pack([page_record(each) for each in NAMES]))
    for count, entry in enumerate(found, 1):
        rest = list(Archive(tmp_path / name, entry.next))
        assert names(rest) == list(NAMES[count:])


@pytest.mark.parametrize(("pack", "name"), FORMS[:3])
def test_a_place_is_that_of_the_record_alone(pack: Pack, name: str, tmp_path: Path) -> None:
    """Offset and length of a page cut its record out of the file."""
    data = pack([page_record(each) for each in NAMES])
    for entry in entries(tmp_path / name, data):
        assert entry.page is not None
        place = entry.page.warc
        (alone,) = entries(
            tmp_path / f"alone-{name}", data[place.offset : place.offset + place.length]
        )
        assert alone.page is not None
        assert (alone.page.body, alone.page.warc.record_id) == (entry.page.body, place.record_id)
        assert place.payload_digest == ""


def cut(pack: Pack) -> bytes:
    """The last record breaks off."""
    whole = pack([page_record(each) for each in NAMES[:3]])
    return whole + pack([page_record(NAMES[3])])[:-150]


def damaged(pack: Pack) -> bytes:
    """Bytes of the second record are others."""
    first, second = pack([page_record(NAMES[0])]), bytearray(pack([page_record(NAMES[1])]))
    middle = len(second) // 2
    second[middle : middle + 8] = b"\xff\x00\xff\x00\xff\x00\xff\x00"
    return first + bytes(second) + pack([page_record(each) for each in NAMES[2:]])


def foreign(pack: Pack) -> bytes:
    """Something else stands between two records."""
    return (
        pack([page_record(NAMES[0])])
        + b"\0" * 5000
        + pack([page_record(each) for each in NAMES[1:]])
    )


def too_long(pack: Pack) -> bytes:
    """The second record says that it is longer than it is."""
    right = page_record(NAMES[1])
    length = next(line for line in right.split(b"\r\n") if line.startswith(b"Content-Length: "))
    wrong = right.replace(length, b"Content-Length: 5000", 1)
    return (
        pack([page_record(NAMES[0])])
        + pack([wrong])
        + pack([page_record(each) for each in NAMES[2:]])
    )


def too_short(pack: Pack) -> bytes:
    """The second record says that it is shorter than it is."""
    right = page_record(NAMES[1])
    length = next(line for line in right.split(b"\r\n") if line.startswith(b"Content-Length: "))
    wrong = right.replace(length, b"Content-Length: 300", 1)
    return (
        pack([page_record(NAMES[0])])
        + pack([wrong])
        + pack([page_record(each) for each in NAMES[2:]])
    )


@pytest.mark.parametrize(("pack", "name"), FORMS[:3])
@pytest.mark.parametrize(
    ("breaks", "kept"),
    [
        pytest.param(cut, "ABC", id="cut off"),
        pytest.param(damaged, "ACD", id="damaged"),
        pytest.param(foreign, "ABCD", id="something between"),
        pytest.param(too_long, "ACD", id="a length that is too long"),
        pytest.param(too_short, "ACD", id="a length that is too short"),
    ],
)
def test_what_is_broken_is_told_and_the_others_come(
    breaks: Callable[[Pack], bytes], kept: str, pack: Pack, name: str, tmp_path: Path
) -> None:
    """A broken record costs itself: it is told with the file and the byte, and what lies behind it is read."""
    found = entries(tmp_path / name, breaks(pack))
    whole = [entry for entry in found if entry.page and "damaged" not in entry.page.flags]
    assert names(whole) == [each for each in NAMES if each[0] in kept]
    if breaks is damaged and name == "x.warc":
        assert names(found) == list(NAMES), (
            "a plain record with wrong bytes can be read, and says so"
        )
        return
    told = [entry.problem for entry in found if entry.problem]
    assert {problem.reason for problem in told} == {"broken_record"}
    assert f"{name} at byte " in told[0].message
    places = [problem.message.partition(":")[0] for problem in told]
    assert len(set(places)) == len(places), "one place is told once"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(gzip.compress(b"WARC/1.1\r\nX: " + b"a" * 30_000_000), id="a line without end"),
        pytest.param(gzip.compress(b"\0" * 50_000_000), id="zeros"),
        pytest.param(gzipped([page_record("Z").replace(b"Content-Length: ", b"Content-Length: 9999999999999")]), id="a length beyond all"),
        pytest.param(gzipped([page_record("Z").replace(b"Content-Length: ", b"Content-Length: -")]), id="a length below zero"),
        pytest.param(b"\x1f\x8b\x08" * 10_000, id="nothing but beginnings"),
    ],
)  # fmt: skip
def test_a_hostile_file_gives_no_page_and_what_comes_behind_it_does(
    data: bytes, tmp_path: Path
) -> None:
    """It is told, within moments, and takes nothing with it."""
    found = entries(tmp_path / "x.warc.gz", data + gzipped([page_record("Zhaven")]))
    assert names(found) == ["Zhaven"]
    assert any(entry.problem for entry in found)


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    """It is told as one that has no record."""
    (told,) = entries(tmp_path / "x.warc", b"<html>not an archive</html>")
    assert told.problem is not None
    assert "x.warc at byte 0" in told.problem.message


OTHERS = (
    record("warcinfo", [("WARC-Date", "2026-11-26T10:00:00Z")], b"software: x\r\n", "application/warc-fields"),
    record("request", [("WARC-Target-URI", "https://news.example/a")], b"GET / HTTP/1.1\r\n\r\n", "application/http"),
    record("conversion", [("WARC-Target-URI", "https://news.example/a")], b"Der Text.", "text/plain"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason", "message"),
    [
        pytest.param(b"", "empty", "got no bytes; if its writing was broken off", id="no bytes"),
        pytest.param(gzipped(OTHERS), "no_pages", "got 3 records of other kinds", id="gzip"),
        pytest.param(single(OTHERS[:1]), "no_pages", "got 1 records of other", id="one member"),
        pytest.param(gzipped([*OTHERS, page_record("Ahaven")]), "", "", id="a page after others"),
        pytest.param(
            page_record("a", (b"HTTP/1.1 404 Not Found", *HEAD[1:])), "", "", id="a page not found"
        ),
    ],
)
def test_a_file_in_which_nothing_can_be_a_page_says_so(
    data: bytes, reason: str, message: str, tmp_path: Path
) -> None:
    """Otherwise a run over the wrong files would end well, without a record and without a word."""
    found = entries(tmp_path / "x.warc.gz", data)
    told = [entry.problem for entry in found if entry.problem]
    assert [problem.reason for problem in told] == ([reason] if reason else [])
    assert all(message in problem.message for problem in told)


def test_a_file_that_is_taken_up_in_the_middle_is_not_judged(tmp_path: Path) -> None:
    """What came before may have been pages."""
    first, *_ = entries(tmp_path / "x.warc.gz", gzipped([page_record("Ahaven"), *OTHERS]))
    rest = list(Archive(tmp_path / "x.warc.gz", first.next))
    assert len(rest) == len(OTHERS)
    assert not [entry for entry in rest if entry.problem]


@pytest.mark.parametrize(
    ("fields", "head", "message"),
    [
        pytest.param({"WARC_Target_URI": ""}, HEAD, "it has none", id="none"),
        pytest.param({"WARC_Target_URI": "not a URL"}, HEAD, "got 'not a URL'", id="no URL"),
        pytest.param({"WARC_Target_URI": "dns:news.example"}, (b"HTTP/1.1 200 OK", b"Content-Type: text/dns"), "", id="an answer of DNS"),
        pytest.param({"WARC_Target_URI": ""}, (b"HTTP/1.1 200 OK", b"Content-Type: image/png"), "", id="a picture"),
    ],
)  # fmt: skip
def test_a_page_without_a_url_is_named(
    fields: dict[str, str], head: Sequence[bytes], message: str, tmp_path: Path
) -> None:
    """It gives no record, and is counted; what is no page is passed over, as with a URL."""
    data = gzipped([page_record("Ahaven", head, **fields), page_record("Bhaven")])
    found = entries(tmp_path / "x.warc.gz", data)
    assert names(found) == ["Bhaven"]
    told = [entry.problem for entry in found if entry.problem]
    assert [problem.reason for problem in told] == (["no_address"] if message else [])
    assert all(
        "x.warc.gz at byte 0: " in problem.message and message in problem.message
        for problem in told
    )


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        pytest.param((*HEAD, b"Content-Encoding: gzip"), gzip.compress(b"<p>text"), b"<p>text", id="gzip"),
        pytest.param((*HEAD, b"Content-Encoding: gzip"), b"<p>text", b"<p>text", id="named gzip, plain"),
        pytest.param((*HEAD, b"Transfer-Encoding: chunked"), b"3\r\n<p>\r\n4\r\ntext\r\n0\r\n\r\n", b"<p>text", id="chunked"),
        pytest.param((*HEAD, b"Transfer-Encoding: chunked"), b"<p>text", b"<p>text", id="named chunked, plain"),
        pytest.param((b"HTTP/1.0 200",), b"<p>text", b"<p>text", id="no type"),
        pytest.param((b"HTTP/1.1 200 OK", b"Content-Type: image/png"), b"\x89PNG", None, id="a picture"),
        pytest.param((b"HTTP/1.1 404 Not Found", *HEAD[1:]), b"<p>text", None, id="not found"),
        pytest.param((b"HTTP/1.1 301 Moved", *HEAD[1:]), b"<p>text", None, id="moved"),
        pytest.param((b"nonsense",), b"<p>text", None, id="no HTTP"),
    ],
)  # fmt: skip
def test_bodies_as_they_lie_in_archives(
    head: Sequence[bytes], body: bytes, expected: bytes | None, tmp_path: Path
) -> None:
    """Codings are undone, whether the body is in them or not; what is no page of HTML is passed over."""
    (found,) = entries(tmp_path / "x.warc.gz", gzipped([page_record("A", head, body)]))
    assert (found.page.body if found.page else None) == expected
    assert found.problem is None


def test_records_of_other_kinds(tmp_path: Path) -> None:
    """A resource of HTML is a page; requests, metadata, revisits and other kinds are passed over."""
    fields = {
        "WARC-Target-URI": "<https://news.example/saved>",
        "WARC-Date": "2026-11-26T10:00:00.5Z",
    }
    kinds = ("warcinfo", "request", "revisit", "metadata", "continuation", "made-up")
    records = [
        record(kind, fields.items(), article_page("A"), "text/html")
        for kind in (*kinds, "resource")
    ]
    found = entries(tmp_path / "x.warc.gz", gzipped(records))
    (page,) = (entry.page for entry in found if entry.page)
    assert (page.url, page.fetched_at) == ("https://news.example/saved", "2026-11-26T10:00:00.500Z")


def test_cut_anywhere(tmp_path: Path) -> None:
    """Wherever a file is cut, its whole records are read, and a record that is not whole is told."""
    records = [page_record(each) for each in NAMES]
    data, ends = gzipped(records), [len(gzipped(records[: count + 1])) for count in range(4)]
    for at in range(1, len(data), 61):
        found = entries(tmp_path / "x.warc.gz", data[:at])
        whole = sum(end <= at for end in ends)
        assert len(names(found)) in {whole, whole + 1}, (
            at
        )  # all of it but the checksum is all of the page
        assert (
            bool([entry for entry in found if entry.problem])
            or at in ends
            or len(names(found)) > whole
        )
