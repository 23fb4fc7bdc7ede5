"""Small reports as JSON."""

import json
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from tests.support.articles import three_runs


def test_small_reports_are_there_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cleaning, exporting and looking for duplicates gave, on standard output."""
    (run,) = three_runs(tmp_path)[:1]
    for words, name, value in (
        (["clean", str(run), "-o", str(tmp_path / "clean.jsonl"), "--workers=1"], "lines", 40),
        (["dedup", str(run), "-o", str(tmp_path / "clusters.jsonl")], "records", 40),
        (["export", str(run), "--to", "jsonl", "-o", str(tmp_path / "set")], "records", 40),
    ):
        assert main([*words, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)[name] == value
    (tmp_path / "a.txt").write_text("Żółta łódź wypłynęła w poniedziałek rano z portu.")
    assert main(["strip", str(tmp_path / "a.txt"), "--json"]) == 0
    assert "Żółta łódź" in capsys.readouterr().out
