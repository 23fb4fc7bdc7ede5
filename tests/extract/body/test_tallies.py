"""Characters are counted for many texts at once, as one search for each would count them."""

import pytest

from newscrawl.extract.body.tallies import KINDS, tally

TEXTS = {
    "latin": ["Was, it 1 or 22?", "“Yes”, she said; no.", "a@b.example | ÄÖ"],
    "others": ["１２、三，四", "٣٤، لا؟", "ДОМ, дом", "ΑΒΓ"],
    "beyond the plane": ["😀 12, 😀", "plain, text"],
    "digits beyond the plane": ["𝟗 and 9,", "A, B"],
    "lone surrogates": ["\ud800, 1", "x"],
    "one": ["x"],
}


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_counts_are_those_of_one_search_each(texts: list[str]) -> None:
    """For each kind of character."""
    counts = tally(texts)
    assert {name: count.tolist() for name, count in counts.items()} == {
        name: [len(pattern.findall(text)) for text in texts] for name, pattern in KINDS.items()
    }
