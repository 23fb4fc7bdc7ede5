"""Nodes of JSON-LD: the page's own article, and those of other stories."""

import pytest

from newscrawl.extract.metadata.jsonld import Node
from newscrawl.extract.metadata.meta_tags import Head
from newscrawl.extract.metadata.page_nodes import is_news, page_articles

URL = "https://www.harbour.example/town/bridge?id=1"
TITLES = {
    "en": ("Bridge reopens after repairs", "Council raises parking charges again"),
    "de": ("Brücke öffnet nach Umbau wieder", "Stadtrat erhöht erneut Parkgebühren"),
    "ru": ("Мост снова открыт после ремонта", "Совет повышает плату парковки"),
}


def node(headline: str = "", url: object = None, kind: object = "NewsArticle") -> Node:
    """Return a node of an article."""
    return {"@type": kind, "headline": headline, "url": url}


def picked(nodes: list[Node], title: str, canonical: str | None = None) -> list[object]:
    """Return the headlines of the nodes that describe the page with this *title*."""
    head = Head(URL, canonical=canonical, title=f"{title} - Post")
    return [each["headline"] for each in page_articles(nodes, head, [title])]


@pytest.mark.parametrize("language", TITLES)
def test_a_node_with_the_url_and_the_words_of_another_page_is_left_out(language: str) -> None:
    """Both have to be of another page."""
    own, other = TITLES[language]
    foreign = node(other, "https://www.harbour.example/town/parking")
    assert picked([foreign, node(own)], own) == [own]
    assert picked([foreign], own) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(node("Council raises parking charges again"), id="no URL"),
        pytest.param(
            node(
                "Council raises parking charges again", "https://m.harbour.example/town/bridge?id=1"
            ),
            id="the URL of the page on another host",
        ),
        pytest.param(
            node("Bridge: raising parking charges", "https://www.harbour.example/x"),
            id="a word of the title",
        ),
        pytest.param(node("New one", "https://www.harbour.example/x"), id="too few words"),
        pytest.param(
            node("Council raises parking charges again", "https://harbour.example/"),
            id="front page",
        ),
        pytest.param(
            node("Council raises parking charges again", {"@id": {"a": 1}}),
            id="a URL that is no text",
        ),
    ],
)
def test_a_node_that_may_be_of_the_page_is_taken(other: Node) -> None:
    """Where one of the two marks does not speak against it."""
    assert picked([other], "Bridge reopens after repairs") == [other["headline"]]


def test_the_best_fit_comes_first() -> None:
    """The URL counts most, then the headline, then the kind."""
    title = "Bridge reopens after repairs"
    by_url = node("Repaired bridge has traffic", URL)
    by_title, plain = node(title), node("Something about a bridge", kind="Article")
    assert picked([plain, by_title, by_url], title) == [by_url["headline"], title]
    assert (
        picked([plain, node("Something about a bridge")], title) == ["Something about a bridge"] * 2
    )


def test_the_title_element_is_of_the_page_as_well() -> None:
    """Its words speak for a node, too."""
    other = node("Council raises parking charges again", "https://www.harbour.example/x")
    for title, count in (("Parking charges", 1), ("A bridge", 0)):
        assert len(page_articles([other], Head(URL, title=title), ["Bridge reopens"])) == count


def test_the_canonical_url_is_the_pages_own_as_well() -> None:
    """A mirror is described by the main URL."""
    other = node("Council raises parking charges again", "https://post.example/2026/bridge")
    title = "Bridge reopens after repairs"
    assert picked([other], title) == []
    assert picked([other], title, "https://post.example/2026/bridge/") == [other["headline"]]


def test_the_url_of_a_node_may_be_in_a_node() -> None:
    """``mainEntityOfPage`` is a text, or a page with an id or a URL."""
    of_page = {"@type": "WebPage", "@id": URL}
    other: Node = {
        "@type": "Article",
        "headline": "Council raises parking charges again",
        "mainEntityOfPage": of_page,
    }
    assert picked([other], "Bridge reopens after repairs") == [other["headline"]]


@pytest.mark.parametrize(
    ("kind", "is_one"),
    [
        ("NewsArticle", True),
        (["Article", "REPORT"], True),
        ("schema:LiveBlogPosting", True),
        ("BlogPosting", False),
        (None, False),
        ([1, {}], False),
    ],
)
def test_a_node_says_that_it_is_news(kind: object, is_one: bool) -> None:
    """By its types, however they are spelled."""
    assert is_news(node(kind=kind)) is is_one
