"""Links, Markdown, pictures and media: those of the article, and no others."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.corpus.entries import read_entry, write_entry
from newscrawl.errors import ConfigError
from newscrawl.extract.attachments import largest
from newscrawl.extract.body.standfirst import without_standfirst
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Draft, Page, Removal
from newscrawl.model.more import KINDS, NOTHING, Image, Link, Media
from newscrawl.pipelines.extract import read_more
from newscrawl.records import json_line, make_article
from tests.support.crawl import run
from tests.support.server import HTML, Reply, Request, Server

URL = "https://news.example/2026/bridge"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>A bridge for the town</title>
<meta property="og:image" content="/img/lead-1200.jpg">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A bridge for the town",
 "video": {"@type": "VideoObject", "contentUrl": "https://cdn.example/bridge.mp4"}}</script></head><body>
<nav><a href="/">Home</a><img src="/logo.png" width="400"></nav>
<article><h1>A bridge for the town</h1>
<p>The council voted on Tuesday to rebuild the <a href="/2025/flood">bridge that the flood</a> of last spring had
 carried away, as the <a href="https://council.example/minutes?a=1&amp;b=(2)">minutes</a> say.</p>
<figure><img src="data:image/gif;base64,R0" data-src="/img/bridge.jpg" srcset="/img/bridge-480.jpg 480w, /img/bridge-960.jpg 960w" alt="The old bridge">
<figcaption>The bridge in May. Photo: Ada Lund</figcaption></figure>
<h2>What it will cost</h2>
<p>It will be paid for from the reserves of the town, the treasurer said, and work will begin in autumn; *no* loan is needed.</p>
<ul><li>The piers of stone, which stay where they are, cost nothing at all.</li>
<li>The deck of steel, which comes from the yard in the harbour, costs most of it.<ol><li>The first span is the
 longest of them, and will be laid in October.</li><li>The second span follows in the spring of the next year.</li></ol></li></ul>
<blockquote><p>The river rose by four metres in one night, and nobody on the bank slept, the ferryman recalled.</p></blockquote>
<iframe src="https://www.youtube.com/embed/abc123"></iframe>
<table><tr><th>Part</th><th>Cost in crowns</th></tr><tr><td>Deck</td><td>Four hundred thousand</td></tr></table>
<h3>When it will open</h3>
<p>The new bridge is to be opened by the mayor on the first day of June, with a fair on both banks of the river.</p>
<a href="/other/story"><img src="/img/teaser.jpg" width="300">A story about something else altogether</a>
</article>
<aside><img src="/img/beside.jpg" width="500"><video src="/beside.mp4"></video></aside></body></html>"""


def draft(*more: str, page: str = PAGE) -> Draft:
    return extract_page(Page(URL, page.encode(), "text/html; charset=utf-8", more=more))


def test_nothing_unless_it_is_asked_for() -> None:
    """By default a draft carries nothing of it, and its text is the same with it."""
    assert draft().more == NOTHING
    assert draft().blocks == draft(*KINDS).blocks


def test_links_stand_where_their_words_do() -> None:
    """Each names its block and its place there; addresses are absolute."""
    found = draft("links")
    assert [(link.text, link.url) for link in found.more.links] == [
        ("bridge that the flood", "https://news.example/2025/flood"),
        ("minutes", "https://council.example/minutes?a=1&b=(2)"),
    ]
    for link in found.more.links:
        assert found.blocks[link.block].text[link.start :].startswith(link.text)


def test_markdown() -> None:
    """Headings keep their level, lists their depth and numbers; signs of Markdown in the text are escaped."""
    blocks = draft("markdown").more.markdown
    assert len(blocks) == len(draft().blocks)
    assert "[bridge that the flood](https://news.example/2025/flood)" in blocks[0]
    assert "[minutes](https://council.example/minutes?a=1&b=%282%29)" in blocks[0]
    assert "## What it will cost" in blocks
    assert "### When it will open" in blocks
    assert any(block.startswith("- The piers of stone") for block in blocks)
    assert any(block.startswith("  1. The first span") for block in blocks)
    assert any(block.startswith("  2. The second span") for block in blocks)
    assert any(block.startswith("> The river rose") for block in blocks)
    assert any(r"\*no\* loan" in block for block in blocks)
    assert "| Part | Cost in crowns |\n| --- | --- |" in blocks
    assert "| Deck | Four hundred thousand |" in blocks


