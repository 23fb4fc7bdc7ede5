"""The headline among all that claims to be it."""

import pytest
from lxml import html

from newscrawl.extract.metadata.persons import (
    name_key,
)
from newscrawl.extract.metadata.read import read_metadata
from newscrawl.extract.metadata.title import pick_title
from newscrawl.extract.metadata.title_claims import TitleClaims, host_keys

SITES = frozenset({"thepost", "ntv", "postexample"})
SHOWN = "Bridge over the river reopens after a year"


def claims(**given: object) -> TitleClaims:
    return TitleClaims(**({"sites": SITES} | given))  # type: ignore[arg-type]  # by the names of its fields


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Bridge reopens | The Post", "Bridge reopens", id="bar"),
        pytest.param("Bridge reopens - The Post", "Bridge reopens", id="hyphen"),
        pytest.param("Bridge reopens — The Post", "Bridge reopens", id="dash"),
        pytest.param("Bridge reopens : The Post", "Bridge reopens", id="colon"),
        pytest.param("橋が再開｜The Post", "橋が再開", id="full-width bar"),
        pytest.param("The Post » Bridge reopens", "Bridge reopens", id="in front"),
        pytest.param(
            "Bridge reopens | NTV News", "Bridge reopens", id="short name with an addition"
        ),
        pytest.param("Bridge reopens | post.example", "Bridge reopens", id="host"),
        pytest.param("Bridge reopens | Town | The Post", "Bridge reopens", id="with section"),
        pytest.param("Bridge reopens – The Post – 24.11.2026", "Bridge reopens", id="with date"),
        pytest.param("Bridge reopens-Town", "Bridge reopens", id="section without spaces"),
        pytest.param(
            "Bridge reopens - at last", "Bridge reopens - at last", id="a dash of the headline"
        ),
        pytest.param("Day 2 - The Postman", "Day 2 - The Postman", id="only like the name"),
        pytest.param("Off-duty nurse saves three", "Off-duty nurse saves three", id="a compound"),
        pytest.param(
            "A mayor who works in-town", "A mayor who works in-town", id="a compound with a section"
        ),
        pytest.param(
            "Чему учит онлайн-town", "Чему учит онлайн-town", id="a compound in another script"
        ),
        pytest.param("The Post", "The Post", id="nothing but the name"),
    ],
)
def test_the_sites_name_is_cut_off(title: str, expected: str) -> None:
    """Name, section and date go where a separator sets them off, and only those."""
    assert pick_title(claims(title=title, sections=frozenset({"town"}))) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"headline": "Bridge open", "is_news": True, "h1s": [SHOWN]}, "Bridge open", id="headline of news"),
        pytest.param({"headline": "Bridge: all you need", "h1s": ["The Bridge: what you need"]}, "The Bridge: what you need",
                     id="h1 before the headline of a plain article"),
        pytest.param({"headline": "Bridge open again now", "is_news": True, "h1s": [SHOWN], "metas": [SHOWN],
                      "title": "Bridge open again now | The Post"}, SHOWN, id="headline made for search engines"),
        pytest.param({"headline": SHOWN[:28] + "…", "is_news": True, "h1s": [SHOWN]}, SHOWN, id="headline cut short"),
        pytest.param({"headline": "Bridge over the river", "is_news": True, "h1s": [SHOWN]}, "Bridge over the river",
                     id="headline that is shorter"),
        pytest.param({"h1s": ["The Post", SHOWN, "More news"], "metas": [SHOWN + " | Post of the Town"]}, SHOWN, id="h1 most like the rest"),
        pytest.param({"h1s": ["Contact us"], "metas": [SHOWN]}, SHOWN, id="h1 unlike all"),
        pytest.param({"h1s": ["harbour news", SHOWN], "metas": ["Harbour news - " + SHOWN + " - Post Example, all the news of the town and the river"],
                      "title": "Harbour news - " + SHOWN}, SHOWN, id="a section in front that is an h1 too"),
        pytest.param({"h1s": ["Gesellschaft", "Brücke wieder offen nach einem Jahr"], "title": "Gesellschaft | Brücke wieder offen nach einem Jahr"},
                     "Brücke wieder offen nach einem Jahr", id="a section in front, German"),
        pytest.param({"h1s": ["Town : " + SHOWN], "metas": [SHOWN]}, SHOWN, id="h1 with a kicker"),
        pytest.param({"h1s": ["橋が一年ぶりに再開した"], "metas": ["橋が一年ぶりに再開"]}, "橋が一年ぶりに再開した", id="no spaces between words"),
        pytest.param({"metas": ["Bridge reopens"], "title": "Other"}, "Bridge reopens", id="og:title before title"),
        pytest.param({"h1s": ["Bridge reopens"]}, "Bridge reopens", id="h1 alone"),
        pytest.param({"h1s": ["River"], "metas": ["A long walk by the river in winter"]}, "A long walk by the river in winter",
                     id="h1 that is one word of the headline"),
        pytest.param({"h1s": ["Harbour"], "metas": ["Harbour: all you need to know about it in summer"]}, "Harbour", id="h1 that begins it"),
        pytest.param({"h1s": [SHOWN + " What it cost"], "parts": [SHOWN, "What it cost"], "metas": [SHOWN], "title": SHOWN + " | The Post"},
                     SHOWN, id="a second line in the h1"),
        pytest.param({"h1s": ["Town " + SHOWN], "parts": ["Town", SHOWN], "headline": SHOWN, "title": SHOWN}, SHOWN, id="a kicker in the h1"),
        pytest.param({"h1s": ["Town " + SHOWN], "parts": ["Town", SHOWN], "title": SHOWN + " - Region - The Post"}, SHOWN,
                     id="a kicker in the h1, a section in the title"),
        pytest.param({"h1s": [SHOWN + " What it cost"], "parts": [SHOWN, "What it cost"], "metas": [SHOWN], "title": SHOWN + " What it cost"},
                     SHOWN + " What it cost", id="a second line that the title has too"),
        pytest.param({"title": "橋の記録：青石新聞社が伝える雨の夜の長い話", "sites": {"青石新聞社"}}, "橋の記録：青石新聞社が伝える雨の夜の長い話",
                     id="the site's name in a headline without spaces"),
        pytest.param({}, None, id="nothing"),
    ],
)  # fmt: skip
def test_the_best_claim_is_picked(given: dict[str, object], expected: str | None) -> None:
    """News: JSON-LD first; else what the page shows, as far as another claim supports it."""
    assert pick_title(claims(**given)) == expected


