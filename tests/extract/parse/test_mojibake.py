"""Text that was decoded in a wrong charset before it came into the page; and text that only looks like it."""

import pytest

from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.mojibake import MIN_CERTAIN, mend_mojibake
from newscrawl.model.items import Page
from tests.support.growth import assert_linear

TEXTS = {
    "en": "The mill’s owner – a baker – said: “We’ll sell it in May, and that’s that.”",
    "fr": "Le moulin a été vendu à des voisins, déclare la mairie\xa0: «\xa0C’est décidé\xa0».",
    "de": "Die Mühle wird für größere Gäste geöffnet, sagt die Müllerin über ihre Pläne.",
    "pl": "Młyn nad rzeką został sprzedany sąsiadom – mówi właściciel, „już w maju”.",
    "ru": "Мельницу продали соседям в прошлом месяце, сказал её владелец.",
    "ja": "水車小屋は先週、村の住民に売却された。春に公開される。",
}
LANGUAGES = pytest.mark.parametrize("language", TEXTS)


def garbled(text: str) -> str:
    """Give UTF-8 as Windows-1252 reads it, and Latin-1 what that lacks."""
    return "".join(
        bytes([byte]).decode("latin-1" if byte in b"\x81\x8d\x8f\x90\x9d" else "cp1252")
        for byte in text.encode()
    )


def page_of(text: str) -> bytes:
    """Give an article of three paragraphs whose text and data have *text*."""
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{text[:20]}"}}</script>'
    paragraphs = "".join(f"<p>{text} {n}</p>" for n in range(3))
    return f"<html><head>{data}</head><body><article>{paragraphs}</article></body></html>".encode()


@LANGUAGES
@pytest.mark.parametrize("read_as", ["cp1252", "latin-1"])
def test_text_is_mended(language: str, read_as: str) -> None:
    """The record has what the author wrote, in text and data, whichever of both charsets it was read in."""
    text = TEXTS[language]
    wrong = garbled(text) if read_as == "cp1252" else text.encode().decode("latin-1")
    draft = extract_page(Page("https://news.example/a", page_of(wrong), "text/html; charset=utf-8"))
    kept = " ".join(text.split())
    assert draft.text.startswith(kept.replace("\xa0", " "))


@LANGUAGES
def test_right_text_is_left_as_it_is(language: str) -> None:
    """Nothing is asked twice: what was mended is right."""
    page = page_of(TEXTS[language]).decode()
    assert mend_mojibake(page) == page


@pytest.mark.parametrize(
    "text",
    [
        "« Le café», « l’été»… «À côté» de la tâche, dit-il à l’hôtel. Â bientôt",
        "MANHÃ… JOÃO, NÃO! SÃO PAULO, AMANHÃ: IRMÃ, LÃ, MAÇÃ.",
        "Ð og þ eru stafir; Ðað er íslenska. Ñandú, señor: ¿Ñoño?",
        "Người Việt: Ấn Độ, Ã, Â, Đà Nẵng – “Đất nước”…",
        "Â£5 and â€™ are what “£5” and “’” become in a wrong charset.",
    ],
)
def test_what_only_looks_like_it_is_left(text: str) -> None:
    """Capitals with tildes, guillemets after accents, and a text on charsets with an example or two."""
    page = f"<p>{text}</p>" * MIN_CERTAIN if "charset" not in text else f"<p>{text}</p>"
    assert mend_mojibake(page) == page


@pytest.mark.parametrize("piece", ["Ã©", "â€™", "Â\xa0", "ÃƒÂ©", "Ã©\n", "<b>Ã©</b>"])
def test_time_is_linear_in_the_page(piece: str) -> None:
    """A page may consist of it."""
    assert_linear(mend_mojibake, lambda size: piece * size, 40_000)
