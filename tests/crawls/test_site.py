"""Whole sites, crawled over loopback by processes of their own: what is found, and what it costs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.crawl import Run, run
from tests.support.newssite import (
    XML,
    NewsSite,
    Story,
    feeds_only,
    make_stories,
    sections_only,
    story_page,
    urlset,
    with_sitemaps,
    without_entrances,
)


def crawl_site(base: str, folder: Path, *arguments: str, **settings: str) -> Run:
    """Crawl the site at *base*."""
    options = [part for argument in arguments for part in ("-a", argument)]
    return run(
        "scrapy", "crawl", "site", "-a", f"site={base}/", *options, folder=folder, settings=settings
    )


def paths(crawl: Run, base: str) -> list[str]:
    """The paths of all records."""
    return sorted(record["url"].removeprefix(base) for record in crawl.records)


@pytest.mark.parametrize(
    ("make", "count", "cost"),
    [
        pytest.param(feeds_only, 24, 2.0, id="feeds only"),
        pytest.param(with_sitemaps, 30, 2.0, id="sitemap index"),
        pytest.param(without_entrances, 60, 4.0, id="neither, with traps"),
    ],
)
def test_every_article_is_found_and_nothing_else(
    make: Callable[[list[Story], str], NewsSite], count: int, cost: float, tmp_path: Path
) -> None:
    """Each article of a site becomes one record, no other page does, for at most *cost* requests each."""
    stories = make_stories(count)
    site = NewsSite()
    with site.serve() as server:
        base = server.url("")
        server.routes = {"/": make(stories, base).answer}
        crawl = crawl_site(base, tmp_path)
        assert crawl.code == 0, crawl.log
        assert paths(crawl, base) == sorted(story.path for story in stories)
        assert len(server.requests) <= cost * count, sorted(server.requests)


def test_only_the_time_and_number_asked_for(tmp_path: Path) -> None:
    """``since`` and ``until`` leave out what is dated outside, unfetched where it is dated far outside; ``limit`` caps."""
    stories = make_stories(30)
    site = NewsSite()
    with site.serve() as server:
        base = server.url("")
        server.routes = {"/": with_sitemaps(stories, base).answer}
        window = ("since=2026-11-18", "until=2026-11-22T00:00:00Z")
        crawl = crawl_site(base, tmp_path / "window", *window)
        wanted = [
            one.path for one in stories if "2026-11-18" <= one.published.isoformat() < "2026-11-22"
        ]
        assert paths(crawl, base) == sorted(wanted)
        asked = {path[1:11] for path in server.requests if path.startswith("/2026/")}
        assert asked <= {
            f"2026/11/{day}" for day in range(17, 23)
        }  # a day more: the page's own time decides
        crawl = crawl_site(base, tmp_path / "limit", "limit=3")
        assert len(crawl.records) == 3
        crawl = crawl_site(base, tmp_path / "language", "limit=2", "languages=de,fr")
        assert crawl.records == []
        assert crawl.stats["dropped"] == {"wrong_language": 2}


def test_what_a_run_did_not_ask_for_comes_to_one_that_does(tmp_path: Path) -> None:
    """A window or a language of one run is no judgement on a page; a run that chooses alike asks for none of them."""
    stories = make_stories(6, path="/{slug}.html")
    site = NewsSite()
    with site.serve() as server:
        base = server.url("")
        # No list dates them: what one dates outside of the window is not asked for at all.
        server.routes = {"/": sections_only(stories, base).answer}
        narrow = crawl_site(base, tmp_path, "since=2026-11-23T20:00:00Z", "languages=de")
        assert narrow.records == []
        assert narrow.stats["dropped"].keys() == {"out_of_window", "wrong_language"}
        server.requests.clear()
        again = crawl_site(base, tmp_path, "since=2026-11-23T20:00:00Z", "languages=de")
        assert not set(server.requests) & {story.path for story in stories}, again.log
        wide = crawl_site(base, tmp_path, "since=2026-11-01")
        assert paths(wide, base) == sorted(story.path for story in stories), wide.log


def test_a_night_in_which_all_articles_lead_to_one_page_loses_none(tmp_path: Path) -> None:
    """A notice of maintenance takes the place of the articles; the next run asks for these again, not for it."""
    stories = make_stories(6)
    closed, site = feeds_only(stories, ""), NewsSite()
    with site.serve() as server:
        base = server.url("")
        for story in stories:
            closed.add(story.path, b"", {"Location": "/closed"}, 302)
        closed.add("/closed", b"<html><body><h1>We are back soon</h1></body></html>")
        server.routes = {"/": closed.answer}
        assert crawl_site(base, tmp_path).records == []
        server.routes = {"/": feeds_only(stories, base).answer}
        server.requests.clear()
        crawl = crawl_site(base, tmp_path)
        assert paths(crawl, base) == sorted(story.path for story in stories), crawl.log
        assert "/closed" not in server.requests


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        pytest.param("limit=3", "no site is given", id="no site"),
        pytest.param("site=news", "expected a host with its domain", id="no domain"),
        pytest.param(
            "site=ftp://news.example/", "only http and https are crawled", id="no web address"
        ),
        pytest.param(
            "site=@missing.txt", "missing.txt: the list of URLs cannot be read", id="no list"
        ),
    ],
)
def test_a_wrong_argument_is_said_before_any_request(
    argument: str, said: str, tmp_path: Path
) -> None:
    """The exit code is 2, and the message says what was expected."""
    crawl = run("scrapy", "crawl", "site", "-a", argument, folder=tmp_path)
    assert crawl.code == 2, crawl.log
    assert said in crawl.log
    assert "Traceback" not in crawl.log


def test_a_dead_front_page_is_a_miss(tmp_path: Path) -> None:
    """A site whose front page does not answer is named, and the exit code is 3."""
    crawl = crawl_site("http://127.0.0.1:9", tmp_path)
    assert crawl.code == 3, crawl.log
    assert [line["reason"] for line in crawl.missed] == ["robots_unreachable"]


@pytest.mark.parametrize(
    ("robots", "reason"),
    [("", "http_403"), ("User-agent: *\nDisallow: /$\n", "robots_forbidden")],
    ids=["refused", "forbidden"],
)
def test_a_front_page_that_is_refused(robots: str, reason: str, tmp_path: Path) -> None:
    """The sitemaps that robots.txt names are read without it; the front page is still named as missed."""
    stories = make_stories(9)
    site = NewsSite()
    with site.serve() as server:
        base = server.url("")
        made = with_sitemaps(stories, base)
        made.add("/", b"<p>No robots.", status=403)
        named = f"{robots}\nSitemap: {base}/sitemaps/index.xml\n".encode()
        made.add("/robots.txt", named, {"Content-Type": "text/plain"})
        server.routes = {"/": made.answer}
        crawl = crawl_site(base, tmp_path)
        assert crawl.code == 3, crawl.log
        assert [line["reason"] for line in crawl.missed] == [reason]
        assert paths(crawl, base) == sorted(story.path for story in stories)


def test_a_second_run_fetches_new_articles_only(tmp_path: Path) -> None:
    """What was harvested is not fetched or written again; what is new is found."""
    stories = make_stories(24)
    site = NewsSite()
    with site.serve() as server:
        base = server.url("")
        server.routes = {"/": feeds_only(stories[4:], base).answer}
        assert crawl_site(base, tmp_path).code == 0
        server.requests.clear()
        server.routes = {"/": feeds_only(stories, base).answer}
        crawl = crawl_site(base, tmp_path)
        assert crawl.code == 0, crawl.log
        assert paths(crawl, base) == sorted(story.path for story in stories)
        fetched = {path for path in server.requests if path.startswith("/20")}
        assert fetched == {story.path for story in stories[:4]}


def announced(story: Story, *, text: str | None = None) -> Story:
    """The same story, announced as changed an hour later; with another first paragraph, or as it was."""
    later = story.published + timedelta(hours=1)
    paragraphs = (text, *story.paragraphs[1:]) if text else story.paragraphs
    return replace(story, published=later, paragraphs=paragraphs)


def test_announced_changes_are_fetched_and_changed_texts_written(tmp_path: Path) -> None:
    """A changed text gives a revision that leads back; a changed box, or no change, gives nothing."""
    stories = make_stories(30)
    correction = "The gate was opened by the keeper's sister, and not by the keeper as was written here before."
    site = NewsSite()
    with site.serve() as server:
        base = server.url("")
        server.routes = {"/": with_sitemaps(stories, base).answer}
        first = crawl_site(base, tmp_path)
        assert first.code == 0, first.log
        before = {record["url"]: record for record in first.records}
        assert {record["metadata"]["revision"] for record in first.records} == {1}
        changed, same, silent = stories[0], stories[1], stories[2]
        now = [announced(changed, text=correction), announced(same), silent, *stories[3:]]
        later = with_sitemaps(now, base)
        later.add(
            same.path,
            story_page(same, extra="<aside><h2>Weather</h2><p>Rain until Friday.</p></aside>"),
        )
        later.add(silent.path, story_page(announced(silent, text=correction)))
        server.routes = {"/": later.answer}
        server.requests.clear()
        second = crawl_site(base, tmp_path)
        assert second.code == 0, second.log
        fetched = {path for path in server.requests if path.startswith("/20")}
        assert fetched == {changed.path, same.path}
        (revision,) = [record for record in second.records if record["metadata"]["revision"] == 2]
        old = before[base + changed.path]
        assert revision["url"] == old["url"]
        assert revision["metadata"]["previous_id"] == old["id"] != revision["id"]
        assert correction in revision["text"]
        assert correction not in old["text"]
        third = crawl_site(base, tmp_path)
        assert len(third.records) == 31


def test_an_article_at_several_addresses_is_one_record(tmp_path: Path) -> None:
    """Copies on the same site are dropped, one that says something else is marked; a false canonical hides nothing."""
    stories = make_stories(14)
    site = NewsSite()
    with site.serve() as server:
        base = server.url("")
        made = with_sitemaps(stories, base)
        copies = [replace(one, path=f"/mobile{one.path}") for one in stories[:4]]
        made.add_stories(copies)
        longer = (
            *stories[5].paragraphs[1:],
            "The keeper has since left for the coast, her brother wrote.",
        )
        appended = replace(stories[5], path="/later" + stories[5].path, paragraphs=longer)
        made.add_stories([appended])
        liar = stories[6]
        made.add(
            liar.path, story_page(liar, head=f'<link rel=canonical href="{base}{stories[7].path}">')
        )
        made.add("/sitemaps/a.xml", urlset([*stories[:4], *copies, appended], base), XML)
        server.routes = {"/": made.answer}
        crawl = crawl_site(base, tmp_path)
        assert crawl.code == 0, crawl.log
        records = crawl.records
        assert len(records) == 15, sorted(paths(crawl, base))
        assert len({record["title"] for record in records}) == 14
        marked = [record for record in records if record["metadata"]["duplicate_of"]]
        assert {record["title"] for record in marked} == {stories[5].title}
        assert crawl.stats["dropped"] == {"duplicate": 4}
        again = crawl_site(base, tmp_path / "again", DEDUPE_SAME_SITE="off")
        assert len(again.records) == 19
        wrong = crawl_site(base, tmp_path, DEDUPE_OTHER_SITE="hide")
        assert wrong.code == 2
        assert "DEDUPE_OTHER_SITE=hide: expected one of drop, mark, off" in wrong.log


def test_a_redesign_that_costs_a_paragraph_makes_no_new_article(tmp_path: Path) -> None:
    """In a later run one at a new address is marked, when title and day are the same; another day's is not."""
    stories = make_stories(8)
    site = NewsSite()
    with site.serve() as server:
        base = server.url("")
        server.routes = {"/": with_sitemaps(stories, base).answer}
        assert crawl_site(base, tmp_path).code == 0
        cut, column = (
            replace(one, path=f"/new{one.path}", paragraphs=one.paragraphs[:-1])
            for one in stories[:2]
        )
        column = replace(column, published=column.published + timedelta(days=7))
        server.routes = {"/": with_sitemaps([cut, column, *stories[2:]], base).answer}
        crawl = crawl_site(base, tmp_path)
    assert crawl.code == 0, crawl.log
    found = {record["url"].removeprefix(base): record for record in crawl.records}
    assert found[cut.path]["metadata"]["duplicate_of"] == found[stories[0].path]["id"]
    assert found[column.path]["metadata"]["duplicate_of"] == ""
    assert len(found) == 10


