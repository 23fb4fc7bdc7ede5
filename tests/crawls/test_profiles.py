"""Profiles in crawls over loopback: learned, relearned after a redesign, and nothing lost while pages are held."""

import asyncio
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from newscrawl.learning.sites import TRUSTED_AUDITS
from newscrawl.model.items import Page
from newscrawl.model.standing import EXPIRED, Standing
from newscrawl.state.profiles import Profiles
from newscrawl.state.store import opened_store
from tests.support.designs import BANNERS, Made, learn_site, make_site
from tests.support.lossless import Crawl, stalled, wait_for
from tests.support.newssite import NewsSite
from tests.support.server import HTML, Reply, Request, Server

REAL = {"EXTRACT_FUNCTION": "newscrawl.extract.page.work", "EXTRACT_WORKERS": "1"}

WORDS = (
    "paper ferry valley printed since readers owners river towns banks bridge years letters desk street"
    " phone office weekly subscribers edition archive founded printers harbour square"
).split()
SECTIONS = "".join(f"<li><a href=/{word}>{word}</a></li>" for word in WORDS[:15])


def imprint(number: int) -> str:
    """Return running text that is no article's, of other words on each page."""
    words = Random(number).sample(WORDS, 22)
    return f"The Ferry Gazette: {' '.join(words)}."


def paragraphs(number: int) -> list[str]:
    """Return the text of an article."""
    dice = Random(1000 + number)
    return [
        f"The {dice.choice(WORDS)} of {dice.choice(WORDS).title()}ville {' '.join(dice.sample(WORDS, 20))}"
        f" on day {dice.randint(1, 999)}."
        for _ in range(7)
    ]


def plain_page(number: int) -> str:
    """Return a page: running text far before its story, menus, the story, links beside it."""
    story = "".join(f"<p>{each}</p>" for each in paragraphs(number))
    title = " ".join(Random(number).sample(WORDS, 5)).title()
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{title}</title></head><body><p>{imprint(number)}</p>"
        f"<nav><ul>{SECTIONS}</ul></nav><main><h1>{title}</h1><div class=story-text>{story}</div></main>"
        f"<aside><ul>{SECTIONS}</ul></aside></body></html>"
    )


def served(pages: list[Made]) -> NewsSite:
    site = NewsSite()
    for made in pages:
        site.add(path_of(made), made.page.body)
    return site


def path_of(made: Made) -> str:
    return made.page.url.removeprefix("https://a.example")


def profile_in(folder: Path) -> str:
    with opened_store(state_in(folder), readonly=True) as store:
        return Profiles(store).get("127.0.0.1") or ""


def state_in(folder: Path) -> str:
    return f"sqlite:///{folder}/output/state/newscrawl.sqlite"


def texts(crawl: Crawl) -> dict[str, str]:
    records = [json.loads(line) for line in crawl.lines()]
    assert len({record["url"] for record in records}) == len(records)
    return {record["url"].split("/", 3)[3]: record["text"] for record in records}


class Redesigned(NewsSite):
    """Shows its first pages in one design and, once these are written to *folder*, all further ones in another."""

    def __init__(self, count: int, after: int, folder: Path) -> None:
        super().__init__()
        self._designs = [make_site(name, count) for name in ("story", "inside")]
        self._after, self._folder = after, folder
        self.shown: list[Made] = []

    async def answer(self, request: Request) -> Reply:
        """Show the page with the number that the path ends with."""
        number = request.path.rpartition("/")[2]
        if not number.isdigit():
            return NewsSite.other(self, request)
        is_new = len(self.shown) >= self._after
        while is_new and self._written() < self._after:
            await asyncio.sleep(0.05)
        self.shown.append(self._designs[is_new][int(number)])
        return Reply(self.shown[-1].page.body, headers=HTML)

    def _written(self) -> int:
        return sum(
            path.read_bytes().count(b"\n") for path in self._folder.rglob("articles-*.jsonl")
        )


