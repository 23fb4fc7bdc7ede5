"""Files and folders that are read, and the addresses of HTML files."""

import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.errors import ConfigError
from newscrawl.model.items import Page
from newscrawl.warc.inputs import FILES_EACH, address_of, check_inputs, find_inputs, page_of_file
from newscrawl.warc.pages import Problem, WantedPages

SAVED = b"<!-- saved from url=(0028)https://saved.example/story -->"
LINK = b"<link href='https://canonical.example/a?b=1&amp;c' rel=canonical>"
META = b'<meta property="og:url" content="https://og.example/story">'


@pytest.mark.parametrize(
    ("name", "base", "body", "url"),
    [
        pytest.param(
            "a b.html", "https://x.example/y/", SAVED, "https://x.example/y/a%20b.html", id="base"
        ),
        pytest.param(
            "a.html", "", SAVED + LINK, "https://saved.example/story", id="saved by a browser"
        ),
        pytest.param(
            "a.html", "", META + LINK, "https://canonical.example/a?b=1&c", id="canonical"
        ),
        pytest.param("a.html", "", META, "https://og.example/story", id="og:url"),
        pytest.param(
            "news.example/2026/a.html", "", b"", "https://news.example/2026/a.html", id="a mirror"
        ),
        pytest.param("127.0.0.1/a.html", "", b"", "https://127.0.0.1/a.html", id="an address"),
        pytest.param("sub/a.html", "", b"", None, id="nothing"),
        pytest.param("a.html", "", b'<link rel="canonical" href="/a">', None, id="relative"),
        pytest.param(
            "a.html", "", b'<link rel="canonical" href="javascript:1">', None, id="no page"
        ),
    ],
)
def test_the_address_of_a_file(name: str, base: str, body: bytes, url: str | None) -> None:
    """What is said first counts: by the user, by the file, by its path."""
    assert address_of(f"/data/mirror/{name}", "/data/mirror", base, body) == url


def test_a_folder_is_found_in_the_order_of_names(tmp_path: Path) -> None:
    """Archives one by one, pages some at a time; other files are passed over."""
    (tmp_path / "b").mkdir()
    for name in ("z.warc.gz", "a.warc", "b/c.warc.zst", "notes.txt", "b/page.htm"):
        (tmp_path / name).touch()
    for number in range(FILES_EACH + 1):
        (tmp_path / f"{number:03}.HTML").touch()
    found = [
        [str(Path(name).relative_to(tmp_path)) for name in each.files]
        for each in find_inputs([str(tmp_path)])
    ]
    assert [len(files) for files in found] == [1, 1, FILES_EACH, 1, 1, 1]
    assert found[:2] == [["a.warc"], ["z.warc.gz"]]
    assert found[4:] == [["b/c.warc.zst"], ["b/page.htm"]]


def test_what_is_refused(tmp_path: Path) -> None:
    """Nothing, what is missing, and what is of another kind."""
    (tmp_path / "x.pdf").touch()
    for names in ([], [str(tmp_path / "missing.warc")], [str(tmp_path / "x.pdf")]):
        with pytest.raises(ConfigError, match=r"expected|no such file"):
            check_inputs(names)
    with pytest.raises(
        ConfigError, match=r"holds nothing that is read: expected files that end in"
    ):
        check_inputs([str(tmp_path)])
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "x.html").touch()
    check_inputs([str(tmp_path)])


def test_files_that_give_no_page(tmp_path: Path) -> None:
    """Each says why; one that is not wanted says nothing."""
    large, own = tmp_path / "large.html", tmp_path / "own.html"
    large.write_bytes(b"x" * 2_000)
    own.write_bytes(SAVED)
    small = WantedPages(max_bytes=1_000)
    told = page_of_file(str(large), str(tmp_path), "", small)
    assert isinstance(told, Problem)
    assert told.reason == "too_large"
    missing = page_of_file(str(tmp_path / "gone.html"), str(tmp_path), "", small)
    assert isinstance(missing, Problem)
    assert missing.reason == "unreadable"
    page = page_of_file(str(own), str(tmp_path), "", small)
    assert isinstance(page, Page)
    assert page.fetched_at.endswith("Z")
    assert page_of_file(str(own), str(tmp_path), "", WantedPages(lambda url, date: False)) is None


def test_what_is_said_where_the_reader_is_missing() -> None:
    """The error names the extra that brings it."""
    code = (
        "import sys; sys.modules['fastwarc'] = None\n"
        "from newscrawl.warc.archive import require_reader\n"
        "require_reader()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "reading WARC files needs FastWARC" in done.stderr
    assert "pip install fastwarc" in done.stderr