def test_archives_of_past_months_are_read_once(tmp_path: Path) -> None:
    """A later run reads sections again, and no archive page of a month that is over."""
    stories = [
        replace(story, published=story.published - timedelta(days=400)) if number >= 30 else story
        for number, story in enumerate(make_stories(40, path="/news/{slug}.html"))
    ]
    site = NewsSite()
    with site.serve() as server:
        base = server.url("")
        server.routes = {"/": without_entrances(stories, base).answer}
        assert len(crawl_site(base, tmp_path).records) == 40
        assert [path for path in server.requests if path.startswith("/archive/20")]
        server.requests.clear()
        crawl = crawl_site(base, tmp_path)
        assert crawl.code == 0, crawl.log
        assert "/news/" in server.requests
        assert not [path for path in server.requests if "?page=" in path]
        assert not [
            path for path in server.requests if path.startswith(("/archive/20", "/news/the"))
        ]


def test_budgets_bound_what_one_site_may_cost(tmp_path: Path) -> None:
    """Of a large sitemap no more pages are asked for than ``SITE_PAGES_MAX``."""
    stories = make_stories(30)
    site = NewsSite()
    with site.serve() as server:
        base = server.url("")
        server.routes = {"/": with_sitemaps(stories, base).answer}
        crawl = crawl_site(base, tmp_path, SITE_PAGES_MAX="5", SITE_SITEMAPS_MAX="2")
        assert crawl.code == 0, crawl.log
        assert len([path for path in server.requests if path.startswith("/20")]) == 5
        assert len([path for path in server.requests if path.startswith("/sitemaps/")]) == 2
