"""Each file of ``examples/`` runs as its docstring says, and the joints that it shows hold."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newscrawl.sources.source import load_sources
from tests.support.crawl import BIN, CHECKOUT, QUICK
from tests.support.forked import complete
from tests.support.server import HTML, Reply, Request, Server, article_page

EXAMPLES = CHECKOUT / "examples"
OPTIONS = [f"--set={name}={value}" for name, value in QUICK.items()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the examples, as a user has them."""
    return Path(shutil.copytree(EXAMPLES, tmp_path / "examples"))


async def _story(request: Request) -> Reply:
    page = article_page("Ownhaven").decode()
    page = page.replace("<head>", "<head><meta name=generator content=Press>")
    page = page.replace(
        "<h1>", "<p class=kicker>Harbour</p><ul class=places><li>Aldmouth<li>Corrin</ul><h1>"
    )
    return Reply(page.encode(), headers=HTML)


async def _links(request: Request) -> Reply:
    links = "".join(f"<article><a href=/article/{name}>{name}</a></article>" for name in ("a", "b"))
    return Reply(f"<html><body>{links}</body></html>".encode(), headers=HTML)


@pytest.fixture
def site() -> Iterator[Server]:
    with Server(routes={"/story": _story, "/section": _links}) as server:
        yield server


def run(script: str, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, script, *words]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=250, check=False
    )


def records(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.rglob("articles-*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def test_hook_pipelines_events_and_selectors_in_one_crawl(folder: Path, site: Server) -> None:
    """The project's settings hold for ``newscrawl``; what each of them adds is in the record."""
    sources = (
        (folder / "sources.toml").read_text().replace("https://gazette.example/", site.url("/"))
    )
    (folder / "sources.toml").write_text(sources)
    urls = [site.url("/story"), site.url("/status/404")]
    command = (BIN / "newscrawl", "crawl", *urls, "--sources=sources.toml", *OPTIONS)
    done = complete(command, folder)
    assert done.returncode == 3, done.stderr
    (record,) = records(folder)
    extra = record["metadata"]["extra"]
    assert (extra["kicker"], extra["places"]) == ("Harbour", ["Aldmouth", "Corrin"])  # selectors
    assert (extra["minutes"], extra["generator"]) == (1, "Press")  # the hook
    assert extra["desk"] == "news"  # the pipeline
    diary = [
        json.loads(line) for line in (folder / "output" / "diary.jsonl").read_text().splitlines()
    ]
    assert {(each["event"], each.get("reason") or each.get("outcome")) for each in diary} == {
        ("article", None),
        ("drop", "fetch"),
        ("end", "missed"),
    }


def test_an_own_spider(folder: Path, site: Server) -> None:
    """``scrapy list`` names it, and what it asks for becomes records."""
    listed = complete([BIN / "scrapy", "list"], folder).stdout.split()
    assert listed == ["article", "section", "site", "warc"]
    options = [word for name, value in QUICK.items() for word in ("-s", f"{name}={value}")]
    command = (
        BIN / "scrapy",
        "crawl",
        "section",
        "-a",
        f"page={site.url('/section')}",
        *options,
    )
    done = complete(command, folder)
    assert done.returncode == 0, done.stderr
    assert sorted(record["title"] for record in records(folder)) == [
        "The ferry of a",
        "The ferry of b",
    ]


def test_crawls_from_python(folder: Path, site: Server) -> None:
    """In a process of its own, and in the script's."""
    url = site.url("/article/Scriptford")
    done = run("crawl_from_python.py", url, *OPTIONS, cwd=folder)
    assert "The ferry of Scriptford" in done.stdout, done.stderr
    assert done.stdout.endswith("exit code 0\n")
    changes = [f"{name}={value}" for name, value in (QUICK | {"OUTPUT_DIR": "second"}).items()]
    done = run("crawl_from_script.py", url, *changes, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 articles in second")


def test_a_page_at_hand(folder: Path, tmp_path: Path) -> None:
    """Fields and hooks work on it too."""
    page = tmp_path / "page.html"
    page.write_bytes(article_page("Handbury").replace(b"<h1>", b"<p class=kicker>Harbour</p><h1>"))
    done = run("extract_from_python.py", str(page), "https://a.example/", cwd=folder)
    assert done.stdout.startswith("The ferry of Handbury\n"), done.stderr
    assert "'kicker': 'Harbour', 'minutes': 1" in done.stdout


def test_the_sample_of_sources_is_right() -> None:
    """It loads, and its fields are those that it names."""
    (source,) = load_sources(EXAMPLES / "sources.toml")
    assert [field.name for field in source.fields] == [
        *("title", "authors", "date", "section"),
        *("kicker", "places"),
    ]


def test_each_example_is_in_the_readme_and_run_here() -> None:
    """None is forgotten."""
    readme = (EXAMPLES / "README.md").read_text()
    own = Path(__file__).read_text()
    names = {path.name for path in EXAMPLES.glob("*.py")} | {"sources.toml"}
    assert [name for name in sorted(names) if f"`{name}`" not in readme] == []
    scripts = {name for name in names if "_from_" in name}
    assert [name for name in sorted(scripts) if name not in own] == []
