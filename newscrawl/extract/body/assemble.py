"""The text of a page as extracted: a row of pieces, each of them body or removed with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.body.choice import Choice, choose_all
from newscrawl.extract.body.clues import PageFacts
from newscrawl.extract.body.feed import find_feed
from newscrawl.extract.body.fields import Fields, read_fields
from newscrawl.extract.body.live import live_verdicts
from newscrawl.extract.body.outright import choose
from newscrawl.extract.body.pinned import Pinned, divider, find_pinned
from newscrawl.extract.body.profile import ProfileVerdicts, apply, sketch_page
from newscrawl.extract.body.rulings import Ruling, Verdicts, indexes_of, is_long
from newscrawl.extract.body.standfirst import find_standfirst, other_lines
from newscrawl.extract.body.structure import HEADLINE
from newscrawl.extract.parse.hidden import box_of
from newscrawl.extract.segmentation.segments import Segment, segment_tree
from newscrawl.model.items import Block, Removal, Stripped, Update
from newscrawl.model.page_sketch import Sketch

MAX_INSIDE_LINKS: Final = 0.3
"""Share (0–1) of links above which a segment beside the text is a way to another page, and is not named."""


@dataclass(frozen=True, slots=True)
class OutputBlock:
    """One block of the text as extracted, from the segment *place*; with a verdict, it is not body."""

    block: Block
    verdict: Ruling | None
    place: int


@dataclass(frozen=True, slots=True)
class Trace:
    """All that was seen of a page, for those who ask why.

    Attributes:
        segments: The segments of the page.
        taken: Those that the extractor took.
        verdicts: Why some are not body.
        restored: Those that it lost and that came back → by whose word: profile, page, pin or
            standfirst.
    """

    segments: tuple[Segment, ...]
    taken: frozenset[int]
    verdicts: Verdicts
    restored: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A page, read.

    Attributes:
        pieces: Its text as extracted, in document order.
        standfirst: The standfirst, if the page shows one.
        fields: Byline, date line, captions, credits.
        sketch: The page as learning sees it, if that was asked for.
        profiled: Whether the site's profile fits the page, and had a say.
        sight: All that was seen.
        box: The element around the body; ``None`` where there is none.
        asked, foretold: As those of ``Choice``.
        exact: Whether the profile alone gives the very text of a page that was read in full;
            ``None``: it gives none.
        updates: The updates of a live blog, as its data lists them, or else as it shows them.
    """

    pieces: tuple[OutputBlock, ...]
    standfirst: str | None
    fields: Fields
    sketch: Sketch | None
    profiled: bool
    sight: Trace
    box: HtmlElement | None
    asked: bool = True
    foretold: float | None = None
    exact: bool | None = None
    updates: tuple[Update, ...] = ()

    @property
    def text(self) -> str:
        """The blocks that have no verdict."""
        return "\n".join(block.text for block in kept_blocks(self.pieces))


def read_page(
    tree: HtmlElement, clues: PageFacts, *, with_standfirst: bool = True, with_updates: bool = True
) -> Reading:
    """Read *tree*: which of its segments are the text, and why others are not; *tree* is not changed.

    *with_standfirst* puts the standfirst before the body where it was left out of it; without
    *with_updates* the updates of a live blog are no body.
    """
    segments = segment_tree(tree, divider(clues.pins))
    pinned = find_pinned(segments, clues.pins)
    # A tree made of page data holds the article and nothing
    # else: weights trained on pages say nothing.
    choice = choose_all(segments, clues) if clues.whole else choose(tree, segments, clues)
    sketch = _sketch_of(segments, choice, clues)
    # The profile speaks after the page has been judged by itself: its sketch must not depend on it.
    opinion = ProfileVerdicts({})
    if clues.profile and sketch:
        opinion = apply(clues.profile, sketch)
    for segment in segments:
        # The boilerplate step reads these two: what the site
        # repeats is a banner with fewer other signs.
        segment.repeats = opinion.repeats.get(segment.index, 0)
        segment.compared = opinion.compared
    exact = _is_exact(choice, opinion)
    # Before the live updates, so that the first update is found among what is text in the end.
    choice = choice.settled(opinion, pinned)
    feed = find_feed(segments, choice.kept, choice.verdicts, is_live=clues.evidence.live)
    choice = choice.with_segments(feed.headings | feed.texts)
    updates = clues.updates or feed.updates
    live = {} if with_updates else live_verdicts(segments, sorted(choice.kept), updates)
    # A pin is a person's word: it holds against this rule, too.
    choice = choice.without(pinned.spare(live))
    # Last, since it is the place between headline and final body that tells a standfirst.
    standfirst = find_standfirst(segments, sorted(choice.kept), choice.verdicts, clues.metadata)
    if standfirst is not None and with_standfirst:
        lines = other_lines(segments, standfirst, choice.kept, choice.verdicts)
        choice = choice.with_segments({standfirst.index} | lines)
    reading = _reading_of(
        segments, choice, sketch=sketch, opinion=opinion, pinned=pinned, standfirst=standfirst
    )
    return replace(reading, updates=updates, exact=exact)


def _sketch_of(segments: Sequence[Segment], choice: Choice, clues: PageFacts) -> Sketch | None:
    """Return the page as learning sees it, where that is asked for."""
    if not clues.sketched:
        return None
    return sketch_page(
        clues.url,
        segments,
        choice.kept,
        choice.verdicts,
        only_near=choice.weighed is None,
    )


