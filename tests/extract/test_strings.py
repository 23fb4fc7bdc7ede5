"""Strings of pages to clean lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.strings import clean_text


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        pytest.param("  a \n\t b\u00a0c ", "a b c", id="white space"),
        pytest.param("Fish &amp; chips", "Fish & chips", id="entity"),
        pytest.param("Fish &amp;amp; chips", "Fish & chips", id="entity escaped twice"),
        pytest.param("AT&T", "AT&T", id="a bare ampersand"),
        pytest.param("<em>Fish</em> and chips", "Fish and chips", id="inline tag"),
        pytest.param("Fish<br>and chips", "Fish and chips", id="line break"),
        pytest.param("a <b and c> d", "a d", id="what could be a tag"),
        pytest.param("1 < 2", "1 < 2", id="less than"),
        pytest.param(
            "a\x00b\ud800c\u200bd\u00ade\ufeff", "abcde", id="control and invisible characters"
        ),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="joiners stay"),
        pytest.param("", None, id="empty"),
        pytest.param(" \n", None, id="blank"),
        pytest.param(None, None, id="nothing"),
        pytest.param(5, None, id="number"),
        pytest.param(["a"], None, id="list"),
    ],
)
def test_a_value_becomes_a_clean_line(value: object, folded: str | None) -> None:
    """A string becomes one clean line; anything else, and nothing, is ``None``."""
    assert clean_text(value) == folded


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("word " * 20, "word word word word…"),
        ("x" * 100, "x" * 23 + "…"),
        ("word " * 4, "word word word word"),
    ],
)
def test_long_lines_are_cut(text: str, cut: str) -> None:
    """A line is cut at a space where there is one, and says so by an ellipsis."""
    assert clean_text(text, max_chars=24) == cut


@given(st.text(max_size=200))
def test_lines_are_bounded_and_stay_as_they_are(text: str) -> None:
    """A line has no break, can be encoded, and is within the limit."""
    folded = clean_text(text, max_chars=50) or ""
    assert len(folded) <= 50
    assert folded.encode()[:0] == b""
    assert folded == " ".join(folded.split())
