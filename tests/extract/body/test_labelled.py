"""Other stories and comments below a label, in several languages; and labels within the text."""

import pytest

from newscrawl.extract.body.labelled import labelled_parts
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, key_of, segment_tree
from tests.support.growth import assert_linear

PAGES = {
    "de": ("Fuchs im Schaufenster", "Ein Fuchs schlief im Möbelhaus.", "Die Polizei weckte ihn gegen acht Uhr.", "Mehr zum Thema", "Kommentare (2)", "Feuerwehr rettet Kuh"),
    "es": ("Roban dos campanas", "Las campanas pesaban cuarenta kilos.", "El párroco notó la falta el domingo.", "Noticias relacionadas", "Comentarios (2)", "La panadería cierra"),
    "ru": ("Лось на дороге", "Лось стоял на дороге сорок минут.", "Водители сигналили, но он не уходил.", "Читайте также", "Комментарии (2)", "Цены на хлеб выросли"),
    "ja": ("イノシシ島へ", "漁師が沖合で泳ぐイノシシを見つけたという。", "島に上がると山へ消えたと町は話している。", "関連記事", "コメント (2)", "台風で定期船が欠航"),
    "fa": ("گوزن در مدرسه", "گوزن از دیوار مدرسه پرید.", "محیط‌بانان آن را به جنگل بردند.", "بیشتر بخوانید", "نظرات (2)", "بازار ماهی بسته شد"),
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("language", PAGES)
BOXES = (
    "<section><h3>{0}</h3><div><p>{1}</p></div><div><p>{1}</p></div></section>",
    "<div><div><h4>{0}</h4></div><article><p>{1}</p></article></div>",
    '<div data-hook="x">{0}<div><p>{1}</p></div></div>',
)


def below(language: str, body: str) -> list[str]:
    """Give what is below a label on a page with the headline and *body*."""
    title = PAGES[language][0]
    html = f"<html><body><main><h1>{title}</h1>{body}</main></body></html>"
    segments = segment_tree(parse_html(html.encode()).tree)
    verdicts = labelled_parts(segments, frozenset({key_of(title)}), language)
    return [segments[index].text for index in sorted(verdicts)]


def story(language: str) -> str:
    """Give the two sentences of a story, in a box of their own."""
    _, first, second, *_ = PAGES[language]
    return f"<div><p>{first}</p><p>{second}</p></div>"


@LANGUAGES
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("label", [3, 4], ids=["related", "comments"])
def test_what_is_below_a_label_after_the_text_is_none(language: str, box: str, label: int) -> None:
    """The label is the page's own word for what is in its box."""
    row = PAGES[language]
    found = below(language, story(language) + box.format(row[label], row[5]))
    assert found[0] == row[label]
    assert set(found[1:]) == {row[5]}


@LANGUAGES
@pytest.mark.parametrize(
    "body",
    [
        "<div><p>{1}</p><p>{2}</p><h3>{3}</h3><p>{5}</p><p>{1}</p></div>",
        "{story}<details><summary>{3}</summary><p>{1}</p></details>",
        "<div><h3>{3}</h3><p>{1}</p><p>{2}</p></div>",
        "{story}<div><h3>{3}</h3><p>{1}</p><p>{2}</p><p>{1} {2}</p></div>",
        "{story}<div><h3>{5}</h3><p>{5}</p></div>",
    ],
    ids=["within the text", "a handle", "before the text", "most sentences", "no label"],
)
def test_a_label_elsewhere_says_nothing_of_what_is_below(language: str, body: str) -> None:
    """Within the text, above the text, or as the handle of its rest a label is believed nothing."""
    assert below(language, body.format(*PAGES[language], story=story(language))) == []


def test_without_a_headline_nothing_is_below_a_label() -> None:
    """Nothing tells then where the article begins."""
    segments = segment_tree(
        parse_html(b"<p>One line.</p><div><h3>Read more</h3><p>X</p></div>").tree
    )
    assert labelled_parts(segments, frozenset(), "en") == {}


def test_time_is_linear_in_the_labels() -> None:
    """A page may have thousands of them, none of which is believed."""
    title, first, second, related, *_ = PAGES["de"]

    def segments(size: int) -> list[Segment]:
        rows = f"<p>{related}</p><p>{first}</p>" * size
        html = f"<body><h1>{title}</h1><div><p>{first}</p><p>{second}</p></div><div>{rows}</div>"
        return list(segment_tree(parse_html(html.encode()).tree))

    titles = frozenset({key_of(title)})
    assert_linear(lambda each: labelled_parts(each, titles, "de"), segments, 2_400)
