"""Small news sites with different systems behind them, made of our own sentences and served over loopback."""

import gzip
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.support.server import HTML, Reply, Request, Server

XML = {"Content-Type": "application/xml"}
TOWNS = (
    "Aldmouth Brackwell Corrin Dunmere Eastholm Farrowby Glenport Harwick Inverley Jessop".split()
)
THINGS = "ferry bridge library market school tramway theatre harbour reservoir orchard".split()
DEEDS = "reopens closes moves expands burns floods wins loses returns stalls".split()
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
BLOCK = (
    "{who}, who has watched over the {thing} of {town} for {n} years, said on {day} that the work had taken "
    "{m} weeks longer than anyone in the town hall had been ready to admit.",
    "Residents of {town} gathered near the {thing} in the rain, {n} of them with lanterns, and waited until "
    "the mayor had read out all {m} names of those who had paid for the repair.",
    "The council will vote on the {thing} again in {m} weeks; until then, {who} keeps the keys and opens the "
    "gate for whoever asks, as the people of {town} have done since the year {y}.",
    "An engineer from {other} called the {thing} sound but tired, and put the cost of a new roof at {n} "
    "thousand crowns, a sum that {town} last spent in {y} on its fire engine.",
)
WHO = "Ada Holm,Bram Quist,Celia Nord,Dov Marsh,Edda Lund,Finn Oakes,Greta Sand,Hal Weir".split(",")
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


@dataclass(frozen=True, slots=True)
class Story:
    """One article of a site."""

    number: int
    path: str
    title: str
    published: datetime
    paragraphs: tuple[str, ...]


def make_stories(
    count: int, seed: int = 1, path: str = "/{day:%Y/%m/%d}/{slug}.html"
) -> list[Story]:
    """Make *count* stories, the newest first, no two alike."""
    dice = random.Random(seed)
    stories = []
    for number in range(count):
        town, thing, deed = dice.choice(TOWNS), dice.choice(THINGS), dice.choice(DEEDS)
        title = f"The {thing} of {town} {deed} after {number + 2} years"
        day = NOW - timedelta(hours=7 * number)
        slug = title.lower().replace(" ", "-")
        words = {"town": town, "thing": thing}
        text = tuple(
            line.format(
                who=dice.choice(WHO),
                n=dice.randint(3, 90),
                m=dice.randint(2, 40),
                y=dice.randint(1880, 1999),
                day=dice.choice(DAYS),
                other=dice.choice(TOWNS),
                **words,
            )
            for line in dice.sample(BLOCK, 4)
        )
        place = path.format(day=day, slug=slug, number=number + 1000)
        stories.append(Story(number, place, title, day, text))
    return stories


