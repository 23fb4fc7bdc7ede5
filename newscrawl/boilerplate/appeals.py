"""Runs of boilerplate: what the evidence of a block and of its neighbours adds up to.

Every block gets an opinion (``model``): log-odds that it is boilerplate, its own evidence and that of
the blocks around it weighed. A block is removed when its opinion passes ``SURE``; a short block between or
beside such blocks already passes ``LIKELY`` ("Thank you.", "Remind me later"). Guards then give back what
must stay: the headline, blocks that mostly quote somebody, and everything, if nearly everything would go: an
editorial or a letter to the readers *is* the article.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from newscrawl.boilerplate.evidence import NEUTRAL, Evidence
from newscrawl.boilerplate.lexicon import CONCEPTS
from newscrawl.items import Category, Facts

SURE = 0.4
"""Log-odds above which a block goes."""

LIKELY = -0.4
"""Log-odds above which a short block goes with its neighbours."""

EDGE = -2.0
"""Log-odds above which a block goes that stands at an edge of the text in a run of boilerplate."""

COVERED_EDGE = -4.0
"""The same for a block that is mostly made of the words that banners use."""

ADDRESS_COVER = 0.15
"""Share (0–1) of boilerplate terms from which a block at an edge can be the soft end of a banner."""

RESERVE = 2.0
"""Log-odds on top for a plain sentence to nobody, and for one that points to help."""

KNOWN = 2.5
"""Log-odds less for a block that other pages of the site have nearly alike."""

UNSEEN = 0.7
"""Log-odds more for a block that no other page of the site has, of so many known ones …"""

MIN_COMPARED = 4
"""… at least: what only this page says is rather its article's."""

PLAIN_COVER = 0.25
"""Share (0–1) of boilerplate terms under which a sentence is plain."""

DATA_COVER = 0.5
"""Share (0–1) of boilerplate terms from which on a row of a table is no data."""

LETTER = 0.6
"""Share (0–1) of the other blocks that speak as "we" from which on the article is a letter."""

LETTER_COVER = 0.3
"""Share (0–1) of boilerplate terms from which on a block of a letter may be a banner all the same."""

HEADLINE = 2.5
"""Log-odds that the first block that might stay needs, since it may be the headline."""

GROUPED = -1.5
"""Log-odds above which a block goes with a neighbour in the same paragraph, or the same box apart."""

MAX_WORDS = 160
"""Longer blocks are never boilerplate: no banner says so much in one paragraph."""

MIN_ANCHORED = 0.4
"""Share (0–1) of a run's blocks that need evidence of their own for the others to go with them …"""

MAX_GAP = 2
"""… and how many blocks the nearest of those may be away."""

MAX_RUN = 6
"""Blocks to either side that are asked for the category of one that does not tell its own."""

MIN_KEPT = 0.2
"""Share (0–1) of the letters that must stay; else the removals are the article itself."""

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
    "other": ("tip", "disclosure"),
}
"""Category → the concepts that speak for it."""


def find_runs(evidence: Sequence[Evidence], opinions: Sequence[float], facts: Facts) -> set[int]:
    """Give the indices of the blocks that are boilerplate by weight of evidence."""
    found: set[int] = set()
    for index, each in enumerate(evidence):
        needed = _needed(each, facts, opening=len(found) == index)
        if opinions[index] > needed and not _is_protected(each, facts):
            found.add(index)
    found |= _joined(found, evidence, opinions, facts)
    for edge in _edges(evidence, facts):
        found |= set(_edge_run(edge, found, opinions, evidence))
    return anchored(found | _joined(found, evidence, opinions, facts), evidence)


def anchored(found: set[int], evidence: Sequence[Evidence]) -> set[int]:
    """Return those of *found* that go on evidence of their own, or with neighbours that have it.

    To stand apart, to be short or to look alike is no evidence: verse, questions and answers, programmes and
    results of an article do so too.
    """
    kept: set[int] = set()
    for run in runs_of(found):
        anchors = [index for index in run if has_evidence(evidence[index])]
        if len(anchors) >= MIN_ANCHORED * len(run):
            kept.update(index for index in run if _belongs(index, anchors, run, evidence))
        else:
            kept.update(anchors)
    return kept


def runs_of(found: set[int]) -> Iterator[Sequence[int]]:
    """Return the runs of neighbours among *found*, in order."""
    run: list[int] = []
    for index in sorted(found):
        if run and index != run[-1] + 1:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _belongs(index: int, anchors: Sequence[int], run: Sequence[int], evidence: Sequence[Evidence]) -> bool:
    """Return whether a block of a run stands between blocks with evidence, at the text's edge or in a group with one."""
    near = [anchor for anchor in anchors if abs(anchor - index) <= MAX_GAP]
    if index in near:
        return True
    between = bool(near) and anchors[0] < index < anchors[-1]
    at_edge = run[0] == 0 or run[-1] == len(evidence) - 1
    grouped = any(evidence[anchor].group == evidence[index].group for anchor in near)
    return bool(near) and (between or at_edge or grouped)


def has_evidence(evidence: Evidence) -> bool:
    """Return whether a block speaks of what boilerplate speaks of, links, has controls or is repeated on the site."""
    context = evidence.block.context
    telling = evidence.concepts.keys() - NEUTRAL
    return bool(telling or context.link_share or context.controls or context.repeats) or bool(
        evidence.features.get("s:email") or evidence.features.get("d:outlet")
    )


