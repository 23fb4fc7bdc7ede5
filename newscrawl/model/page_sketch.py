"""One page as learning sees it: its segments as hashes and places, without their text.

A sketch is small (some kilobytes), holds no text, and travels from the worker that read the page to
the process that keeps the site's profile.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

RuledOutAs = Literal["", "headline", "link", "named"]
"""Why a segment is not body by its own page: the headline, a bare link, an element's telling name."""

MASK_CHARS = 25
"""A shorter text is not compared with its digits masked: "Page 1" and "Page 2" say too little."""
LOOSE_WORDS = 6
"""So many words at either end of a text are compared regardless of its place."""
MIN_LOOSE_WORDS = 3
DIGITS = re.compile(r"\d+")
WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class SegmentMark:
    """One segment as learning sees it.

    Attributes:
        exact: Hash of its text and of its place (the last two levels of its path).
        masked: The same with digits masked; empty for a short text.
        width: Characters of words: what it weighs.
        kept: The extractor took it.
        ruled_out_as: Why the page alone says that it is not body.
        linked: It has links.
        link_share: Share (0–1) of its characters that are link text.
        loose: Hashes of its two ends without numbers and names, wherever it is; none for a short
            text.
        path: Indexes into the sketch's levels, outermost first.
    """

    exact: str
    masked: str
    width: int
    kept: bool
    ruled_out_as: RuledOutAs
    linked: bool
    link_share: float
    loose: tuple[str, ...]
    path: tuple[int, ...]

    @property
    def good(self) -> bool:
        """Whether the extractor took it, and the page says nothing against it."""
        return self.kept and not self.ruled_out_as


@dataclass(frozen=True, slots=True)
class Sketch:
    """One page as learning sees it.

    Attributes:
        page: Hash of the page's URL.
        marks: Its segments, in document order.
        levels: For each element on a path: its tag, then its selectors with digits masked.
        habits: Where its fields were found, see ``Metadata``.
    """

    page: str
    marks: tuple[SegmentMark, ...]
    levels: tuple[tuple[str, ...], ...]
    habits: tuple[str, ...] = ()

    def selectors(self, mark: SegmentMark, start: int = 0) -> set[str]:
        """Return all selectors on the path of *mark*, from level *start* on."""
        found: set[str] = set()
        for level in mark.path[start:]:
            # The first entry of a level is its tag; selectors follow it.
            found.update(self.levels[level][1:])
        return found

    def known_at(self, names: Set[str]) -> tuple[Set[str], ...]:
        """Return for each of the levels those of *names* that are among its selectors."""
        # Once for each level: the paths of a page's marks share nearly all of them.
        wanted = frozenset(names)
        return tuple([wanted.intersection(level[1:]) for level in self.levels])

    def tags(self, mark: SegmentMark, start: int = 0) -> list[str]:
        """Return the tags on the path of *mark*, from level *start* on."""
        return [self.levels[level][0] for level in mark.path[start:]]

    def leaf(self, mark: SegmentMark, start: int = 0) -> str:
        """Return the tags on the path of *mark* from level *start* on, e.g. ``div>p``."""
        return ">".join(self.tags(mark, start))

    def depth_of(self, mark: SegmentMark, selector: str) -> int | None:
        """Return the position in the path of *mark* of the first level with *selector*."""
        # Outermost first: a selector of a box may be that of a box inside it, too.
        for depth, level in enumerate(mark.path):
            if selector in self.levels[level][1:]:
                return depth
        return None


# Rows by the order of slots, without names; unpack reads them in the same order.
_row_of = attrgetter(*SegmentMark.__slots__)


def pack(sketch: Sketch) -> bytes:
    """Return *sketch* as bytes, to be sent and kept: compressed JSON, a fifth of its size in memory."""
    marks = [_row_of(mark) for mark in sketch.marks]
    # Level 1, the fastest: each page is packed while it is crawled.
    return zlib.compress(json.dumps([sketch.page, marks, sketch.levels, sketch.habits]).encode(), 1)


