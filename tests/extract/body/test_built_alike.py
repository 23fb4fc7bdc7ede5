"""Sentences that are built like the text around them, whatever their names are, in several languages."""

import numpy as np
import pytest

from newscrawl.extract.body.built_alike import sentences_among
from newscrawl.extract.body.decision import Weighed, weigh
from newscrawl.extract.body.features import PageEvidence
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, segment_tree
from tests.support.growth import assert_linear

STORIES = {
    "fi": ("Lautta lähti laiturista myöhässä.", "Matkustajat odottivat sateessa tunnin.", "Seuraava vuoro peruttiin kokonaan.", "Liikenne palaa normaaliksi huomenna."),
    "el": ("Το πλοίο έφυγε με μία ώρα καθυστέρηση.", "Οι επιβάτες περίμεναν στη βροχή.", "Το επόμενο δρομολόγιο ακυρώθηκε.", "Αύριο όλα θα γίνουν όπως πριν."),
    "th": ("เรือข้ามฟากออกจากท่าช้ากว่ากำหนดหนึ่งชั่วโมงเมื่อเช้านี้เพราะหมอกหนามาก", "ผู้โดยสารหลายสิบคนต้องยืนรอท่ามกลางสายฝนอยู่นานเกือบหนึ่งชั่วโมงเต็ม", "เที่ยวถัดไปถูกยกเลิกทั้งหมดและผู้โดยสารได้รับเงินคืนเต็มจำนวนทุกคน", "การเดินเรือจะกลับมาเป็นปกติในวันพรุ่งนี้ตามที่ท่าเรือแจ้งไว้เมื่อคืน"),
    "zh": ("渡船今天早上晚点一个小时才离开码头。", "乘客们冒着雨在岸边等了很长时间。", "下一班渡船因为大雾被全部取消。", "码头说明天的班次会恢复正常运行。"),
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("lang", STORIES)
PARAGRAPH = '<div class="css-{0}"><div data-b>{1}</div></div>'


def doubted(body: str, low: str, chance: float = 0.4) -> list[str]:
    """Return what is found of a page with *body* whose blocks are text but for *low*, of *chance*."""
    segments, kept, weighed = weighed_page(body, low, chance)
    return [segments[at].text for at in sorted(sentences_among(segments, kept, weighed))]


def weighed_page(
    body: str, low: str, chance: float
) -> tuple[tuple[Segment, ...], frozenset[int], Weighed]:
    """Return the segments of a page, those that are text, and the chances of all."""
    segments = segment_tree(
        parse_html(f"<html><body><main>{body}</main></body></html>".encode()).tree
    )
    weighed = weigh(segments, PageEvidence("news.example", frozenset(), {}, frozenset()))
    chances = [chance if low in each.text else 0.9 for each in segments]
    found = Weighed(np.array(chances, np.float32), weighed.widths, weighed.rows, weighed.forest)
    return segments, frozenset(np.flatnonzero(found.chances > 0.5).tolist()), found


def story(lang: str, last: str = PARAGRAPH) -> str:
    """Return a story each of whose paragraphs has names of its own."""
    *first, end = STORIES[lang]
    return "".join(PARAGRAPH.format(n, each) for n, each in enumerate(first)) + last.format(9, end)


@LANGUAGES
def test_a_sentence_built_like_the_text_stays(lang: str) -> None:
    """The last of four, and the second: other class names do not matter."""
    assert doubted(story(lang), STORIES[lang][3]) == [STORIES[lang][3]]
    assert doubted(story(lang), STORIES[lang][1]) == [STORIES[lang][1]]


@LANGUAGES
@pytest.mark.parametrize(
    "last",
    [
        pytest.param('<div><div><a href="/b">{1}</a></div></div>', id="a link"),
        pytest.param("<section><div>{1}</div></section>", id="other tags"),
        pytest.param("<div><hr>Photo</div><div><div>{1}</div></div>", id="after another box"),
        pytest.param("<aside><div><div>{1}</div></div></aside>", id="in a box of its own"),
    ],
)
def test_a_sentence_of_another_place_is_none(lang: str, last: str) -> None:
    """A link, other tags, and a box that the text is not in."""
    text = STORIES[lang][3]
    segments, kept, weighed = weighed_page(story(lang, last), text, 0.4)
    kept -= {each.index for each in segments if each.text == "Photo"}
    assert not sentences_among(segments, kept, weighed)


@LANGUAGES
def test_what_is_hardly_text_or_no_sentence_is_none(lang: str) -> None:
    """A block with little of a chance, and a line of a few words."""
    assert doubted(story(lang), STORIES[lang][3], chance=0.1) == []
    url = "Источник и адрес материала: https://news.example/nauka/kak-pereletnye-ptitsy-nahodyat-dorogu-domoi"
    for line in ("A. B.", url):
        assert doubted(story(lang, PARAGRAPH.replace("{1}", line)), line) == []


@LANGUAGES
def test_comments_are_no_siblings_of_one_that_is_kept(lang: str) -> None:
    """Where most blocks of a place are left out, the one next to a kept one is, too."""
    text = story(lang)
    thread = "".join(f"<li><p>{number} {STORIES[lang][0]}</p></li>" for number in range(9))
    segments, _, weighed = weighed_page(f"<div>{text}</div><ul>{thread}</ul>", "\0", 0.4)
    first = next(each.index for each in segments if each.tag == "p")
    low = np.where(np.arange(len(segments)) > first, 0.4, 0.9).astype(np.float32)
    found = Weighed(low, weighed.widths, weighed.rows, weighed.forest)
    assert not sentences_among(segments, frozenset(range(first + 1)), found)


def test_time_is_linear_in_paragraphs() -> None:
    """Thousands of paragraphs, every fourth of them in doubt."""

    def page(count: int) -> tuple[tuple[Segment, ...], frozenset[int], Weighed]:
        return weighed_page(story("fi") * count, STORIES["fi"][1], 0.4)

    assert_linear(lambda page: sentences_among(*page), page, 1_000)


@LANGUAGES
def test_a_page_with_nothing_chosen_adds_nothing(lang: str) -> None:
    """No block is next to the text where there is no text."""
    segments, _, weighed = weighed_page(story(lang), "", 0.4)
    assert not sentences_among(segments, frozenset(), weighed)
