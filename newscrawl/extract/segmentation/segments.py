"""A page's tree as segments: runs of inline text, each with the place where it is.

A segment is what a reader sees as one block: the inline content of one block element, split at
double line breaks. Extraction works on its text, rules and site profiles on its place: the *path*
of its ancestors, each a ``Level`` with its selectors. Levels are shared: the same element is the
same ``Level``.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.characters import without_marks
from newscrawl.extract.segmentation.asides import is_caption, is_edit, is_mark, is_note
from newscrawl.extract.segmentation.boxes import Boxes, has_text
from newscrawl.extract.segmentation.code import code_text, without_blank_lines
from newscrawl.extract.segmentation.controls import Controls
from newscrawl.extract.segmentation.formulas import drawings
from newscrawl.extract.segmentation.quotes import NO_MARKS, SET_APART, marks_of
from newscrawl.extract.segmentation.runs import BREAK, CELL, STYLES, Part, TextRun
from newscrawl.extract.segmentation.selectors import selectors_of
from newscrawl.extract.segmentation.tables import TABLE_ROLES, is_cell, shape_of
from newscrawl.extract.segmentation.traces import leave_trace
from newscrawl.extract.segmentation.verse import is_prose
from newscrawl.extract.tags import BLOCKS, INLINE, KINDS, PREFORMATTED, SKIPPED
from newscrawl.model.items import BlockKind, Context

WORD = re.compile(r"[^\W_]+")
STYLED = frozenset({*STYLES, "code", "q"})
"""Inline elements of which a run notes how much of its text they hold."""
HEADING_ROLE = "div[role=heading]"


_ASCII_WORDS = "".join(
    sign.lower() if sign.isalnum() else " " for sign in map(chr, range(256))
).encode("latin-1")
"""For each byte of ASCII its letter in lower case, and a space where ``WORD`` leaves it out."""
KEPT_KEYS = 512
"""Keys that are remembered: those of a page or two, whose extractors ask for each line again."""


@lru_cache(maxsize=KEPT_KEYS)
def key_of(text: str) -> str:
    """Return *text* as it is compared: lower case, words only, no character without width."""
    # Words alone: extractors and page data change spaces, quotes and dashes.
    if text.isascii():
        # The same in a third of the time.
        return b" ".join(text.encode().translate(_ASCII_WORDS).split()).decode()
    return " ".join(WORD.findall(without_marks(text).lower()))


@dataclass(slots=True, eq=False)  # not frozen: hundreds are made a page, in a third of the time
class Level:
    """One element on the way to a segment; compared by identity, never changed.

    Attributes:
        tag: Its tag.
        selectors: ``tag.class`` for each class, ``tag#id``, ``tag[itemprop=…]`` and the like.
    """

    tag: str
    selectors: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Its selectors; its tag where it has none."""
        return self.selectors or (self.tag,)


