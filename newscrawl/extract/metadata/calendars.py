"""Dates of any script and calendar, rewritten so that a reader of Latin dates can read them.

Digits of any script become ASCII, names of months English (``months``), years of the Buddhist,
Japanese and Taiwanese reckoning and days of the Persian calendar Gregorian. Library readers of
dates know some of this, but cost milliseconds a string and seconds at the start; the tables here
cost microseconds.

Source: for the Persian calendar the cycle of 33 years with eight leap years,
which agrees with the astronomical one from 1343 to 1472.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from newscrawl.extract.metadata.months import ENGLISH, english_months, even

_PERSIAN: Final = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
_ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_FILLERS = re.compile(r"พ\.?ศ\.?|ค\.?ศ\.?|\bวันที่|年代|公元|西元")
_NUMERALS: Final = {
    character: number for number, character in enumerate("〇一二三四五六七八九")
} | {
    "零": 0,
    "○": 0,
}
_CHINESE_NUMBER = re.compile("[〇零○一二三四五六七八九十]{1,4}(?=年|月|日)")
_ERA_YEAR = re.compile(f"({'|'.join(_ERAS)})\\s*(元|\\d{{1,3}})\\s*年")
_VIETNAMESE = re.compile(
    r"(\d{1,2})\s+(?:tháng|thg)\s+(\d{1,2})(?:\s*,\s*(?:năm\s+)?|\s+năm\s+|\s+)(?=\d{4})",
    re.IGNORECASE,
)
_NEPALI_DIGITS = re.compile("[०-९]")
_NEPALI_YEAR = re.compile(r"(?<!\d)20[6-9]\d[/.-]?(?!\d{3})")
"""A year of Nepal's calendar, which is 57 ahead; its days are not read."""
_DAY_COMMA = re.compile(rf"(?<=\d),(?= (?:{'|'.join(ENGLISH)}) [^ -ɏ]*\d{{4}})")
"""Between day and month, as Telugu and Pashto have it."""
_TWICE_NAMED = re.compile(rf"({'|'.join(ENGLISH)})\s*/\s*\1")
"""As Arab papers name a month for both halves of their readers: مارس/آذار."""
_MONGOLIAN = re.compile(
    r"(\d{4})\s+оны?\s+(\d{1,2})(?:\s*-?\s*\w{1,7})?\s+сарын\s+(\d{1,2})", re.IGNORECASE
)
_PERSIAN_DAY = re.compile(
    rf"(\d{{1,2}})\s*({'|'.join(map(even, _PERSIAN))})(?:\s*ماه)?\s*،?\s*(\d{{4}})"
)
_PERSIAN_NUMBERS = re.compile(r"(?<!\d)(1[34]\d\d)\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)")
_THAI_SHORT_YEAR = re.compile(rf"(?<=\d)\s*({'|'.join(ENGLISH)})\s*(\d\d)(?!\d)")
_THAI = re.compile("[\u0e00-\u0e7f]")

PERSIAN_YEARS: Final = range(1369, 1411)
"""From 1990 on; a later year of the form is one of the Islamic calendar."""
BUDDHIST_YEARS: Final = range(2533, 2644)
BUDDHIST_OFFSET: Final = 543


_MONTHS = 12


