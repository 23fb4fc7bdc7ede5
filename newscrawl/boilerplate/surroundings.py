"""A block among the others: the columns that the trees of ``model`` weigh.

Each row has the opinion on a block alone, those on the blocks around it, and whether it has
evidence of its own: a block without any is removed only because of its neighbours.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from newscrawl.boilerplate.features import Evidence
from newscrawl.boilerplate.markup import home_of
from newscrawl.model.items import Context

CLIP = 8.0
"""Opinions are cut to this many units of log-odds before neighbours weigh them."""

SHORT_WORDS = 14
"""Blocks up to this many words make the runs of short lines: a banner's, or verse and results."""

OUTSIDE = -4.0
"""The opinion on what lies before the first and after the last block."""

MAX_HOUSED = 30
"""Blocks of one kind of box that are compared with each other."""

WANTS = frozenset({"give", "join", "subscribe", "newsletter", "app", "payment"})
"""Concepts of what a banner wants of its reader."""

FAR = 8
"""Places from an end that are told apart: how long an article is, is no evidence."""

MARKS = tuple(
    """
    s:no_stop s:ends_question s:ends_exclaim s:ends_colon s:question s:exclaim s:separators s:email
    s:digits s:opens_quote s:opens_mark s:capitals s:colon s:mostly_quoted s:quoted s:heading s:list_item
    s:table_row s:quote s:names s:cover d:shared d:shared_none d:title d:names d:outlet d:topical
    d:in_title d:others_we d:others_you d:others_i h:page h:links h:controls h:to_give h:to_subscribe
    h:to_share h:to_app h:to_script h:elsewhere h:rare h:home h:in_aside h:in_section h:in_form
    h:in_blockquote s:address s:phone h:alike h:linked_page h:hrefs h:to_mail h:to_others h:told h:untold
    h:past_told h:outside h:deeper h:behind h:ahead h:box_words h:own_words h:all_link h:rare_em
    h:rare_strong h:rare_small s:numbers s:bracketed s:cut_off s:age d:host d:author
    d:shared_before d:shared_after
    d:questions d:same_opening
    """.split()
)
"""Evidence that is a column of its own."""

SPOKEN = tuple(
    """
    you we i outlet said third help money give join subscribe access newsletter app cookie licence credit
    bio related comments like modal reading notice machine technical event tip disclosure ad
    """.split()
)
"""Concepts that are a column of their own."""

NEIGHBOURS = tuple(
    """
    own evident words concepts before before2 after after2 best_before best_after mean_before mean_after
    evident_before evident_after worst_head worst_tail best likely to_start to_end group group_best
    group_mean group_evident lines lines_best lines_mean lines_evident near_evident usual likely_share
    housed housed_best housed_mean to_best next_likely way_after last_likely way_before we_before we_after
    you_before you_after wants_before wants_after
    """.split()
)

FEATURES = (*MARKS, *(f"c:{concept}" for concept in SPOKEN))

COLUMNS = (*NEIGHBOURS, *FEATURES)

_NOTHING = (0.0,) * len(FEATURES)
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


