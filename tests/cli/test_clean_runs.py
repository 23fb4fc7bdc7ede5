"""``newscrawl clean`` of runs: folders of them, Parquet, damaged files, and kills at any moment."""

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import newscrawl
from newscrawl.cli.main import main
from newscrawl.corpus.lines import read_lines
from newscrawl.records import dump_line
from newscrawl.typed.parquet import read_parquet
from newscrawl.typed.rows import Conformer
from tests.support.corpora import texts_of
from tests.support.crawl import BIN
from tests.support.lossless import children_of, wait_for
from tests.support.tables import write_parquet

Records = list[dict[str, Any]]


def records_of(host: str, count: int) -> Records:
    conformer = Conformer()
    return [conformer.conform(record) for record, _ in texts_of(host, count, seed=count)]


def write(path: Path, records: Records) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(map(dump_line, records)))
    return path


def runs_of(folder: Path, count: int = 12) -> list[Path]:
    """Runs of one site, whose files are all called alike; what repeats is seen over all of them only."""
    records = records_of("a.example", count)
    third = count // 3
    return [
        write(
            folder / "site" / f"2026112{n}T070000Z" / "articles-00001.jsonl",
            records[n * third :][:third],
        )
        for n in range(3)
    ]


def clean(*arguments: object) -> int:
    return main(["clean", "--workers", "1", *map(str, arguments)])


def read(path: Path) -> Records:
    if path.suffix == ".parquet":
        return list(read_parquet(path))
    return [json.loads(line.data) for line in read_lines(path)]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def has_banner(record: dict[str, Any]) -> bool:
    return "readers in" in record["text"]


