"""Coming back to sites: what is new is found, what is not costs little, and no server is believed blindly.

Six sites are visited together, again and again; each test looks at what one of the visits asked for and found.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from newscrawl.discover.revisit import ValidatorEvidence
from newscrawl.errors import ConfigError
from newscrawl.spiders.revisits import read_due, read_revisit
from newscrawl.state.documents import Documents
from newscrawl.state.store import open_store
from tests.support import forked
from tests.support.crawl import BIN, CHECKOUT, QUICK, Run, run
from tests.support.lossless import wait_for
from tests.support.newssite import (
    NewsSite,
    Story,
    feeds_only,
    make_stories,
    sections_only,
    with_sitemaps,
)
from tests.support.server import Server
from tests.support.validators import Validating

LIES = {
    "honest": "",
    "plain": "none",
    "constant": "constant",
    "always": "always",
    "fickle": "fickle",
    "deep": "",
}
MAKERS = {
    "honest": with_sitemaps,
    "constant": with_sitemaps,
    "fickle": with_sitemaps,
    "deep": sections_only,
}
CORRECTION = "The gate was opened by the sister of the keeper, and not by the keeper as was written here before."
LIARS = ["constant", "always", "fickle"]
SETTINGS = {
    "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
    "PROFILE_ENABLED": "0",
    "DEDUPE_SAME_SITE": "off",
}


@dataclass(slots=True)
class Place:
    """One site of the tour, which shows its oldest stories first, and what the last visit asked of it."""

    site: Validating
    server: Server
    stories: list[Story]
    make: Callable[[list[Story], str], NewsSite] = feeds_only
    shown: int = 12

    def open(self, news: int) -> None:
        """Let *news* stories come, and begin to note anew."""
        self.shown += news
        self.site.take(self.make(self.stories[-self.shown :], self.server.url("")))
        if self.make is feeds_only:
            self.site.add("/sitemap.xml", b"", {"Location": "/about"}, 301)

    def newest(self, count: int) -> set[str]:
        """The paths of the *count* newest stories that it shows."""
        return {story.path for story in self.stories[-self.shown :][:count]}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one visit asked of one site: path and status, in order; what was asked with conditions; records."""

    sent: list[tuple[str, int]]
    told: list[str]
    records: list[str]

    @property
    def articles(self) -> set[str]:
        """The articles that were asked for."""
        return {path for path, _ in self.sent if path.startswith("/20")}

    def statuses(self, path: str) -> list[int]:
        """The answers for one path."""
        return [status for asked, status in self.sent if asked == path]


