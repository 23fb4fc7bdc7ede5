"""The argument ``urls``: what is an address, what is a bad line, and where it stands."""

import os
import tracemalloc
from pathlib import Path

import pytest

import newscrawl
from newscrawl.errors import ConfigError
from newscrawl.spiders.url_lists import ListedUrl, read_urls

A, B = "https://a.example/x", "http://b.example/y,z?p=1,2"


@pytest.mark.parametrize(
    ("argument", "urls"),
    [
        pytest.param(A, (A,), id="one"),
        pytest.param(f"{A},{B}", (A, B), id="comma between, comma inside"),
        pytest.param(f" {A} , {B} ", (A, B), id="white space around"),
        pytest.param(f"{A} {B}\n{A}", (A, B, A), id="white space between, one of them twice"),
    ],
)
def test_addresses_are_split_where_a_scheme_follows(argument: str, urls: tuple[str, ...]) -> None:
    """A comma parts addresses only where a scheme stands behind it."""
    assert tuple(entry.url for entry in read_urls([argument])) == urls


def test_bad_lines_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    """Comments and blank lines are no entries; each bad line is named by file and number."""
    path = tmp_path / "list.txt"
    lines = [
        "\ufeff# list",
        "",
        A,
        "a.example/x",
        "ftp://a.example/",
        "http://[1/",
        "https://",
        f" {B}\r",
        "a b",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    listed = tuple(read_urls([f"@{path}"]))
    assert [entry.url for entry in listed if entry.url] == [A, B]
    problems = [entry.problem for entry in listed if entry.problem]
    expected = {
        4: "with its scheme, e.g. https://a.example/x",
        5: "got ftp",
        6: "Invalid IPv6",
        7: "with a host",
        9: "white space",
    }
    assert len(problems) == len(expected)
    for problem, (number, words) in zip(problems, expected.items(), strict=True):
        assert f"{path}, line {number}: " in problem
        assert words in problem


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        pytest.param("", "no URL is given", id="nothing"),
        pytest.param("example.org", "e.g. https://example.org", id="no scheme"),
        pytest.param("@no/such/file", "No such file", id="no such file"),
    ],
)
def test_a_list_without_any_address_is_an_error(argument: str, message: str) -> None:
    """With nothing to crawl, the message says what is wrong and what was expected."""
    with pytest.raises(ConfigError, match=message):
        read_urls([argument])


def test_a_long_list_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    """Of twenty thousand addresses none is held but the one in hand."""
    path = tmp_path / "list.txt"
    path.write_text("".join(f"https://a.example/{number}/{'x' * 80}\n" for number in range(20_000)))
    tracemalloc.start()
    count = sum(bool(entry.url) for entry in read_urls([f"@{path}"]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 500_000


def test_a_list_that_comes_bit_by_bit() -> None:
    """Where nothing has come yet nobody waits for it; half a line is none before the rest has come."""
    reader, writer = os.pipe()
    listed = read_urls([f"@/dev/fd/{reader}"])
    assert next(listed) == ListedUrl()
    os.write(writer, f"{A}\n{B}".encode())
    assert [next(listed), next(listed)] == [ListedUrl(A), ListedUrl()]
    os.write(writer, b"&q\n\nno address")
    assert [next(listed), next(listed)] == [ListedUrl(f"{B}&q"), ListedUrl()]
    os.close(writer)
    (last,) = listed
    assert ", line 4: 'no address': " in last.problem
    os.close(reader)


def test_a_file_in_the_place_of_an_address() -> None:
    """A list and an archive are named by how they are read."""
    with pytest.raises(newscrawl.ConfigError, match=r"is named @list\.txt"):
        list(read_urls(["list.txt"]))
    with pytest.raises(newscrawl.ConfigError, match="newscrawl extract"):
        list(read_urls(["x.warc.gz"]))
