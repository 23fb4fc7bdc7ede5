"""The length of texts in letters."""

import pytest

from newscrawl.text.length import letters_of


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("bridge", 6, id="Latin"),
        pytest.param("мост", 4, id="Cyrillic"),
        pytest.param("جسر", 3, id="Arabic"),
        pytest.param("สะพาน", 5, id="Thai"),
        pytest.param("新桥", 4, id="Chinese"),
        pytest.param("はし", 4, id="Japanese"),
        pytest.param("다리", 4, id="Korean"),
        pytest.param("ＡＢ。", 6, id="full width"),
        pytest.param("ﾊｼ", 2, id="half width"),
        pytest.param("新桥 2026", 9, id="mixed"),
    ],
)
def test_letters(text: str, letters: int) -> None:
    """A wide character counts as two."""
    assert letters_of(text) == letters