def test_pictures_of_the_article() -> None:
    """The lead image, and those in the text with caption and credit; no logo, teaser or box beside."""
    assert draft("images").more.images == (
        Image("https://news.example/img/lead-1200.jpg", "", "", ""),
        Image(
            "https://news.example/img/bridge.jpg",
            "The bridge in May.",
            "Ada Lund",
            "The old bridge",
        ),
    )


def test_media_of_the_article() -> None:
    """Players in the text, and what the page's data describes."""
    assert draft("media").more.media == (
        Media("video", "https://www.youtube.com/embed/abc123"),
        Media("video", "https://cdn.example/bridge.mp4"),
    )


def test_markup() -> None:
    """As it was decoded."""
    assert draft("html").more.html == PAGE


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "mailto:a@b.example", "#top", "http://[bad", "data:text/html,x", ""],
)
def test_what_leads_to_no_page_is_no_link(href: str) -> None:
    """Scripts, mail, broken addresses and data are left out, the text stays."""
    page = PAGE.replace("/2025/flood", href)
    links = draft("links", page=page).more.links
    assert [link.text for link in links] == ["minutes"]


def test_a_base_element_holds() -> None:
    """Links are relative to it."""
    page = PAGE.replace("<head>", '<head><base href="https://cdn.example/x/">')
    assert (
        draft("links", page=page.replace("/2025/flood", "flood")).more.links[0].url
        == "https://cdn.example/x/flood"
    )


@pytest.mark.parametrize(
    ("srcset", "url"),
    [
        pytest.param("/a.jpg 1x, /b.jpg 2x", "/b.jpg", id="density"),
        pytest.param("/a.jpg", "/a.jpg", id="one"),
        pytest.param("", "", id="none"),
        pytest.param("/a,b.jpg 9w, /c.jpg 1w", "/a,b.jpg", id="a comma in an address"),
        pytest.param("/a.jpg 99999999999999999w, /b.jpg 2w", "/b.jpg", id="nonsense"),
    ],
)
def test_the_largest_of_a_srcset(srcset: str, url: str) -> None:
    """By width or density."""
    assert largest(srcset) == url


def test_a_block_that_leaves_takes_its_links_along() -> None:
    """The places of the others are counted anew."""
    found = draft("links", "markdown")
    moved = without_standfirst(replace(found, standfirst=found.blocks[0].text))
    assert len(moved.more.markdown) == len(moved.blocks)
    assert moved.more.links == ()
    links = (Link(0, 0, "a", "https://a.example/"), Link(2, 0, "b", "https://b.example/"))
    assert replace(found.more, links=links).without(1).links == (
        links[0],
        replace(links[1], block=1),
    )


def test_a_cleaned_corpus_keeps_them_in_step() -> None:
    """What ``clean`` takes out of the text goes out of links and Markdown too."""
    line = json_line(make_article(draft("links", "markdown")))
    entry = read_entry(line)
    gone = Removal(entry.blocks[0].text, "other", "clean.repeated", "x", 0)
    more = json.loads(write_entry(entry, [gone]))["metadata"]["more"]
    assert len(more["markdown"]) == len(entry.blocks) - 1
    assert more["links"] == []


def test_what_a_setting_may_ask_for() -> None:
    """Some of them, all, none; anything else is refused at the start."""
    assert read_more([]) == ()
    assert read_more(["links", " HTML "]) == ("links", "html")
    assert read_more(["all"]) == KINDS
    with pytest.raises(
        ConfigError, match="EXTRACT_MORE: 'link': expected all, or some of links, markdown"
    ):
        read_more(["link"])


def test_a_crawl_asks_for_it(server: Server, tmp_path: Path) -> None:
    """The setting reaches the worker, and what it found is in the record; all else stays empty."""

    async def page(request: Request) -> Reply:
        return Reply(PAGE.encode(), headers=HTML)

    server.routes["/bridge"] = page
    crawled = run(
        "newscrawl",
        "crawl",
        server.url("/bridge"),
        folder=tmp_path,
        settings={"EXTRACT_MORE": "links,media"},
    )
    (record,) = crawled.records
    more = record["metadata"]["more"]
    assert [link["text"] for link in more["links"]] == ["bridge that the flood", "minutes"]
    assert [each["kind"] for each in more["media"]] == ["video", "video"]
    assert (more["markdown"], more["images"], more["html"]) == ([], [], "")
