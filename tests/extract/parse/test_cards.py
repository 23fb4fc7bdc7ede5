"""Cards that open over a word of a sentence are not read as part of it; other boxes after links stay."""

import pytest
from lxml.html import HtmlElement

from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.cards import cards_in
from newscrawl.extract.parse.html import parse_html
from newscrawl.model.items import Draft, Page
from tests.support.growth import assert_linear

REST = "The council will vote on the sale in April, once the cost of the repair is known to all."
PEOPLE = {
    "en": ("Ada Moon", "said on Monday that the mill would be sold to its neighbours this year."),
    "fr": ("Zoé Marchal", "a dit lundi que le moulin serait vendu à ses voisins cette année."),
    "uk": ("Олена Гай", "сказала в понеділок, що млин продадуть сусідам ще цього року."),
    "ar": ("سلمى نور", "قالت يوم الاثنين إن الطاحونة ستباع للجيران هذا العام."),
    "ko": ("김하나", "씨는 월요일에 방앗간을 올해 이웃들에게 팔겠다고 말했다."),
}
LANGUAGES = pytest.mark.parametrize("language", PEOPLE)


def draft(paragraph: str) -> Draft:
    """Extract an article with a paragraph."""
    html = f"<body><article><h1>The mill</h1><p>{paragraph}</p><p>{REST}</p></article></body>"
    return extract_page(Page("https://news.example/a", f"<meta charset=utf-8>{html}".encode()))


@LANGUAGES
@pytest.mark.parametrize("longer", ["", " Lee"])
def test_a_card_after_a_name_is_no_part_of_the_sentence(language: str, longer: str) -> None:
    """The card has the name once more, maybe with a name between, a picture, and links to stories."""
    name, rest = PEOPLE[language]
    card = (
        f"<span class=b><span><img src=/a.jpg><a href=/p/1>{name}{longer}</a><a href=/s/2>Mill for"
        f" sale</a><a href=/s/3>Flood</a></span></span>"
    )
    found = draft(f"<span class=x><a href=/p/1>{name}</a>{card}</span> {rest}")
    assert found.text.startswith(f"{name} {rest}")
    (removal,) = [each for each in found.removed if each.rule_id == "hidden.card"]
    assert "Mill for sale" in removal.text


@LANGUAGES
def test_a_tooltip_is_no_part_of_the_sentence(language: str) -> None:
    """A definition that a browser shows only while the pointer is on the word."""
    name, rest = PEOPLE[language]
    found = draft(
        f"<span>{name}<span role=tooltip>Mayor of the town since 2021</span></span> {rest}"
    )
    assert found.text.startswith(f"{name} {rest}")


@pytest.mark.parametrize(
    "after",
    [
        "<span> and <a href=/p/2>Ada Moon</a> the younger, with <a href=/p/3>Bo Reed</a></span>",
        "<span><a href=/p/2>Bo Reed</a><a href=/p/3>Cy Dale</a></span>",  # other people
        "<span><a href=/p/2>Ada Moon</a></span>",  # leads nowhere else
        " <span><a href=/p/2>Ada Moon</a> (<a href=/p/3>Bo Reed</a>)</span>",
    ],
)
def test_what_goes_on_with_the_sentence_stays(after: str) -> None:
    """Text of its own, other names, or a single link: part of the sentence, in doubt."""
    found = draft(f"<a href=/p/1>Ada Moon</a>{after} said that the mill would be sold this year.")
    assert not [each for each in found.removed if each.rule_id == "hidden.card"]


def test_cards_in_cards_take_linear_time() -> None:
    """Each of them begins with the name."""

    def tree(size: int) -> HtmlElement:
        opening = "<a href=/p>Ada Moon</a><span><a href=/p>Ada Moon</a>" * size
        return parse_html(f"<body><p>{opening}{'</span>' * size}</p>".encode()).tree

    assert_linear(lambda page: list(cards_in(page)), tree, 4_000)
