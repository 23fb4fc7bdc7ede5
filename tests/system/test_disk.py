"""Durable writes, and what a full disk says."""

import os
from pathlib import Path

import pytest

from newscrawl.errors import OutputError
from newscrawl.system.disk import reported, sync, write_at


@pytest.mark.parametrize("durable", [False, True])
def test_bytes_are_written_at_their_place(tmp_path: Path, durable: bool) -> None:
    """Whatever was there from that place on stays as far as it is not written over."""
    path = tmp_path / "a"
    path.write_bytes(b"one two")
    descriptor = os.open(path, os.O_RDWR)
    write_at(descriptor, b"abc", 4, durable=durable)
    os.close(descriptor)
    sync(path)
    sync(tmp_path)
    assert path.read_bytes() == b"one abc"


def test_where_it_fails_the_file_ends_at_that_place_again(tmp_path: Path) -> None:
    """A pipe cannot be written at a place; half a record must not stay."""
    path = tmp_path / "a"
    path.write_bytes(b"one\nhalf")
    descriptor = os.open(path, os.O_RDWR)
    full = os.open("/dev/full", os.O_RDWR)
    file = os.dup(descriptor)
    with pytest.raises(OSError, match="No space left"):
        write_at(full, b"two", 0)
    os.close(full)
    read_only = os.open(path, os.O_RDONLY)
    with pytest.raises(OSError, match="Bad file descriptor"):
        write_at(read_only, b"two", 4)
    for each in (descriptor, file, read_only):
        os.close(each)
    assert path.read_bytes() == b"one\nhalf"  # of what cannot be written nothing is cut


def test_an_error_is_reported_with_the_way_out(tmp_path: Path) -> None:
    """The path, the reason, and what to do."""
    with (
        pytest.raises(
            OutputError, match=r"x: cannot be written \(No such file.*make the folder, and run"
        ),
        reported(tmp_path / "x", "make the folder"),
    ):
        (tmp_path / "x" / "y").write_text("")
    with reported(tmp_path):
        pass
