"""The boxes below the body's place on one page."""

import pytest

from newscrawl.boilerplate.body_boxes import LABEL_CHARS, BodyBoxes
from newscrawl.model.page_sketch import SegmentMark


def mark(
    width: int = 20, *, kept: bool = True, outcome: str = "", linked: bool = False
) -> SegmentMark:
    return SegmentMark(
        *("a", "", width, kept, outcome, linked, 1.0 * linked, (), (0,)),  # type: ignore[arg-type]
    )


def boxes(*rows: tuple[SegmentMark, int, bool]) -> BodyBoxes:
    """Return the box ``div.more`` with these texts: the mark, on how many pages, whether it is of the body."""
    found = BodyBoxes()
    for each, repeats, body in rows:
        found.read(["div.more"], each, repeats, 1_000, body=body)
    return found


@pytest.mark.parametrize(
    ("first", "repeats", "opened"),
    [
        pytest.param(mark(LABEL_CHARS), 1, True, id="a short text of other pages"),
        pytest.param(mark(LABEL_CHARS + 1), 1, False, id="too long to be a heading"),
        pytest.param(mark(LABEL_CHARS), 0, False, id="on this page alone"),
        pytest.param(mark(outcome="headline"), 1, False, id="the headline"),
    ],
)
def test_a_box_is_opened_by_its_first_text(first: SegmentMark, repeats: int, opened: bool) -> None:
    """Only the first text of a box can be its heading; repeated ones below it tell nothing."""
    assert (
        list(boxes((first, repeats, False), (mark(), 1, False)).opened()) == ["div.more"] * opened
    )


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        pytest.param([(mark(100), 0, True), (mark(100), 0, False)], 0.1, id="what is of the body"),
        pytest.param([(mark(201), 0, True)] * 3, 1.0, id="running text"),
        pytest.param([(mark(200), 0, True)] * 3, 0.6, id="paragraphs too short for running text"),
        pytest.param([(mark(10), 0, False)] * 5, 1.0, id="a plain list"),
        pytest.param([(mark(10), 0, False)] * 4, 0.0, id="too short for a list"),
        pytest.param(
            [(mark(10), 0, False)] * 3 + [(mark(10, linked=True), 0, False)] * 2,
            *(0.0,),
            id="a list with many links",
        ),
        pytest.param(
            [(mark(10), 0, False)] * 4 + [(mark(10, linked=True), 0, False)],
            *(1.0,),
            id="a list with few links",
        ),
        pytest.param([(mark(10, kept=False), 0, False)] * 9, 0.0, id="nothing kept"),
    ],
)
def test_how_much_of_the_body_a_box_holds(
    rows: list[tuple[SegmentMark, int, bool]], share: float
) -> None:
    """Its share of the body's characters; running text and plain lists count as all."""
    assert dict(boxes(*rows).shares())["div.more"] == pytest.approx(share)
