"""Hidden elements that stay: the rest of a story that is too short for its length to tell."""

import pytest

from newscrawl.extract.parse.cleanup import clean_tree
from newscrawl.extract.parse.html import parse_html
from tests.support.growth import assert_linear

BRIEF = {
    "pl": ["Most nad Wartą otwarto w sobotę, po dwóch latach.", "Kosztował mniej, niż planowano.", "Pierwszy przejechał po nim rowerzysta z pobliskiej wsi.", "Autobusy wrócą tam dopiero na początku kwietnia.", "Ratusz obiecuje jeszcze oświetlenie i ławki nad rzeką."],
    "zh": ["停业两年之后，青石镇的老茶馆上周六重新开门，门口排起了队。", "茶馆主人说，她原本打算把房子租给超市，后来才改变主意。", "修缮工作花了九个月，屋顶的青瓦一共换了一万一千多片。", "现在茶馆每天供应四十种茶，价格从三元到二十元不等，很受欢迎。", "她计划明年春天在后院开一间小型展览室，展出外公的账本。"],
    "ar": ["افتتح الجسر الجديد فوق النهر يوم السبت بعد عامين من العمل.", "وقال رئيس البلدية إن الكلفة جاءت أقل مما كان متوقعا.", "وكان أول من عبره طالب على دراجته في السادسة صباحا.", "أما الحافلات فلن تعود إلى الخط قبل شهر نيسان المقبل.", "ووعدت البلدية بإضافة الإنارة قبل نهاية السنة."],
}  # fmt: skip


def shown(page: str) -> str:
    """Return all that is shown of *page*."""
    tree = parse_html(page.encode(), "text/html; charset=utf-8").tree
    clean_tree(tree)
    return " ".join(" ".join(tree.itertext()).split())


@pytest.mark.parametrize("lang", BRIEF)
@pytest.mark.parametrize(
    "form",
    [
        pytest.param("{first}<div style='display:none'>{rest}</div>", id="after paragraphs"),
        pytest.param(
            "<div class=n>{first}</div><div class='n m' hidden>{rest}</div>", id="after a box"
        ),
        pytest.param(
            "{first}<div class=w><p>1 € a month.</p></div><section style='display:none'>{rest}</section>",
            id="after an offer",
        ),
    ],
)
def test_the_rest_of_a_short_story_is_shown(form: str, lang: str) -> None:
    """Its paragraphs are built like those before it, and are a large share of a page of few words."""
    first, rest = BRIEF[lang][:2], BRIEF[lang][2:]
    story = form.format(
        first="".join(f"<p>{each}</p>" for each in first),
        rest="".join(f"<p>{each}</p>" for each in rest),
    )
    page = f"<html lang={lang}><body><article><h1>T</h1>{story}</article></body></html>"
    text = shown(page)
    assert [each for each in BRIEF[lang] if each not in text] == []


@pytest.mark.parametrize("lang", BRIEF)
@pytest.mark.parametrize(
    "box",
    [
        pytest.param("<div class='cookie-consent' hidden>{rest}</div>", id="consent"),
        pytest.param("<div hidden><input name=mail>{rest}</div>", id="form"),
        pytest.param("<div class='sr-only'>{rest}</div>", id="for screen readers"),
        pytest.param("<div hidden>{other}</div>", id="built otherwise"),
    ],
)
def test_a_hidden_box_after_a_short_story_is_no_rest(box: str, lang: str) -> None:
    """A dialog, a form, and paragraphs with other names stay hidden."""
    first, rest = BRIEF[lang][:3], BRIEF[lang][3:]
    hidden = box.format(
        rest="".join(f"<p>{each}</p>" for each in rest),
        other="".join(f"<p class=note>{each}</p>" for each in rest),
    )
    story = "".join(f"<p>{each}</p>" for each in first)
    page = f"<html lang={lang}><body><article><h1>T</h1>{story}{hidden}</article></body></html>"
    text = shown(page)
    assert rest[0] not in text
    assert first[0] in text


@pytest.mark.parametrize("lang", BRIEF)
@pytest.mark.parametrize(("opener", "hiding", "stays"), [
    pytest.param("<h3><button aria-expanded=false>T</button></h3>", "aria-hidden=true", True, id="a heading that opens it"),
    pytest.param("<dt><button>T</button></dt>", "hidden", True, id="a term that opens it"),
    pytest.param("<button>T</button>", "hidden", False, id="a button that may share or play"),
    pytest.param("<h3>T</h3>", "hidden", False, id="a heading alone"),
])  # fmt: skip
def test_a_short_answer_under_a_heading_that_opens_it(
    opener: str, hiding: str, *, stays: bool, lang: str
) -> None:
    """It is part of an accordion, of one sentence or of more."""
    answer = BRIEF[lang][2].rstrip(".。") + "!"
    story = "".join(f"<p>{number} {each}</p>" for number in range(3) for each in BRIEF[lang])
    page = f"<article>{story}</article><div>{opener}<div {hiding}><p>{answer}</p></div></div>"
    assert (answer in shown(page)) is stays


ENDS = {
    "en": ("The bridge was opened again on Monday, and", "the first to cross it was a boy."),
    "ru": ("Мост снова открыли в понедельник, и первым", "по нему проехал мальчик на велосипеде."),
    "zh": ("停业两年之后，青石镇的老茶馆上周六", "重新开门，门口排起了长长的队伍，人人都来。"),
}  # fmt: skip


@pytest.mark.parametrize("lang", ENDS)
@pytest.mark.parametrize(("form", "stays"), [
    pytest.param("<p>{0}<span>…</span><span hidden> {1}</span> <a href='#'>+</a></p>", True, id="opened by a link"),
    pytest.param("<p>{0} <i style='display:none'>{1}</i></p>", True, id="at the end"),
    pytest.param("<p>{0}. <span hidden>{1}</span></p>", False, id="after a sentence"),
    pytest.param("<p>{0} <span hidden>{1}</span> and so on, until the very end of it.</p>", False, id="amid a sentence"),
    pytest.param("<p>A <span hidden>{1}</span></p>", False, id="a label"),
])  # fmt: skip
def test_the_end_of_a_sentence_that_begins_in_the_open(
    form: str, lang: str, *, stays: bool
) -> None:
    """It opens in its line; what explains a word of a sentence stays hidden."""
    begin, end = ENDS[lang]
    story = "".join(f"<p>{number} {BRIEF['pl'][0]} {BRIEF['pl'][3]}</p>" for number in range(4))
    assert (end in shown(f"<article>{form.format(begin, end)}{story}</article>")) is stays


def test_time_is_linear_in_hidden_boxes() -> None:
    """Thousands of hidden boxes after a story are each looked at once."""
    rest = "".join(f"<p>{each}</p>" for each in BRIEF["pl"])

    def page(count: int) -> bytes:
        boxes = f"<div hidden>{rest}</div>" * count
        return f"<html><body><div>{rest}{boxes}</div></body></html>".encode()

    def clean(body: bytes) -> None:
        clean_tree(parse_html(body, "text/html; charset=utf-8").tree)

    assert_linear(clean, page, 3_000)
