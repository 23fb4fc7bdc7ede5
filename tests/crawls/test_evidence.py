"""What a site says of its articles, and what is made of it: explicit evidence counts, guesses do not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.crawl import Run, run
from tests.support.manysites import Crawled, crawl_sites
from tests.support.newssite import (
    NOW,
    XML,
    NewsSite,
    Story,
    list_page,
    make_stories,
    rss,
    sitemap_index,
    urlset,
)

STORIES = make_stories(6)
SINCE = f"since={NOW - timedelta(days=7):%Y-%m-%d}"


def undated(count: int = 6, path: str = "/s/{slug}", seed: int = 7) -> list[Story]:
    """Stories whose addresses name no day."""
    return make_stories(count, seed=seed, path=path)


def crawl_pages(
    site: NewsSite, folder: Path, *arguments: str, **settings: str
) -> tuple[Run, list[str], list[str]]:
    """Crawl *site*; give the run, the paths of its records, and those that were asked for."""
    with site.serve() as server:
        base = server.url("")
        server.routes = {"/": site.answer}
        for path, reply in site.pages.items():
            site.pages[path] = replace(reply, body=reply.body.replace(b"http://base", base.encode()))
        options = [part for argument in arguments for part in ("-a", argument.replace("http://base", base))]
        if not any(argument.startswith("site=") for argument in arguments):
            options += ["-a", f"site={base}/"]
        crawl = run("scrapy", "crawl", "site", *options, folder=folder, settings=settings)
        found = sorted(record["url"].removeprefix(base) for record in crawl.records)
        return crawl, found, [request.path for request in site.asked]


def with_feed(stories: list[Story], change: Callable[[str], str] = str) -> NewsSite:
    """A site whose front shows nothing, and whose feed names *stories*."""
    site = NewsSite()
    site.add_stories(stories)
    site.add("/", list_page([], head='<link rel=alternate type="application/rss+xml" href="/all.rss">'))
    site.add("/all.rss", change(rss(stories, "http://base").decode()).encode(), XML)
    return site


def with_map(body: bytes, stories: list[Story], **more: bytes) -> NewsSite:
    """A site whose front shows nothing, and whose robots.txt names a sitemap."""
    site = NewsSite()
    site.add_stories(stories)
    site.add("/", list_page([]))
    site.add("/robots.txt", b"User-agent: *\nSitemap: http://base/map.xml\n", {"Content-Type": "text/plain"})
    site.add("/map.xml", body, XML)
    for name, child in more.items():
        site.add(f"/{name}.xml", child, XML)
    return site


def dated(time: str) -> Callable[[str], str]:
    """Write *time* in the place of each date of a feed; ``{n}`` is its number."""

    def change(feed: str) -> str:
        parts = feed.split("<pubDate>")
        rest = [part.partition("</pubDate>")[2] for part in parts[1:]]
        return parts[0] + "".join(
            f"<pubDate>{time.format(n=n)}</pubDate>{part}" for n, part in enumerate(rest, 10)
        )

    return change


FEED_TIMES = {
    "epoch": "Thu, 01 Jan 1970 00:00:{n} GMT",
    "no year": "Wed, 30 Nov -0001 00:00:00 +0000",
    "day or month first": "{n}.11.2026",
    "two digits": "03/{n}/26",
    "before the web": "Mon, 01 Jan 1900 00:00:{n} +0000",
    "zeros": "0000-00-00 00:00:00",
    "the same for all": "Sat, 01 Nov 2025 10:00:00 GMT",
    "a month": "2026-11",
    "words": "gestern um {n}",
}
MAP_TIMES = [
    "1970-01-01",
    "0001-01-01T00:00:00Z",
    "0000-00-00",
    "2024-05-01T00:00:00Z",
    "-0001-11-30T00:00:00+00:00",
]


@pytest.fixture(scope="module")
def odd_dates(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One crawl of sites whose feeds and sitemaps give dates that tell nothing."""
    sites = {name: with_feed(undated(), dated(time)) for name, time in FEED_TIMES.items()}
    for time in MAP_TIMES:
        entries = "".join(
            f"<url><loc>http://base{story.path}</loc><lastmod>{time}</lastmod></url>" for story in undated()
        )
        sites[time] = with_map(f"<urlset>{entries}</urlset>".encode(), undated())
    return crawl_sites(sites, tmp_path_factory.mktemp("dates"), SINCE)


