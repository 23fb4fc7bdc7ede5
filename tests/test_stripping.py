"""Texts and pages at hand: scripts without spaces, odd breaks, marks alone; nothing is lost, nothing hangs."""

import pytest

import newscrawl
from newscrawl.stripping import explain
from tests.support.crawl import CHECKOUT

ARTICLE = {
    "ar": "افتتح الجسر القديم يوم الأحد بعد ترميم استمر ثلاث سنوات كاملة.",
    "de": "Die alte Brücke wurde am Sonntag nach drei Jahren wieder geöffnet.",
    "en": "The old bridge was opened again on Sunday after three years of work.",
    "he": "הגשר הישן נפתח ביום ראשון אחרי שלוש שנים של עבודות בנהר.",
    "ja": "古い橋が三年の工事を終えて日曜日にふたたび渡れるようになった。",
    "ru": "Старый мост снова открыли в воскресенье после трёх лет работ.",
    "th": "สะพานเก่าเปิดใช้อีกครั้งในวันอาทิตย์หลังซ่อมมาสามปี",
    "zh": "老桥经过三年修缮，星期天重新通行，行人都很高兴。",
}
BANNER = "Support our independent journalism: donate now from £5 a month."


@pytest.mark.parametrize("language", ARTICLE)
@pytest.mark.parametrize(
    "gap", ["\r\n\r\n", "\r\r", "\f", "\u2028", "\u2029", "\x85\x85", "\n \t\n"]
)
def test_any_break_between_paragraphs(language: str, gap: str) -> None:
    """The article comes whole, in order and in paragraphs, whatever parted them."""
    text = ARTICLE[language]
    out = explain(gap.join([text, text]), language=language).text
    assert "".join(out.split()) == "".join((text + text).split())
    assert "\r" not in out


@pytest.mark.parametrize("language", ARTICLE)
def test_lines_of_emoji_and_marks_stay(language: str) -> None:
    """They say nothing, so there is nothing to hold against them."""
    text = ARTICLE[language]
    odd = "\n\n".join([text, "🎉🎉🎉", text, "* * *", "👍🏽", "— — —"])
    assert explain(odd, language=language).text == odd


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u202b", "\u2067", "\ufeff"])
@pytest.mark.parametrize("language", ["ar", "en", "he"])
def test_marks_of_direction_hide_no_banner(language: str, mark: str) -> None:
    """A banner goes with marks of direction around it, and the article stays."""
    text = ARTICLE[language]
    out = explain(f"{mark}{text}\n\n{mark}{text}\n\n{mark}{BANNER}{mark}", language=language).text
    assert "donate" not in out
    assert out.count(text) == 2


@pytest.mark.parametrize(
    "line",
    [
        "x" * 300_000,
        "字" * 300_000,
        "والبفكلس " * 30_000,
        "บริจาค" * 50_000,
        '"' * 300_000,
        "1" * 300_000,
    ],
    ids=["letters", "han", "arabic", "thai", "quotes", "digits"],
)
@pytest.mark.parametrize("language", ["ar", "en", "th", "zh"])
def test_one_huge_line(line: str, language: str) -> None:
    """No article of one line is too long to be read, and a line of that size is none of a banner's."""
    article = ARTICLE[language]
    out = explain(f"{article}\n\n{line}\n\n{article}", language=language).text
    assert len("".join(out.split())) == len("".join((article + line + article).split()))


def test_scripts_side_by_side() -> None:
    """Paragraphs of many scripts in one text stay, and the banner among them goes."""
    stories = list(ARTICLE.values())
    out = explain("\n\n".join([*stories, BANNER]), language="en")
    assert out.text == "\n\n".join(stories)
    assert [each.text for each in out.removed] == [BANNER]


PAGE = CHECKOUT / "newscrawl" / "demo" / "site" / "library.html"


def test_extract_gives_the_record() -> None:
    """Of bytes and of text, as a crawl would write it."""
    article = newscrawl.extract(PAGE.read_bytes(), "https://harbour.example/library.html")
    assert (article.title, article.authors) == ("Night shift at the library", ["Ruth Amadi"])
    assert article.url == "https://harbour.example/library.html"
    same = newscrawl.extract(PAGE.read_text(), "https://harbour.example/library.html")
    assert (same.text, same.id) == (article.text, article.id)
    with pytest.raises(newscrawl.ExtractError):
        newscrawl.extract(b"%PDF-1.7 ...")
