"""Articles of a few sentences, beside what is much larger: menus, a copy of the page."""

import pytest

from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page

SHORT = {
    "en": ("Owl delays ferry", ["An owl on the mast held up the ferry for an hour on Monday.", "It left by itself.", "The ferry is on time again."]),
    "es": ("Un búho retrasa el ferri", ["Un búho posado en el mástil retrasó el ferri una hora el lunes.", "Se fue solo.", "El ferri vuelve a ser puntual."]),
    "ru": ("Сова задержала паром", ["Сова на мачте задержала паром на час в понедельник утром.", "Она улетела сама.", "Паром снова ходит вовремя."]),
    "hi": ("उल्लू ने नाव रोकी", ["सोमवार को मस्तूल पर बैठे उल्लू ने नाव को एक घंटे तक रोके रखा।", "वह ख़ुद उड़ गया।", "नाव अब समय पर चल रही है।"]),
    "zh": ("猫头鹰让渡船晚点", ["星期一早上，一只停在桅杆上的猫头鹰让渡船晚点了一个小时。", "后来它自己飞走了。", "渡船现在恢复正点运行了。"]),
}  # fmt: skip
MENU = (
    "<ul>"
    + "".join(
        f'<li><a href="/{number}">Item {number} of the menu</a></li>' for number in range(400)
    )
    + "</ul>"
)
ARTICLE = '<div class="sc-a"><h1>{}</h1>{}</div>'


def kept(lang: str, title: str, body: str) -> list[str]:
    """The blocks that are kept of a page with *body*."""
    html = f'<html lang="{lang}"><head><title>{title}</title></head><body>{body}</body></html>'
    page = Page("https://quay.example/a", html.encode(), "text/html; charset=utf-8")
    return [block.text for block in extract_page(page).blocks]


@pytest.mark.parametrize("tag", ["p", "div"])
@pytest.mark.parametrize("lang", SHORT)
def test_a_long_menu_costs_no_sentence(lang: str, tag: str) -> None:
    """All sentences stay, also the shortest, however many links stand before them."""
    title, sentences = SHORT[lang]
    article = ARTICLE.format(title, "".join(f"<{tag}>{each}</{tag}>" for each in sentences))
    assert kept(lang, title, f"<div>{MENU}</div>{article}") == sentences


@pytest.mark.parametrize("lang", SHORT)
def test_a_short_article_that_is_shown_twice_is_kept_once(lang: str) -> None:
    """The headline above both tells that the second is a copy."""
    title, sentences = SHORT[lang]
    article = ARTICLE.format(title, "".join(f"<p>{each}</p>" for each in sentences))
    assert (
        kept(lang, title, f'<div class="desk">{article}</div><div class="phone">{article}</div>')
        == sentences
    )


def test_headings_that_recur_above_other_text_are_no_copies() -> None:
    """A label of each part of a story says nothing of what stands below it."""
    parts = [
        f"Part {number} of the report tells what was found in the cellar of house {number} then."
        for number in range(5)
    ]
    body = "".join(f"<h2>What was found</h2><p>{part}</p>" for part in parts)
    assert [
        part
        for part in parts
        if part not in kept("en", "A report", f"<article><h1>A report</h1>{body}</article>")
    ] == []
