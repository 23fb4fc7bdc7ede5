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
from tests.support.server import Reply

STORIES = make_stories(6)
FEED_LINK = '<link rel=alternate type="application/rss+xml" href="/all.rss">'
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
            site.pages[path] = replace(
                reply, body=reply.body.replace(b"http://base", base.encode())
            )
        options = [
            part for argument in arguments for part in ("-a", argument.replace("http://base", base))
        ]
        if not any(argument.startswith("site=") for argument in arguments):
            options += ["-a", f"site={base}/"]
        crawl = run("scrapy", "crawl", "site", *options, folder=folder, settings=settings)
        found = sorted(record["url"].removeprefix(base) for record in crawl.records)
        return crawl, found, [request.path for request in site.asked]


def with_feed(stories: list[Story], change: Callable[[str], str] = str) -> NewsSite:
    """A site whose front shows nothing, and whose feed names *stories*."""
    site = NewsSite()
    site.add_stories(stories)
    site.add("/", list_page([], head=FEED_LINK))
    site.add("/all.rss", change(rss(stories, "http://base").decode()).encode(), XML)
    return site


def with_map(body: bytes, stories: list[Story], **more: bytes) -> NewsSite:
    """A site whose front shows nothing, and whose robots.txt names a sitemap."""
    site = NewsSite()
    site.add_stories(stories)
    site.add("/", list_page([]))
    site.add(
        "/robots.txt",
        b"User-agent: *\nSitemap: http://base/map.xml\n",
        {"Content-Type": "text/plain"},
    )
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


OLD = [replace(story, published=story.published - timedelta(days=90)) for story in undated()]


