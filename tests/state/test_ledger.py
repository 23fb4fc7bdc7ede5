"""Records reach their files exactly once, whatever moment the process dies at."""

import asyncio
import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from backports import zstd  # in the standard library from Python 3.14 on

from newscrawl.errors import ConfigError, OutputError, StoppedError
from newscrawl.state import files
from newscrawl.state.background import Stoppable
from newscrawl.state.ledger import Ledger, OutputLine, Rotation
from newscrawl.state.runs import Runs
from newscrawl.state.store import Store, open_store
from tests.support.lossless import unpacked


class Desk:
    """A state file and a run's folder, to be opened again and again."""

    def __init__(self, folder: Path, rotation: Rotation = Rotation()) -> None:  # noqa: B008
        self.folder, self._path, self.rotation = folder / "run", folder / "state.sqlite", rotation
        self.open()

    def open(self) -> None:
        self.store: Store = open_store(f"sqlite:///{self._path}")
        run = Runs(self.store, resume_s=60).begin("a", {}, lambda: str(self.folder), 0.0)
        self.ledger = Ledger(self.store, run, self.rotation)
        asyncio.run(self.ledger.recover(Stoppable()))
        self.ledger.tidy(self.write_manifest)

    def write_manifest(self) -> None:
        self.ledger.write_manifest({"spider": "a"})

    def manifest(self) -> dict[str, Any]:
        return json.loads((self.folder / "manifest.json").read_text())  # type: ignore[no-any-return]

    def cut(self) -> list[str]:
        """What was kept aside."""
        return [path.name for path in self.folder.glob("*.cut-*")]

    def names(self) -> set[str]:
        """The files in the run's folder."""
        return {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()

    def pack(self) -> None:
        """Pack what is closed."""
        asyncio.run(self.ledger.pack(Stoppable(), self.write_manifest))

    def seal(self) -> None:
        """End the run."""
        self.ledger.close_file()
        self.pack()
        self.write_manifest()

    def reopen(self) -> None:
        """Die, and come back."""
        self.store.close()
        self.open()

    @property
    def text(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("articles-*.jsonl")))


def line(number: int) -> OutputLine:
    return OutputLine(f"nc-{number}", b'{"n":%d}\n' % number)


def lines(*numbers: int) -> str:
    return "".join(f'{{"n":{number}}}\n' for number in numbers)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.store.close()


def test_nothing_is_written_before_the_commit(desk: Desk) -> None:
    """A line appears with its commit, and is as if it had never been when the process dies before."""
    desk.ledger.add([line(1)])
    assert desk.text == ""
    desk.reopen()
    desk.ledger.add([line(2)])
    desk.ledger.commit()
    assert desk.text == lines(2)


def test_one_id_gives_one_line(desk: Desk) -> None:
    """In one group and in a later one, before and after a death."""
    assert desk.ledger.add([line(1), line(1)]) == 1
    desk.ledger.commit()
    desk.reopen()
    assert desk.ledger.has("nc-1")
    assert not desk.ledger.has("nc-2")
    assert desk.ledger.add([line(1), line(2)]) == 1
    desk.ledger.commit()
    assert desk.text == lines(1, 2)


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param("", id="died before the write"),
        pytest.param('{"n":', id="died in the write"),
        pytest.param(lines(2), id="died after the write"),
        pytest.param("\0" * 8, id="wrong bytes, as after a power cut"),
        pytest.param(lines(2) + lines(9), id="something else was appended"),
    ],
)
def test_death_between_commit_and_write(tail: str, desk: Desk) -> None:
    """The file is brought to exactly what was acknowledged."""
    desk.ledger.add([line(1)])
    desk.ledger.commit()
    desk.ledger.add([line(2)])
    desk.store.commit()
    with (desk.folder / "articles-00001.jsonl").open("a") as file:
        file.write(tail)
    desk.reopen()
    assert desk.text == lines(1, 2)
    desk.reopen()
    assert desk.text == lines(1, 2)


