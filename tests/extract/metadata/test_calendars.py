"""Dates of any script and calendar, rewritten to Latin ones of the Gregorian calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.metadata.calendars import from_persian, gregorian_year, plain_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("12 March 2026", "12 March 2026", id="English"),
        pytest.param("12  March   2026", "12  March   2026", id="ASCII stays as it is"),
        pytest.param("١٢ مارس ٢٠٢٦", "12 March 2026", id="Arabic digits"),
        pytest.param("१२ मार्च २०२६", "12 March 2026", id="Hindi digits"),
        pytest.param("১২ মার্চ ২০২৬", "12 March 2026", id="Bengali digits"),
        pytest.param("１２．３．２０２６", "12.3.2026", id="wide digits"),
        pytest.param("令和8年3月12日", "2026年3月12日", id="a Japanese era"),
        pytest.param("令和元年5月1日", "2019年5月1日", id="the first year of an era"),
        pytest.param("平成31年4月30日", "2019年4月30日", id="the last year of the era before"),
        pytest.param("昭和 64 年1月7日", "1989年1月7日", id="spaces in it"),
        pytest.param("民國115年3月12日", "2026年3月12日", id="Taiwan"),
        pytest.param("二〇二六年三月十二日", "2026年3月12日", id="Chinese digits"),
        pytest.param("三月二十一日", "3月21日", id="tens and ones"),
        pytest.param("十月十日", "10月10日", id="ten alone"),
        pytest.param("公元2026年3月12日", "2026年3月12日", id="a word for the reckoning"),
        pytest.param("۲۱ اسفند ۱۴۰۴", "2026-03-12", id="Persian"),
        pytest.param("۲۱ اسفند ماه ۱۴۰۴", "2026-03-12", id="Persian with the word for month"),
        pytest.param("۱۴۰۴/۱۲/۲۱", "2026-03-12", id="Persian numbers"),
        pytest.param("1404-12-21", "2026-03-12", id="Persian numbers in ASCII"),
        pytest.param("1404/12-21", "1404/12-21", id="two kinds of marks"),
        pytest.param("1447/09/23", "1447/09/23", id="an Islamic year"),
        pytest.param("۳۱ اسفند ۱۴۰۴", "31 اسفند 1404", id="a day that its month lacks"),
        pytest.param("12 มี.ค. 69", "12 March 2569", id="Thai with a dot after the month"),
        pytest.param("12 มีนาคม 69", "12 March 2569", id="Thai with a short year"),
        pytest.param("วันที่ 12 มีนาคม พ.ศ. 2569", "12 March 2569", id="Thai with words around"),
        pytest.param("12 มีนาคม 2569", "12 March 2569", id="Thai"),
        pytest.param("12 March 69", "12 March 69", id="a short year that is not Thai"),
        pytest.param("12 марта 69", "12 March 69", id="a short year in Russian"),
        pytest.param("2082年11月28日", "2082年11月28日", id="a year of Nepal's in other digits"),
        pytest.param("12 thg 3 2026", "12 March 2026", id="Vietnamese in ASCII"),
        pytest.param("12 tháng 3, 2026", "12 March 2026", id="Vietnamese"),
        pytest.param(
            "12 tháng 3 năm 2026", "12 March 2026", id="Vietnamese with the word for year"
        ),
        pytest.param("12 tháng 13, 2026", "12 13 2026", id="a month that is none"),
        pytest.param("2026 оны 3 сарын 12", "2026-3-12", id="Mongolian"),
        pytest.param("12 مارس/آذار 2026", "12 March 2026", id="a month named twice"),
        pytest.param("12, మార్చి 2026", "12 March 2026", id="a comma after the day"),
        pytest.param("२०८२/११/२८", "11/28", id="a year of Nepal is left out"),
        pytest.param("2082/11/28", "2082/11/28", id="that year in ASCII"),
        pytest.param("", "", id="nothing"),
        pytest.param("日本", "日本", id="no date"),
    ],
)
def test_dates_are_rewritten(text: str, expected: str) -> None:
    """Digits, months, years; the rest of the text stays."""
    assert plain_date(text) == expected


@pytest.mark.parametrize(
    ("year", "gregorian"),
    [
        pytest.param(2026, 2026, id="Gregorian"),
        pytest.param(2569, 2026, id="Buddhist"),
        pytest.param(2532, 2532, id="before the years of the web"),
        pytest.param(2533, 1990, id="the first of them"),
        pytest.param(2643, 2100, id="the last of them"),
        pytest.param(2644, 2644, id="after them"),
    ],
)
def test_buddhist_years(year: int, gregorian: int) -> None:
    """Those that pages have are 543 ahead."""
    assert gregorian_year(year) == gregorian


@pytest.mark.parametrize(
    ("day", "persian"),
    [(date(2024, 3, 19), (1402, 12, 29)), (date(2024, 3, 20), (1403, 1, 1)), (date(2025, 3, 20), (1403, 12, 30)),
     (date(2025, 3, 21), (1404, 1, 1)), (date(2000, 9, 22), (1379, 7, 1)), (date(1990, 3, 21), (1369, 1, 1))],
)  # fmt: skip
def test_the_persian_calendar_has_its_leap_years(day: date, persian: tuple[int, int, int]) -> None:
    """New year and the end of leap years fall on their days."""
    assert from_persian(*persian) == day


def test_a_day_that_the_persian_calendar_lacks_is_none() -> None:
    """The 30th of Esfand is there in leap years only; months end at 12, years are those of the web."""
    assert [from_persian(1404, 12, 30), from_persian(1404, 13, 1), from_persian(1340, 1, 1)] == [
        None
    ] * 3


@given(st.text(max_size=90))
def test_rewriting_a_date_never_fails(text: str) -> None:
    """Any text is rewritten; ASCII without Persian years stays as it is."""
    assert isinstance(plain_date(text), str)
    assert plain_date("Published on 24 November 2026") == "Published on 24 November 2026"
