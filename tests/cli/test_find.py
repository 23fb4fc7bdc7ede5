"""``newscrawl find``: the articles of a site, listed and not fetched."""

import subprocess
from pathlib import Path

from tests.support.crawl import BIN, QUICK, run
from tests.support.newssite import make_stories
from tests.support.server import Server


def test_find_lists_and_fetches_none(site: Server, tmp_path: Path) -> None:
    """Each article's address stands on a line of its own."""
    done = run("newscrawl", "find", site.url(""), folder=tmp_path)
    assert done.code == 0, done.log
    assert sorted(done.out.split()) == sorted(site.url(story.path) for story in make_stories(8))
    assert list(tmp_path.rglob("*.sqlite")) == []


def test_find_ends_when_its_reader_has_enough(site: Server, tmp_path: Path) -> None:
    """As ``| head`` has: not a word about the pipe, and the exit code of success."""
    settings = [f"--set={name}={value}" for name, value in QUICK.items()]
    command = [str(BIN / "newscrawl"), "find", site.url(""), *settings]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")
