"""``newscrawl init``: the folder of a project, whose settings hold."""

import json
import subprocess
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from tests.support.crawl import BIN, QUICK, newscrawl_command
from tests.support.server import Server


def test_a_project_folder(tmp_path: Path, server: Server) -> None:
    """``init`` makes it, its settings hold for newscrawl and scrapy alike, and doctor looks at it."""
    folder = tmp_path / "corpus"
    assert newscrawl_command("init", str(folder), cwd=tmp_path).returncode == 0
    assert "is there already" in newscrawl_command("init", str(folder), cwd=tmp_path).stderr
    settings = folder / "crawl_settings.py"
    settings.write_text(settings.read_text() + "\nLOG_LEVEL = 'ERROR'\nOUTPUT_DIR = 'here'\n")
    options = [f"--set={name}={value}" for name, value in QUICK.items()]
    done = newscrawl_command("crawl", server.url("/article/Initford"), *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert len(list((folder / "here").rglob("articles-*.jsonl.zst"))) == 1
    findings = json.loads(newscrawl_command("doctor", "--json", cwd=folder).stdout)
    by_name = {finding["name"]: finding for finding in findings}
    assert by_name["user agent"]["status"] == "warning"
    assert by_name["database"]["said"] == "here/state/newscrawl.sqlite: whole"
    assert by_name["packages"]["status"] == "ok"


def test_a_project_folder_that_cannot_be_written_is_left_empty(tmp_path: Path) -> None:
    """With room again, the same command makes it; half a project would stand in its way."""
    command = [BIN / "newscrawl", "init", "corpus"]
    limited = ["prlimit", "--fsize=100:100", *command]
    done = subprocess.run(limited, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, list((tmp_path / "corpus").iterdir())) == (4, []), done.stderr
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_the_next_command_can_be_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where the folder's name has a space."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "my corpus"]) == 0
    assert "Next: cd 'my corpus'; " in capsys.readouterr().out


def test_the_first_source_of_a_new_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``init`` writes a file of sources without one: to doctor that is well, to a crawl it is said with the way out."""
    folder = tmp_path / "new"
    assert main(["init", str(folder)]) == 0
    file = folder / "sources.toml"
    main(["doctor", "-f", str(file)])
    assert "0 sources; newscrawl sources add" in capsys.readouterr().out
    refused = newscrawl_command("site", "-f", str(file), "-o", str(tmp_path), cwd=tmp_path)
    assert refused.returncode == 2
    assert "newscrawl sources add" in refused.stderr
