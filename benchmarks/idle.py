"""What a nightly run costs over sources with little news: requests, bytes and seconds for each idle source.

    python -m benchmarks.idle [--sources 40] [--news 5]

Sites of three kinds (of ten: six with a declared feed, three with a feed and an index of three
sitemaps, one with sections only), each a host of its own, are served from this machine with ETags
that tell the truth, and crawled night after night by one command each; a night passes by setting
the clock of the state file back. After five nights in which each site has proved its validators,
*news* percent of the sites have one new article; then none has; then only what is due is asked for,
at once and a night later. Settings are the default ones, but for the articles of the first night,
which are extracted by a stand-in: no other night has more than a few. The extrapolation to 2,000
sources takes the time a source and the start apart.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from newscrawl.state.store import open_store
from tests.support.crawl import run
from tests.support.newssite import (
    XML,
    Story,
    list_page,
    make_stories,
    rss,
    sitemap_index,
    story_page,
    urlset,
)
from tests.support.server import HTML, Reply, Request, Server
from tests.support.validators import Validating

DAY = 86_400.0
STORIES, SHOWN = 12, 6
PADDING = "".join(
    f"<div class='teaser t{number}'><a href='/about#{number}'><img src='/i/{number}.jpg' alt=''></a>"
    f"<p>{'word ' * 40}</p></div>"
    for number in range(400)
)
SETTINGS = {
    "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
    "AUTOTHROTTLE_ENABLED": "1",
    "RETRY_ENABLED": "1",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "4",
}


@dataclass(slots=True)
class Sites:
    """All sites, by host; and what was asked of them in one night."""

    count: int
    port: int = 0
    shown: dict[str, int] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    sent_bytes: int = 0
    _stories: dict[str, list[Story]] = field(default_factory=dict)
    _tags: Validating = field(default_factory=Validating)

    def hosts(self) -> list[str]:
        """Return the names of the sites."""
        return [f"gazette{number:04}.example" for number in range(self.count)]

    def begin(self, news_of: list[str]) -> None:
        """Let each of some sites have one story more, and count anew."""
        for host in news_of:
            self.shown[host] = self.shown.get(host, SHOWN) + 1
        self.asked.clear()
        self.sent_bytes = 0

    async def answer(self, request: Request) -> Reply:
        """Answer for the site that the request names."""
        host = request.headers["host"].partition(":")[0]
        self.asked[_kind(request.path)] += 1
        reply = self._reply(host, request.path)
        if reply.status == 200 and request.path != "/robots.txt":
            reply = self._tags.validated(reply, request.headers.get("if-none-match", ""))
        self.asked[f"status {reply.status}"] += 1
        self.sent_bytes += len(reply.body)
        return reply

    def _reply(self, host: str, path: str) -> Reply:
        number, base = int(host[7:11]), f"http://{host}:{self.port}"
        if host not in self._stories:
            self._stories[host] = make_stories(STORIES, seed=number)
        stories = self._stories[host][-self.shown.get(host, SHOWN) :]
        pages = PAGES[number % 10](stories, base)
        if path in pages:
            body = pages[path]
            return Reply(body, headers=XML if body.startswith(b"<?xml") else HTML)
        found = [story for story in stories if story.path == path]
        return (
            Reply(story_page(found[0]), headers=HTML)
            if found
            else Reply(b"<html>none</html>", 404, HTML)
        )


def _kind(path: str) -> str:
    if path == "/robots.txt":
        return "robots.txt"
    return "articles" if path.startswith("/20") else "entrances"


def _with_feed(stories: list[Story], base: str) -> dict[str, bytes]:
    head = '<link rel=alternate type="application/rss+xml" href="/all.rss">'
    sections = {"/news/": list_page(stories[::2]), "/culture/": list_page(stories[1::2])}
    return {
        "/": list_page(stories, head=head, extra=PADDING),
        "/all.rss": rss(stories, base),
        **sections,
    }


def _with_sitemaps(stories: list[Story], base: str) -> dict[str, bytes]:
    children = [f"/sitemap-{number}.xml" for number in range(3)]
    pages = {child: urlset(stories[number::3], base) for number, child in enumerate(children)}
    index = {"/robots.txt": f"User-agent: *\nSitemap: {base}/index.xml\n".encode()}
    return {
        **_with_feed(stories, base),
        **pages,
        **index,
        "/index.xml": sitemap_index(children, base),
    }


def _with_sections(stories: list[Story], base: str) -> dict[str, bytes]:
    names = ["news", "culture", "region", "business", "science", "weather"]
    menu = "".join(f"<a href='/{name}/'>{name.title()}</a>" for name in names)
    pages = {"/": list_page(stories[:2], extra=menu + PADDING)}
    for number, name in enumerate(names):
        onward = f"<a href='/{name}/?page=2'>Next</a>"
        pages[f"/{name}/"] = list_page(stories[number::6][:1], extra=onward)
        pages[f"/{name}/?page=2"] = list_page(stories[number::6][1:])
    return pages


PAGES = [_with_feed] * 6 + [_with_sitemaps] * 3 + [_with_sections]


@dataclass(frozen=True, slots=True)
class Night:
    """What one run cost: wall and processor seconds, requests by kind, bytes of bodies, records so far."""

    seconds: float
    busy: float
    asked: Counter[str]
    sent_bytes: int
    records: int


def pass_night(folder: Path) -> None:
    """Set the clock of the state back by a day."""
    with closing(open_store(f"sqlite:///{folder}/output/state/newscrawl.sqlite")) as store:
        store.run("UPDATE documents SET looked = looked - ?", (DAY,))
        store.run("UPDATE coverage SET done = done - ?", (DAY,))
        store.run("UPDATE robots SET fetched = fetched - ?", (DAY,))
        store.commit()


def crawl(sites: Sites, folder: Path, names: Path, *arguments: str) -> Night:
    """Run the command once."""
    hosts = {host: ["127.0.0.1"] for host in sites.hosts()}
    settings = SETTINGS | {"EGRESS_HOSTS": str(hosts).replace("'", '"')}
    options = [part for argument in (f"site=@{names}", *arguments) for part in ("-a", argument)]
    started, before = time.perf_counter(), os.times()
    done = run(
        "scrapy", "crawl", "site", *options, folder=folder, settings=settings, timeout_s=3_600
    )
    seconds, after = time.perf_counter() - started, os.times()
    if done.code:
        sys.exit(f"exit code {done.code}\n{done.log[-3000:]}")
    busy = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return Night(seconds, busy, Counter(sites.asked), sites.sent_bytes, len(done.records))


def show(name: str, night: Night, sources: int) -> None:
    """Print what a night cost for each source."""
    requests = sum(count for kind, count in night.asked.items() if not kind.startswith("status"))
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(night.asked.items()))
    print(
        f"{name:28} {requests / sources:5.2f} requests, {night.sent_bytes / sources / 1000:6.1f} kB, "
        f"{night.seconds / sources:6.3f} s, {night.busy / sources * 1000:5.0f} ms of processor a source; "
        f"{night.seconds:.1f} s in all; {night.records} records ({kinds})",
        flush=True,
    )


def measure(sources: int, news_percent: int) -> None:
    """Let the nights pass, and print each."""
    sites = Sites(sources)
    every, some = sites.hosts(), sites.hosts()[:: max(1, 100 // max(1, news_percent))]
    plan: list[tuple[str, list[str], tuple[str, ...], bool]] = [
        ("first night", [], (), False),
        *((f"night {number}, news in all", every, (), True) for number in (2, 3)),
        *((f"night {number}, 304 checked", [], (), True) for number in (4, 5)),
        (f"news in {len(some)} sources", some, (), True),
        ("no news", [], (), True),
        ("due=only, at once", [], ("due=only",), False),
        ("due=only, a night later", [], ("due=only",), True),
    ]
    with Server(routes={"/": sites.answer}) as server, tempfile.TemporaryDirectory() as temporary:
        server.routes = {"/": sites.answer}
        sites.port, folder = server.port, Path(temporary)
        names = folder / "sites.txt"
        names.write_text("".join(f"http://{host}:{server.port}/\n" for host in every))
        nights = {}
        for name, news_of, arguments, night in plan:
            if night:
                pass_night(folder)
            sites.begin(news_of)
            nights[name] = crawl(sites, folder, names, *arguments)
            show(name, nights[name], sources)
        for name in ("no news", "due=only, a night later"):
            extrapolate(name, nights[name], nights["due=only, at once"], sources)
    wanted = SHOWN * sources + 2 * sources + len(some)
    if nights["due=only, a night later"].records != wanted:
        sys.exit(f"expected {wanted} records")


def extrapolate(name: str, idle: Night, nothing: Night, sources: int) -> None:
    """Say what 2,000 such sources would take, with the start, which the run without requests shows, once."""
    each = (idle.seconds - nothing.seconds) / sources
    busy = (idle.busy - nothing.busy) / sources
    print(
        f"2,000 sources, {name}, from this: {2_000 * each + nothing.seconds:.0f} s, "
        f"{2_000 * busy + nothing.busy:.0f} s of processor"
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=40)
    parser.add_argument(
        "--news", type=int, default=5, help="percent of the sources that have a new article"
    )
    options = parser.parse_args()
    measure(options.sources, options.news)


if __name__ == "__main__":
    main()
