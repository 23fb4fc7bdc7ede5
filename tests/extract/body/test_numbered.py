"""Headings of a numbered row stay together, in several scripts; other numbers do not count."""

from dataclasses import replace

import numpy as np
import pytest

from newscrawl.extract.body.decision import weigh
from newscrawl.extract.body.features import PageEvidence
from newscrawl.extract.body.numbered import numbered_headings
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree

ROWS = {
    "en": ["1. The old mill", "2. Weir Street", "3. Harrow", "4. The ferry"],
    "fr": ["1) Le vieux moulin", "2) La rue du Bac", "3) Harfleur", "4) Le bac"],
    "ru": ["№ 1. Старая мельница", "№ 2. Набережная", "№ 3. Харов", "№ 4. Паром"],
    "fa": ["1. آسیاب کهنه", "2. خیابان بند", "3. هارو", "4. کشتی"],
    "zh": ["1、老磨坊", "2、河边街", "3、哈罗", "4、渡船"],
    "down": ["4. The ferry", "3. Harrow", "2. Weir Street", "1. The old mill"],
}


def brought_back(
    blocks: list[str], doubted: set[int], *, tag: str = "h3", chance: float = 0.2
) -> list[str]:
    """Give the blocks that come back: those at *doubted* have *chance*, all others are text."""
    text = "<p>The guide says that each of them is worth a morning of your time.</p>"
    body = "".join(f"<{tag}>{each}</{tag}>{text}" for each in blocks)
    segments = segment_tree(parse_html(f"<body><main>{body}</main></body>".encode()).tree)
    weighed = weigh(segments, PageEvidence("news.example", frozenset(), {}, frozenset()))
    low = {blocks[place] for place in doubted}
    chances = [chance if each.text in low else 0.9 for each in segments]
    weighed = replace(weighed, chances=np.array(chances, np.float32))
    kept = frozenset(np.flatnonzero(weighed.chances > 0.5).tolist())
    found = numbered_headings(segments, kept, weighed) - kept
    return [segments[index].text for index in sorted(found)]


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("tag", ["h2", "h4", "p"])
def test_the_rest_of_a_row_stays(row: str, tag: str) -> None:
    """Two of four are text: the others are, counted up or down."""
    blocks = ROWS[row]
    assert brought_back(blocks, {0, 2}, tag=tag) == [blocks[0], blocks[2]]


@pytest.mark.parametrize(
    ("blocks", "doubted"),
    [
        (["1. The mill", "2. The weir"], {1}),  # no row yet
        (["1. The mill", "2. The weir", "3. Harrow", "4. The ferry"], {1, 2, 3}),  # one is text
        (["1. The mill", "2. The weir", "9. Harrow"], {2}),  # not the next number
        (["3.4/5 stars", "4.1/5 stars", "5.0/5 stars"], {2}),  # ratings
        (["2019: a mill", "2020: a weir", "2021: a ferry"], {2}),  # years
        (["1. The mill", "2. The weir", f"3. {'Words of a comment. ' * 20}"], {2}),
    ],
)
def test_what_is_no_row_is_judged_by_itself(blocks: list[str], doubted: set[int]) -> None:
    """Too few, gaps, ratings, years, and paragraphs that begin with a number."""
    assert brought_back(blocks, doubted) == []


def test_without_any_chance_a_number_is_not_enough() -> None:
    """A list of other stories may count on."""
    assert brought_back(ROWS["en"], {3}, chance=0.05) == []
