"""The lines of a page as a reader sees them, and the element that shows its headline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice, takewhile
from operator import attrgetter
from typing import Final, Protocol

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.characters import clean_line
from newscrawl.extract.metadata.persons import name_key
from newscrawl.extract.strings import element_text
from newscrawl.extract.tags import BLOCKS, NO_ELEMENTS

MAX_HEADINGS: Final = 80
MAX_STEPS: Final = 20_000
"""Edges of elements that are walked for lines; a page has its byline before."""
MIN_TITLE_KEY: Final = 12
MIN_LINE_KEY: Final = 6
"""A shorter line is a label as likely as a headline."""
MAX_LINES: Final = 25
MAX_SHOWN_LINES: Final = 3_000
MAX_TITLE_LINE_CHARS: Final = 250
AUTHOR_URL: Final = re.compile(
    r"/(?:authors?|autor(?:en|es|in|a|i)?|auteurs?|profiles?|profil|people|persons?|staff|journalists?|reporters?"
    r"|writers?|contributors?|columnists?|redaktion|bio|users?|verfasser|redacteur|firmas?|by)/[^/?#]|[?&]author=",
    re.IGNORECASE,
)
"""URLs of pages about an author."""
_BOXES: Final = frozenset("body html td article main section".split())
"""Elements that set a headline apart from what is before them."""
MAX_LEVELS_ABOVE: Final = 3
MAX_ABOVE: Final = 4
"""Elements around a headline, and before each of them, in which a line above it is looked for."""
MAX_ABOVE_CHARS: Final = 300
_BREAKS: Final = BLOCKS | {"br"}
"""Elements at which a line ends."""
_SKIPPED_TAGS: Final = (
    "script style noscript template svg iframe button select option textarea input form head nav"
)
_SKIPPED: Final = NO_ELEMENTS.union(_SKIPPED_TAGS.split())
"""Tags whose text is not read: scripts and menus hold no byline."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line as a reader sees it.

    Attributes:
        text: Its text, clean.
        links: The text of each link in it to the page of an author.
        runs: The runs of text that it is made of, one for each element.
        element: The element that its first run is in.
    """

    text: str
    links: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    element: HtmlElement | None = field(default=None, compare=False, repr=False)


class Elsewhere(Protocol):
    """The place of a page's article, which tells whether an element belongs to something else."""

    headline: HtmlElement | None

    def is_elsewhere(self, element: HtmlElement) -> bool:
        """Return whether *element* is in a box of something else."""

    def following(self) -> Iterator[ShownLine]:
        """Yield the lines under the headline."""


def is_of_others(line: ShownLine, place: Elsewhere) -> bool:
    """Return whether *line* belongs to something else than the article."""
    return line.element is not None and place.is_elsewhere(line.element)


@dataclass(slots=True)
class _OpenLine:
    """A line that is being read."""

    runs: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    element: HtmlElement | None = None
    steps: int = 0

    def add(self, run: str | None, element: HtmlElement | None) -> None:
        """Take up a run of text of *element*."""
        if not run:
            return
        # White space between elements belongs to neither.
        if self.element is None and not run.isspace():
            self.element = element
        self.runs.append(run)

    def add_element(self, element: HtmlElement) -> None:
        """Take up the text that *element* begins with, and its link, if it leads to the page of an author."""
        self.add(element.text, element)
        if element.tag == "a" and AUTHOR_URL.search(element.get("href", "")):
            self.links.append(element_text(element, max_chars=300) or "")

    def close(self) -> ShownLine | None:
        """Return the line, if it has text, and begin the next one."""
        raw, links, element = self.runs, self.links, self.element
        self.runs, self.links, self.element = [], [], None
        # Most of what is between two blocks is white space of the source.
        if element is None:
            return None
        # Runs keep the text of each element: "Text" and "Ann Lee" are glued in the line.
        runs = tuple(filter(None, map(clean_line, raw)))
        if not runs:
            return None
        # Nearly all lines are one run, which is clean by now.
        text = runs[0] if len(raw) == 1 else clean_line("".join(raw))
        return ShownLine(text, tuple(links), runs, element)


def find_headline(tree: HtmlElement, title: str | None) -> HtmlElement | None:
    """Return the heading that shows *title*, or holds it; else a line that is it; else the first ``h1``."""
    key = name_key(title or "")
    shown = filter(partial(_shows, key), _first_headings(tree))
    # A guess for a page none of whose headings and lines shows the title.
    h1s = filter(_is_told_h1, _first_headings(tree))
    return next(chain(shown, _elements_with(tree, key), h1s), None)


