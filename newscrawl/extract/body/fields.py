"""Parts of an article that are fields of the record, not body: byline, date line, captions, credits.

Found by the page's structure (``figcaption``, telling names), by its own words (the authors that
its metadata states) and by form (a short line that is mostly a date, before the text).
"""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import chain, filterfalse

from newscrawl.extract.body.captions import captions_of, in_captions, plain
from newscrawl.extract.body.rulings import Ruling, Verdicts, indexes_of, is_long
from newscrawl.extract.metadata.calendars import plain_date
from newscrawl.extract.metadata.names import opens_byline
from newscrawl.extract.segmentation.segments import Segment, key_of
from newscrawl.extract.segmentation.verse import weight
from newscrawl.extract.tags import HEADINGS
from newscrawl.model.items import BlockKind, Metadata
from newscrawl.text.sentences import is_ended

BYLINE = Ruling("field", "field.byline", "It is the byline; it is a field of the record.")
DATELINE = Ruling("field", "field.dateline", "It is the date line; it is a field of the record.")
OWN_BYLINE = Ruling(
    "field", "field.byline", "It is the byline, and begins as one; it is a field of the record."
)
OWN_DATELINE = Ruling(
    "field",
    "field.dateline",
    "It is the date line, and has the day of publication; it is a field of the record.",
)
"""Lines above the text that are byline and date line for sure, whatever the weights say of them."""
DATELINES = (DATELINE, OWN_DATELINE)
CREDIT_RULES = frozenset({"selectors.credit"})
BYLINE_RULES = frozenset({"field.byline", "selectors.byline"})
CAPTION_RULES = frozenset({"selectors.caption"})
MAX_LINE_CHARS = 100
MAX_BESIDE_NAMES = 24
"""Characters that a byline may hold beside the authors' names: "By", "and", the outlet's name."""
DATE = re.compile(
    r"\b(?:(?:19|20)\d\d|25[3-9]\d)\b|\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\d{4}年|\d{1,2}月\d{1,2}日"
)
CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}\s+(?=[^\W\d])")
"""A time at the beginning of a line, before a word."""
ABBREVIATED = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,2}\.$")
"""A word of one or two letters and a point: "8:15 p.m.", "2026 г.", "08:15 น."."""
DATA: frozenset[BlockKind] = frozenset({"table_row", "code"})
"""Kinds of blocks that are no date line, whatever numbers they hold."""
STANDFIRST_SENTENCES = 1
"""Paragraphs of one sentence that may be before byline and date."""
NUMBERS = re.compile(r"\d+")
MIN_DIGIT_SHARE = 0.12
MAX_FIELDS = 50


_MIN_NAME_KEY = 3
"""A shorter name is in too many texts to be sought in them."""
_PROGRAMME_REACH, _PROGRAMME_LINES = 4, 3
"""Segments to either side of a line in which a programme has so many lines, itself included."""
_DATE_NUMBERS = 2
"""A line that is a date has at least so many numbers: a day and a year."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one page; empty where it has none."""

    byline: str | None = None
    dateline: str | None = None
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


def judge_fields(
    segments: Sequence[Segment],
    taken: frozenset[int],
    metadata: Metadata,
) -> Verdicts:
    """Return a verdict on each segment that is a byline or a date line."""
    # Names from metadata, not from the form of the line: a
    # short line with two capitals is a caption.
    names = list(filter(_may_be_sought, map(key_of, metadata.authors)))
    kept = [each for each in segments if each.index in taken]
    begin = _begin_of_text(kept, len(segments))
    above = filter(_is_line, segments[:begin])
    within = filter(_is_line, segments[begin:])
    rulings = chain(
        ((line.index, _ruling_above(line, names, metadata)) for line in above),
        ((line.index, _ruling_within(line, names)) for line in within),
    )
    found = {index: ruling for index, ruling in rulings if ruling is not None}
    # After all are found: whether a date line is one of a programme is told by its neighbours.
    clocks = [segment.index for segment in segments if _opens_with_clock(segment.text)]
    is_programme = partial(_is_programme, found, clocks)
    return {index: found[index] for index in filterfalse(is_programme, found)}


def _is_line(segment: Segment) -> bool:
    """Return whether a segment is short, and no heading."""
    is_short = len(segment.text) <= MAX_LINE_CHARS
    return is_short and segment.tag not in HEADINGS


def _ruling_above(line: Segment, names: Sequence[str], metadata: Metadata) -> Ruling | None:
    """Return the ruling on a line above the text, where it is a byline or a date line."""
    if _is_byline(line.key, names):
        return OWN_BYLINE if opens_byline(line.text) else BYLINE
    is_data = line.kind in DATA
    if is_data or not NUMBERS.search(line.text):
        return None
    # Digits and calendars of any script: "١٤ مارس ٢٠٢٤", "۱۵ مهر ۱۴۰۲".
    text = plain_date(line.text)
    if not _is_dateline(text):
        return None
    return OWN_DATELINE if _has_day(text, metadata) else DATELINE


def _ruling_within(line: Segment, names: Sequence[str]) -> Ruling | None:
    """Return the ruling on a line in the text or below it, where it is a byline."""
    # In the text an author's name also occurs in short lines; there only the bare name is a byline.
    is_bare_name = _is_full_name(line.key, names)
    is_byline = is_bare_name and _is_byline(line.key, names)
    return BYLINE if is_byline else None


def _may_be_sought(name: str) -> bool:
    """Return whether the key of a name is long enough to be sought in a text."""
    return len(name) > _MIN_NAME_KEY


