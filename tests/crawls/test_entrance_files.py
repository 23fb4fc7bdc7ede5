"""Entrances in odd files: packed sitemaps, lists of feeds, deep indexes, entities of their own."""

import bz2
import io
import lzma
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from newscrawl.spiders.arguments import read_sources
from tests.crawls.test_evidence import crawl_pages, with_feed, with_map
from tests.support.manysites import Crawled, crawl_sites
from tests.support.newssite import XML, NewsSite, list_page, make_stories, rss, urlset

STORIES = make_stories(6, seed=71)
MAP = urlset(STORIES, "http://base")


def zipped(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return file.getvalue()


def deep(levels: int) -> NewsSite:
    """A site with indexes below indexes, and one that names itself at each level."""
    site = with_map(b"", STORIES)
    names = ["/map.xml", *(f"/level-{level}.xml" for level in range(1, levels)), "/leaf.xml"]
    for name, below in pairwise(names):
        entries = "".join(
            f"<sitemap><loc>http://base{one}</loc></sitemap>" for one in (name, below)
        )
        site.add(name, f"<sitemapindex>{entries}</sitemapindex>".encode(), XML)
    site.add("/leaf.xml", MAP, XML)
    return site


DTD = '<!DOCTYPE x SYSTEM "http://base/x.dtd" [<!ENTITY home "http://base"><!ENTITY s "&home;"><!ENTITY f SYSTEM "http://base/f">]>'
OPML = '<opml version="2.0"><body><outline text="All"><outline type="rss" xmlUrl="/news.rss"/><outline xmlUrl="http://others.test/f.rss"/></outline></body></opml>'


def declares(text: bytes) -> bytes:
    """Write the addresses of *text* by an entity that it declares."""
    return DTD.encode() + text.replace(b"http://base", b"&s;").partition(b"?>")[2]


def with_opml() -> NewsSite:
    site = with_feed(STORIES)
    site.add("/all.rss", OPML.encode(), XML)
    site.add("/news.rss", rss(STORIES, "http://base"), XML)
    return site


def relative(body: bytes) -> bytes:
    """The sitemap with paths, which a packed one can have without knowing its port."""
    return body.replace(b"http://base", b"")


SITES = {
    "bzip2": lambda: with_map(bz2.compress(relative(MAP)), STORIES),
    "bzip2, two streams": lambda: with_map(bz2.compress(relative(MAP)[:300]) + bz2.compress(relative(MAP)[300:]), STORIES),
    "xz": lambda: with_map(lzma.compress(relative(MAP)), STORIES),
    "zip": lambda: with_map(zipped(**{"__MACOSX/._m.xml": b"\0\5\7", "maps/m.xml": relative(MAP)}), STORIES),
    "zip of several": lambda: with_map(zipped(a=relative(urlset(STORIES[:3], "http://base")), b=relative(urlset(STORIES[3:], "http://base"))), STORIES),
    "six levels": lambda: deep(6),
    "entities in a sitemap": lambda: with_map(declares(MAP), STORIES),
    "entities in a feed": lambda: with_feed(STORIES, lambda feed: declares(feed.encode()).decode()),
    "several addresses in one entry": lambda: with_map(MAP.replace(b"</url><url>", b""), STORIES),
    "shown in a page": lambda: with_map(b"<html><body><pre>" + MAP.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;") + b"</pre></body></html>", STORIES),
    "a list of feeds": with_opml,
}  # fmt: skip


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One crawl of all these sites."""
    sites = {name: make() for name, make in SITES.items()}
    return crawl_sites(sites, tmp_path_factory.mktemp("files"))


@pytest.mark.parametrize("name", SITES)
def test_each_file_names_its_articles(name: str, crawled: Crawled) -> None:
    """All articles of each site come out, and nothing of another host is asked for."""
    assert crawled.found(name) == sorted(story.path for story in STORIES), crawled.run.log[-3000:]
    assert not {"/x.dtd", "/f"} & set(crawled.asked(name))
    assert "others.test" not in crawled.run.log


def test_indexes_end_at_the_depth_of_the_setting(tmp_path: Path) -> None:
    """Deeper ones are counted as left out, and named by the health of the source."""
    crawl, found, asked = crawl_pages(deep(6), tmp_path, SITE_SITEMAP_DEPTH_MAX="2")
    assert found == []
    assert "/level-3.xml" not in asked
    (source,) = crawl.stats["sources"].values()
    assert any(finding["kind"] == "budget_spent" for finding in source["findings"])


def test_a_list_of_feeds_is_a_list_of_sites(tmp_path: Path) -> None:
    """The export of a reader of feeds: each entry gives its site; a feed of a service is declared there."""
    file = tmp_path / "subscriptions.opml"
    file.write_text(
        '<?xml version="1.0"?><opml version="2.0"><body><outline text="A &amp; B">'
        '<outline text="Herald" xmlUrl="https://herald.example/rss" htmlUrl="https://www.herald.example/"/>'
        '<outline xmlUrl="https://feeds.example/x" htmlUrl="https://post.example/"/></outline>'
        '<outline xmlUrl="https://third.example/f"/></body></opml>'
    )
    sources = read_sources({"site": f"@{file}"})
    assert [source.seeds for source in sources] == [
        ("https://www.herald.example/", "https://herald.example/rss"),
        ("https://post.example/",),
        ("https://third.example/f",),
    ]


def test_the_list_of_feeds_that_the_user_names_may_be_of_a_service(tmp_path: Path) -> None:
    """As a seed it is an entrance: its feeds are read, whichever host they are on."""
    site = with_opml()
    site.add("/", list_page([]))
    _, found, asked = crawl_pages(site, tmp_path, "site=http://base/all.rss")
    assert found == sorted(story.path for story in STORIES)
    assert "/news.rss" in asked
