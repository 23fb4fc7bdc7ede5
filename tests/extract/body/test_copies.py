"""Copies: what a page shows twice counts once; what recurs for a reason stays."""

import pytest

from newscrawl.extract.body.copies import enclosing, repeated
from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree
from newscrawl.model.items import Page

TEXTS = {
    "en": [
        "The first boat left the pier at ten to six on Monday, twenty minutes earlier than at any time since then.",
        "Harbour master Brandt watched it go from the window of the ticket office, and said nothing about it.",
        "The old timetable has nine crossings a day instead of five, and shops on the eastern bank have put it up.",
        "Rebuilding the stage cost the county two million crowns, most of it for steel that came up on barges.",
    ],
    "ru": [
        "После шести лет ремонта в Заречье открылась оранжерея, построенная ещё в начале прошлого века, сообщили нам.",
        "«Мы боялись, что пальмы не переживут переезда», — рассказала главный садовник города Вера Лыткина.",
        "Стеклянный купол собрали заново из двух тысяч листов, а старые чертежи нашлись в областном архиве.",
        "Ремонт обошёлся городу в 94 миллиона рублей, и почти треть этой суммы собрали жители за два года.",
    ],
    "ja": [
        "北浜の港に面した小さな時計店が、今月で創業百年を迎えた。三代目の店主である沢木英二さんは、記念の日にも朝八時から働いた。",
        "「時計は急がせると嘘をつくんです」と沢木さんは話す。店には修理を待つ時計がいつも六十個ほど並び、持ち主を待っている。",
        "店が建つ通りは、五年前の高潮で一階部分がすべて水に浸かった。沢木さんは工具を二階へ運び上げ、近所の腕時計を乾かした。",
        "町の観光協会は、百年を記念して店の歴史をまとめた冊子を作った。古い写真の多くは、漁師の家の押し入れから見つかった。",
    ],
}
LANGUAGES = pytest.mark.parametrize("lang", TEXTS)


