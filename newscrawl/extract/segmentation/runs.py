"""A run of inline text: the text between two edges of blocks, with its links, line breaks and buttons.

The pieces of a run are the text nodes as they come. A mark among them (characters that no page
holds, see ``parse.html``) is a line break, the edge of a cell, or a button whose place in the
sentence is not yet known.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import filterfalse, groupby, takewhile
from operator import itemgetter
from typing import NamedTuple

from newscrawl.extract.characters import clean_line
from newscrawl.extract.segmentation.verse import grouped
from newscrawl.extract.tags import HEADINGS

BREAK = "\0"
CELL = "\1"
BUTTON = "\2"
EDGES = (BREAK, CELL)
TITLES = HEADINGS | {"dt", "summary"}
"""Elements that name what is below them."""
SENTENCE_ENDS = (".", "!", "?", "…", ":", ";")
LINE_ENDS = (*SENTENCE_ENDS, "。", "！", "？", "|", "·", "•")
"""Signs after which a button is no word of the sentence."""
CLOSING = '”»“"’)]›'
OPENING = '„“«"¿¡‹‚‘'
STYLES = {
    "em": "em",
    "i": "em",
    "cite": "em",
    "strong": "strong",
    "b": "strong",
    "small": "small",
    "mark": "mark",
}
"""Inline elements that set a whole paragraph apart, and the style that each counts as."""
SHOWN = frozenset(STYLES.values())
STYLED_SHARE = 0.9
"""Share (0–1) of a paragraph's text that must be in such an element."""
MIN_SENTENCE_CHARS = 20
"""Letters that must be around a button before it is a word of a sentence."""
MAX_AROUND = 99
"""Pieces before and after a button that are looked at."""
MAX_CHARS_AROUND = 4 * MIN_SENTENCE_CHARS
"""Characters of them: no piece is looked at after one that goes beyond."""


class Part(NamedTuple):
    """One block of a run.

    Attributes:
        text: Its text, white space folded.
        written: The same with a line break after each line of verse; empty where it has none.
        hrefs: The targets of its links.
        link_chars: Characters of its text that are links.
    """

    text: str
    written: str = ""
    hrefs: tuple[str, ...] = ()
    link_chars: int = 0


