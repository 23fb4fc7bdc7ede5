"""Why was each block of a page kept, removed, or left out?

A page is extracted as in a crawl; the reasons met on the way are put into words, in document order.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

from newscrawl.errors import ExtractError
from newscrawl.extract.body.assemble import OutputBlock, Trace
from newscrawl.extract.body.rulings import Ruling
from newscrawl.extract.page import ParsedPage, make_draft, parse_page, warm
from newscrawl.extract.segmentation.segments import Level, Segment
from newscrawl.model.items import Draft, Page, Removal
from newscrawl.model.page_sketch import Note, TrainingSet

__all__ = ["explain_page", "warm", "work"]

MAX_NOTES = 5_000
"""Blocks of one page that are explained."""
PLACE_LEVELS = 3
TAKEN = ("extractor.taken", "The extractor took it for the article, and nothing speaks against it.")
NOT_TAKEN = ("extractor.left-out", "The extractor did not take it for the article.")
RESTORED: Mapping[str, tuple[str, str]] = {
    "profile": (
        "profile.restored",
        "The extractor lost it, but on this site the article's text stands there.",
    ),
    "page": ("page.restored", "The extractor lost it, but it stands like the text that it took."),
    "standfirst": ("field.standfirst", "It is the standfirst, which comes first."),
    "pin": ("pin.keep", "The sources file says that it stays (keep)."),
}


def explain_page(page: Page) -> Draft:
    """Extract *page* and note what became of each block; without an article there are notes alone.

    Raises:
        ExtractError: If it is no page.
    """
    look = parse_page(page)
    try:
        draft = make_draft(look)
    except ExtractError:
        # A page without an article is the one that somebody wants explained.
        draft = Draft(page.url, (), metadata=look.clues.metadata, matches=look.matches)
    return replace(draft, notes=tuple(notes_of(look, draft))[:MAX_NOTES])


def work(task: Page | TrainingSet) -> Draft:
    """Do what ``sites explain`` asks of a worker.

    Raises:
        ExtractError: As in ``explain_page``, or for a lesson.
    """
    if isinstance(task, TrainingSet):
        raise ExtractError("not_html", "this worker explains pages and learns nothing")
    return explain_page(task)


def notes_of(look: ParsedPage, draft: Draft) -> Iterator[Note]:
    """Yield the notes in document order: pieces of the text, between them the segments left out."""
    pieces, sight = look.reading.pieces, look.reading.sight
    removed = {removal.position: removal for removal in draft.removed}
    shown = {piece.place for piece in pieces}
    rest = deque(segment for segment in sight.segments if segment.index not in shown)
    for position, piece in enumerate(pieces):
        while rest and rest[0].index < piece.place:
            yield _left_out(rest.popleft(), sight)
        yield _note_of(piece, removed.get(position), sight)
    for segment in rest:
        yield _left_out(segment, sight)
    # What was hidden has positions after all pieces, and no segment.
    yield from (_hidden(removal) for removal in draft.removed if removal.position >= len(pieces))


def _hidden(removal: Removal) -> Note:
    """Return the reason why a text that the page hides is no part of its text."""
    return Note(
        text=removal.text,
        outcome="left out",
        rule_id=removal.rule_id,
        reason=removal.reason,
        place="",
    )


def _note_of(piece: OutputBlock, removal: Removal | None, sight: Trace) -> Note:
    """Return the outcome of a block of the text, and its reason."""
    against = removal or piece.verdict
    rule_id, reason = _why(piece, against, sight)
    return Note(
        text=piece.block.text,
        outcome="kept" if against is None else "removed",
        rule_id=rule_id,
        reason=reason,
        place=_place_of(sight.segments[piece.place]),
    )


def _why(piece: OutputBlock, against: Removal | Ruling | None, sight: Trace) -> tuple[str, str]:
    """Return rule and reason: of what speaks *against* a piece, or of why it is here."""
    if against is not None:
        return against.rule_id, against.reason
    # Also where the extractor took it: the pin is why it stays whatever else says.
    if sight.segments[piece.place].pinned:
        return RESTORED["pin"]
    return RESTORED.get(sight.restored.get(piece.place, ""), TAKEN)


def _left_out(segment: Segment, sight: Trace) -> Note:
    """Return the reason why a segment is no part of the text as extracted."""
    verdict = sight.verdicts.get(segment.index)
    rule_id, reason = NOT_TAKEN if verdict is None else (verdict.rule_id, verdict.reason)
    return Note(
        text=segment.text,
        outcome="left out",
        rule_id=rule_id,
        reason=reason,
        place=_place_of(segment),
    )


def _place_of(segment: Segment) -> str:
    """Return the last levels of the path of a segment, each by its first selector or its tag."""
    return " > ".join(map(_name_of, segment.path[-PLACE_LEVELS:]))


def _name_of(level: Level) -> str:
    return next(iter(level.selectors), level.tag)
