"""A block among the others: what the trees are told of its neighbours."""

import math

import pytest

from newscrawl.boilerplate.features import gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.surroundings import (
    CLIP,
    FAR,
    OUTSIDE,
    has_evidence,
    is_marked,
    is_set_apart,
)
from newscrawl.model.items import Block, Context, Facts
from tests.support.evidence import NEWS, evidence_of, first_opinions, rows_by_column


def test_a_row_tells_the_way_to_the_next_likely_block() -> None:
    """What is on the way to the next likely block, and what is said on it."""
    evidence = evidence_of(*NEWS, "Please donate to our newsroom.")
    opinions = first_opinions(-5.0, -6.0, -1.0, 3.0)
    first, _, near, banner = rows_by_column(evidence, opinions)
    assert (first["way_after"], near["we_after"]) == (-6, 1)
    assert (near["way_before"], banner["way_before"]) == (-6, -6)


def test_an_opinion_is_cut_before_neighbours_weigh_it() -> None:
    """One block that is very sure outweighs no others; what lies outside of the text is the article's."""
    lines = (*NEWS, "Please donate to our newsroom.")
    first, *_, last = rows_by_column(evidence_of(*lines), first_opinions(-50.0, -1.0, 1.0, 50.0))
    assert (first["own"], last["own"]) == (-CLIP, CLIP)
    assert (first["before"], last["after"]) == (OUTSIDE, OUTSIDE)
    assert first["after"] == -1
    assert (first["best"], first["likely"]) == (CLIP, 2)


def test_the_place_of_a_block_is_told_up_to_a_bound() -> None:
    """How long an article is, is no evidence: from FAR on all places are one."""
    lines = [f"The ferry sailed for the {number}th time." for number in range(FAR + 4)]
    table = rows_by_column(evidence_of(*lines), first_opinions(*[-3.0] * len(lines)))
    assert [row["to_start"] for row in table] == [*range(FAR + 1), FAR, FAR, FAR]
    assert [row["to_end"] for row in table][-3:] == [2, 1, 0]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        pytest.param("Please donate to our newsroom.", True, id="speaks of giving"),
        pytest.param("Write to desk@example.org.", True, id="an e-mail address"),
        pytest.param("The ferry was full on Sunday.", False, id="news"),
        pytest.param("Το πλοίο ήταν γεμάτο.", False, id="news in another language"),
    ],
)
def test_a_block_has_evidence_of_its_own(text: str, known: bool) -> None:
    """Words that articles use as well are none."""
    (evidence,) = evidence_of(text)
    assert has_evidence(evidence) is known


@pytest.mark.parametrize(
    ("context", "marked", "apart"),
    [
        pytest.param(Context(), False, False, id="plain"),
        pytest.param(Context(link_share=0.1), True, True, id="links"),
        pytest.param(Context(controls=1), True, True, id="a button"),
        pytest.param(Context(repeats=1), False, True, id="on other pages too"),
    ],
)
def test_what_sets_a_block_apart(context: Context, marked: bool, apart: bool) -> None:
    """Links, controls and repetitions, in every language."""
    assert (is_marked(context), is_set_apart(context)) == (marked, apart)


OPINIONS = (-5.0, -1.0, 0.5, 2.0, -0.5, 1.0, -4.0, 3.0, -2.0, 0.25, -6.0, -7.0)
LINES = [
    f"Please donate to our newsroom, part {number}."
    if number in {2, 3, 7}
    else f"The ferry sailed from the old harbour for the {number}th time on the first day of the week."
    for number in range(len(OPINIONS))
]


@pytest.mark.parametrize("index", range(len(OPINIONS)))
def test_what_a_row_tells_of_the_blocks_around(index: int) -> None:
    """Six blocks to either side, the nearest first, as their definitions say; outside lies the article's."""
    row = rows_by_column(evidence_of(*LINES), first_opinions(*OPINIONS))[index]
    before, after = OPINIONS[max(0, index - 6) : index][::-1], OPINIONS[index + 1 : index + 7]
    nearest = [(*side, OUTSIDE, OUTSIDE)[:2] for side in (before, after)]
    assert (row["before"], row["before2"]) == nearest[0]
    assert (row["after"], row["after2"]) == nearest[1]
    assert row["best_before"] == max(before[:3], default=OUTSIDE)
    assert row["best_after"] == max(after[:3], default=OUTSIDE)
    assert row["mean_before"] == pytest.approx(sum(before) / len(before) if before else OUTSIDE)
    assert row["mean_after"] == pytest.approx(sum(after) / len(after) if after else OUTSIDE)
    evident = [number in {2, 3, 7} for number in range(len(OPINIONS))]
    assert row["evident_before"] == pytest.approx(sum(evident[max(0, index - 3) : index]) / 3)
    around = OPINIONS[max(0, index - 6) : index + 7]
    assert row["likely"] == sum(opinion > 0 for opinion in around)
    assert row["worst_head"] == min(OPINIONS[:index], default=CLIP)
    assert row["worst_tail"] == min(OPINIONS[index + 1 :], default=CLIP)
    assert row["likely_share"] == pytest.approx(5 / 12)
    assert row["usual"] == sorted(OPINIONS)[6]


def test_short_lines_in_a_row_are_seen_together() -> None:
    """A longer block is a run of its own."""
    table = rows_by_column(evidence_of(*LINES), first_opinions(*OPINIONS))
    assert [round(math.expm1(row["lines"])) for row in table] == [
        0,
        0,
        1,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
    ]
    assert (table[2]["lines_best"], table[3]["lines_best"]) == (2.0, 0.5)
    assert (table[2]["lines_mean"], table[2]["lines_evident"]) == (2.0, 1.0)
    assert table[0]["lines_best"] == OUTSIDE


def test_blocks_of_one_kind_of_box_are_seen_together() -> None:
    """Those that are housed apart from the article, each compared with the others of its kind."""
    place = Context(selectors=("main", "div.text", "p"))
    apart = Context(selectors=("main", "aside.more", "p"))
    blocks = [
        *(Block(f"{NEWS[0]} {number}" * 5, context=place) for number in range(4)),
        *(Block(f"Story {number}", context=apart) for number in range(3)),
    ]
    evidence = gather(blocks, Facts(), load_lexicon("en"))
    table = rows_by_column(evidence, first_opinions(-5, -5, -5, -5, 1, 2, 4))
    assert [round(math.expm1(row["housed"])) for row in table] == [0, 0, 0, 0, 2, 2, 2]
    assert [row["housed_best"] for row in table[4:]] == [4, 4, 2]
    assert [row["housed_mean"] for row in table[4:]] == [3, 2.5, 1.5]
