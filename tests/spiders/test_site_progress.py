"""The knowledge of one crawl of one site: what it may ask for, and whether it must look deeper."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newscrawl.discover.found import Found
from newscrawl.discover.links import PageLink
from newscrawl.discover.window import Window
from newscrawl.meta import RENDER, SOURCE
from newscrawl.sources.source import source_of
from newscrawl.spiders.site_progress import BARREN_MAX, Budgets, SiteProgress

SITE = source_of("news.example")
SINCE = Window(since=datetime(2026, 11, 10, tzinfo=UTC), until=datetime(2026, 11, 20, tzinfo=UTC))


def progress(window: Window = Window(), **changes: object) -> SiteProgress:  # noqa: B008
    return SiteProgress(replace(SITE, **changes), window, Budgets())  # type: ignore[arg-type]


def article(number: int, day: str = "2026/11/24") -> str:
    return f"https://news.example/{day}/ferry-sails-for-the-{number}th-time"


def test_a_url_is_taken_once_and_within_the_limit() -> None:
    """By its canonical form; what is beyond the limit is counted, and the source is not whole."""
    site = progress()
    urls = ["/a", "/a?utm_source=feed", "/b", "/c"]
    taken = [site.take("page", f"https://news.example{url}", 2) for url in urls]
    assert taken == [True, False, True, False]
    assert (site.is_cut, dict(site.left_out)) == (True, {"page": 1})
    assert site.take("feed", "https://news.example/a", 2)
    assert not site.take("feed", "http://[", 2)
    site.forget_asked(["https://news.example/b"])
    assert site.take("page", "https://news.example/b", 2)


def test_a_change_is_told_of_pages_that_were_asked_for_once() -> None:
    """Of no other: the frontier does not know them."""
    site = progress()
    site.take("page", article(1), 9)
    assert [site.take_change(article(number)) for number in (1, 1, 2)] == [True, False, False]


@pytest.mark.parametrize(
    ("reason", "is_loss"),
    [
        pytest.param("http_404", False, id="not there"),
        pytest.param("http_403", False, id="refused"),
        pytest.param("robots_forbidden", False, id="forbidden"),
        pytest.param("http_429", True, id="too many requests"),
        pytest.param("http_408", True, id="too slow"),
        pytest.param("http_503", True, id="an error of the server"),
        pytest.param("timeout", True, id="no answer"),
    ],
)
def test_what_could_not_be_read_is_a_loss_where_it_may_pass(reason: str, is_loss: bool) -> None:
    """A source with a loss was not read to its end; nor was one whose window has an end."""
    site, bounded = progress(), progress(SINCE)
    site.decided = bounded.decided = True
    assert (site.is_whole, bounded.is_whole, progress().is_whole) == (True, False, False)
    site.note_miss(reason)
    assert site.is_cut is is_loss
    assert site.is_whole is not is_loss


@pytest.mark.parametrize(
    ("allow", "deny", "owned"),
    [
        pytest.param((), (), True, id="all"),
        pytest.param(("/2026/",), (), True, id="allowed"),
        pytest.param(("/2025/", "/2026/"), (), True, id="allowed by one"),
        pytest.param(("/2025/",), (), False, id="not allowed"),
        pytest.param((), ("/ferry",), False, id="denied"),
        pytest.param(("/2026/",), ("/ferry",), False, id="deny outweighs allow"),
    ],
)
def test_which_articles_belong_to_a_source(
    allow: tuple[str, ...], deny: tuple[str, ...], owned: bool
) -> None:
    """By host, then by the expressions of the source."""
    site = progress(allow=allow, deny=deny)
    assert site.owns_article(article(1)) is owned
    assert not site.owns_article(article(1).replace("news.", "other."))


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        pytest.param(Found(article(1, "a"), published="2026-11-15"), True, id="within"),
        pytest.param(Found(article(1, "a"), published="2026-11-08T23:00Z"), False, id="before"),
        pytest.param(Found(article(1, "a"), published="2026-11-09T01:00Z"), True, id="a day off"),
        pytest.param(Found(article(1, "a"), published="2026-11-22"), False, id="after"),
        pytest.param(Found(article(1, "2026/10/01")), False, id="the URL says before"),
        pytest.param(
            Found(article(1, "2026/10/01"), published="2026-11-15"), True, id="one says within"
        ),
        pytest.param(Found(article(1, "a"), modified="2026-11-01"), False, id="unchanged since"),
        pytest.param(Found(article(1, "a"), modified="2026-12-24"), True, id="changed after it"),
        pytest.param(Found(article(1, "a")), True, id="nothing is known"),
        pytest.param(Found("https://other.example/a", published="2026-11-15"), False, id="other"),
    ],
)
def test_what_is_wanted_of_a_window(found: Found, wanted: bool) -> None:
    """Whatever of two times says within counts; another place may be off by a day."""
    assert progress(SINCE).wants(found) is wanted


def test_the_first_url_of_an_entry_that_is_the_sources_own() -> None:
    """Feeds give counters of clicks as links, and the article as the id."""
    counter, own = "https://clicks.example/1", article(1)
    found = Found(counter, "Ferry", others=("https://other.example/", own, article(2)))
    assert progress().own(found) == Found(own, "Ferry")
    assert progress().own(Found(counter)) is None


def shown(count: int) -> list[PageLink]:
    return [PageLink(article(number), "The ferry sails again this week") for number in range(count)]


@pytest.mark.parametrize(
    ("articles", "named", "deeper"),
    [
        pytest.param(10, 8, False, id="enough are named"),
        pytest.param(10, 7, True, id="too few are named"),
        pytest.param(4, 0, False, id="too few to tell"),
        pytest.param(5, 3, True, id="just enough to tell"),
    ],
)
def test_listings_are_read_where_sitemaps_miss_articles(
    articles: int, named: int, deeper: bool
) -> None:
    """By the share of the front's articles that they name."""
    site = progress()
    site.has_sitemap = True
    site.note_front([*shown(articles), PageLink("https://news.example/", "Home")], "front")
    site.note_named(Found(article(number)) for number in range(named))
    assert site.shown == articles
    assert site.needs_depth() is deeper
    site.has_sitemap = False
    assert site.needs_depth()
    site.reaches_back = True
    assert not site.needs_depth()


def test_listings_are_left_when_they_show_nothing_new() -> None:
    """One with a new article pays for two without."""
    site = progress()
    site.note_listing(fruitful=True)
    for _ in range(BARREN_MAX + 2):
        site.note_listing(fruitful=False)
    assert not site.is_barren
    site.note_listing(fruitful=False)
    assert site.is_barren


def test_links_to_others_are_counted_by_site() -> None:
    """A feed whose links all lead elsewhere has moved."""
    site = progress()
    urls = ("https://www.example.com/a", "https://m.example.com/b", article(1), "http://[")
    site.note_elsewhere(map(Found, urls))
    assert site.elsewhere == {"example.com": 2, "http://[": 1}


def test_a_source_may_have_budgets_of_its_own() -> None:
    """Those that it does not name are the run's; its requests carry its name."""
    own = Budgets(feeds=3, requests=7).of(replace(SITE, pages_max=5, time_max_s=1.5))
    assert own == Budgets(feeds=3, requests=7, pages=5, time_s=1.5)
    assert progress().page_meta == {SOURCE: "news.example"}
    assert progress(render=True).page_meta == {SOURCE: "news.example", RENDER: True}
