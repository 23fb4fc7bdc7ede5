"""When an article was published and changed: as the page states, shows or suggests it, in this order.

A moment that is stated in UTC is set against the day that readers of the page see: where that is
the day before or after, it is the day of publication.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, partial
from itertools import chain, islice, repeat
from typing import Final

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.metadata.bylines import (
    marked_times,
    microdata_dates,
    page_modified,
    shown_dates,
    time_dates,
    time_texts,
)
from newscrawl.extract.metadata.dates import count_orders, first_timestamp, parse_timestamp
from newscrawl.extract.metadata.habits import ANYWHERE, Sourced
from newscrawl.extract.metadata.jsonld import Node
from newscrawl.extract.metadata.lines import ShownLine, texts_before
from newscrawl.extract.metadata.meta_keys import MODIFIED_KEYS, PUBLISHED_KEYS
from newscrawl.extract.metadata.meta_tags import Head
from newscrawl.extract.metadata.place import BylinePlace
from newscrawl.model.items import Timestamp
from newscrawl.web.urldates import url_date
from newscrawl.web.urls import shown_host

MAX_SEARCHED_ELEMENTS = 6_000
"""A page of more elements is not searched for a date in its text: that takes quadratic time."""
MAX_DATE_LINE_CHARS = 110
MAX_LEAD_CHARS = 30
"""A line of dates has its first date after at most so many characters; in a caption it comes late."""
MAX_CHECKED_CHARS = 200_000
MAX_DATE_WORDS = 10
"""Words in such a line, those of a short byline and of the month among them."""
MAX_READ_CHARS = 900
"""The date is before so much text has been read after the headline."""
COUNT_ELEMENTS = etree.XPath("count(.//*)")
_CHANGED = re.compile(
    r"updat|modif|aktuali[sz]|mis à jour|mise à"
    r" jour|actualiz|aggiorna|atualiz|обновл|оновл|güncel|更新|최종"
    r"|수정|bijgewerkt"
    r"|frissít|päivitetty|actualizat|cập nhật|अपडेट|अद्यतन|আপডেট|হালনাগাদ|اپ ڈیٹ|עודכן|עדכון|修改"
    r"|oppdatert|opdater|uppdater|zaktual|upravené|ενημ|تحديث|به‌روز|diperbarui|แก้ไข|อัปเดต",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publish|posted|veröffentlicht|erstellt|publi[éc]|pubblicat|опубл|発行|公開|发布|發布|입력|등록|yayın|نشر|منتشر"
    r"|प्रकाशित|প্রকাশ|opublik|julkaistu|diterbitkan|geplaatst|zveřejn|פורסם",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d|年\w{1,3}月")
_WORD = re.compile(r"[^\W\d_]{2,}")
_DATE_START = re.compile(
    r"\d|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[〇一二三四五六七八九十令平]"
)
_AMERICAN = re.compile(r"en[-_]us", re.IGNORECASE)
_US_TERRITORIES: Final = frozenset(
    "us com net org info news tv co io edu gov mil press media".split()
)


_DATELINE = re.compile(
    r"(?P<place>[^\W\d_][^\d,/–—]{1,40}),(?P<day>[^–—/]{0,30}?\d{4}[^\W\d]{0,2})"
    r"(?:\s*\([^()]{2,40}\))?\s*\.?\s*(?:[–—/]|--|-\s)"
)
"""A place, a day with its year and the mark after which the report begins."""
_LINE, _GUESS, _DAY = "page:line", "page:text", "day"
_MICRODATA, _TIME = "microdata:datePublished", "page:time"
_OFFSETS: Final = (timedelta(hours=-12), timedelta(hours=14))
"""The widest offsets on Earth."""
_QUARTER: Final = timedelta(minutes=15)
_DAY_CHARS: Final = len("2026-11-24")
_COUNTRY_CHARS = 2
"""A top-level domain of two letters is a country's. Source: RFC 1591, section 2."""


Claim = tuple[str, object]
"""A source and its value, which may be a date."""


@dataclass(frozen=True, slots=True)
class Dated:
    """Where the dates of a page are looked for."""

    tree: HtmlElement
    url: str
    described: Sequence[Node]
    head: Head
    place: BylinePlace


