"""A block among the others: the columns that the trees of ``model`` weigh.

Each row has the opinion on a block alone, those on the blocks around it, what it says together with
them (``stretches``), and whether it has evidence of its own: a block without any is removed only
because of its neighbours.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from newscrawl.boilerplate.features import Evidence
from newscrawl.boilerplate.markup import home_of
from newscrawl.boilerplate.stretches import COLUMNS as STRETCHES
from newscrawl.boilerplate.stretches import FirstOpinion, stretch_rows
from newscrawl.model.items import Context

CLIP = 8.0
"""Opinions are cut to this many units of log-odds before neighbours weigh them."""

SHORT_WORDS = 14
"""Blocks up to this many words make the runs of short lines: a banner's, or verse and results."""

OUTSIDE = -4.0
"""The opinion on what lies before the first and after the last block."""

MAX_HOUSED = 30
"""Blocks of one kind of box that are compared with each other."""

FAR = 8
"""Places from an end that are told apart: how long an article is, is no evidence."""

MARKS = tuple(
    """
    s:no_stop s:ends_question s:ends_exclaim s:ends_colon s:question s:exclaim s:separators s:email
    s:digits s:opens_quote s:opens_mark s:capitals s:colon s:mostly_quoted s:quoted s:heading s:list_item
    s:table_row s:quote s:names s:cover s:address s:phone s:numbers s:bracketed s:cut_off s:age d:shared
    d:shared_none d:title d:names d:outlet d:topical d:in_title d:others_we d:others_you d:others_i
    d:host d:author d:shared_before d:shared_after d:questions d:same_opening
    """.split()
)
"""Evidence that is a column of its own …"""

PLACES = tuple(
    """
    h:page h:links h:controls h:to_give h:to_subscribe h:to_share h:to_app h:to_script h:elsewhere h:rare
    h:home h:in_aside h:in_section h:in_form h:in_blockquote h:alike h:linked_page h:hrefs h:to_mail
    h:to_others h:told h:untold h:past_told h:outside h:deeper h:behind h:ahead h:box_words h:own_words
    h:all_link h:rare_em h:rare_strong h:rare_small
    """.split()
)
"""… and such as only blocks of a page have."""

SPOKEN = ("you", "we", "outlet", "third", "bio", "modal", "reading")
"""Concepts that are a column of their own."""

NEIGHBOURS = tuple(
    """
    own evident words concepts before before2 after after2 best_before best_after mean_before mean_after
    evident_before worst_head worst_tail best likely to_start to_end group group_best group_mean
    group_evident lines lines_best lines_mean lines_evident usual likely_share housed housed_best
    housed_mean way_after way_before
    """.split()
)

FEATURES = (*MARKS, *(f"c:{concept}" for concept in SPOKEN))

COLUMNS = (*NEIGHBOURS, *STRETCHES, *FEATURES, *PLACES)

_NOTHING, _NOWHERE = (0.0,) * len(FEATURES), (0.0,) * len(PLACES)
_NAMING = frozenset({"s:email", "d:outlet"})
"""Evidence that is no term: the block has an e-mail address, or the outlet's name."""


def is_marked(context: Context) -> bool:
    """Return whether a block has links or controls: articles have few of either."""
    return context.link_share > 0 or context.controls > 0


def is_set_apart(context: Context) -> bool:
    """Return whether a block links, has controls or is repeated: evidence in every language."""
    return is_marked(context) or context.repeats > 0


def has_evidence(evidence: Evidence) -> bool:
    """Return whether a block speaks of what boilerplate does, links, has controls or is repeated."""
    # The first holds also in a language without a vocabulary.
    is_evident = is_set_apart(evidence.block.context) or len(evidence.telling) > 0
    return is_evident or not _NAMING.isdisjoint(evidence.features)


