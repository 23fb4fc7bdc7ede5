"""Published and modified time: strings of a page to ISO 8601, as exact as the page is."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Final

from newscrawl.extract.metadata.calendars import gregorian_year, plain_date
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
_EAST = re.compile(
    r"(?<![\d.])(\d{4})\s?(?:[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]|\.\s(\d{1,2})\.\s?(\d{1,2})(?![\d:]))"
)
_NAMED = re.compile(
    r"""(?<!\d) (\d{1,2}) (?:st|nd|rd|th|er|º|\.)? \s? (?:de\s|of\s|[-/])? \s? ([^\W\d_]{3,11}) \.?,? \s?
        (?:del?\s|[-/])? \s? (\d{4}) (?!\d)""",
    re.VERBOSE,
)
_NAMED_US = re.compile(r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(
    r"(?<![\d.])(\d{4})\.?,?\s?(?:m\.\s?|gada\s|e?ko\s)?(?:(\d{1,2})\.?\s)?([^\W\d_]{3,12})\.?(?:\s(\d{1,2})(?!\d|:))?"
)
"""As Hungarian, Lithuanian and Latvian write it: 2026. március 12., 2026 m. kovo 12 d., 2026. gada 12. "
"marts."""
_AFTERNOON = re.compile(r"(?:오후|下午|午後|晚上|傍晚|晩上)\s*$")
_EITHER_ORDER = re.compile(r"(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})[:.hH](\d{2})(?::(\d{2}))?(?!\d)\s*([ap]\.?m\b)?", re.IGNORECASE)
_ZONES: Final = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "cet": 1, "cest": 2, "met": 1, "mez": 1, "mesz": 2, "eet": 2,
    "eest": 3, "msk": 3, "trt": 3, "wib": 7, "hkt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "sast": 2,
    "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)

# Beginnings of month names, by number, in languages of the rules; longest match wins.
_MONTHS: Final = (
    "jan jän gen ene янв січ sty led oca jaan ian xan yan tammi sij saus urt яну јан студ ιαν",
    "feb fév fev фев лют lut úno şub veeb helmi velj vasa ots xeb shk φεβ",
    "mar mär mrt mrz maa мар бер bře már ožu kov сак μαρ μάρ",
    "apr avr abr апр кві kwi dub nis ápr huhti travnj balan api крас prill απρ",
    "may mai mag maj mei май мая тра kvě kve máj maí touko svib geg мај μαΐ μάι μαι",
    "jun juin giu jún июн чер cze červen červn haz juun jūn kesä lipnj birž eka xuñ юни јун чэр ιουν "
    "ιούν iyun iun qersh",
    "jul juil lug júl июл лип lip červenc červenec tem juul jūl heinä srpnj liep uzt xul юли јул ліп "
    "ιουλ ιούλ iyul iul korr",
    "aug aoû ago ogo авг сер sie srp ağu elok kolov rugp abu avg avq ágú жні αυγ αύγ gush",
    "sep set сен вер wrz zář eyl szep syys ruj rugs ira shtat σεπ",
    "oct okt ott out окт жов paź říj eki loka spal urr кас οκτ tetor",
    "nov ноя лис lis kas marras stud lapkr aza nóv noi noy ное ліс нов νοε νοέ nënt",
    "dec dez déc dic дек гру gru pro ara dis joulu abe des dets dek дец сне δεκ dhjet",
)
_MONTH_OF: Final = {start: number for number, starts in enumerate(_MONTHS, 1) for start in starts.split()}
_LONGEST: Final = max(map(len, _MONTH_OF))


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
    text = plain_date(" ".join(value[: 4 * MAX_CHARS].split())[:MAX_CHARS])
    if text.isascii() and text.isdigit() and len(text) in {10, 13}:
        return _epoch(int(text))
    return _iso(text) or _mail(text) or next(_written(text, month_first=month_first), None)


def day_first() -> bool:
    """Return that a month does not come first: the order of most of the world."""
    return False


def first_timestamp(
    claims: Iterable[tuple[str, object]], month_first: Callable[[], bool] = day_first
) -> Timestamp | None:
    """Return the first of *claims* (source, value) that is a date.

    *month_first* is asked only where a date can be read in either order.
    """
    for source, value in claims:
        iso = parse_timestamp(value, month_first=has_either_order(value) and month_first())
        if iso:
            return Timestamp(iso, source, written=clean_text(str(value), max_chars=MAX_CHARS) or "")
    return None


