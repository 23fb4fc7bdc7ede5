"""What an export takes and leaves out, what it does with bad input, and that a kill loses and doubles nothing."""

import gzip
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newscrawl.cli.main import main
from newscrawl.records import dump_line
from tests.export.test_forms import tree
from tests.support.articles import lines_of, records_of, three_runs
from tests.support.crawl import BIN
from tests.support.tables import write_parquet
from tests.typed.test_rows import first_version

Records = list[dict[str, Any]]


def write(path: Path, records: Records) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(map(dump_line, records)))
    return path


def export(target: Path, *arguments: object) -> int:
    return main(["export", *map(str, arguments), "--to", "jsonl", "-o", str(target)])


def read(path: Path) -> Records:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def revised(record: dict[str, Any], revision: int, added: str) -> dict[str, Any]:
    metadata = {**record["metadata"], "revision": revision, "previous_id": record["id"]}
    return {**record, "id": f"{record['id']}-{revision}", "added": added, "metadata": metadata}


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        pytest.param((), 90, id="all"),
        pytest.param(("--language", "de,ja"), 60, id="languages"),
        pytest.param(("--source", "zeitung.example"), 30, id="host"),
        pytest.param(("--source", "*.example"), 90, id="pattern"),
        pytest.param(("--source", "itung.example,plain.example"), 30, id="no part of a name"),
        pytest.param(("--since", "2026-11-23T12:00"), 32, id="since: what is undated goes"),
        pytest.param(("--since", "2026-01-01", "--until", "2026-02-01"), 3, id="until"),
        pytest.param(("--obey", "noai"), 60, id="rights"),
        pytest.param(("--obey", "all"), 60, id="all rights"),
        pytest.param(("--min-chars", "1"), 90, id="length"),
    ],
)
def test_filters(
    arguments: tuple[str, ...], kept: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each filter leaves out what it names, and says how many."""
    three_runs(tmp_path / "runs", 30)
    assert export(tmp_path / "out.jsonl", tmp_path / "runs", *arguments) == 0
    assert len(read(tmp_path / "out.jsonl")) == kept
    said = capsys.readouterr().err
    assert f"{kept} of 90 records" in said
    assert ("left out" in said) is (kept < 90)


def test_of_an_id_the_record_of_the_last_crawl_stays(tmp_path: Path) -> None:
    """Runs that overlap give each article once."""
    records = records_of(three_runs(tmp_path / "runs", 10)[1:2])
    later = [
        {**record, "added": "2026-12-01T00:00:00.000Z", "title": "new"} for record in records[:4]
    ]
    one, two = write(tmp_path / "1.jsonl", records), write(tmp_path / "2.jsonl", later)
    assert export(tmp_path / "out.jsonl", two, one) == 0
    assert {record["id"]: record["title"] for record in read(tmp_path / "out.jsonl")} == {
        record["id"]: record["title"] for record in (*records, *later)
    }


def test_latest_and_duplicates_lose_no_article(tmp_path: Path) -> None:
    """Choices are made one after the other: of a cluster whose first record is left out, the next stays."""
    one, two, three = records_of(three_runs(tmp_path / "runs", 3)[:1])
    old, new = one, revised(one, 2, "2026-11-29T00:00:00.000Z")
    copy = {**two, "metadata": {**two["metadata"], "duplicate_of": old["id"]}}
    source = write(tmp_path / "in.jsonl", [old, copy, new, three])
    found = {}
    for name, arguments in (
        ("latest", ["--latest"]),
        ("one", ["--duplicates"]),
        ("both", ["--latest", "--duplicates"]),
    ):
        assert export(tmp_path / f"{name}.jsonl", source, *arguments) == 0
        found[name] = [record["id"] for record in read(tmp_path / f"{name}.jsonl")]
    assert found["latest"] == [copy["id"], new["id"], three["id"]]
    assert found["one"] == [old["id"], new["id"], three["id"]]
    assert found["both"] == [copy["id"], new["id"], three["id"]]


def test_clusters_of_dedup_are_obeyed(tmp_path: Path) -> None:
    """Of each cluster in the file the earliest stays; the others are told as duplicates."""
    records = records_of(three_runs(tmp_path / "runs", 6)[1:2])
    rows = [{"id": record["id"], "cluster": records[3]["id"]} for record in records[1:4]]
    clusters = write(tmp_path / "duplicates.jsonl", rows)
    source = write(tmp_path / "in.jsonl", records)
    assert export(tmp_path / "out.jsonl", source, "--duplicates", clusters) == 0
    earliest = min(records[1:4], key=lambda record: record["created"])
    kept = {record["id"] for record in read(tmp_path / "out.jsonl")}
    assert kept == {records[0]["id"], earliest["id"], records[4]["id"], records[5]["id"]}


def test_an_article_stays_in_its_split(tmp_path: Path) -> None:
    """Whatever comes with it: other records, its revisions, copies of it."""
    records = records_of(three_runs(tmp_path / "runs", 40)[:1])
    extra = [revised(record, 2, "2026-11-29T00:00:00.000Z") for record in records]
    copies = records_of(three_runs(tmp_path / "more", 40)[2:])
    copies = [
        {**copy, "metadata": {**copy["metadata"], "duplicate_of": record["id"]}}
        for copy, record in zip(copies, records, strict=True)
    ]
    split = ("--split", "train=0.5,test=0.5")
    assert export(tmp_path / "few", write(tmp_path / "1.jsonl", records), *split) == 0
    assert (
        export(tmp_path / "many", write(tmp_path / "2.jsonl", [*copies, *records, *extra]), *split)
        == 0
    )
    for name in ("train", "test"):
        few = {
            record["id"]
            for path in (tmp_path / "few").glob(f"data/{name}-*")
            for record in read(path)
        }
        many = {
            record["id"]
            for path in (tmp_path / "many").glob(f"data/{name}-*")
            for record in read(path)
        }
        assert 8 < len(few) < 32
        ours = {record["id"] for record in records}
        assert many & ours == few
        assert {each.removesuffix("-2") for each in many if each.endswith("-2")} == few
        assert {copy["metadata"]["duplicate_of"] for copy in copies if copy["id"] in many} == few


def test_files_of_all_kinds_and_versions_are_one_data_set(tmp_path: Path) -> None:
    """Packed lines, Parquet and records of the first version; the plain file counts while it is there."""
    runs = three_runs(tmp_path / "runs", 5)
    expected = records_of(runs)
    runs[0].with_name("articles-00001.jsonl.gz").write_bytes(gzip.compress(b"no"))
    write_parquet(records_of(runs[1:2]), str(runs[1].with_name("articles-00001.parquet")))
    runs[1].unlink()
    runs[2].with_name("articles-00001.jsonl.gz").write_bytes(gzip.compress(runs[2].read_bytes()))
    runs[2].unlink()
    old = write(tmp_path / "old.jsonl", [first_version()])
    (runs[0].parent / "missed.jsonl").write_text('{"url": "x"}\n')
    assert export(tmp_path / "out.jsonl", tmp_path / "runs", old) == 0
    *new, last = read(tmp_path / "out.jsonl")
    assert new == expected
    assert (last["id"], last["metadata"]["schema"]) == (first_version()["id"], 2)


def test_bad_input_is_named_and_the_rest_is_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cut gzip, lines that are none, Parquet of others and of nobody, a later version."""
    folder = tmp_path / "in"
    folder.mkdir()
    lines = lines_of(0, 6)
    packed = gzip.compress(b"".join(lines[:3]) + b"x" * 10_000, compresslevel=0)
    (folder / "1.jsonl.gz").write_bytes(packed[:-5000])
    later = json.loads(lines[3])
    later["metadata"]["schema"] = 9
    (folder / "2.jsonl").write_bytes(
        b"[1]\n{\n" + dump_line(later) + b'{"text": "\\ud800", "id": "x"}\n' + lines[4]
    )
    pq.write_table(pa.table({"a": [1, 2]}), folder / "3.parquet")
    (folder / "4.parquet").write_bytes(b"PAR1 this is none")
    (folder / "5.jsonl").write_bytes(lines[5])
    assert export(tmp_path / "out.jsonl", folder) == 3
    assert [record["id"] for record in read(tmp_path / "out.jsonl")] == [
        *(json.loads(line)["id"] for line in lines[:3]),
        "x",
        *(json.loads(line)["id"] for line in lines[4:]),
    ]
    said = capsys.readouterr().err
    for name in (
        "1.jsonl.gz, line 4: damaged",
        "2.jsonl, line 1:",
        "2.jsonl, line 2:",
        "version 9",
    ):
        assert name in said
    assert "3.parquet, row 1: left out: text: expected a text" in said
    assert "4.parquet" in said
    assert "could not be read: 5 lines, 2 files" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("--split", "a=1,b=1"), "add up to 1 or 100", id="shares"),
        pytest.param(("--split", "../x=1"), "expected names", id="a path as a name"),
        pytest.param(("--split", "a"), "expected NAME=SHARE", id="no share"),
        pytest.param(("--since", "soon"), "--since soon: expected a day", id="no day"),
        pytest.param(("--obey", "noia"), "--obey noia: expected all", id="no right"),
        pytest.param(
            ("--language", "xx"),
            "nothing to export: 3 records were read; left out: 3 other_language",
            id="none",
        ),
        pytest.param(("--shard-size", "big"), "--shard-size", id="no size"),
        pytest.param(("--duplicates", "{in}"), "as of newscrawl dedup", id="no clusters"),
        pytest.param(("{missing}",), "missing: cannot be read", id="no file"),
        pytest.param(("{empty}",), "holds no records", id="an empty folder"),
    ],
)
def test_what_is_wrong_is_named(
    arguments: tuple[str, ...], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is made then."""
    (tmp_path / "empty").mkdir()
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"".join(lines_of(0, 3)))
    places = {"in": source, "missing": tmp_path / "missing", "empty": tmp_path / "empty"}
    assert export(tmp_path / "out", source, *(each.format(**places) for each in arguments)) == 2
    assert message in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "in.jsonl"]


def test_what_is_there_stays_unless_force_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second export does not replace the first by itself."""
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"".join(lines_of(0, 3)))
    assert export(tmp_path / "out", source) == 0
    before = tree(tmp_path / "out")
    source.write_bytes(b"".join(lines_of(0, 2)))
    assert export(tmp_path / "out", source) == 2
    assert "is there already" in capsys.readouterr().err
    assert tree(tmp_path / "out") == before
    assert export(tmp_path / "out", source, "--force") == 0
    assert len(read(tmp_path / "out" / "data" / "train-00000-of-00001.jsonl")) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out"]


