"""The place of a page's own article, told from the boxes that hold other people's names and dates."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, count, filterfalse, islice, takewhile
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.metadata.lines import AUTHOR_URL, MAX_LINES, ShownLine, lines_after

MAX_ELEMENTS: Final = 40
"""Elements of one kind that are looked at."""
# Boxes that hold other people's names and dates: comments, teasers, side columns.
_ELSEWHERE = re.compile(
    r"(?<!no-)\bcomment|comments?\b|related|teaser|recommend|promo|disqus|most-?read|footer-?nav"
    r"|quot(?:e|ation)|\bzitat|\bcitat|\bcita\b|testimonial",
    re.IGNORECASE,
)
_WIDGET: Final = "widget"
_SIDE_NAMES: Final = ("sidebar", _WIDGET)
"""Names of side columns, in which some themes put the byline."""
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
MAX_BYLINE_BOX_CHARS = 500
MAX_TEASER_CHARS = 800
MAX_TEASER_LEVELS = 12
NEAR_LEVELS = 4
"""A short box within so many levels of the headline belongs to it, if it is an ``aside`` or ``nav`` too."""
_WHOLE_PAGE: Final = frozenset({"body", "html"})
_ARTICLE_TAGS: Final = frozenset({"article", "main"})
_SIDE_TAGS: Final = frozenset({"aside", "nav", "footer"})


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
        boxes = list(filterfalse(_is_page, above))
        self._near = frozenset([*boxes[:NEAR_LEVELS], *filter(_is_article, boxes)])
        # Builders of pages call all of their blocks widgets, that of the headline, too.
        is_of_widgets = _WIDGET in " ".join(map(_names_of_box, boxes))
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
        return self._is_of_another_story(boxes)

    def _is_whole(self, box: HtmlElement) -> bool:
        """Return whether *box* is the page, or its article where no headline tells that."""
        # Without a headline the nearest article is taken for the page's own.
        is_only_article = self.headline is None and _is_article(box)
        return is_only_article or _is_page(box)

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


def _is_page(box: HtmlElement) -> bool:
    """Return whether *box* is the whole page."""
    return box.tag in _WHOLE_PAGE


def _is_article(box: HtmlElement) -> bool:
    """Return whether *box* is an article by its tag."""
    return box.tag in _ARTICLE_TAGS


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
