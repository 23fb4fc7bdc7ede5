"""A simulated week: many sources that fail, move, are redesigned, bring and change articles, all by lot.

The operator is simulated too: what ``run.json`` calls moved is told its new address before the next night, and
a run that was killed is started again.
"""

import asyncio
import json
import random
import resource
import signal
import subprocess
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support import forked
from tests.support.crawl import BIN, CHECKOUT, QUICK
from tests.support.newssite import XML, Story, list_page, make_stories, rss, story_page, urlset
from tests.support.server import HTML, Reply, Request, Server

SHOWN = 12
"""Articles that a front shows, and a feed; more than come in three nights."""
NEW_MAX = 4
SETTINGS = {
    "STATE_RESUME_HOURS": "0",
    "RETRY_BACKOFF_S": "0.1",
    "BREAKER_REST_S": "0.2",
    "BREAKER_RESTS": "1",
    "RETRY_TIMES": "2",
}


@dataclass(slots=True)
class Paper:
    """One source.

    Attributes:
        kind: ``feed``, ``map`` (feed and sitemap) or ``front``: what names its articles.
        stories: All that it will ever have, the oldest first; the first *published* of them are out.
        changed, changed_at: How often each story was changed, and when last, by its number.
        is_down: It does not answer tonight.
        flaky: Share (0–1) of requests that it answers with 503.
        design: Counts redesigns: each changes the addresses, and old ones lead to the new ones.
        moved: It has a new domain, and all old addresses lead there.
    """

    number: int
    kind: str
    stories: list[Story]
    published: int = 6
    changed: Counter[int] = field(default_factory=Counter)
    changed_at: dict[int, datetime] = field(default_factory=dict)
    is_down: bool = False
    flaky: float = 0.0
    design: int = 0
    moved: bool = False

    @property
    def name(self) -> str:
        """Its name in the file of sources."""
        return f"paper{self.number:03}"

    @property
    def is_odd(self) -> bool:
        """Whether more requests than usual are to be expected."""
        return self.is_down or self.moved or bool(self.flaky)

    @property
    def host(self) -> str:
        """Its domain of today."""
        return f"new-{self.name}.test" if self.moved else f"{self.name}.test"

    def shown(self) -> list[Story]:
        """Return what its front shows, the newest first, at its address of today."""
        out = self.stories[: self.published][-SHOWN:]
        return [self.placed(story) for story in reversed(out)]

    def placed(self, story: Story) -> Story:
        """Return *story* as it is today: where it lies, and what was changed."""
        path = f"/d{self.design}{story.path}" if self.design else story.path
        told = [
            f"Update {self.changed[story.number]}: the keeper has changed the lock, and says why in a long letter."
        ]
        return replace(
            story,
            path=path,
            paragraphs=(*story.paragraphs, *(told if self.changed[story.number] else ())),
        )


