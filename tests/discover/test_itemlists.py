"""The articles that a page lists in its data alone, as fronts that scripts build do."""

import json

import lxml.html
import pytest

from newscrawl.discover.links import is_teaser, read_links
from tests.support.growth import assert_linear

URL = "https://news.example/"


def found(data: object, body: str = "") -> dict[str, str]:
    """Path and title of each link of a page with *data* in it."""
    text = data if isinstance(data, str) else json.dumps(data)
    page = f"<html><head><script type='application/ld+json'>{text}</script></head><body>{body}</body></html>"
    links = read_links(lxml.html.document_fromstring(page), URL).links
    return {link.url.removeprefix("https://news.example"): link.text for link in links}


@pytest.mark.parametrize(
    ("item", "title"),
    [
        pytest.param("/a", "", id="a URL"),
        pytest.param({"@type": "ListItem", "position": 1, "url": "https://news.example/a#top"}, "", id="its URL"),
        pytest.param({"@type": "ListItem", "item": "/a", "name": "Die Brücke ist offen"}, "Die Brücke ist offen", id="URL and name"),
        pytest.param({"@type": "ListItem", "item": {"@id": "/a", "headline": "Мост открыт"}}, "Мост открыт", id="the thing in it"),
        pytest.param({"@type": "NewsArticle", "url": "/a", "headline": "橋が開通"}, "橋が開通", id="the thing itself"),
    ],
)  # fmt: skip
def test_each_form_of_an_item(item: object, title: str) -> None:
    """Is a link with its title, whatever wraps the list."""
    items = {"@type": "ItemList", "itemListElement": [item]}
    expected = {"/a": title}
    assert found(items) == expected
    assert found({"@graph": [{"@type": "CollectionPage", "mainEntity": items}]}) == expected
    assert found([{"@type": "Blog", "blogPost": item}]) == expected


def test_the_way_to_a_page_lists_none() -> None:
    """Sections of a breadcrumb trail are no articles; other data of a page leads nowhere."""
    trail = {"@type": "BreadcrumbList", "itemListElement": [{"item": "/news", "name": "News"}]}
    article = {"@type": "NewsArticle", "url": "/b", "mainEntityOfPage": {"@id": "/b"}}
    assert found([trail, article]) == {}


def test_markup_comes_first_and_the_longest_title_counts() -> None:
    """One link for one URL; a title of five words is a teaser, wherever it was read."""
    items = {"itemListElement": [{"url": "/a", "name": "The bridge is open to all again"}]}
    assert found(items, "<a href=/b>Menu</a><a href=/a>Bridge</a>") == {
        "/b": "Menu",
        "/a": "The bridge is open to all again",
    }
    page = (
        f"<html><head><script type='application/ld+json'>{json.dumps(items)}</script></head></html>"
    )
    (link,) = read_links(lxml.html.document_fromstring(page), URL).links
    assert is_teaser(link)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"itemListElement": [{"url": "/a"}', id="cut off"),
        pytest.param('{"itemListElement": [7, null, {"item": []}, {"url": "http://[bad/"}]}', id="no URLs"),
        pytest.param('{"hasPart":' * 5_000 + "1" + "}" * 5_000, id="nested without end"),
        pytest.param('{"itemListElement": [{"item": "javascript:alert(1)"}]}', id="a script"),
    ],
)  # fmt: skip
def test_broken_data_lists_none(text: str) -> None:
    """And costs the links of the markup nothing."""
    assert found(text, "<a href=/x>X</a>") == {"/x": "X"}


def test_time_grows_with_the_data() -> None:
    """Lists in lists are read to a depth, and to a number of items."""

    def data(size: int) -> str:
        return json.dumps({"hasPart": [{"hasPart": [{"url": f"/{n}"}]} for n in range(size)]})

    assert_linear(found, data, 20_000)
    assert len(found(data(5_000))) == 1_000