def read_published(page: Dated, among: Container[str] = ANYWHERE) -> Sourced[Timestamp | None]:
    """Return when the article of *page* was published; ``None``: nothing *among* the sources tells."""
    # Asked for ambiguous dates only, and then once: it reads the text of the page.
    order = cache(lambda: _is_month_first(page))
    # A list: the moments stated are compared with the day shown once more below.
    stated = list(_stated(page))
    # The dates shown count only where nothing is stated: lines also hold dates of events.
    found = first_timestamp(chain(stated, _shown(page, among)), order)
    # Another call and no source: what the search returns is a date in any case.
    if found is None and _GUESS in among:
        found = _guessed(page)
    if found is None:
        return Sourced(None, ())
    # Where no page of the site had another day than it states, nobody compares them.
    of_day = _of_readers_day(found, stated, page) if _DAY in among else found
    sources = (found.source,) if of_day is found else (found.source, _DAY)
    return Sourced(of_day, sources)


def read_modified(page: Dated, among: Container[str] = ANYWHERE) -> Sourced[Timestamp | None]:
    """Return when the article of *page* was changed last, or ``None`` where nothing tells."""
    order = cache(lambda: _is_month_first(page))
    claims = [("json-ld:dateModified", node.get("dateModified")) for node in page.described]
    stated = chain(claims, page.head.claims(*MODIFIED_KEYS))
    # One after the other: the page is searched only where nothing is stated.
    shown = _claims_of(_CHANGES, page.place, among)
    found = first_timestamp(chain(stated, shown), order)
    return Sourced(found, (found.source,) if found else ())


def _claims_of(
    kinds: Iterable[tuple[str, Callable[[BylinePlace], Iterator[Claim]]]],
    place: BylinePlace,
    among: Container[str],
) -> Iterator[Claim]:
    """Yield (source, value) of what each of *kinds* finds, of the sources *among* those named."""
    for source, look in kinds:
        if source in among:
            yield from look(place)


def _stated(page: Dated) -> Iterator[Claim]:
    for node in page.described:
        yield "json-ld:datePublished", node.get("datePublished")
    yield from page.head.claims(*PUBLISHED_KEYS)
    # Last: some systems create an article days before they publish it.
    for node in page.described:
        yield "json-ld:dateCreated", node.get("dateCreated")


def _shown(page: Dated, among: Container[str]) -> Iterator[Claim]:
    """Yield (source, value) of the dates that the page shows, of the sources *among* those named."""
    yield from _claims_of(_SHOWN_FIRST, page.place, among)
    # After the lines: a path has the day at most, a line may have the time as well.
    yield "url", url_date(page.url)
    yield from _claims_of(_SHOWN_LAST, page.place, among)


def _datelines(place: BylinePlace) -> Iterator[Claim]:
    """Yield (source, value) of the days in front of a report: "RIVERTON, Aug. 9, 2022 /Wire/ — …"."""
    for line in place.lines:
        opening = _DATELINE.match(line.text)
        if opening is not None and _is_articles_own(line, place):
            yield _LINE, opening["day"]


def _date_lines(place: BylinePlace) -> Iterator[Claim]:
    """Yield (source, value) of the lines under a headline that begin with a date of publication."""
    return zip(repeat(_LINE), _published_lines(place))


def _published_lines(place: BylinePlace) -> list[str]:
    """Return those of the lines under a headline that begin with a date of publication.

    Those that say so come first: the day of an event may be above them.
    """
    unchanged = map(_unchanged, _lines_with_dates(place))
    return sorted(filter(_has_few_words, unchanged), key=_is_of_unnamed_kind)


def _lines_above(place: BylinePlace) -> Iterator[Claim]:
    """Yield (source, value) of the dates right above the headline, in its own box, the nearest first."""
    dated = filter(_begins_with_date, texts_before(place.headline))
    return zip(repeat(_LINE), filter(_has_few_words, dated))


def _has_few_words(text: str) -> bool:
    """Return whether *text* may be a line of dates by its words."""
    return len(_WORD.findall(text)) <= MAX_DATE_WORDS


def _is_of_unnamed_kind(text: str) -> bool:
    """Return whether a line of dates does not say that it is of the publication."""
    return _PUBLISHED.search(text) is None


