"""Signals of a text, by what a person would count."""

from dataclasses import replace

import pytest

from newscrawl.extract.body.standfirst import without_standfirst
from newscrawl.extract.page import extract_page
from newscrawl.extract.signals import agreement, signals_of, stop_word_share, without_block
from newscrawl.model.items import Block, Page, Removal
from newscrawl.model.signals import Signals
from tests.support.server import article_page

GERMAN = "Der Rat der Stadt hat am Dienstag beschlossen, die Brücke neu zu bauen, die das Hochwasser mitgerissen hatte."


def of(*lines: str, removed: tuple[Removal, ...] = (), claim: str | None = None) -> Signals:
    return signals_of([Block(line) for line in lines], removed, claim)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(GERMAN, "de", id="German"),
        pytest.param("Радa міста ухвалила у вівторок відбудувати міст, який знесла торішня повінь.", "uk", id="Ukrainian"),
        pytest.param("町議会は火曜日、昨年の洪水で流された橋を再建することを決めた。費用は町の積立金から支払われる。工事は秋に始まる見込みだと町長は語った。", "ja", id="Japanese"),
        pytest.param("قرر مجلس المدينة يوم الثلاثاء إعادة بناء الجسر الذي جرفه الفيضان في الربيع الماضي.", "ar", id="Arabic"),
    ],
)  # fmt: skip
def test_the_language_is_detected_whatever_the_page_claims(text: str, code: str) -> None:
    """Both are told, with the name of the identifier and how sure it is."""
    found = of(text, claim="en")
    assert (found.language_claim, found.language_detected) == ("en", code)
    assert found.language_detector == "py3langid"
    assert 0.5 < found.language_score <= 1


def test_a_short_text_is_not_guessed_at() -> None:
    """Nothing is detected, and the share of stop words goes by the claim."""
    found = of("The end of it.", claim="en")
    assert (found.language_detected, found.language_score) == ("", 0.0)
    assert found.stop_word_share > 0.5


def test_what_is_counted() -> None:
    """Lengths and shares of three lines, one of them twice."""
    found = of(
        "one two",
        "three ★★",
        "one two",
        removed=(gone("give now!", "donation"), gone("Title", "field")),
    )
    assert (found.chars, found.words, found.lines) == (22, 6, 3)
    assert found.mean_line_chars == 7.3
    assert found.repeated_line_share == round(7 / 22, 4)
    assert found.symbol_share == round(2 / 19, 4)
    assert found.removed_share == round(9 / 31, 4)


def gone(text: str, category: str) -> Removal:
    return Removal(text, category, "x", "x", 0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "“What?”, he said – 12.5 % of it…",
        "हिन्दी में लिखा गया वाक्य।",
        "「今日は」と言った。",
        "عربي، مع علامات؟",
    ],
)
def test_punctuation_and_vowel_signs_are_no_symbols(text: str) -> None:
    """In any script."""
    assert of(text).symbol_share == 0


def test_stop_words() -> None:
    """Those of the language are counted, with punctuation around them; an unknown language has none."""
    assert stop_word_share(["„der", "hund", "und", "die", "katze.“"], "de") >= 0.6
    assert stop_word_share(["der", "und"], "xx") == -1
    assert stop_word_share([], "de") == 0


def test_agreement_of_two_readings() -> None:
    """By characters: all, none, a part."""
    assert agreement([10, 20, 30], [0, 1], [0, 1]) == 1
    assert agreement([10, 20, 30], [0], [2]) == 0
    assert agreement([10, 20, 30], [0, 1], [1, 2]) == round(40 / 80, 4)
    assert agreement([], [], []) == 0


def test_a_page_has_them() -> None:
    """A clean page: both readings agree, nothing was removed."""
    draft = extract_page(Page("https://news.example/a", article_page("Ahaven"), "text/html"))
    assert draft.signals is not None
    assert draft.signals.agreement > 0.9
    assert draft.signals.chars == sum(len(block.text) for block in draft.blocks)
    assert draft.signals.language_claim == draft.signals.language_detected == "en"


def test_they_are_of_the_text_that_is_written() -> None:
    """A standfirst that leaves the text leaves its signals."""
    draft = extract_page(Page("https://news.example/a", article_page("Ahaven"), "text/html"))
    first = draft.blocks[0].text
    moved = without_block(without_standfirst(replace(draft, standfirst=first)))
    assert draft.signals is not None
    assert moved.signals is not None
    assert moved.signals.chars == draft.signals.chars - len(first)
    assert moved.signals.agreement == draft.signals.agreement
    assert without_block(replace(draft, signals=None)).signals is None
