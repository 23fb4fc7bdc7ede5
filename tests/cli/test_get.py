"""``newscrawl get``: the record of one page, of the web or of a file."""

import json
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from tests.support.crawl import CHECKOUT, newscrawl_command, run
from tests.support.server import Server

PAGE = CHECKOUT / "newscrawl" / "demo" / "site" / "library.html"


def test_get_prints_one_record(server: Server, tmp_path: Path) -> None:
    """Of an address and of a file; what cannot be fetched is said, with exit code 3."""
    # The project's form of files is none of a record that is printed.
    packed = {"OUTPUT_COMPRESSION": "gzip", "OUTPUT_REMOVED": "beside"}
    done = run(
        "newscrawl", "get", server.url("/article/Getmouth"), folder=tmp_path, settings=packed
    )
    assert (done.code, json.loads(done.out)["title"]) == (0, "The ferry of Getmouth"), done.log
    assert list(tmp_path.iterdir()) == []
    missing = run("newscrawl", "get", server.url("/status/404"), folder=tmp_path)
    assert (missing.code, missing.out) == (3, "")
    assert "HTTP 404" in missing.log


def test_get_reads_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Metadata and text of a page that is saved; a word that is neither file nor address has a way out."""
    done = newscrawl_command(
        "get", str(PAGE), "--url", "https://harbour.example/l", "--indent", cwd=tmp_path
    )
    record = json.loads(done.stdout)
    assert (record["url"], record["authors"]) == ("https://harbour.example/l", ["Ruth Amadi"])
    sources = tmp_path / "sources.toml"
    sources.write_text(
        '[library]\nsite = "https://harbour.example/"\nkeep = ["div.donate-box"]\n'
        '[library.fields]\nplace = "p.byline"\n'
    )
    words = ["-f", str(sources), "-s", "EXTRACT_MORE=markdown"]
    done = newscrawl_command("get", str(PAGE), "--url", record["url"], *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    pinned = json.loads(done.stdout)
    assert pinned["metadata"]["extra"] == {"place": "Ruth Amadi"}
    assert "You have read four stories" in pinned["text"], "what is pinned stays"
    assert pinned["metadata"]["more"]["markdown"], "settings hold"
    assert main(["get", "news.example"]) == 2
    assert "for a page of the web say https://news.example" in capsys.readouterr().err
