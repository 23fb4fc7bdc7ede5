"""The lines of a page around its headline, where bylines and dates are that no markup tells."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final, Protocol

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.characters import clean_line
from newscrawl.extract.metadata.credits import (
    has_reporter_behind,
    is_credit,
    is_writer_label,
    japanese_names,
    signed_names,
)
from newscrawl.extract.metadata.names import (
    is_author,
    is_prefix,
    opens_byline,
    split_names,
    unique_names,
)
from newscrawl.extract.metadata.persons import (
    has_role,
    is_person,
    name_key,
)
from newscrawl.extract.strings import element_text
from newscrawl.extract.tags import BLOCKS

MAX_HEADINGS: Final = 80
MAX_STEPS: Final = 20_000
"""Edges of elements that are walked for lines; a page has its byline before."""
MIN_TITLE_KEY: Final = 12
MIN_LINE_KEY: Final = 6
"""A shorter line is a label as likely as a headline."""
_BREAKS: Final = BLOCKS | {"br"}
"""Elements at which a line ends."""
_SKIPPED: Final = frozenset(
    "script style noscript template svg iframe button select option textarea input form head nav".split()
)


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


@dataclass(slots=True)
class _Open:
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

    def add_link(self, link: HtmlElement) -> None:
        """Take up an ``a`` element, if it leads to the page of an author."""
        if AUTHOR_URL.search(link.get("href") or ""):
            self.links.append(element_text(link, max_chars=300) or "")

    def close(self) -> ShownLine | None:
        """Return the line, if it has text, and begin the next one."""
        # Most of what is between two blocks is white space of the source.
        if self.element is None and all(map(str.isspace, self.runs)):
            self.runs, self.links = [], []
            return None
        # Runs keep the text of each element: "Text" and "Ann Lee" are glued in the line.
        runs = tuple(filter(None, map(clean_line, self.runs)))
        text = "".join(runs)
        # Nearly all lines are one run, which is clean by now.
        if len(self.runs) > 1 and runs:
            text = clean_line("".join(self.runs))
        line = ShownLine(text, tuple(self.links), runs, self.element) if text else None
        self.runs, self.links, self.element = [], [], None
        return line


def find_headline(tree: HtmlElement, title: str | None) -> HtmlElement | None:
    """Return the heading that shows *title*, or holds it; else a line that is it; else the first ``h1``."""
    key, first = name_key(title or ""), None
    for heading in islice(tree.iter("h1", "h2", "h3"), MAX_HEADINGS):
        text = name_key(element_text(heading, max_chars=1_000) or "")
        if not text:
            continue
        if _are_one_title(text, key):
            return heading
        # The guess for a page none of whose headings shows the title.
        if first is None and heading.tag == "h1":
            first = heading
    shown = _line_of(tree, key)
    return first if shown is None else shown


def _line_of(tree: HtmlElement, title: str) -> HtmlElement | None:
    """Return the element of the line that says *title*, in a cell or in bold on old pages."""
    if len(title) < MIN_LINE_KEY:
        return None
    for line in islice(_lines_in(_body_of(tree)), MAX_SHOWN_LINES):
        if len(line.text) <= MAX_TITLE_LINE_CHARS and name_key(line.text) == title:
            return line.element
    return None


def _are_one_title(heading: str, title: str) -> bool:
    """Return whether two keys, of a heading and of the title, are the same, or one holds the other."""
    if heading == title:
        return True
    # The heading may hold the title and a kicker, or the title the heading and the site's name.
    short, long = sorted((heading, title), key=len)
    return len(short) >= MIN_TITLE_KEY and short in long


def lines_after(element: HtmlElement) -> Iterator[ShownLine]:
    """Yield the lines that follow *element*, in document order, without those inside of it."""
    line = _Open()
    line.add(element.tail, element.getparent())
    node: HtmlElement | None = element
    # Upwards: after the siblings of the headline come those of the box that it is in.
    while node is not None and node.tag != "body":
        for sibling in node.itersiblings():
            yield from _lines_of(sibling, line)
            line.add(sibling.tail, node.getparent())
            # Bounded by elements and not by lines: a page may have a million without any text.
            if line.steps > MAX_STEPS:
                return
        node = node.getparent()
        if node is None:
            break
        if node.tag in BLOCKS:
            yield from _closed(line)
        if node.tag != "body":
            line.add(node.tail, node.getparent())
    yield from _closed(line)


def _closed(line: _Open) -> Iterator[ShownLine]:
    """Yield *line*, which ends here, if it has text."""
    shown = line.close()
    if shown:
        yield shown


def _lines_in(element: HtmlElement) -> Iterator[ShownLine]:
    """Yield the lines in *element*, in document order."""
    line = _Open()
    yield from _lines_of(element, line)
    yield from _closed(line)


def _lines_of(element: HtmlElement, line: _Open) -> Iterator[ShownLine]:
    # A walk with both events: a line ends where a block begins and where it ends.
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        line.steps += 1
        if line.steps > MAX_STEPS:
            return
        if each.tag in _BREAKS and (shown := line.close()):
            yield shown
        if event == "end":
            if each is not element:
                line.add(each.tail, each.getparent())
        elif each.tag in _SKIPPED or not isinstance(each.tag, str):
            # Comments are no strings by their tag; scripts and menus hold no byline.
            walk.skip_subtree()
        else:
            line.add(each.text, each)
            if each.tag == "a":
                line.add_link(each)


AUTHOR_URL: Final = re.compile(
    r"/(?:authors?|autor(?:en|es|in|a|i)?|auteurs?|profiles?|profil|people|persons?|staff|journalists?|reporters?"
    r"|writers?|contributors?|columnists?|redaktion|bio|users?|verfasser|redacteur|firmas?|by)/[^/?#]|[?&]author=",
    re.IGNORECASE,
)
"""URLs of pages about an author."""
MAX_LINES: Final = 25
MAX_SHOWN_LINES: Final = 3_000
MAX_TITLE_LINE_CHARS: Final = 250
MAX_CREDIT_LINES: Final = 400
MAX_LINE_CHARS: Final = 160
MAX_TASK_WORDS: Final = 3
"""Words of a line that is a task alone: "Senior Political Editor"."""
MAX_READ_CHARS: Final = 1_500
"""A byline is before so much text has been read after the headline."""


def line_keys(tree: HtmlElement) -> frozenset[str]:
    """Return the keys (as of ``name_key``) of the lines that the page shows, long ones left out."""
    lines = islice(_lines_in(_body_of(tree)), MAX_SHOWN_LINES)
    texts = (line.text for line in lines)
    return frozenset(name_key(text) for text in texts if len(text) <= MAX_TITLE_LINE_CHARS)


def _body_of(tree: HtmlElement) -> HtmlElement:
    """Return the ``body`` of *tree*, or all of it where it has none."""
    body = tree.find("body")
    return tree if body is None else body


def first_lines(tree: HtmlElement) -> Iterator[ShownLine]:
    """Yield the lines that the page begins with."""
    return islice(_lines_in(_body_of(tree)), MAX_LINES)


def line_authors(
    lines: Iterable[ShownLine], place: Elsewhere
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the names of the bylines among the lines under the headline, as a reader finds them.

    Such a line says "By …" in one of the languages known, credits by a label, links to the page of
    an author, or gives a name and a task.
    """
    read, label = 0, ""
    before: ShownLine | None = None
    following = iter(lines)
    for line in following:
        if read > MAX_READ_CHARS:
            return
        read += len(line.text)
        if len(line.text) > MAX_LINE_CHARS:
            label, before = "", None
            continue
        # A label on a line of its own ("Author") is read with the line that follows it,
        # a task ("Reporter") with the one before.
        names = _byline(line, label) or _names_above(before, line)
        before = line
        # The place is asked last: only lines with names are worth the look at their boxes.
        if names and not _is_elsewhere(line, place):
            yield "page:line", unique_names([*names, *_more_credits(following)])
            return
        is_label = is_writer_label(line.text) or is_prefix(line.text)
        label = line.text if is_label else ""


