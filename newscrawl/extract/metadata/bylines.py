"""Authors and dates that only the page itself shows: microdata, rel=author, classes, time elements."""

import re
from collections.abc import Container, Iterable, Iterator
from itertools import chain, filterfalse, groupby, islice, repeat
from operator import itemgetter
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from newscrawl.extract.metadata.habits import ANYWHERE
from newscrawl.extract.metadata.line_authors import credit_authors, line_authors
from newscrawl.extract.metadata.lines import first_lines
from newscrawl.extract.metadata.names import opens_joint, split_names
from newscrawl.extract.metadata.persons import is_person
from newscrawl.extract.metadata.place import MAX_ELEMENTS, BylinePlace
from newscrawl.extract.metadata.times import OF_CHANGE, moment_of, rank_of
from newscrawl.extract.strings import clean_text, clean_texts, element_text
from newscrawl.extract.tags import NO_ELEMENTS

MAX_CLASSES = 6
MAX_LINE_CHARS = 150
MAX_PIECES = 60

_BYLINE_CLASS = re.compile(r"by-?line|(?:posted|written|created)-?by", re.IGNORECASE)
_AUTHOR_CLASS = re.compile(
    r"author(?!iz|iti)|autor(?!iz)|auteur|\bwriter|redakteur|verfasser|\bfn\b|penulis|muhabir",
    re.IGNORECASE,
)
_DATE_CLASS = re.compile(
    r"date(?!d?picker|base)|datum|fecha|\bdata(?:[-_]|\b)|publi|posted|timestamp|\btime\b|zeit\b|tarih|byline|dateline"
    r"|\bmeta\b|(?:article|post|entry|story|news)[-_]{0,2}(?:meta|info|time)",
    re.IGNORECASE,
)
_ITEMS: Final = XPath("/descendant::*/@itemprop[. = $name]/..")
_BY_REL: Final = XPath("//a[@rel='author']")
_INNER_NAME: Final = XPath(".//*[@itemprop='name']")
_NO_TEXT: Final = NO_ELEMENTS.union("script style noscript svg form input img body html".split())
"""Tags of what holds no text of the byline itself."""
_JOINTS: Final = (",", "&", ";", " and", " und", " et", " y")
"""Ends of a piece of text after which another name follows."""


def _classed(pattern: re.Pattern[str], place: BylinePlace) -> Iterator[HtmlElement]:
    """Return the elements whose class *pattern* finds, class by class in the order of their first element."""
    values = filter(pattern.search, place.classes)
    # A few are enough: a page with more such classes is a list of posts.
    for value in islice(values, MAX_CLASSES):
        yield from place.classes[value][:MAX_ELEMENTS]


_MARKED: Final = (
    ("microdata:author", lambda place: _ITEMS(place.tree, name="author")),
    ("page:byline", lambda place: _classed(_BYLINE_CLASS, place)),
    ("rel:author", lambda place: _BY_REL(place.tree)),
)
_CLASS: Final = "page:author"