@dataclass(slots=True)
class TextRun:
    """The text collected since the last edge of a block.

    Attributes:
        pieces: The pieces of text, and marks between them.
        linked: Indexes of the pieces that are link text.
        link: The target of the last of them.
        hrefs: Targets of links, each with the index of the piece where it begins.
        styled: Characters by the style of their inline element, or its tag.
        size: Characters of all pieces.
        marked: Whether there is a mark among the pieces.
    """

    pieces: list[str] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    link: str = ""
    hrefs: list[tuple[int, str]] = field(default_factory=list)
    styled: dict[str, int] = field(default_factory=dict)
    size: int = 0
    marked: bool = False

    def add(self, text: str, link: str = "") -> None:
        """Take up a piece of text, with the target of the link in which it is."""
        pieces = self.pieces
        # The comparison of characters is the cheap part of the question; most pieces end here.
        if pieces and text[0] > " " and pieces[-1][-1] > " " and begins_sentence(pieces[-1], text):
            pieces.append(" ")
        if link:
            self.linked.append(len(pieces))
            self.link = link
        pieces.append(text)
        self.size += len(text)

    def begin_link(self, href: str) -> str:
        """Note that a link begins here; return its target as pieces are given it, which is never empty."""
        self.hrefs.append((len(self.pieces), href))
        return href or "#"

    def add_mark(self, text: str, link: str) -> None:
        """Take up a quotation mark or a space that the page does not write, if it is one."""
        if text:
            self.add(text, link)

    def mark(self, mark: str) -> None:
        """Take up a mark."""
        self.pieces.append(mark)
        self.marked = True

    def text_in(self, tag: object) -> str:
        """Return the text of all pieces, which are in an element *tag*.

        A button alone in a heading is its text: the panel below opens at a click. Source: WAI-ARIA
        Authoring Practices, pattern "Accordion".
        """
        is_title = self.marked and tag in TITLES
        if is_title and all(map(_is_button_or_space, self.pieces)):
            self.pieces = list(map(_without_button, self.pieces))
        return "".join(self.pieces)

    def note(self, style: str, before: int) -> None:
        """Note that all from *before* characters on has a *style*."""
        self.styled[style] = self.styled.get(style, 0) + max(0, self.size - before)

    def clear(self) -> None:
        """Begin again."""
        self.pieces.clear()
        self.linked.clear()
        self.hrefs.clear()
        self.styled.clear()
        self.size, self.marked = 0, False

    def style(self) -> str:
        """Return the style that nearly all of the text has."""
        if not self.styled:
            return ""
        enough = STYLED_SHARE * self.size
        main = [style for style, size in self.styled.items() if size >= enough]
        return next(filter(SHOWN.__contains__, main), "")

    def is_code(self, text: str) -> bool:
        """Return whether the run, whose text is *text*, is lines of code."""
        code = self.styled.get("code", 0)
        if not 0 < code >= STYLED_SHARE * self.size:
            return False
        # A single line in ``code`` is a word of its sentence; two lines are a listing.
        return "\n" in text.strip() or BREAK in text

    def whole(self, text: str) -> Part:
        """Return a run without marks, whose pieces together are *text*, as one block."""
        # The short way for runs without marks, which nearly all are.
        folded = _fold(text)
        hrefs = tuple([href for _, href in self.hrefs])
        if not self.linked:
            return Part(folded, "", hrefs)
        return Part(folded, "", *self._links(hrefs, self.linked, text, len(folded)))

    def parts(self) -> Iterator[Part]:
        """Return the blocks of a run with marks: what double line breaks and long lines make of it."""
        # Before lines are told apart: a button is part of its line, or of none.
        _resolve_buttons(self.pieces)
        for group in _paragraphs(self.pieces):
            texts = [_fold("".join(self.pieces[start:end])) for start, end in group]
            for first, last, text in grouped(texts):
                yield self._part(group[first][0], group[last - 1][1], text)

    def row(self) -> Part:
        """Return the run as one row of a table, `` | `` between its cells."""
        _resolve_buttons(self.pieces)
        # A break within a cell is a space: the cleaning of lines makes it one.
        bounds = _split_at(self.pieces, CELL)
        cells = [_fold("".join(self.pieces[start:end])) for start, end in bounds]
        return self._part(0, len(self.pieces), " | ".join(filter(None, cells)))

    def _part(self, start: int, end: int, written: str) -> Part:
        """Return the pieces from *start* to *end*, whose text is *written*, with the links among them."""
        # Lines of verse are words apart in the text, even where a source line break is no space.
        text = _fold(written.replace("\n", BREAK))
        lines = written if "\n" in written else ""
        # A link at the very end may have no piece after it.
        is_last = end == len(self.pieces)
        links = self.hrefs[_first_from(start, self.hrefs) : _first_from(end + is_last, self.hrefs)]
        hrefs = tuple([href for _, href in links])
        linked = self.linked[bisect_left(self.linked, start) : bisect_left(self.linked, end)]
        return Part(text, lines, *self._links(hrefs, linked, written, len(text)))

    def _links(
        self,
        hrefs: tuple[str, ...],
        linked: Sequence[int],
        text: str,
        size: int,
    ) -> tuple[tuple[str, ...], int]:
        """Return the targets of the links in *text*, and how many of its *size* characters are links.

        *hrefs* are the targets of those that begin in it, *linked* the indexes of the pieces of it
        that are link text.
        """
        if not linked:
            return hrefs, 0
        # Links often take the spaces around them in: these are nobody's text.
        chars = sum([len(self.pieces[at].strip()) for at in linked])
        share = min(1.0, chars / max(1, len(text.strip())))
        # A link that began before has no target among *hrefs*.
        return hrefs or (self.link,), round(share * size)