def _joined(
    found: set[int], evidence: Sequence[Evidence], opinions: Sequence[float], facts: Facts
) -> set[int]:
    joined = set()
    for index in range(len(evidence)):
        beside = [near for near in (index - 1, index + 1) if near in found]
        needed = _to_join(index, beside, evidence)
        if beside and opinions[index] > needed and index not in found:
            joined.add(index)
    return {index for index in joined if not _is_protected(evidence[index], facts)}


def _to_join(index: int, beside: Sequence[int], evidence: Sequence[Evidence]) -> float:
    """Give the log-odds from which a block goes with those *beside* it that go."""
    own = evidence[index]
    if any(evidence[near].group == own.group for near in beside) and not _is_data(own):
        return GROUPED
    if index == 0 or _is_data(own):
        return math.inf
    short = own.words.size <= 6
    return LIKELY + RESERVE * _speaks_to_nobody(own) if short or len(beside) == 2 else math.inf


def _edges(evidence: Sequence[Evidence], facts: Facts) -> Iterator[Sequence[int]]:
    """Give the blocks from either end inwards, up to the first one that is protected."""
    for order in (range(len(evidence)), range(len(evidence) - 1, -1, -1)):
        end = next((n for n, index in enumerate(order) if _is_protected(evidence[index], facts)), len(order))
        yield order[:end]


def _addresses(evidence: Evidence) -> bool:
    """Whether it turns to the reader or speaks as the outlet, in words that banners use."""
    telling = ("you", "we", "like", "thanks")
    return evidence.cover >= ADDRESS_COVER and any(each in evidence.concepts for each in telling)


def _edge_run(
    order: Sequence[int], found: set[int], opinions: Sequence[float], evidence: Sequence[Evidence]
) -> Sequence[int]:
    """Give the run of boilerplate at an edge: two blocks that go or more, and as many as do not between them.

    A banner opens softly ("Enjoying this site?") and closes softly; at the edge of the text nothing of the
    article can lie beyond it.
    """
    last = gone = 0
    for length, index in enumerate(order, 1):
        edge = COVERED_EDGE if evidence[index].cover >= 0.5 else EDGE
        if opinions[index] < edge or (index not in found and not _addresses(evidence[index])):
            break
        gone += index in found
        if 2 * gone >= length:
            last = length
    return order[:last] if gone > 1 else ()


def _needed(evidence: Evidence, facts: Facts, *, opening: bool) -> float:
    """Give the log-odds from which a block goes; *opening* says that nothing before it stays."""
    if opening and not facts.title and "s:no_stop" in evidence.features:
        return HEADLINE
    context = evidence.block.context
    unseen = UNSEEN if context.compared >= MIN_COMPARED else 0.0
    known = KNOWN if context.repeats else -unseen
    if _is_data(evidence):
        return math.inf
    reserve = 1.0 * _speaks_to_nobody(evidence) + _helps(evidence)
    reserve += evidence.block.kind == "quote"
    reserve += 1.5 * _is_letter(evidence) + 0.5 * (not evidence.concepts)
    return SURE + RESERVE * reserve - known


def _speaks_to_nobody(evidence: Evidence) -> bool:
    """Whether it is a plain sentence that neither turns to the reader nor speaks as the outlet."""
    if "s:no_stop" in evidence.features or "s:ends_question" in evidence.features:
        return False
    return evidence.cover < PLAIN_COVER and not any(
        concept in evidence.concepts for concept in ("you", "we", "i")
    )


def _is_letter(evidence: Evidence) -> bool:
    """Whether the article itself speaks as "we" throughout, and the block no more than that like a banner."""
    return evidence.features.get("d:others_we", 0.0) >= LETTER and evidence.cover < LETTER_COVER


def _is_data(evidence: Evidence) -> bool:
    """Whether it is a row of a table or an item of a list, in words that no banner uses, without links."""
    context = evidence.block.context
    if context.link_share or context.controls or evidence.cover >= DATA_COVER:
        return False
    if evidence.block.kind == "table_row":
        return " | " in evidence.block.text or not evidence.concepts.keys() & {"you", "we"}
    return evidence.block.kind == "list_item" and evidence.cover == 0


def _helps(evidence: Evidence) -> bool:
    """Whether it points to help, police or a helpline, and asks nothing for the outlet."""
    asks = ("we", "give", "join", "subscribe", "newsletter", "app", "cookie")
    return "help" in evidence.concepts and not any(concept in evidence.concepts for concept in asks)


def _is_protected(evidence: Evidence, facts: Facts) -> bool:
    if facts.title and evidence.block.text.strip() == facts.title.strip():
        return True
    size = evidence.words.size
    if evidence.block.kind == "code":
        return True
    return size > MAX_WORDS or (evidence.words.quote_share > 0.5 and size > 6)


def category_of(index: int, evidence: Sequence[Evidence], removed: set[int]) -> Category:
    """Give the category that the block's concepts speak for, else that of the run it stands in.

    A run says first what it is for: the blocks before are asked before those behind.
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
            min(evidence.concepts[concept], 2) for concept in concepts if concept in evidence.concepts
        )
        if count:
            votes[category] = count  # type: ignore[index]  # the keys are categories
    return votes


def reason_for(evidence: Evidence) -> str:
    """Say in one sentence what spoke for removing the block."""
    telling = [
        concept
        for concept in CONCEPTS
        if concept in evidence.concepts and concept not in ("said", "third", "modal")
    ]
    telling.sort(key=lambda concept: concept in NEUTRAL)
    if not telling:
        return "It stands in a run of boilerplate and is unlike the article."
    return f"It {', '.join(CONCEPTS[concept] for concept in telling[:4])}."