@dataclass(slots=True)
class World:
    """All sources, and what is asked of them.

    Attributes:
        dice: Decides on the days, which are the same each time that a week is run.
        luck: Decides on single answers, of which there are more or fewer.
    """

    papers: list[Paper]
    dice: random.Random
    luck: random.Random = field(default_factory=lambda: random.Random(1))
    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    async def answer(self, request: Request) -> Reply:
        """Answer for whichever host is asked."""
        host = request.headers.get("host", "").partition(":")[0]
        self.asked[host] += 1
        paper = self._paper(host)
        if paper is None or paper.is_down:
            return Reply(reset=True)
        if host != paper.host:
            return Reply(b"", 301, {"Location": f"http://{paper.host}:{self.port}{request.path}"})
        if paper.flaky and self.luck.random() < paper.flaky:
            return Reply(b"busy", 503, HTML)
        await asyncio.sleep(0)
        return self._page(paper, request.path)

    def _paper(self, host: str) -> Paper | None:
        number = host.removeprefix("new-").removeprefix("paper").removesuffix(".test")
        return (
            self.papers[int(number)]
            if number.isdigit() and int(number) < len(self.papers)
            else None
        )

    def _page(self, paper: Paper, path: str) -> Reply:
        documents = self._documents(paper)
        return documents[path] if path in documents else _story(paper, path)

    def _documents(self, paper: Paper) -> dict[str, Reply]:
        """Return the front of *paper*, and the feed and the sitemap that it has."""
        shown, base = paper.shown(), f"http://{paper.host}:{self.port}"
        if paper.kind == "front":
            return {"/": Reply(list_page(shown), headers=HTML)}
        link = '<link rel="alternate" type="application/rss+xml" href="/feed.rss">'
        found = {
            "/": Reply(list_page(shown, head=link), headers=HTML),
            "/feed.rss": Reply(rss(shown, base), headers=XML),
        }
        if paper.kind == "map":
            robots = f"Sitemap: {base}/map.xml\n".encode()
            found["/robots.txt"] = Reply(robots, headers={"Content-Type": "text/plain"})
            found["/map.xml"] = Reply(_map(paper, shown, base), headers=XML)
        return found

    def turn(self, night: int, *, calm: bool) -> None:
        """Let a day go by; on a *calm* one nothing fails, so that what was left can be had."""
        for paper in self.papers:
            lot = 1.0 if calm else self.dice.random()
            paper.is_down = night > 1 and lot < 0.05
            paper.flaky = 0.2 if 0.05 <= lot < 0.12 else 0.0
            if night > 1:
                self._change(paper, calm=calm)
            if not paper.is_down:
                self.seen |= {story.title for story in paper.shown()}

    def _change(self, paper: Paper, *, calm: bool) -> None:
        """Draw what the day has brought."""
        lot = 1.0 if calm else self.dice.random()
        paper.design += lot < 0.02
        paper.moved |= 0.02 <= lot < 0.04
        if self.dice.random() < 0.5:
            paper.published += self.dice.randint(1, NEW_MAX)
        if paper.kind == "map" and self.dice.random() < 0.3:
            story = self.dice.choice(paper.stories[: paper.published][-SHOWN:])
            paper.changed[story.number] += 1
            paper.changed_at[story.number] = datetime.now(UTC)


def _story(paper: Paper, path: str) -> Reply:
    for story in paper.stories[: paper.published]:
        if path.endswith(story.path):
            placed = paper.placed(story)
            if path != placed.path:
                return Reply(b"", 301, {"Location": placed.path})
            return Reply(story_page(placed), headers=HTML)
    return Reply(b"<html><title>404</title><h1>Not found</h1></html>", 404, HTML)


def _map(paper: Paper, shown: list[Story], base: str) -> bytes:
    """Show a sitemap that tells when each page was changed."""
    at = [paper.changed_at.get(story.number, story.published) for story in shown]
    return urlset(
        [replace(story, published=time) for story, time in zip(shown, at, strict=True)], base
    )


def _name(dice: random.Random) -> str:
    """Return a name that nobody else has: paragraphs that differ in numbers alone are a site's furniture."""
    return "".join(
        dice.choice("bdfgklmnprst") + dice.choice("aeiou") for _ in range(4)
    ).capitalize()


def make_world(count: int, seed: int) -> World:
    """Return *count* sources, the first day before anything has happened."""
    dice, names = random.Random(seed), random.Random(seed)
    week_ago = datetime.now(UTC) - timedelta(days=8)
    papers = []
    for number in range(count):
        stories = make_stories(60, seed=1000 * seed + number)[::-1]
        titled = [
            replace(
                story,
                number=place,
                title=f"{story.title} ({number}/{place})",
                path=f"/{week_ago + timedelta(hours=4 * place):%Y/%m/%d}/story-{place}-of-paper-{number}.html",
                published=week_ago + timedelta(hours=4 * place),
                paragraphs=(
                    *(f"{text} So said {_name(names)}." for text in story.paragraphs),
                    f"It is told as story {place} of paper {number}, by {dice.getrandbits(64):x}.",
                ),
            )
            for place, story in enumerate(stories)
        ]
        papers.append(Paper(number, dice.choice(["feed", "feed", "map", "front"]), titled))
    return World(papers, dice)


@dataclass(slots=True)
class Night:
    """What one night cost and gave.

    Attributes:
        idle: Requests to each source that brought nothing new.
        records: All records so far.
    """

    codes: list[int]
    idle: list[int]
    records: int
    state_bytes: int
    peak_bytes: int
    statuses: Counter[str]