def has_either_order(value: object) -> bool:
    """Return whether *value* is a date such as 04/05/2026, of which nobody can tell day and month."""
    match = _EITHER_ORDER.search(value[:MAX_CHARS]) if isinstance(value, str) else None
    return match is not None and int(match[1]) <= 12 and int(match[3]) <= 12 and match[1] != match[3]


def count_orders(text: str) -> tuple[int, int]:
    """Count the dates in *text* that can only be read with the day first, and those with the month first."""
    pairs = [(int(first), int(second)) for first, _, second, _ in _EITHER_ORDER.findall(text)]
    return sum(a > 12 >= b for a, b in pairs), sum(b > 12 >= a for a, b in pairs)


def _epoch(value: float) -> str | None:
    seconds = value / 1000 if abs(value) > 10**11 else value
    if not 6 * 10**8 < seconds < 4 * 10**9:  # from 1989 on
        return None
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def _iso(text: str) -> str | None:
    match = _ISO.match(text) or _ISO.search(text)
    if match is None or (match["sep"] == "" and match.start() > 0):
        return None
    day = _day(match["year"], match["month"], match["day"])
    if day is None or match["clock"] is None:
        return day.isoformat() if day else None
    digits = match["clock"].replace(":", "").zfill(4)
    return _join(day, (digits[:2], digits[2:4], digits[4:6] or "0"), _zone(match["zone"] or ""))


def _mail(text: str) -> str | None:
    """Read the form of e-mail headers: "Tue, 24 Nov 2026 07:41:00 +0100"."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not MIN_YEAR <= moment.year <= MAX_YEAR:
        return None
    return moment.isoformat() if ":" in text else moment.date().isoformat()


def _written(text: str, *, month_first: bool) -> Iterator[str]:
    for day, rest in _written_days(text, month_first=month_first):
        clock = _CLOCK.search(rest)
        if clock is None or int(clock[1]) > 24:
            yield day.isoformat()
            continue
        late = (clock[4] or "").lower().startswith("p") or _AFTERNOON.search(rest[: clock.start()])
        hour = int(clock[1]) % 12 + 12 if late else int(clock[1])
        tail = re.search(r"[A-Za-z]{2,4}|[+-]\d{2}:?\d{2}", rest[clock.end() :])
        yield (
            _join(day, (str(hour), clock[2], clock[3] or "0"), _zone(tail[0] if tail else ""))
            or day.isoformat()
        )


def _written_days(text: str, *, month_first: bool) -> Iterator[tuple[date, str]]:
    """Return each day written in words or in the order of day and month, with the text behind it."""
    for match in _EAST.finditer(text):
        year, month, day, month_too, day_too = match.groups()
        yield from _with_rest(_day(year, month or month_too, day or day_too), text, match)
    for match in _YEAR_FIRST.finditer(text):
        year, early, name, late = match.groups()
        yield from _with_rest(_day(year, month_number(name), early or late or ""), text, match)
    for match in _NAMED.finditer(text):
        yield from _with_rest(_day(match[3], month_number(match[2]), match[1]), text, match)
    for match in _NAMED_US.finditer(text):
        yield from _with_rest(_day(match[3], month_number(match[1]), match[2]), text, match)
    for match in _DAY_FIRST.finditer(text):
        first, second, year = match.groups()
        swap = int(second) > 12 or (month_first and int(first) <= 12)
        yield from _with_rest(_day(year, first, second) if swap else _day(year, second, first), text, match)


def _with_rest(day: date | None, text: str, match: re.Match[str]) -> Iterator[tuple[date, str]]:
    if day is not None:
        yield day, text[match.end() :]


def month_number(word: str) -> int:
    """Return 1–12 for the name of a month or its short form, else 0."""
    lowered = word.casefold()
    for size in range(min(len(lowered), _LONGEST), 2, -1):
        if lowered[:size] in _MONTH_OF:
            return _MONTH_OF[lowered[:size]]
    return 0


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        found = date(gregorian_year(int(year)), int(month), int(day))
    except ValueError:
        return None
    return found if MIN_YEAR <= found.year <= MAX_YEAR else None


def _zone(text: str) -> timezone | None:
    text = text.strip()
    if text.casefold() in _ZONES:
        return timezone(timedelta(hours=_ZONES[text.casefold()]))
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return (
        timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes)) if minutes <= 14 * 60 else None
    )


def _join(day: date, clock: tuple[str, str, str], zone: timezone | None) -> str | None:
    hour, minute, second = (int(part) for part in clock)
    if hour > 23 or minute > 59 or second > 59:
        return day.isoformat()
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone).isoformat()
