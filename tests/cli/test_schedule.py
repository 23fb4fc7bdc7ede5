"""``newscrawl schedule``: units and crontab lines that work."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from newscrawl.cli.schedule import systemd_quote

SOURCES = """
[gazette]
site = "gazette.example"
schedule = "daily 3:00"

[herald]
site = "herald.example"
schedule = "hourly"

[courier]
site = "courier.example"
schedule = "daily 03:00"

[post]
site = "post.example"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of sources, in a folder whose name needs quotes everywhere."""
    folder = tmp_path / '50% of $HOME\'s "news"'
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = folder / "sources.toml"
    path.write_text(SOURCES, encoding="utf-8")
    return path


def test_sources_with_one_schedule_run_together(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One timer and one service for each schedule; the crawl asks for the schedule, so new sources need no unit."""
    assert main(["schedule"]) == 0
    said = capsys.readouterr()
    assert said.err == "newscrawl: post has no schedule, and is left out\n"
    assert said.out.count(".timer\n[Unit]") == 2
    assert said.out.count(".service\n[Unit]") == 2
    assert "OnCalendar=*-*-* 03:00:00\n" in said.out
    assert "OnCalendar=*-*-* *:00:00\n" in said.out
    lines = said.out.partition("# crontab")[2].splitlines()[1:]
    assert [line.partition(" cd ")[0] for line in lines] == ["0 3 * * *", "0 * * * *"]


def test_a_schedule_for_programs(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--json``: what runs when, with the units and lines that are printed without it."""
    assert main(["schedule"]) == 0
    printed = capsys.readouterr().out
    assert main(["schedule", "--json"]) == 0
    jobs = json.loads(capsys.readouterr().out)
    assert [(job["schedule"], job["sources"]) for job in jobs] == [
        ("daily 03:00", ["gazette", "courier"]),
        ("hourly", ["herald"]),
    ]
    for job in jobs:
        assert all(text in printed for text in (*job["units"].values(), *job["crontab"]))
        assert job["command"][1:3] == ["crawl", "site"]


def test_what_cron_runs_is_what_was_meant(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shell takes the line of a crontab apart into the right words, in the right folder."""
    given = ["-a", "since=7d", "-s", "USER_AGENT=a 'b' $c \\ \"d\" 5%", "-o", "out put"]
    assert main(["schedule", "--cron", "--default", "every 6h", *given]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert last.startswith("0 */6 * * * cd ")
    assert "%" not in last.replace("\\%", "")
    command = last.removeprefix("0 */6 * * * ").replace("\\%", "%")  # as cron does
    scrapy = Path(sys.executable).with_name("scrapy")
    assert str(scrapy) in command
    shown = command.replace(
        f"{scrapy} ",
        f"{sys.executable} -c 'import os, sys; print(os.getcwd(), *sys.argv[1:], sep=chr(10))' ",
    )
    words = subprocess.run(
        ["sh", "-c", shown], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert words == [
        str(file.parent), "crawl", "site", "-a", f"sources={file}", "-a", "schedule=default", "-a", "since=7d",
        "-s", "STATE_WAIT_S=21600", "-s", "STATE_RESUME_HOURS=0", "-s", "USER_AGENT=a 'b' $c \\ \"d\" 5%",
        "-s", f"OUTPUT_DIR={file.parent / 'out put'}", "--loglevel", "WARNING",
    ]  # fmt: skip


def test_units_are_written_and_hold(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--write`` makes the files, and says how to start them; systemd, where it is here, finds no fault."""
    folder = tmp_path / "units"
    assert main(["schedule", "--write", str(folder), "--user", "root"]) == 0
    assert (
        "enable --now newscrawl-daily-03-00.timer newscrawl-hourly.timer" in capsys.readouterr().out
    )
    names = ["newscrawl-daily-03-00.service", "newscrawl-daily-03-00.timer", "newscrawl-hourly.service", "newscrawl-hourly.timer"]  # fmt: skip
    assert sorted(path.name for path in folder.iterdir()) == names
    service = (folder / names[0]).read_text(encoding="utf-8")
    assert f'"sources={tmp_path}/50%% of $$HOME\'s \\"news\\"/sources.toml"' in service
    assert "User=root\nWorkingDirectory=" in service
    assert "STATE_WAIT_S=21600" in service
    if analyze := shutil.which("systemd-analyze"):
        paths = [folder / name for name in names]
        found = subprocess.run(
            [analyze, "verify", "--man=no", *paths], capture_output=True, text=True, check=False
        )
        assert [line for line in found.stderr.splitlines() if "newscrawl" in line] == []


@pytest.mark.parametrize(
    ("word", "written"),
    [
        pytest.param("since=7d", "since=7d", id="plain"),
        pytest.param("a b", '"a b"', id="space"),
        pytest.param("50%", "50%%", id="specifier"),
        pytest.param("$HOME", '"$$HOME"', id="variable"),
        pytest.param('a\\b"', '"a\\\\b\\""', id="backslash and quote"),
        pytest.param("it's", '"it\'s"', id="single quote"),
        pytest.param("", '""', id="empty"),
    ],
)
def test_a_word_is_quoted_for_systemd(word: str, written: str) -> None:
    """Nothing in a word has a meaning of its own."""
    assert systemd_quote(word) == written


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["--default", "sometimes"], "--default: expected 'hourly'", id="no schedule"),
        pytest.param(["--name", "../x"], "--name '../x': expected letters", id="name"),
        pytest.param(["-a", "since"], "'since': expected NAME=VALUE", id="argument"),
        pytest.param(
            ["-a", "since=7d\n0 * * * * rm"], "control characters cannot be", id="line feed"
        ),
        pytest.param(
            ["-f", "missing.toml"], "missing.toml: the sources cannot be read", id="no file"
        ),
        pytest.param(
            ["--write", "sources.toml/x"], "cannot be written: Not a directory", id="no folder"
        ),
    ],
)
def test_what_is_wrong_is_said(
    options: list[str], said: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is printed that would not work."""
    assert main(["schedule", *options]) == 2
    heard = capsys.readouterr()
    assert said in heard.err
    assert heard.out == ""


def test_a_file_without_a_schedule_is_refused(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no source has a schedule, the way out is named."""
    file.write_text("[a]\nsite = 'a.example'\n", encoding="utf-8")
    assert main(["schedule"]) == 2
    assert "no source has a schedule; expected e.g. schedule =" in capsys.readouterr().err