@dataclass(slots=True)
class Week:
    """The nights, and what is in the output after them."""

    nights: list[Night]
    records: list[dict[str, Any]]
    seen: set[str]

    @property
    def missing(self) -> set[str]:
        """Return the articles that a reader could have seen, and that are not in the output."""
        return self.seen - {record["title"] for record in self.records}

    @property
    def doubled(self) -> list[str]:
        """Return the articles that are there more than once; revisions, and copies marked as such, aside."""
        first = Counter(
            record["title"]
            for record in self.records
            if record["metadata"]["revision"] == 1 and not record["metadata"]["duplicate_of"]
        )
        return sorted(title for title, count in first.items() if count > 1)


def run_week(
    folder: Path,
    world: World,
    *,
    nights: int,
    settings: dict[str, str] | None = None,
    kills: float = 0.3,
) -> Week:
    """Crawl *world* each night, some runs killed at a random moment and started again."""
    sites = {paper.name: paper.host for paper in world.papers}
    done: list[Night] = []
    with Server() as server:
        world.port = server.port
        server.routes = {"/": world.answer}  # those of the test server's own would come first
        last: dict[str, tuple[int, int, int]] = {}
        for night in range(1, nights + 1):
            world.turn(night, calm=night == nights)
            now = {
                one.name: (one.published, one.changed.total(), one.design) for one in world.papers
            }
            done.append(
                _night(folder, world, sites, settings or {}, kills=kills if night > 1 else 0.0)
            )
            idle = [
                one
                for one in world.papers
                if last.get(one.name) == now[one.name] and not one.is_odd
            ]
            done[-1].idle.extend(world.asked[one.host] for one in idle)
            last = now
    return Week(done, _records(folder), world.seen)


def _night(
    folder: Path, world: World, sites: dict[str, str], settings: dict[str, str], *, kills: float
) -> Night:
    world.asked.clear()
    codes = []
    is_killed, after_s = world.dice.random() < kills, world.dice.uniform(3, 12)
    for attempt in range(6):
        process = _start(folder, world, sites, settings)
        if is_killed and not attempt:
            _kill_later(process, after_s)
        codes.append(process.wait(timeout=1200))
        if codes[-1] != -signal.SIGKILL:
            break
    figures = _last_run(folder)
    for name, source in figures["sources"].items():
        if (
            "moved" in [finding["kind"] for finding in source["findings"]]
            or source["status"] == "broken"
        ):
            paper = next(paper for paper in world.papers if paper.name == name)
            sites[name] = paper.host
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    state = folder / "output" / "state" / "newscrawl.sqlite"
    statuses = Counter(source["status"] for source in figures["sources"].values())
    return Night(codes, [], len(_records(folder)), state.stat().st_size, peak, statuses)


def _start(
    folder: Path, world: World, sites: dict[str, str], settings: dict[str, str]
) -> "subprocess.Popen[str]":
    file = folder / "sources.toml"
    tables = [f'[{name}]\nsite = "http://{host}:{world.port}/"\n' for name, host in sites.items()]
    file.write_text("\n".join(tables))
    hosts = {
        f"{prefix}{paper.name}.test": ["127.0.0.1"]
        for paper in world.papers
        for prefix in ("", "new-")
    }
    own = folder / "weeksettings.py"
    own.write_text(f"from newscrawl.settings import *\nEGRESS_HOSTS = {json.dumps(hosts)}\n")
    values = {
        **QUICK,
        "OUTPUT_DIR": str(folder / "output"),
        **SETTINGS,
        "RETRY_ENABLED": "1",
        **settings,
    }
    options = [word for name, value in values.items() for word in ("-s", f"{name}={value}")]
    command = [BIN / "scrapy", "crawl", "site", "-a", f"sources={file}", *options]
    env = {
        "SCRAPY_SETTINGS_MODULE": "weeksettings",
        "PYTHONPATH": f"{folder}:{CHECKOUT}",
        "PATH": "/usr/bin:/bin",
    }
    return forked.start(command, folder, env=env)


def _kill_later(process: "subprocess.Popen[str]", seconds: float) -> None:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()


def _last_run(folder: Path) -> dict[str, Any]:
    path = max(folder.rglob("run.json"), key=lambda each: each.stat().st_mtime)
    figures: dict[str, Any] = json.loads(path.read_text())
    return figures


def _records(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.rglob("articles-*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_bytes().splitlines()]
