"""The work of ``inspect`` in a worker: extract a page as in a crawl, and note the fate of each block."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from newscrawl.boilerplate.features import gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.model import load_model, opinions
from newscrawl.boilerplate.strip import MAX_LOOKED_AT
from newscrawl.errors import ExtractError
from newscrawl.extract.body.assemble import kept_blocks
from newscrawl.extract.explain import MAX_NOTES, notes_of
from newscrawl.extract.page import DEFAULT_LIMITS, ParsedPage, make_draft, parse_page, warm
from newscrawl.extract.parse.html import parse_html
from newscrawl.model.items import Draft, Facts, Page, Removal
from newscrawl.model.page_sketch import Note, NoteOutcome, TrainingSet
from newscrawl.reports.inert import WantedBlock, inert, mark

__all__ = ["Item", "inspect_page", "items_of", "items_of_record", "warm", "work"]

_CHANCE = re.compile(r"chance that it is text is (\d+%)")


@dataclass(frozen=True, slots=True)
class Item:
    """One block of a page, in document order.

    Attributes:
        number: From 1; by it the panes are linked.
        outcome: ``left out``: the extractor did not take it, and it is too short to be recorded as
            removed.
        text: The block.
        kind: Of a block that is kept.
        category, rule_id, reason: Why it is not, or why it is kept.
        weight: How sure the weighed evidence is, in words; empty where a rule decided alone.
        place: The last elements around it.
    """

    number: int
    outcome: NoteOutcome
    text: str
    kind: str = ""
    category: str = ""
    rule_id: str = ""
    reason: str = ""
    weight: str = ""
    place: str = ""


def work(task: Page | TrainingSet) -> Draft:
    """Return the answer of a worker to ``inspect``.

    Raises:
        ExtractError: If it is no page, or a lesson.
    """
    if isinstance(task, TrainingSet):
        raise ExtractError("not_html", "this worker inspects pages and learns nothing")
    return inspect_page(task)


def inspect_page(page: Page) -> Draft:
    """Extract *page*, and note the fate of each block; without an article there are notes alone.

    Raises:
        ExtractError: If it is no page.
    """
    look = parse_page(page)
    try:
        draft = make_draft(look)
    except ExtractError:
        # A page without an article is the one that somebody wants to look at.
        draft = Draft(
            page.url, (), metadata=look.clues.metadata, flags=look.flags, matches=look.matches
        )
    # The draft goes from the worker to the command, which needs none of these.
    draft = replace(draft, page=replace(page, body=b"", profile=None), sketch=None)
    draft = replace(draft, notes=tuple(_told(look, draft))[:MAX_NOTES])
    return replace(draft, view=_view(page, items_of(draft)))


def items_of(draft: Draft) -> tuple[Item, ...]:
    """Return the blocks of *draft*'s page, numbered."""
    return tuple(
        Item(number, **{name: getattr(note, name) for name in Note.__slots__})
        for number, note in enumerate(draft.notes, 1)
    )


def _view(page: Page, items: Sequence[Item]) -> str:
    # Parsed again: extraction takes elements out of the tree that it reads.
    tree = parse_html(page.body, page.content_type, DEFAULT_LIMITS).tree
    mark(tree, [WantedBlock(item.number, item.text, item.outcome, item.category) for item in items])
    return inert(tree)


def _told(look: ParsedPage, draft: Draft) -> Iterator[Note]:
    """Return the notes of ``explain``, each with the kind or the category of its block, and the weight."""
    notes = list(notes_of(look, draft))
    pieces = look.reading.pieces
    kept = iter(draft.blocks)
    removed = {removal.position: removal.category for removal in draft.removed}
    weights = _weights_of(look, draft)
    # Hidden text is no piece of the body; its notes come last, in the order of its removals.
    hidden = [each for each in draft.removed if each.position >= len(pieces)]
    first_hidden = len(notes) - len(hidden)
    position = 0
    for number, note in enumerate(notes):
        if number >= first_hidden:
            yield replace(note, outcome="removed", category=hidden[number - first_hidden].category)
        elif note.outcome == "left out":
            yield note
        else:
            weight, verdict = weights.get(position, ""), pieces[position].verdict
            if note.outcome == "kept" and (block := next(kept, None)):
                yield replace(note, text=block.text, kind=block.kind, weight=weight)
            else:
                category = removed.get(position) or (verdict.category if verdict else "other")
                yield replace(note, category=category, weight=weight)
            position += 1


def _weights_of(look: ParsedPage, draft: Draft) -> Mapping[int, str]:
    """Return by position how the evidence weighs for and against each block of the text as extracted."""
    pieces = look.reading.pieces
    said = {
        position: f"chance that it is text: {match[1]}"
        for position, piece in enumerate(pieces)
        if piece.verdict and (match := _CHANCE.search(piece.verdict.reason))
    }
    # Where a rule has decided, the weights were not asked.
    judged = [position for position, piece in enumerate(pieces) if piece.verdict is None]
    blocks = kept_blocks(pieces)
    # Of a longer text the crawl looks at a part only, so other weights would be shown.
    if not 0 < len(blocks) <= MAX_LOOKED_AT:
        return said
    facts = draft.metadata
    known = (facts.language, facts.title, facts.site_name, facts.authors)
    evidence = gather(
        blocks,
        Facts(draft.url, *known, told=look.clues.evidence.body),
        load_lexicon(facts.language or "und"),
    )
    for position, weight in zip(
        judged, opinions(evidence, load_model(), facts.language or "und"), strict=True
    ):
        said[position] = f"{weight:+.1f} (log-odds that its words are boilerplate)"
    return said


def items_of_record(
    text: str, kinds: Sequence[str], removed: Sequence[Mapping[str, Any]]
) -> tuple[Item, ...]:
    """Return the blocks of a record in the order of the page: kept blocks fill the gaps."""
    # Positions count kept and removed blocks together, so the free ones are those of the text.
    gone = {int(each["position"]): each for each in removed}
    kept = iter(zip(text.split("\n\n") if text else (), _padded(kinds), strict=False))
    items: list[Item] = []
    position = 0
    waiting = next(kept, None)
    while waiting is not None or any(place >= position for place in gone):
        # Nothing is left to fill gaps with: a record from elsewhere may name any position.
        if waiting is None:
            position = min(place for place in gone if place >= position)
        if position in gone:
            removal = Removal(**{each.name: gone[position][each.name] for each in fields(Removal)})
            told = {
                name: value
                for name, value in asdict(removal).items()
                if name not in {"position", "text"}
            }
            chance = _CHANCE.search(removal.reason)
            weight = f"chance that it is text: {chance[1]}" if chance else ""
            items.append(Item(len(items) + 1, "removed", removal.text, **told, weight=weight))
        elif waiting is not None:
            items.append(Item(len(items) + 1, "kept", waiting[0], waiting[1]))
            waiting = next(kept, None)
        position += 1
    return tuple(items)


def _padded(kinds: Sequence[str]) -> Iterator[str]:
    # zip ends at the shorter side: a record with too few kinds would lose blocks of its text.
    yield from kinds
    while True:
        yield "paragraph"
