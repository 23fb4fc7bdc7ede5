"""Authors and dates that only the page itself shows: microdata, rel=author, classes, time elements."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, count, filterfalse, groupby, islice, repeat, takewhile
from operator import itemgetter
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from newscrawl.extract.metadata.habits import ANYWHERE
from newscrawl.extract.metadata.line_authors import credit_authors, line_authors
from newscrawl.extract.metadata.lines import (
    AUTHOR_URL,
    MAX_LINES,
    ShownLine,
    first_lines,
    lines_after,
)
from newscrawl.extract.metadata.names import (
    opens_joint,
    split_names,
)
from newscrawl.extract.metadata.persons import (
    is_person,
)
from newscrawl.extract.metadata.times import OF_CHANGE, moment_of, rank_of
from newscrawl.extract.strings import clean_text, clean_texts, element_text

MAX_ELEMENTS = 40
MAX_CLASSES = 6
MAX_LINE_CHARS = 150
MAX_PIECES = 60

# Boxes that hold other people's names and dates: comments, teasers, side columns.
_ELSEWHERE = re.compile(
    r"(?<!no-)\bcomment|comments?\b|related|teaser|recommend|promo|disqus|most-?read|footer-?nav"
    r"|quot(?:e|ation)|\bzitat|\bcitat|\bcita\b|testimonial",
    re.IGNORECASE,
)
_WIDGET: Final = "widget"
_SIDE_NAMES: Final = ("sidebar", _WIDGET)
"""Names of side columns, in which some themes put the byline."""
_BYLINE_CLASS = re.compile(r"by-?line|posted-?by|written-?by", re.IGNORECASE)
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
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
MAX_BYLINE_BOX_CHARS = 500
MAX_TEASER_CHARS = 800
MAX_TEASER_LEVELS = 12
NEAR_LEVELS = 4
"""A short box within so many levels of the headline belongs to it, if it is an ``aside`` or ``nav`` too."""
_NO_TEXT: Final = frozenset(
    {"script", "style", "noscript", "svg", "form", "input", "img", "body", "html"}
)


_WHOLE_PAGE: Final = frozenset({"body", "html"})
_ARTICLE_TAGS: Final = frozenset({"article", "main"})
_SIDE_TAGS: Final = frozenset({"aside", "nav", "footer"})
_JOINTS: Final = (",", "&", ";", " and", " und", " et", " y")
"""Ends of a piece of text after which another name follows."""


class BylinePlace:
    """The place of a page's own article: the boxes around its headline.

    Boxes of comments, teasers and side columns hold the names and dates of others. A box that holds
    the headline is not one of these, however it is named; a box with the linked heading of another
    story is one.
    """

    def __init__(self, headline: HtmlElement | None, tree: HtmlElement) -> None:
        self.headline = headline
        self.tree = tree
        self._cards: dict[HtmlElement, bool] = {}
        self._read: list[ShownLine] = []
        self._unread: Iterator[ShownLine] = iter(()) if headline is None else lines_after(headline)
        above = [] if headline is None else list(headline.iterancestors())
        self._around = frozenset(above)
        # ``body`` is around everything: being in it says nothing.
        boxes = [box for box in above if box.tag not in _WHOLE_PAGE]
        articles = [box for box in boxes if box.tag in _ARTICLE_TAGS]
        self._near = frozenset([*boxes[:NEAR_LEVELS], *articles])
        # Builders of pages call all of their blocks widgets, that of the headline, too.
        is_of_widgets = any(_WIDGET in _names_of_box(box) for box in boxes)
        self._side_names = _SIDE_NAMES[:1] if is_of_widgets else _SIDE_NAMES

    @property
    def lines(self) -> Iterator[ShownLine]:
        """The first lines under the headline, read as far as one asks; none where there is no headline."""
        return islice(self.following(), MAX_LINES)

    @cached_property
    def classes(self) -> Mapping[str, Sequence[HtmlElement]]:
        """The elements of the page by their class, in the order of the first of each."""
        # One walk for all that is asked: a search by class walks all elements each time.
        classes: dict[str, list[HtmlElement]] = {}
        for element in self.tree.iter("*"):
            if value := element.get("class"):
                classes.setdefault(value, []).append(element)
        return classes

    def following(self) -> Iterator[ShownLine]:
        """Yield the lines under the headline; each is read once, whoever asks, and as far as one asks."""
        for number in count():
            if number == len(self._read):
                self._read.extend(islice(self._unread, 1))
            if number == len(self._read):
                return
            yield self._read[number]

    def here(self, found: Iterable[HtmlElement]) -> list[HtmlElement]:
        """Return the first of the elements *found* that are not in a box of something else."""
        # Bounded before it is judged: a comment thread has hundreds of names.
        first = islice(found, MAX_ELEMENTS)
        return list(filterfalse(self.is_elsewhere, first))

    def is_elsewhere(self, element: HtmlElement) -> bool:
        """Return whether *element* is in a side column, in navigation, or in a box of others' texts."""
        # Boxes that hold the headline, too, are the article's own, however they are named.
        around = (element, *element.iterancestors())
        boxes = list(filterfalse(self._around.__contains__, around))
        is_near = not self._near.isdisjoint(around[1:])
        for box in boxes:
            if self._is_whole(box):
                return False
            # What is quoted has an author of its own.
            if box.tag == "blockquote" or _ELSEWHERE.search(_names_of_box(box)):
                return True
            # Some themes put the byline into an ``aside`` or ``nav`` right below the headline.
            if self._is_aside(box) and not (is_near and self._is_byline_box(box)):
                return not _is_footer_of_article(box, element)
        # Last, as it reads text: the looks at names and tags above cost next to nothing.
        return self.headline is not None and self._is_of_another_story(boxes)

    def _is_whole(self, box: HtmlElement) -> bool:
        """Return whether *box* is the page, or its article where no headline tells that."""
        # Without a headline the nearest article is taken for the page's own.
        is_only_article = self.headline is None and box.tag in _ARTICLE_TAGS
        return is_only_article or box.tag in _WHOLE_PAGE

    def _is_aside(self, box: HtmlElement) -> bool:
        """Return whether *box* is beside the article by its tag or its name."""
        if box.tag in _SIDE_TAGS:
            return True
        names = _names_of_box(box)
        return any(side in names for side in self._side_names)

    def _is_byline_box(self, box: HtmlElement) -> bool:
        if not _is_short(box, MAX_BYLINE_BOX_CHARS):
            return False
        # A heading there may be the name of an author, but not the title of another story.
        return all(map(_leads_to_author, self._others_headings(box)))

    def _is_of_another_story(self, boxes: Iterable[HtmlElement]) -> bool:
        """Return whether the nearest heading around is the linked title of a teaser, which is short."""
        # A long box is a text of its own and no teaser; boxes further out are longer still.
        cards = takewhile(self._is_card, islice(boxes, MAX_TEASER_LEVELS))
        nearest = next(chain.from_iterable(map(self._others_headings, cards)), None)
        return nearest is not None and _leads_to_story(nearest)

    def _is_card(self, box: HtmlElement) -> bool:
        """Return whether *box* is as short as a teaser; each box is looked at once."""
        if box not in self._cards:
            self._cards[box] = _is_short(box, MAX_TEASER_CHARS)
        return self._cards[box]

    def _others_headings(self, box: HtmlElement) -> Iterator[HtmlElement]:
        """Return the headings in *box* but the headline of the page."""
        return (each for each in box.iter(*_HEADINGS) if each is not self.headline)


