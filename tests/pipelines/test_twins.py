"""One article at several addresses: print pages are told by what they say."""

from dataclasses import replace

import pytest

from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page
from newscrawl.pipelines.twins import Twins
from newscrawl.records import make_article

SITE = "news.example"
TEXTS = {
    "en": (
        "The ferry sails again in spring",
        "The ferry of Aldmouth is to sail again in spring, the harbour master said on Monday.",
        "Passengers had taken the bus around the bay in the meantime, a journey of an hour and a half.",
        "By Ada Holm",
        "Printed from https://news.example/ferry on 26 November 2026",
        "The shaft that broke two winters ago was made anew in a yard up the coast.",
    ),
    "de": (
        "Die Fähre fährt im Frühjahr wieder",
        "Die Fähre von Aldmund soll im Frühjahr wieder fahren, sagte der Hafenmeister am Montag in der Stadt.",
        "Fahrgäste hatten in der Zwischenzeit den Bus um die Bucht genommen, eine Fahrt von eineinhalb Stunden.",
        "Von Ada Holm",
        "Gedruckt am 26. November 2026",
        "Die Welle, die vor zwei Wintern brach, wurde in einer Werft weiter oben an der Küste neu gemacht.",
    ),
    "ja": (
        "港の渡し船が春に再び運航を始める",
        "港長は月曜日に、渡し船が春に再び運航を始めると述べた。二年の間、船は壊れた軸のまま岸壁につながれていた。",
        "その間、乗客は湾を回るバスに乗り、片道一時間半の道のりを通っていたという。",
        "記者 田中",
        "印刷 https://news.example/",
        "二年前の冬に折れた軸は、海岸を上った造船所で新しく作り直されたものである。",
    ),
}


def article(url: str, title: str, *paragraphs: str):  # type: ignore[no-untyped-def]
    """The record of a page."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    made = make_article(extract_page(Page(f"https://news.example/{url}", page.encode())))
    return replace(made, title=title, text="\n\n".join(paragraphs))


@pytest.mark.parametrize("language", TEXTS)
def test_a_page_without_a_sentence_of_its_own_is_known(language: str) -> None:
    """A print page is; an article that goes on is not, nor is one of another title or site."""
    title, first, second, byline, printed, new = TEXTS[language]
    twins = Twins()
    whole = article("ferry", title, first, second)
    twins.remember(whole, SITE)
    assert twins.find(article("print/1", title, byline, first, second, printed), SITE) == whole.id
    assert twins.find(article("ferry/", title, f"{first} {second}"), SITE) == whole.id
    assert twins.find(article("ferry-2", title, first, second, new), SITE) is None
    assert twins.find(article("ferry-2", title, new), SITE) is None
    assert twins.find(article("ferry-2", f"{title} (2)", first, second), SITE) is None
    assert twins.find(article("ferry", title, first, second), "other.example") is None


def test_the_whole_article_after_its_print_page_is_known_too() -> None:
    """Whichever comes first is kept: both say the same."""
    title, first, second, byline, printed, _ = TEXTS["en"]
    twins = Twins()
    print_page = article("print/1", title, byline, first, second, printed)
    twins.remember(print_page, SITE)
    assert twins.find(article("ferry", title, first, second), SITE) == print_page.id


def test_a_title_that_tells_nothing_is_no_sign() -> None:
    """Columns of one name are articles of their own."""
    _, first, second, *_ = TEXTS["en"]
    twins = Twins()
    twins.remember(article("a", "Weather", first, second), SITE)
    assert twins.find(article("b", "Weather", first), SITE) is None
