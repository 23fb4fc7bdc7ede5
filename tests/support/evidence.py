"""The evidence on blocks of plain text, as tests of boilerplate ask for it."""

from collections.abc import Sequence

from newscrawl.boilerplate.features import Evidence, gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.stretches import FirstOpinion
from newscrawl.boilerplate.surroundings import COLUMNS, rows
from newscrawl.model.items import Block, Facts

NEWS = (
    "The ferry to the island was full on every crossing of the weekend.",
    "The harbour master counted nine hundred passengers by Sunday evening.",
    "The council will vote on a second ferry in the spring.",
)
"""Three paragraphs of plain news."""


def evidence_of(*texts: str, language: str = "en", facts: Facts | None = None) -> list[Evidence]:
    """Return the evidence on blocks with these *texts*, read as one text."""
    return gather([Block(text) for text in texts], facts or Facts(), load_lexicon(language))


def first_opinions(*opinions: float) -> list[FirstOpinion]:
    """Return opinions on blocks of four words, half of each by its words."""
    return [FirstOpinion(opinion, opinion / 2, 4) for opinion in opinions]


def rows_by_column(
    evidence: Sequence[Evidence], opinions: Sequence[FirstOpinion]
) -> list[dict[str, float]]:
    """Return the row of every block as the trees get it, by column."""
    found = rows(evidence, opinions, range(len(evidence)))
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]
