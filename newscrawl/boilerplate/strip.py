"""Blocks of one page in, the article's blocks and the removals out."""

import re
from collections.abc import Sequence

from newscrawl.boilerplate.evidence import Evidence, gather
from newscrawl.boilerplate.lexicon import CONCEPTS, load_lexicon
from newscrawl.boilerplate.model import load_model
from newscrawl.items import Block, Category, Facts, Removal, Stripped

THRESHOLD = 1.0
"""Logit from which a block of plain text goes: clearly more evidence for boilerplate than for text."""
PAGE_THRESHOLD = 1.5
"""The same for a block of a page, where extraction has left most boilerplate out already."""
MIN_KEPT_SHARE = 0.15
"""If less than this share (0–1) of the characters would stay, the appeal is the article and all stays."""
MAX_BLOCKS = 20_000
"""Blocks of one page that are looked at; what follows is kept."""
CATEGORIES: tuple[tuple[str, Category], ...] = (
    ("cookie", "cookie"),
    ("newsletter", "newsletter"),
    ("give", "donation"),
    ("campaign", "donation"),
    ("continuation", "donation"),
    ("payment", "donation"),
    ("subscribe", "subscription"),
    ("access", "subscription"),
    ("account", "subscription"),
    ("join", "donation"),
    ("app", "app"),
    ("ad", "advertisement"),
    ("licence", "licence"),
    ("bio", "bio"),
    ("event", "event"),
    ("audio", "audio"),
    ("comments", "comments"),
    ("credit", "credit"),
    ("follow", "share"),
    ("share", "share"),
    ("related", "related"),
    ("readmore", "related"),
)


def strip_blocks(blocks: Sequence[Block], facts: Facts) -> Stripped:
    """Split *blocks* into the article's and the boilerplate.

    Order is kept, and every block is in exactly one of the two. If nearly everything would go, the text that
    sounds like an appeal is the article, and stays.
    """
    looked_at = blocks[:MAX_BLOCKS]
    evidence = gather(looked_at, facts, load_lexicon(facts.language or detect(looked_at)))
    scores = load_model().scores([each.features for each in evidence])
    gone = {
        index
        for index, score in enumerate(scores)
        if score > threshold(blocks[index]) and not is_title(blocks[index], facts)
    }
    total = sum(len(block.text) for block in blocks)
    if sum(len(blocks[index].text) for index in gone) > (1 - MIN_KEPT_SHARE) * total:
        gone = set()
    kept = tuple(block for index, block in enumerate(blocks) if index not in gone)
    return Stripped(kept, tuple(removal(index, evidence[index]) for index in sorted(gone)))


def threshold(block: Block) -> float:
    """Give the logit from which *block* goes."""
    return PAGE_THRESHOLD if block.context.selectors else THRESHOLD


def is_title(block: Block, facts: Facts) -> bool:
    """Say whether *block* is the page's headline, which is never boilerplate."""
    return facts.title is not None and block.text.strip() == facts.title.strip()


def removal(position: int, evidence: Evidence) -> Removal:
    """Record why a block went."""
    category: Category = "other"
    category = next((each for concept, each in CATEGORIES if concept in evidence.concepts), category)
    said = [CONCEPTS[concept] for concept in evidence.concepts if concept in CONCEPTS][:4]
    reason = f"Boilerplate by its evidence: {'; '.join(said) or 'its place and neighbours'}."
    return Removal(evidence.block.text, category, "evidence.weighed", reason, position)


def detect(blocks: Sequence[Block]) -> str | None:
    """Tell the language of *blocks*; ``None`` where there is too little text."""
    from py3langid import langid  # noqa: PLC0415 - loads a model: only where the page does not say

    text = " ".join(block.text for block in blocks)[:4000]
    if not re.search(r"\w", text):
        return None
    return str(langid.classify(text)[0])
