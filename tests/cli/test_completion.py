"""``newscrawl completion``: scripts of shells."""

import subprocess

import pytest

from newscrawl.cli.main import main


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The script of each shell has commands and options; bash itself takes it."""
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "revisit" in script
    assert "requeue" in script
    if shell == "bash":
        assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0