def _changed_lines(place: BylinePlace) -> Iterator[Claim]:
    """Yield (source, value) of the dates of a change in the lines under a headline."""
    for text in _lines_with_dates(place):
        changed = _CHANGED.search(text)
        if changed is not None:
            yield _LINE, text[changed.end() :]


_SHOWN_FIRST: Final = (
    (_MICRODATA, microdata_dates),
    (_TIME, marked_times),
    (_LINE, _date_lines),
    (_TIME, time_dates),
)
_SHOWN_LAST: Final = (
    (_GUESS, shown_dates),
    (_LINE, _datelines),
    (_LINE, _changed_lines),
    (_LINE, _lines_above),
)
"""Where dates are that the page shows, by source, before and after the URL; most trusted first."""
_CHANGES: Final = (("microdata:dateModified", page_modified), (_LINE, _changed_lines))


def _lines_with_dates(place: BylinePlace) -> Iterator[str]:
    """Yield the short lines under a headline that begin with a date, those of other stories left out."""
    read = 0
    for line in place.lines:
        read += len(line.text)
        if read > MAX_READ_CHARS:
            return
        # The place is asked last: only lines with dates are worth the look at their boxes.
        if _begins_with_date(line.text) and _is_articles_own(line, place):
            yield line.text


def _begins_with_date(text: str) -> bool:
    """Return whether *text* is short, and may have a date near its beginning."""
    # Long lines are paragraphs, whose dates are those of the news.
    if len(text) > MAX_DATE_LINE_CHARS or not _NUMBERED.search(text):
        return False
    start = _DATE_START.search(text)
    return start is not None and start.start() <= MAX_LEAD_CHARS


def _unchanged(text: str) -> str:
    """Return the part of a line of dates that is not of the last change."""
    changed = _CHANGED.search(text)
    if changed is None:
        return text
    published = _PUBLISHED.search(text, changed.end())
    # The text before "updated" may be the day of publication, too.
    return text[published.start() :] if published else text[: changed.start()]


def _is_articles_own(line: ShownLine, place: BylinePlace) -> bool:
    """Return whether *line* is neither of another story, nor at a picture or in an embedded post."""
    if line.element is None:
        return True
    box = next(line.element.iterancestors("figure", "blockquote"), None)
    return box is None and not place.is_elsewhere(line.element)


def _guessed(page: Dated) -> Timestamp | None:
    """Search the visible page; slow, so only where nothing else gave a date, and never a vast one.

    The search makes the first of January of a year alone, such as that of a copyright.
    """
    if COUNT_ELEMENTS(page.tree) > MAX_SEARCHED_ELEMENTS:
        return None
    try:
        # ``original_date``: of several the first one published, not the latest.
        iso = parse_timestamp(find_date(page.tree, url=page.url, original_date=True))
    # htmldate may raise these on odd pages; a missing date is no reason to lose the article.
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    if iso is None or iso.endswith("-01-01", 0, _DAY_CHARS):
        return None
    return Timestamp(iso, "page:text") if _is_written(_day_of(iso), page.tree) else None


def _is_written(day: str, tree: HtmlElement) -> bool:
    """Return whether the source of the page has *day*: the search completes dates out of their parts."""
    year, month, number = map(int, day.split("-"))
    written = re.compile(
        rf"{year}\D{{0,3}}0?{month}\D{{0,3}}0?{number}(?!\d)"
        rf"|(?<!\d)0?{number}\D{{1,3}}0?{month}\D{{1,3}}{year}"
        rf"|(?<!\d)0?{month}\D{{1,3}}0?{number}\D{{1,3}}{year}"
        rf"|(?<!\d)0?{number}\D{{3,20}}{year}"
        rf"|[^\W\d_]\W{{1,3}}0?{number}\D{{1,5}}{year}"
    )
    return written.search(etree.tostring(tree, encoding="unicode")) is not None


