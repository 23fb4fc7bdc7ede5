"""``newscrawl dedup``: near duplicates are found together, and nothing else is."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli.main import main
from newscrawl.records import dump_line
from tests.support.corpora import paragraph
from tests.support.crawl import BIN

Records = list[dict[str, Any]]
_SYLLABLES = "東京大阪港町船橋駅川山海空雨雪風花鳥月星森林市場学校図書館新聞記者電車朝夜昼"


def text_of(dice: random.Random, script: str = "words") -> str:
    if script == "words":
        return "\n\n".join(paragraph(dice) for _ in range(8))
    return "\n\n".join("".join(dice.choices(_SYLLABLES, k=60)) + "。" for _ in range(8))


def record(number: int, text: str, day: int | None) -> dict[str, Any]:
    created = {"created": f"2026-11-{day:02}T00:00:00.000Z"} if day else {}
    return {
        **{
            "id": f"r{number}",
            "text": text,
            "source": f"s{number % 7}",
            "added": "2026-11-27T00:00:00.000Z",
        },
        **created,
        "url": f"https://s{number % 7}.example/{number}",
    }


def corpus(scripts: tuple[str, ...] = ("words", "none")) -> tuple[Records, dict[str, set[str]]]:
    """Records, and the ids of each cluster by its source: wire copies with a changed end, and equal ones."""
    dice, records, clusters = random.Random(5), Records(), dict[str, set[str]]()
    for number in range(60):
        records.append(record(number, text_of(dice, scripts[number % len(scripts)]), None))
    for number in range(10):
        original = records[number]
        blocks = original["text"].split("\n\n")
        copies = [
            record(100 + 3 * number, "\n\n".join([*blocks[:-1], "Our own last line."]), 20),
            record(101 + 3 * number, "\n\n".join(["By our desk", *blocks]), 10),
            record(102 + 3 * number, original["text"].replace("\n\n", "\n"), 21),
        ]
        records += copies
        clusters[copies[1]["id"]] = {original["id"], *(copy["id"] for copy in copies)}
    short = [record(200 + number, "Weather: rain.", 5 + number) for number in range(3)]
    clusters["r200"] = {"r200", "r201", "r202"}
    records += [*short, record(203, "Weather: sun.", 5)]
    dice.shuffle(records)
    return records, clusters


def write(path: Path, records: Records) -> Path:
    path.write_bytes(b"".join(map(dump_line, records)))
    return path


def read(path: Path) -> Records:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def dedup(target: Path, *arguments: object) -> int:
    return main(["dedup", "-o", str(target), *map(str, arguments)])


def found_in(path: Path) -> dict[str, set[str]]:
    clusters: dict[str, set[str]] = {}
    for row in read(path):
        clusters.setdefault(row["cluster"], set()).add(row["id"])
    return clusters


def test_copies_are_found_with_their_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In scripts with and without spaces; the earliest is the source, short texts count where they are equal."""
    records, clusters = corpus()
    half = len(records) // 2
    one, two = (
        write(tmp_path / "1.jsonl", records[:half]),
        write(tmp_path / "2.jsonl", records[half:]),
    )
    assert dedup(tmp_path / "out.jsonl", one, two) == 0
    assert found_in(tmp_path / "out.jsonl") == clusters
    assert "94 records; 32 are copies of others, in 11 clusters" in capsys.readouterr().err
    rows = read(tmp_path / "out.jsonl")
    assert all(row["size"] == len(clusters[row["cluster"]]) for row in rows)
    assert all(0.8 <= row["similarity"] <= 1 for row in rows)
    assert [row["id"] for row in rows if row["id"] == row["cluster"]] == list(
        dict.fromkeys(row["cluster"] for row in rows)
    )


def test_files_in_any_order_give_the_same_clusters(tmp_path: Path) -> None:
    """And the same files the same bytes."""
    records, clusters = corpus()
    source, turned = (
        write(tmp_path / "1.jsonl", records),
        write(tmp_path / "2.jsonl", records[::-1]),
    )
    for name, path in (("a", source), ("b", source), ("c", turned)):
        assert dedup(tmp_path / name, path) == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert found_in(tmp_path / "c") == clusters


def test_one_record_of_several_runs_is_no_copy_of_itself(tmp_path: Path) -> None:
    """Runs that overlap name no duplicates where there are none."""
    records = [record(number, text_of(random.Random(number)), 3) for number in range(4)]
    source = write(tmp_path / "1.jsonl", [*records, *records])
    assert dedup(tmp_path / "out.jsonl", source) == 0
    assert read(tmp_path / "out.jsonl") == []


