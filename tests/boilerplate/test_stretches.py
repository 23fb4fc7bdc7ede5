"""Blocks that are not plainly the article's, read together."""

import math
from collections.abc import Sequence

import pytest

from newscrawl.boilerplate.stretches import CLOSING, UNPOOLED, FirstOpinion, asked_places
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


OPINIONS = (-5.0, -1.0, 2.0, 1.0, -2.0, -8.0, 0.5, -1.5, -7.0, -6.0, 3.0, -0.5, -4.0, -2.5)
TEXTS = [
    "We ask you: please donate $5 to our newsroom."
    if number in {2, 3, 10}
    else f"The mayor said that Ida Kvist had sailed {number * (number % 2)} times."
    for number in range(len(OPINIONS))
]


def pooled(start: int, end: int) -> float:
    """Return the opinion on several blocks as on one: of four words each, half of each by its words."""
    others = sum(each / 2 for each in OPINIONS[start:end]) / (end - start)
    words = sum(each / 2 * math.sqrt(4) for each in OPINIONS[start:end])
    return others + words / math.sqrt(4 * (end - start))


@pytest.mark.parametrize("index", range(len(OPINIONS)))
def test_neighbours_are_read_as_one_text(index: int) -> None:
    """Three and five blocks, and, near the end, all to the end."""
    row = rows_by_column(evidence_of(*TEXTS), first_opinions(*OPINIONS))[index]
    size = len(OPINIONS)
    assert row["pooled3"] == pytest.approx(pooled(max(0, index - 1), min(size, index + 2)))
    assert row["pooled5"] == pytest.approx(pooled(max(0, index - 2), min(size, index + 3)))
    to_end = pooled(index, size) if index >= size - CLOSING else UNPOOLED
    assert row["pooled_to_end"] == pytest.approx(to_end)


@pytest.mark.parametrize("index", range(len(OPINIONS)))
def test_a_chain_is_the_best_row_of_neighbours(index: int) -> None:
    """Of all rows of blocks with this one in it, the one whose opinions add up to most; each adds a half."""
    row = rows_by_column(evidence_of(*TEXTS), first_opinions(*OPINIONS))[index]
    rows = [
        sum(OPINIONS[start:end]) + 0.5 * (end - start)
        for start in range(index + 1)
        for end in range(index + 1, len(OPINIONS) + 1)
    ]
    assert row["chain"] == pytest.approx(max(-20.0, min(20.0, max(rows))))


def test_a_chain_is_cut() -> None:
    """A hundred lines of a banner are no surer than a few."""
    opinions = first_opinions(*[7.0] * 5)
    assert {row["chain"] for row in rows_by_column(evidence_of(*TEXTS[:5]), opinions)} == {20.0}


@pytest.mark.parametrize("index", range(len(OPINIONS)))
def test_what_is_counted_around_a_block(index: int) -> None:
    """In windows of two and four blocks to either side, of three before and three after."""
    evidence = evidence_of(*TEXTS)
    row = rows_by_column(evidence, first_opinions(*OPINIONS))[index]
    near = evidence[max(0, index - 4) : index + 5]
    close = evidence[max(0, index - 2) : index + 3]
    for name in ("we", "money", "said"):
        assert row[f"{name}_near"] == sum(name in each.concepts for each in near)
    assert row["numbers_near"] == sum("#" in each.words.tokens for each in near)
    assert row["we_after"] == sum("we" in each.concepts for each in evidence[index + 1 : index + 4])
    wants = [number in {2, 3, 10} for number in range(len(TEXTS))]
    assert row["wants_before"] == sum(wants[max(0, index - 3) : index])
    sizes = sorted(each.words.size for each in evidence)
    usual = (sizes[6] + sizes[7]) / 2
    words = sum(each.words.size for each in close) / len(close)
    assert row["usual_words"] == usual
    assert row["words_near"] == pytest.approx(math.log((words + 1) / (usual + 1)))
    names = [len(each.words.names) / each.words.size for each in close]
    assert row["names_near"] == pytest.approx(sum(names) / len(close))


def test_what_is_the_same_for_a_stretch() -> None:
    """Its opinion as one text, and how many of its blocks are likely, and speak of what banners do."""
    table = rows_by_column(evidence_of(*TEXTS), first_opinions(*OPINIONS))
    stretch = table[2]
    assert [row["stretch"] for row in table] == [1, *[4] * 4, 1, 2, 2, 1, 1, 2, 2, 1, 1]
    assert stretch["pooled_stretch"] == pytest.approx(pooled(1, 5))
    assert (stretch["stretch_likely"], stretch["stretch_telling"]) == (0.5, 0.5)
    assert [row["stretch_best_before"] for row in table[1:5]] == [-1, 2, 2, 2]
    assert [row["stretch_best_after"] for row in table[1:5]] == [2, 2, 1, -2]
