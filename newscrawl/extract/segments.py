"""A page's tree as segments: runs of inline text, each with the place where it stands.

A segment is what a reader sees as one block: the inline content of one block element, split at double line
breaks. Extraction works on its text, rules and site profiles on its place: the *path* of its ancestors,
each a ``Level`` with its selectors. Levels are shared: the same element is the same ``Level``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml.html import HtmlElement

from newscrawl.items import Context

SKIPPED = frozenset(
    """
    script style noscript template svg iframe button select textarea input head object embed canvas math
    audio video map datalist progress meter title rt rp
    """.split()
)
BLOCKS = frozenset(
    """
    html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table
    tbody thead tfoot tr td th caption ul picture
    """.split()
)
SPOKEN = ("itemprop", "data-component", "data-testid", "role", "data-qa", "data-gu-name", "name")
"""Attributes that tell what an element is, beside class and id."""
BOXES = ("div", "section", "aside", "form", "figure", "li", "article", "header", "footer")
CONTROLS = ("button", "input", "select", "textarea")
BOX_CHARS = 1_000
"""A box with more text than this is no longer one that a block shares with its button."""
WORD = re.compile(r"[^\W_]+")
STYLES = {
    "em": "em",
    "i": "em",
    "cite": "em",
    "strong": "strong",
    "b": "strong",
    "small": "small",
    "mark": "mark",
}
"""Inline elements that set a whole paragraph apart, and what they are counted as."""
STYLED_SHARE = 0.9
"""Share (0–1) of a paragraph's text that must stand in such an element."""
MAX_CLASSES = 100
"""Classes of one element that are looked at."""
BREAK = "\0"
PARTS = re.compile("\0\\s*\0[\0\\s]*")