def unpack(packed: bytes) -> Sketch:
    """Return the sketch of which *packed* was made.

    Raises:
        ValueError: If it is not one.
    """
    try:
        page, marks, levels, habits = json.loads(zlib.decompress(packed))
        rows = tuple(map(_read_mark, marks))
        return Sketch(page, rows, tuple(map(tuple, levels)), tuple(habits))
    # Kept bytes may be damaged, or of a version whose marks had other slots.
    except (zlib.error, TypeError, ValueError, LookupError) as error:
        raise ValueError(
            f"expected a packed sketch of a page, got {packed[:20]!r}…: {error}"
        ) from error


def _read_mark(row: list[Any]) -> SegmentMark:
    # JSON has no tuples, and a mark must be hashable and frozen in all its parts.
    *plain, loose, path = row
    values = [*plain, tuple(loose), tuple(path)]
    return SegmentMark(*values)


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Examples for the profile of a host: packed sketches of its pages, in the order of their arrival."""

    host: str
    sketches: tuple[bytes, ...]


NoteOutcome = Literal["kept", "removed", "left out"]


@dataclass(frozen=True, slots=True)
class Note:
    """The outcome of one block of a page, and its reason.

    Attributes:
        text: The block.
        outcome: ``left out``: the extractor did not take it for text, and nothing brought it back.
        rule_id: The rule or component that decided.
        reason: One sentence for a person.
        place: The last elements around it, e.g. ``main > div.story > p``.
        kind: Of a block that is kept; ``category``: of one that is removed; empty where nobody
            asked.
        weight: How the weighed evidence speaks, in words; empty where a rule decided alone.
    """

    text: str
    outcome: NoteOutcome
    rule_id: str
    reason: str
    place: str
    kind: str = ""
    category: str = ""
    weight: str = ""


def digest(text: str) -> str:
    """Return a short stable hash of *text*: 12 hexadecimal digits."""
    # surrogatepass: a hash must not fail for a lone surrogate.
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


# The pages of a site share most of their selectors.
@lru_cache(maxsize=1 << 15)
def mask(selector: str) -> str:
    """Return *selector* with its digits masked, so that ``div#post-17`` and ``div#post-18`` are one."""
    return DIGITS.sub("0", selector)


def loose_hashes(text: str) -> tuple[str, ...]:
    """Return hashes of both ends of *text*, without numbers and names; none if too little is left.

    Amounts, dates, people and places change in a banner from page to page, and so may one end of
    it; the other words are the banner. A word that is written with a capital is taken for a name.

    >>> one = loose_hashes("Please give Anna Berg $5 by Friday, so that our paper can live on here.")
    >>> two = loose_hashes("Please give Jo Smith $12 by Sunday, so that our paper can live on there.")
    >>> one[0] == two[0], one[1] == two[1]
    (True, False)
    """
    words = _lasting_words(text)
    if len(words) < MIN_LOOSE_WORDS:
        return ()
    # The tilde keeps them apart from hashes of whole texts. A short text has one end only.
    ends = (words[:LOOSE_WORDS], words[-LOOSE_WORDS:])
    return tuple(dict.fromkeys(digest("~" + " ".join(end)) for end in ends))


def _lasting_words(text: str) -> list[str]:
    """Return the words of *text* that are no names; its characters where words are not separated."""
    words = [word for word in WORDS.findall(text) if not word[0].isupper()]
    if is_unspaced(words):
        # There a run of characters is a clause, not a word: each character counts as one.
        return list("".join(words))
    return words


def is_unspaced(words: Sequence[str]) -> bool:
    """Return whether words are of a script that writes no space between them."""
    for word in words[:3]:
        # From the radicals of Chinese on (U+2E80), but for Hangul: Korean puts spaces between words.
        is_korean = "\uac00" <= word[0] <= "\ud7a3"
        if word[0] >= "\u2e80" and not is_korean:
            return True
    return False