def plain_date(text: str) -> str:
    """Return *text* with its dates in ASCII digits, English months and Gregorian years.

    Other text stays as it is, but for digits and letters that Unicode holds to be the same.

    >>> plain_date("令和8年3月12日"), plain_date("१२ मार्च २०२६"), plain_date("۲۱ اسفند ۱۴۰۴")
    ('2026年3月12日', '12 March 2026', '2026-03-12')
    """
    # Nearly all dates of pages are ASCII: the tables are for the others.
    if text.isascii():
        return _persian_numbers(_VIETNAMESE.sub(_vietnamese_day, text) if "thg" in text else text)
    # Asked before the digits become ASCII: they alone tell Nepal's years from Gregorian ones.
    of_nepal = _NEPALI_DIGITS.search(text) is not None
    # Digits first: all patterns below look for ASCII ones.
    text = re.sub(r"[^\x00-\x7f]", _digit, even(text))
    if of_nepal:
        text = _NEPALI_YEAR.sub(" ", text)
    text = _ERA_YEAR.sub(_era_year, _CHINESE_NUMBER.sub(_number, text))
    # Asked before the names of months, the last Thai letters, are replaced.
    is_thai = _THAI.search(text) is not None
    # Persian days before names of months become English: their months are not Gregorian ones.
    text = _PERSIAN_DAY.sub(_persian_day, _FILLERS.sub(" ", text))
    text = english_months(_MONGOLIAN.sub(r"\1-\2-\3", text))
    text = _TWICE_NAMED.sub(r"\1", text)
    text = _VIETNAMESE.sub(_vietnamese_day, _DAY_COMMA.sub(" ", text))
    # Two digits are a Buddhist year, "69" for 2569, only where the text is Thai.
    if is_thai:
        text = _THAI_SHORT_YEAR.sub(r" \1 25\2", text)
    return " ".join(_persian_numbers(text).split())


def gregorian_year(year: int) -> int:
    """Return *year*, a Buddhist one as the Gregorian."""
    return year - BUDDHIST_OFFSET if year in BUDDHIST_YEARS else year


def from_persian(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a day of the Persian calendar, from 1369 to 1410; else ``None``.

    >>> from_persian(1404, 1, 1), from_persian(1403, 12, 30)
    (datetime.date(2025, 3, 21), datetime.date(2025, 3, 20))
    """
    lengths = [31] * 6 + [30] * 5 + [30 if _is_persian_leap(year) else 29]
    if year not in PERSIAN_YEARS or not 1 <= month <= _MONTHS or not 1 <= day <= lengths[month - 1]:
        return None
    # Nowruz of 1369 was 21 March 1990: days are counted from there.
    days = sum(365 + _is_persian_leap(each) for each in range(PERSIAN_YEARS.start, year))
    return date(1990, 3, 21) + timedelta(days + sum(lengths[: month - 1]) + day - 1)


def _is_persian_leap(year: int) -> bool:
    return year % 33 in {1, 5, 9, 13, 17, 22, 26, 30}


def _digit(match: re.Match[str]) -> str:
    return str(unicodedata.decimal(match[0], match[0]))


def _number(match: re.Match[str]) -> str:
    """Return a Chinese number: 二〇二六 by its digits, 二十一 by tens."""
    text = match[0]
    if "十" not in text:
        return "".join(str(_NUMERALS[character]) for character in text)
    # "十五" is 15: without a digit before it ten counts once.
    tens, _, ones = text.partition("十")
    return str(10 * _NUMERALS.get(tens, 1) + _NUMERALS.get(ones, 0))


def _era_year(match: re.Match[str]) -> str:
    # "元年" is the first year of an era.
    return f"{_ERAS[match[1]] + (1 if match[2] == '元' else int(match[2]))}年"


def _vietnamese_day(match: re.Match[str]) -> str:
    return f"{match[1]} {_english(match[2])} "


def _english(number: str) -> str:
    # A number that is no month stays: then the text is no date.
    return ENGLISH[int(number) - 1] if 1 <= int(number) <= _MONTHS else number


def _persian_day(match: re.Match[str]) -> str:
    month = [even(name) for name in _PERSIAN].index(match[2]) + 1
    day = from_persian(int(match[3]), month, int(match[1]))
    return f" {day.isoformat()} " if day else match[0]


def _persian_numbers(text: str) -> str:
    return _PERSIAN_NUMBERS.sub(_persian_numeric, text)


def _persian_numeric(match: re.Match[str]) -> str:
    day = from_persian(int(match[1]), int(match[3]), int(match[4]))
    return day.isoformat() if day else match[0]
