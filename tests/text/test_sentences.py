"""How sentences end."""

import pytest

from newscrawl.text.sentences import is_ended


@pytest.mark.parametrize(
    "text",
    ["It rang twice.", "“It rang twice.”", "Wer war es?", "雨が降った。", "「雨が降った。」", "वह गया।", "کیا ہوا؟", "یہ ہوا۔", "እሺ።", "Եկավ։", "And then…", "(It rang!)"],
)  # fmt: skip
def test_a_sign_ends_a_sentence_in_every_script(text: str) -> None:
    """Marks that close may stand behind it."""
    assert is_ended(text)


@pytest.mark.parametrize(
    "text", ["", "Weather", "Read more:", "By Bo Ek", "“Weather”", "ข่าววันนี้", "12. May"]
)
def test_labels_and_names_end_none(text: str) -> None:
    """Without a sign at the end it is no sentence; Thai writes none."""
    assert not is_ended(text)