@dataclass(eq=False)
class Segment:
    """One run of inline text of a page; compared by identity.

    Attributes:
        index: Position among the segments of the page.
        text: The text, white space folded.
        element: The block element it is in.
        path: Levels from below ``body`` to the element, outermost first.
        hrefs: Link targets, as written in the page.
        link_chars: Characters of link text.
        key: The text as it is compared.
        controls: Counts the controls around an element; one for all segments of a page.
        tag: The tag of the element.
        link_share: Share (0–1) of the characters that are link text.
        width: Characters of the key: the weight of the segment.
        repeats: On how many other known pages of the site it is nearly alike.
        compared: Number of those pages.
        pinned: A person pinned that it stays.
        style: The inline element around nearly all of its text.
        kind: What kind of block a reader sees.
        written: The text with a line break after each line of verse; empty where it has none.
        run: Index of the first segment of the paragraph it is a line of; its own where it is all of
            it.
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
    kind: BlockKind = "paragraph"
    written: str = ""
    run: int = -1
    tag: str = field(init=False)
    width: int = field(init=False)
    link_share: float = field(init=False)

    def __post_init__(self) -> None:
        self.tag = str(self.element.tag)
        self.width = len(self.key)
        self.link_share = min(1.0, self.link_chars / (len(self.text) or 1))
        if self.run < 0:
            self.run = self.index

    @property
    def shown(self) -> str:
        """The text as a reader sees it: lines of verse each on a line of its own."""
        return self.written or self.text

    @cached_property
    def selectors(self) -> frozenset[str]:
        """All selectors of the path."""
        return frozenset(chain.from_iterable([level.selectors for level in self.path]))

    def context(self) -> Context:
        """Return the place of the segment as blocks carry it."""
        names = chain.from_iterable([level.names for level in self.path])
        share, controls = round(self.link_share, 3), self.controls.around(self.element)
        place = (self.repeats, self.compared, self.pinned, self.style, self.run)
        return Context(tuple(names), self.hrefs, share, controls, *place)


def levels_of(segments: Iterable[Segment]) -> dict[Level, None]:
    """Return the elements around *segments*, each once, in document order.

    The paths of a page's segments share nearly all of their elements: what depends on an element
    alone is asked once for each, not once for each segment in it.
    """
    # A dictionary as an ordered set: the same page gives the same verdicts in each run.
    return dict.fromkeys(chain.from_iterable([each.path for each in segments]))


def _are_one(_cells: Sequence[HtmlElement]) -> bool:
    """Return that the cells of a row are not divided: they are one segment."""
    return False


def segment_tree(
    tree: HtmlElement,
    divides: Callable[[Sequence[HtmlElement]], bool] | None = None,
) -> tuple[Segment, ...]:
    """Return the segments of *tree* in document order; *tree* is not changed.

    *divides* says of the cells of a row whether they are to be segments of their own.
    """
    body = tree.find("body")
    top = tree if body is None else body
    walker = Walker(drawings(top), divides or _are_one)
    walker.walk(top, top, "")
    # What is bare in ``body`` after its last block.
    walker.flush(top)
    return tuple(walker.segments)


class Walker:
    """One walk over a tree, with the run of text since the last edge of a block."""

    def __init__(
        self,
        unread: set[HtmlElement],
        divides: Callable[[Sequence[HtmlElement]], bool],
    ) -> None:
        self.segments: list[Segment] = []
        self.run = TextRun()
        self.unread = unread
        """Elements that nobody reads: what draws a formula, the numbers of lines."""
        self.rows: set[HtmlElement] = set()
        """Rows of data, which are read across."""
        self.code: set[HtmlElement] = set()
        """Tables and cells that hold code."""
        self.divides = divides
        self.notes: list[HtmlElement] = []
        """Notes from the margin of the paragraph that is read: they come after it."""
        self.in_row = False
        self.boxes = Boxes()
        self.controls = Controls()
        self.kind: BlockKind = "paragraph"
        self.elements: list[HtmlElement] = []
        # A stack beside ``elements``: most elements of a page have no segment of their own.
        self.levels: list[Level] = []
        """Those of the first of ``elements``; the others are made when a segment needs them."""

    def walk(self, element: HtmlElement, block: HtmlElement, link: str) -> None:
        """Read the content of *element*, whose nearest block element is *block*."""
        run = self.run
        pieces = run.pieces
        if (text := element.text) and (pieces or not text.isspace()):
            run.add(text, link)
        for child in element:
            read = READERS.get(child.tag, READ_OTHER)
            read(self, child, block, link)
            if (text := child.tail) and (pieces or not text.isspace()):
                run.add(text, link)

    def enter(self, child: HtmlElement, block: HtmlElement, link: str) -> None:
        """Read a block element inside of *block*."""
        if self.in_row:
            self.walk_in_row(child, block, link)
            return
        # The edge of a block ends the text before it.
        self.flush(block)
        if child in self.unread:
            return
        kind, tag = self.kind, child.tag
        self.kind = KINDS.get(str(tag), kind)
        self.elements.append(child)
        if tag == "table" or child.get("role") in TABLE_ROLES:
            self.take_table(child)
        if tag in PREFORMATTED or child in self.code:
            self.take_code(child)
        else:
            self.in_row = child in self.rows
            self.walk(child, child, link)
            self.flush(child)
        self.in_row, self.kind = False, kind
        self.elements.pop()
        del self.levels[len(self.elements) :]

    def walk_in_row(self, child: HtmlElement, block: HtmlElement, link: str) -> None:
        """Read a block element of a row of data: it is a cell, or a part of one."""
        self.run.mark(CELL if is_cell(child) else BREAK)
        self.walk(child, block, link)
        self.run.mark(BREAK)

    def walk_inline(self, child: HtmlElement, block: HtmlElement, link: str) -> None:
        """Read an inline element: its text belongs to *block*."""
        if child in self.unread or self.puts_off(child) or is_edit(child):
            return
        tag = child.tag
        if tag == "a" and (href := child.get("href")) is not None:
            if href[:1] == "#" and is_mark(child):
                return
            link = self.run.begin_link(href)
        if is_caption(child):
            self.enter(child, block, link)
        elif tag in STYLED:
            self.walk_styled(child, block, link)
        else:
            self.walk(child, block, link)

    def puts_off(self, child: HtmlElement) -> bool:
        """Return whether *child* is a note from the margin; it is kept for the end of the paragraph."""
        # The note would cut its paragraph in two where the mark for it is.
        is_late = child.tag == "span" and bool(self.run.pieces) and is_note(child)
        if is_late:
            self.notes.append(child)
        return is_late

    def take_break(self, _child: HtmlElement, _block: HtmlElement, _link: str) -> None:
        """Read a line break."""
        self.run.mark(BREAK)

    def walk_styled(self, child: HtmlElement, block: HtmlElement, link: str) -> None:
        """Read an inline element with a style of its own, or with marks around it."""
        run, tag = self.run, str(child.tag)
        before = run.size
        opening, closing = marks_of(child, run.pieces) if tag in SET_APART else NO_MARKS
        run.add_mark(opening, link)
        self.walk(child, block, link)
        run.add_mark(closing, link)
        run.note(STYLES.get(tag, tag), before)

    def walk_other(self, child: HtmlElement, block: HtmlElement, link: str) -> None:
        """Read an element that is neither a known block nor a known part of a sentence."""
        tag = child.tag
        # The tag of a comment is no text.
        if child in self.unread or not isinstance(tag, str):
            return
        if tag in SKIPPED:
            leave_trace(tag, child, self.run, link)
        elif self.boxes.is_box(child):
            self.enter(child, block, link)
        else:
            self.walk_inline(child, block, link)

    def take_table(self, table: HtmlElement) -> None:
        """Note how *table* is to be read."""
        shape = shape_of(table)
        # Pins may keep one cell and remove another: then each is a segment.
        self.rows.update(row for row in shape.rows if not self.divides(list(row)))
        self.code |= shape.code
        self.unread |= shape.numbers

    def take_code(self, element: HtmlElement) -> None:
        """Read a preformatted element: code, or prose whose lines the source breaks."""
        text = code_text(element, self.unread)
        # Mail archives and old pages put prose into ``pre``: code is not cut into sentences.
        if not is_prose(text):
            self.emit(element, Part(without_blank_lines(text)), "code")
            return
        for line in text.split("\n"):
            # An empty line needs a piece, so that two breaks in a row part paragraphs.
            self.run.add(line or " ")
            self.run.mark(BREAK)
        self.flush(element)

    def flush(self, block: HtmlElement) -> None:
        """End a block: the text collected, if there is any, becomes segments of *block*."""
        run = self.run
        # Links without text end there, too.
        if not (run.pieces or run.hrefs):
            return
        text = run.text_in(block.tag)
        if has_text(text):
            self.take_run(run, text, block)
        # Before the notes: reading them uses the same run.
        run.clear()
        notes, self.notes = self.notes, []
        for note in notes:
            self.enter(note, block, "")

    def take_run(self, run: TextRun, text: str, block: HtmlElement) -> None:
        """Make segments of a run, whose pieces together are *text*."""
        if self.in_row:
            self.emit(block, run.row(), "table_row")
        elif run.is_code(text):
            self.emit(block, Part(without_blank_lines(text.replace(BREAK, "\n"))), "code")
        elif not run.marked:
            self.emit(block, run.whole(text), self.kind)
        else:
            start = len(self.segments)
            for part in run.parts():
                self.emit(block, part, self.kind)
            for segment in self.segments[start:]:
                segment.run = start

    def emit(self, block: HtmlElement, part: Part, kind: BlockKind) -> None:
        """Add a segment, unless it holds no word."""
        key = key_of(part.text)
        # Signs alone ("* * *", "|") separate texts and are none.
        if not key:
            return
        self.levels += map(_level_of, self.elements[len(self.levels) :])
        path = tuple(self.levels)
        # A heading by its role. Source: WAI-ARIA 1.2, role ``heading``.
        if path and HEADING_ROLE in path[-1].selectors:
            kind = "heading"
        place = (path, part.hrefs, part.link_chars)
        named = (key, self.controls)
        segment = Segment(len(self.segments), part.text, block, *place, *named, kind=kind)
        segment.written, segment.style = part.written, self.run.style()
        self.segments.append(segment)


READERS: Final[Mapping[object, Callable[[Walker, HtmlElement, HtmlElement, str], None]]] = {
    **dict.fromkeys(INLINE, Walker.walk_inline),
    "br": Walker.take_break,
    **dict.fromkeys(BLOCKS, Walker.enter),
}
"""How elements are read, by their tag …"""
READ_OTHER: Final = Walker.walk_other
"""… and how all others are: they may be anything. By a name of its own, as each child asks for it."""


def _level_of(element: HtmlElement) -> Level:
    """Return the level of *element*."""
    return Level(str(element.tag), selectors_of(element))
