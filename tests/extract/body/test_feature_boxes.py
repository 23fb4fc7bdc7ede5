"""The boxes around segments: their content, their names and their kin, as columns."""

from collections.abc import Sequence

import numpy as np
import pytest

from newscrawl.extract.body.feature_boxes import PlaceBoxes, add_boxes, add_kin, add_names
from newscrawl.extract.body.feature_table import Table
from newscrawl.extract.segmentation.segments import Segment
from tests.support.segmented import segments_of

TEXT = "мост open 橋 " * 20
"""A text of 20 × 11 characters of its key, less a space."""


def table_of(segments: Sequence[Segment], taken: Sequence[int] = ()) -> Table:
    """Return the columns that those of the boxes are summed up from."""
    table = Table(len(segments))
    table.add("width", [each.width for each in segments])
    table.add("long", [each.width > 80 for each in segments])
    table.add("taken", [each.index in taken for each in segments])
    table.add("link_share", [each.link_share for each in segments])
    return table


def columns(body: str, taken: Sequence[int] = ()) -> dict[str, list[float]]:
    """Return all columns of boxes of a page."""
    segments = segments_of(body)
    table, boxes = table_of(segments, taken), PlaceBoxes(segments)
    add_boxes(table, boxes)
    add_names(table, boxes)
    add_kin(table, segments, boxes)
    return {name: table.column(name).tolist() for name in table.names}


def named(boxes: PlaceBoxes, numbers: Sequence[int]) -> list[str]:
    """Return the tags of boxes by their *numbers*; empty for none."""
    return ["" if at == boxes.nowhere else boxes.levels[at].tag for at in numbers]


def test_boxes_are_numbered_once() -> None:
    """A box that segments share has one number, and knows the one around it."""
    boxes = PlaceBoxes(segments_of("<main><p>a</p><ul><li>b</ul></main>c<p>d</p>"))
    assert [level.tag for level in boxes.levels] == ["main", "p", "ul", "li", "p"]
    assert boxes.parents() == [-1, 0, 0, 2, -1]
    assert boxes.lengths.tolist() == [2, 3, 0, 1]
    assert boxes.depths.tolist() == [0, 1, 0, 1, 2, 0]
    assert boxes.total(np.array([1.0, 10.0, 100.0, 1000.0])).tolist() == [11, 1, 10, 10, 1000, 0]


@pytest.mark.parametrize(
    ("back", "tags"),
    [
        pytest.param(1, ["p", "li", "", "p"], id="innermost"),
        pytest.param(2, ["main", "ul", "", ""], id="around it"),
        pytest.param(3, ["", "main", "", ""], id="two around it"),
        pytest.param(4, ["", "", "", ""], id="beyond"),
    ],
)
def test_boxes_from_the_innermost(back: int, tags: list[str]) -> None:
    """A text with fewer boxes around it has none there."""
    boxes = PlaceBoxes(segments_of("<main><p>a</p><ul><li>b</ul></main>c<p>d</p>"))
    assert named(boxes, boxes.inner(back).tolist()) == tags


def test_the_ends_among_chosen_boxes() -> None:
    """The innermost, the outermost, and how deep the innermost is."""
    body = "<section><div><section><p>a</p></section></div></section><p>b</p>"
    boxes = PlaceBoxes(segments_of(body))
    chosen = np.array([level.tag == "section" for level in boxes.levels])
    inner, outer, depth = boxes.ends_among(chosen)
    assert (inner.tolist(), outer.tolist()) == ([2, boxes.nowhere], [0, boxes.nowhere])
    assert depth.tolist() == [2, -1]
    assert boxes.best_around(np.array([1.0, 2.0, 9.0, 3.0, 4.0])).tolist() == [9, 4]


def test_flags_are_those_of_any_box() -> None:
    """The number -1 stands for no value."""
    boxes = PlaceBoxes(segments_of("<main><p>a</p></main><p>b</p>"))
    values = np.array([0, -1, 1])
    flags = boxes.flags(boxes.owners, values[boxes.members], 2)
    assert flags.tolist() == [[True, False], [False, True]]


