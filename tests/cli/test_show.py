"""``newscrawl show``: the articles of a run, as a person or another program reads them."""

import json
import os
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from newscrawl.cli.show import Style

RECORD = {
    "id": "1",
    "url": "https://a.example/ferry",
    "title": "The ferry sails",
    "text": "It was full.\n\nIt will sail again.",
    "language": "en",
    "created": "2026-11-24T07:00:00.000Z",
    "authors": ["Ida Kvist"],
    "metadata": {"removed": [{"category": "share", "rule_id": "share.label", "text": "Share"}]},
}


def run_in(folder: Path, *titles: str, ending: str = ".jsonl") -> Path:
    folder.mkdir(parents=True)
    lines = [json.dumps({**RECORD, "title": title}) for title in titles]
    path = folder / f"articles-00001{ending}"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


@pytest.mark.parametrize(
    ("struck", "colour", "has", "lacks"),
    [
        pytest.param(False, False, ["The ferry sails\n\nIda Kvist · en"], ["Share"], id="plain"),
        pytest.param(True, False, ["[share: share.label] Share"], ["\x1b"], id="what was removed"),
        pytest.param(True, True, ["\x1b[1mThe ferry", "\x1b[9;2m[share"], [], id="in colours"),
    ],
)
def test_an_article_as_a_person_reads_it(
    struck: bool, colour: bool, has: list[str], lacks: list[str]
) -> None:
    """Title, facts, paragraphs; what was removed struck out, where that is asked for."""
    shown = Style(struck, colour).article(RECORD)
    assert [each for each in has if each not in shown] == []
    assert [each for each in lacks if each in shown] == []
    assert "It was full.\n\nIt will sail again." in shown


def test_what_would_steer_the_terminal_is_shown_as_codes() -> None:
    """In title, text and facts."""
    evil = {**RECORD, "title": "\x1b[2J", "text": "a\x07", "authors": ["\x9b"]}
    assert not {"\x1b", "\x07", "\x9b"} & {*Style(struck=True, colour=False).article(evil)}


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        pytest.param([], ["Ferry", "Harbour", "Mill"], id="all"),
        pytest.param(["-n", "2"], ["Ferry", "Harbour"], id="some"),
        pytest.param(["--search", "HARB"], ["Harbour"], id="by words"),
        pytest.param(["--search", "sail again"], ["Ferry", "Harbour", "Mill"], id="in the text"),
    ],
)
def test_which_articles_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], titles: list[str]
) -> None:
    """In their order, as records or one line each."""
    run_in(tmp_path / "run", "Ferry", "Harbour", "Mill")
    assert main(["show", str(tmp_path / "run"), "--json", *words]) == 0
    shown = [json.loads(line)["title"] for line in capsys.readouterr().out.splitlines()]
    assert shown == titles
    assert main(["show", str(tmp_path / "run"), "--list", *words]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[-1] for row in rows] == titles
    assert rows[0].startswith("2026-11-24  en ")


def test_the_newest_run_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its time; files that are no output are none."""
    for name, at in (("a", 2_000), ("b", 1_000)):
        run_in(tmp_path / "site" / name, name)
        os.utime(tmp_path / "site" / name, (at, at))
    run_in(tmp_path / "site" / "c", "c", ending=".jsonl.part")
    assert main(["show", str(tmp_path), "--json"]) == 0
    out, said = capsys.readouterr()
    assert json.loads(out)["title"] == "a"
    assert "the newest of 2 runs" in said


@pytest.mark.parametrize("text", ["{}", "[]", "no JSON", '{"title": "x"}'])
def test_what_is_no_record_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """By file and line."""
    path = run_in(tmp_path / "run", "Ferry")
    path.write_text(f"{json.dumps(RECORD)}\n{text}\n")
    assert main(["show", str(path), "--json"]) == 2
    assert "line 2: expected a record of newscrawl" in capsys.readouterr().err