def test_a_redesign_in_mid_crawl(tmp_path: Path) -> None:
    """The profile expires, the next is learned of the new pages; none loses a word, most the banner."""
    site = Redesigned(24, after=11, folder=tmp_path)
    with site.serve() as server:
        urls = [server.url(f"/{number}") for number in range(24)]
        crawl = Crawl(tmp_path, urls, {**REAL, "CONCURRENT_REQUESTS_PER_DOMAIN": "1"})
        assert crawl.run() == 0, crawl.log
    assert "its pages no longer fit its profile; learning it again" in crawl.log
    written = texts(crawl)
    with_banner = []
    for turn, made in enumerate(site.shown):
        text = " ".join(written[made.page.url.rpartition("/")[2]].split())
        assert made.text in text
        if BANNERS["en"] in text:
            with_banner.append(turn)
    assert all(turn >= 11 for turn in with_banner)
    assert len(with_banner) <= 8  # five misfits, and a few that were being read
    places = [place["selector"] for place in json.loads(profile_in(tmp_path))["body"]]
    assert places[0] == "div.entry"


def test_pages_of_a_proven_profile_are_not_weighed(server: Server, tmp_path: Path) -> None:
    """Most of them from some page on; all have their whole text, and the rest goes with its reason."""
    site = NewsSite()
    for number in range(45):
        site.add(f"/{number}", plain_page(number).encode())
    server.routes = {"/": site.answer}
    crawl = Crawl(tmp_path, [server.url(f"/{number}") for number in range(45)], REAL)
    assert crawl.run() == 0, crawl.log
    written = texts(crawl)
    assert written == {str(number): "\n\n".join(paragraphs(number)) for number in range(45)}
    gone = [one for line in crawl.lines() for one in json.loads(line)["metadata"]["removed"]]
    assert {imprint(number) for number in range(45)} <= {one["text"] for one in gone}
    assert sum(one["rule_id"] == "profile.elsewhere" for one in gone) >= 5


@pytest.mark.parametrize(
    ("found", "least"),
    [
        pytest.param({"exact": TRUSTED_AUDITS}, 5, id="trusted"),
        pytest.param({"exact": TRUSTED_AUDITS, "is_doubted": True}, 0, id="doubted"),
        pytest.param({"exact": EXPIRED}, 0, id="expired"),
    ],
)
def test_a_run_goes_on_from_what_the_last_one_found(
    server: Server, tmp_path: Path, found: dict[str, Any], least: int
) -> None:
    """It reads little of the pages of a profile that proved itself, and all of them where one was in doubt."""
    site = NewsSite()
    for number in range(30, 42):
        site.add(f"/{number}", plain_page(number).encode())
    server.routes = {"/": site.answer}
    profile = learn_site(
        Made(Page(server.url(f"/{number}"), plain_page(number).encode(), "text/html"), "")
        for number in range(20)
    )
    with opened_store(state_in(tmp_path), readonly=False) as store:
        Profiles(store).put("127.0.0.1", profile, 20, Standing(1.5, **found))
    crawl = Crawl(tmp_path, [server.url(f"/{number}") for number in range(30, 42)], REAL)
    assert crawl.run() == 0, crawl.log
    assert texts(crawl) == {
        str(number): "\n\n".join(paragraphs(number)) for number in range(30, 42)
    }
    gone = [one for line in crawl.lines() for one in json.loads(line)["metadata"]["removed"]]
    unweighed = sum(one["rule_id"] == "profile.elsewhere" for one in gone)
    assert unweighed >= least
    assert bool(unweighed) == bool(least)
    with opened_store(state_in(tmp_path), readonly=True) as store:
        standing = Profiles(store).standing("127.0.0.1")
    assert standing is not None
    assert standing.is_doubted == found.get("is_doubted", False)
    assert (standing.learned == 1.5) == (found["exact"] != EXPIRED)


def test_killed_while_the_first_pages_are_held_back(server: Server, tmp_path: Path) -> None:
    """What is held is in the frontier: no record of it was written, and the next run brings each exactly once."""
    pages = make_site("story", 3)
    site = served(pages)
    server.routes = {"/stalled": stalled, "/": site.answer}
    urls = [*(server.url(path_of(made)) for made in pages), server.url("/stalled")]
    crawl = Crawl(tmp_path, urls, {**REAL, "PROFILE_HOLD_S": "60"})
    process = crawl.start()
    wait_for(lambda: len(server.requests) == 4)
    seen: list[int] = []
    assert crawl.kill(process, lambda: len(seen) > 1_500 or seen.append(1) is not None)
    assert crawl.lines() == []
    server.routes["/stalled"] = site.answer
    site.add("/stalled", make_site("story", 4)[3].page.body)
    assert crawl.run() == 0, crawl.log
    written = texts(crawl)
    assert set(written) == {*(path_of(made)[1:] for made in pages), "stalled"}
    assert not any(BANNERS["en"] in text for text in written.values())
    assert json.loads(profile_in(tmp_path))["pages"] == 4