@pytest.mark.parametrize("name", FEED_TIMES)
def test_a_date_of_a_feed_that_tells_nothing_decides_nothing(name: str, odd_dates: Crawled) -> None:
    """Articles inside the window come out, whatever their feed says of their age: their pages decide."""
    assert odd_dates.run.code == 0, odd_dates.run.log
    assert odd_dates.found(name) == sorted(story.path for story in undated())


@pytest.mark.parametrize("time", MAP_TIMES)
def test_a_date_of_a_sitemap_that_tells_nothing_decides_nothing(time: str, odd_dates: Crawled) -> None:
    """The same with ``lastmod``: zeros, and one time for all entries."""
    assert odd_dates.found(time) == sorted(story.path for story in undated())


def test_a_believable_date_spares_the_request(tmp_path: Path) -> None:
    """What a feed dates long before the window, each article at its own time, is not asked for."""
    stories = [replace(story, published=story.published - timedelta(days=90)) for story in undated()]
    _, found, asked = crawl_pages(with_feed(stories), tmp_path, SINCE)
    assert found == []
    assert not {story.path for story in stories} & set(asked)


def test_an_index_that_calls_new_sitemaps_old_is_not_believed(tmp_path: Path) -> None:
    """Where one of its sitemaps names pages newer than the index says, all of them are read."""
    stories = make_stories(6)
    names = [f"/child-{number}.xml" for number in range(6)]
    index = "".join(
        f"<sitemap><loc>http://base{name}</loc><lastmod>2025-01-0{number + 1}</lastmod></sitemap>"
        for number, name in enumerate(names)
    )
    site = with_map(f"<sitemapindex>{index}</sitemapindex>".encode(), stories)
    for name, story in zip(names, stories, strict=True):
        site.add(name, urlset([story], "http://base"), XML)
    crawl, found, _ = crawl_pages(site, tmp_path, SINCE)
    assert crawl.code == 0, crawl.log
    assert found == sorted(story.path for story in stories)


def test_an_index_that_tells_the_truth_spares_requests(tmp_path: Path) -> None:
    """Of the sitemaps that it dates before the window one is read, to see."""
    stories = make_stories(3)
    old = [replace(story, published=story.published - timedelta(days=400)) for story in undated(8)]
    names = [f"/old-{number}.xml" for number in range(8)]
    index = "<sitemap><loc>http://base/new.xml</loc><lastmod>2026-11-24</lastmod></sitemap>" + "".join(
        f"<sitemap><loc>http://base{name}</loc><lastmod>{story.published:%Y-%m-%d}</lastmod></sitemap>"
        for name, story in zip(names, old, strict=True)
    )
    site = with_map(
        f"<sitemapindex>{index}</sitemapindex>".encode(), stories, new=urlset(stories, "http://base")
    )
    for name, story in zip(names, old, strict=True):
        site.add(name, urlset([story], "http://base"), XML)
    _, found, asked = crawl_pages(site, tmp_path, SINCE)
    assert found == sorted(story.path for story in stories)
    assert sum(name in asked for name in names) == 1


WORDS = [
    "/business/store/the-market-opens-again",
    "/sciences/recherche/de-l-eau-sur-la-lune-123456.html",
    "/profile/jane-doe",
    "/economy/jobs",
    "/calendar/2026/11/fair",
    "/index.php?action=show&id=7",
    "/print/9",
    "/people/anna-keeper",
    "/archive/2026",
    "/impeachment",
    "/login/how-the-lock-was-picked",
    "/tag/bridge",
]


