"""The boxes around a headline: which elements belong to the article."""

import pytest
from lxml import html

from newscrawl.extract.metadata.lines import find_headline
from newscrawl.extract.metadata.place import BylinePlace

TITLES = {
    "en": "Bridge reopens after repairs",
    "el": "Η γέφυρα άνοιξε ξανά",
    "zh": "大桥修缮后重新开放通行",
}


def is_elsewhere(body: str, title: str | None = TITLES["en"]) -> bool:
    """Return whether the element with the id ``it`` belongs to something else than the article."""
    tree = html.document_fromstring(f"<html><body>{body}</body></html>")
    place = BylinePlace(find_headline(tree, title) if title else None, tree)
    return place.is_elsewhere(tree.get_element_by_id("it"))


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize(
    ("box", "elsewhere"),
    [
        pytest.param("<div>{}</div>", False, id="plain"),
        pytest.param("<div class=comments>{}</div>", True, id="comments"),
        pytest.param("<div id=related-news>{}</div>", True, id="related"),
        pytest.param("<blockquote>{}</blockquote>", True, id="quote"),
        pytest.param(
            "<div class=sidebar>{}</div>", False, id="byline in a column next to the headline"
        ),
        pytest.param("<aside>{}" + "word " * 150 + "</aside>", True, id="long column"),
        pytest.param("<footer>{}" + "word " * 150 + "</footer>", True, id="footer of the page"),
        pytest.param("<div><h3><a href='/x'>Other</a></h3>{}</div>", True, id="teaser"),
        pytest.param("<div><h3><a href='/author/ann'>Ann</a></h3>{}</div>", False, id="author"),
        pytest.param("<div><h3>Ann</h3>{}</div>", False, id="heading without link"),
    ],
)
def test_the_box_tells_whose_text_it_is(title: str, box: str, elsewhere: bool) -> None:
    """Names, tags and headings of the boxes that the headline is not in."""
    it = box.format("<p id=it>By Ann Lee</p>")
    assert is_elsewhere(f"<div><h1>{title}</h1>{it}</div>", title) is elsewhere


def test_a_box_around_the_headline_is_the_articles_own() -> None:
    """However it is named."""
    own = f"<div class=promo><h1>{TITLES['en']}</h1><p id=it>a</p></div>"
    assert not is_elsewhere(own)
    assert is_elsewhere(own.replace("<p id", "<div class=promo><p id"))


def test_the_footer_of_an_article_is_part_of_it() -> None:
    """That of the page is not."""
    long = "word " * 150
    inner = f"<article><h1>{TITLES['en']}</h1><footer><p id=it>a</p>{long}</footer></article>"
    assert not is_elsewhere(inner)


def test_widgets_tell_nothing_where_all_blocks_are_widgets() -> None:
    """Builders of pages call them so."""
    far = "<div><div><div><div><div>{}</div></div></div></div></div>"
    it = f"<section class=widget><p id=it>a</p>{'word ' * 150}</section>"
    title = f"<h1>{TITLES['en']}</h1>"
    assert is_elsewhere(far.format(title) + it)
    assert not is_elsewhere(f"<div class=my-widget>{far.format(title)}{it}</div>")


def test_without_a_headline_the_nearest_article_is_the_pages_own() -> None:
    """Then a box around it says nothing."""
    assert not is_elsewhere("<div class=promo><article><p id=it>a</p></article></div>", None)
    assert is_elsewhere("<div class=promo><p id=it>a</p></div>", None)
    assert not is_elsewhere("<div><h3><a href='/x'>Other</a></h3><p id=it>a</p></div>", None)


def test_lines_are_read_once_for_all_who_ask() -> None:
    """Each gets them from the first on."""
    tree = html.document_fromstring("<h1>Bridge</h1><p>one</p><p>two</p>")
    place = BylinePlace(tree.find(".//h1"), tree)
    first = place.following()
    assert next(first).text == "one"
    assert [line.text for line in place.lines] == ["one", "two"]
    assert [line.text for line in first] == ["two"]
    assert list(BylinePlace(None, tree).lines) == []
