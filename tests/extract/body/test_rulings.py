"""What most rules ask of segments."""

import pytest

from newscrawl.extract.body.rulings import LONG_CHARS, Ruling, indexes_of, is_long, ruled, width_of
from tests.support.segmented import segments_of

AD = Ruling("ad", "structure.test", "It is one.")
WORDS = "слово " * 40


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(f"<p>{'x' * (LONG_CHARS + 1)}", True, id="one character more"),
        pytest.param(f"<p>{'x' * LONG_CHARS}", False, id="just as many"),
        pytest.param(f"<p>{WORDS}<a href=/a>два слова</a>", True, id="a link in it"),
        pytest.param(f"<p>{WORDS}<a href=/a>{WORDS}</a>", False, id="half of it links"),
    ],
)
def test_a_long_paragraph(body: str, expected: bool) -> None:
    """By its characters without white space and marks, and by its links."""
    assert is_long(segments_of(body)[0]) is expected


def test_rulings_of_segments() -> None:
    """The same on each; widths are summed up."""
    first, second = segments_of("<p>Eins zwei<p>Drei")
    assert ruled([second], AD) == {1: AD}
    assert ruled([], AD) == {}
    assert indexes_of([second, first]) == {0, 1}
    assert width_of([first, second]) == first.width + second.width > 0