def rows(evidence: Sequence[Evidence], alone: Sequence[float]) -> list[list[float]]:
    """Return a row of ``COLUMNS`` for each block, from the opinions on each *alone*."""
    # One block that is very sure must not outweigh all of its neighbours in a mean.
    near = [max(-CLIP, min(CLIP, opinion)) for opinion in alone]
    evident = [float(has_evidence(each)) for each in evidence]
    groups = dict(_spans([each.group for each in evidence]))
    lines = dict(_spans(_line_numbers(evidence)))
    # The surest block of the article on either side: behind one, a banner at the edge is unlikely.
    heads, tails = _running_least(near), _running_least(near[::-1])[::-1]
    best, usual = max(near, default=0.0), sorted(near)[len(near) // 2] if near else 0.0
    likely_share = sum(opinion > 0 for opinion in near) / max(len(near), 1)
    housed = _housed(evidence, near)
    after, before = _ways(near[::-1])[::-1], _ways(near)
    spoken = _spoken(evidence)
    top = near.index(best) if near else 0
    return [
        [
            *_own(each, near[index], evident[index]),
            *_beside(index, near, evident),
            *(heads[index], tails[index + 1], best, _likely(index, near)),
            *(float(min(index, FAR)), float(min(len(near) - index - 1, FAR))),
            *_together(index, groups[index], near, evident),
            *_together(index, lines[index], near, evident),
            _distance(index, evident),
            usual,
            likely_share,
            *housed[index],
            float(max(-FAR, min(FAR, index - top))),
            *after[index],
            *before[index],
            *_around(index, spoken),
            # The order is that of ``COLUMNS``: the trees know columns by number only.
            *map(each.features.get, FEATURES, _NOTHING),
        ]
        for index, each in enumerate(evidence)
    ]


def _ways(near: Sequence[float]) -> list[tuple[float, float]]:
    """Return for each place how far back the nearest likely block is, and the least opinion on the way."""
    ways: list[tuple[float, float]] = []
    far, least = FAR + 1.0, OUTSIDE
    for opinion in near:
        ways.append((far, least))
        if opinion > 0:
            far, least = 1.0, CLIP
        else:
            far, least = min(far + 1, FAR + 1.0), min(least, opinion)
    return ways


def _spoken(evidence: Sequence[Evidence]) -> tuple[Sequence[bool], ...]:
    """Return whether each speaks as the outlet, turns to the reader, or names what banners want."""
    return (
        ["we" in each.concepts for each in evidence],
        ["you" in each.concepts for each in evidence],
        [not WANTS.isdisjoint(each.concepts) for each in evidence],
    )


def _around(index: int, spoken: Sequence[Sequence[bool]]) -> Iterator[float]:
    """Return how many of the three blocks before and after speak so, kind by kind."""
    start = max(0, index - 3)
    for kind in spoken:
        yield float(sum(kind[start:index]))
        yield float(sum(kind[index + 1 : index + 4]))


def _own(evidence: Evidence, opinion: float, evident: float) -> tuple[float, ...]:
    telling = float(len(evidence.telling))
    return opinion, evident, math.log1p(evidence.words.size), telling


def _beside(index: int, near: Sequence[float], evident: Sequence[float]) -> Iterator[float]:
    # Nearest first on both sides, so that one place means one distance.
    before, after = near[max(0, index - 6) : index][::-1], near[index + 1 : index + 7]
    for side in (before, after):
        yield side[0] if side else OUTSIDE
        yield side[1] if len(side) > 1 else OUTSIDE
    for side in (before, after):
        yield max(side[:3], default=OUTSIDE)
    for side in (before, after):
        yield sum(side) / len(side) if side else OUTSIDE
    for shown in (evident[max(0, index - 3) : index], evident[index + 1 : index + 4]):
        # By three, also at an end: missing neighbours are neighbours without evidence.
        yield sum(shown) / 3


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
        if "h:home" in each.features and not each.features["h:home"]:
            homes.setdefault(home_of(each.block.context.selectors), []).append(index)
    found = [(0.0, OUTSIDE, OUTSIDE)] * len(evidence)
    for places in homes.values():
        # Each is compared with all: without a bound, thousands of equal boxes take squared time.
        for index in places[:MAX_HOUSED]:
            others = [near[place] for place in places[:MAX_HOUSED] if place != index]
            if others:
                found[index] = (math.log1p(len(others)), max(others), sum(others) / len(others))
    return found


def _distance(index: int, evident: Sequence[float]) -> float:
    """Return how far the nearest other block with evidence is, 9 at most."""
    # Bounded, so that a page without any evidence takes linear time.
    for away in range(1, 9):
        for place in (index - away, index + away):
            if 0 <= place < len(evident) and evident[place]:
                return float(away)
    return 9.0


def _line_numbers(evidence: Sequence[Evidence]) -> list[int]:
    """Number the runs of short blocks; each longer block is a run of its own."""
    short = [each.words.size <= SHORT_WORDS for each in evidence]
    numbers = [0] if evidence else []
    for before, own in pairwise(short):
        # Two short lines in a row share a run; anything else begins another.
        numbers.append(numbers[-1] + (not (before and own)))
    return numbers


def _spans(numbers: Sequence[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Return for each place the first place of its number and the first one after it."""
    start = 0
    for index in range(1, len(numbers) + 1):
        if index == len(numbers) or numbers[index] != numbers[start]:
            yield from ((place, (start, index)) for place in range(start, index))
            start = index


def _running_least(near: Sequence[float]) -> list[float]:
    """Return for each place the least opinion of all before it, one more at the end."""
    least = [CLIP]
    for opinion in near:
        least.append(min(least[-1], opinion))
    return least
