"""Dialogs that hold more text than the article, and articles that stand in a dialog."""

import pytest
from lxml import html as lxml_html

from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.dialogs import drop_dialogs
from newscrawl.extract.parse.hidden import DIALOG
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.model.items import Page, Pins

CONSENT = (
    "We and our partners store and read data on your device, such as cookies, to show advertisements. "
    * 4
)
ARTICLES = {
    "en": (
        "Owl delays ferry",
        ["An owl on the mast held up the ferry for an hour on Monday.", "It left by itself."],
    ),
    "de": (
        "Eule hält Fähre auf",
        ["Eine Eule auf dem Mast hat am Montag die Fähre aufgehalten.", "Sie flog von selbst."],
    ),
    "ru": (
        "Сова задержала паром",
        ["Сова на мачте задержала паром на час в понедельник утром.", "Она улетела сама."],
    ),
    "ja": (
        "フクロウで船が遅れる",
        [
            "月曜日の朝、マストに止まったフクロウのため、渡し船が一時間遅れた。",
            "やがて飛び去った。",
        ],
    ),
    "ar": (
        "بومة تؤخر العبّارة",
        ["أخّرت بومة وقفت على الصاري العبّارة ساعة كاملة يوم الاثنين.", "ثم طارت وحدها."],
    ),
}


def text_of(lang: str, title: str, body: str) -> list[str]:
    """The blocks that are kept of a page with *body*."""
    html = (
        f'<html lang="{lang}"><head><title>{title} | The Quay</title><meta property="og:title" content="{title}">'
        f"</head><body>{body}</body></html>"
    )
    return [
        block.text
        for block in extract_page(
            Page("https://quay.example/a", html.encode(), "text/html; charset=utf-8")
        ).blocks
    ]


@pytest.mark.parametrize("lang", ARTICLES)
@pytest.mark.parametrize(
    "dialog",
    [
        '<div role="dialog" aria-modal="true"><h2>We value your privacy</h2><p>{}</p><button>Accept</button></div>',
        "<dialog open><p>{}</p><form><button>OK</button></form></dialog>",
        '<section role="alertdialog"><div role="dialog"><p>{}</p></div><input type="button" value="OK"></section>',
    ],
    ids=["role", "element", "one in another"],
)
@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_a_dialog_longer_than_the_article_is_not_the_article(
    lang: str, dialog: str, first: bool
) -> None:
    """The short article is the text, wherever the dialog stands."""
    title, sentences = ARTICLES[lang]
    article = f"<div><h1>{title}</h1>{''.join(f'<p>{each}</p>' for each in sentences)}</div>"
    asked = dialog.format(CONSENT)
    assert text_of(lang, title, asked + article if first else article + asked) == sentences


@pytest.mark.parametrize(
    "page",
    [
        pytest.param('<h1>The Quay</h1><p>News of the harbour, every day of the year.</p><div role="dialog"><h2>{0}</h2>{1}<button>Close</button></div>', id="headline within"),
        pytest.param('<p>News of the harbour, every day.</p><div role="dialog"><article>{1}</article><button>Close</button></div>', id="article element"),
        pytest.param('<h1>{0}</h1><div role="dialog">{1}<button>Close</button></div>', id="nothing else"),
        pytest.param('<h1>{0}</h1><p>By Bo Ek, and his dog, on a Monday.</p><div role="dialog">{1}</div>', id="no control"),
    ],
)  # fmt: skip
def test_an_article_in_a_dialog_stays(page: str) -> None:
    """A page may show its article in a box with the role of a dialog."""
    title = "Owl delays ferry for an hour"
    sentences = [
        f"Sentence {number} of the story tells at some length what the owl did then and there."
        for number in range(6)
    ]
    kept = text_of("en", title, page.format(title, "".join(f"<p>{each}</p>" for each in sentences)))
    assert [each for each in sentences if each not in kept] == []


OLD = {
    "en": (
        "Owl delays ferry",
        "An owl on the mast held up the ferry for an hour on Monday morning.",
    ),
    "zh": ("猫头鹰延误渡船", "周一早上，一只停在桅杆上的猫头鹰让渡船晚开了整整一个小时。"),
    "el": ("Κουκουβάγια στο πλοίο", "Μια κουκουβάγια στο κατάρτι καθυστέρησε το πλοίο μία ώρα."),
}


@pytest.mark.parametrize("lang", OLD)
@pytest.mark.parametrize(
    "article",
    [
        pytest.param("<div>{0}</div><dl>{1}<br><br>{1}</dl>", id="dl"),
        pytest.param("<table><tr><td>{0}</td></tr><tr><td><font>{1}</font></td></tr></table>", id="cells"),
        pytest.param('<div><a href="/a"><h2>{0}</h2></a></div><center><a href="/a">{2}</a></center>', id="link"),
    ],
)  # fmt: skip
def test_old_markup_shows_an_article_too(lang: str, article: str) -> None:
    """The headline may be no heading, and the text bare in any block, styled or a link as a whole."""
    title, text = OLD[lang]
    dialog = f'<div role="dialog" aria-modal="true"><p>{CONSENT}</p><p>{CONSENT}</p><button>OK</button></div>'
    tree = lxml_html.document_fromstring(
        f"<html><body>{dialog}{article.format(title, text, '<br>'.join([text] * 20))}</body></html>"
    )
    gone = drop_dialogs(tree, frozenset({key_of(title)}))
    assert {each.rule_id for each in gone} == {DIALOG}
    assert not tree.xpath("//*[@role]")


def test_a_small_dialog_goes_before_the_page_is_weighed() -> None:
    """It changes nothing in the text of a page, and is named as removed wherever it stood."""
    title, sentences = ARTICLES["en"]
    article = f"<div><h1>{title}</h1>{''.join(f'<p>{each}</p>' for each in sentences * 3)}</div>"
    question = "May we store cookies?"
    dialog = f'<div role="dialog"><p>{question}</p><button>Yes</button></div>'
    html = f"<html><head><title>{title}</title></head><body>{dialog}{article}</body></html>"
    draft = extract_page(Page("https://quay.example/a", html.encode(), "text/html; charset=utf-8"))
    assert [block.text for block in draft.blocks] == text_of("en", title, article)
    assert [each.rule_id for each in draft.removed if each.text == question] == [DIALOG]
    page = Page(
        "https://quay.example/a", html.encode(), "text/html", pins=Pins(keep=("[role=dialog]",))
    )
    assert question in extract_page(page).text
