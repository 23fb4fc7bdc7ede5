"""Lines of an extractor back to their segments, in time linear in the page."""

from collections.abc import Sequence

import pytest
from lxml import html

from newscrawl.extract.body.alignment import align, nearest
from newscrawl.extract.segmentation.segments import key_of, segment_tree
from tests.support.growth import assert_linear

ELEMENT = html.document_fromstring("<p>")


def aligned(page: Sequence[str], lines: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    tree = html.document_fromstring("".join(f"<p>{text}</p>" for text in page))
    found = [key_of(text) for text in lines]
    return align(found, segment_tree(tree)).places


@pytest.mark.parametrize(
    ("page", "lines", "places"),
    [
        pytest.param(["one", "two"], ["two"], ((1,),), id="once on the page"),
        pytest.param(
            ["a", "x", "b", "x"], ["b", "x"], ((2,), (1,)), id="of two as near, the first"
        ),
        pytest.param(["x", "a", "b", "x"], ["b", "x"], ((2,), (3,)), id="the nearest"),
        pytest.param(["x", "x", "x"], ["x", "x"], ((0,), (1,)), id="each place once"),
        pytest.param(["x"], ["x", "x"], ((0,), (0,)), id="more lines than places"),
        pytest.param(
            ["the keeper lit", "the lamp again"],
            ["the keeper lit the lamp again"],
            ((0, 1),),
            id="two in one line",
        ),
        pytest.param(["one"], ["nowhere to be found"], ((),), id="not on the page"),
    ],
)
def test_lines_find_their_segments(
    page: list[str], lines: list[str], places: tuple[tuple[int, ...], ...]
) -> None:
    """A text that stands on the page once is certain, another goes near its neighbours."""
    assert aligned(page, lines) == places


def test_the_nearest_is_the_first_of_equals() -> None:
    """Without a neighbour the first, else the least distance, the lower place at a tie."""
    assert nearest([3, 9], []) == 3
    assert nearest([3, 9], [6]) == 3
    assert nearest([3, 9, 12], [1, 11]) == 12


def test_the_same_line_thousands_of_times_costs_no_square_of_it() -> None:
    """Twenty thousand equal paragraphs, found or not, and twenty thousand lines that are nowhere."""
    page = ["the lamp was lit again"] * 20_000
    segments = [f"segment {n} of the long page about lamps" for n in range(20_000)]
    assert len(aligned(page, page)) == 20_000
    assert_linear(lambda count: aligned(page[:count], page[:count]), int, 20_000)
    assert_linear(lambda count: aligned(segments[:count], ["x" * 30] * count), int, 20_000)