def rows(
    evidence: Sequence[Evidence], alone: Sequence[FirstOpinion], places: Sequence[int]
) -> list[list[float]]:
    """Return a row of ``COLUMNS`` for each of *places*, from the opinions on each block *alone*."""
    if not places:  # as in most articles without banners
        return []
    # One block that is very sure must not outweigh all of its neighbours in a mean.
    near = [max(-CLIP, min(CLIP, each.opinion)) for each in alone]
    evident = [float(has_evidence(each)) for each in evidence]
    groups = _spans([each.group for each in evidence])
    lines = _spans(_line_numbers(evidence))
    # The surest block of the article on either side: behind one, a banner at the edge is unlikely.
    heads, tails = _running_least(near), _running_least(near[::-1])[::-1]
    best, usual = max(near, default=0.0), sorted(near)[len(near) // 2] if near else 0.0
    likely_share = sum(opinion > 0 for opinion in near) / max(len(near), 1)
    housed = _housed(evidence, near)
    after, before = _ways(near[::-1])[::-1], _ways(near)
    stretches = stretch_rows(evidence, alone, near, places)
    is_page = any("h:page" in each.features for each in evidence)
    return [
        [
            *_own(evidence[index], near[index], evident[index]),
            *_beside(index, near, evident),
            *(heads[index], tails[index + 1], best, _likely(index, near)),
            *(float(min(index, FAR)), float(min(len(near) - index - 1, FAR))),
            *_together(index, groups[index], near, evident),
            *_together(index, lines[index], near, evident),
            usual,
            likely_share,
            *housed[index],
            after[index],
            before[index],
            *stretch,
            # The order is that of ``COLUMNS``: the trees know columns by number only.
            *map(evidence[index].features.get, FEATURES, _NOTHING),
            *(map(evidence[index].features.get, PLACES, _NOWHERE) if is_page else _NOWHERE),
        ]
        for index, stretch in zip(places, stretches, strict=True)
    ]


def _ways(near: Sequence[float]) -> list[float]:
    """Return for each place the least opinion on the way back to the nearest likely block."""
    ways: list[float] = []
    least = OUTSIDE
    for opinion in near:
        ways.append(least)
        least = CLIP if opinion > 0 else min(least, opinion)
    return ways


def _own(evidence: Evidence, opinion: float, evident: float) -> tuple[float, ...]:
    telling = float(len(evidence.telling))
    return opinion, evident, math.log1p(evidence.words.size), telling


def _beside(index: int, near: Sequence[float], evident: Sequence[float]) -> Iterator[float]:
    # Nearest first on both sides, so that one place means one distance.
    before, after = near[max(0, index - 6) : index][::-1], near[index + 1 : index + 7]
    for side in (before, after):
        yield from (*side, OUTSIDE, OUTSIDE)[:2]
    for side in (before, after):
        yield max(side[:3], default=OUTSIDE)
    for side in (before, after):
        yield sum(side) / len(side) if side else OUTSIDE
    # By three, also at an end: missing neighbours are neighbours without evidence.
    yield sum(evident[max(0, index - 3) : index]) / 3


def _likely(index: int, near: Sequence[float]) -> float:
    """Return how many of the blocks around are likely boilerplate."""
    return float(sum(opinion > 0 for opinion in near[max(0, index - 6) : index + 7]))


def _together(
    index: int, span: tuple[int, int], near: Sequence[float], evident: Sequence[float]
) -> tuple[float, float, float, float]:
    """Return how many others share the span, their best and mean opinion, and the share with evidence."""
    start, end = span
    others = [*near[start:index], *near[index + 1 : end]]
    if not others:
        return 0.0, OUTSIDE, OUTSIDE, 0.0
    shown = sum(evident[start:end]) - evident[index]
    return math.log1p(len(others)), max(others), sum(others) / len(others), shown / len(others)


def _housed(
    evidence: Sequence[Evidence], near: Sequence[float]
) -> list[tuple[float, float, float]]:
    """Return how many others are housed like each block that is apart, their best and mean opinion."""
    homes: dict[tuple[str, ...], list[int]] = {}
    for index, each in enumerate(evidence):
        # Plain text has no such feature at all.
        if each.features.get("h:home") == 0:
            homes.setdefault(home_of(each.block.context.selectors), []).append(index)
    found = [(0.0, OUTSIDE, OUTSIDE)] * len(evidence)
    for places in homes.values():
        # Each is compared with all: without a bound, thousands of equal boxes take squared time.
        for index in places[:MAX_HOUSED]:
            others = [near[place] for place in places[:MAX_HOUSED] if place != index]
            if others:
                found[index] = (math.log1p(len(others)), max(others), sum(others) / len(others))
    return found


def _line_numbers(evidence: Sequence[Evidence]) -> list[int]:
    """Number the runs of short blocks; each longer block is a run of its own."""
    long = [each.words.size > SHORT_WORDS for each in evidence]
    # Two short lines in a row share a run; anything else begins another.
    steps = (before | own for before, own in pairwise(long))
    return list(accumulate(steps, initial=0))[: len(evidence)]


def _spans(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return for each place the first place of its number and the first one after it."""
    breaks = (index for index in range(1, len(numbers)) if numbers[index] != numbers[index - 1])
    starts = [0, *breaks]
    spans = zip(starts, (*starts[1:], len(numbers)), strict=True)
    return [span for span in spans for _ in range(*span)]


def _running_least(near: Sequence[float]) -> list[float]:
    """Return for each place the least opinion of all before it, one more at the end."""
    least = [CLIP]
    for opinion in near:
        least.append(min(least[-1], opinion))
    return least