def _begin_of_text(kept: Sequence[Segment], end: int) -> int:
    """Return the index of the first long segment, or of the second that ends a sentence; else *end*.

    One sentence may be the standfirst, which is before byline and date.
    """
    sentences = 0
    for segment in kept:
        sentences += _is_sentence(segment)
        has_begun = sentences > STANDFIRST_SENTENCES
        if has_begun or is_long(segment):
            return segment.index
    return end


def _is_sentence(segment: Segment) -> bool:
    """Return whether a segment ends as a sentence does, and is no heading."""
    # Headings may end in a question mark; they say nothing of where the text begins.
    is_heading = segment.tag in HEADINGS
    return not is_heading and is_ended(segment.text)


def _is_programme(found: Verdicts, clocks: Sequence[int], index: int) -> bool:
    """Return whether the line at *index* is one of the times of a programme.

    That is one of three date lines in a row, or, since longer lines are none, of three near each
    other that open with a clock, at the places *clocks*.
    """
    row = [found.get(place) in DATELINES for place in range(index - 2, index + 3)]
    windows = (row[start : start + _PROGRAMME_LINES] for start in range(_PROGRAMME_LINES))
    if any(map(all, windows)):
        return True
    near = range(index - _PROGRAMME_REACH, index + _PROGRAMME_REACH + 1)
    lines = sum(map(near.__contains__, clocks))
    return index in clocks and lines >= _PROGRAMME_LINES


def _has_day(text: str, metadata: Metadata) -> bool:
    """Return whether a date line has the day and the year in which the page was published.

    >>> from newscrawl.model.items import Timestamp
    >>> page = Metadata(published=Timestamp("2026-03-05T08:00:00+01:00", "json-ld:datePublished"))
    >>> _has_day("Ada Lund, 5. März 2026", page), _has_day("7. Mai 1945", page)
    (True, False)
    """
    if metadata.published is None:
        return False
    year, _, day = metadata.published.iso[:10].split("-")
    numbers = {number.lstrip("0") for number in NUMBERS.findall(text)}
    return numbers >= {year, day.lstrip("0")}


def _opens_with_clock(text: str) -> bool:
    """Return whether a line is a time and what is on then, without a date.

    >>> [_opens_with_clock(text) for text in ("7:15 Evening prayers", "11:21 on 19.11.2019", "7:15")]
    [True, False, False]
    """
    clock = CLOCK.match(text)
    return clock is not None and DATE.search(text, clock.end()) is None


def _is_byline(key: str, names: Iterable[str]) -> bool:
    """Return whether a line is one or more of the authors' *names* and little else."""
    rest = key
    # The rest after all names are taken out is "By", "and", the outlet; more is a sentence.
    for name in names:
        rest = rest.replace(name, "")
    return rest != key and len(rest.strip()) <= MAX_BESIDE_NAMES


def _is_full_name(key: str, names: Sequence[str]) -> bool:
    """Return whether a line is one of *names*, of two words or more."""
    return " " in key and key in names


def _is_dateline(text: str) -> bool:
    """Return whether a short line is mostly a date.

    >>> _is_dateline("Updated 11:21 pm CST, Tuesday, November 19, 2019")
    True
    >>> _is_dateline("In 2019, the town had 11,000 inhabitants and two schools.")
    False
    """
    # "8:15 p.m." ends in a full stop, too, and is no sentence.
    has_stop = text.endswith((".", "!", "?", "。"))
    is_sentence = has_stop and not ABBREVIATED.search(text)
    if is_sentence or not DATE.search(text):
        return False
    digits = sum(map(str.isdigit, text))
    tests = (
        digits >= MIN_DIGIT_SHARE * len(text),
        len(NUMBERS.findall(text)) >= _DATE_NUMBERS,
        weight(text) <= MAX_LINE_CHARS,  # a paragraph of Chinese has a hundred characters
    )
    return all(tests)


def read_fields(segments: Sequence[Segment], verdicts: Verdicts, last: int) -> Fields:
    """Gather the fields from the segments up to index *last*, each text once, in document order."""
    near = segments[: last + 1]
    bylines = _texts_of(near, verdicts, BYLINE_RULES)
    datelines = _texts_of(near, verdicts, frozenset({DATELINE.rule_id}))
    # Read as whole captions first: a credit may be inside of one.
    shown = indexes_of(in_captions(near))
    captions, inside = captions_of(each for each in near if _is_caption(each, verdicts, shown))
    own = map(plain, _texts_of(near, verdicts, CREDIT_RULES))
    return Fields(
        byline=next(iter(bylines), None),
        dateline=next(iter(datelines), None),
        captions=captions[:MAX_FIELDS],
        credits=tuple(dict.fromkeys((*inside, *own)))[:MAX_FIELDS],
    )


def _is_caption(segment: Segment, verdicts: Verdicts, shown: Set[int]) -> bool:
    """Return whether a segment is the caption of a picture, and not just its credit.

    *shown* are the indexes of the segments in elements of captions.
    """
    rule = _rule_on(segment, verdicts)
    # An element named for the credit is often in the ``figcaption``; it is a field of its own.
    if rule in CREDIT_RULES:
        return False
    return rule in CAPTION_RULES or segment.index in shown


def _texts_of(
    segments: Iterable[Segment], verdicts: Verdicts, rules: frozenset[str]
) -> tuple[str, ...]:
    """Return the texts of the segments on which one of *rules* gave the verdict, each once."""
    found = (each.text for each in segments if _rule_on(each, verdicts) in rules)
    return tuple(dict.fromkeys(found))[:MAX_FIELDS]


def _rule_on(segment: Segment, verdicts: Verdicts) -> str:
    """Return the id of the rule that gave the verdict on a segment; empty where there is none."""
    verdict = verdicts.get(segment.index)
    return "" if verdict is None else verdict.rule_id