@pytest.fixture(scope="module")
def within_a_week(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One crawl of sites whose feeds and sitemaps give dates, true ones and such that tell nothing."""
    sites = {name: with_feed(undated(), dated(time)) for name, time in FEED_TIMES.items()}
    sites |= {"old": with_feed(OLD), "doubtful index": doubtful_index(), "true index": true_index()}
    for time in MAP_TIMES:
        entries = "".join(
            f"<url><loc>http://base{story.path}</loc><lastmod>{time}</lastmod></url>"
            for story in undated()
        )
        sites[time] = with_map(f"<urlset>{entries}</urlset>".encode(), undated())
    return crawl_sites(sites, tmp_path_factory.mktemp("dates"), SINCE)


def doubtful_index() -> NewsSite:
    """A site whose index of sitemaps is older than what they name."""
    names = [f"/child-{number}.xml" for number in range(6)]
    index = "".join(
        f"<sitemap><loc>http://base{name}</loc><lastmod>2025-01-0{number + 1}</lastmod></sitemap>"
        for number, name in enumerate(names)
    )
    site = with_map(f"<sitemapindex>{index}</sitemapindex>".encode(), STORIES)
    for name, story in zip(names, STORIES, strict=True):
        site.add(name, urlset([story], "http://base"), XML)
    return site


OLD_MAPS = [f"/old-{number}.xml" for number in range(8)]


def true_index() -> NewsSite:
    """A site whose index of sitemaps gives the dates of what they name."""
    stories = make_stories(3)
    old = [replace(story, published=story.published - timedelta(days=400)) for story in undated(8)]
    index = (
        "<sitemap><loc>http://base/new.xml</loc><lastmod>2026-11-24</lastmod></sitemap>"
        + "".join(
            f"<sitemap><loc>http://base{name}</loc><lastmod>{story.published:%Y-%m-%d}</lastmod></sitemap>"
            for name, story in zip(OLD_MAPS, old, strict=True)
        )
    )
    site = with_map(
        f"<sitemapindex>{index}</sitemapindex>".encode(),
        stories,
        new=urlset(stories, "http://base"),
    )
    for name, story in zip(OLD_MAPS, old, strict=True):
        site.add(name, urlset([story], "http://base"), XML)
    return site


@pytest.mark.parametrize("name", FEED_TIMES)
def test_a_date_of_a_feed_that_tells_nothing_decides_nothing(
    name: str, within_a_week: Crawled
) -> None:
    """Articles inside the window come out, whatever their feed says of their age: their pages decide."""
    assert within_a_week.run.code == 0, within_a_week.run.log
    assert within_a_week.found(name) == sorted(story.path for story in undated())


@pytest.mark.parametrize("time", MAP_TIMES)
def test_a_date_of_a_sitemap_that_tells_nothing_decides_nothing(
    time: str, within_a_week: Crawled
) -> None:
    """The same with ``lastmod``: zeros, and one time for all entries."""
    assert within_a_week.found(time) == sorted(story.path for story in undated())


def test_a_believable_date_spares_the_request(within_a_week: Crawled) -> None:
    """What a feed dates long before the window, each article at its own time, is not asked for."""
    assert within_a_week.found("old") == []
    assert not {story.path for story in OLD} & set(within_a_week.asked("old"))


def test_an_index_that_calls_new_sitemaps_old_is_not_believed(within_a_week: Crawled) -> None:
    """Where one of its sitemaps names pages newer than the index says, all of them are read."""
    assert within_a_week.found("doubtful index") == sorted(story.path for story in STORIES)


def test_an_index_that_tells_the_truth_spares_requests(within_a_week: Crawled) -> None:
    """Of the sitemaps that it dates before the window one is read, to see."""
    assert within_a_week.found("true index") == sorted(story.path for story in make_stories(3))
    assert sum(name in within_a_week.asked("true index") for name in OLD_MAPS) == 1


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


NAMED_BY = ("feed", "news sitemap", "front")
MAP_NAMES = ("tagblatt-{n}", "sitemap-production-{n}", "heritage-{n}", "local-authority-{n}")
UNREADABLE = {"feed": "/all.rss", "sitemap": "/map.xml"}


def named() -> list[Story]:
    """Stories with addresses like those of pages that are no articles."""
    return [
        replace(story, path=path) for story, path in zip(undated(len(WORDS)), WORDS, strict=True)
    ]


def naming_sites() -> dict[str, NewsSite]:
    """Sites whose articles are named by a feed, a news sitemap or a teaser."""
    escaped = [replace(story, path=story.path.replace("&", "&amp;")) for story in named()]
    entries = "".join(
        f"<url><loc>http://base{one.path}</loc><news:news><news:title>{one.title}</news:title></news:news></url>"
        for one in escaped
    )
    by_map, front = with_map(f"<urlset>{entries}</urlset>".encode(), []), NewsSite()
    front.add("/", list_page(escaped))
    sites = dict(zip(NAMED_BY, (with_feed(escaped), by_map, front), strict=True))
    for site in sites.values():
        site.add_stories(named())
    return sites


def named_maps(names: str) -> NewsSite:
    """A site with two sitemaps called *names*, and one of categories."""
    children = [f"/{names.format(n=number)}.xml" for number in range(2)]
    site = with_map(sitemap_index([*children, "/category-1.xml"], "http://base"), STORIES)
    site.add(children[0], urlset(STORIES[:3], "http://base"), XML)
    site.add(children[1], urlset(STORIES[3:], "http://base"), XML)
    return site


def unreadable(kind: str) -> NewsSite:
    """A site with a page in the place of its feed or its sitemap; the latter has a feed, too."""
    site = with_feed(STORIES) if kind == "feed" else with_map(b"", STORIES)
    site.add(UNREADABLE[kind], b"<!doctype html><html><body><p>We are moving house.", XML)
    if kind == "sitemap":
        site.add("/all.rss", rss(STORIES, "http://base"), XML)
        site.add("/", list_page([], head=FEED_LINK))
    return site


@pytest.fixture(scope="module")
def saying(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One crawl of sites that name their articles in many ways."""
    sites = naming_sites()
    sites["files"] = with_feed([replace(undated(1)[0], path="/report.pdf"), *STORIES])
    sites |= {names: named_maps(names) for names in MAP_NAMES}
    sites["products"] = with_map(sitemap_index(["/product-1.xml"], "http://base"), STORIES)
    sites["products"].add("/product-1.xml", urlset(STORIES, "http://base"), XML)
    sites |= {f"unreadable {kind}": unreadable(kind) for kind in UNREADABLE}
    sites["cut feed"] = with_feed(STORIES, lambda feed: feed.removesuffix("</channel></rss>"))
    sites["cut sitemap"] = with_map(urlset(STORIES, "http://base")[:-9], STORIES)
    return crawl_sites(sites, tmp_path_factory.mktemp("saying"))


@pytest.mark.parametrize("name", NAMED_BY)
def test_what_is_named_as_an_article_is_asked_for(name: str, saying: Crawled) -> None:
    """Words in an address decide nothing where a feed, a news sitemap or a teaser names the page."""
    assert saying.found(name) == sorted(story.path for story in named()), saying.run.log


def test_files_are_not_pages_whoever_names_them(saying: Crawled) -> None:
    """A feed may name pictures and recordings; they are left out."""
    assert saying.found("files") == sorted(story.path for story in STORIES)
    assert "/report.pdf" not in saying.asked("files")


@pytest.mark.parametrize("names", MAP_NAMES)
def test_the_name_of_a_sitemap_is_read_by_words(names: str, saying: Crawled) -> None:
    """``tagblatt`` is no list of tags, ``production`` none of products."""
    assert saying.found(names) == sorted(story.path for story in STORIES), saying.run.log
    assert "/category-1.xml" not in saying.asked(names)


def test_an_index_of_one_kind_is_read_whatever_its_names_say(saying: Crawled) -> None:
    """Where all sitemaps of an index are called after what is no article, they are read."""
    assert saying.found("products") == sorted(story.path for story in STORIES)


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_document_that_cannot_be_read_is_named(kind: str, saying: Crawled) -> None:
    """A page in the place of a feed or a sitemap is said in the log and in run.json, and costs nothing else."""
    name = f"unreadable {kind}"
    assert saying.run.code == 0, saying.run.log
    assert f"{saying.bases[name]}{UNREADABLE[kind]}: expected a {kind}, got " in saying.run.log
    assert f"{saying.bases[name]}{UNREADABLE[kind]}" in saying.run.stats["unreadable"]
    assert len(saying.found(name)) == (0 if kind == "feed" else len(STORIES))


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_document_that_is_cut_off_is_named(kind: str, saying: Crawled) -> None:
    """What came of it is read; that its end is missing is said in the log and in run.json."""
    name = f"cut {kind}"
    assert saying.found(name) == sorted(story.path for story in STORIES)
    assert f"{saying.bases[name]}{UNREADABLE[kind]}: its end was not read" in saying.run.log
    assert saying.run.stats["left_out"]["file_end"] == len(UNREADABLE)


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
    assert {name: crawled.found(name) for name in sites} == dict.fromkeys(sites, wanted), (
        crawled.run.log
    )
    for name, children in names.items():
        assert sum(child in crawled.asked(name) for child in children) == 10, name
    assert crawled.run.stats["left_out"]["sitemap"] == 50 * len(sites)


def test_all_addresses_of_a_host_are_entrances(tmp_path: Path) -> None:
    """Front, section, feed, sitemap and an article, given one by one: each is read as what it is."""
    groups = [
        make_stories(3, seed=seed, path=f"/{seed}/{{day:%Y/%m/%d}}/{{slug}}")
        for seed in range(1, 5)
    ]
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
    assert found == sorted(
        story.path for story in (*(one for each in groups for one in each), alone)
    )


@pytest.mark.parametrize("has_moved", [False, True])
def test_a_feed_on_another_host_is_read_where_the_site_names_it(
    has_moved: bool, tmp_path: Path
) -> None:
    """Feeds lie with feed services, or have moved there; the articles that they name lie on the site."""
    site, service = with_feed(STORIES), NewsSite()
    with service.serve() as other:
        other.routes = {"/": service.answer}
        address = other.url("/x.xml").replace("127.0.0.1", "localhost")
        named = "/moved.xml" if has_moved else address
        site.add(
            "/",
            list_page([], head=f'<link rel=alternate type="application/rss+xml" href="{named}">'),
        )
        site.pages["/moved.xml"] = Reply(status=301, headers={"Location": address})
        with site.serve() as server:
            base = server.url("")
            server.routes = {"/": site.answer}
            service.add("/x.xml", rss(STORIES, base), XML)
            settings = {"EGRESS_ALLOW": "127.0.0.0/8,::1/128"}
            crawl = run(
                "scrapy", "crawl", "site", "-a", f"site={base}/", folder=tmp_path, settings=settings
            )
            assert len(crawl.records) == len(STORIES), crawl.log


def test_the_newest_of_a_long_list_are_asked_for_first(tmp_path: Path) -> None:
    """Whichever end of the file they stand at, dated or not: what cuts the list cuts its old end."""
    stories = make_stories(500, seed=9)
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
    assert {name: crawled.found(name) for name in sites} == dict.fromkeys(sites, wanted), (
        crawled.run.log
    )
    for name in sites:
        assert len([path for path in crawled.asked(name) if path.startswith("/n/")]) < 300, name
