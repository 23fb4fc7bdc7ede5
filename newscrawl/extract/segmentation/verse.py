"""Lines that the source breaks by hand: paragraphs, verse, or one sentence that was wrapped.

A single line break may be between the lines of a poem, between paragraphs, or wherever the editor
of an old page had the line end. The length and the ends of the lines tell which.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, pairwise

LONG_WEIGHT = 90
"""Weight of a line at which it is a paragraph."""
MIN_WRAPPED = 4
"""Lines that a text must have before it is taken for wrapped by hand."""
WRAPPED_WEIGHTS = range(45, 130)
"""Weight of the longest line of a text that was wrapped by hand."""
MIN_FULL = 0.6
"""Share (0–1) of the longest line at which a line is full."""
MIN_REACH = 0.75
MIN_FULL_LINES = 0.7
"""Share (0–1) of the lines, the last left out, that must be full."""
MAX_ENDS = 0.4
"""Share (0–1) of the full lines of such a text, at most, that end as a sentence does."""
MAX_BEGUN = 0.6
"""Share (0–1) of its lines, at most, that begin with a capital or a bullet: else they are a list."""
SENTENCE_ENDS = tuple(".!?…:;。！？।؟؛”»“\"’')]）」』】")
LINE_ENDS = (*SENTENCE_ENDS, ",", "，", "、")
WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")
WIDE_GAP = re.compile(
    r"(?<=[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]) (?=[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60])"
)
CODE_SIGNS = re.compile(r"[{}\[\]<>=;|\\_#$&*/+~^@]|\(\)")
MAX_CODE_SIGNS = 0.015
"""Share (0–1) of the characters of prose, at most, that are such signs."""
MIN_PROSE_WORDS = 12
LETTERS = re.compile(r"[^\W\d_]")
MIN_LETTERS = 0.7
"""Share (0–1) of the characters of prose, white space left out, that are letters."""
COLUMNS = re.compile(r"\t|\S {3,}\S")


def weight(text: str) -> int:
    """Return the width of *text* as it is shown: signs of East Asian scripts count twice."""
    return len(text) + len(WIDE.findall(text))


def grouped(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Group *lines*, white space folded, into blocks: give the first, the last but one, and the text of each.

    Long lines are paragraphs, each a block of its own; short ones side by side are verse, one
    block. A sentence that goes on in the next line is not cut. There is at least one line.
    """
    # Asked first: lines that were broken at a margin look like verse.
    if _is_wrapped(lines):
        yield from _unwrapped(lines)
        return
    long = [weight(line) >= LONG_WEIGHT for line in lines]
    is_edge = map(_is_edge, lines, lines[1:], long, long[1:])
    for start, end in _bounds(len(lines), is_edge):
        # Verse keeps its lines; a sentence that goes on in the next one becomes one line.
        glue = " " if any(long[start:end]) else "\n"
        yield start, end, glue.join(lines[start:end])


def _unwrapped(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Join lines that were broken at a margin; a line that does not reach it ends a paragraph.

    Lines that do hold at least the share ``MIN_REACH`` of the longest.
    """
    margin = MIN_REACH * max(map(weight, lines))
    # A line that ends before the margin does so on purpose.
    is_edge = (weight(line) < margin for line in lines[:-1])
    for start, end in _bounds(len(lines), is_edge):
        yield start, end, _joined(lines[start:end])


def _bounds(size: int, is_edge: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """Return the bounds of the blocks of *size* lines.

    *is_edge* tells of each line but the last whether a block ends after it.
    """
    edges = compress(range(1, size), is_edge)
    return pairwise((0, *edges, size))


def _joined(lines: Sequence[str]) -> str:
    """Join *lines* into one, without a space between two East Asian signs."""
    text = " ".join(lines)
    return WIDE_GAP.sub("", text)


def _is_edge(line: str, following: str, is_long: bool, is_followed_by_long: bool) -> bool:
    """Return whether a block ends between a *line* and the *following* one, of which one is long."""
    # A small letter goes on with the sentence.
    if following[:1].islower():
        return False
    # Between short lines there is no edge.
    return line.endswith(SENTENCE_ENDS) if is_long else is_followed_by_long


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Return whether *lines* are one text whose lines were broken at a margin."""
    full = list(filter(None, lines))
    if len(full) < MIN_WRAPPED:
        return False
    weights = list(map(weight, full))
    longest = max(weights)
    # Shorter lines are verse and lists, longer ones are paragraphs.
    if longest not in WRAPPED_WEIGHTS:
        return False
    is_full = [size >= MIN_FULL * longest for size in weights[:-1]]
    if sum(is_full) < MIN_FULL_LINES * len(is_full):
        return False
    # Lines of a list or a poem begin with a capital; those of a broken text mostly in mid-sentence.
    begun = sum(map(_begins_anew, full[1:]))
    ended = sum(map(_is_ended, compress(full, is_full)))
    return begun <= MAX_BEGUN * len(is_full) and ended <= MAX_ENDS * sum(is_full)


def _is_ended(line: str) -> bool:
    """Return whether a line ends as a sentence or a part of one does."""
    return line.endswith(LINE_ENDS)


def _begins_anew(line: str) -> bool:
    """Return whether a line begins with a capital or a bullet."""
    return line[0].isupper() or not line[0].isalnum()


def is_prose(text: str) -> bool:
    """Return whether a preformatted *text* is sentences, not code, a table or a drawing."""
    words = text.split()
    size = sum(map(len, words))
    is_short = len(words) < MIN_PROSE_WORDS and weight(text) < LONG_WEIGHT
    # Columns: a table or a drawing made of characters.
    if not size or is_short or COLUMNS.search(text.strip()):
        return False
    signs, letters = len(CODE_SIGNS.findall(text)), len(LETTERS.findall(text))
    return signs <= MAX_CODE_SIGNS * size and letters >= MIN_LETTERS * size
