"""Lists of what is not there, and links without end: they end, and cost the good articles nothing."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.web.traps import ListOutcome, Streaks
from tests.support.crawl import Run, run
from tests.support.manysites import Crawled, crawl_sites
from tests.support.newssite import (
    XML,
    NewsSite,
    Story,
    list_page,
    make_stories,
    sitemap_index,
    urlset,
)
from tests.support.server import HTML, Reply, Request

SOFT = b"""<!doctype html><html><head><title>Page not found</title></head><body><h1>Page not found</h1>
<p>The page that you are looking for is not here any more, or it never was.</p></body></html>"""


def dead_paths(count: int, seed: int = 3) -> list[str]:
    """Paths of articles that are gone, no two of one pattern."""
    dice = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(dice.choices(letters, k=6)) for _ in range(400)]
    return [f"/{'-'.join(dice.sample(words, 5))}" for _ in range(count)]


class DeadEnds(NewsSite):
    """Answers what is not there as *gone* says."""

    gone: Callable[[Request], Reply] | None = None

    def other(self, request: Request) -> Reply:
        """Answer for all other paths."""
        return self.gone(request) if self.gone else super().other(request)


def crawl_dead(site: NewsSite, folder: Path, **settings: str) -> tuple[Run, list[str], list[str]]:
    """Crawl *site*; give the run, the paths of its records, and those that were asked for."""
    with site.serve() as server:
        server.routes = {"/": site.answer}
        base = server.url("")
        for path, reply in site.pages.items():
            body = reply.body.replace(b"http://base", base.encode())
            site.pages[path] = Reply(body, reply.status, reply.headers)
        crawl = run(
            "scrapy", "crawl", "site", "-a", f"site={base}/", folder=folder, settings=settings
        )
        found = sorted(record["url"].removeprefix(base) for record in crawl.records)
        return crawl, found, [request.path for request in site.asked]


def with_dead_map(stories: list[Story], maps: dict[str, bytes]) -> DeadEnds:
    """A site whose front shows *stories*, and whose index of sitemaps has *maps*."""
    site = DeadEnds()
    site.add_stories(stories)
    site.add("/", list_page(stories))
    site.add(
        "/robots.txt",
        b"User-agent: *\nSitemap: http://base/index.xml\n",
        {"Content-Type": "text/plain"},
    )
    site.add("/index.xml", sitemap_index(list(maps), "http://base"), XML)
    for path, body in maps.items():
        site.add(path, body, XML)
    return site


def _moved_home(request: Request) -> Reply:
    is_guess = request.path.endswith((".xml", ".txt", ".json", "/feed", "/rss"))
    return Reply(status=404) if is_guess else Reply(status=301, headers={"Location": "/"})


def _soft(request: Request) -> Reply:
    is_guess = request.path.endswith((".xml", ".txt", ".json", "/feed", "/rss"))
    return Reply(status=404) if is_guess else Reply(SOFT, headers=HTML)


LOBBY = b"""<!doctype html><html><head><title>Gazette</title></head><body><h1>Gazette</h1>
<p>Choose what you would like to read.</p><a href=/x/>Stories</a></body></html>"""


def _lobby(request: Request) -> Reply:
    is_guess = request.path.endswith((".xml", ".txt", ".json", "/feed", "/rss"))
    return Reply(status=404) if is_guess else Reply(LOBBY, headers=HTML)


GONE = {
    "not found": None,
    "gone": lambda request: Reply(status=410),
    "forbidden": lambda request: Reply(status=403),
    "all lead to the front": _moved_home,
    "an error page with status 200": _soft,
    "a page that says nothing of it": _lobby,
}
DEAD = 1_000
DEAD_PATHS = set(dead_paths(DEAD))


@pytest.fixture(scope="module")
def dead_maps(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One crawl of sites with five dead sitemaps each, all that is not there answered in one form."""
    stories, paths = make_stories(20, path="/x/{slug}"), dead_paths(DEAD)
    sites = {}
    for form, gone in GONE.items():
        maps = {f"/m{n}.xml": urlset([], "http://base", extra=paths[n::5]) for n in range(5)}
        sites[form] = with_dead_map(stories, maps)
        sites[form].gone = gone
    return crawl_sites(sites, tmp_path_factory.mktemp("dead"), TRAPS_DEAD_MAX="20")


