"""Captions and credits: two fields, however the page joins them."""

import pytest

from newscrawl.extract.body.captions import split_credit
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page

SAID = "The bridge at dawn, two days after the flood."


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        pytest.param(f"{SAID} Photo: Ada Lund", SAID, "Ada Lund", id="label"),
        pytest.param(f"{SAID} (Foto: Ada Lund/dpa)", SAID, "Ada Lund/dpa", id="brackets"),
        pytest.param(f"{SAID} Photo by Ada Lund", SAID, "Ada Lund", id="by"),
        pytest.param(f"{SAID} © Ada Lund", SAID, "Ada Lund", id="sign"),
        pytest.param("夜明けの橋。写真：田中", "夜明けの橋。", "田中", id="unspaced"),
        pytest.param("夜明けの橋（写真：田中）", "夜明けの橋", "田中", id="Japanese"),
        pytest.param("Фото: Ада Лунд", "", "Ада Лунд", id="credit alone"),
        pytest.param(
            "A photo by the river won the prize.",
            "A photo by the river won the prize.",
            "",
            id="word",
        ),
        pytest.param(
            f"Photo: {'so it goes on ' * 20}", f"Photo: {'so it goes on ' * 20}", "", id="too long"
        ),
        pytest.param(SAID, SAID, "", id="none"),
    ],
)
def test_a_credit_is_split_off_its_caption(text: str, caption: str, credit: str) -> None:
    """By its label or sign; a word that could be a label is none."""
    assert split_credit(text) == (caption, credit)


def test_fields_of_a_picture_in_a_page() -> None:
    """What the page marks as the credit is one; a caption without is whole."""
    story = (
        "<p>The council voted on Tuesday to rebuild the bridge that the flood had carried away.</p>"
        * 2
    )
    page = (
        f"<html lang=en><title>Bridge</title><body><article><figure><img src=a.jpg><figcaption>{SAID} "
        f"<span class=photo-credit>Lund Pictures</span></figcaption></figure>{story}"
        "<figure><img src=b.jpg><figcaption>The old pier.</figcaption></figure><p>Work begins in May.</p></article>"
    )
    draft = extract_page(Page("https://news.example/1", page.encode()))
    assert draft.captions == (SAID, "The old pier.")
    assert draft.credits == ("Lund Pictures",)
    assert SAID not in draft.text