STORY = (
    f"<main><p>{TEXT}</p><p>{TEXT}</p></main><aside><p><a href=/x>{TEXT}</a></p><p>abc</p></aside>"
)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        pytest.param("box1.count", [1, 1, 1, 1], id="texts of the innermost box"),
        pytest.param("box2.count", [2, 2, 2, 2], id="texts of the box around it"),
        pytest.param("box3.count", [0, 0, 0, 0], id="texts of no box"),
        pytest.param("box2.mass", [478 / 720, 478 / 720, 242 / 720, 242 / 720], id="share of the page"),
        pytest.param("box2.long", [1, 1, 239 / 242, 239 / 242], id="share of long text"),
        pytest.param("box2.taken", [0.5, 0.5, 0, 0], id="share of what was taken"),
        pytest.param("box2.links", [0, 0, 239 / 242, 239 / 242], id="share of links"),
        pytest.param("box3.mass", [0, 0, 0, 0], id="share of no box"),
        pytest.param("fit_long", [2 * 478 / (478 + 717)] * 2 + [2 * 239 / (239 + 717), 2 * 239 / (242 + 717)], id="the box that has the text"),
        pytest.param("fit_taken", [1, 2 * 239 / (478 + 239), 0, 0], id="the box of what was taken"),
        pytest.param("core.inside", [1, 1, 0, 0], id="in the core"),
        pytest.param("core.below", [2, 2, -1, -1], id="below the core"),
        pytest.param("core.mass", [478 / 720] * 4, id="the core's share of the page"),
        pytest.param("core.branch_mass", [239 / 720, 239 / 720, 0, 0], id="the part of the core"),
        pytest.param("core.branch_count", [1, 1, 0, 0], id="texts in the part of the core"),
        pytest.param("body.inside", [1, 0, 0, 0], id="in the box of what was taken"),
        pytest.param("body.branch_mass", [0, 0, 0, 0], id="directly in it"),
    ],
)  # fmt: skip
def test_the_content_of_boxes(column: str, values: list[float]) -> None:
    """Two paragraphs of a story, of which one was taken, and a box beside it."""
    assert columns(STORY, taken=[0])[column] == pytest.approx(values)


@pytest.mark.parametrize(
    ("body", "column", "values"),
    [
        pytest.param("<div class=article-body><p>a</p></div>", "body_named_near", [1], id="a body"),
        pytest.param("<div class=sidebar><p>a</p></div>", "side_named_near", [1], id="a side"),
        pytest.param("<div class=sidewalk><p>a</p></div>", "side_named_near", [0], id="a word that begins so"),
        pytest.param("<div class=новости><p>a</p></div>", "body_named_all", [0], id="another script"),
        pytest.param(
            "<div class=content><div><div><p>a</p></div></div></div>",
            "body_named_near",
            [0],
            id="a name far outside is not near",
        ),
        pytest.param(
            "<div class=content><div><div><p>a</p></div></div></div>",
            "body_named_all",
            [1],
            id="a name far outside counts in all",
        ),
        pytest.param("<div class=related-articles><p>a</p></div><p>b</p>", "named.related", [1, 0], id="a kind"),
        pytest.param("<div class=related-articles><p>a</p></div><p>b</p>", "named_up", [2, -1], id="levels up to it"),
        pytest.param("<div><p>a</p></div>", "named_up", [-1], id="no name"),
        pytest.param(
            f"<div class=related-articles><p>{TEXT}</p></div><p>{TEXT}</p>",
            "named_inner_share",
            [1, 0],
            id="the text of a named box",
        ),
        pytest.param(
            f"<div class=related-articles><p>a</p></div><p>{TEXT}</p>",
            "named_inner_long",
            [0, 0],
            id="a named box without long text",
        ),
    ],
)  # fmt: skip
def test_names_around(body: str, column: str, values: list[float]) -> None:
    """The kind that a class or id tells, and names that bodies and sides have."""
    assert columns(body)[column] == pytest.approx(values)


@pytest.mark.parametrize(
    ("body", "column", "values"),
    [
        pytest.param("<p>a</p><p>b</p><h2>c</h2>", "kin.count", [2, 2, 1], id="same tags"),
        pytest.param("<p class=x>a</p><p>b</p>", "kin.count", [1, 1], id="another name is no kin"),
        pytest.param("<p class=x>a</p><p>b</p>", "tags.count", [2, 2], id="but has the same tags"),
        pytest.param(
            "<p class='x y z1'>a</p><p class='x y z2'>b</p>", "kin.count", [2, 2], id="third names"
        ),
        pytest.param("<div><p>a</p></div><p>b</p>", "tags.count", [1, 1], id="another depth"),
        pytest.param("<p>a</p><p>bcd</p>", "kin.mean", [2, 2], id="mean width"),
        pytest.param("<p>a</p><p>bcd</p><h2>efgh</h2>", "kin.mass", [0.5, 0.5, 0.5], id="share"),
        pytest.param("<p>a</p><p>bcd</p>", "kin.taken", [0.25, 0.25], id="what was taken of them"),
        pytest.param("<p>a</p><p><a href=/x>bcd</a></p>", "kin.links", [0.75, 0.75], id="links"),
        pytest.param(
            "<ul><li>a<li>b</ul>", "kin.parents", [0.5, 0.5], id="one box for two of a list"
        ),
        pytest.param(
            "<div><h4>x</h4><h3>a</h3></div><div><h4>x</h4><h3>b</h3></div>",
            "kin.parents",
            [1, 1, 1, 1],
            id="a box for each card",
        ),
    ],
)
def test_kin(body: str, column: str, values: list[float]) -> None:
    """Texts in elements of the same tags and names; of these the first was taken."""
    assert columns(body, taken=[0])[column] == pytest.approx(values)


@pytest.mark.parametrize("body", ["bare text", "<p>" * 150 + "deep", "<p>a</p>bare<p>b</p>"])
def test_any_page_has_finite_columns(body: str) -> None:
    """Also one without a box."""
    assert all(np.isfinite(values).all() for values in columns(body).values())
