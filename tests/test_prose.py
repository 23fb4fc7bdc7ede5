"""The list of words that ``make check`` reads."""

import re

import pytest

from tests.support.prose import LIMITS, PLAIN, phrases, turns


def test_no_phrase_of_the_list_is_written() -> None:
    """Messages, docstrings and documentation have the plain phrase in the place of each."""
    assert phrases() == []


def test_no_turn_is_more_frequent_than_its_limit() -> None:
    """The share of docstrings with a turn that is hard to read only ever falls."""
    shares = turns()
    assert {name: share for name, share in shares.items() if share > LIMITS[name][1]} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "cannot be written; make room or give leave",
            True,
            id="a message that nobody understood",
        ),
        pytest.param("Source: issue 6, 5 to 11.", True, id="a number that only we can resolve"),
        pytest.param("Source: RFC 9309 section 2.4.", False, id="a public source"),
        pytest.param(
            "cannot be written; free disk space or fix the permissions", False, id="the plain one"
        ),
    ],
)
def test_a_phrase_is_told_from_plain_words(text: str, *, found: bool) -> None:
    """A phrase of the list is found, the one that replaces it is not."""
    assert any(re.search(phrase, text) for phrase in PLAIN) is found
