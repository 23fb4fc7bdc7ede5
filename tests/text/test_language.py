"""The language of a page."""

import pytest

from newscrawl.text.language import detect_language, first_language, language_code, settle_language

ENGLISH = (
    "The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away. "
    * 4
)
GERMAN = (
    "Der Rat beschloss am Dienstag, die Brücke neu zu bauen, die das Hochwasser weggerissen hatte. "
    * 4
)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("en", "en"), ("de-AT", "de"), ("pt_BR.UTF-8", "pt"), ("zh-Hant-TW", "zh"), ("ENG", "en"), ("nb-NO", "no"),
        ("Deutsch", "de"), ("de, en", "de"), ("x-default", None), ("xx1", None), ("english page", None), ("", None),
        (None, None), (5, None), ("abc", None),
    ],
)  # fmt: skip
def test_a_code_is_read_from_what_pages_write(value: object, code: str | None) -> None:
    """Tags, names and codes of three letters give a code of two, anything else nothing."""
    assert language_code(value) == code


def test_the_first_code_counts() -> None:
    """Values that name no language are passed over."""
    assert first_language([None, "?", "de", "en"]) == "de"
    assert first_language([]) is None


@pytest.mark.parametrize(("text", "code"), [(ENGLISH, "en"), (GERMAN, "de"), ("Too short.", None)])
def test_a_text_shows_its_language(text: str, code: str | None) -> None:
    """A text of some length is told apart, a short one is not guessed."""
    assert detect_language(text) == code


@pytest.mark.parametrize(
    ("stated", "text", "settled"),
    [
        pytest.param("en", ENGLISH, "en", id="agreed"),
        pytest.param(None, GERMAN, "de", id="not stated"),
        pytest.param("en", GERMAN, "de", id="wrongly stated"),
        pytest.param("en", "Zu kurz.", "en", id="too short to tell"),
        pytest.param("lb", GERMAN, "lb", id="languages that detectors mix up"),
        pytest.param("fr", ENGLISH[:250] + GERMAN[:250], "fr", id="mixed text"),
        pytest.param(None, "", None, id="nothing known"),
    ],
)
def test_the_text_outweighs_a_wrong_statement(
    stated: str | None, text: str, settled: str | None
) -> None:
    """The page is believed unless the whole of its text is plainly in another language."""
    assert settle_language(stated, text) == settled