def _is_exact(choice: Choice, opinion: ProfileVerdicts) -> bool | None:
    """Return whether the profile alone gives what was chosen, but for what it decides in any case."""
    if choice.alone is None:
        return None
    decided = opinion.verdicts.keys() | opinion.lost
    return choice.alone ^ choice.kept <= decided


def _reading_of(
    segments: tuple[Segment, ...],
    choice: Choice,
    *,
    sketch: Sketch | None,
    opinion: ProfileVerdicts,
    pinned: Pinned,
    standfirst: Segment | None,
) -> Reading:
    """Return the reading of a page, its pieces in document order."""
    body = sorted(choice.kept)
    told = choice.with_reasons(_shown_segments(segments, choice))
    # ``told`` holds the reasons of the weights as well; those of rules in it are the same.
    verdicts = choice.verdicts | told
    pieces = [
        OutputBlock(
            _block_of(segments[index]),
            None if index in choice.kept else verdicts[index],
            index,
        )
        for index in sorted(choice.kept | told.keys())
    ]
    # Captions and bylines after the last block of the text are those of other stories.
    fields = read_fields(segments, verdicts, body[-1] if body else 0)
    box = box_of(segments[body[0]].element, segments[body[-1]].element) if body else None
    sight = Trace(
        segments, choice.taken, verdicts, _restored_by(choice, opinion, pinned, standfirst)
    )
    text = standfirst.shown if standfirst else None
    known = (choice.asked, choice.foretold)
    return Reading(tuple(pieces), text, fields, sketch, opinion.fits, sight, box, *known)


def _shown_segments(segments: Sequence[Segment], choice: Choice) -> list[int]:
    """Return the segments that are not text but are named as removed: all that may be missed.

    These are the segments that the extractor took, those between the first and the last block of the text,
    the fields of the record, every paragraph of running text, wherever it is, and what is no link in
    the element around the text.
    """
    body = sorted(choice.kept)
    first, last = (body[0], body[-1]) if body else (0, -1)
    # With its headline: what ends an article is often beside the box of its paragraphs.
    heads = (index for index, verdict in choice.verdicts.items() if verdict is HEADLINE)
    inside = _inside_of(segments, min(first, *heads, first), last)
    between = frozenset(range(first + 1, last))
    fields = {
        index for index, verdict in choice.verdicts.items() if _is_own_field(verdict, index, last)
    }
    running = indexes_of(filter(is_long, segments))
    return sorted((choice.taken | between | running | inside | fields) - choice.kept)


def _inside_of(segments: Sequence[Segment], first: int, last: int) -> frozenset[int]:
    """Return the segments in the innermost element around the text that are no links.

    *first* and *last* are the indexes of the first and the last block of the text.
    """
    if last < first:
        return frozenset()
    begin, end = segments[first].path[:-1], segments[last].path[:-1]
    shared = sum(1 for _ in takewhile(_is_same, zip(begin, end, strict=False)))
    # Right below ``body`` the text is in no element of its own.
    if not shared:
        return frozenset()
    box = begin[shared - 1]
    near = (each for each in segments if each.link_share < MAX_INSIDE_LINKS)
    return frozenset(each.index for each in near if each.path[shared - 1 : shared] == (box,))


def _is_same(pair: tuple[object, object]) -> bool:
    return pair[0] is pair[1]


def _is_own_field(verdict: Ruling, index: int, last: int) -> bool:
    """Return whether the segment at *index* is a field of the record, by the *verdict* on it.

    Captions and bylines after the *last* block of the text are those of other stories.
    """
    is_near = index <= last or verdict is HEADLINE
    return is_near and verdict.category == "field"


def _restored_by(
    choice: Choice, opinion: ProfileVerdicts, pinned: Pinned, standfirst: Segment | None
) -> Mapping[int, str]:
    """Return by whose word each segment is text that the extractor lost."""
    restored = choice.kept - choice.taken
    # In the order of precedence: the profile holds against the page, a pin against all.
    words = {
        "page": restored,
        "standfirst": indexes_of(filter(None, [standfirst])),
        "profile": opinion.lost,
        "pin": frozenset(pinned.keep),
    }
    found: dict[int, str] = {}
    for word, indexes in words.items():
        found |= dict.fromkeys(restored & indexes, word)
    return found


def _block_of(segment: Segment) -> Block:
    """Return a segment as a block."""
    return Block(segment.shown, segment.kind, segment.context())


def kept_blocks(pieces: Sequence[OutputBlock]) -> tuple[Block, ...]:
    """Return the blocks that have no verdict."""
    return tuple(piece.block for piece in pieces if piece.verdict is None)


def merge_removals(pieces: Sequence[OutputBlock], stripped: Stripped) -> tuple[Removal, ...]:
    """Return the removals of the pieces and of a later step, with positions among all pieces."""
    kept = [position for position, piece in enumerate(pieces) if piece.verdict is None]
    own = [
        Removal(
            piece.block.text,
            piece.verdict.category,
            piece.verdict.rule_id,
            piece.verdict.reason,
            position,
        )
        for position, piece in enumerate(pieces)
        if piece.verdict is not None
    ]
    later = [
        # A later step knows the kept blocks alone: its
        # positions count those, records count all pieces.
        Removal(each.text, each.category, each.rule_id, each.reason, kept[each.position])
        for each in stripped.removed
    ]
    return tuple(sorted([*own, *later], key=lambda each: each.position))
