"""Banners that are glued to the paragraphs of a page, as pieces of their own.

They are parted before the blocks are judged, so that positions of removals, links and notes count
the parts as any other pieces.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count

from newscrawl.boilerplate.glued import part_glued
from newscrawl.extract.body.assemble import OutputBlock, Reading, kept_blocks
from newscrawl.extract.body.clues import PageFacts
from newscrawl.model.items import Block, Facts, Page


def part_ends(reading: Reading, clues: PageFacts, page: Page) -> Reading:
    """Return *reading* with the ends of paragraphs that are banners as pieces of their own."""
    told = clues.metadata
    # The language is not settled yet: a wrong one finds no banner here, and nothing is lost.
    language = page.language or told.language
    known = (language, told.title, told.site_name, told.authors)
    facts = Facts(page.url, *known, told=clues.evidence.body)
    parts = part_glued(kept_blocks(reading.pieces), facts)
    return replace(reading, pieces=_parted(reading.pieces, parts)) if parts else reading


def _parted(
    pieces: Sequence[OutputBlock], parts: Mapping[int, Sequence[Block]]
) -> tuple[OutputBlock, ...]:
    """Return *pieces* with the kept blocks of *parts* (place among these → the block in parts) parted."""
    kept = count()
    return tuple(
        replace(piece, block=block)
        for piece in pieces
        # A piece with a verdict goes as a whole already, and is not counted.
        for block in ((piece.block,) if piece.verdict else parts.get(next(kept), (piece.block,)))
    )