@pytest.mark.parametrize("form", GONE)
def test_a_dead_sitemap_ends_and_the_articles_of_the_front_come_out(
    form: str, dead_maps: Crawled
) -> None:
    """Of thousands of dead addresses in five sitemaps few are asked for."""
    assert dead_maps.found(form) == sorted(
        story.path for story in make_stories(20, path="/x/{slug}")
    )
    assert sum(path in DEAD_PATHS for path in dead_maps.asked(form)) <= 150


def test_what_was_left_out_of_dead_sitemaps_is_counted(dead_maps: Crawled) -> None:
    """And the log names the setting that draws the line."""
    asked = sum(len(DEAD_PATHS & set(dead_maps.asked(form))) for form in GONE)
    assert asked + dead_maps.run.stats["traps"]["dead_list"] == DEAD * len(GONE)
    assert "TRAPS_DEAD_MAX" in dead_maps.run.log


def test_what_a_feed_names_too_survives_the_end_of_its_list(tmp_path: Path) -> None:
    """Living articles deep in a dead sitemap come out where the front shows them."""
    stories = make_stories(6, path="/x/{slug}")
    paths = dead_paths(1_500)
    extra = [*paths, *(story.path for story in stories)]
    site = with_dead_map(stories, {"/m.xml": urlset([], "http://base", extra=extra)})
    site.add("/all.rss", b"<rss><channel/></rss>", XML)
    _, found, asked = crawl_dead(site, tmp_path)
    assert found == sorted(story.path for story in stories)
    assert len(asked) < 300


def test_a_list_with_life_in_it_is_read_to_its_end(tmp_path: Path) -> None:
    """Dead links are the web's normal state: four of five dead end no list."""
    stories = make_stories(40, path="/x/{slug}")
    paths = dead_paths(160)
    extra = [
        path for n, story in enumerate(stories) for path in (story.path, *paths[4 * n : 4 * n + 4])
    ]
    site = with_dead_map([], {"/m.xml": urlset([], "http://base", extra=extra)})
    site.add_stories(stories)
    crawl, found, asked = crawl_dead(site, tmp_path, TRAPS_DEAD_MAX="20")
    assert found == sorted(story.path for story in stories)
    assert set(paths) <= set(asked)
    assert "dead_list" not in crawl.stats["traps"]


def test_the_next_run_begins_anew(tmp_path: Path) -> None:
    """What was left out of a dead list is found by a later run, when the site has come back to life."""
    stories = make_stories(80, path="/x/{slug}")
    site = with_dead_map([], {"/m.xml": urlset(stories, "http://base")})
    crawl_dead(site, tmp_path, TRAPS_DEAD_MAX="10")
    assert sum(path.startswith("/x/") for path in (request.path for request in site.asked)) < 60
    site.add_stories(stories)
    with site.serve() as server:
        base = server.url("")
        site.add("/m.xml", urlset(stories, base), XML)
        site.add("/index.xml", sitemap_index(["/m.xml"], base), XML)
        site.add(
            "/robots.txt", f"Sitemap: {base}/index.xml".encode(), {"Content-Type": "text/plain"}
        )
        server.routes = {"/": site.answer}
        crawl = run("scrapy", "crawl", "site", "-a", f"site={base}/", folder=tmp_path)
        assert len({record["url"] for record in crawl.records}) == 80, crawl.log


class Maze(NewsSite):
    """Every address under /m is a page with ten random links further in."""

    shape = "/m/{}"

    def other(self, request: Request) -> Reply:
        """Lead further in."""
        if request.path.endswith((".xml", ".txt", ".json", "/feed", "/rss")):
            return NewsSite.other(self, request)
        dice = random.Random(request.path)
        names = ("".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(10))
        links = "".join(f"<p><a href='{self.shape.format(name)}'>{name}</a></p>" for name in names)
        return Reply(f"<html><body><h1>Rooms</h1>{links}</body></html>".encode(), headers=HTML)


MAZES = {
    "one folder": "/m/{}",
    "sections": "/{}",
    "folders": "/{}/a",
    "like articles": "/x/{}-of-the-day-in-town",
    "a parameter": "/go?to={}",
}