def test_a_host_gives_keys_of_its_name() -> None:
    """Labels that say nothing are left out."""
    assert set(host_keys("www.the-post.co.uk")) == {"thepost", "couk"}
    assert name_key("The-Post") in set(host_keys("news.the-post.example"))


@pytest.mark.parametrize(
    ("h1", "head", "title"),
    [
        (
            "<span>Unterlagen im Netz</span> <b>Daten der Werft gehackt</b>",
            "<title>Unterlagen im Netz: Daten der Werft gehackt</title>"
            "<meta property='og:title' content='Daten der Werft gehackt - Unterlagen im Netz'>",
            "Daten der Werft gehackt",
        ),
        (
            "<span>Документы в сети</span> <b>Данные верфи украдены</b>",
            "<title>Документы в сети: Данные верфи украдены</title>"
            "<meta property='og:title' content='Данные верфи украдены | Документы в сети'>",
            "Данные верфи украдены",
        ),
        (
            "<span>Mitteilung des Amtes :</span><b>Impfen ist noch überall möglich</b>",
            "<title>Impfen ist noch überall möglich</title><meta property='og:title' content='Medien'>",
            "Impfen ist noch überall möglich",
        ),
        (
            "<span>Composteur</span> <b>Construire un composteur à vers</b>",
            "<title>Composteur</title><meta property='og:title' content='Composteur'>"
            '<script type="application/ld+json">{"@type": "Article", "headline": "Construire un composteur à vers"}'
            "</script>",
            "Construire un composteur à vers",
        ),
        (
            "<span>Two boats</span> <b>One harbour for them all</b>",
            "<title>Two boats One harbour for them all</title>",
            "Two boats One harbour for them all",
        ),
    ],
    ids=["turned de", "turned ru", "mark before", "stated end", "no witness"],
)
def test_a_kicker_in_the_heading_is_told_by_another_claim(h1: str, head: str, title: str) -> None:
    """A kicker on a line of its own is cut off where a claim of the page tells it from the headline."""
    page = (
        f"<html><head>{head}</head><body><h1>{h1}</h1><p>The text of the article.</p></body></html>"
    )
    found = read_metadata(html.document_fromstring(page), "https://www.harbour.example/a/b").title
    assert found == title


HEADLINES = {
    "en": ("Harbour ferry returns after nine years", "The first boat left at dawn."),
    "ru": ("В посёлке открыли школу в бывшей пекарне", "Уроки идут там, где пекли хлеб."),
    "ar": ("عودة القطار الليلي بين المدينتين بعد عشرين عاما", "انطلقت الرحلة الأولى مساء الخميس."),
    "ko": ("폐역이 된 간이역, 마을 빵집으로 다시 문 열다", "기차는 서지 않지만 손님은 줄을 선다."),
}  # fmt: skip


@pytest.mark.parametrize("lang", HEADLINES)
def test_a_headline_is_the_title_but_for_the_site(lang: str) -> None:
    """Whatever else is in its heading: a second line, a number of comments; a kicker is no headline."""
    headline, line = HEADLINES[lang]

    def picked(title: str, heading: str, menu: str = "") -> str | None:
        page = f"<html><head><title>{title}</title></head><body><ul><li>{menu}</ul>{heading}<p>{line * 9}</p></body></html>"
        return read_metadata(html.document_fromstring(page), "https://a.example/town/b-1").title

    assert picked(f"{headline} | Stadt", f"<h1>{headline}<small>{line}</small></h1>") == headline
    assert picked(f"{headline} | Stadt", f"<h1>{headline} <a href=#c>12</a></h1>") == headline
    assert picked(f"{headline} :: Stadt", f"<div>{headline}</div>") == headline
    # A section that is shown in the menu is not the headline because of that.
    told = picked(f"{headline} | {line[:8]} | Stadt", "", menu=line[:8])
    assert told is not None
    assert headline in told
