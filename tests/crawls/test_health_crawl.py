"""Sources that break between two runs, each in its own way, beside one that is well and one that is quiet."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.support.crawl import run
from tests.support.newssite import XML, NewsSite, Story, list_page, make_stories, rss, story_page
from tests.support.server import HTML, Reply

FEED = '<link rel=alternate type="application/rss+xml" href="/feed.xml">'
ROBOT = b"<html><head><title>Just a moment</title></head><body><p>Verify that you are human to go on.</p></body></html>"
CONSENT = (
    b"<html><head><title>Gazette</title></head><body><h1>Before you go on</h1><p>We and our partners store cookies on your"
    b" device, and ask for your consent. Read our privacy policy, then choose.</p><button>Accept all</button></body></html>"
)
LOGIN = (
    b"<html><head><title>Log in</title></head><body><form action=/login><input name=user><input type=password>"
    b"<button>Log in to continue</button></form></body></html>"
)
SHELL = b"<!DOCTYPE html><html lang=en><head><title>Gazette</title></head><body><div id=app></div></body></html>"


def publish(site: NewsSite, stories: list[Story], base: str) -> None:
    """Show *stories* on the front page and in the feed."""
    site.add("/", list_page(stories, head=FEED))
    site.add("/feed.xml", rss(stories, base), XML)


def pages(
    body: Callable[[Story], bytes],
) -> Callable[[NewsSite, list[Story], list[Story], str], None]:
    """Break a site by showing *body* at each new address."""

    def change(site: NewsSite, new: list[Story], old: list[Story], base: str) -> None:
        publish(site, [*new, *old], base)
        for story in new:
            site.add(story.path, body(story))

    return change


def teaser(story: Story) -> bytes:
    text = story.paragraphs[0][:90]
    return f"<html lang=en><head><title>{story.title}</title></head><body><article><h1>{story.title}</h1><p>{text}</p></article></body></html>".encode()


def refuse(site: NewsSite, new: list[Story], old: list[Story], base: str) -> None:
    publish(site, [*new, *old], base)
    for story in new:
        site.add(story.path, b"<html><body>Forbidden</body></html>", status=403)


def lead_to_login(site: NewsSite, new: list[Story], old: list[Story], base: str) -> None:
    publish(site, [*new, *old], base)
    site.add("/login", LOGIN)
    for story in new:
        site.pages[story.path] = Reply(b"", 302, {**HTML, "Location": "/login"})


def lead_away(site: NewsSite, new: list[Story], old: list[Story], base: str) -> None:
    publish(site, [*new, *old], base)
    for story in new:
        site.pages[story.path] = Reply(
            b"", 302, {**HTML, "Location": "http://elsewhere.example/offer"}
        )


def vanish(site: NewsSite, new: list[Story], old: list[Story], base: str) -> None:
    site.add("/", b"<html><body><div id=app></div></body></html>")
    del site.pages["/feed.xml"]


def fall_over(site: NewsSite, new: list[Story], old: list[Story], base: str) -> None:
    site.pages = {path: Reply(b"", 500, HTML) for path in site.pages}


def stay(site: NewsSite, new: list[Story], old: list[Story], base: str) -> None:
    """A quiet night."""


def one_odd_page(site: NewsSite, new: list[Story], old: list[Story], base: str) -> None:
    pages(lambda story: SHELL)(site, new[:1], old, base)


WAYS = {
    "well": (pages(story_page), "healthy", []),
    "quiet": (stay, "quiet", []),
    "odd": (one_odd_page, "healthy", []),
    "redesign": (pages(lambda story: SHELL), "broken", ["empty"]),
    "teasers": (pages(teaser), "broken", ["shorter", "unsigned"]),
    "refused": (refuse, "broken", ["blocked"]),
    "robots": (pages(lambda story: ROBOT), "broken", ["block_page"]),
    "consent": (pages(lambda story: CONSENT), "broken", ["consent_wall"]),
    "login": (lead_to_login, "broken", ["login_wall"]),
    "away": (lead_away, "broken", ["led_away"]),
    "vanished": (vanish, "broken", ["nothing_found"]),
    "down": (fall_over, "broken", ["unreachable"]),
}


def test_a_source_that_broke_is_told_from_one_that_is_well_or_quiet(tmp_path: Path) -> None:
    """Each way to break is named in run.json and in the summary, with the exit code 6; the others give no alarm."""
    stories = {name: make_stories(12, seed=number) for number, name in enumerate(WAYS, 50)}
    with ExitStack() as stack:
        sites = {name: NewsSite() for name in WAYS}
        servers = {name: stack.enter_context(site.serve()) for name, site in sites.items()}
        bases = {name: f"http://{name}.test:{server.port}" for name, server in servers.items()}
        file = tmp_path / "sources.toml"
        file.write_text("".join(f'[{name}]\nsite = "{base}/"\n' for name, base in bases.items()))
        for name, site in sites.items():
            site.add_stories(stories[name][6:])
            publish(site, stories[name][6:], bases[name])
        first = crawl(tmp_path, file)
        assert first["exit_code"] == 0
        assert {source["status"] for source in first["sources"].values()} == {"new"}
        assert {source["articles"] for source in first["sources"].values()} == {6}
        for name, (change, _, _) in WAYS.items():
            change(sites[name], stories[name][:6], stories[name][6:], bases[name])
        second = crawl(tmp_path, file)
    found = {
        name: (source["status"], [finding["kind"] for finding in source["findings"]])
        for name, source in second["sources"].items()
    }
    assert found == {name: (status, kinds) for name, (_, status, kinds) in WAYS.items()}
    assert second["exit_code"] == 6
    assert second["outcome"] == "unhealthy"
    for name, (_, status, kinds) in WAYS.items():
        said = f"broken: {name}: {kinds[0].replace('_', ' ')}: " if kinds else f"broken: {name}: "
        assert (said in second["log"]) == (status == "broken"), name
    assert "9 of 12 sources are broken, 0 have changed" in second["log"]


def crawl(folder: Path, file: Path) -> dict[str, Any]:
    """Crawl, and give the new run.json, with the log."""
    hosts = json.dumps({f"{name}.test": ["127.0.0.1"] for name in WAYS})
    before = set(run_files(folder))
    done = run(
        *("scrapy", "crawl", "site", "-a", f"sources={file}"),
        folder=folder,
        settings={"EGRESS_HOSTS": hosts, "HEALTH_EXIT": "1", "PROFILE_HOLD_S": "0"},
    )
    (path,) = set(run_files(folder)) - before
    values: dict[str, Any] = json.loads(path.read_text())
    assert values["exit_code"] == done.code, done.log
    return values | {"log": done.log}


def run_files(folder: Path) -> Iterator[Path]:
    return folder.rglob("run.json")
