"""Nesting cut in the text of a page: text is kept, time is linear, and no parser finds it deeper."""

from typing import Any

import pytest

from newscrawl.extract.parse.html import Limits, is_deeper, parse_html
from newscrawl.extract.parse.nesting import cut_nesting
from tests.support.growth import assert_linear_in_length

TEXT = "The lamp of the pier was lit again."
SAID = f"<p>{TEXT}</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<p>a</p>", "<p>a</p>", id="within the depth"),
        pytest.param("<b><i><u>x</u></i></b>", "<b><i><br><br>x<br><br></i></b>", id="below it"),
        pytest.param("<b>1</b><b>2</b><b>3</b>", "<b>1</b><b>2</b><b>3</b>", id="side by side"),
        pytest.param("a<br><img src=x><hr/>b", "a<br><img src=x><hr/>b", id="void elements"),
        pytest.param("<b title='>'><i>x", "<b title='>'><i>x", id="a mark in an attribute"),
        pytest.param("a<!-- <b><i><u> -->b", "ab", id="comment"),
        pytest.param("a<!-->b", "ab", id="comment of no content"),
        pytest.param("a<!-- b", "a", id="comment that does not end"),
        pytest.param('a<b title="c<i>', "a", id="tag that does not end"),
        pytest.param("<script>'<b><i><u>'</script>a", "<script>'<b><i><u>'</script>a", id="script"),
        pytest.param("a<script>b", "a", id="script that does not end"),
        pytest.param("<textarea>a<b>x", "a<b>x", id="text area that does not end"),
        pytest.param("1 < 2 <3 </>", "1 < 2 <3 </>", id="marks that are no tags"),
    ],
)
def test_tags_below_the_depth_are_left_out(text: str, expected: str) -> None:
    """Two levels are kept; what lies deeper stays as text between line breaks."""
    assert cut_nesting(text, 2) == expected


def test_a_strict_cut_is_nested_properly() -> None:
    """An end tag counts only where it closes the innermost element."""
    assert cut_nesting("<b><i></b></i></b>x", 9, strictly=True) == "<b><i><br><br></i></b>x"


DEEP = [
    pytest.param("deep", "<div>" * 5000 + SAID, id="boxes"),
    pytest.param("deep", "<div></b>" * 5000 + SAID, id="end tags of nothing"),
    pytest.param("deep", "<b><div></b>" * 5000 + SAID, id="end tags out of order"),
    pytest.param("flat", "<div></div x" * 5000 + ">" + SAID, id="end tags with attributes"),
    pytest.param("deep", "<table><tr><td>" * 2000 + SAID, id="tables"),
    pytest.param("flat", "<b><p>" * 3000 + SAID, id="blocks that end the inline ones around"),
    pytest.param("deep", "<ul><li>" * 3000 + SAID + "</ul>" * 3000, id="lists"),
    pytest.param(
        "deep", "<div>" * 4000 + SAID + "</div>" * 4000 + "<p>and more</p>", id="closed again"
    ),
]


@pytest.mark.parametrize(("shape", "inside"), DEEP)
def test_no_page_is_deeper_than_the_limit(shape: str, inside: str) -> None:
    """Whatever the tags do, the tree keeps to the limit and the text is in it."""
    parsed = parse_html(f"<html><body>{inside}</body></html>".encode())
    assert not is_deeper(parsed.tree, Limits().max_depth)
    assert TEXT in parsed.tree.text_content()
    assert ("flattened" in parsed.flags) == (shape == "deep")


@pytest.mark.parametrize(
    "piece",
    [
        "<a '",
        '<a "',
        "<!--",
        "<script",
        "<script>",
        "<textarea>",
        "<title>",
        "</",
        "<b/><",
        "<x y='>'>",
        "&#x0",
    ],
)
def test_time_is_linear(piece: str) -> None:
    """A million characters of anything that does not end cost no more each than a few."""
    text = "<div>" * 400 + SAID + piece * (1_000_000 // len(piece))
    assert_linear_in_length(lambda part: cut_nesting(part, 180), text)
    assert_linear_in_length(lambda part: cut_nesting(part, 180, strictly=True), text)


@pytest.mark.parametrize(
    ("attributes", "kept"),
    [
        pytest.param(
            "id=x " + " ".join(f"a{n}" for n in range(50_000)), None, id="fifty thousand attributes"
        ),
        pytest.param("id=x data-x='" + "a b " * 20_000 + "'", "x", id="one long attribute"),
    ],
)
def test_attributes_beyond_number_are_dropped(attributes: str, kept: str | None) -> None:
    """An element with more attributes than any page has loses them; one long value is no such thing."""

    def read(some: str) -> Any:
        return parse_html(f"<html><body><div {some}>{SAID}</div></body></html>".encode()).tree

    assert_linear_in_length(read, attributes)
    tree = read(attributes)
    assert tree.find(".//div").get("id") == kept
    assert TEXT in tree.text_content()