def _names_above(before: ShownLine | None, line: ShownLine) -> tuple[str, ...]:
    """Return the names in the line *before*, where *line* is a task and nothing else: "Reporter"."""
    if before is None or len(line.text.split()) > MAX_TASK_WORDS or not has_role(line.text):
        return ()
    names = split_names(before.text)
    # Without spaces the form of a name tells too little: any four signs have it.
    return names if all(" " in name and is_person(name) for name in names) else ()


def _more_credits(following: Iterable[ShownLine]) -> Iterator[str]:
    """Yield the names of the credits that follow a byline line by line."""
    for line in following:
        names = _credit(line) if len(line.text) <= MAX_LINE_CHARS else ()
        # The credits of one article are lines in a row; the first other line ends them.
        if not names:
            return
        yield from names


def credit_authors(tree: HtmlElement, place: Elsewhere) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the names of the first credit among the lines of the article and below it.

    Only names after a label count there: "Text: Ann Lee", "作者：王芳", "（新报记者 王芳）".
    """
    # Without a headline the whole page is read: credits at the end have labels, which are telling.
    lines = _lines_in(_body_of(tree)) if place.headline is None else place.following()
    for line in islice(lines, MAX_CREDIT_LINES):
        names = _credit(line)
        if names and not _is_elsewhere(line, place):
            yield "page:credit", names
            return


def _is_elsewhere(line: ShownLine, place: Elsewhere) -> bool:
    return line.element is not None and place.is_elsewhere(line.element)


def _credit(line: ShownLine) -> tuple[str, ...]:
    """Return the people whom a line credits by a label.

    In a paragraph that may be a bracket at either end.
    """
    names = _labelled_names(line)
    return names if all(map(is_person, names)) else ()


def _labelled_names(line: ShownLine) -> tuple[str, ...]:
    """Return the names that a label or brackets set off in *line*."""
    text = line.text
    bracket = _REPORTED.search(text)
    if bracket:
        return split_names(bracket[1])
    signed = signed_names(text)
    if signed:
        return signed
    # In a paragraph only brackets at its ends are credits: words like "text" occur in sentences.
    if len(text) > MAX_LINE_CHARS:
        return ()
    # "Text: …" may also begin a sentence of the article.
    if is_credit(text) and not _SENTENCE.search(text):
        return split_names(text)
    # The label in one element, the name in the next, without a mark between them.
    if len(line.runs) > 1 and is_writer_label(line.runs[0]):
        return split_names(" ".join(line.runs[1:]))
    return ()


def _byline(line: ShownLine, label: str) -> tuple[str, ...]:
    """Return the people whom *line*, after a *label* on a line of its own, names as authors."""
    names = _told_names(line, label) or _linked_names(line) or _with_task(line)
    # A first name without the form of one is a word of a sentence.
    if not names or not is_person(names[0]):
        return ()
    return tuple(filter(is_author, names))


def _told_names(line: ShownLine, label: str) -> tuple[str, ...]:
    """Return the names that words of a byline, or a label, tell in *line*."""
    text = _from_byline(f"{label} {line.text}" if label else line.text)
    if label or opens_byline(text) or has_reporter_behind(text):
        return split_names(text)
    return japanese_names(text) or _credit(line)


def _linked_names(line: ShownLine) -> tuple[str, ...]:
    """Return the names that *line* links to the page of an author: as good as "By", in any language."""
    return tuple(chain.from_iterable(map(split_names, line.links)))


def _with_task(line: ShownLine) -> tuple[str, ...]:
    """Return the name in "Ann Lee | Senior Writer | July 2": the first part, where a task follows."""
    parts = list(filter(None, _PARTS.split(line.text)))
    # A task tells that the part before it is a name: "Ann Lee | Paris" may be anything.
    if len(parts) < _WITH_TASK:
        return ()
    if is_author(parts[1]) and not is_person(parts[1]):
        return (*split_names(parts[0]), parts[1])
    return split_names(parts[0]) if has_role(parts[1]) else ()


def _from_byline(text: str) -> str:
    """Return *text* from the part on that opens a byline: "12 March | By Ann Lee" has one before it."""
    for mark in _MARKS.finditer(text):
        rest = text[mark.end() :]
        if opens_byline(rest) and is_person(next(iter(split_names(rest)), "")):
            return rest
    day = _DAY_BEFORE.match(text)
    rest = text[day.end() :] if day else ""
    return rest if rest and opens_byline(rest) and not _SENTENCE.search(rest) else text


_SENTENCE: Final = re.compile(r"[。！？.!?][”」』\"]?$|，.*，")
_REPORTED: Final = re.compile(
    r"[（(]([^（）()]{0,20}(?:记者|記者|作者|通讯员|文)[^（）()]{2,30})[）)]"
)
_DAY_BEFORE: Final = re.compile(
    r"(?:[^\W\d]+[.:]?,?\s+){0,4}\d{1,2}(?:\.|st|nd|rd|th)?(?:[./-]\d{1,2}[./-]|,?\s+(?:[^\W\d]+\.?,?\s+){0,3})\d{4}"
    r",?\s+(?:[-–—]\s+)?"
)
"""A day at the beginning of a line: "March 5, 2024 by Ann Lee", "Posted on: May 2nd, 2023 by Ann Lee"."""
_MARKS: Final = re.compile(r"\s+[|·•]\s+")
_WITH_TASK: Final = 2
"""Parts of a line with a name and a task."""
_PARTS: Final = re.compile(r"\s+[|·•–—-]\s+|\s*[,،]\s+")