def _is_month_first(page: Dated) -> bool:
    """Return whether dates of *page* such as 04/05/2026 have the month first.

    Its other dates tell, else its language and its host.
    """
    # Pieces and characters are bounded: a few dozen dates tell the order of a page.
    text = "".join(islice(page.tree.itertext(), 20_000))[:MAX_CHECKED_CHARS]
    day_first, month_first = count_orders(text)
    # The page's own unambiguous dates are better evidence than its language.
    if day_first != month_first:
        return month_first > day_first
    named = [page.head.lang or "", *page.head.values("og:locale", "content-language")]
    is_american = any(map(_AMERICAN.fullmatch, map(str.strip, named)))
    last = shown_host(page.url).rsplit(".", 1)[-1]
    # Software is often left at "en-US": a host of another country speaks against it.
    return is_american and (len(last) != _COUNTRY_CHARS or last in _US_TERRITORIES)


def _of_readers_day(found: Timestamp, stated: Iterable[Claim], page: Dated) -> Timestamp:
    """Return *found*, a moment in UTC, as the day that the page shows where that is another one."""
    moment = _utc_moment(found.iso)
    # With an offset of its own the page has said which day it means.
    if moment is None:
        return found
    shown = _dates_in(_seen(page))
    days = list(map(_day_of, shown))
    # The page shows the same day somewhere, or none: nothing to correct.
    if not days or _day_of(found.iso) in days:
        return found
    local = _local_form(moment, chain(_marked_dates(stated, page), shown))
    if local is not None:
        return replace(found, iso=local)
    day = next(filter(partial(_may_be_local, moment), days), None)
    return found if day is None else replace(found, iso=day, moment=found.iso)


def _day_of(iso: str) -> str:
    """Return the day of a date in ISO 8601."""
    return iso[:_DAY_CHARS]


def _marked_dates(stated: Iterable[Claim], page: Dated) -> Iterator[str]:
    """Yield the dates that the data and the elements of the page tell, in ISO 8601."""
    microdata = microdata_dates(page.place)
    claims = chain(stated, microdata, time_dates(page.place))
    yield from _dates_in(value for _, value in claims)


def _local_form(moment: datetime, dates: Iterable[str]) -> str | None:
    """Return *moment* on the page's own clock, by the first of *dates* that is the same on another day."""
    # The same moment is exact: the offset comes from it.
    same = filter(None, map(partial(_same_moment, moment), dates))
    day = moment.date().isoformat()
    return next((iso for iso in same if _day_of(iso) != day), None)


def _dates_in(values: Iterable[object]) -> list[str]:
    """Return the dates that *values* are, in ISO 8601; what is no date is left out."""
    return list(filter(None, map(parse_timestamp, values)))


def _seen(page: Dated) -> Iterator[str]:
    """Yield the forms in which readers see the time of publication: lines, ``time`` elements, the URL."""
    yield from _published_lines(page.place)
    yield from time_texts(page.place)
    # Systems build paths by the clock of the newsroom.
    day = url_date(page.url)
    if day:
        yield day


def _utc_moment(iso: str) -> datetime | None:
    """Return the moment of *iso* if that is in UTC; midnight is but a day that software made a moment of."""
    # A day alone has no moment, so no zone either.
    if len(iso) <= _DAY_CHARS:
        return None
    moment = datetime.fromisoformat(iso)
    if moment.utcoffset() != timedelta(0):
        return None
    return None if moment.replace(microsecond=0).time() == time(0) else moment


def _same_moment(moment: datetime, iso: str) -> str | None:
    """Return *iso* with its offset, if it is *moment* on the clock of another place."""
    if len(iso) <= _DAY_CHARS:
        return None
    local = datetime.fromisoformat(iso)
    offset = local.utcoffset()
    if offset is not None:
        # Shown times have no seconds: two minutes cover the rounding of both.
        is_same = abs(local - moment) < timedelta(minutes=2)
        return iso if is_same and offset else None
    ahead = local.replace(tzinfo=UTC) - moment
    # Offsets of places are multiples of a quarter of an hour.
    offset = _QUARTER * round(ahead / _QUARTER)
    is_rounded = abs(ahead - offset) < timedelta(minutes=1.5)
    is_of_place = is_rounded and _OFFSETS[0] <= offset <= _OFFSETS[1]
    return moment.astimezone(timezone(offset)).isoformat() if offset and is_of_place else None


def _may_be_local(moment: datetime, day: str) -> bool:
    """Return whether *day*, which is not that of *moment* in UTC, may be that of some other place."""
    earliest, latest = moment + _OFFSETS[0], moment + _OFFSETS[1]
    return earliest.date() <= date.fromisoformat(day) <= latest.date()
