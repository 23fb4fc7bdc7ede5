"""Inputs that nobody means: each ends with one line and its exit code, never with a traceback."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from tests.support.crawl import BIN

PAGE = (
    f"<html><body><article>{'<p>Der Rat hat am Montag beschlossen, die Brücke zu bauen.</p>' * 6}"
)
FILES = {
    "deep.jsonl": b"[" * 200_000 + b"\n",
    "partial.jsonl": json.dumps({"title": "T", "text": "One."}).encode() + b"\n",
    "deep.toml": b"a=" + b"[" * 5_000 + b"]" * 5_000,
    "latin.toml": "[é]\nsite = 'a.example'\n".encode("latin-1"),
    "x.warc": b"",
    "empty/notes.txt": b"nothing that is read",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all files, in which the command runs."""
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        pytest.param("show deep.jsonl", 2, "line 1: expected a record of newscrawl", id="show, deep"),
        pytest.param("show partial.jsonl", 2, "line 1: expected a record of newscrawl", id="show, a part"),
        pytest.param("inspect deep.jsonl#1", 2, "line 1: expected JSON", id="inspect, deep"),
        pytest.param("schedule -f deep.toml", 2, "deep.toml: no TOML: maximum recursion", id="sources, deep"),
        pytest.param("schedule -f latin.toml", 2, "expected the sources in UTF-8", id="sources, latin"),
        pytest.param("report /dev/null", 2, "/dev/null: is not there; expected the folder", id="report of a device"),
    ],
)  # fmt: skip
def test_odd_files(command: str, code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the file, what was expected and what came."""
    assert main(command.split()) == code
    assert said in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        pytest.param("extract empty", 2, "empty: holds nothing that is read", id="extract, no input"),
        pytest.param("sites learn x.warc", 3, "nothing was learned: no page was found in x.warc", id="learn, no page"),
        pytest.param("extract x.warc -o bad\udcff", 2, "expected a text", id="a folder whose name is none"),
    ],
)  # fmt: skip
def test_odd_files_of_a_crawl(command: str, code: int, said: str, folder: Path) -> None:
    """The same, of commands that begin with a process of workers."""
    words = [BIN / "newscrawl", *map(os.fsencode, command.split())]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    assert done.returncode == code
    assert said in " ".join(done.stderr.decode().split())


@pytest.mark.parametrize(
    ("command", "got"),
    [
        ("show -n -3", "-3"),
        ("export --min-chars -5", "-5"),
        ("export --max-chars many", "many"),
        ("clean --workers -2", "-2"),
        ("clean --workers ٣", "٣"),
    ],
)
def test_a_count_that_is_none(command: str, got: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused as other options are."""
    with pytest.raises(SystemExit) as error:
        main(command.split())
    assert error.value.code == 2
    assert f"expected a number, 0 for all, got {got!r}" in capsys.readouterr().err


def test_a_file_name_may_hold_bytes_that_are_no_text(folder: Path) -> None:
    """Its page is read, its URL has them escaped, and what is written of it is JSON in UTF-8."""
    (folder / os.fsdecode(b"br\xfccke.html")).write_text(PAGE, encoding="utf-8")
    words = ["extract", b"br\xfccke.html", "--base", "https://a.example", "--every-page"]
    done = subprocess.run([BIN / "newscrawl", *words], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    (records,) = folder.rglob("articles-*.jsonl*")
    assert json.loads(records.read_bytes())["url"] == "https://a.example/br%FCcke.html"
    (manifest,) = folder.rglob("manifest.json")
    assert json.loads(manifest.read_bytes())["arguments"]["files"] == "br\udcfccke.html"


@pytest.mark.parametrize("closed", [">&-", "<&- >&-"], ids=["output", "input and output"])
def test_a_standard_output_that_is_closed(closed: str, folder: Path) -> None:
    """What cannot be printed is said, and no other file gets it."""
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", f"{BIN}/newscrawl strip page.html {closed}"], cwd=folder, stderr=subprocess.PIPE, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 4
    assert (
        done.stderr
        == "newscrawl: standard output: cannot be written (Bad file descriptor); it is closed\n"
    )


def test_a_terminal_whose_encoding_lacks_a_character(folder: Path) -> None:
    """The character is shown by its code."""
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    done = subprocess.run(
        [BIN / "newscrawl", "strip", "page.html"], cwd=folder, capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert rb"die Br\xfccke zu bauen" in done.stdout