def test_an_export_never_replaces_its_inputs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even with --force: neither a folder above them, nor one of them."""
    runs = three_runs(tmp_path / "runs", 2)
    before = tree(tmp_path / "runs")
    for target in (tmp_path / "runs", runs[0].parent, runs[0]):
        assert export(target, *runs, "--force") == 2
        assert "is an input, or holds one" in capsys.readouterr().err
    assert tree(tmp_path / "runs") == before


def test_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """Killed at any moment, there is the whole export or none; the same command then makes the same bytes."""
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"".join(lines_of(1, 800)))
    command = [
        BIN / "newscrawl",
        "export",
        source,
        "--to",
        "parquet",
        "--split",
        "train=90,test=10",
    ]
    started = time.monotonic()
    subprocess.run([*command, "-o", tmp_path / "right" / "set"], check=True, capture_output=True)
    whole_s = time.monotonic() - started
    right, target = tree(tmp_path / "right" / "set"), tmp_path / "set"
    for number in range(3):
        with subprocess.Popen([*command, "-o", target], stderr=subprocess.DEVNULL) as process:
            time.sleep(whole_s * (number + 1) / 4)
            process.send_signal(signal.SIGKILL)
        if target.exists():
            assert tree(target) == right
            break
    if not target.exists():
        subprocess.run([*command, "-o", target], check=True, capture_output=True)
    assert tree(target) == right
    assert not (tmp_path / "set.part").exists()


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv", "sqlite", "txt"])
def test_a_full_disk_leaves_nothing(form: str, tmp_path: Path) -> None:
    """What cannot be written is told, with exit code 4, and nothing half made is left."""
    source = tmp_path / "in.jsonl"
    record = json.loads(lines_of(1, 1)[0])
    dice = "".join(f"{number * 7919 % 104729:x} " for number in range(20_000))
    write(source, [{**record, "id": f"x{number}", "text": dice[number:]} for number in range(4)])
    limit = 60_000
    code = (
        "import resource, sys; from newscrawl.cli.main import main; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "export", source, "--to", form, "-o", tmp_path / "out"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, "cannot be written" in done.stderr) == (4, True), done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


def test_no_command_pays_for_what_it_does_not_use() -> None:
    """Arrow is loaded by those who export, not by --version and --help."""
    code = "import sys; from newscrawl.cli.main import main\ntry: main(['--help'])\nfinally: assert 'pyarrow' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, "export" in done.stdout) == (0, True), done.stderr
