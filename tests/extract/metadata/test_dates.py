"""Strings of pages to points in time."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.metadata.dates import (
    count_orders,
    first_timestamp,
    has_either_order,
    parse_timestamp,
)
from newscrawl.model.items import Timestamp
from tests.support.growth import assert_linear_in_length


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        pytest.param("2026-11-24", "2026-11-24", id="day"),
        pytest.param("2026-11-24T07:41:09+01:00", "2026-11-24T07:41:09+01:00", id="offset stays"),
        pytest.param("2026-11-24T07:41:09Z", "2026-11-24T07:41:09+00:00", id="Z"),
        pytest.param("2026-11-24T07:41:09.123Z", "2026-11-24T07:41:09+00:00", id="fractions go"),
        pytest.param("2026-11-24T07:41", "2026-11-24T07:41:00", id="no zone is invented"),
        pytest.param(
            "2026-11-24 07:41:09 +0100",
            "2026-11-24T07:41:09+01:00",
            id="spaces, offset without colon",
        ),
        pytest.param("2026-11-24 07:41 CET", "2026-11-24T07:41:00+01:00", id="zone by name"),
        pytest.param("2026-11-24T07:41:00 XYZ", "2026-11-24T07:41:00", id="unknown zone"),
        pytest.param("2026/11/24 7:41", "2026-11-24T07:41:00", id="slashes"),
        pytest.param("2026.11.24", "2026-11-24", id="full stops"),
        pytest.param("20261124", "2026-11-24", id="no separators"),
        pytest.param("20261124T074109Z", "2026-11-24T07:41:09+00:00", id="basic form"),
        pytest.param("2026-11-24T25:99:00Z", "2026-11-24", id="impossible clock"),
        pytest.param(
            "Tue, 24 Nov 2026 07:41:00 +0100", "2026-11-24T07:41:00+01:00", id="e-mail form"
        ),
        pytest.param("1795506060", "2026-11-24T07:41:00+00:00", id="seconds"),
        pytest.param(1795506060, "2026-11-24T07:41:00+00:00", id="seconds as a number"),
        pytest.param(1795506060000, "2026-11-24T07:41:00+00:00", id="milliseconds"),
        pytest.param("24.11.2026", "2026-11-24", id="day first"),
        pytest.param("11/24/2026", "2026-11-24", id="month first where nothing else is possible"),
        pytest.param("04/05/2026", "2026-05-04", id="day first where both are"),
        pytest.param("24.11.2026, 7:41 Uhr", "2026-11-24T07:41:00", id="German clock"),
        pytest.param("November 24, 2026 at 7:41 pm", "2026-11-24T19:41:00", id="American clock"),
        pytest.param("24 November 2026", "2026-11-24", id="English"),
        pytest.param("Published: Nov. 24th, 2026", "2026-11-24", id="in a line"),
        pytest.param("24. März 2026", "2026-03-24", id="German"),
        pytest.param("24 août 2026", "2026-08-24", id="French"),
        pytest.param("24 de noviembre de 2026", "2026-11-24", id="Spanish"),
        pytest.param("24 ноября 2026 г.", "2026-11-24", id="Russian"),
        pytest.param("24 листопада 2026", "2026-11-24", id="Ukrainian"),
        pytest.param("24 listopada 2026", "2026-11-24", id="Polish"),
        pytest.param("24. července 2026", "2026-07-24", id="Czech"),
        pytest.param("24 Ağustos 2026", "2026-08-24", id="Turkish"),
        pytest.param("2026年11月24日 07:41", "2026-11-24T07:41:00", id="Japanese, Chinese"),
        pytest.param("2026년 11월 24일", "2026-11-24", id="Korean"),
        pytest.param("12 มีนาคม 2569", "2026-03-12", id="Thai, Buddhist year"),
        pytest.param(
            "๑๒ มี.ค. ๖๙ เวลา ๐๘:๑๕ น.", "2026-03-12T08:15:00", id="Thai digits, short year"
        ),
        pytest.param("12/03/2569", "2026-03-12", id="Buddhist year in numbers"),
        pytest.param("१२ मार्च २०२६", "2026-03-12", id="Hindi digits"),
        pytest.param("१२ फ़रवरी २०२६", "2026-02-12", id="Hindi, a letter in two parts"),
        pytest.param("১২ মার্চ ২০২৬", "2026-03-12", id="Bengali"),
        pytest.param("١٢ مارس ٢٠٢٦", "2026-03-12", id="Arabic digits"),
        pytest.param("12 كانون الثاني 2026", "2026-01-12", id="Levantine month"),
        pytest.param("12 جويلية 2026", "2026-07-12", id="Maghreb month"),
        pytest.param("۲۱ اسفند ۱۴۰۴", "2026-03-12", id="Persian calendar"),
        pytest.param("۱۴۰۴/۱۲/۲۱", "2026-03-12", id="Persian calendar in numbers"),
        pytest.param("۱۲ مارس ۲۰۲۶", "2026-03-12", id="Persian digits, Gregorian month"),
        pytest.param("12 مارچ 2026", "2026-03-12", id="Urdu"),
        pytest.param("1447-09-22", None, id="Islamic calendar is not read"),
        pytest.param("ב-12 במרץ 2026", "2026-03-12", id="Hebrew"),
        pytest.param("令和8年3月12日", "2026-03-12", id="Japanese era"),
        pytest.param("平成元年5月8日", None, id="era before the first year"),
        pytest.param("民國115年3月12日", "2026-03-12", id="Taiwanese era"),
        pytest.param("二〇二六年三月十二日", "2026-03-12", id="Chinese numerals"),
        pytest.param("2026년 3월 12일 오후 3:15", "2026-03-12T15:15:00", id="Korean afternoon"),
        pytest.param("2026. 03. 12. 08:15", "2026-03-12T08:15:00", id="Korean full stops"),
        pytest.param("ngày 12 tháng 3 năm 2026", "2026-03-12", id="Vietnamese"),
        pytest.param("12 Μαρτίου 2026", "2026-03-12", id="Greek"),
        pytest.param("12 березня 2026 р.", "2026-03-12", id="Ukrainian, March"),
        pytest.param("12 maaliskuuta 2026", "2026-03-12", id="Finnish"),
        pytest.param("2026. március 12., 08:15", "2026-03-12T08:15:00", id="Hungarian"),
        pytest.param("2026 m. kovo 12 d.", "2026-03-12", id="Lithuanian"),
        pytest.param("2026. gada 12. marts", "2026-03-12", id="Latvian"),
        pytest.param("12 martie 2026", "2026-03-12", id="Romanian"),
        pytest.param("12. června 2026", "2026-06-12", id="Czech, June"),
        pytest.param("22. studenoga 2026.", "2026-11-22", id="Croatian"),
        pytest.param("12 қаңтар 2026", "2026-01-12", id="Kazakh"),
        pytest.param("12 września 2026", "2026-09-12", id="Polish, a long name"),
        pytest.param("12 септември 2026 г.", "2026-09-12", id="Bulgarian, September"),
        pytest.param("12 Agustus 2026", "2026-08-12", id="Indonesian, August"),
        pytest.param("17. listopada 2026.", "2026-10-17", id="Croatian, October"),
        pytest.param("17 listopada 2026", "2026-11-17", id="Polish, November"),
        pytest.param("17. lip 2026.", "2026-06-17", id="Croatian, June"),
        pytest.param("12 d’abril del 2026", "2026-04-12", id="Catalan"),
        pytest.param("2026 թ. մարտի 12", "2026-03-12", id="Armenian"),
        pytest.param("2026 ж. 12 наурыз", "2026-03-12", id="Kazakh, year first"),
        pytest.param("2026 оны 3 дугаар сарын 12", "2026-03-12", id="Mongolian"),
        pytest.param("বৃহস্পতিবার, 12 মার্চ, 2026", "2026-03-12", id="Bengali with commas"),
        pytest.param("12, మార్చి 2026, గురువారం", "2026-03-12", id="Telugu, comma behind the day"),
        pytest.param("ಮಾರ್ಚ್ 12, 2026", "2026-03-12", id="Kannada, month first"),
        pytest.param("2026 മാർച്ച് 12", "2026-03-12", id="Malayalam, year first"),
        pytest.param("17\u200f/03\u200f/2026", "2026-03-17", id="marks of direction"),
        pytest.param(
            "الخميس 22 رمضان 1447 هـ - 12 مارس 2026 م", "2026-03-12", id="Islamic day beside it"
        ),
        pytest.param("२०८२-१२-२८", None, id="calendar of Nepal is not read"),
        pytest.param("17 thg 3, 2026", "2026-03-17", id="Vietnamese, short"),
        pytest.param("12 Μαρτίου 2026, 08:15", "2026-03-12T08:15:00", id="Greek with a clock"),
        pytest.param(
            "Mar 12, 2026, 3:05 p.m. ET", "2026-03-12T15:05:00", id="afternoon with full stops"
        ),
        pytest.param("Mar 12, 2026, 12:30 a.m.", "2026-03-12T00:30:00", id="after midnight"),
        pytest.param("Mar 12, 2026, 12:30 pm", "2026-03-12T12:30:00", id="after noon"),
        pytest.param("Mar 12, 2026, 9:30 am", "2026-03-12T09:30:00", id="morning"),
        pytest.param(
            "12/3/2026, 08:15 (GMT+7)", "2026-03-12T08:15:00+07:00", id="offset in brackets"
        ),
        pytest.param(
            "Kamis, 12 Mar 2026 08:15 WIB", "2026-03-12T08:15:00+07:00", id="Indonesian zone"
        ),
        pytest.param("2026年3月12日(木) 14時05分", "2026-03-12T14:05:00", id="Japanese clock"),
        pytest.param("2026년 3월 12일 14시 05분", "2026-03-12T14:05:00", id="Korean clock"),
        pytest.param(
            "April 19, 2026 · Mac · 7 comments", "2026-04-19", id="the first date of a line"
        ),
        pytest.param("Top 10 in May 2026", None, id="a number that is no day"),
        pytest.param("Issue 12, March 2026", None, id="an issue"),
        pytest.param("১২ মার্চ", None, id="no year"),
        pytest.param("© 2026", None, id="a year alone"),
        pytest.param("0001-01-01T00:00:00", None, id="placeholder"),
        pytest.param("2026-13-45", None, id="impossible day"),
        pytest.param("31.02.2026", None, id="no such day"),
        pytest.param("yesterday", None, id="relative"),
        pytest.param("version 2.5.2026.1", None, id="a version"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="nothing"),
        pytest.param(["2026-11-24"], None, id="a list"),
        pytest.param(float("inf"), None, id="infinity"),
        pytest.param(5, None, id="small number"),
        pytest.param(True, None, id="truth value"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_given(value: object, iso: str | None) -> None:
    """Day, time and zone come out as known; what is no date gives nothing."""
    assert parse_timestamp(value) == iso


def test_the_order_of_day_and_month_may_be_american() -> None:
    """4/5 is the fifth of April where the caller says so."""
    assert parse_timestamp("04/05/2026", month_first=True) == "2026-04-05"


def test_the_first_claim_that_is_a_date_counts() -> None:
    """Claims that are no date are passed over; the source is kept."""
    claims = [("a", "soon"), ("b", "2026-11-24"), ("c", "2025-01-01")]
    assert first_timestamp(claims) == Timestamp("2026-11-24", "b")
    assert first_timestamp([("a", None)]) is None


@pytest.mark.parametrize(
    ("value", "either"),
    [("04/05/2026", True), ("24/05/2026", False), ("04/24/2026", False), ("05/05/2026", False), ("2026-05-04", False), (5, False)],
)  # fmt: skip
def test_some_dates_can_be_read_in_either_order(value: object, either: bool) -> None:
    """Both numbers may be a month, and they differ."""
    assert has_either_order(value) is either


def test_the_dates_of_a_page_tell_the_order() -> None:
    """Days above 12 show which number is the month."""
    assert count_orders("24/05/2026, 25.05.2026 and 05/26/2026; 04/05/2026") == (2, 1)


def test_the_order_is_asked_for_only_where_it_matters() -> None:
    """A date of one reading is read without asking."""
    asked: list[str] = []

    def order() -> bool:
        asked.append("asked")
        return True

    assert first_timestamp([("a", "24/05/2026")], order) == Timestamp("2026-05-24", "a")
    assert not asked
    assert first_timestamp([("a", "04/05/2026")], order) == Timestamp("2026-04-05", "a")


@given(
    st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2099, 1, 1)).map(
        lambda t: t.replace(microsecond=0)
    )
)
def test_iso_comes_out_as_it_went_in(moment: datetime) -> None:
    """ISO 8601 is read without loss."""
    assert parse_timestamp(moment.isoformat()) == moment.isoformat()


@given(
    st.one_of(
        st.text(max_size=90),
        st.from_regex(re.compile(r"[0-9.:/ +TZ-]{0,40}"), fullmatch=True),
        st.integers(),
        st.floats(),
    )
)
def test_garbage_gives_a_date_or_nothing(value: object) -> None:
    """Any value gives ISO 8601 or nothing."""
    iso = parse_timestamp(value)
    assert iso is None or date.fromisoformat(iso[:10])


def test_hostile_strings_take_little_time() -> None:
    """Only the beginning of a string is read."""
    for text in ("1 " * 100_000, "2026-" * 100_000, "24 " + "a" * 100_000, "9" * 100_000):
        assert_linear_in_length(parse_timestamp, text)


@pytest.mark.parametrize(
    ("text", "month_first", "iso"),
    [
        ("13/04/2026", True, "2026-04-13"),
        ("04/13/2026", False, "2026-04-13"),
        ("04/05/2026", True, "2026-04-05"),
        ("12.03.26", False, "2026-03-12"),
        ("2026. 12. March 14", False, "2026-03-12"),
        ("2026. március 12. 14:30", False, "2026-03-12T14:30:00"),
        ("2026년 11월 24일, 2026. 11. 23.", False, "2026-11-24"),
        ("2026. 11. 23., 2026년 11월 24일", False, "2026-11-23"),
        ("31 November 2026, 24 November 2026", False, "2026-11-24"),
    ],
)
def test_the_first_day_in_any_form_counts(text: str, month_first: bool, iso: str) -> None:
    """A day that no month has is passed over."""
    assert parse_timestamp(text, month_first=month_first) == iso