def test_lines_that_the_state_does_not_know_are_kept_aside(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A state file from before meets a longer output file: what is cut off is not gone."""
    desk.ledger.add([line(1)])
    desk.ledger.commit()
    path = desk.folder / "articles-00001.jsonl"
    for number in (2, 3):
        with path.open("a") as file:
            file.write(lines(number))
        desk.reopen()
    assert desk.text == lines(1)
    assert (desk.folder / "articles-00001.jsonl.cut-1").read_text() == lines(2)
    assert (desk.folder / "articles-00001.jsonl.cut-2").read_text() == lines(3)
    assert "articles-00001.jsonl.cut-1" in caplog.text


def test_a_right_byte_is_never_taken_back(tmp_path: Path) -> None:
    """Bringing a file in order writes only what is missing."""
    path = tmp_path / "file"
    path.write_bytes(b"abcde")
    inode, stamp = path.stat().st_ino, path.stat().st_mtime_ns
    files.restore(Stoppable().check, path, 3, b"de")
    assert (path.stat().st_ino, path.read_bytes()) == (inode, b"abcde")
    files.restore(Stoppable().check, path, 3, b"dEf")
    assert path.read_bytes() == b"abcdEf"
    assert path.stat().st_mtime_ns >= stamp


@pytest.mark.parametrize("damage", ["truncated", "missing"])
def test_an_output_file_that_lost_bytes_is_an_error(damage: str, desk: Desk) -> None:
    """It is named, with the way out; never passed over in silence."""
    desk.ledger.add([line(1)])
    desk.ledger.commit()
    desk.ledger.commit()
    path = desk.folder / "articles-00001.jsonl"
    os.truncate(path, 3) if damage == "truncated" else path.unlink()
    with pytest.raises(
        OutputError, match=r"articles-00001\.jsonl: \d bytes, but the state knows of 8"
    ):
        desk.reopen()


@pytest.mark.parametrize("damage", ["truncated", "missing"])
def test_an_output_file_that_loses_bytes_in_mid_run_is_an_error(damage: str, desk: Desk) -> None:
    """No hole takes the place of what somebody has removed."""
    desk.ledger.add([line(1)])
    desk.ledger.commit()
    path = desk.folder / "articles-00001.jsonl"
    os.truncate(path, 3) if damage == "truncated" else path.unlink()
    desk.ledger.add([line(2)])
    with pytest.raises(OutputError, match=r"\d bytes are left of 8; something else changed it"):
        desk.ledger.commit()


def test_files_are_closed_at_the_number_of_records(tmp_path: Path) -> None:
    """One commit may fill several files; a death in between changes nothing."""
    desk = Desk(tmp_path, Rotation(max_records=2))
    desk.ledger.add([line(number) for number in range(5)])
    desk.ledger.commit()
    desk.reopen()
    counts = [len(path.read_bytes().splitlines()) for path in sorted(desk.folder.glob("*.jsonl"))]
    assert counts == [2, 2, 1]
    assert desk.text == lines(*range(5))
    desk.store.close()


def test_files_are_closed_at_their_size(tmp_path: Path) -> None:
    """The line that reaches the size is the last one."""
    desk = Desk(tmp_path, Rotation(max_bytes=20))
    desk.ledger.add([line(number) for number in range(4)])
    desk.ledger.commit()
    sizes = [path.stat().st_size for path in sorted(desk.folder.glob("*.jsonl"))]
    assert sizes == [24, 8]
    desk.store.close()


@pytest.mark.parametrize(
    ("compression", "unpack"),
    [
        pytest.param("gzip", gzip.decompress, id="gzip"),
        pytest.param("zstd", zstd.decompress, id="zstd"),
        pytest.param("none", bytes, id="none"),
    ],
)
def test_closed_files_are_packed(compression: str, unpack: type[bytes], tmp_path: Path) -> None:
    """The packed file holds the same, the plain one is gone, the manifest's sum is right."""
    desk = Desk(tmp_path, Rotation(compression=compression))
    desk.ledger.add([line(1), line(2)])
    desk.ledger.commit()
    desk.seal()
    manifest = json.loads((desk.folder / "manifest.json").read_text())
    (entry,) = manifest["files"]
    packed = (desk.folder / entry["name"]).read_bytes()
    assert unpack(packed).decode() == lines(1, 2)
    assert entry["sha256"] == hashlib.sha256(packed).hexdigest()
    assert (manifest["spider"], manifest["records"], entry["records"]) == ("a", 2, 2)
    names = {path.name for path in desk.folder.iterdir()}
    assert names == {"manifest.json", "articles-00001.jsonl" + files.ENDINGS[compression]}
    desk.store.close()


@pytest.mark.parametrize(
    "left",
    [
        pytest.param("articles-00001.jsonl.gz.part", id="half a copy"),
        pytest.param("articles-00001.jsonl.gz", id="a copy that was not noted"),
        pytest.param("articles-00001.jsonl.zst", id="one of another compression"),
        pytest.param("articles-00001.jsonl.zst.part", id="half of another compression"),
    ],
)
@pytest.mark.parametrize("compression", ["gzip", "none"])
def test_packing_that_was_cut_short_is_done_again(
    left: str, compression: str, tmp_path: Path
) -> None:
    """What it left is replaced or removed; the plain file counts until its copy is noted."""
    desk = Desk(tmp_path, Rotation(max_records=1, compression=compression))
    desk.ledger.add([line(1)])
    desk.ledger.commit()
    (desk.folder / left).write_bytes(b"half")
    desk.reopen()
    desk.pack()
    (entry,) = desk.manifest()["files"]
    assert desk.names() - {"manifest.json"} == {entry["name"]}
    data = (desk.folder / entry["name"]).read_bytes()
    assert (gzip.decompress(data) if compression == "gzip" else data).decode() == lines(1)
    desk.store.close()


def test_a_closed_file_that_was_moved_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It may lie elsewhere by now, so that the run goes on; that it is not there is said."""
    desk = Desk(tmp_path, Rotation(max_records=1, compression="gzip"))
    desk.ledger.add([line(1), line(2)])
    desk.ledger.commit()
    desk.pack()
    (desk.folder / "articles-00001.jsonl.gz").unlink()
    desk.reopen()
    (said,) = caplog.messages
    assert said.startswith(
        f"{desk.folder}/articles-00001.jsonl.gz, a file of this run, is not there"
    )
    desk.store.close()


def test_death_before_the_plain_file_went(tmp_path: Path) -> None:
    """At the next start the manifest names the copy before the plain file is removed."""
    desk = Desk(tmp_path, Rotation(max_records=1, compression="gzip"))
    desk.ledger.add([line(1)])
    desk.ledger.commit()
    desk.write_manifest()

    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(desk.ledger.pack(Stoppable(), die))
    assert desk.names() == {"manifest.json", "articles-00001.jsonl", "articles-00001.jsonl.gz"}
    assert [entry["name"] for entry in desk.manifest()["files"]] == ["articles-00001.jsonl"]
    desk.reopen()
    assert desk.names() == {"manifest.json", "articles-00001.jsonl.gz"}
    assert [entry["name"] for entry in desk.manifest()["files"]] == ["articles-00001.jsonl.gz"]
    desk.store.close()


def test_a_compression_that_changed_leaves_what_is_packed(tmp_path: Path) -> None:
    """Each file is in one form, and the manifest says in which."""
    desk = Desk(tmp_path, Rotation(max_records=1, compression="gzip"))
    for compression in ("gzip", "zstd", "none"):
        desk.rotation = Rotation(max_records=1, compression=compression)
        desk.reopen()
        desk.ledger.add([line(len(desk.names()))])
        desk.ledger.commit()
        desk.pack()
    names = ["articles-00001.jsonl.gz", "articles-00002.jsonl.zst", "articles-00003.jsonl"]
    assert [entry["name"] for entry in desk.manifest()["files"]] == names
    assert desk.names() == {"manifest.json", *names}
    desk.store.close()


@pytest.mark.parametrize("compression", list(files.ENDINGS))
def test_packing_ends_when_it_is_told_to(compression: str, tmp_path: Path) -> None:
    """Within a megabyte, with nothing half made; the next call does it whole."""
    desk = Desk(tmp_path, Rotation(max_records=1, compression=compression))
    desk.ledger.add([line(1)])
    desk.ledger.commit()
    plain = desk.folder / "articles-00001.jsonl"
    size = 1 << 40  # more than any machine packs in the time of a test; takes no room
    os.truncate(plain, size)
    desk.store.run("UPDATE files SET bytes = ?", (size,))
    aside = Stoppable()

    async def pack_and_stop() -> None:
        packing = asyncio.ensure_future(desk.ledger.pack(aside, desk.write_manifest))
        await asyncio.sleep(0.1)
        aside.stop()
        await packing

    with pytest.raises(StoppedError):
        asyncio.run(pack_and_stop())
    assert desk.names() == {"articles-00001.jsonl"}
    os.truncate(plain, len(lines(1)))
    desk.store.run("UPDATE files SET bytes = ?", (len(lines(1)),))
    desk.pack()
    assert desk.names() == {"manifest.json", "articles-00001.jsonl" + files.ENDINGS[compression]}
    desk.store.close()


@pytest.mark.parametrize("compression", list(files.ENDINGS))
@pytest.mark.parametrize("begun", [1, 2], ids=["before the rotation", "after it"])
def test_a_state_from_before_the_files_were_closed(
    begun: int, compression: str, tmp_path: Path
) -> None:
    """Files are as the state knows them, and what it does not know is kept aside: no line torn or doubled."""
    desk = Desk(tmp_path, Rotation(max_records=2, compression=compression))
    desk.ledger.add([line(number) for number in range(begun)])
    desk.ledger.commit()
    desk.ledger.commit()
    desk.store.close()
    before = (tmp_path / "state.sqlite").read_bytes()
    desk.open()
    desk.ledger.add([line(number) for number in range(begun, 5)])
    desk.ledger.commit()
    desk.seal()
    desk.store.close()
    for path in tmp_path.glob("state.sqlite-*"):
        path.unlink()
    (tmp_path / "state.sqlite").write_bytes(before)
    desk.open()
    assert not {path.name for path in desk.folder.glob("articles-00002*")} - set(desk.cut())
    desk.ledger.add([line(number) for number in (4, 3, 2, 1)[: 5 - begun]])
    desk.seal()
    found = []
    for entry in desk.manifest()["files"]:
        found += unpacked(desk.folder / entry["name"]).decode().splitlines(keepends=True)
    assert found == [
        lines(0),
        *map(lines, [1][: begun - 1]),
        *map(lines, (4, 3, 2, 1)[: 5 - begun]),
    ]
    assert {path.name for path in desk.folder.glob("articles-*")} == {
        *(entry["name"] for entry in desk.manifest()["files"]),
        *desk.cut(),
    }
    assert desk.cut()
    desk.store.close()


def test_a_copy_that_cannot_be_unpacked(tmp_path: Path) -> None:
    """A state from before the packing counts on a copy that is damaged: the error names it, and it stays."""
    desk = Desk(tmp_path, Rotation(max_records=1, compression="gzip"))
    desk.ledger.add([line(1)])
    desk.ledger.commit()
    plain = desk.folder / "articles-00001.jsonl"
    copy = plain.with_name("articles-00001.jsonl.gz")
    copy.write_bytes(gzip.compress(plain.read_bytes())[:-9])
    plain.unlink()
    with pytest.raises(OutputError, match=r"articles-00001\.jsonl\.gz: cannot be unpacked"):
        desk.pack()
    assert desk.names() == {copy.name}
    desk.store.close()


def test_a_closed_file_that_something_changed(tmp_path: Path) -> None:
    """What was appended is kept aside, not summed in; what is gone is an error that names the file."""
    desk = Desk(tmp_path, Rotation(max_records=1, compression="gzip"))
    desk.ledger.add([line(1), line(2)])
    desk.ledger.commit()
    with (desk.folder / "articles-00001.jsonl").open("a") as file:
        file.write("more")
    os.truncate(desk.folder / "articles-00002.jsonl", 3)
    with pytest.raises(
        OutputError, match=r"articles-00002\.jsonl: 3 bytes, but the state knows of 8"
    ):
        desk.pack()
    assert (desk.folder / "articles-00001.jsonl.cut-1").read_text() == "more"
    assert gzip.decompress(
        (desk.folder / "articles-00001.jsonl.gz").read_bytes()
    ).decode() == lines(1)
    desk.store.close()


def test_keeping_aside_ends_when_it_is_told_to(tmp_path: Path) -> None:
    """Before anything is cut off."""
    path, aside = tmp_path / "articles-00001.jsonl", Stoppable()
    path.write_bytes(b"abc" * 1000)
    aside.stop()
    with pytest.raises(StoppedError):
        files.restore(aside.check, path, 3, b"")
    assert [each.stat().st_size for each in tmp_path.iterdir()] == [3000]


def test_a_folder_that_cannot_be_written(desk: Desk) -> None:
    """The lines wait in the state, and come when it can."""
    desk.folder.write_text("a file in its place")
    desk.ledger.add([line(1)])
    with pytest.raises(OutputError, match="cannot be written"):
        desk.ledger.commit()
    desk.folder.unlink()
    desk.reopen()
    desk.ledger.commit()
    assert desk.text == lines(1)


def test_an_unknown_compression_is_refused() -> None:
    """The error lists what there is."""
    with pytest.raises(ConfigError, match="expected one of none, gzip, zstd, got 'lz4'"):
        files.opener("lz4")


def test_two_runs_that_start_in_one_second_have_two_folders(tmp_path: Path) -> None:
    """And a file in the place of their parent is an error."""
    assert files.new_folder(tmp_path / "a") != files.new_folder(tmp_path / "a")
    (tmp_path / "b").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        files.new_folder(tmp_path / "b")