def page_authors(
    place: BylinePlace, among: Container[str] = ANYWHERE
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return names by source, most trusted source first; of each kind the first element that has any.

    Where no element is marked, the lines under the headline are read as a reader does. Names without
    the form of a person's name come last. Sources that are not *among* those named are passed over.
    """
    rest: list[tuple[str, tuple[str, ...]]] = []
    for source, find in _MARKED:
        if source in among:
            yield from _sorted_out(source, _first_names(place.here(find(place))), rest)
    # Before classes by name: "author" is also the class of comment forms and avatars.
    if "page:line" in among:
        has_lines = next(place.lines, None) is not None
        yield from line_authors(place.lines if has_lines else first_lines(place.tree), place)
    if _CLASS in among:
        yield from _sorted_out(_CLASS, _classed_names(place), rest)
    if "page:credit" in among:
        yield from credit_authors(place.tree, place)
    yield from rest


def _classed_names(place: BylinePlace) -> tuple[str, ...]:
    """Return the names in the first element whose class says that it holds an author's."""
    found = place.here(_classed(_AUTHOR_CLASS, place))
    elements = list(filter(_has_text, found))
    # Among many elements of such a class only those with a name are worth a look.
    people = list(filter(_names_person, elements))
    return _first_names(people or elements)


def _names_person(element: HtmlElement) -> bool:
    """Return whether *element* has a name with the form of a person's."""
    return any(map(is_person, _names_of(element)))


def _sorted_out(
    source: str, names: tuple[str, ...], rest: list[tuple[str, tuple[str, ...]]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield *names* if one of them has the form of a person's; else put them into *rest*."""
    # Microdata is the page's own word, as JSON-LD is: it holds for outlets, too.
    is_own_word = names and source.startswith("microdata")
    if is_own_word or any(map(is_person, names)):
        yield source, names
    elif names:
        rest.append((source, names))


def _first_names(elements: Iterable[HtmlElement]) -> tuple[str, ...]:
    """Return the names of the first element that has any, and of its neighbours of the same kind."""
    named = ((element.getparent(), _names_of(element)) for element in elements)
    # Authors of one byline are side by side; the next one elsewhere is that of another text.
    rows = groupby(named, key=itemgetter(0))
    of_rows = (chain.from_iterable(map(itemgetter(1), row)) for _, row in rows)
    names = (tuple(dict.fromkeys(row)) for row in of_rows)
    return next(filter(None, names), ())


def _names_of(element: HtmlElement) -> tuple[str, ...]:
    """Return the names in *element*: its content attribute, its inner names, or else its first text."""
    content = element.get("content")
    # ``meta itemprop`` and the like state it; their text is for the eye.
    if content:
        return split_names(content)
    if not _has_text(element):
        return ()
    # A Person within the element has a name, a picture and a biography: only the name counts.
    inner = _INNER_NAME(element)[:5] if element.get("itemprop") else []
    if inner:
        texts = filter(None, map(element_text, inner))
        return tuple(chain.from_iterable(map(split_names, texts)))
    pieces = islice(_own_text(element), MAX_PIECES)
    return _leading_names(clean_texts(pieces, max_chars=MAX_LINE_CHARS))


def _own_text(element: HtmlElement) -> Iterator[str]:
    for inner in element.iter():
        if _has_text(inner):
            yield inner.text or ""
        if inner is not element:
            yield inner.tail or ""


def _has_text(element: HtmlElement) -> bool:
    """Return whether the text of *element* is one that readers see, by its tag."""
    return element.tag not in _NO_TEXT


def _leading_names(pieces: Iterable[str]) -> tuple[str, ...]:
    """Return the names that *pieces* of text begin with: "By", "Ann Lee", ",", "Bo Ek", "Reporter": two.

    A piece belongs to the names as long as the one before it, or itself, joins: a comma, "and".
    """
    names: list[str] = []
    is_joined = True
    for piece in pieces:
        opens = opens_joint(piece)
        # After "Ann Lee" a piece without a joint is the date,
        # the role or the beginning of the text.
        if not is_joined and not opens:
            break
        found = split_names(piece)
        names += found
        # A piece without names, at the beginning or after a joint: "By", "and".
        is_prelude = not found and (opens or not names)
        is_joined = is_prelude or piece.endswith(_JOINTS)
    return tuple(names)


def microdata_dates(place: BylinePlace) -> Iterator[tuple[str, object]]:
    """Yield (source, value) of the microdata that states the time of publication."""
    marked = place.here(_ITEMS(place.tree, name="datePublished"))
    return zip(repeat("microdata:datePublished"), map(moment_of, marked))


def time_dates(place: BylinePlace) -> Iterator[tuple[str, object]]:
    """Yield (source, value) of the ``time`` elements of the article, those of publication first."""
    return zip(repeat("page:time"), map(moment_of, _times(place)))


def marked_times(place: BylinePlace) -> Iterator[tuple[str, object]]:
    """Yield (source, value) of the ``time`` elements of publication, where one of a change is beside them.

    Themes hide one of the two, so that the line with both does not tell which day is which.
    """
    times = _times(place)
    has_changed = any(map(_is_of_change, times[-1:]))
    published = filterfalse(rank_of, times) if has_changed else ()
    return zip(repeat("page:time"), map(moment_of, published))


def _is_of_change(element: HtmlElement) -> bool:
    """Return whether a ``time`` element tells of the last change."""
    return rank_of(element) == OF_CHANGE


def _times(place: BylinePlace) -> list[HtmlElement]:
    """Return the ``time`` elements of the article, those of its publication first."""
    # Sorting is stable: of equal rank the first in the page comes first.
    return sorted(place.here(place.tree.iter("time")), key=rank_of)


def time_texts(place: BylinePlace) -> Iterator[str]:
    """Yield the texts of the ``time`` elements of the article, but for those of its last change."""
    # The day of a change may be another one than that of publication.
    times = filterfalse(_is_of_change, place.here(place.tree.iter("time")))
    texts = (element_text(each, max_chars=200) for each in times)
    return filter(None, texts)


def shown_dates(place: BylinePlace) -> Iterator[tuple[str, object]]:
    """Return (source, value) of short lines whose class says that they hold a date, in document order."""
    for element in sorted(place.here(_classed(_DATE_CLASS, place)), key=rank_of):
        pieces = islice(_own_text(element), MAX_PIECES)
        text = clean_text(" ".join(pieces), max_chars=2 * MAX_LINE_CHARS)
        if text and len(text) <= MAX_LINE_CHARS:
            yield "page:text", text


def page_modified(place: BylinePlace) -> Iterator[tuple[str, object]]:
    """Yield (source, value) of the candidates for the time of the last change."""
    marked = place.here(_ITEMS(place.tree, name="dateModified"))
    return zip(repeat("microdata:dateModified"), map(moment_of, marked))
