"""Where an extractor passes the text of a page over, the page's long paragraphs are its text."""

import pytest

from newscrawl.extract.dumped import MAX_FOUND, passed_over
from newscrawl.extract.html import parse_html
from newscrawl.extract.segments import Segment, segment_tree

STORY = [
    f"In the {word} week of the strike the harbour master counted nine ships outside the breakwater, none of which "
    f"had sent word of when it meant to leave for the {word} time."
    for word in ("first", "second", "third", "fourth", "fifth")
]


def segments(story: str, *, box: str = "story") -> tuple[Segment, ...]:
    menu = "".join(f"<li><a href=/{n}>Section number {n} of the paper</a></li>" for n in range(5))
    page = f"<html><body><ul>{menu}</ul><div class={box}>{story}</div></body></html>"
    return segment_tree(parse_html(page.encode()).tree)


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_a_story_that_was_passed_over_is_found() -> None:
    """All text in the element that holds the long paragraphs, in order, without the menu."""
    found = passed_over(80, segments("<h2>At the quay</h2>" + paragraphs(STORY)))
    assert [each.text for each in found] == ["At the quay", *STORY]


@pytest.mark.parametrize(
    ("size", "texts", "box"),
    [
        pytest.param(400, STORY, "story", id="a fair part was found"),
        pytest.param(MAX_FOUND, STORY * 20, "story", id="much was found"),
        pytest.param(10, STORY[:3], "story", id="few long paragraphs"),
        pytest.param(10, STORY, "comments", id="comments"),
        pytest.param(10, STORY, "related-articles", id="related articles"),
    ],
)
def test_else_the_extractor_is_believed(size: int, texts: list[str], box: str) -> None:
    """Where it found enough, or where the rest is named as something else."""
    assert passed_over(size, segments(paragraphs(texts), box=box)) == []
