"""The category and the reason of a removal by evidence, for a person to read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import takewhile

from newscrawl.boilerplate.features import NEUTRAL, Evidence
from newscrawl.boilerplate.lexicon import CONCEPTS
from newscrawl.model.items import Category

MAX_RUN = 6
"""Blocks to either side that are asked for the category of one that does not tell its own."""

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "donation": (
        "give",
        "join",
        "cost",
        "campaign",
        "independent",
        "free",
        "continuation",
        "payment",
        "effort",
    ),
    "subscription": ("subscribe", "access", "account"),
    "newsletter": ("newsletter", "signup"),
    "app": ("app",),
    "advertisement": ("ad",),
    "cookie": ("cookie",),
    "share": ("share", "print", "network", "follow"),
    "related": ("related", "readmore"),
    "comments": ("comments",),
    "audio": ("audio",),
    "licence": ("licence",),
    "credit": ("credit", "role"),
    "bio": ("bio",),
    "event": ("event",),
    "other": ("tip", "disclosure", "notice", "machine", "technical"),
}
"""Category → the concepts that speak for it."""


def category_of(index: int, evidence: Sequence[Evidence], removed: set[int]) -> Category:
    """Return the category that the block's concepts speak for, else that of the run it is in.

    A run says first what it is for: the blocks before are asked before those after.
    """
    before = takewhile(removed.__contains__, range(index - 1, index - 1 - MAX_RUN, -1))
    behind = takewhile(removed.__contains__, range(index + 1, index + 1 + MAX_RUN))
    for place in (index, *before, *behind):
        votes = _votes(evidence[place])
        if votes:
            return votes.most_common(1)[0][0]
    return "other"


def _votes(evidence: Evidence) -> Counter[Category]:
    votes: Counter[Category] = Counter()
    for category, concepts in CATEGORIES.items():
        count = sum(
            min(evidence.concepts[concept], 2)
            for concept in concepts
            if concept in evidence.concepts
        )
        if count:
            votes[category] = count  # type: ignore[index]  # the keys are categories
    return votes


def reason_for(evidence: Evidence) -> str:
    """Return in one sentence the reason for removing the block."""
    telling = [
        concept
        for concept in CONCEPTS
        if concept in evidence.concepts and concept not in ("said", "third", "modal")
    ]
    telling.sort(key=lambda concept: concept in NEUTRAL)
    if not telling:
        return "It stands in a run of boilerplate and is unlike the article."
    return f"It {', '.join(CONCEPTS[concept] for concept in telling[:4])}."
