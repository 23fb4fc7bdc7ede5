"""``newscrawl crawl``: settings that name what is not there."""

from pathlib import Path

import pytest

from newscrawl.cli.main import main
from tests.support.crawl import run
from tests.support.server import Server


def test_a_component_that_is_not_there_is_said(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command does not end in silence, whatever the setting is."""
    settings = {"DOWNLOADER_MIDDLEWARES": '{"no.such.Middleware": 5}'}
    done = run("newscrawl", "crawl", server.url("/article/a"), folder=tmp_path, settings=settings)
    assert done.code == 2
    assert "No module named 'no'" in done.log
    assert main(["crawl", server.url("/a"), "-s", "ITEM_PIPELINES=foo"]) == 2
    assert "ITEM_PIPELINES=foo: expected a JSON object" in capsys.readouterr().err