def _first_headings(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Return the headings that are tried as the headline, with text or without."""
    return islice(tree.iter("h1", "h2", "h3"), MAX_HEADINGS)


def _shows(title: str, heading: HtmlElement) -> bool:
    """Return whether *heading* has text, and shows the title of this key."""
    key = _key_of(heading)
    return key != "" and _are_one_title(key, title)


def _is_told_h1(heading: HtmlElement) -> bool:
    """Return whether *heading* is one of the first rank and has text."""
    return heading.tag == "h1" and _key_of(heading) != ""


def _key_of(heading: HtmlElement) -> str:
    """Return the key of the text of *heading*."""
    return name_key(element_text(heading, max_chars=1_000) or "")


def _elements_with(tree: HtmlElement, title: str) -> Iterator[HtmlElement | None]:
    """Yield the elements of the lines that say *title*, in a cell or in bold on old pages."""
    # A shorter line is a label.
    if len(title) >= MIN_LINE_KEY:
        says_it = partial(_says, title)
        yield from map(_element_of, filter(says_it, _short_lines(tree)))


_element_of: Final = attrgetter("element")


def _says(title: str, line: ShownLine) -> bool:
    """Return whether *line* says the title of this key and nothing else."""
    return name_key(line.text) == title


def _are_one_title(heading: str, title: str) -> bool:
    """Return whether two keys, of a heading and of the title, are the same, or one holds the other."""
    if heading == title:
        return True
    # The heading may hold the title and a kicker, or the title the heading and the site's name.
    short, long = sorted((heading, title), key=len)
    return len(short) >= MIN_TITLE_KEY and short in long


def line_keys(tree: HtmlElement) -> frozenset[str]:
    """Return the keys (as of ``name_key``) of the lines that the page shows, long ones left out."""
    return frozenset(name_key(line.text) for line in _short_lines(tree))


def _short_lines(tree: HtmlElement) -> Iterator[ShownLine]:
    """Yield the lines of the page that may be a headline."""
    lines = islice(all_lines(tree), MAX_SHOWN_LINES)
    return (line for line in lines if len(line.text) <= MAX_TITLE_LINE_CHARS)


def first_lines(tree: HtmlElement) -> Iterator[ShownLine]:
    """Yield the lines that the page begins with."""
    return islice(all_lines(tree), MAX_LINES)


def all_lines(tree: HtmlElement) -> Iterator[ShownLine]:
    """Yield the lines of the page, in document order."""
    body = tree.find("body")
    line = _OpenLine()
    yield from _lines_of(tree if body is None else body, line)
    yield from _closed(line)


def lines_after(element: HtmlElement) -> Iterator[ShownLine]:
    """Yield the lines that follow *element*, in document order, without those inside of it."""
    line = _OpenLine()
    # Upwards: after the siblings of the headline come those of the box that it is in.
    for box in takewhile(_is_below_body, chain((element,), element.iterancestors())):
        if box.tag in BLOCKS:
            yield from _closed(line)
        line.add(box.tail, box.getparent())
        for sibling in box.itersiblings():
            yield from _lines_of(sibling, line)
            line.add(sibling.tail, box.getparent())
            # Bounded by elements and not by lines: a page may have a million without any text.
            if line.steps > MAX_STEPS:
                return
    yield from _closed(line)


def texts_before(element: HtmlElement | None) -> Iterator[str]:
    """Return the texts right before *element* in its box, the nearest first.

    Further up are the head of the page and the day on which it was asked for.
    """
    around = () if element is None else chain((element,), element.iterancestors())
    boxes = takewhile(_is_of_box, islice(around, MAX_LEVELS_ABOVE))
    return map(_text_with_tail, chain.from_iterable(map(_before, boxes)))


def _is_of_box(element: HtmlElement) -> bool:
    """Return whether what is before *element* is in the same box as it."""
    return element.tag not in _BOXES


def _before(element: HtmlElement) -> Iterator[HtmlElement]:
    """Return the elements before *element*, the nearest first."""
    return islice(element.itersiblings(preceding=True), MAX_ABOVE)


def _text_with_tail(element: HtmlElement) -> str:
    """Return the text of *element*, and that between it and the next one."""
    text = "" if element.tag in _SKIPPED else element_text(element, max_chars=MAX_ABOVE_CHARS)
    return clean_line(f"{text or ''} {element.tail or ''}")


def _is_below_body(element: HtmlElement) -> bool:
    """Return whether *element* is not the body of the page."""
    return bool(element.tag != "body")


def _closed(line: _OpenLine) -> Iterator[ShownLine]:
    """Yield *line*, which ends here, if it has text."""
    shown = line.close()
    if shown:
        yield shown


def _lines_of(element: HtmlElement, line: _OpenLine) -> Iterator[ShownLine]:
    """Yield the lines that end in *element*, the first of which began as *line*."""
    # A walk with both events: a line ends where a block begins and where it ends.
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        line.steps += 1
        if line.steps > MAX_STEPS:
            return
        shown = line.close() if each.tag in _BREAKS else None
        if shown:
            yield shown
        if event == "end":
            # Whoever walks *element* reads on after it.
            tail = None if each is element else each.tail
            line.add(tail, each.getparent())
        elif each.tag in _SKIPPED:
            walk.skip_subtree()
        else:
            line.add_element(each)
