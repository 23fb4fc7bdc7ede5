"""The text of a page as extracted: a row of pieces, each of them body or removed with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.boilerplate.profile import SiteProfile
from newscrawl.extract.alignment import Alignment, align
from newscrawl.extract.body import Line, body_lines
from newscrawl.extract.dumped import (
    DUMPED_SEGMENTS,
    core_of,
    frame_verdict,
    is_whole_page,
    passed_over,
    running_chars,
)
from newscrawl.extract.fields import Fields, judge_fields, read_fields
from newscrawl.extract.hidden import box_of
from newscrawl.extract.jsonld import Evidence
from newscrawl.extract.judgement import HEADINGS, Verdict, Verdicts, judge
from newscrawl.extract.live import live_verdicts
from newscrawl.extract.pinned import PRUNED, Pinned, divider, find_pinned
from newscrawl.extract.segments import Segment, segment_tree
from newscrawl.extract.selection import find_container, in_order, link_boxes, restore, restore_twins
from newscrawl.extract.standfirst import find_standfirst
from newscrawl.extract.template import Opinion, apply, sketch_page
from newscrawl.items import NO_PINS, Block, BlockKind, Metadata, Pins, Removal, Stripped, Update
from newscrawl.outline import Sketch

KINDS: Mapping[str, BlockKind] = {"li": "list_item", "blockquote": "quote", "pre": "code"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of the text as extracted; with a verdict, it is not body; *places* are its segments."""

    block: Block
    verdict: Verdict | None = None
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """All that was seen of a page, for those who ask why.

    Attributes:
        segments: The segments of the page.
        taken: Those that the extractor took.
        verdicts: Why some are not body.
        restored: Those that it lost and that came back → by whose word: profile, page, pin or standfirst.
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
    """

    pieces: tuple[Piece, ...]
    standfirst: str | None
    fields: Fields
    sketch: Sketch | None
    profiled: bool
    sight: Sight
    box: HtmlElement | None

    @property
    def text(self) -> str:
        """The blocks that have no verdict."""
        return "\n".join(block.text for block in kept_blocks(self.pieces))


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of a page beside its tree.

    Attributes:
        titles: The keys of its titles.
        profile: What is known of its site.
        sketched: Whether a sketch is wanted.
        pins: What a person pinned for the source.
        whole: The tree holds the article and nothing else.
    """

    url: str
    metadata: Metadata
    evidence: Evidence
    titles: frozenset[str]
    updates: tuple[Update, ...] = ()
    profile: SiteProfile | None = None
    sketched: bool = False
    pins: Pins = NO_PINS
    whole: bool = False


def read_page(
    tree: HtmlElement, clues: Clues, *, with_standfirst: bool = True, with_updates: bool = True
) -> Reading:
    """Extract the text of *tree*, lost segments restored, each piece judged; *tree* is not changed.

    *with_standfirst* puts the standfirst before the body where the
    extracted text lacks it; without *with_updates* the updates of a live blog are no body.
    """
    segments = segment_tree(tree, divider(clues.pins))
    lines = whole_lines(segments) if clues.whole else lines_of(tree, clues.url, segments)
    alignment = align(lines, segments)
    verdicts = judge(segments, alignment, clues.titles, urlsplit(clues.url).hostname or "")
    pinned = find_pinned(segments, clues.pins)
    verdicts = pinned.settle(judge_fields(segments, alignment, clues.metadata) | verdicts)
    sketch = sketch_page(clues.url, segments, alignment, verdicts) if clues.sketched else None
    opinion = apply(clues.profile, sketch, segments) if clues.profile and sketch else Opinion({})
    for segment in segments:
        segment.repeats = opinion.repeats.get(segment.index, 0)
        segment.compared = opinion.compared
    verdicts = pinned.settle(opinion.verdicts | verdicts)
    lost = [
        *opinion.lost,
        *restore_twins(segments, alignment, verdicts),
        *lost_pins(segments, alignment, pinned),
    ]
    container = find_container(segments, alignment, verdicts)
    if container is not None:
        lost = in_order([*lost, *restore(segments, alignment, verdicts, container)])
        verdicts = pinned.settle(verdicts | link_boxes(segments, verdicts, container))
    body = sorted({*alignment.kept, *(segment.index for segment in lost)} - verdicts.keys())
    live = {} if with_updates else pinned.spare(live_verdicts(segments, body, clues.updates))
    verdicts |= live
    body = [index for index in body if index not in live]
    lost = [segment for segment in in_order(lost) if segment.index not in live | pinned.prune]
    standfirst = find_standfirst(segments, body, verdicts, clues.metadata)
    if standfirst is not None and with_standfirst and standfirst.index not in body:
        lost = [standfirst, *lost]
    pieces = merge(lines, alignment, segments, verdicts, lost)
    fields = read_fields(segments, verdicts, body[-1] if body else 0)
    box = box_of(segments[body[0]].element, segments[body[-1]].element) if body else None
    sight = Sight(segments, alignment.kept, verdicts, restored_by(lost, opinion, pinned, standfirst))
    return Reading(
        tuple(pieces), standfirst.text if standfirst else None, fields, sketch, opinion.fits, sight, box
    )


def lost_pins(segments: Sequence[Segment], alignment: Alignment, pinned: Pinned) -> list[Segment]:
    """Give the segments that are pinned to stay, but that the extractor did not take."""
    return [segments[index] for index in pinned.keep if index not in alignment.kept]


def restored_by(
    lost: Sequence[Segment], opinion: Opinion, pinned: Pinned, standfirst: Segment | None
) -> Mapping[int, str]:
    """Say by whose word each lost segment came back."""
    profiled = {segment.index for segment in opinion.lost}

    def word(segment: Segment) -> str:
        if segment.index in pinned.keep:
            return "pin"
        if segment.index in profiled:
            return "profile"
        return "standfirst" if segment is standfirst else "page"

    return {segment.index: word(segment) for segment in lost}


def merge(
    lines: Sequence[Line],
    alignment: Alignment,
    segments: Sequence[Segment],
    verdicts: Verdicts,
    lost: Sequence[Segment],
) -> list[Piece]:
    """Give the lines as pieces, with the restored segments between them where they stand in the page."""
    pieces: list[Piece] = []
    waiting = list(reversed(lost))
    for line, places in zip(lines, alignment.places, strict=True):
        while places and waiting and waiting[-1].index < places[0]:
            pieces.append(restored_piece(waiting.pop()))
        pieces += line_pieces(line, places, segments, verdicts)
    pieces += [restored_piece(segment) for segment in reversed(waiting)]
    return pieces


def line_pieces(
    line: Line, places: tuple[int, ...], segments: Sequence[Segment], verdicts: Mapping[int, Verdict]
) -> list[Piece]:
    """Give a line as pieces: one, unless a pin takes only a part of it, or it is a whole page run together.

    On short pages an extractor gives up on blocks and hands out all text that it sees as one line.
    """
    parts = [segments[place] for place in places]
    pruned = [place for place in places if place in verdicts and verdicts[place].rule_id == PRUNED]
    if pruned and len(pruned) < len(places):
        return [
            Piece(Block(part.text, line.kind, part.context()), verdicts.get(part.index), (part.index,))
            for part in parts
        ]
    if is_whole_page(line, parts):
        core = core_of(parts) if len(parts) >= DUMPED_SEGMENTS else None
        verdict_of = {part.index: verdicts.get(part.index, frame_verdict(part, core)) for part in parts}
        return [Piece(restored_piece(part).block, verdict_of[part.index], (part.index,)) for part in parts]
    return [line_piece(line, places, segments, verdicts)]


def line_piece(
    line: Line, places: tuple[int, ...], segments: Sequence[Segment], verdicts: Mapping[int, Verdict]
) -> Piece:
    """Give a line as a piece: removed only if all that it is made of is."""
    if not places:
        return Piece(Block(line.text, line.kind))
    found = [verdicts.get(place) for place in places]
    fair = [place for place, verdict in zip(places, found, strict=True) if verdict is None] or places
    good = next((place for place in fair if segments[place].pinned), fair[0])
    verdict = found[0] if all(found) else None
    return Piece(Block(line.text, line.kind, segments[good].context()), verdict, places)


def lines_of(tree: HtmlElement, url: str, segments: Sequence[Segment]) -> tuple[Line, ...]:
    """Give the body's lines by trafilatura, or by the page's long paragraphs where it passed them over."""
    lines = body_lines(tree, url, running_chars(segments))
    return whole_lines(passed_over(sum(len(line.key) for line in lines), segments)) or lines


def whole_lines(segments: Sequence[Segment]) -> tuple[Line, ...]:
    """Give all segments as lines of the body."""
    return tuple(Line(segment.text, kind_of(segment), segment.key) for segment in segments)


def kind_of(segment: Segment) -> BlockKind:
    """Give the kind of block that the element of *segment* stands for."""
    if segment.tag in HEADINGS:
        return "heading"
    return next((kind for level in reversed(segment.path) if (kind := KINDS.get(level.tag))), "paragraph")


def restored_piece(segment: Segment) -> Piece:
    """Give a restored segment as a piece."""
    kind: BlockKind = "heading" if segment.tag[:1] == "h" else KINDS.get(segment.tag, "paragraph")
    return Piece(Block(segment.text, kind, segment.context()), places=(segment.index,))


def kept_blocks(pieces: Sequence[Piece]) -> tuple[Block, ...]:
    """Give the blocks that have no verdict."""
    return tuple(piece.block for piece in pieces if piece.verdict is None)


def merge_removals(pieces: Sequence[Piece], stripped: Stripped) -> tuple[Removal, ...]:
    """Give the removals of the pieces and of a later step, with positions among all pieces."""
    kept = [position for position, piece in enumerate(pieces) if piece.verdict is None]
    own = [
        Removal(
            piece.block.text, piece.verdict.category, piece.verdict.rule_id, piece.verdict.reason, position
        )
        for position, piece in enumerate(pieces)
        if piece.verdict is not None
    ]
    later = [
        Removal(each.text, each.category, each.rule_id, each.reason, kept[each.position])
        for each in stripped.removed
    ]
    return tuple(sorted([*own, *later], key=lambda each: each.position))
