"""The tutorials are followed word for word: their commands run, on sites and an archive of this machine."""

import gzip
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.crawl import BIN, CHECKOUT, QUICK
from tests.support.newssite import NewsSite, feeds_only, make_stories, story_page
from tests.support.server import Reply, Request, Server
from tests.warc.archives import page_record

NAMES = "gazette courier herald beacon ledger mercury observer record sentinel tribune".split()
STORIES = 3


def commands(page: str) -> list[str]:
    """The commands of a tutorial, as a reader would type them: its blocks of ``sh``, in order."""
    text = (CHECKOUT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def follow(blocks: Sequence[str], folder: Path) -> str:
    """Run *blocks* in one shell that ends at the first command that fails; give what they print."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=folder,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def served(names: Sequence[str]) -> Iterator[Server]:
    """A site for each of *names*, told apart by their hosts, ``NAME.test``."""
    sites: dict[str, NewsSite] = {}

    async def answer(request: Request) -> Reply:
        return await sites[request.headers["host"].partition(".")[0]].answer(request)

    with Server() as server:
        server.routes = {"/": answer}
        for seed, name in enumerate(names):
            base = f"http://{name}.test:{server.port}"
            sites[name] = feeds_only(make_stories(STORIES, seed=seed), base)
            for path in ("/news/", "/culture/"):
                sites[name].pages[path] = replace(
                    sites[name].pages["/"], body=b"<p>Nothing yet.</p>"
                )
        yield server


def at_home(blocks: Sequence[str], port: int, settings: Mapping[str, object]) -> list[str]:
    """Put the sites of this machine in the place of ``NAME.example``, and *settings* into the project.

    The first line makes the project folder, and goes into it.
    """
    text = re.sub(r"https://(\w+)\.example/", rf"http://\1.test:{port}/", "\n".join(blocks))
    made, _, rest = text.partition("\n")
    assert made.startswith("newscrawl init ")
    lines = "\n".join(f"{name} = {value!r}" for name, value in settings.items())
    return [made, f"cat >> crawl_settings.py <<'SETTINGS'\n{lines}\nSETTINGS", rest]


def home_settings(names: Sequence[str]) -> dict[str, object]:
    return {
        **QUICK,
        "EGRESS_HOSTS": json.dumps({f"{name}.test": ["127.0.0.1"] for name in names}),
        "OUTPUT_COMPRESSION": "none",
    }


def titles(folder: Path) -> list[str]:
    """The titles of all records below *folder*."""
    paths = sorted(folder.rglob("articles-*.jsonl"))
    return [json.loads(line)["title"] for path in paths for line in path.read_text().splitlines()]


def test_a_corpus_of_ten_sites(tmp_path: Path) -> None:
    """Ten sites become a data set of all their articles."""
    with served(NAMES) as server:
        blocks = at_home(commands("tutorial-ten-sites"), server.port, home_settings(NAMES))
        said = follow(blocks, tmp_path)
    ten = tmp_path / "ten"
    assert said.count(f"http://gazette.test:{server.port}/2026/") >= STORIES  # find
    assert len(titles(ten / "output")) == len(NAMES) * STORIES
    assert (ten / "report.html").stat().st_size > 10_000
    card = (ten / "dataset" / "README.md").read_text(encoding="utf-8")
    assert "gazette.test" in card


def test_a_nightly_crawl(tmp_path: Path) -> None:
    """Sources are found, crawled twice without a second record, judged, and have a timer."""
    names = NAMES[:2]
    with served(names) as server:
        blocks = at_home(commands("tutorial-nightly"), server.port, home_settings(names))
        said = follow(blocks, tmp_path)
    nightly = tmp_path / "nightly"
    assert (
        len(titles(nightly / "output"))
        == len(set(titles(nightly / "output")))
        == len(names) * STORIES
    )
    units = {path.suffix: path.read_text() for path in (nightly / "units").iterdir()}
    assert "OnCalendar=" in units[".timer"]
    assert "HEALTH_EXIT=1" in units[".service"]
    assert "LimitNOFILE=65536" in units[".service"]
    assert (nightly / "night.html").is_file()
    assert "gazette" in said


def test_from_cc_news(tmp_path: Path) -> None:
    """An archive becomes a data set; the second capture of a page is no second record."""
    stories = make_stories(4)
    pages = [
        page_record(story.path[1:], body=story_page(story)) for story in [*stories, stories[0]]
    ]
    archive = tmp_path / "CC-NEWS-20261124-00001.warc.gz"
    archive.write_bytes(b"".join(map(gzip.compress, pages)))
    said = follow(commands("tutorial-cc-news"), tmp_path)
    assert sorted(titles(tmp_path / "corpus")) == sorted(story.title for story in stories)
    assert all(story.title in said for story in stories)
    assert list((tmp_path / "dataset").rglob("*.parquet"))
    assert "<iframe" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["tutorial-ten-sites", "tutorial-nightly", "tutorial-cc-news"])
def test_no_command_of_a_tutorial_is_left_out(page: str) -> None:
    """Whatever a tutorial shows of newscrawl is in a block that is run."""
    text = (CHECKOUT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    shown = re.findall(r"^newscrawl .*$", text, re.MULTILINE)
    run = "\n".join(commands(page))
    assert shown
    assert [line for line in shown if line not in run] == []