def test_what_is_named_as_an_article_is_asked_for(tmp_path: Path) -> None:
    """Words in an address decide nothing where a feed, a news sitemap or a teaser names the page."""
    stories = [replace(story, path=path) for story, path in zip(undated(len(WORDS)), WORDS, strict=True)]
    escaped = [replace(story, path=story.path.replace("&", "&amp;")) for story in stories]
    entries = "".join(
        f"<url><loc>http://base{one.path}</loc><news:news><news:title>{one.title}</news:title></news:news></url>"
        for one in escaped
    )
    sites = {
        "feed": with_feed(escaped),
        "news sitemap": with_map(f"<urlset>{entries}</urlset>".encode(), []),
        "front": NewsSite(),
    }
    sites["front"].add("/", list_page(escaped))
    for site in sites.values():
        site.add_stories(stories)
    crawled = crawl_sites(sites, tmp_path)
    wanted = sorted(story.path for story in stories)
    assert {name: crawled.found(name) for name in sites} == dict.fromkeys(sites, wanted), crawled.run.log


def test_files_are_not_pages_whoever_names_them(tmp_path: Path) -> None:
    """A feed may name pictures and recordings; they are left out."""
    site = with_feed([replace(undated(1)[0], path="/report.pdf"), *STORIES])
    _, found, asked = crawl_pages(site, tmp_path)
    assert found == sorted(story.path for story in STORIES)
    assert "/report.pdf" not in asked


def test_the_name_of_a_sitemap_is_read_by_words(tmp_path: Path) -> None:
    """``tagblatt`` is no list of tags, ``production`` none of products."""
    sites = {}
    for names in ("tagblatt-{n}", "sitemap-production-{n}", "heritage-{n}", "local-authority-{n}"):
        children = [f"/{names.format(n=number)}.xml" for number in range(2)]
        sites[names] = with_map(sitemap_index([*children, "/category-1.xml"], "http://base"), STORIES)
        sites[names].add(children[0], urlset(STORIES[:3], "http://base"), XML)
        sites[names].add(children[1], urlset(STORIES[3:], "http://base"), XML)
    crawled = crawl_sites(sites, tmp_path)
    wanted = sorted(story.path for story in STORIES)
    assert {name: crawled.found(name) for name in sites} == dict.fromkeys(sites, wanted), crawled.run.log
    assert not [name for name in sites if "/category-1.xml" in crawled.asked(name)]


def test_an_index_of_one_kind_is_read_whatever_its_names_say(tmp_path: Path) -> None:
    """Where all sitemaps of an index are called after what is no article, they are read."""
    site = with_map(sitemap_index(["/product-1.xml"], "http://base"), STORIES)
    site.add("/product-1.xml", urlset(STORIES, "http://base"), XML)
    _, found, _ = crawl_pages(site, tmp_path)
    assert found == sorted(story.path for story in STORIES)


def test_a_budget_cuts_the_old_sitemaps(tmp_path: Path) -> None:
    """Of more sitemaps than the budget allows, without times, the new ones are read, and the cut is counted.

    Their names count or name the month; the oldest stands first, or last.
    """
    sites, names = {}, {}
    for name in ("posts-{:04}", "posts-{year}-{month:02}"):
        for turned in (False, True):
            children = [
                f"/{name.format(number, year=2020 + number // 12, month=number % 12 + 1)}.xml"
                for number in range(60)
            ]
            newest = children[-1] if "year" in name or not turned else children[0]
            index = sitemap_index(children[::-1] if turned else children, "http://base")
            site = with_map(index, STORIES)
            for child in children:
                shown = STORIES if child == newest else []
                site.add(child, urlset(shown, "http://base", extra=["/about"]), XML)
            sites[f"{name} {turned}"], names[f"{name} {turned}"] = site, children
    crawled = crawl_sites(sites, tmp_path, SITE_SITEMAPS_MAX="11")
    wanted = sorted(story.path for story in STORIES)
    assert {name: crawled.found(name) for name in sites} == dict.fromkeys(sites, wanted), crawled.run.log
    for name, children in names.items():
        assert sum(child in crawled.asked(name) for child in children) == 10, name
    assert crawled.run.stats["left_out"]["sitemap"] == 50 * len(sites)


