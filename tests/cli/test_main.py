"""Arguments of the command line that are wrong, and ends that come early."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from newscrawl.state.sqlite import SqliteStore
from tests.support.crawl import BIN, CHECKOUT
from tests.support.lossless import wait_for

PAGE = CHECKOUT / "newscrawl" / "demo" / "site" / "library.html"


def test_a_setting_needs_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    """--set without = is an error with an example."""
    assert main(["crawl", "https://news.example/", "--set", "EXTRACT_WORKERS"]) == 2
    assert "expected NAME=VALUE, e.g. --set EXTRACT_WORKERS=4" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["crawl"], ["progress"]], ids=["nothing", "no address", "no such command"]
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    """argparse's own exit code for wrong usage is that of docs/cli.md."""
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2


def waits(pid: int) -> bool:
    """Whether the process has loaded its command and sleeps, now and a moment later."""

    def sleeps() -> bool:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"

    loaded = "lxml" in Path(f"/proc/{pid}/maps").read_text()
    return loaded and sleeps() and not time.sleep(0.2) and sleeps()


def test_ctrl_c_while_a_command_waits() -> None:
    """It ends with one line and the code of what was stopped, rather than with a traceback."""
    process = subprocess.Popen(
        [BIN / "newscrawl", "strip", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for(lambda: waits(process.pid))
    process.send_signal(signal.SIGINT)
    assert process.communicate() == (None, "newscrawl: stopped\n")
    assert process.returncode == 5


def test_a_reader_that_has_enough(tmp_path: Path) -> None:
    """What is piped into `head` is no error."""
    SqliteStore(tmp_path / "state" / "newscrawl.sqlite").close()
    process = subprocess.Popen(
        [BIN / "newscrawl", "state", "check", "-o", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.communicate()[1] == ""
    assert process.returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["get", str(PAGE)], id="bytes"),
        pytest.param(["strip", str(PAGE)], id="text"),
        pytest.param(["completion", "bash"], id="at the last flush"),
    ],
)
def test_a_full_device_for_standard_output(words: list[str]) -> None:
    """It is told in one line, with the exit code for what could not be written."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [BIN / "newscrawl", *words], stdout=full, stderr=subprocess.PIPE, check=False, text=True
        )
    assert done.returncode == 4
    assert done.stderr.startswith("newscrawl: standard output: cannot be written (No space")
    assert len(done.stderr.splitlines()) == 1
