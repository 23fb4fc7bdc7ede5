"""Whose text is it? Titles and URLs in a page's data, beside the headline and the URL of the page."""

import pytest

from newscrawl.extract.pagedata.identity import (
    PageIdentity,
    has_place,
    is_among_others,
    is_of_page,
    titles_of,
)

PAGE = PageIdentity(
    frozenset({"the old bridge opens again", "старый мост снова открыт"}),
    "https://news.example/2026/the-old-bridge-48213456.html",
)


@pytest.mark.parametrize(
    ("title", "is_own"),
    [
        pytest.param("The old bridge opens again!", True, id="the title"),
        pytest.param("СТАРЫЙ МОСТ СНОВА ОТКРЫТ", True, id="in capitals"),
        pytest.param("The old bridge", True, id="its beginning"),
        pytest.param("The old bridge opens again in spring", True, id="more than it"),
        pytest.param("The old", False, id="a short beginning"),
        pytest.param("A new bridge opens", False, id="another"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_titles_of_the_page(title: str, is_own: bool) -> None:
    """Alike, or one the beginning of the other."""
    assert PAGE.has_title(title) is is_own


@pytest.mark.parametrize(
    ("node", "is_own"),
    [
        pytest.param({"headline": "The old bridge opens again"}, True, id="a title"),
        pytest.param({"title": {"ru": "Старый мост снова открыт"}}, True, id="a title by language"),
        pytest.param({"url": "https://m.news.example/2026/the-old-bridge-48213456.html"}, True, id="the URL on another host"),
        pytest.param({"slug": "the-old-bridge-48213456"}, True, id="the last part"),
        pytest.param({"id": 48213456}, True, id="the id as a number"),
        pytest.param({"id": "13456"}, True, id="its last digits"),
        pytest.param({"id": 3456}, False, id="too few of them"),
        pytest.param({"slug": "bridge-48213456"}, True, id="the end of the name"),
        pytest.param({"slug": "bridge"}, False, id="a word of it"),
        pytest.param({"id": True}, False, id="no id"),
        pytest.param({"url": "/2026/another-bridge-1.html"}, False, id="another URL"),
        pytest.param({"url": "http://["}, False, id="a broken URL"),
        pytest.param({"url": "x" * 5_000}, False, id="a huge URL"),
        pytest.param({}, False, id="nothing"),
    ],
)  # fmt: skip
def test_what_names_the_page(node: dict[str, object], is_own: bool) -> None:
    """By a title, or by its URL."""
    assert PAGE.is_named_by(node) is is_own


@pytest.mark.parametrize("url", ["", "https://news.example/", "https://news.example/a", "http://["])
def test_a_page_without_a_name_in_its_url_is_known_by_titles_alone(url: str) -> None:
    """A home page is named by no path."""
    page = PageIdentity(frozenset(), url)
    assert not page.is_named_by({"url": url, "slug": "a", "id": ""})


OWN: dict[str, object] = {"headline": "The old bridge opens again", "url": "/2026/x"}
OTHER: dict[str, object] = {"headline": "Another story of the day", "url": "/2026/y"}


@pytest.mark.parametrize(
    ("path", "places", "is_own"),
    [
        pytest.param(("story", "body"), ((1, OWN),), True, id="in the article"),
        pytest.param(("story", "body"), ((1, OTHER),), False, id="in another"),
        pytest.param(("story", "parts", "body"), ((1, OWN), (2, {})), True, id="in a part of it"),
        pytest.param(("story", "x", "body"), ((1, OWN), (2, OTHER)), False, id="in another within it"),
        pytest.param(("story", "related", "body"), ((1, OWN), (2, {})), False, id="in a list of others"),
        pytest.param(("related", "body"), ((1, OWN),), True, id="the article in such a list"),
        pytest.param(("body",), (), False, id="in nothing"),
    ],
)  # fmt: skip
def test_from_the_inside_outwards(
    path: tuple[str, ...], places: tuple[tuple[int, dict[str, object]], ...], is_own: bool
) -> None:
    """No further than the first that is a document."""
    assert is_of_page(path, places, PAGE) is is_own


@pytest.mark.parametrize(
    ("path", "is_so"),
    [
        pytest.param(("data", "relatedArticles"), True, id="related"),
        pytest.param(("MOST_READ", "items"), True, id="in capitals"),
        pytest.param(("story", "body"), False, id="a story"),
        pytest.param((), False, id="nothing"),
    ],
)
def test_lists_of_others(path: tuple[str, ...], is_so: bool) -> None:
    """By a key on the path."""
    assert is_among_others(path) is is_so


@pytest.mark.parametrize(
    ("node", "is_so"),
    [
        pytest.param({"title": "A", "url": "/a"}, True, id="a path"),
        pytest.param({"title": "A", "slug": "a-b-c-d"}, True, id="a name"),
        pytest.param({"title": "A", "slug": "a-b-c"}, False, id="a short name"),
        pytest.param({"title": "A", "published": "today"}, False, id="a time alone"),
        pytest.param({"url": "/a"}, False, id="no title"),
    ],
)
def test_documents_with_a_place(node: dict[str, object], is_so: bool) -> None:
    """A URL of their own."""
    assert has_place(node) is is_so


def test_the_titles_of_an_object() -> None:
    """In the order of the keys; clean, of any form."""
    node: dict[str, object] = {"title": {"a": " Ein  Titel ", "b": 5, "c": ""}, "headline": "Первый", "name": "x"}  # fmt: skip
    assert list(titles_of(node)) == ["Первый", "Ein Titel"]
    assert list(titles_of({"title": ["x"], "heading": None})) == []