def story_page(story: Story, *, extra: str = "", head: str = "") -> bytes:
    """Show *story* as a page with navigation, a box and a footer around it."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{story.title} - Gazette</title>"
        f'<meta property="og:type" content="article">{head}'
        f'<meta property="article:published_time" content="{story.published.isoformat()}"></head><body>'
        f"<nav><a href=/>Home</a> <a href=/news/>News</a> <a href=/culture/>Culture</a></nav>"
        f"<main><article><h1>{story.title}</h1><p class=byline>By {WHO[story.number % 8]}</p>{text}</article></main>"
        f"{extra}<footer><a href=/about>About us</a> <a href=/privacy>Privacy</a></footer></body></html>"
    ).encode()


def list_page(stories: Iterable[Story], *, head: str = "", extra: str = "") -> bytes:
    """Show a list of teasers."""
    items = "".join(
        f"<li><h3><a href='{story.path}'>{story.title}</a></h3><p>{story.paragraphs[0][:80]}…</p></li>"
        for story in stories
    )
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Gazette</title>{head}</head><body>"
        f"<nav><a href=/>Home</a> <a href=/news/>News</a> <a href=/culture/>Culture</a> <a href=/login>Log in</a>"
        f"</nav><main><ul>{items}</ul>{extra}</main><footer><a href=/about>About us</a></footer></body></html>"
    ).encode()


def rss(stories: Iterable[Story], base: str) -> bytes:
    """Show *stories* as RSS 2.0."""
    items = "".join(
        f"<item><title>{story.title}</title><link>{base}{story.path}</link>"
        f"<pubDate>{format_datetime(story.published)}</pubDate></item>"
        for story in stories
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Gazette</title>{items}</channel></rss>".encode()


def urlset(stories: Iterable[Story], base: str, *, extra: Iterable[str] = ()) -> bytes:
    """Show *stories* as a sitemap, with the paths of *extra* pages."""
    items = "".join(
        f"<url><loc>{base}{story.path}</loc><lastmod>{story.published.isoformat()}</lastmod></url>"
        for story in stories
    )
    items += "".join(f"<url><loc>{base}{path}</loc></url>" for path in extra)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f"<?xml version='1.0'?><urlset xmlns='{space}'>{items}</urlset>".encode()


def sitemap_index(paths: Iterable[str], base: str) -> bytes:
    """Show an index of the sitemaps at *paths*."""
    items = "".join(f"<sitemap><loc>{base}{path}</loc></sitemap>" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f"<?xml version='1.0'?><sitemapindex xmlns='{space}'>{items}</sitemapindex>".encode()


ABOUT = (
    b"<!DOCTYPE html><html lang=en><head><title>About us - Gazette</title></head><body><main><h1>About us</h1>"
    b"<p>The Gazette has been printed in the valley since 1904. Write to us, or visit the office.</p></main>"
    b"</body></html>"
)


@dataclass(slots=True)
class NewsSite:
    """Pages by path; what is not there is a 404 of HTML."""

    pages: dict[str, Reply] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def add(
        self, path: str, body: bytes, headers: dict[str, str] | None = None, status: int = 200
    ) -> None:
        """Put *body* at *path*."""
        self.pages[path] = Reply(body, status, headers or HTML)

    def add_stories(self, stories: Iterable[Story]) -> None:
        """Put each story at its path."""
        for story in stories:
            self.add(story.path, story_page(story))

    async def answer(self, request: Request) -> Reply:
        """Answer as the site does."""
        self.asked.append(request)
        return self.pages.get(request.path) or self.other(request)

    def other(self, request: Request) -> Reply:
        """Answer for all other paths."""
        return Reply(b"<html><body><h1>Not found</h1></body></html>", 404, HTML)

    def serve(self) -> Server:
        """Give a server of this site, to be entered."""
        server = Server()
        server.routes = {"/": self.answer}
        return server


def feeds_only(stories: list[Story], base: str) -> NewsSite:
    """A site with a declared feed of the newest and sections for the others, no robots.txt, no sitemap."""
    site = NewsSite()
    site.add_stories(stories)
    head = '<link rel=alternate type="application/rss+xml" href="/feeds/all.rss">'
    half = len(stories) // 2
    site.add("/", list_page(stories[:5], head=head))
    site.add("/feeds/all.rss", rss(stories[:10], base), XML)
    site.add("/news/", list_page(stories[:half]))
    site.add("/culture/", list_page(stories[half:]))
    site.add("/about", ABOUT)
    site.add("/login", b"<html><body><form><input type=password></form></body></html>")
    return site


def sections_only(stories: list[Story], base: str) -> NewsSite:
    """A site with a front page and two sections, and nothing else that leads to its articles."""
    site = feeds_only(stories, base)
    del site.pages["/feeds/all.rss"]
    site.add("/", list_page(stories[:5]))
    return site


def with_sitemaps(stories: list[Story], base: str) -> NewsSite:
    """A site whose robots.txt names an index of sitemaps: XML, gzip and a plain list."""
    site = NewsSite()
    site.add_stories(stories)
    third = len(stories) // 3
    robots = f"User-agent: *\nDisallow: /private/\nSitemap: {base}/sitemaps/index.xml\n".encode()
    site.add("/robots.txt", robots, {"Content-Type": "text/plain"})
    children = [
        "/sitemaps/a.xml",
        "/sitemaps/b.xml.gz",
        "/sitemaps/c.txt",
        "/sitemaps/category-sitemap.xml",
    ]
    site.add("/sitemaps/index.xml", sitemap_index(children, base), XML)
    site.add(
        children[0],
        urlset(stories[:third], base, extra=["/", "/news/", "/about", "/tag/bridge"]),
        XML,
    )
    site.add(children[1], gzip.compress(urlset(stories[third : 2 * third], base)), XML)
    plain = "\n".join(base + story.path for story in stories[2 * third :]).encode()
    site.add(children[2], plain, {"Content-Type": "text/plain"})
    site.add("/", list_page(stories[:8]))
    site.add("/news/", list_page(stories[:20]))
    site.add("/about", ABOUT)
    return site


class Trapped(NewsSite):
    """Answers every path under a trap with a page that leads further in."""

    def other(self, request: Request) -> Reply:
        """Lead further in; a soft 404 elsewhere under /missing/."""
        path, _, query = request.path.partition("?")
        if path == "/events":
            month = int(query.removeprefix("month=") or 0)
            links = "".join(
                f"<a href='/events?month={month + step}'>Month {month + step}</a>"
                for step in (-1, 1, 12)
            )
            return Reply(f"<html><body><h1>Events</h1>{links}</body></html>".encode(), headers=HTML)
        if path.startswith("/maze/"):
            return Reply(
                b"<html><body><a href='deeper/'>deeper</a> <a href='side/'>aside</a></body></html>",
                headers=HTML,
            )
        if path.startswith("/missing/"):
            return Reply(
                b"<html><head><title>Page not found</title></head><body><h1>Sorry, nothing is here</h1><p>The page that you are looking for is not here any more, or it never was.</p></body></html>",
                headers=HTML,
            )
        return NewsSite.other(self, request)


def without_entrances(stories: list[Story], base: str) -> NewsSite:
    """A site with neither feed nor sitemap: sections, pages of them, an archive, and traps."""
    site = Trapped()
    site.add_stories(stories)
    size, quarter = 10, len(stories) // 4
    sections = {"/news/": stories[: 2 * quarter], "/culture/": stories[2 * quarter : 3 * quarter]}
    for path, inside in sections.items():
        pages = [inside[start : start + size] for start in range(0, len(inside), size)]
        for number, shown in enumerate(pages, 1):
            onward = f"<a href='{path}?page={number + 1}'>Next</a>" if number < len(pages) else ""
            site.add(
                path if number == 1 else f"{path}?page={number}", list_page(shown, extra=onward)
            )
    old = stories[3 * quarter :]
    years = "".join(
        f"<a href='/archive/{story.published:%Y/%m}'>{story.published:%B}</a>" for story in old
    )
    site.add("/archive/", list_page([], extra=years))
    for story in old:
        month = f"/archive/{story.published:%Y/%m}"
        site.add(
            month,
            list_page(one for one in old if f"{one.published:%Y/%m}" == f"{story.published:%Y/%m}"),
        )
    lures = (
        "<a href='/archive/'>Archive</a> <a href='/events'>Events</a> <a href='/maze/'>Maze</a> "
        "<a href='/search?q=bridge'>Search</a> "
        "<a href='/missing/the-story-that-was-never-written'>Lost</a>"
    )
    site.add("/", list_page(stories[:6], extra=lures))
    site.add("/about", ABOUT)
    return site


@contextmanager
def site_with_feed(count: int = 8) -> Iterator[Server]:
    """Serve a site of *count* stories, all in its feed; the lists that its front leads to are empty."""
    stories = make_stories(count)
    news = feeds_only(stories, "")
    with news.serve() as server:
        news.add("/feeds/all.rss", rss(stories, server.url("")), XML)
        for path in ("/news/", "/culture/"):
            news.add(path, list_page([]))
        yield server
