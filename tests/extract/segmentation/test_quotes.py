"""Quotation marks that a browser puts around a quote, and what sets its source apart."""

import pytest

from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.quotes import SET_APART, marks_of


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        pytest.param("en", ("“", "”"), id="English"),
        pytest.param("de-AT", ("„", "“"), id="German of Austria"),
        pytest.param("PL", ("„", "”"), id="Polish in capitals"),
        pytest.param(" fr ", ("«", "»"), id="French"),
        pytest.param("ru", ("«", "»"), id="Russian"),
        pytest.param("fa", ("«", "»"), id="Persian"),
        pytest.param("sv", ("”", "”"), id="Swedish"),
        pytest.param("da", ("»", "«"), id="Danish"),
        pytest.param("ja", ("「", "」"), id="Japanese"),
        pytest.param("hi", ("“", "”"), id="a language that is not listed"),
        pytest.param("", ("“", "”"), id="none"),
    ],
)
def test_marks_by_the_language(language: str, marks: tuple[str, str]) -> None:
    """That of the quote itself, or else of the page."""
    page = parse_html(f"<html lang='{language}'><body><p><q>a</q></p>".encode()).tree
    assert marks_of(page.find(".//q"), ["he said "]) == marks
    page = parse_html(f"<html lang=xx><body><p><q lang='{language}'>a</q></p>".encode()).tree
    assert marks_of(page.find(".//q"), []) == marks


@pytest.mark.parametrize(
    ("quote", "before", "is_marked"),
    [
        pytest.param("мост", ["сказал "], False, id="no marks"),
        pytest.param("«мост»", ["сказал "], True, id="marks in it"),
        pytest.param(" “bridge", [], True, id="a mark behind a space"),
        pytest.param("<b>„</b>Brücke", [], True, id="a mark in an element"),
        pytest.param("bridge", ["said “"], True, id="a mark before it"),
        pytest.param("bridge", ["said “", " ", "\n"], True, id="white space between"),
        pytest.param("bridge", ["said “", " ", " ", " "], False, id="far before it"),
        pytest.param("bridge", ["said”"], False, id="the end of another quote"),
        pytest.param("橋", ["「"], True, id="Japanese"),
        pytest.param("", [], True, id="no text"),
        pytest.param(" <i> </i> ", [], True, id="white space"),
    ],
)
def test_marks_that_the_page_has_are_enough(quote: str, before: list[str], is_marked: bool) -> None:
    """Sites whose style sheet sets no marks write them into the text."""
    page = parse_html(f"<p><q>{quote}</q></p>".encode()).tree
    assert marks_of(page.find(".//q"), before) == (("", "") if is_marked else ("“", "”"))


@pytest.mark.parametrize(
    ("markup", "before", "is_source"),
    [
        pytest.param("<blockquote>It opens.<cite>Anna</cite></blockquote>", ["It opens."], True, id="of a quote"),
        pytest.param("<aside>開く。<cite>Anna</cite> </aside>", ["開く。"], True, id="of a box"),
        pytest.param("<blockquote>It opens<cite>Anna</cite></blockquote>", ["It opens"], False, id="within a sentence"),
        pytest.param("<blockquote>It opens.<cite>Anna</cite> said</blockquote>", ["It opens."], False, id="text behind it"),
        pytest.param("<blockquote><cite>Anna</cite><b>x</b></blockquote>", ["It opens."], False, id="an element behind it"),
        pytest.param("<p>It opens.<cite>Anna</cite></p>", ["It opens."], False, id="no quote"),
        pytest.param("<blockquote><p>It opens.<cite>Anna</cite></p></blockquote>", ["It opens."], False, id="in a paragraph"),
        pytest.param("<blockquote><cite>Anna</cite></blockquote>", [], False, id="nothing before it"),
    ],
)  # fmt: skip
def test_the_source_of_a_quote_is_set_apart(
    markup: str, before: list[str], is_source: bool
) -> None:
    """By a space, as style sheets give it a line of its own."""
    page = parse_html(markup.encode()).tree
    assert marks_of(page.find(".//cite"), before) == ((" ", "") if is_source else ("", ""))


def test_two_elements_are_set_apart() -> None:
    """No other has marks."""
    assert set(SET_APART) == {"q", "cite"}
