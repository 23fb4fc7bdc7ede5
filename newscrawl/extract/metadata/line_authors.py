"""The names of authors in the lines around a headline, as a reader finds them: bylines and credits."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, pairwise
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.metadata.credits import (
    all_or_none,
    has_reporter_behind,
    is_credit,
    is_writer_label,
    japanese_names,
    signed_names,
)
from newscrawl.extract.metadata.lines import Elsewhere, ShownLine, all_lines, is_of_others
from newscrawl.extract.metadata.names import (
    is_author,
    is_prefix,
    opens_byline,
    split_names,
    unique_names,
)
from newscrawl.extract.metadata.persons import has_role, is_full_name, is_person

MAX_CREDIT_LINES: Final = 400
MAX_LINE_CHARS: Final = 160
MAX_TASK_WORDS: Final = 3
"""Words of a line that is a task alone: "Senior Political Editor"."""
MAX_READ_CHARS: Final = 1_500
"""A byline is before so much text has been read after the headline."""
_NO_LINE: Final = ShownLine("")
_SENTENCE: Final = re.compile(r"[。！？.!?][”」』\"]?$|，.*，")
_REPORTED: Final = re.compile(
    r"[（(]([^（）()]{0,20}(?:记者|記者|作者|通讯员|文)[^（）()]{2,30})[）)]"
)
_DAY_BEFORE: Final = re.compile(
    r"(?:[^\W\d]+[.:]?,?\s+){0,4}\d{1,2}(?:\.|st|nd|rd|th)?(?:[./-]\d{1,2}[./-]|,?\s+(?:[^\W\d]+\.?,?\s+){0,3})\d{4}"
    r",?\s+(?:[-–—]\s+)?"
)
"""A day at the beginning of a line: "March 5, 2024 by Ann Lee", "Posted on: May 2nd, 2023 by Ann Lee"."""
_GLUED: Final = re.compile(r"[^\W\d_][A-ZÀ-ÖØ-ÞΑ-ΩА-Я\d]")
_MARKS: Final = re.compile(r"\s+[|·•]\s+")
_PARTS: Final = re.compile(r"\s+[|·•–—-]\s+|\s*[,،]\s+")

Names = tuple[str, ...]
Claim = tuple[str, Names]
"""A source, and the names that it gives."""


def line_authors(lines: Iterable[ShownLine], place: Elsewhere) -> Iterator[Claim]:
    """Yield the names of the bylines among the lines under the headline, as a reader finds them.

    Such a line says "By …" in one of the languages known, credits by a label, links to the page of
    an author, or gives a name and a task.
    """
    following = _lines_before_text(lines)
    # A label on a line of its own ("Author") is read with the line that follows it,
    # a task ("Reporter") with the one before.
    for before, line in pairwise(chain((_NO_LINE,), following)):
        names = _byline(line, _label_of(before)) or _names_above(before, line)
        # The place is asked last: only lines with names are worth the look at their boxes.
        if names and not is_of_others(line, place):
            yield "page:line", unique_names([*names, *_more_credits(following)])
            return


def credit_authors(tree: HtmlElement, place: Elsewhere) -> Iterator[Claim]:
    """Yield the names of the first credit among the lines of the article and below it.

    Only names after a label count there: "Text: Ann Lee", "作者：王芳", "（新报记者 王芳）".
    """
    # Without a headline the whole page is read: credits at the end have labels, which are telling.
    lines = all_lines(tree) if place.headline is None else place.following()
    for line in islice(lines, MAX_CREDIT_LINES):
        names = _credit(line)
        if names and not is_of_others(line, place):
            yield "page:credit", names
            return


def _lines_before_text(lines: Iterable[ShownLine]) -> Iterator[ShownLine]:
    """Yield the lines as far as a byline may be; in the place of a paragraph one without text."""
    read = 0
    for line in lines:
        if read > MAX_READ_CHARS:
            return
        size = len(line.text)
        read += size
        yield line if size <= MAX_LINE_CHARS else _NO_LINE


def _label_of(line: ShownLine) -> str:
    """Return the text of *line* if it is a label alone, which tells that a name follows; else nothing."""
    text = line.text
    is_label = is_writer_label(text) or is_prefix(text)
    return text if is_label else ""


def _names_above(before: ShownLine, line: ShownLine) -> Names:
    """Return the names in the line *before*, where *line* is a task and nothing else: "Reporter"."""
    is_short = len(line.text.split()) <= MAX_TASK_WORDS
    if not is_short or not has_role(line.text):
        return ()
    return all_or_none(is_full_name, split_names(before.text))


def _more_credits(following: Iterable[ShownLine]) -> Iterator[str]:
    """Yield the names of the credits that follow a byline line by line."""
    for line in following:
        names = _credit(line)
        # The credits of one article are lines in a row; the first other line ends them.
        if not names:
            return
        yield from names


def _byline(line: ShownLine, label: str) -> Names:
    """Return the people whom *line*, after a *label* on a line of its own, names as authors."""
    names = _told_names(line, label) or _first_told(line, _UNTOLD)
    # A first name without the form of one is a word of a sentence.
    is_byline = any(map(is_person, names[:1]))
    return tuple(filter(is_author, names)) if is_byline else ()


def _told_names(line: ShownLine, label: str) -> Names:
    """Return the names that words of a byline, or a label, tell in *line*."""
    text = _from_byline(f"{label} {_parted(line)}".lstrip())
    is_opened = label or opens_byline(text)
    if is_opened or has_reporter_behind(text):
        return _of_first_run(line, split_names(text))
    return japanese_names(text) or _credit(line)


def _of_first_run(line: ShownLine, names: Names) -> Names:
    """Return *names* of *line* without the words of the next element that one of them ends with.

    That is a section or a label: "By Ann Lee", "Sport".
    """
    first = split_names("".join(line.runs[:1]))[:1]
    is_glued = " ".join(names).startswith(tuple(filter(is_full_name, first)))
    return names if names[:1] == first or not is_glued else first


def _parted(line: ShownLine) -> str:
    """Return the text of *line* with a space where two elements meet in it like "Ann Lee" and "Published".

    Style sheets set such elements apart, so that the source has no space there.
    """
    text, end = line.text, 0
    for run in line.runs if len(line.runs) > 1 else ():
        start = text.find(run, end)
        # In other places a run goes on with a word: a capital set large, a link within one.
        if start == end and _GLUED.fullmatch(text[start - 1 : start + 1]):
            text = f"{text[:start]} {text[start:]}"
            start += 1
        end = max(start, 0) + len(run)
    return text


def _first_told(line: ShownLine, readers: Iterable[Callable[[ShownLine], Names]]) -> Names:
    """Return the names that the first of *readers* finds in *line*."""
    found = (read(line) for read in readers)
    return next(filter(None, found), ())


def _linked(line: ShownLine) -> Names:
    """Return the names that *line* links to the page of an author: as good as "By", in any language."""
    return tuple(chain.from_iterable(map(split_names, line.links)))


def _with_task(line: ShownLine) -> Names:
    """Return the name in "Ann Lee | Senior Writer | July 2": the first part, where a task follows."""
    parts = list(filter(None, _PARTS.split(line.text)))
    # A task tells that the part before it is a name: "Ann Lee | Paris" may be anything.
    name, task = (*parts, "", "")[:2]
    is_agency = is_author(task) and not is_person(task)
    if is_agency:
        return (*split_names(name), task)
    return split_names(name) if has_role(task) else ()


_UNTOLD: Final = (_linked, _with_task)
"""Readers of lines that have no word of a byline."""


def _credit(line: ShownLine) -> Names:
    """Return the people whom a line credits by a label.

    In a paragraph that may be a bracket at either end.
    """
    is_paragraph = len(line.text) > MAX_LINE_CHARS
    # In a paragraph only brackets at its ends are credits: words like "text" occur in sentences.
    names = _first_told(line, _OF_PARAGRAPHS if is_paragraph else _OF_LINES)
    return all_or_none(is_person, names)


def _in_brackets(line: ShownLine) -> Names:
    """Return the names after a task in brackets: "（新报记者 王芳）"."""
    found = _REPORTED.search(line.text)
    return split_names(found[1]) if found else ()


def _signed(line: ShownLine) -> Names:
    """Return the names in brackets at the end of *line*."""
    return signed_names(line.text)


def _after_label(line: ShownLine) -> Names:
    """Return the names after a label: "Text: Ann Lee"."""
    # "Text: …" may also begin a sentence of the article.
    is_sentence = _SENTENCE.search(line.text) is not None
    return split_names(line.text) if is_credit(line.text) and not is_sentence else ()


def _in_next_run(line: ShownLine) -> Names:
    """Return the names after a label that has an element of its own, without a mark between them."""
    label, rest = "".join(line.runs[:1]), line.runs[1:]
    return split_names(" ".join(rest)) if rest and is_writer_label(label) else ()


_OF_PARAGRAPHS: Final = (_in_brackets, _signed)
_OF_LINES: Final = (*_OF_PARAGRAPHS, _after_label, _in_next_run)
"""Readers of credits, the most telling first."""


def _from_byline(text: str) -> str:
    """Return *text* from the part on that opens a byline: "12 March | By Ann Lee" has one before it."""
    rests = (text[mark.end() :] for mark in _MARKS.finditer(text))
    found = next(filter(_is_byline_of_person, rests), None)
    return _after_day(text) if found is None else found


def _is_byline_of_person(text: str) -> bool:
    """Return whether *text* opens a byline whose first name is a person's."""
    return opens_byline(text) and any(map(is_person, split_names(text)[:1]))


def _after_day(text: str) -> str:
    """Return the byline in *text* after a day at its beginning; *text* where there is none."""
    day = _DAY_BEFORE.match(text)
    if day is None:
        return text
    rest = text[day.end() :]
    is_sentence = _SENTENCE.search(rest) is not None
    return rest if opens_byline(rest) and not is_sentence else text
