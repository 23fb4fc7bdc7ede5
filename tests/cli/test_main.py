"""Arguments of the command line that are wrong, and ends that come early."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscrawl.cli.main import COMMANDS, main, make_parser
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


def test_version_and_help_load_nothing_heavy() -> None:
    """Neither Scrapy nor lxml is loaded for them, which is most of a second."""
    code = (
        "import contextlib, sys; from newscrawl.cli.main import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        "sys.exit(any(name in sys.modules for name in ('scrapy', 'twisted', 'lxml', 'rich')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "examples:" in done.stdout


HEAVY = "scrapy twisted rich trafilatura htmldate justext tldextract requests pyarrow".split()


@pytest.mark.parametrize(
    ("words", "unused"),
    [
        pytest.param(["strip", "story.txt"], HEAVY, id="strip of a text"),
        pytest.param(
            ["strip", "story.txt", "--json"], ["trafilatura", "rich", "justext"], id="as JSON"
        ),
        pytest.param(["strip", "--help"], [*HEAVY, "numpy", "lxml"], id="help of strip"),
        pytest.param(
            ["show", "--help"], [*HEAVY[:2], *HEAVY[3:], "numpy", "lxml"], id="help of show"
        ),
    ],
)
def test_a_command_loads_only_what_it_uses(
    words: list[str], unused: list[str], tmp_path: Path
) -> None:
    """Which modules are there at the end tells; seconds would tell of the machine."""
    (tmp_path / "story.txt").write_text("The council met on Tuesday.\n\nDonate now!\n")
    code = (
        "import contextlib, sys; from newscrawl.cli.main import main\n"
        f"with contextlib.suppress(SystemExit): main({words!r})\n"
        f"print(*[name for name in {unused!r} if name in sys.modules], file=sys.stderr, end='')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stdout
    assert done.stderr == ""


def test_the_process_of_a_crawl_loads_nothing_of_its_workers() -> None:
    """It reads no page: neither the extractor, nor the model of languages, nor numpy."""
    code = (
        "import sys; import newscrawl.cli.crawl, newscrawl.pipelines.extract, newscrawl.pipelines.validate\n"
        "import newscrawl.pipelines.write, newscrawl.extensions.summary\n"
        "print(*[name for name in ('trafilatura', 'py3langid', 'numpy', 'justext') if name in sys.modules], end='')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_the_help_of_each_command_is_that_of_its_module() -> None:
    """The table from which ``--help`` is made says what the commands say of themselves."""
    actions = make_parser(*COMMANDS)._subparsers
    assert actions is not None
    (group,) = actions._group_actions
    shown = {action.dest: action.help for action in group._get_subactions()}  # type: ignore[attr-defined]
    assert shown == COMMANDS


def test_a_wrong_option_is_named_by_its_command(capsys: pytest.CaptureFixture[str]) -> None:
    """With the nearest right one, and not with the usage of the top command."""
    with pytest.raises(SystemExit) as error:
        main(["site", "news.example", "--sinse=7d"])
    assert error.value.code == 2
    said = capsys.readouterr().err
    assert "newscrawl site: unrecognized arguments: --sinse=7d; did you mean --since?" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["strip", "-", "--language", "english"], "did you mean en", id="language"),
        pytest.param(
            ["strip", "-", "--url", "notaurl"], "--url notaurl: expected", id="address of a text"
        ),
        pytest.param(
            ["clean", str(PAGE), "-o", "x.csv"], "JSON lines are written", id="other form"
        ),
        pytest.param(
            ["clean", str(PAGE), "-o", "/proc/x.jsonl"], "cannot be written", id="no folder"
        ),
        pytest.param(["show", "/nowhere"], "expected the folder of a run", id="no run"),
        pytest.param(["site"], "no site is named", id="no site"),
        pytest.param(["site", "list.txt"], "is named @list.txt", id="a list for a site"),
        pytest.param(
            ["site", "a.warc.gz"], "read by newscrawl extract", id="an archive for a site"
        ),
        pytest.param(
            ["site", "own.toml"], "is named by --sources own.toml", id="sources for a site"
        ),
        pytest.param(
            ["get", "list.txt"], "are read by newscrawl crawl @list.txt", id="a list for a page"
        ),
        pytest.param(
            ["get", "a.warc"], "are read by newscrawl extract", id="an archive for a page"
        ),
        pytest.param(
            ["clean", "a.jsonl", "--json"], "name a file for them with -o FILE", id="JSON twice"
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, no traceback."""
    assert main(words) in {2, 4}
    assert said in capsys.readouterr().err
