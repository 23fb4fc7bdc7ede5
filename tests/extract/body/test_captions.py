"""Captions and credits: two fields, however the page joins them."""

import pytest

from newscrawl.extract.body.captions import in_captions, quote_sources, split_credit
from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree
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


STORIES = {
    "zh": "停业两年之后，老茶馆上周六重新开门，天还没亮门口就排起了队，最早到的是住在河对岸的退休船工。他们说茶的味道没有变。",
    "ja": "市議会は火曜日、昨年春の洪水で流された古い岸壁を再建することを決めた。工事は十月に始まり、翌年の四月に終わる予定である。",
    "de": "Der Stadtrat hat am Dienstag beschlossen, den alten Kai wieder aufzubauen, den die Flut in einer Nacht weggerissen hatte.",
    "pt": "A câmara decidiu na terça-feira reconstruir o velho cais que a cheia da primavera passada levou numa só noite.",
}


@pytest.mark.parametrize(
    ("lang", "below", "caption"),
    [
        pytest.param("zh", "△茶馆门口排起长队。", True, id="sign in front"),
        pytest.param("zh", "图为修缮后的天井。", True, id="words in front"),
        pytest.param("zh", "茶馆门口排起长队。本报记者 王芳 摄", True, id="photographer behind"),
        pytest.param("zh", "茶馆门口（资料图片）", True, id="from the archive"),
        pytest.param("zh", "他说茶馆的图纸还在。", False, id="a sentence"),
        pytest.param("ja", "再建を待つ岸壁＝田中撮影", True, id="Japanese"),
        pytest.param("de", "Der Kai vor der Flut. Foto: Ada Lund", True, id="label"),
        pytest.param(
            "de", "Das Foto zeigt den Kai vor der Flut.", False, id="a word in a sentence"
        ),
        pytest.param("pt", "O cais em março (Foto: Rui Sá)", True, id="brackets"),
    ],
)
@pytest.mark.parametrize(
    "picture", ["<p><img src=a.jpg></p>", "<div class=pic><a href=a.jpg><img src=a.jpg></a></div>"]
)
def test_a_line_below_a_picture_is_its_caption(
    lang: str, below: str, caption: bool, picture: str
) -> None:
    """On pages without an element for captions the words and the picture above tell one."""
    story = f"<p>{STORIES[lang]}</p>"
    page = (
        f"<html lang={lang}><body><article><h1>{STORIES[lang][:9]}</h1>{story * 2}{picture}<p>{below}</p>"
        f"{story.replace('<p>', '<p>1. ')}{story.replace('<p>', '<p>2. ')}</article>"
    )
    draft = extract_page(Page("https://news.example/1", page.encode(), "text/html; charset=utf-8"))
    assert (below not in draft.text) is caption
    assert bool(draft.captions or draft.credits) is caption


def test_the_same_line_elsewhere_is_text() -> None:
    """Without a picture right above it the line belongs to the text."""
    story = f"<p>{STORIES['de']}</p>"
    page = (
        f"<html lang=de><body><article><h1>Kai</h1>{story}<p><img src=a.jpg> Ein Satz.</p><p>Auf Foto: Ada Lund</p>"
        f"{story.replace('<p>', '<p>1. ')}{story.replace('<p>', '<p>2. ')}</article>"
    )
    segments = segment_tree(parse_html(page.encode()).tree)
    assert in_captions(segments) == []


def test_the_source_below_a_quote_is_no_caption() -> None:
    """A ``figure`` around a quote has its source in ``figcaption``; that of a picture is a caption."""
    page = (
        "<html><body><figure><blockquote>The wall bore us.</blockquote><figcaption>Ellen Marsh</figcaption></figure>"
        "<figure><img src=a.jpg><figcaption>The wall in May.</figcaption></figure>"
    )
    segments = segment_tree(parse_html(page.encode()).tree)
    assert [each.text for each in in_captions(segments)] == ["The wall in May."]


CREDITED = {
    "en": "The keeper of the bridge counts the planks that the flood has left, as he does each morning since the spring. Photo: Ada Lund/Harbour Press",
    "fr": "Le gardien du pont compte les planches que la crue a laissées, comme chaque matin depuis le printemps. Photo : Ada Lund / Presse du port",
    "ru": "Смотритель моста считает доски, которые оставило наводнение, как делает это каждое утро. Фото: Ада Лунд / Пресса порта",
    "zh": "上海，一座老桥的守桥人在清点洪水留下的木板。图：林大/视觉",
}  # fmt: skip


@pytest.mark.parametrize("lang", CREDITED)
@pytest.mark.parametrize(
    ("form", "is_caption"),
    [
        pytest.param("<div><img src=a></div><div>{0}</div>", True, id="right below"),
        pytest.param("<dl><dt><img src=a></dt><dd>{0}</dd></dl>", True, id="definition"),
        pytest.param(
            "<div><img src=a></div><div><div><p>{0}</p></div></div>", True, id="first in boxes"
        ),
        pytest.param("<div><img src=a></div><div>Today<p>{0}</p></div>", False, id="after a word"),
        pytest.param("<p>{0}</p><div><img src=a></div>", False, id="above"),
    ],
)
def test_a_credited_line_below_a_picture_is_its_caption(
    lang: str, form: str, is_caption: bool
) -> None:
    """Whatever elements are around it: a credit with its label, right below the picture."""
    page = f"<html lang={lang}><body><h1>T</h1>{form.format(CREDITED[lang])}</body></html>"
    segments = segment_tree(parse_html(page.encode()).tree)
    found = [each.text for each in in_captions(segments)]
    assert found == ([CREDITED[lang]] if is_caption else [])


QUOTED = {
    "sv": ("Muren bar oss i hundrafemtio år, nu bär vi den.", "— Ellen Marsk"),
    "ru": ("Стена держала нас полтораста лет, теперь мы держим её.", "Анна Маркова, мэр"),
    "ar": ("حملنا الجدار مئة وخمسين عاما، والآن نحمله نحن.", "سلمى النجار"),
    "ja": ("百五十年、この壁が私たちを支えてくれた。今度は私たちの番だ。", "町長・森田恵"),
}


@pytest.mark.parametrize(("quote", "source"), QUOTED.values(), ids=QUOTED)
def test_the_source_of_a_quote_that_stays(quote: str, source: str) -> None:
    """It belongs to the quote; the caption of a picture, and the source of another quote, do not."""
    figure = f"<figure><blockquote>{quote}</blockquote><figcaption>{source}</figcaption></figure>"
    other = "<figure><img src=a.jpg><figcaption>The wall</figcaption></figure>"
    tree = parse_html(f"<body><p>One.</p>{figure}{other}{figure}</body>".encode()).tree
    segments = segment_tree(tree)
    texts = [each.text for each in segments]
    assert texts == ["One.", quote, source, "The wall", quote, source]
    assert quote_sources(segments, frozenset({0, 1})) == {2}
    assert quote_sources(segments, frozenset({0, 3})) == frozenset()
    assert quote_sources(segments, frozenset()) == frozenset()
