"""Blocks that are not plainly the article's, read together."""

import math
from collections.abc import Sequence

import pytest

from newscrawl.boilerplate.stretches import FirstOpinion, asked_places
from tests.support.evidence import NEWS, evidence_of, first_opinions, rows_by_column


def test_blocks_that_are_not_plainly_the_articles_make_a_stretch() -> None:
    """The best opinion of a stretch is known to all of its blocks, and no other block is in it."""
    evidence = evidence_of(*NEWS, "Please donate to our newsroom.")
    table = rows_by_column(evidence, first_opinions(-5.0, -6.0, -1.0, 3.0))
    assert [row["stretch"] for row in table] == [1, 1, 2, 2]
    assert [row["stretch_best"] for row in table] == [-5, -6, 3, 3]
    assert [row["stretch_best_after"] for row in table] == [-5, -6, 3, 3]
    assert [row["stretch_best_before"] for row in table] == [-5, -6, -1, 3]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("Pan Jan płaci 7 zł.", "Za to mamy znaczki.", "Dziękujemy!"), id="pl"),
        pytest.param(("田中さんは月に百円。", "それで切手を買う。", "感謝します。"), id="ja"),
        pytest.param(("كتبت لنا قارئة.", "أرسلت عشرة دنانير.", "شكراً لها."), id="ar"),
    ],
)
def test_lines_that_each_say_little_say_more_together(lines: Sequence[str]) -> None:
    """Words of several blocks add up when they are read as one; words against them do so, too."""
    evidence = evidence_of(*lines)
    alike, against = [FirstOpinion(1.0, 1.0, 9)] * 3, [FirstOpinion(-1.0, -1.0, 9)] * 3
    assert rows_by_column(evidence, alike)[1]["pooled3"] == pytest.approx(math.sqrt(3))
    assert rows_by_column(evidence, against)[1]["pooled3"] == pytest.approx(-math.sqrt(3))
    # What is not said by words is a mean: three bullets are no more than one.
    assert rows_by_column(evidence, [FirstOpinion(1.0, 0.0, 9)] * 3)[1]["pooled3"] == pytest.approx(
        1
    )


def test_what_is_plainly_the_articles_is_not_asked_about() -> None:
    """Blocks next to one that may be a banner's are asked about, too."""
    opinions = [-9.0] * 6 + [-2.0] + [-9.0] * 6
    assert asked_places(first_opinions(*opinions)) == [5, 6, 7]
    assert asked_places(first_opinions(-9.0, -9.0)) == []
    assert asked_places(()) == []