def paragraphs(texts: list[str]) -> str:
    """Write *texts* as paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


def copies(body: str) -> list[tuple[int, int]]:
    """Give the copies of a page."""
    page = f"<html><body>{body}</body></html>".encode()
    return list(repeated(segment_tree(parse_html(page, "text/html; charset=utf-8").tree)).items())


@LANGUAGES
@pytest.mark.parametrize("times", [2, 3, 4])
def test_a_text_that_is_shown_again_is_a_copy(lang: str, times: int) -> None:
    """However often: the first one counts."""
    body = "".join(f"<div class=v{n}>{paragraphs(TEXTS[lang])}</div>" for n in range(times))
    assert copies(body) == [(4 * n + at, at) for n in range(1, times) for at in range(4)]


@LANGUAGES
@pytest.mark.parametrize("times", [2, 4])
def test_copies_side_by_side_are_copies(lang: str, times: int) -> None:
    """Each paragraph once for phones, once for desks."""
    body = "".join(f"<div>{f'<div><p>{text}</p></div>' * times}</div>" for text in TEXTS[lang])
    assert copies(body) == [(at, at - at % times) for at in range(4 * times) if at % times]


@LANGUAGES
def test_a_block_with_the_whole_article_is_the_copy_but_no_paragraph_is(lang: str) -> None:
    """One element with all of it, for machines, goes; a paragraph whose sentences are shown large stays."""
    texts = TEXTS[lang]

    def enclosers(body: str) -> list[str]:
        segments = segment_tree(parse_html(f"<html><body>{body}</body></html>".encode()).tree)
        kept = range(len(segments))
        return [segments[index].text for index in sorted(enclosing(segments, kept))]

    whole = " ".join(texts)
    assert enclosers(f"<div>{whole}</div>{paragraphs(texts)}") == [whole]
    told = " ".join(texts[:3])
    large = "".join(f"<blockquote>{text}</blockquote>" for text in texts[:3])
    rest = [f"{number}. {texts[3]}" for number in range(8)]
    assert enclosers(f"<p>{told}</p>{large}{paragraphs(rest)}") == []


@LANGUAGES
def test_an_excerpt_above_the_whole_text_is_the_copy(lang: str) -> None:
    """The text counts where all of it stands."""
    body = f"<div class=lead>{paragraphs(TEXTS[lang][:2])}</div><article>{paragraphs(TEXTS[lang])}</article>"
    assert copies(body) == [(0, 2), (1, 3)]


def test_short_lines_go_with_their_copy() -> None:
    """A headline before it, a heading inside, a line at the end."""
    texts = TEXTS["en"]
    part = f"<h2>Boats</h2>{paragraphs(texts[:2])}<h3>Money</h3>{paragraphs(texts[2:])}<p>End.</p>"
    assert copies(f"<p>Other.</p><div>{part}</div><i>x</i><div>{part}</div>") == [
        (at + 8, at) for at in range(1, 8)
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "<p>Row, row, row your boat</p><p>Gently down the stream</p>" * 3, id="refrain"
        ),
        pytest.param(
            "<p>"
            + "<br>".join(["Row, row, row your boat,", "gently down the stream,"] * 2)
            + "</p>"
            + "<p>x</p>",
            id="verse",
        ),
        pytest.param(
            f"<p>{'<br>'.join(['The miller turns the water off and on,'] * 4)}</p><p>Between the two of them.</p>"
            f"<p>{'<br>'.join(['The miller turns the water off and on,'] * 4)}</p>",
            id="a long refrain",
        ),
        pytest.param(
            f"{paragraphs(TEXTS['en'])}<blockquote>{TEXTS['en'][1]}</blockquote>",
            id="a paragraph quoted again",
        ),
        pytest.param(
            f"<h2>{TEXTS['en'][0]}</h2>{paragraphs(TEXTS['en'])}",
            id="a standfirst that is the first paragraph",
        ),
        pytest.param(
            "".join(
                f"<h2>Day {n}</h2><p>Water level</p><p>{TEXTS['ru'][n]}</p><p>Wind</p>"
                for n in range(4)
            ),
            id="labels",
        ),
        pytest.param(
            f"{paragraphs(TEXTS['en'])}{paragraphs(TEXTS['en'][::-1])}"[: 4 * 90], id="no copy"
        ),
    ],
)
def test_what_recurs_for_a_reason_is_no_copy(body: str) -> None:
    """Refrains, labels, one paragraph alone."""
    assert copies(body) == []


SHORT = {
    "pl": ["Most otwarto w sobotę po dwóch latach prac.", "Kosztował mniej, niż wcześniej planowano w ratuszu.", "Pierwszy przejechał po nim rowerzysta z sąsiedniej wsi."],
    "zh": ["停业两年之后，青石镇的老茶馆上周六重新开门。", "修缮工作花了整整九个月，青瓦换了一万一千多片。", "现在茶馆每天供应四十种茶，门口排起了长长的队。"],
    "th": ["ตลาดน้ำกลับมาเปิดอีกครั้งเมื่อวันเสาร์หลังจากปิดไปนาน!", "ชาวบ้านช่วยกันขุดลอกคลองตลอดสองปีที่ผ่านมา!", "เทศบาลห้ามใช้เรือยนต์ตั้งแต่หกโมงเช้าถึงสิบโมง!"],
}  # fmt: skip


@pytest.mark.parametrize("lang", SHORT)
def test_a_row_of_sentences_that_is_shown_again_is_a_copy(lang: str) -> None:
    """Three are enough, whatever is above them; two, and such with other lines between them, are not."""
    texts = SHORT[lang]
    twice = f"<div><h1>T</h1>{paragraphs(texts)}</div><div><h1>T</h1><p>3.4.</p>{paragraphs(texts)}</div>"
    assert [copy for copy, _ in copies(twice)][-3:] == [6, 7, 8]
    assert copies(paragraphs([*texts, "A", *texts[:2]])) == []
    assert (
        copies("".join(paragraphs([text, f"{lang}{n}"]) for n, text in enumerate(texts * 2))) == []
    )


def test_one_paragraph_in_two_boxes_side_by_side_is_a_copy() -> None:
    """A report of one paragraph, for phones and for desks."""
    text = TEXTS["ja"][0]
    assert copies(f"<div class=m><p>{text}</p></div><div class=d><p>{text}</p></div>") == [(1, 0)]


def test_a_paragraph_again_behind_two_hundred_open_elements() -> None:
    """Nesting that is cut off leaves a line without an element of its own."""
    text = TEXTS["en"][0]
    page = f"<html><body><h1>Lamps</h1><p>{text}</p>{'<time>' * 200}<p>{text}</p></body></html>"
    assert text in extract_page(Page("https://quay.example/a", page.encode())).text


def test_time_is_linear_in_the_copies() -> None:
    """A page of one paragraph, again and again, and one of many that recur in another order."""
    many = [f"{TEXTS['en'][0]} {number}" for number in range(2_000)]
    assert len(copies(paragraphs([TEXTS["en"][0]] * 20_000))) == 0
    assert copies(paragraphs(many + many[::-1])) == []
    assert len(copies(f"<div>{paragraphs(many)}</div>" * 10)) == 18_000


STORIES = {
    "en": (
        "Owl delays ferry",
        "An owl on the mast held up the ferry, said the harbour master on day {}, and nobody knew why.",
        "All rights to what is published on day {} are with the publisher, who may be asked in writing.",
    ),
    "ru": (
        "Сова задержала паром",
        "Сова на мачте задержала паром, сказал начальник порта на {}-й день, и никто не знал почему.",
        "Все права на материалы {}-го дня принадлежат издателю, которого можно спросить письменно, по почте.",
    ),
    "zh": (
        "猫头鹰延误渡船",
        "第{}天，港务长说，一只猫头鹰停在桅杆上，耽误了渡船，没有人知道这究竟是为什么，乘客们只好等待。",
        "第{}天刊登的全部内容，其版权归出版者所有，转载须事先以书面形式取得许可，违者将依法追究其责任。",
    ),
}


@pytest.mark.parametrize("lang", STORIES)
@pytest.mark.parametrize("tag", ["div", "article", "td"])
def test_a_page_that_is_there_twice_reads_as_if_once(lang: str, tag: str) -> None:
    """Phones are shown one half and desks the other; neither half says anything of the text by being there."""
    title, line, rights = STORIES[lang]
    story = "".join(f"<p>{line.format(at) * 3}</p>" for at in range(1, 5))
    foot = "".join(f"<p>{rights.format(at)}</p>" for at in range(1, 5))
    menu = "".join(f'<li><a href="/{at}">{title} {at}</a></li>' for at in range(9))
    half = f"<ul>{menu}</ul><{tag}><h1>{title}</h1>{story}</{tag}><div class=bottom>{foot}</div>"
    half = f"<table><tr>{half}</tr></table>" if tag == "td" else half
    once, both = (
        extract_page(Page("https://quay.example/a", html.encode(), "text/html; charset=utf-8"))
        for html in (
            f"<html lang={lang}><head><title>{title}</title></head><body>{body}</body></html>"
            for body in (f"<div>{half}</div>", f"<div>{half}</div>{half}")
        )
    )
    assert both.text == once.text
    assert line.format(1) in once.text
    assert "structure.copy" in {each.rule_id for each in both.removed}
