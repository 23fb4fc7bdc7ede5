"""Date lines are told from rows of figures and from the times of a programme."""

import pytest

from newscrawl.extract.body.fields import (
    BYLINE,
    DATELINE,
    OWN_BYLINE,
    OWN_DATELINE,
    judge_fields,
)
from newscrawl.extract.body.rulings import Ruling
from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree
from newscrawl.model.items import Metadata, Page, Timestamp

LEAD = {
    "en": "The harbour is open to visitors on Friday, the port authority said.",
    "de": "Der Hafen steht Besuchern am Freitag offen, teilte die Behörde mit.",
    "ja": "港は金曜日に一般公開されると港湾局が発表した。",
    "he": "הנמל ייפתח למבקרים ביום שישי, כך הודיעה רשות הנמל.",
}


def datelines(body: str) -> list[str]:
    segments = segment_tree(
        parse_html(f"<html><body><h1>At the port</h1>{body}</body></html>".encode()).tree
    )
    found = judge_fields(segments, frozenset(range(len(segments))), Metadata())
    return [each.text for each in segments if found.get(each.index) is DATELINE]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param("<p>24.11.2026, 07:41</p><p>Boats.</p>", ["24.11.2026, 07:41"], id="one line"),
        pytest.param(
            "<p>24.11.2026</p><p>25.11.2026, 08:00</p>",
            ["24.11.2026", "25.11.2026, 08:00"],
            id="and a change",
        ),
        pytest.param(
            "<ul><li>9.30 Mass</li><li>11.00 Boats</li><li>15.00 Tea</li></ul>",
            [],
            id="programme in a list",
        ),
        pytest.param(
            "<p>9:30 船</p><p>11:00 島</p><p>15:00 茶</p>", [], id="programme in paragraphs"
        ),
        pytest.param(
            "<p>6:00 दास्तान: तिलिस्म-ए-होशरुबा, पहला भाग</p><p>7:15 चुटकुले</p><p>Advert</p><p>8:30 कव्वाली</p>",
            [],
            id="programme with long lines and a banner",
        ),
        pytest.param(
            "<p>21:30 «الميناء»</p><p>23:00 سهرة</p><p>23:55 أخبار</p>",
            [],
            id="programme in Arabic",
        ),
        pytest.param(
            "<p>11:20 Uhr</p><p>11:35 Uhr</p>", ["11:20 Uhr", "11:35 Uhr"], id="two times"
        ),
        pytest.param(
            "<table><tr><td>1950<td>900</tr><tr><td>1980<td>40</tr></table>",
            [],
            id="rows of figures",
        ),
        pytest.param(
            "<p>12 มีนาคม พ.ศ. 2569 เวลา 08:15 น.</p>",
            ["12 มีนาคม พ.ศ. 2569 เวลา 08:15 น."],
            id="Thai time",
        ),
        pytest.param(
            "<p>Nov. 26, 2026, 8:15 p.m.</p>",
            ["Nov. 26, 2026, 8:15 p.m."],
            id="a time with a point behind it",
        ),
        pytest.param("<p>26 ноября 2026 г.</p>", ["26 ноября 2026 г."], id="Russian year"),
        pytest.param("<p>They met on 24.11.2026 at 8:15.</p>", [], id="a sentence"),
        pytest.param("<pre>at(10, 30)\nat(11, 45)</pre>", [], id="code"),
        pytest.param(
            "<p>港口的12艘渡船上周告别了旧码头，开始在新航线上行驶。2011年，全市共修建了21座码头，"
            "渡船数量达到328艘，仅东岸就有108艘。 本报记者 摄</p>",
            [],
            id="a paragraph of a script in which a line has fewer characters",
        ),
    ],
)
def test_what_is_a_date_line(body: str, found: list[str]) -> None:
    """One line or two that are mostly a date, not figures, not a row of times."""
    assert datelines(body) == found


@pytest.mark.parametrize("language", LEAD)
def test_rows_of_figures_stay_in_the_text(language: str) -> None:
    """A table whose cells are years and numbers is the article's."""
    table = (
        "<table border=1><tr><th>A<th>B</tr><tr><td>1950<td>900</tr><tr><td>1980<td>40</tr></table>"
    )
    page = f"<html lang={language}><body><article><h1>At the port</h1><p>{LEAD[language]}</p>{table}</article></body></html>"
    text = extract_page(
        Page("https://news.example/a", page.encode(), "text/html; charset=utf-8")
    ).text
    assert "1950 | 900" in text
    assert "1980 | 40" in text


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        pytest.param("By Ann Lee", OWN_BYLINE, id="English byline"),
        pytest.param("Von Ann Lee", OWN_BYLINE, id="German byline"),
        pytest.param("Ann Lee", BYLINE, id="a name"),
        pytest.param("Marta Kwiat, 12 marca 2024", OWN_DATELINE, id="name and day"),
        pytest.param("12.03.2024, 8:30", OWN_DATELINE, id="day in figures"),
        pytest.param("2024年3月12日", OWN_DATELINE, id="Chinese day"),
        pytest.param("١٢ مارس ٢٠٢٤", OWN_DATELINE, id="Arabic digits"),
        pytest.param("১২ মার্চ ২০২৪", OWN_DATELINE, id="Bengali digits"),
        pytest.param("۲۲ اسفند ۱۴۰۲", OWN_DATELINE, id="Persian calendar"),
        pytest.param("9 มิถุนายน 2566", DATELINE, id="Buddhist year"),
        pytest.param("7. Mai 1945, 9:00", DATELINE, id="another day"),
    ],
)
def test_some_lines_above_the_text_are_fields_for_sure(line: str, rule: Ruling) -> None:
    """The words of a byline, or the day on which the page was published, need no chance."""
    page = f"<html><body><h1>At the port</h1><p>{line}</p><p>{LEAD['en']}</p><p>{LEAD['de']}</p>"
    segments = segment_tree(parse_html(page.encode()).tree)
    known = Metadata(authors=("Ann Lee",), published=Timestamp("2024-03-12", "meta:date"))
    found = judge_fields(segments, frozenset(range(len(segments))), known)
    assert found[1] is rule


@pytest.mark.parametrize(
    ("author", "line"),
    [
        pytest.param("Ann Lee", "Ann Lee – 4 May 2021", id="English"),
        pytest.param("آرش کیانی", "نویسنده: آرش کیانی - ۱۵ مهر ۱۴۰۲", id="Persian"),
        pytest.param("中村真理", "文・中村真理 - 2024年4月20日 6時00分", id="Japanese"),
    ],
)
def test_a_line_right_below_the_headline_is_a_field(author: str, line: str) -> None:
    """Between headline and text its form is enough, though line breaks alone part it from the text."""
    story = "<br><br>".join(LEAD.values())
    page = (
        f'<html><head><title>At the port</title><meta name="author" content="{author}"></head>'
        f"<body><div><h1>At the port</h1><small>{line}</small><br><br>{story}</div></body></html>"
    )
    draft = extract_page(Page("https://news.example/a", page.encode(), "text/html; charset=utf-8"))
    assert [block.text for block in draft.blocks] == list(LEAD.values())
