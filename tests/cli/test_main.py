"""Arguments of the command line that are wrong."""

import pytest

from newscrawl.cli.main import main


def test_a_setting_needs_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    """--set without = is an error with an example."""
    assert main(["crawl", "https://news.example/", "--set", "EXTRACT_WORKERS"]) == 2
    assert "expected NAME=VALUE, e.g. --set EXTRACT_WORKERS=4" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["crawl"], ["harvest"]], ids=["nothing", "no address", "no such command"]
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    """argparse's own exit code for wrong usage is that of docs/cli.md."""
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