def test_all_addresses_of_a_host_are_entrances(tmp_path: Path) -> None:
    """Front, section, feed, sitemap and an article, given one by one: each is read as what it is."""
    groups = [make_stories(3, seed=seed, path=f"/{seed}/{{day:%Y/%m/%d}}/{{slug}}") for seed in range(1, 5)]
    alone = undated(1)[0]
    site = NewsSite()
    for stories in (*groups, [alone]):
        site.add_stories(stories)
    site.add("/", list_page(groups[0]))
    site.add("/sport/", list_page(groups[1]))
    site.add("/elsewhere/f", rss(groups[2], "http://base"), {"Content-Type": "text/plain"})
    site.add("/elsewhere/m", urlset(groups[3], "http://base"), {"Content-Type": "text/html"})
    places = ["/", "/sport/", "/elsewhere/f", "/elsewhere/m", alone.path]
    crawl, found, _ = crawl_pages(
        site, tmp_path, "site=" + ",".join(f"http://base{place}" for place in places)
    )
    assert crawl.code == 0, crawl.log
    assert found == sorted(story.path for story in (*(one for each in groups for one in each), alone))


def test_a_feed_on_another_host_is_read_where_the_front_declares_it(tmp_path: Path) -> None:
    """Feeds lie with feed services; the articles that they name lie on the site."""
    site, service = with_feed(STORIES), NewsSite()
    with service.serve() as other:
        other.routes = {"/": service.answer}
        address = other.url("/x.xml").replace("127.0.0.1", "localhost")
        head = f'<link rel=alternate type="application/rss+xml" href="{address}">'
        site.add("/", list_page([], head=head))
        with site.serve() as server:
            base = server.url("")
            server.routes = {"/": site.answer}
            service.add("/x.xml", rss(STORIES, base), XML)
            settings = {"EGRESS_ALLOW": "127.0.0.0/8,::1/128"}
            crawl = run("scrapy", "crawl", "site", "-a", f"site={base}/", folder=tmp_path, settings=settings)
            assert len(crawl.records) == len(STORIES), crawl.log


@pytest.mark.parametrize(("place", "kind"), [("/all.rss", "feed"), ("/map.xml", "sitemap")])
def test_a_document_that_cannot_be_read_is_named(place: str, kind: str, tmp_path: Path) -> None:
    """A page in the place of a feed or a sitemap is said in the log and in run.json, and costs nothing else."""
    site = with_feed(STORIES) if kind == "feed" else with_map(b"", STORIES)
    site.add(place, b"<!doctype html><html><body><p>We are moving house.", XML)
    if kind == "sitemap":
        site.add("/all.rss", rss(STORIES, "http://base"), XML)
        site.add("/", list_page([], head='<link rel=alternate type="application/rss+xml" href="/all.rss">'))
    crawl, found, _ = crawl_pages(site, tmp_path)
    assert crawl.code == 0, crawl.log
    assert f"{place}: expected a {kind}, got " in crawl.log
    assert [url for url in crawl.stats["unreadable"] if url.endswith(place)]
    assert len(found) == (0 if kind == "feed" else len(STORIES))


def test_the_newest_of_a_long_list_are_asked_for_first(tmp_path: Path) -> None:
    """Whichever end of the file they stand at, dated or not: what cuts the list cuts its old end."""
    stories = make_stories(900, seed=9)
    stories = [replace(one, path=f"/n/{5000 - one.number}") for one in stories]
    turned = stories[::-1]
    plain = "".join(f"<url><loc>http://base{one.path}</loc></url>" for one in turned)
    sites = {
        "dated feed": with_feed(turned),
        "feed": with_feed(turned, dated("never")),
        "dated sitemap": with_map(urlset(turned, "http://base"), []),
        "sitemap": with_map(f"<urlset>{plain}</urlset>".encode(), []),
    }
    for site in sites.values():
        for one in stories[20:]:
            site.pages.pop(one.path, None)
        site.add_stories(stories[:20])
    crawled = crawl_sites(sites, tmp_path)
    wanted = sorted(story.path for story in stories[:20])
    assert {name: crawled.found(name) for name in sites} == dict.fromkeys(sites, wanted), crawled.run.log
    for name in sites:
        assert len([path for path in crawled.asked(name) if path.startswith("/n/")]) < 300, name