@pytest.fixture(scope="module")
def mazes(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One crawl of sites with a maze behind a link of the front."""
    sites = {}
    for name, shape in MAZES.items():
        sites[name] = site = Maze()
        site.shape = shape
        site.add_stories(make_stories(12))
        site.add(
            "/", list_page(make_stories(12), extra=f"<a href='{shape.format('start')}'>Rooms</a>")
        )
    return crawl_sites(
        sites,
        tmp_path_factory.mktemp("mazes"),
    )


@pytest.mark.parametrize("name", MAZES)
def test_a_maze_costs_little(name: str, mazes: Crawled) -> None:
    """Pages that link to ten random URLs each are left when enough of them gave nothing."""
    assert mazes.found(name) == sorted(story.path for story in make_stories(12)), mazes.run.log
    assert len(mazes.asked(name)) <= 300


def ends(streaks: Streaks, outcome: ListOutcome | None, *lists: str, target: str = "") -> list[str]:
    """Let a page of *lists* be asked for and come out as *outcome*; give the lists that end."""
    streaks.begin(1, lists, 0.0)
    if outcome is not None:
        streaks.note(1, outcome, target)
    return streaks.settle(1, 0.0)


def test_streaks_count_what_comes_in_a_row() -> None:
    """An article begins a new streak; barren pages of a sitemap count a third; a failure counts nothing."""
    streaks = Streaks(3)
    assert ends(streaks, ListOutcome.DEAD, "document:a") == []
    assert ends(streaks, ListOutcome.DEAD, "document:a") == []
    assert ends(streaks, None, "document:a") == []
    assert ends(streaks, ListOutcome.GAVE, "document:a") == []
    for _ in range(8):
        assert ends(streaks, ListOutcome.BARREN, "document:a", "tree:a") == []
    assert ends(streaks, ListOutcome.BARREN, "document:a", "tree:a") == ["document:a"]
    assert ends(streaks, ListOutcome.DEAD, "document:a") == []
    assert streaks.ended(["tree:a", "document:a"]) == "document:a"


def test_redirects_are_dead_where_they_lead_to_the_same() -> None:
    """To many pages that are known: they were found elsewhere. All to one: the front, in the place of pages."""
    streaks = Streaks(3)
    for number in range(9):
        assert (
            ends(streaks, ListOutcome.LED_ON, "document:b", target=f"https://news.example/{number}")
            == []
        )
    told = [
        ends(streaks, ListOutcome.LED_ON, "document:b", target="https://news.example/")
        for _ in range(4)
    ]
    assert told == [[], [], [], ["document:b"]]


def test_barren_pages_of_one_name_are_dead() -> None:
    """One that is called otherwise between them counts as barren, and so does one without a name."""
    streaks = Streaks(3)
    assert [
        ends(streaks, ListOutcome.BARREN, "document:c", target="title:Gazette") for _ in range(4)
    ] == [
        [],
        [],
        [],
        ["document:c"],
    ]
    assert not any(
        ends(streaks, ListOutcome.BARREN, "document:d", target=f"title:{name}")
        for name in ("Sport", "Town")
    )
    assert not any(ends(streaks, ListOutcome.BARREN, "document:e") for _ in range(8))


def test_the_row_is_that_of_asking() -> None:
    """Dead pages that are known at once do not overtake the good one before them that is still read."""
    streaks = Streaks(3)
    streaks.begin(0, ("document:a",), 0.0)
    for number in range(1, 6):
        streaks.begin(number, ("document:a",), 0.0)
    for number in (1, 2, 4, 5):
        streaks.note(number, ListOutcome.DEAD)
        assert streaks.settle(number, 0.0) == []
    streaks.note(3, ListOutcome.GAVE)
    assert streaks.settle(3, 0.0) == []
    streaks.note(0, ListOutcome.GAVE)
    assert streaks.settle(0, 0.0) == []
    assert ends(streaks, ListOutcome.DEAD, "document:a") == ["document:a"]


def test_few_pages_are_in_flight_while_one_is_in_hand() -> None:
    """Further pages of the list wait for it; when it hangs, the count goes on without it."""
    streaks, number = Streaks(3), 0
    while not streaks.must_wait(("document:a",), 0.0):
        streaks.begin(number, ("document:a",), 0.0)
        number += 1
    assert number < 50
    assert not streaks.must_wait(("document:b",), 0.0)
    assert not streaks.must_wait(("document:a",), 100.0)
    for dead in range(1, number):
        streaks.note(dead, ListOutcome.DEAD)
    assert [streaks.settle(dead, 1.0) for dead in range(1, number - 1)] == [[]] * (number - 2)
    assert streaks.settle(number - 1, 100.0) == ["document:a"]


def test_streaks_can_be_switched_off() -> None:
    """With the limit 0 no list ends."""
    streaks = Streaks(0)
    assert not any(ends(streaks, ListOutcome.DEAD, "links:a") for _ in range(1_000))
