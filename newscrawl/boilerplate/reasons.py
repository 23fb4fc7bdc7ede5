"""The category and the reason of a removal by evidence, for a person to read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import filterfalse, takewhile

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

_CATEGORY_OF: Mapping[str, Category] = {
    concept: category  # type: ignore[misc]  # the keys are categories
    for category, concepts in CATEGORIES.items()
    for concept in concepts
}

_NO_REASONS = frozenset({"said", "third", "modal"})
_REASONS = sorted(filterfalse(_NO_REASONS.__contains__, CONCEPTS), key=NEUTRAL.__contains__)
"""Concepts that are named as reasons, in order: last those that articles speak of as well."""


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
    """Return how often a block speaks of the concepts of each category, each at most twice."""
    votes: Counter[Category] = Counter()
    spoken = evidence.concepts
    for concept in filter(spoken.__contains__, _CATEGORY_OF):
        # In the order of ``CATEGORIES``: of equal ones the first counts.
        votes[_CATEGORY_OF[concept]] += min(spoken[concept], 2)
    return votes


def reason_for(evidence: Evidence) -> str:
    """Return in one sentence the reason for removing the block."""
    spoken = filter(evidence.concepts.__contains__, _REASONS)
    telling = list(map(CONCEPTS.__getitem__, spoken))
    if not telling:
        return "It stands in a run of boilerplate and is unlike the article."
    return f"It {', '.join(telling[:4])}."