def _is_button(piece: str) -> bool:
    """Return whether a piece is a button."""
    return piece.startswith(BUTTON)


def _is_button_or_space(piece: str) -> bool:
    """Return whether a piece is a button, or white space around one."""
    return _is_button(piece) or piece.isspace()


def _is_within_line(piece: str) -> bool:
    """Return whether a piece is no edge of a line or a cell."""
    return piece not in EDGES


def _first_from(place: int, links: Sequence[tuple[int, str]]) -> int:
    """Return the index of the first of *links* that begins at the piece *place* or after it."""
    return bisect_left(links, place, key=itemgetter(0))


def _fold(text: str) -> str:
    """Return *text* as a clean line: each run of white space as one space, nothing that is hidden."""
    return clean_line(text)


def begins_sentence(before: str, text: str) -> bool:
    """Return whether *text*, in another element than *before*, begins a sentence that was glued to the last.

    Inline elements that a style sheet shows as blocks have no white space between them.
    """
    opens = text[0].isupper() or text[0] in OPENING
    # A single word with a capital may be the rest of a name: "You", "Tube".
    if not opens or " " not in text.strip():
        return False
    last = before.rstrip(CLOSING)
    if not last.endswith(SENTENCE_ENDS):
        return False
    # Lower-case letters before the mark: not "U.S.", not "3.", not "e.g.".
    return last[-3:-1].isalpha() and last[-2:-1].islower()


def _split_at(pieces: Sequence[str], mark: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the pieces between the *mark*s among *pieces*."""
    start = 0
    for at, piece in enumerate(pieces):
        if piece == mark:
            yield start, at
            start = at + 1
    yield start, len(pieces)


def _paragraphs(pieces: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """Yield the paragraphs of *pieces*, each as the bounds of its lines: an empty line is between two."""

    def is_filled(line: tuple[int, int]) -> bool:
        return bool("".join(pieces[slice(*line)]).strip())

    for filled, lines in groupby(_split_at(pieces, BREAK), key=is_filled):
        if filled:
            yield list(lines)


def _without_button(piece: str) -> str:
    """Return the text of a *piece*, which may be that of a button."""
    return piece.removeprefix(BUTTON)


def _resolve_buttons(pieces: list[str]) -> None:
    """Turn each button among *pieces* into its text where it is a word of a sentence, else into nothing."""
    for at, piece in enumerate(pieces):
        if _is_button(piece):
            # Only so much around it as tells; each button looks at a bounded number of pieces.
            before = _nearest(pieces[max(0, at - MAX_AROUND) : at][::-1])
            after = _nearest(pieces[at + 1 : at + 1 + MAX_AROUND])
            is_word = _is_word_between("".join(before[::-1]), "".join(after))
            pieces[at] = _without_button(piece) if is_word else ""


def _nearest(pieces: Iterable[str]) -> list[str]:
    """Return the first of *pieces* up to the next edge, without buttons; enough of them to tell."""
    found: list[str] = []
    left = MAX_CHARS_AROUND
    for piece in filterfalse(_is_button, takewhile(_is_within_line, pieces)):
        found.append(piece)
        left -= len(piece)
        if left < 0:
            break
    return found


def _is_word_between(before: str, after: str) -> bool:
    """Return whether a button between *before* and *after* is a part of a sentence."""
    before, after = before.strip(), after.strip()
    letters = sum(map(str.isalpha, before + after))
    # At the end of a line a button is a control: "Read more".
    if not after or letters < MIN_SENTENCE_CHARS / 2:
        return False
    # At the beginning of a line, or after a sentence, it is a word if the sentence goes on in lower case.
    if after[0].islower():
        return True
    return any(map(str.isalpha, before)) and not before.endswith(LINE_ENDS)