def key_of(text: str) -> str:
    """Give *text* as it is compared: lower case, words only."""
    return " ".join(WORD.findall(text.lower()))


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One element on the way to a segment; compared by identity.

    Attributes:
        tag: Its tag.
        selectors: ``tag.class`` for each class, ``tag#id``, ``tag[itemprop=…]`` and the like.
    """

    tag: str
    selectors: tuple[str, ...]


class Controls:
    """Counts the buttons and form fields around elements of one page, each place once."""

    def __init__(self) -> None:
        self._counts: dict[HtmlElement, int] = {}
        self._small: dict[HtmlElement, bool] = {}

    def around(self, element: HtmlElement) -> int:
        """Count the buttons and form fields of *element*, and of its nearest box, if that is a small one."""
        box: HtmlElement | None = element
        while box is not None and box.tag not in BOXES:
            box = box.getparent()
        place = box if box is not None and self._is_small(box) else element
        if place not in self._counts:
            controls = place.iter(*CONTROLS)
            self._counts[place] = sum(1 for control in controls if control.get("type") != "hidden")
        return self._counts[place]

    def _is_small(self, box: HtmlElement) -> bool:
        if box not in self._small:
            self._small[box] = is_small(box)
        return self._small[box]


@dataclass(eq=False)
class Segment:
    """One run of inline text of a page; compared by identity.

    Attributes:
        index: Position among the segments of the page.
        text: The text, white space folded.
        element: The block element it stands in.
        path: Levels from below ``body`` to the element, outermost first.
        hrefs: Link targets, as written in the page.
        link_chars: Characters of link text.
        key: The text as it is compared.
        controls: Counts the controls around an element; one for all segments of a page.
        tag: The tag of the element.
        width: Characters of the key: what the segment weighs.
        repeats: On how many other known pages of the site it stands nearly alike.
        compared: Number of those pages.
        pinned: A person pinned that it stays.
    """

    index: int
    text: str
    element: HtmlElement
    path: tuple[Level, ...]
    hrefs: tuple[str, ...] = ()
    link_chars: int = 0
    key: str = field(default="")
    controls: Controls = field(default_factory=Controls, repr=False)
    repeats: int = 0
    compared: int = 0
    pinned: bool = False
    style: str = ""
    tag: str = field(init=False)
    width: int = field(init=False)

    def __post_init__(self) -> None:
        self.tag = str(self.element.tag)
        self.width = len(self.key)

    @property
    def link_share(self) -> float:
        """Share (0–1) of the characters that are link text."""
        return min(1.0, self.link_chars / max(1, len(self.text)))

    @cached_property
    def selectors(self) -> frozenset[str]:
        """All selectors of the path."""
        return frozenset(selector for level in self.path for selector in level.selectors)

    def context(self) -> Context:
        """Give the place of the segment as blocks carry it."""
        names = [name for level in self.path for name in (level.selectors or (level.tag,))]
        share, controls = round(self.link_share, 3), self.controls.around(self.element)
        place = (self.repeats, self.compared, self.pinned, self.style, self.index)
        return Context(tuple(names), self.hrefs, share, controls, *place)


def is_small(box: HtmlElement) -> bool:
    """Say whether *box* has at most ``BOX_CHARS`` of text, without reading on in one that has more."""
    size = 0
    for text in box.itertext():
        size += len(text)
        if size > BOX_CHARS:
            return False
    return True


def segment_tree(tree: HtmlElement) -> tuple[Segment, ...]:
    """Give the segments of *tree* in document order; *tree* is not changed."""
    body = tree.find("body")
    walker = Walker()
    walker.walk_block(tree if body is None else body, in_link=False)
    return tuple(walker.segments)


class Walker:
    """One walk over a tree, with the text collected since the last block boundary."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.text: list[str] = []
        self.hrefs: list[str] = []
        self.link_chars = 0
        self.styled: dict[str, int] = {}
        self.size = 0
        self.controls = Controls()
        self.elements: list[HtmlElement] = []
        self.levels: list[Level] = []
        """Those of the first of ``elements``; the others are made when a segment needs them."""

    def walk_block(self, element: HtmlElement, *, in_link: bool) -> None:
        """Read a block element and what is in it."""
        self.walk(element, element, in_link)
        if self.text or self.hrefs:
            self.flush(element)

    def walk(self, element: HtmlElement, block: HtmlElement, in_link: bool) -> None:
        """Read the content of *element*, whose nearest block element is *block*."""
        if text := element.text:
            self.add(text, in_link)
        for child in element:
            tag = child.tag
            if tag in BLOCKS:
                if self.text or self.hrefs:
                    self.flush(block)
                self.elements.append(child)
                self.walk_block(child, in_link=in_link)
                self.elements.pop()
                del self.levels[len(self.elements) :]
            elif tag == "br":
                self.text.append(BREAK)
            elif tag not in SKIPPED and isinstance(tag, str):
                self.walk_inline(child, block, in_link)
            if text := child.tail:
                self.add(text, in_link)

    def walk_inline(self, child: HtmlElement, block: HtmlElement, in_link: bool) -> None:
        """Read an inline element: its text belongs to *block*."""
        is_link = child.tag == "a" and child.get("href") is not None
        if is_link:
            self.hrefs.append(child.get("href") or "")
        style = STYLES.get(str(child.tag))
        if style is None:
            self.walk(child, block, in_link or is_link)
            return
        before = self.size
        self.walk(child, block, in_link or is_link)
        self.styled[style] = self.styled.get(style, 0) + max(0, self.size - before)

    def add(self, text: str, in_link: bool) -> None:
        """Take up a run of text."""
        self.text.append(text)
        self.size += len(text)
        if in_link:
            self.link_chars += len(text.strip())

    def flush(self, block: HtmlElement) -> None:
        """End a block: what was collected becomes segments of *block*."""
        text = "".join(self.text)
        if text and not text.isspace():
            if BREAK in text:
                parts = [part.replace(BREAK, " ") for part in PARTS.split(text)]
                total = sum(len(part.strip()) for part in parts) or 1
            else:
                parts, total = [text], len(text.strip())
            for part in parts:
                self.emit(part, block, self.link_chars / total)
        self.text.clear()
        self.hrefs, self.link_chars = [], 0
        self.styled.clear()
        self.size = 0

    def style(self) -> str:
        """Give the style that nearly all of the collected text has."""
        return next((style for style, size in self.styled.items() if size >= STYLED_SHARE * self.size), "")

    def emit(self, part: str, block: HtmlElement, link_share: float) -> None:
        """Add a segment, unless it holds no word."""
        text = " ".join(part.split())
        key = key_of(text)
        if key:
            links = round(min(1.0, link_share) * len(text))
            place = (self.path(), tuple(self.hrefs), links)
            segment = Segment(len(self.segments), text, block, *place, key, self.controls)
            if self.styled:
                segment.style = self.style()
            self.segments.append(segment)

    def path(self) -> tuple[Level, ...]:
        """Give the levels of the elements around what is read now."""
        self.levels += map(level_of, self.elements[len(self.levels) :])
        return tuple(self.levels)


def level_of(element: HtmlElement) -> Level:
    """Give the level of *element*."""
    tag = str(element.tag)
    return Level(tag, tuple(selectors_of(element, tag)))


def selectors_of(element: HtmlElement, tag: str) -> Iterator[str]:
    """Give the simple selectors that match *element*."""
    for name, value in element.items():
        if name == "class":
            for each in value.split(maxsplit=MAX_CLASSES)[:MAX_CLASSES]:
                yield f"{tag}.{each}"
        elif name == "id":
            yield f"{tag}#{value.strip()}"
        elif name in SPOKEN and len(value) < 50:
            yield f"{tag}[{name}={value}]"