def _names_of_box(box: HtmlElement) -> str:
    """Return the class and the id of *box*, in small letters."""
    return f"{box.get('class')} {box.get('id')}".lower()


def _leads_to_author(heading: HtmlElement) -> bool:
    """Return whether *heading* links to the page of an author."""
    return AUTHOR_URL.search(_target_of(heading) or "") is not None


def _is_footer_of_article(box: HtmlElement, element: HtmlElement) -> bool:
    """Return whether *box*, around *element*, is the footer of an article, which often has its byline.

    The footer of the page has the outlet's name.
    """
    if box.tag != "footer":
        return False
    return next(element.iterancestors(*_ARTICLE_TAGS), None) is not None


def _leads_to_story(heading: HtmlElement) -> bool:
    """Return whether *heading* links to something else than an author, whose box may have a heading."""
    target = _target_of(heading)
    return target is not None and not AUTHOR_URL.search(target)


def _target_of(heading: HtmlElement) -> str | None:
    """Return the URL that *heading* links to, from the inside or the outside."""
    # Themes link either the words in the heading or the whole heading.
    link = heading.find(".//a[@href]")
    if link is None:
        link = next(heading.iterancestors("a"), None)
    return None if link is None else link.get("href", "")


def _is_short(box: HtmlElement, max_chars: int) -> bool:
    """Return whether *box* has at most *max_chars* of text, without reading on in one that has more."""
    sizes = accumulate(map(len, map(str.strip, box.itertext())))
    return all(size <= max_chars for size in sizes)


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
    elements = [element for element in found if element.tag not in _NO_TEXT]
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
    if element.tag in _NO_TEXT:
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
        # Comments and processing instructions have functions for tags.
        if isinstance(inner.tag, str) and inner.tag not in _NO_TEXT:
            yield inner.text or ""
        if inner is not element:
            yield inner.tail or ""


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
    is_changed = times and rank_of(times[-1]) == OF_CHANGE
    published = filterfalse(rank_of, times) if is_changed else ()
    return zip(repeat("page:time"), map(moment_of, published))


def _times(place: BylinePlace) -> list[HtmlElement]:
    """Return the ``time`` elements of the article, those of its publication first."""
    # Sorting is stable: of equal rank the first in the page comes first.
    return sorted(place.here(place.tree.iter("time")), key=rank_of)


def time_texts(place: BylinePlace) -> Iterator[str]:
    """Yield the texts of the ``time`` elements of the article, but for those of its last change."""
    # The day of a change may be another one than that of publication.
    times = (each for each in place.here(place.tree.iter("time")) if rank_of(each) != OF_CHANGE)
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
