"""``newscrawl site``: the spider of that name, with all of its arguments as options."""

import json
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from newscrawl.spiders.site import SiteSpider
from tests.support.crawl import newscrawl_command, run
from tests.support.server import Server


def test_each_argument_of_the_site_spider_is_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    """``newscrawl site --help`` has them all."""
    with pytest.raises(SystemExit):
        main(["site", "--help"])
    shown = capsys.readouterr().out
    arguments = {"known", "time", *SiteSpider.arguments} - {"site"}
    assert [name for name in arguments if f"--{name}" not in shown] == []


def test_site_finds_and_writes(site: Server, tmp_path: Path) -> None:
    """``newscrawl site`` is ``scrapy crawl site``; --stdout gives what is on the disk; show reads it."""
    settings = {
        "OUTPUT_COMPRESSION": "gzip",
        "OUTPUT_MAX_RECORDS": "2",
    }  # closed and packed between two looks
    words = ("site", site.url(""), "--limit", "5", "--stdout")
    done = run("newscrawl", *words, folder=tmp_path, settings=settings)
    assert done.code == 0, done.log
    records = [json.loads(line) for line in done.out.splitlines()]
    assert len({record["id"] for record in records}) == len(records) == 5
    shown = newscrawl_command("show", str(tmp_path), "--list", cwd=tmp_path)
    assert len(shown.stdout.splitlines()) == 5
    title = records[2]["title"]
    shown = newscrawl_command(
        "show", str(tmp_path), "--search", title.upper(), "--removed", cwd=tmp_path
    )
    assert shown.stdout.startswith(title)
    assert "[field: field.headline]" in shown.stdout