@pytest.mark.parametrize("named", ["folder", "files"])
def test_runs_whose_files_are_called_alike(named: str, tmp_path: Path) -> None:
    """A folder of runs, or all their files, is one corpus; each file goes below the output as it lay."""
    paths = runs_of(tmp_path / "output")
    (tmp_path / "output" / "site" / "20261120T070000Z" / "missed.jsonl").write_text("{}\n")
    given = [tmp_path / "output"] if named == "folder" else paths
    assert clean(*given, "-o", tmp_path / "clean") == 0
    written = sorted((tmp_path / "clean").rglob("*.jsonl"))
    names = [f"2026112{n}T070000Z/articles-00001.jsonl" for n in range(3)]
    assert [str(path.relative_to(tmp_path / "clean")) for path in written] == names
    assert all(map(has_banner, read(paths[0])))
    assert not any(has_banner(record) for path in written for record in read(path))
    assert [record["id"] for path in written for record in read(path)] == [
        record["id"] for path in paths for record in read(path)
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clean", "output"]


def test_parquet_comes_out_as_parquet_with_the_texts_of_lines(tmp_path: Path) -> None:
    """Of our own records, with their types; a file of JSON lines beside it is of the same corpus."""
    one, two, three = runs_of(tmp_path / "output")
    assert clean(one, two, three, "-o", tmp_path / "lines") == 0
    expected = [
        record for path in sorted((tmp_path / "lines").rglob("*.jsonl")) for record in read(path)
    ]
    table = two.with_name("articles-00001.parquet")
    write_parquet(read(two), str(table))
    assert clean(one, table, three, "-o", tmp_path / "mixed") == 0
    found = sorted(path for path in (tmp_path / "mixed").rglob("*") if path.is_file())
    assert [path.suffix for path in found] == [".jsonl", ".parquet", ".jsonl"]
    assert pq.read_schema(found[1]).equals(newscrawl.arrow_schema())
    assert [record for path in found for record in read(path)] == expected
    assert clean(table, "-o", tmp_path / "one.jsonl") == 0
    assert clean(table, "-o", tmp_path / "one.parquet") == 0
    assert read(tmp_path / "one.jsonl") == read(tmp_path / "one.parquet")


def test_parquet_of_another_schema_keeps_its_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It comes out as JSON lines; one without texts is passed on and told, and the others go on."""
    records = records_of("a.example", 12)
    rows = [
        {
            "url": record["url"],
            "text": record["text"],
            "score": number / 2,
            "when": 1_700_000_000_000,
        }
        for number, record in enumerate(records)
    ]
    foreign, numbers = tmp_path / "foreign.parquet", tmp_path / "numbers.parquet"
    types = {
        "url": pa.string(),
        "text": pa.string(),
        "score": pa.float64(),
        "when": pa.timestamp("ms"),
    }
    pq.write_table(pa.Table.from_pylist(rows, pa.schema(list(types.items()))), foreign)
    pq.write_table(pa.table({"n": [1, 2], "b": [b"\xff", None], "x": [float("nan"), 0.0]}), numbers)
    assert clean(foreign, numbers, "-o", tmp_path / "out") == 3
    said = capsys.readouterr().err
    assert "numbers.parquet, line 1: passed on as it is: 'text': expected a text" in said
    found = read(tmp_path / "out" / "foreign.jsonl")
    assert [(row["score"], row["when"]) for row in found] == [
        (number / 2, "2023-11-14T22:13:20.000Z") for number in range(12)
    ]
    assert not any(map(has_banner, found))
    passed = read(tmp_path / "out" / "numbers.jsonl")
    assert passed == [{"n": 1, "b": "b'\\xff'", "x": "NaN"}, {"n": 2, "b": None, "x": 0.0}]


def cut_gzip(path: Path, data: bytes) -> None:
    path.with_suffix(".jsonl.gz").write_bytes(gzip.compress(data)[:-200])


def no_table(path: Path, data: bytes) -> None:
    path.with_suffix(".parquet").write_bytes(b"PAR1" + data)


@pytest.mark.parametrize("spoil", [cut_gzip, no_table])
def test_the_rest_of_a_damaged_file_is_told_and_the_others_go_on(
    spoil: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What could be read of it is written; the exit code is 3."""
    records = records_of("a.example", 24)
    good = write(tmp_path / "good.jsonl", records[:12])
    noise = random.Random(1).randbytes(4000).hex()
    spoil(tmp_path / "bad", b"".join(map(dump_line, records[12:])) + noise.encode())
    assert clean(good, next(tmp_path.glob("bad.*")), "-o", tmp_path / "out") == 3
    said = capsys.readouterr().err
    assert "damaged" in said
    assert "1 files are damaged" in said
    found = read(tmp_path / "out" / "good.jsonl")
    assert [record["id"] for record in found] == [record["id"] for record in records[:12]]
    assert not any(map(has_banner, found))


def test_a_file_that_grows_is_read_as_far_as_it_went(tmp_path: Path) -> None:
    """Both passes, and the files behind it, see the same lines; packed files are read to their end."""
    records = records_of("a.example", 12)
    path = write(tmp_path / "a.jsonl", records[:6])
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(dump_line(records[6]))
    assert len(list(read_lines(path, size))) == 6
    packed = tmp_path / "packed.jsonl"  # by its first bytes, whatever its name
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert len(list(read_lines(packed, packed.stat().st_size))) == 7


def test_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """Killed at any moment there is all or nothing; the same command makes the same files, and clears up."""
    runs = runs_of(tmp_path / "output", 150)
    command = [BIN / "newscrawl", "clean", tmp_path / "output", "--workers", "2", "-o"]
    started = time.monotonic()
    subprocess.run([*command, tmp_path / "right"], check=True, capture_output=True)
    whole_s, right, target = (
        time.monotonic() - started,
        tree(tmp_path / "right"),
        tmp_path / "clean",
    )
    dice = random.Random(os.getpid())
    for _ in range(3):
        with subprocess.Popen([*command, target], stderr=subprocess.DEVNULL) as process:
            time.sleep(whole_s * dice.random())
            process.send_signal(signal.SIGKILL)
        if target.exists():
            break
    assert not target.exists() or tree(target) == right
    if not target.exists():
        subprocess.run([*command, target], check=True, capture_output=True)
    assert tree(target) == right
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clean", "output", "right"]
    assert len(right) == len(runs)


def test_workers_end_with_a_command_that_is_killed(tmp_path: Path) -> None:
    """They hold each other's pipes open, and nobody else would end them."""
    runs_of(tmp_path / "output", 150)
    command = [BIN / "newscrawl", "clean", tmp_path / "output", "--workers", "2"]
    workers: list[int] = []

    def have_begun() -> bool:
        # Two workers, and the process by which they keep count of what they share.
        workers[:] = children_of(process.pid)
        return len(workers) > 2

    with subprocess.Popen([*command, "-o", tmp_path / "clean"]) as process:
        wait_for(have_begun)
        process.send_signal(signal.SIGKILL)
    wait_for(lambda: not any(map(_is_running, workers)))


def _is_running(pid: int) -> bool:
    """Whether a process is there, and not only its exit code."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """What cannot be written is told, with exit code 4; nothing half made is left."""
    runs_of(tmp_path / "output", 60)
    limit = 20_000
    code = (
        "import resource, sys; from newscrawl.cli.main import main; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "clean", tmp_path / "output", "--workers", "1", "-o"]
    done = subprocess.run([*command, tmp_path / "out"], check=False, capture_output=True, text=True)
    assert (done.returncode, "cannot be written" in done.stderr) == (4, True), done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["output"]


def test_a_full_device_for_standard_output(tmp_path: Path) -> None:
    """As on any full disk."""
    (path, *_) = runs_of(tmp_path)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [BIN / "newscrawl", "clean", path, "--workers", "1"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, b"standard output: cannot be written (No space" in done.stderr) == (
        4,
        True,
    )


def test_clean_takes_several_runs(tmp_path: Path) -> None:
    """All their files are called alike; below the output they lie as their runs do."""
    lines = [
        json.dumps({"text": f"A text of the run {n}.", "url": "https://a.example/"}) for n in (1, 2)
    ]
    for name, line in zip(("one", "two"), lines, strict=True):
        (tmp_path / name).mkdir()
        (tmp_path / name / "articles-00001.jsonl").write_text(line + "\n")
    files = [str(path) for path in sorted(tmp_path.glob("*/articles-00001.jsonl"))]
    assert main(["clean", *files, "-o", str(tmp_path / "clean"), "--workers=1"]) == 0
    assert len(list((tmp_path / "clean").glob("*/articles-00001.jsonl"))) == 2
