"""A block among the others: what the trees are told of its neighbours."""

import pytest

from newscrawl.boilerplate.surroundings import (
    CLIP,
    FAR,
    OUTSIDE,
    has_evidence,
    is_marked,
    is_set_apart,
)
from newscrawl.model.items import Context
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
