"""Places of blocks by tags alone: an element, and the tags from it down to a block."""

import pytest

from newscrawl.extract.body.places import box_of, places_of
from tests.support.segmented import segments_of


def named(body: str, levels: int) -> list[tuple[str, str, str]]:
    """Return the places of the first block of a page: the element, the tags below, the child."""
    (segment, *_) = segments_of(body)
    return [
        ("" if element is None else element.tag, ">".join(tags), child.tag)
        for (element, tags), child in places_of(segment, levels)
    ]


@pytest.mark.parametrize(
    ("body", "levels", "places"),
    [
        pytest.param(
            "<main><ul><li>мост</ul></main>",
            9,
            [("ul", "li", "li"), ("main", "ul>li", "ul"), ("", "main>ul>li", "main")],
            id="all levels",
        ),
        pytest.param("<main><ul><li>橋</ul></main>", 1, [("ul", "li", "li")], id="one level"),
        pytest.param(
            "<main><ul><li>a</ul></main>",
            2,
            [("ul", "li", "li"), ("main", "ul>li", "ul")],
            id="two levels",
        ),
        pytest.param("<p>a</p>", 3, [("", "p", "p")], id="right in the body"),
        pytest.param("a", 3, [], id="bare text"),
        pytest.param("<p>a</p>", 0, [], id="no level"),
    ],
)
def test_places_are_given_from_the_innermost(
    body: str, levels: int, places: list[tuple[str, str, str]]
) -> None:
    """Names count nothing."""
    assert named(body, levels) == places


@pytest.mark.parametrize(
    ("body", "box"),
    [
        pytest.param("<main><p>a</p></main>", "main", id="in a box"),
        pytest.param("<p>a</p>", None, id="right in the body"),
        pytest.param("a", None, id="bare text"),
    ],
)
def test_the_box_of_a_block(body: str, box: str | None) -> None:
    """The element that it is right in."""
    found = box_of(segments_of(body)[0])
    assert (None if found is None else found.tag) == box
