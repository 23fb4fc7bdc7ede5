"""Blocks of one page in, the article's blocks and the removals out."""

from collections.abc import Sequence

from newscrawl.items import Block, Facts, Stripped


def strip_blocks(blocks: Sequence[Block], facts: Facts) -> Stripped:
    """Split *blocks* into the article's and the boilerplate."""
    return Stripped(kept=tuple(blocks), removed=())