@dataclass(slots=True)
class Tour:
    """The sites and the state of the crawls that visit them."""

    folder: Path
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The state that the visits share."""
        return f"sqlite:///{self.folder}/output/state/newscrawl.sqlite"

    def visit(self, *arguments: str, news: int = 0, **settings: str) -> dict[str, Seen]:
        """Crawl all sites after *news* stories have come to each; give what was seen of each."""
        for place in self.places.values():
            place.open(news)
        crawl = self.crawl(*arguments, **settings)
        assert crawl.code == 0, crawl.log
        return self.seen(crawl)

    def crawl(self, *arguments: str, **settings: str) -> Run:
        """Run the command."""
        return run(*self.command(*arguments), folder=self.folder, settings={**SETTINGS, **settings})

    def command(self, *arguments: str) -> list[str]:
        """The command that visits all sites."""
        bases = ",".join(place.server.url("/") for place in self.places.values())
        options = [part for argument in (f"site={bases}", *arguments) for part in ("-a", argument)]
        return ["scrapy", "crawl", "site", *options]

    def kill(self, *arguments: str) -> None:
        """Begin a visit, and kill it with no warning when every site has been asked for an article."""
        changes = {"OUTPUT_DIR": f"{self.folder}/output", **QUICK, **SETTINGS}
        options = [text for name, value in changes.items() for text in ("-s", f"{name}={value}")]
        command, *rest = self.command(*arguments)
        sites = [place.site for place in self.places.values()]
        with forked.start([BIN / command, *rest, *options], CHECKOUT, session=True) as process:
            try:
                wait_for(
                    lambda: all(
                        any(one.path.startswith("/20") for one in site.asked) for site in sites
                    )
                )
                time.sleep(0.5)  # what was listed is committed
            finally:
                process.kill()

    def seen(self, crawl: Run) -> dict[str, Seen]:
        """Give what was seen of each site, with the records of all visits so far."""
        urls = [record["url"] for record in crawl.records]
        found = {}
        for name, place in self.places.items():
            base = place.server.url("")
            records = sorted(url.removeprefix(base) for url in urls if url.startswith(f"{base}/"))
            found[name] = Seen(list(place.site.sent), list(place.site.told), records)
        return found

    def prove(self, names: list[str], evidence: ValidatorEvidence) -> None:
        """Let sites have given *evidence* twice."""
        with closing(open_store(self.state)) as store:
            documents = Documents(store)
            for name in names:
                host = self.places[name].server.url("").removeprefix("http://")
                for kind in ("front", "feed", "sitemap") * 2:
                    documents.learn(host, kind, evidence)
            store.commit()

    def rest(self, kind: str, seconds: float) -> None:
        """Let *seconds* pass since the last look at each document of a *kind*."""
        with closing(open_store(self.state)) as store:
            store.run("UPDATE documents SET looked = looked - ? WHERE kind = ?", (seconds, kind))
            store.commit()


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """Six sites that have not been visited."""
    with ExitStack() as stack:
        tour = Tour(tmp_path_factory.mktemp("tour"))
        for number, (name, lie) in enumerate(LIES.items()):
            site = Validating(lie=lie)
            server = stack.enter_context(site.serve())
            stories = make_stories(24, seed=number)
            tour.places[name] = Place(site, server, stories, MAKERS.get(name, feeds_only))
        yield tour


@pytest.fixture(scope="module")
def first(tour: Tour) -> dict[str, Seen]:
    """The first visit."""
    return tour.visit()


@pytest.fixture(scope="module")
def second(tour: Tour, first: dict[str, Seen]) -> dict[str, Seen]:
    """The second, when each has one story more, and has been seen to tell changes twice."""
    tour.prove(list(LIES), ValidatorEvidence.CHANGE)
    return tour.visit(news=1)


@pytest.fixture(scope="module")
def third(tour: Tour, second: dict[str, Seen]) -> dict[str, Seen]:
    """The third, when nothing is new."""
    return tour.visit()


@pytest.fixture(scope="module")
def fourth(tour: Tour, third: dict[str, Seen]) -> dict[str, Seen]:
    """The fourth, when nothing is new and the honest site has passed its checks."""
    tour.prove(["honest"], ValidatorEvidence.SAME)
    return tour.visit()


@pytest.mark.parametrize("name", LIES)
def test_each_visit_finds_what_is_new_and_fetches_nothing_else(
    name: str, tour: Tour, first: dict[str, Seen], second: dict[str, Seen], third: dict[str, Seen]
) -> None:
    """Whatever a server says of its validators, a new article is found in the visit after it came."""
    old = {story.path for story in tour.places[name].stories[-12:]}
    assert first[name].articles == set(first[name].records) == old
    (new,) = second[name].articles
    assert new == tour.places[name].stories[-13].path
    assert second[name].records == sorted(old | {new}) == third[name].records
    assert third[name].articles == set()


def test_no_condition_is_set_before_a_server_has_told_changes(first: dict[str, Seen]) -> None:
    """The first visit asks plainly."""
    assert {name: seen.told for name, seen in first.items()} == {name: [] for name in LIES}


def test_a_304_is_checked_until_it_is_trusted(
    second: dict[str, Seen], third: dict[str, Seen], fourth: dict[str, Seen]
) -> None:
    """An honest site sends its body once more while it is checked, and a 304 alone afterwards."""
    sitemap = "/sitemaps/a.xml"
    assert second["honest"].statuses(sitemap) == [200]
    assert third["honest"].statuses(sitemap) == [304, 200]
    assert fourth["honest"].statuses(sitemap) == [304]
    assert (
        fourth["honest"].statuses("/") == fourth["honest"].statuses("/sitemaps/index.xml") == [304]
    )
    assert fourth["honest"].articles == set()


@pytest.mark.parametrize("name", LIARS)
def test_a_liar_is_asked_plainly_again(
    name: str, second: dict[str, Seen], third: dict[str, Seen], fourth: dict[str, Seen]
) -> None:
    """A 304 for what has changed is caught by the check; its site is shown no validators from then on."""
    entrance = "/" if name != "always" else "/feeds/all.rss"
    caught = [200] if name == "fickle" else [304, 200]
    assert second[name].statuses(entrance) == caught
    if name != "fickle":
        assert third[name].told == fourth[name].told == []


@pytest.mark.parametrize("name", LIES)
def test_well_known_places_where_nothing_lay_are_not_tried_again(
    name: str, first: dict[str, Seen], second: dict[str, Seen]
) -> None:
    """They are tried by the first visit and left alone for a month; one that leads to a page of no use too."""
    tried, again = (
        [(path, status) for path, status in seen[name].sent if path != "/robots.txt"]
        for seen in (first, second)
    )
    assert 404 in {status for _, status in tried}
    assert {status for _, status in again} <= {200, 304}
    if MAKERS.get(name) is None:
        assert ("/sitemap.xml", 301) in tried
        assert ("/about", 200) in tried
        assert "/about" not in {path for path, _ in again}


@pytest.fixture(scope="module")
def resting(tour: Tour, fourth: dict[str, Seen]) -> dict[str, Seen]:
    """A visit of what is due, when nothing is, though one story has come to each site."""
    return tour.visit("due=only", news=1)


@pytest.fixture(scope="module")
def due(tour: Tour, resting: dict[str, Seen]) -> dict[str, Seen]:
    """A visit of what is due, when feeds and sections are."""
    tour.rest("feed", 80_000)
    tour.rest("listing", 80_000)
    return tour.visit("due=only")


def test_what_is_not_due_is_not_asked(resting: dict[str, Seen], fourth: dict[str, Seen]) -> None:
    """With ``due=only`` a site whose documents rest costs no request, and loses nothing."""
    assert [name for name, seen in resting.items() if seen.sent] == []
    assert [seen.records for seen in resting.values()] == [seen.records for seen in fourth.values()]


def test_what_is_due_is_asked_alone(due: dict[str, Seen], tour: Tour) -> None:
    """Feeds and sections, and what they bring; sites with sitemaps rest on."""
    sections = {"/news/", "/culture/"}
    wanted = {
        with_sitemaps: set(),
        feeds_only: {"/feeds/all.rss", *sections},
        sections_only: sections,
    }
    for name, place in tour.places.items():
        (new,) = place.newest(1)
        found = due[name].records
        assert {path for path, _ in due[name].sent} - {new} == wanted[place.make]
        assert (new in found) is (place.make is not with_sitemaps)


@pytest.fixture(scope="module")
def killed(tour: Tour, due: dict[str, Seen]) -> dict[str, Seen]:
    """A visit by another command after one was killed: two stories of each had been listed, and none fetched."""
    for place in tour.places.values():
        place.open(2)
        place.site.stalls = True
    tour.kill()
    for place in tour.places.values():
        place.site.stalls = False
    return tour.visit("limit=1000")


def test_a_kill_between_list_and_article_loses_nothing(killed: dict[str, Seen], tour: Tour) -> None:
    """What a killed visit had read of a feed is found by the next, even where the feed has not changed."""
    for name, place in tour.places.items():
        assert killed[name].records == sorted(story.path for story in place.stories[-place.shown :])


@pytest.fixture(scope="module")
def revisited(killed: dict[str, Seen], tour: Tour) -> Run:
    """A visit that looks at young articles again: the oldest has changed in silence, the next is gone."""
    for place in tour.places.values():
        place.stories[-1] = replace(place.stories[-1], paragraphs=(CORRECTION,))
        place.open(0)
        del place.site.pages[place.stories[-2].path]
    return tour.crawl("revisit=2d")


def test_young_articles_are_looked_at_again_when_asked_to(revisited: Run, tour: Tour) -> None:
    """``revisit=2d`` finds a change that nobody announced; a page that is gone is no failure."""
    crawl = revisited
    assert crawl.code == 0, crawl.log
    seen = tour.seen(crawl)
    for name, place in tour.places.items():
        assert seen[name].articles == {story.path for story in place.stories[-place.shown :]}
    revised = [record for record in crawl.records if record["metadata"]["revision"] == 2]
    assert [CORRECTION in record["text"] for record in revised] == [True] * len(LIES)
    assert len(crawl.records) == len(LIES) + sum(place.shown for place in tour.places.values())


def test_a_failed_article_returns_wherever_it_stands(revisited: Run, tour: Tour) -> None:
    """One that no page lists any more is fetched by a later run; not more of them than ``limit`` allows."""
    for place in tour.places.values():
        place.open(1)
        (new,) = place.newest(1)
        place.site.add(new, b"busy", status=503)
    assert tour.crawl().code == 3
    for place in tour.places.values():
        whole, base = place.make(place.stories[-place.shown :], ""), place.server.url("")
        place.site.take(place.make(place.stories[-place.shown + 1 :], base))
        place.site.pages |= {path: whole.pages[path] for path in place.newest(1)}
    crawl = tour.crawl("limit=4")
    assert crawl.code == 0, crawl.log
    seen = tour.seen(crawl)
    assert sum(len(each.articles) for each in seen.values()) == 4
    assert (
        sum(place.newest(1) <= set(seen[name].records) for name, place in tour.places.items()) == 4
    )


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        pytest.param("due=all", "expected due=only", id="due"),
        pytest.param("revisit=often", "expected a span (2d, 12h) or all", id="revisit"),
        pytest.param("revisit=0d", "expected a span (2d, 12h) or all", id="no time at all"),
    ],
)
def test_a_wrong_argument_is_refused(argument: str, said: str) -> None:
    """What was expected is said."""
    name, value = argument.split("=")
    with pytest.raises(ConfigError, match=re.escape(said)):
        {"due": read_due, "revisit": read_revisit}[name](value)
