"""The sources file: read with the line at fault, proposed, checked."""

import json
from pathlib import Path

import pytest

from newscrawl.errors import ConfigError
from newscrawl.model.fields import Field
from newscrawl.model.items import Pins
from newscrawl.sources.entry import write_source
from newscrawl.sources.source import Source, load_sources, source_of
from newscrawl.spiders.arguments import read_sources
from tests.support.crawl import run
from tests.support.newssite import XML, NewsSite, feeds_only, make_stories, rss, with_sitemaps

GOOD = """
[gazette]
site = "https://www.gazette.example/"
feeds = ["https://feeds.gazette.example/all.rss"]
deny = ["/sport/"]
delay_s = 2
prune = ["aside", "div.teaser > p"]

["the herald"]
site = ["herald.example", "https://herald.example/politics/"]
hosts = ["herald.example", "herald.test"]
headers = { Accept-Language = "en" }
"""


def test_a_file_gives_its_sources_in_order(tmp_path: Path) -> None:
    """Each table is a source; its hosts are its own, without ``www.``, unless they are named."""
    path = tmp_path / "sources.toml"
    path.write_text(GOOD, encoding="utf-8")
    gazette, herald = load_sources(path)
    assert gazette.hosts == ("gazette.example",)
    assert gazette.deny == ("/sport/",)
    assert gazette.delay_s == 2.0
    assert gazette.pins == Pins(("aside", "div.teaser > p"), ())
    assert herald.name == "the herald"
    assert herald.seeds == ("https://herald.example/", "https://herald.example/politics/")
    assert herald.owns("https://m.herald.test/a")
    assert not herald.owns("https://notherald.test/a")
    assert not herald.owns("mailto:someone")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("[a]\nsite = 'a.example'\n\nfeeds = 'x'", "line 4: source 'a': 'feeds' must be a list", id="text"),
        pytest.param("[a]\nsite = 'a.example'\n[b]\nfeeds = []", "line 3: source 'b': 'site' is missing", id="no site"),
        pytest.param("[a]\nsite='a.example'\ncolour=1", "line 3: source 'a': unknown key 'colour'", id="unknown"),
        pytest.param("[a]\nsite='a.example'\ndeny=['(']", "line 3: source 'a': 'deny': '\\(' is no regular", id="pattern"),
        pytest.param("[a]\nsite='a.example'\nfeeds=['ftp://x/']", "line 3: .*only http and https", id="no web address"),
        pytest.param("[a]\nsite='a.example'\ndelay_s=-1", "line 3: .*'delay_s' must be a number", id="delay"),
        pytest.param("[a]\nsite='a.example'\nheaders=['x']", "line 3: .*'headers' must be a table", id="headers"),
        pytest.param("[a]\nsite='a.example'\nheaders={'A B'='x'}", "line 3: .*'A B' is none that can", id="header's name"),
        pytest.param("[a]\nsite='a.example'\nheaders={Host='b.example'}", "'Host' is none that can", id="Host"),
        pytest.param('[a]\nsite="a.example"\nheaders={Cookie="a\\r\\nB: c"}', "on one line; 'Cookie'", id="two lines"),
        pytest.param("[a]\nsite='a.example'\nlanguage='German'", "line 3: .*'language' must be a code of two", id="language"),
        pytest.param("[a]\nsite='a.example'\nschedule='often'", "line 3: .*'schedule': expected 'hourly'", id="schedule"),
        pytest.param("[a]\nsite='a.example'\nschedule=3", "line 3: .*'schedule' must be a text", id="schedule's type"),
        pytest.param("[a]\nsite='a.example'\nprune=['div >']", "line 3: .*'prune': 'div >' is no CSS", id="selector"),
        pytest.param("[a]\nsite='a.example'\nkeep='p'", "line 3: .*'keep' must be a list", id="selector, no list"),
        pytest.param("[a]\nsite='a.example'\nrender='yes'", "line 3: .*'render' must be true or false", id="flag"),
        pytest.param("[a]\nsite='nowhere'", "line 2: .*expected a host with its domain", id="no domain"),
        pytest.param("a = 1", "line 1: source 'a': expected a table \\[a\\], got int", id="no table"),
        pytest.param("[a\nsite='x'", "no TOML: .*line 1", id="no TOML"),
        pytest.param("", "no source in it", id="empty"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    """The message names file, line, source, what was expected and what came."""
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load_sources(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A file that is not there is an error of the user's, by name."""
    with pytest.raises(ConfigError, match=r"none\.toml: the sources cannot be read"):
        load_sources(tmp_path / "none.toml")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """A source survives the file, quotes and backslashes in it too."""
    source = Source(
        'the "Herald"',
        ("https://herald.example/\\a",),
        ("herald.example",),
        ("https://herald.example/1.rss", "https://herald.example/2.rss"),
        ("https://herald.example/sitemap.xml",),
    )
    path = tmp_path / "sources.toml"
    path.write_text(write_source(source), encoding="utf-8")
    assert load_sources(path) == (source,)


def test_an_address_of_a_host_keeps_its_own() -> None:
    """A source made of a name belongs to that host and those below it."""
    source = source_of("https://news.example.co.uk/world")
    assert source.seeds == ("https://news.example.co.uk/world",)
    assert source.owns("https://live.news.example.co.uk/a")
    assert not source.owns("https://example.co.uk/a")


def test_sources_are_proposed_checked_and_crawled(tmp_path: Path) -> None:
    """``add`` writes what a site has; ``check`` shows it; ``-a sources=`` crawls it, ``only`` a part."""
    stories = make_stories(12)
    file = tmp_path / "sources.toml"
    first, second = NewsSite(), NewsSite()
    with first.serve() as one, second.serve() as two:
        one.routes = {"/": feeds_only(stories, one.url("")).answer}
        two.routes = {"/": with_sitemaps(stories[:6], two.url("")).answer}
        sites = (one.url("/"), two.url("/"))
        added = run("newscrawl", "sources", "add", *sites, "--file", str(file), folder=tmp_path)
        assert added.code == 0, added.log
        assert [len(source.feeds) for source in load_sources(file)] == [1, 0]
        assert [len(source.sitemaps) for source in load_sources(file)] == [0, 3]
        assert not [path for path in one.requests + two.requests if path.startswith("/20")]
        again = run("newscrawl", "sources", "add", sites[0], "--file", str(file), folder=tmp_path)
        assert "already" in again.log
        assert len(load_sources(file)) == 2
        state = tmp_path / "own.sqlite"
        words = ("--file", str(file), "-s", f"STATE_URL=sqlite:///{state}")
        checked = run("newscrawl", "sources", "check", *words, folder=tmp_path)
        assert checked.code == 0, checked.log
        assert not state.exists(), "a look is no visit"
        assert f"127.0.0.1:{one.port}" in checked.log
        with file.open("a", encoding="utf-8") as last:
            last.write('language = "fr"\nschedule = "hourly"\n')
        only = f"only=127.0.0.1:{two.port}"
        crawl = run("scrapy", "crawl", "site", "-a", f"sources={file}", "-a", only, folder=tmp_path)
        assert crawl.code == 0, crawl.log
        assert [record["language"] for record in crawl.records] == ["fr"] * 6
        dead = run(
            "newscrawl", "sources", "add", "http://127.0.0.1:9/", "-f", str(file), folder=tmp_path
        )
        assert dead.code == 3, dead.log
    wrong = run("scrapy", "crawl", "site", "-a", f"sources={file}", "-a", "only=x", folder=tmp_path)
    assert wrong.code == 2
    assert "only=x: no such source" in wrong.log


def test_sources_are_chosen_by_their_schedule(tmp_path: Path) -> None:
    """``schedule`` takes those that are due together, ``default`` those that name none."""
    path = tmp_path / "sources.toml"
    path.write_text(
        GOOD + '[post]\nsite = "post.example"\nschedule = "daily 4:00"\n', encoding="utf-8"
    )
    given = {"sources": str(path)}
    assert len(read_sources(given)) == 3
    assert [source.name for source in read_sources(given | {"schedule": "daily 04:00"})] == ["post"]
    assert [source.name for source in read_sources(given | {"schedule": "default"})] == [
        "gazette",
        "the herald",
    ]
    with pytest.raises(ConfigError, match="schedule=hourly: no source has this schedule"):
        read_sources(given | {"schedule": "hourly"})
    with pytest.raises(ConfigError, match=r"schedule=often: expected 'hourly', .*or 'default'"):
        read_sources(given | {"schedule": "often"})


def test_selectors_for_fields(tmp_path: Path) -> None:
    """The table ``fields`` of a source is read in each form that TOML has for it."""
    file = tmp_path / "sources.toml"
    file.write_text(
        '[a]\nsite = "a.example"\nfields.title = "h1"\n'
        '[b]\nsite = "b.example"\nfields = { kicker = ["p.kicker", "//p[1]"] }\n'
        '[c]\nsite = "c.example"\n[c.fields]\nplaces = { select = "li", all = true }\n'
    )
    by_name = {source.name: source.fields for source in load_sources(file)}
    assert by_name == {
        "a": (Field("title", ("h1",)),),
        "b": (Field("kicker", ("p.kicker", "//p[1]")),),
        "c": (Field("places", ("li",), True),),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('fields.own = "p["', "line 4: source 'b': 'fields.own': 'p\\['", id="dotted"),
        pytest.param(
            '[b.fields]\ntitle = "h1"\nown = "p["', "line 6: source 'b': 'fields.own'", id="a table"
        ),
        pytest.param(
            'fields = { own = "p[" }', "line 4: source 'b': 'fields.own'", id="in one line"
        ),
        pytest.param(
            'fields = "h1"', "line 4: source 'b': 'fields': must be a table", id="no table"
        ),
        pytest.param(
            '[b.fields]\nurl = "h1"', "line 5: source 'b': 'fields.url': url is a key", id="a key"
        ),
    ],
)
def test_a_wrong_field_is_named_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    """The message has file, line, source and key."""
    file = tmp_path / "sources.toml"
    file.write_text(f'[a]\nsite = "a.example"\n[b]\n{text}\n')
    with pytest.raises(ConfigError, match=rf"sources\.toml, {said}"):
        load_sources(file)


def test_selectors_are_tried_on_articles_of_the_source(tmp_path: Path) -> None:
    """``sources check`` says on how many each field was filled; ``sites explain`` says it of one page."""
    stories = make_stories(5)
    news = feeds_only(stories, "")
    file = tmp_path / "sources.toml"
    with news.serve() as server:
        news.add("/feeds/all.rss", rss(stories, server.url("")), XML)
        fields = (
            'authors = "p.byline"\ndate = "h1"\nkicker = ["p.kicker", "//p[@class=\'kick\']"]\n'
        )
        file.write_text(f'[gazette]\nsite = "{server.url("/")}"\n[gazette.fields]\n{fields}')
        checked = run("newscrawl", "sources", "check", "--file", str(file), folder=tmp_path)
        assert checked.code == 0, checked.log
        assert "gazette: field authors: 3 of 3 articles; e.g. p.byline gave 'By " in checked.log
        assert "gazette: field date: 0 of 3 articles; e.g. h1 gave 'The " in checked.log
        assert "which is no date that can be read" in checked.log
        assert (
            "field kicker: 0 of 3 articles; nothing matched p.kicker, //p[@class='kick']"
            in checked.log
        )
        told = run("newscrawl", "sources", "check", "--json", "--file", str(file), folder=tmp_path)
        (source,) = json.loads(told.out)
        assert (source["source"], source["in_feeds"], source["fields"]["authors"]["filled"]) == (
            "gazette",
            5,
            3,
        )
        url = server.url(stories[0].path)
        explained = run(
            "newscrawl", "sites", "explain", url, "--sources", str(file), folder=tmp_path
        )
    assert "field authors: p.byline gave 'By " in explained.out, explained.log
    assert "field kicker: nothing matched" in explained.out
    assert "field date: h1 gave 'The" in explained.out
