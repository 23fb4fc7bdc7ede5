"""Files that users name: read up to a limit, and refused with what was expected, what came and the way out."""

import os
import subprocess
import threading
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from newscrawl.errors import ConfigError, ExtractError
from newscrawl.system import given
from newscrawl.system.given import read_list, read_page
from tests.support.crawl import BIN

ENDLESS = "/dev/zero"


@pytest.mark.parametrize(
    ("size", "is_read"), [(9, True), (10, True), (11, False)], ids=["less", "just", "more"]
)
def test_a_page_is_read_up_to_its_limit(size: int, is_read: bool, tmp_path: Path) -> None:
    """One byte more is too much, and is said."""
    path = tmp_path / "page"
    path.write_bytes(b"x" * size)
    if is_read:
        assert len(read_page(str(path), 10)) == size
        return
    with pytest.raises(ExtractError, match="at most 10 bytes, got more; split it") as caught:
        read_page(str(path), 10)
    assert caught.value.reason == "too_large"


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    """As the shell makes one of ``<(curl …)``: its writes come in pieces."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def write() -> None:
        with path.open("wb", buffering=0) as pipe:
            for _ in range(3):
                pipe.write(b"piece ")

    writer = threading.Thread(target=write)
    writer.start()
    assert read_page(str(path), 100) == b"piece " * 3
    writer.join()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "the sources cannot be read: No such file", id="missing"),
        pytest.param(b"x" * 65, "the sources of at most 64 bytes, got more; split", id="long"),
        pytest.param(
            b"name \xe9", "the sources in UTF-8, got other bytes .* at byte 5", id="latin"
        ),
    ],
)
def test_a_list_that_cannot_be_read_is_named(
    content: bytes | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says what the file is for."""
    monkeypatch.setattr(given, "MAX_LIST_BYTES", 64)
    path = tmp_path / "list"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=message):
        read_list(path, "the sources")


def test_a_list_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """Editors on Windows write it."""
    path = tmp_path / "list"
    path.write_bytes("\ufeffrégion".encode())
    assert read_list(path, "the list") == "région"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param(["strip", ENDLESS], 3, id="strip"),
        pytest.param(["sites", "explain", ENDLESS], 2, id="explain"),
        pytest.param(["inspect", ENDLESS], 2, id="inspect"),
        pytest.param(["case", ENDLESS], 2, id="case"),
        pytest.param(["schedule", "-f", ENDLESS], 2, id="sources"),
    ],
)
def test_no_command_reads_an_endless_file(
    command: list[str],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A device that never ends is refused after as many bytes as a file may have."""
    monkeypatch.chdir(tmp_path)
    assert main(command) == code
    error = capsys.readouterr().err
    assert ENDLESS in error
    assert "expected" in error
    assert "got" in error


def test_no_crawl_reads_an_endless_list(tmp_path: Path) -> None:
    """A crawl runs in a process of its own, as it changes what all of a process has."""
    words = [BIN / "newscrawl", "site", f"@{ENDLESS}"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False, text=True)
    assert done.returncode == 2
    assert ENDLESS in done.stderr
    assert "expected" in done.stderr
    assert "got" in done.stderr


def test_a_standard_input_that_is_closed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shell closes it by ``<&-``; Python then has none at all."""
    monkeypatch.setattr("sys.stdin", None)
    assert main(["strip", "-"]) == 2
    assert "standard input is closed: expected a file or a pipe" in capsys.readouterr().err
