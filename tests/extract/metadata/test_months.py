"""Names of months of any language, with endings and in short forms: in a text they become English."""

import json
from datetime import date

import pytest
from babel.dates import format_date

from benchmarks.month_names import LOCALES, TARGET, fold, names_of
from newscrawl.extract.metadata.dates import parse_timestamp
from newscrawl.extract.metadata.months import english_months, even, month_number

STANDING_ALONE = {"mn", "ckb", "ps", "yo"}
"""Languages whose long form names a month by several words, or by a number."""


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_of_the_table_is_read(locale: str) -> None:
    """Days as CLDR writes them in each language are read, one of every month."""
    for month in range(1, 13):
        day = date(2026, month, 17)
        width = "medium" if locale in STANDING_ALONE else "long"
        text = format_date(day, width, locale=locale)
        numbered = not any(map(str.isalpha, text))
        assert parse_timestamp(text) == day.isoformat() or numbered, text


def test_the_table_of_months_is_that_of_cldr() -> None:
    """The file holds what its script makes; it is as new as the installed Babel or newer."""
    listed = {name for names in json.loads(TARGET.read_text("utf-8")) for name in names}
    assert len(listed) > 1_000
    for locale in ("en", "ar", "hi", "th", "pl", "am"):
        assert {fold(name).strip(" .'’׳॰") for _, name in names_of(locale)} - listed == set()


@pytest.mark.parametrize(
    ("word", "number"),
    [
        pytest.param("January", 1, id="English"),
        pytest.param("juillet", 7, id="French"),
        pytest.param("июня", 6, id="Russian in the genitive"),
        pytest.param("września", 9, id="Polish in the genitive"),
        pytest.param("Sept.", 9, id="cut short with a dot"),
        pytest.param("MÄRZ", 3, id="capitals"),
        pytest.param("ma\u0308rz", 3, id="letters with loose marks"),
        pytest.param("septembra", 9, id="an ending that no list has"),
        pytest.param("Octobris", 10, id="a beginning that is known"),
        pytest.param("फरवरी", 2, id="Hindi without a dot below"),
        pytest.param("ফেব্রুয়ারি", 2, id="Bengali"),
        pytest.param("ಸೆಪ್ಟೆಂಬರ್", 9, id="Kannada"),
        pytest.param("يوليو", 7, id="Arabic"),
        pytest.param("اپریل", 4, id="Persian"),
        pytest.param("מרץ", 3, id="Hebrew"),
        pytest.param("มกราคม", 1, id="Thai"),
        pytest.param("დეკემბერი", 12, id="Georgian"),
        pytest.param("Σεπτεμβρίου", 9, id="Greek"),
        pytest.param("lipca", 7, id="July in Polish"),
        pytest.param("listopada", 11, id="November in Polish"),
        pytest.param("Tuesday", 0, id="a weekday"),
        pytest.param("Sat", 0, id="a weekday that is a month in Estonian"),
        pytest.param("Mon.", 0, id="another"),
        pytest.param("Fans", 0, id="a short form with an ending"),
        pytest.param("xyz", 0, id="no word"),
        pytest.param("ab", 0, id="two letters"),
        pytest.param("J", 0, id="one letter"),
        pytest.param("", 0, id="nothing"),
        pytest.param("january" * 9, 0, id="too long"),
        pytest.param("二月", 0, id="Chinese, which is read by its number"),
    ],
)
def test_months_have_numbers(word: str, number: int) -> None:
    """Names of months in the languages of the project; anything else is 0."""
    assert month_number(word) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("12 września 2026", "12 September 2026", id="Polish"),
        pytest.param("17 كانون الثاني 2026", "17 January 2026", id="a name of two words"),
        pytest.param("17 تشرين الاول 2026", "17 October 2026", id="another, without its hamza"),
        pytest.param("17. listopada 2026.", "17. October 2026.", id="October in Croatian"),
        pytest.param("17 listopada 2026", "17 November 2026", id="November in Polish"),
        pytest.param("17. lip 2026.", "17. June 2026.", id="the Croatian short form"),
        pytest.param("3 d'abril de 2026", "3 April de 2026", id="an article before it"),
        pytest.param("3 במרץ 2026", "3 March 2026", id="a preposition before it"),
        pytest.param("12มกราคม2026", "12 January 2026", id="no spaces"),
        pytest.param("12 ม.ค. 2026", "12 January 2026", id="letters with dots"),
        pytest.param("Tuesday, 5 mai 2026", "Tuesday, 5 May 2026", id="a weekday before it"),
        pytest.param("2026-05-12", "2026-05-12", id="no name"),
        pytest.param(
            "  two  spaces  ", "  two  spaces  ", id="a text without months stays as it is"
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_months_of_a_text_become_english(text: str, expected: str) -> None:
    """Other words stay."""
    assert english_months(text) == expected


def test_a_huge_text_is_read_to_its_end() -> None:
    """The last name of many words is replaced too."""
    assert english_months("слово " * 20_000 + "5 мая") == "слово " * 20_000 + "5 May"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("فوریهٔ ي ك", "فوریهٔ ی ک", id="Arabic letters as Persian ones"),
        pytest.param("ى", "ی", id="a final letter"),
        pytest.param("a\u200fb\u200dc", "abc", id="marks of direction and joiners"),
        pytest.param("１２", "12", id="wide digits"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_spellings_are_made_even(text: str, expected: str) -> None:
    """So that one name has one spelling."""
    assert even(text) == expected