def test_the_earliest_is_the_source_though_it_is_read_twice(tmp_path: Path) -> None:
    """A later run that has a record again does not put it behind its copies."""
    text = text_of(random.Random(1))
    first, copy, again = record(1, text, 3), record(2, text, 4), record(1, text, 5)
    assert dedup(tmp_path / "out.jsonl", write(tmp_path / "1.jsonl", [first, copy, again])) == 0
    assert found_in(tmp_path / "out.jsonl") == {"r1": {"r1", "r2"}}


def test_a_form_that_thousands_share_ends(tmp_path: Path) -> None:
    """Many alike texts are one cluster, in time that grows with their number."""
    dice = random.Random(1)
    text = text_of(dice)
    records = [
        record(number, f"{text}\n\nNumber {number}.", 1 + number % 28) for number in range(3000)
    ]
    assert dedup(tmp_path / "out.jsonl", write(tmp_path / "in.jsonl", records)) == 0
    assert [len(ids) for ids in found_in(tmp_path / "out.jsonl").values()] == [3000]


def test_export_takes_one_of_each_cluster(tmp_path: Path) -> None:
    """The file is what ``export --duplicates`` reads."""
    records, clusters = corpus()
    source = write(tmp_path / "in.jsonl", records)
    assert dedup(tmp_path / "clusters.jsonl.gz", source) == 0
    arguments = [
        "--to",
        "jsonl",
        "-o",
        tmp_path / "out.jsonl",
        "--duplicates",
        tmp_path / "clusters.jsonl.gz",
    ]
    assert main(["export", str(source), *map(str, arguments)]) == 0
    gone = {each for source, ids in clusters.items() for each in ids - {source}}
    assert {row["id"] for row in read(tmp_path / "out.jsonl")} == {
        row["id"] for row in records
    } - gone


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(
            ("{in}", "--similarity", "0.2"), 2, "expected a share from 0.5 to 1", id="share"
        ),
        pytest.param(("{in}", "-o", "{in}"), 2, "is there already", id="there"),
        pytest.param(("{in}", "-o", "{in}", "--force"), 2, "is an input", id="an input"),
        pytest.param(("{bad}",), 3, "line 1: left out", id="a broken line"),
    ],
)
def test_what_is_wrong_is_named(
    arguments: tuple[str, ...],
    code: int,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And nothing half made is left."""
    places = {"in": write(tmp_path / "in.jsonl", corpus()[0]), "bad": tmp_path / "bad.jsonl"}
    places["bad"].write_bytes(b"{\n" + places["in"].read_bytes())
    assert dedup(tmp_path / "out", *(each.format(**places) for each in arguments)) == code
    assert message in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} - {"out"} == {"in.jsonl", "bad.jsonl"}


def test_kills_leave_all_or_nothing(tmp_path: Path) -> None:
    """Killed at any moment, the same command then gives the same bytes, and clears away what was left."""
    source = write(tmp_path / "in.jsonl", corpus()[0] * 20)
    command = [BIN / "newscrawl", "dedup", source]
    started = time.monotonic()
    subprocess.run([*command, "-o", tmp_path / "right"], check=True, capture_output=True)
    whole_s, target = time.monotonic() - started, tmp_path / "out"
    for number in range(2):
        with subprocess.Popen([*command, "-o", target], stderr=subprocess.DEVNULL) as process:
            time.sleep(whole_s * (number + 1) / 3)
            process.send_signal(signal.SIGKILL)
        assert not target.exists() or target.read_bytes() == (tmp_path / "right").read_bytes()
    if not target.exists():
        subprocess.run([*command, "-o", target], check=True, capture_output=True)
    assert target.read_bytes() == (tmp_path / "right").read_bytes()
    assert not (tmp_path / "out.part").exists()


@pytest.mark.parametrize("limit", [2_000, 20_000, 150_000])
def test_a_full_disk_leaves_nothing(limit: int, tmp_path: Path) -> None:
    """What cannot be written is told, with exit code 4, whichever file it is."""
    source = write(tmp_path / "in.jsonl", corpus()[0] * 20)
    code = (
        "import resource, sys; from newscrawl.cli.main import main; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "dedup", source, "-o", tmp_path / "out"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, "cannot be written" in done.stderr) == (4, True), done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]
