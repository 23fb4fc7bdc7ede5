"""Scrapy's own tools on our spiders: ``parse`` and ``view``; a page is read, and nothing is kept."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.crawl import BIN, CHECKOUT, QUICK, run
from tests.support.forked import complete
from tests.support.newssite import XML, NewsSite, feeds_only, make_stories, rss
from tests.support.server import Server

PLAIN = ("--nolog", "--nocolour")


@pytest.fixture
def site() -> Iterator[Server]:
    stories = make_stories(3)
    news: NewsSite = feeds_only(stories, "")
    with news.serve() as server:
        news.add("/feeds/all.rss", rss(stories, server.url("")), XML)
        yield server


def scrapy(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of Scrapy in the checkout, with an output folder that must stay empty."""
    settings = {**QUICK, "OUTPUT_DIR": str(folder / "output")}
    options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    return complete([BIN / "scrapy", *words, *options], CHECKOUT)


def test_parse_shows_a_page_and_its_record(site: Server, tmp_path: Path) -> None:
    """Without an argument of the spider; with the pipelines the page becomes the record."""
    story = make_stories(3)[0]
    page = scrapy(tmp_path, "parse", *PLAIN, site.url(story.path))
    assert "'content_type': 'text/html" in page.stdout, page.stderr
    assert "bytes'" in page.stdout
    record = scrapy(tmp_path, "parse", "--pipelines", *PLAIN, site.url(story.path))
    assert f"'title': {story.title!r}" in record.stdout, record.stderr
    assert not (tmp_path / "output").exists()


def test_parse_shows_what_a_front_page_leads_to(site: Server, tmp_path: Path) -> None:
    """By the spider ``site``, whose callback it is."""
    done = scrapy(tmp_path, "parse", "--spider=site", *PLAIN, site.url("/"))
    assert f"<GET {site.url('/feeds/all.rss')}>" in done.stdout, done.stderr


def test_parse_says_why_there_is_no_record(site: Server, tmp_path: Path) -> None:
    """A drop by its reason; a page that is not there by the exit code."""
    done = scrapy(tmp_path, "parse", "--pipelines", *PLAIN, site.url("/feeds/all.rss"))
    assert "# Dropped: not_html" in done.stdout, done.stderr
    missing = scrapy(tmp_path, "parse", "--nocolour", site.url("/nowhere.html"))
    assert missing.returncode == 3
    assert "No response downloaded" in missing.stderr


def test_view_saves_a_page_for_the_browser(site: Server, tmp_path: Path) -> None:
    """The page comes by our downloader; a browser that is a plain command gets its file."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\ncat "${{1#file://}}" > {tmp_path}/shown.html\n')
    browser.chmod(0o755)
    story = make_stories(3)[0]
    command = [
        BIN / "scrapy",
        "view",
        "--nolog",
        "-s",
        "EGRESS_ALLOW=127.0.0.0/8",
        site.url(story.path),
    ]
    environment = {
        "BROWSER": f"{browser} %s",
        "PATH": f"{BIN}:/usr/bin:/bin",
        "HOME": str(tmp_path),
    }
    done = complete(command, CHECKOUT, env=environment)
    assert done.returncode == 0, done.stderr
    assert story.title in (tmp_path / "shown.html").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["fetch", "--nolog"], "<h1>The ferry of Shellby", id="fetch"),
        pytest.param(
            ["shell", "--nolog", "-c", "response.css('h1::text').get()"], "The ferry of", id="shell"
        ),
    ],
)
def test_tools_of_scrapy(words: list[str], said: str, server: Server, tmp_path: Path) -> None:
    """They get the page, and keep nothing."""
    done = run("scrapy", *words, server.url("/article/Shellby"), folder=tmp_path)
    assert said in done.out, done.log
    assert list(tmp_path.rglob("*.sqlite")) == []


def test_scrapy_list_names_what_can_be_run(tmp_path: Path) -> None:
    """Spiders that serve a command of newscrawl are left out."""
    assert {"probe", "study", "finder"}.isdisjoint(
        run("scrapy", "list", folder=tmp_path).out.split()
    )
