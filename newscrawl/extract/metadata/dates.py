"""Published and modified time: strings of a page to ISO 8601, as exact as the page is."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from operator import itemgetter
from typing import Final

from newscrawl.extract.metadata.calendars import gregorian_year, plain_date
from newscrawl.extract.metadata.months import ENGLISH, english_months
from newscrawl.extract.strings import clean_text
from newscrawl.model.items import Timestamp
from newscrawl.web.urldates import MAX_YEAR, MIN_YEAR

MAX_CHARS = 80

_ISO = re.compile(
    r"""(?P<year>\d{4}) (?P<sep>[-/.]?) (?P<month>\d{2}|(?<=[-/.])\d) (?P=sep) (?P<day>\d{1,2})
        (?: (?:[T,]\s?|\s+(?:-\s+|at\s+|um\s+)?|(?<=\d{8})) (?P<clock>\d{1,2}:?\d{2}(?::?\d{2})?)
            (?:[.,:]\d{1,9})?
            \s* (?P<zone>Z|UTC|GMT|[A-Z]{2,4}|(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?)? )? (?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(?<![\d.])(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4})(?!\d|\.\d)")
_EAST = re.compile(r"(?<![\d.])(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_EAST_POINTS = re.compile(r"(?<![\d.])(\d{4})\s?\.\s(\d{1,2})\.\s?(\d{1,2})(?![\d:])")
_MONTH: Final = f"({'|'.join(ENGLISH)})"
_ORDINAL: Final = r"(?:[-.]?(?:°|(?:st|nd|rd|th|er|re|mh|º|ª|a|e|ê|го|і|ی)\b))?"
_OF: Final = r"(?:(?:de|del|di|da|of|ta|dhen|an|m|г)\W{1,2})?"
_NAMED = re.compile(
    rf"(?<!\d)(?<!\d[.:])(\d{{1,2}}){_ORDINAL}\s?[-./]?\s?{_OF}{_MONTH}\W{{0,4}}{_OF}(\d{{4}})(?!\d)"
)
_NAMED_US = re.compile(rf"{_MONTH}\W{{1,4}}(\d{{1,2}}){_ORDINAL}\W{{1,3}}{_OF}(\d{{4}})(?!\d)")
_YEAR_FIRST = re.compile(
    rf"""(?<![\d.])(\d{{4}})\W{{0,3}}(?:(?:e\)ko|e?ko|m|gada|г|ж|թ|оны|жыл\w*|йил\w*|yil\w*|ел\w*)\W{{1,3}})?
        (?:(\d{{1,2}}){_ORDINAL}\W{{1,3}})?{_MONTH}(?:\W{{1,3}}(\d{{1,2}})(?!\d|:))?""",
    re.VERBOSE,
)
"""As Hungarian, Latvian, Armenian and others write it: 2026. March 12., 2026. gada 12. March."""
_AFTERNOON = re.compile(r"(?:오후|下午|午後|晚上|傍晚|晩上)\s*$")
_SHORT_YEAR = re.compile(r"(?<![\w./:-])(\d{1,2})([./])(\d{1,2})\2(\d{2})(?![\w./:]|,\d)")
"""A year of two digits, which counts where no year has four."""
_EITHER_ORDER = re.compile(r"(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.hH]|[時时點点시]\s?)(\d{2})(?::(\d{2}))?(?!\d)\s*([apπμ]\.?\s?[mμ]\b|مساء|صباح|[مص](?!\w))?",
    re.IGNORECASE,
)
_FOUR_DIGITS = re.compile(r"\d{4}")
_EPOCH = re.compile(r"\d{10}|\d{13}", re.ASCII)
"""Ten digits are seconds, thirteen milliseconds since 1970; eight are a day."""
_TAIL = re.compile(r"(?:(?:GMT|UTC)\s?)?[+-]\d{1,2}(?::?\d{2})?(?!\d)|[A-Za-z]{2,4}")
_ZONES: Final = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "cet": 1, "cest": 2, "met": 1, "mez": 1, "mesz": 2, "eet": 2,
    "eest": 3, "msk": 3, "trt": 3, "wib": 7, "hkt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "sast": 2,
    "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)


_Parts = tuple[str, str | int, str]
"""The year, the month and the day of a date."""
_Form = tuple[re.Pattern[str], Callable[[re.Match[str], bool], _Parts]]
"""A pattern of days, and what reads a match of it; its second argument is whether a month comes first."""
_MONTH_COUNT = 12
_LAST_HOUR, _LAST_MINUTE = 23, 59


def parse_timestamp(value: object, *, month_first: bool = False) -> str | None:
    """Return the ISO 8601 form of *value*, a string or seconds since 1970; ``None`` when it is no date.

    The page's own offset stays. *month_first* reads 4/5/2026 as the American 5 April.

    >>> parse_timestamp("2026-11-24 07:41:09 +0100")
    '2026-11-24T07:41:09+01:00'
    >>> parse_timestamp("24. November 2026")
    '2026-11-24'
    """
    if isinstance(value, int | float):
        return _epoch(value)
    if not isinstance(value, str):
        return None
    # Cut twice: once before white space is folded, so that a long value costs no time.
    text = plain_date(" ".join(value[: 4 * MAX_CHARS].split())[:MAX_CHARS])
    if _EPOCH.fullmatch(text):
        return _epoch(int(text))
    # The most exact form first; mail dates last, as their reader takes almost anything.
    return _iso(text) or _written(text, month_first=month_first) or _mail(text)


def _day_first() -> bool:
    """Return that a month does not come first: the order of most of the world."""
    return False


def first_timestamp(
    claims: Iterable[tuple[str, object]], month_first: Callable[[], bool] = _day_first
) -> Timestamp | None:
    """Return the first of *claims* (source, value) that is a date.

    *month_first* is asked only where a date can be read in either order.
    """
    for source, value in claims:
        # Both must hold: asking for the order reads the text of the page.
        iso = parse_timestamp(value, month_first=has_either_order(value) and month_first())
        if iso:
            return Timestamp(iso, source, written=clean_text(str(value), max_chars=MAX_CHARS) or "")
    return None


def has_either_order(value: object) -> bool:
    """Return whether *value* is a date such as 04/05/2026, whose day and month nobody can tell apart."""
    if not isinstance(value, str):
        return False
    match = _EITHER_ORDER.search(value[:MAX_CHARS])
    # 05/05/2026 is the same day in either order.
    if match is None or match[1] == match[3]:
        return False
    return max(int(match[1]), int(match[3])) <= _MONTH_COUNT


def count_orders(text: str) -> tuple[int, int]:
    """Count the dates in *text* that can only be read with the day first, and those with the month first."""
    day_first = month_first = 0
    for first, _, second, _ in _EITHER_ORDER.findall(text):
        day_first += int(first) > _MONTH_COUNT >= int(second)
        month_first += int(second) > _MONTH_COUNT >= int(first)
    return day_first, month_first


def _epoch(value: float) -> str | None:
    # JavaScript counts milliseconds: as seconds these would be thousands of years ahead.
    seconds = value / 1000 if abs(value) > 10**11 else value
    if not 6 * 10**8 < seconds < 4 * 10**9:  # from 1989 on
        return None
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def _iso(text: str) -> str | None:
    # At the beginning first: "2026-11-24 (updated 2026-11-25)".
    match = _ISO.match(text) or _ISO.search(text)
    if match is None:
        return None
    # Eight digits within a text are an id as likely as a date.
    if match["sep"] == "" and match.start() > 0:
        return None
    day = _day(match["year"], match["month"], match["day"])
    if day is None:
        return None
    if match["clock"] is None:
        return _timed(day, text[match.end() :])
    # "7:41" and "7:41:09" have an odd number of digits.
    digits = match["clock"].replace(":", "")
    digits = digits.zfill(len(digits) + len(digits) % 2).ljust(6, "0")
    return _join(day, (digits[:2], digits[2:4], digits[4:]), _zone(match["zone"] or ""))


def _mail(text: str) -> str | None:
    """Read the form of e-mail headers: "Tue, 24 Nov 2026 07:41:00 +0100"."""
    try:
        moment = parsedate_to_datetime(text)
    # The standard library may raise any of these on odd strings.
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not MIN_YEAR <= moment.year <= MAX_YEAR:
        return None
    # Without a time the library makes midnight of it, which nobody stated.
    return moment.isoformat() if ":" in text else moment.date().isoformat()


def _written(text: str, *, month_first: bool) -> str | None:
    """Return the first day in *text* that is written in words or in numbers, with its time."""
    # Without a year of four digits only one form can match, and that has no words.
    if not _FOUR_DIGITS.search(text):
        return _first_of(_SHORT_FORMS, text, month_first=month_first)
    return _first_of(_FORMS, english_months(text), month_first=month_first)


def _first_of(forms: Iterable[_Form], text: str, *, month_first: bool) -> str | None:
    """Return the first day in *text* that is written in one of *forms*, with its time."""
    found = _written_days(text, forms, month_first=month_first)
    # By place in the text: of "published … updated …" the first counts.
    first = min(found, key=itemgetter(0), default=None)
    if first is None:
        return None
    # A clock belongs to the day that it follows, not to one before it.
    _, end, day = first
    return _timed(day, text[end:])


def _timed(day: date, rest: str) -> str:
    """Return *day* with the clock in *rest*, the text after it."""
    clock = _CLOCK.search(rest)
    # "25.11" after a day is a number, not a time.
    if clock is None or int(clock[1]) > _LAST_HOUR + 1:
        return day.isoformat()
    # The zone is after the clock: letters elsewhere are words.
    tail = _TAIL.search(rest[clock.end() :])
    zone = _zone(tail[0] if tail else "")
    hour = _hour_of(clock, rest[: clock.start()])
    return _join(day, (str(hour), clock[2], clock[3] or "0"), zone)


def _in_order(first: str, second: str, *, month_first: bool) -> tuple[str, str]:
    """Return day and month of two numbers; one above twelve is a day, whatever the page's order is."""
    may_turn = month_first and int(first) <= _MONTH_COUNT
    must_turn = int(second) > _MONTH_COUNT
    return (second, first) if may_turn or must_turn else (first, second)


def _hour_of(clock: re.Match[str], before: str) -> int:
    """Return the hour of *clock*, whose half of the day is after it, or in a word *before* it."""
    hour = int(clock[1])
    half = clock.groups("")[-1].lower()
    # Twelve is the first hour of both halves of a day: 12:30 a.m. is half past midnight.
    if half.startswith(("p", "μ", "م")) or _AFTERNOON.search(before):
        return hour % 12 + 12
    return hour % 12 if half else hour


def _written_days(
    text: str, forms: Iterable[_Form], *, month_first: bool
) -> Iterator[tuple[int, int, date]]:
    """Yield (start, end, day) of each day that is written in one of *forms*, form by form."""
    for pattern, read in forms:
        for match in pattern.finditer(text):
            day = _day(*read(match, month_first))
            # The 31st of November is no day.
            if day is not None:
                yield match.start(), match.end(), day


def _of_year_in_front(match: re.Match[str], _: bool) -> _Parts:
    year, month, day = match.groups()
    return year, month, day


def _of_name_after_year(match: re.Match[str], _: bool) -> _Parts:
    year, early, name, late = match.groups("")
    return year, _number_of(name), early or late


def _of_name(match: re.Match[str], _: bool) -> _Parts:
    day, name, year = match.groups()
    return year, _number_of(name), day


def _of_name_in_front(match: re.Match[str], _: bool) -> _Parts:
    name, day, year = match.groups()
    return year, _number_of(name), day


def _of_numbers(match: re.Match[str], month_first: bool) -> _Parts:
    first, second, year = match.groups()
    day, month = _in_order(first, second, month_first=month_first)
    return year, month, day


def _of_short_year(match: re.Match[str], month_first: bool) -> _Parts:
    first, _, second, year = match.groups()
    day, month = _in_order(first, second, month_first=month_first)
    return f"20{year}", month, day


_FORMS: Final[tuple[_Form, ...]] = (
    (_EAST, _of_year_in_front),
    (_EAST_POINTS, _of_year_in_front),
    (_YEAR_FIRST, _of_name_after_year),
    (_NAMED, _of_name),
    (_NAMED_US, _of_name_in_front),
    (_DAY_FIRST, _of_numbers),
)
_SHORT_FORMS: Final[tuple[_Form, ...]] = ((_SHORT_YEAR, _of_short_year),)
"""The forms of a written day; where two begin at the same place the first one counts."""


def _number_of(name: str) -> int:
    return ENGLISH.index(name) + 1


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        found = date(gregorian_year(int(year)), int(month), int(day))
    except ValueError:
        return None
    # Years beyond are numbers in a text: prices, ids, page counts.
    return found if MIN_YEAR <= found.year <= MAX_YEAR else None


def _zone(text: str) -> timezone | None:
    name = text.strip()
    hours = _ZONES.get(name.casefold())
    if hours is not None:
        return timezone(timedelta(hours=hours))
    match = _OFFSET.fullmatch(name)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    # The largest offset in use is +14:00 (Kiritimati); ``timezone`` takes up to a day.
    if offset > timedelta(hours=14):
        return None
    return timezone(offset if match[1] == "+" else -offset)


def _join(day: date, clock: tuple[str, str, str], zone: timezone | None) -> str:
    """Return *day* with the hour, the minute and the second of *clock*; alone where there is no such time."""
    hour, minute, second = map(int, clock)
    if hour > _LAST_HOUR or max(minute, second) > _LAST_MINUTE:
        return day.isoformat()
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone).isoformat()
