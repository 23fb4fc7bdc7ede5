"""``newscrawl clean``: a corpus without what its sites repeat, and without losing a line."""

import gzip
import json
import os
import random
import signal
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from newscrawl.boilerplate import corpus_repeats as repeats
from newscrawl.cli.main import main
from newscrawl.corpus import lines as corpus_lines
from newscrawl.model.items import Block, Draft, Metadata, Removal
from newscrawl.records import json_line, make_article, record_schema
from tests.support.corpora import paragraph, texts_of, write_lines
from tests.support.crawl import BIN
from tests.support.lossless import wait_for

Records = list[dict[str, Any]]
Named = list[dict[str, str]]


def make(*sites: tuple[str, int]) -> tuple[Records, Named]:
    """Records of several sites, their lines mixed, and the named blocks of each."""
    pairs = [pair for host, count in sites for pair in texts_of(host, count, seed=count)]
    random.Random(1).shuffle(pairs)
    return [record for record, _ in pairs], [named for _, named in pairs]


def clean(*arguments: object) -> int:
    return main(["clean", "--workers", "1", *map(str, arguments)])


def read(path: Path) -> Records:
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in data.splitlines()]


@pytest.mark.parametrize("form", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_what_sites_repeat_goes_with_its_record_and_all_else_stays(
    form: str, tmp_path: Path
) -> None:
    """Banners and bios go, though sums, dates and names change; background and notes stay; nothing is lost."""
    records, named = make(("a.example", 40), ("b.example", 9), ("c.example", 2))
    source = write_lines(tmp_path / "in.jsonl", records)
    packed = tmp_path / f"packed.{form}"
    with corpus_lines.replaced(packed, overwrites=False) as file:
        file.write(source.read_bytes())
    assert clean(packed, "-o", tmp_path / f"out.{form}") == 0
    if form == "jsonl.zst":
        assert clean(tmp_path / f"out.{form}", "-o", tmp_path / "out.jsonl") == 0
        form = "jsonl"
    rules: set[str] = set()
    for before, after, each in zip(records, read(tmp_path / f"out.{form}"), named, strict=True):
        removed = {
            removal["text"]: removal for removal in after.get("metadata", {}).get("removed", [])
        }
        assert set(removed) == {each[name] for name in ("banner", "bio") if name in each}
        kept = after["text"].split("\n")
        assert sorted([*kept, *removed]) == sorted(before["text"].split("\n"))
        told = {name: removed[each[name]]["rule_id"] for name in ("banner", "bio") if name in each}
        rules |= set(told.values())
    # What a block says may be enough for some; others are known by their repetition alone.
    assert rules == {"clean.repeated", "appeals.run"}


def test_single_texts_lose_their_appeals_too(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A site with one article is cleaned by what the text says, to standard output."""
    appeal = "We are a reader-funded newsroom. Please donate today, from $5 a month, to keep our paper alive."
    text = f"{paragraph(random.Random(1))}\n{appeal}\n"
    source = write_lines(
        tmp_path / "in.jsonl", [{"url": "https://a.example/1", "text": text, "id": 7}]
    )
    assert clean(source) == 0
    record = json.loads(capsysbinary.readouterr().out)
    assert "donate" not in record["text"]
    assert record["id"] == 7
    assert record["metadata"]["removed"][0]["rule_id"] == "appeals.run"
    assert record["metadata"]["removed"][0]["position"] == 1


def test_lines_that_cannot_be_read_are_passed_on_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By number, with what was expected; unchanged lines keep their very bytes; the exit code is 3."""
    monkeypatch.setattr(corpus_lines, "MAX_LINE_BYTES", 5_000)
    records, _ = make(("a.example", 12))
    good = [json.dumps(record).encode() + b"\n" for record in records]
    plain = b'{"url":"https://z.example/",   "text":"A line.", "n": 1.50}\n'
    bad = [
        b"{\n",
        b"\n",
        b"x" * 12_000 + b"\n",
        b'{"text": "no url"}\n',
        plain,
        b'{"no": "line feed"}',
    ]
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"".join([*good, *bad]))
    out = tmp_path / "out.jsonl"
    assert clean(source, "-o", out) == 3
    assert out.read_bytes().endswith(b"".join(bad))
    said = capsys.readouterr().err
    assert "in.jsonl, line 13: passed on as it is: expected one JSON object" in said
    assert "line 15: passed on as it is: too long" in said
    assert "line 16: passed on as it is: 'url': expected a text, got NoneType" in said
    assert "line 14:" not in said
    assert "line 17:" not in said
    assert "17 lines of 2 sites, 12 changed; removed" not in said
    assert "18 lines of 2 sites, 12 changed; removed" in said


def test_several_files_are_one_corpus(tmp_path: Path) -> None:
    """What repeats across them goes from each; each goes under its name into the folder."""
    records, named = make(("a.example", 12))
    sources = [write_lines(tmp_path / f"{n}.jsonl", records[n * 4 : n * 4 + 4]) for n in range(3)]
    assert clean(*sources, "-o", tmp_path / "clean") == 0
    after = [record for n in range(3) for record in read(tmp_path / "clean" / f"{n}.jsonl")]
    assert [
        each["banner"] in record["text"] for each, record in zip(named, after, strict=True)
    ] == [False] * 12


def test_standard_input_and_worker_processes(tmp_path: Path) -> None:
    """A stream is kept on disk for the second pass; two processes give the same as one, in order."""
    records, _ = make(("a.example", 210))
    source = write_lines(tmp_path / "in.jsonl", records)
    assert clean(source, "-o", tmp_path / "one.jsonl") == 0
    command = [BIN / "newscrawl", "clean", "-", "--workers", "2"]
    done = subprocess.run(
        command, input=source.read_bytes(), capture_output=True, check=True, timeout=250
    )
    assert done.stdout == (tmp_path / "one.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("{in}", "-o", "{in}"), 2, "is there already", id="output is there"),
        pytest.param(("{in}", "-o", "{in}", "--force"), 2, "is an input", id="output is the input"),
        pytest.param(("none.jsonl",), 2, "none.jsonl: cannot be read: No such file", id="missing"),
        pytest.param(
            ("-", "-"), 2, "standard input (-) can be named once", id="standard input twice"
        ),
        pytest.param(
            ("{in}", "{in}", "-o", "{dir}/o"), 2, "two inputs have this name", id="two of one name"
        ),
        pytest.param(
            ("{in}", "-o", "{in}/o.jsonl"), 4, "cannot be written (Not a dir", id="below a file"
        ),
        pytest.param(
            ("{in}", "-o", "{dir}/o.parquet"), 2, "JSON lines are written", id="another form"
        ),
        pytest.param(("{dir}/empty",), 2, "holds no records", id="an empty folder"),
    ],
)
def test_errors_leave_no_output(
    arguments: tuple[str, ...],
    code: int,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each names the file; what was there before stays as it was, and nothing half made is left."""
    records, _ = make(("a.example", 8))
    names = {"in": write_lines(tmp_path / "in.jsonl", records), "dir": tmp_path}
    (tmp_path / "empty").mkdir()
    whole = names["in"].read_bytes()
    assert clean(*(each.format(**names) for each in arguments)) == code
    assert said in capsys.readouterr().err
    assert names["in"].read_bytes() == whole
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["in.jsonl"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_leaves_nothing_half_made(number: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C and SIGTERM end it with exit code 5, and take what was kept on disk meanwhile away."""
    command = [BIN / "newscrawl", "clean", "-", "-o", tmp_path / "out.jsonl", "--workers", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        wait_for(lambda: any(tmp_path.rglob("input")))
        process.send_signal(number)
        _, errors = process.communicate(timeout=250)
    assert process.returncode == 5, errors
    assert errors.startswith(b"newscrawl: stopped")
    assert list(tmp_path.iterdir()) == []


def test_sites_with_very_many_articles_are_sampled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more than ``MAX_PAGES`` articles evenly spread ones are compared, and all are cleaned."""
    from newscrawl.corpus import spool  # noqa: PLC0415 - patched below

    monkeypatch.setattr(spool, "MAX_PAGES", 20)
    assert repeats.MAX_PAGES > 20
    records, named = make(("a.example", 90))
    source = write_lines(tmp_path / "in.jsonl", records)
    assert clean(source, "-o", tmp_path / "out.jsonl", "--force") == 0
    left = [
        each["banner"] in record["text"]
        for each, record in zip(named, read(tmp_path / "out.jsonl"), strict=True)
    ]
    assert not any(left)


def test_a_reader_that_goes_away_is_told(tmp_path: Path) -> None:
    """Standard output that takes no more is an error of its own, with exit code 4."""
    records, _ = make(("a.example", 2))
    source = write_lines(tmp_path / "in.jsonl", records)
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [BIN / "newscrawl", "clean", source], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert done.returncode == 4, done.stderr
    assert b"Traceback" not in done.stderr


def test_records_of_our_own_stay_true_to_their_schema_and_a_clean_corpus_stays_as_it_is(
    tmp_path: Path,
) -> None:
    """Kinds, positions and removals fit; cleaning once more changes no byte."""
    records, _ = make(("a.example", 12))
    lines = []
    for record in records:
        blocks = tuple(Block(text) for text in record["text"].split("\n"))
        before = (Removal("Share", "share", "share.bar", "A row of buttons.", 2),)
        draft = Draft(
            record["url"], blocks, before, Metadata(language="en", authors=tuple(record["authors"]))
        )
        lines.append(json_line(make_article(draft)))
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"".join(lines))
    assert clean(source, "-o", tmp_path / "once.jsonl") == 0
    for after in read(tmp_path / "once.jsonl"):
        jsonschema.validate(after, record_schema())
        assert len(after["metadata"]["kinds"]) == len(after["text"].split("\n\n"))
        positions = [each["position"] for each in after["metadata"]["removed"]]
        assert positions == sorted(set(positions))
        assert len(positions) >= 2
        assert 2 in positions
    assert clean(tmp_path / "once.jsonl", "-o", tmp_path / "twice.jsonl") == 0
    assert (tmp_path / "twice.jsonl").read_bytes() == (tmp_path / "once.jsonl").read_bytes()
