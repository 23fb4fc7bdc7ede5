"""The looks of a text as numbers, in any script."""

from math import log

import pytest

from newscrawl.extract.body.feature_table import Table
from newscrawl.extract.body.feature_texts import add_words, have_any
from tests.support.segmented import segments_of


def looks(text: str) -> dict[str, float]:
    """Return the columns of one text."""
    segments = segments_of(f"<p>{text}</p>")
    table = Table(len(segments))
    add_words(table, segments)
    return {name: float(table.column(name)[0]) for name in table.names}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The bridge opens.", {"words": 3, "sentences": 1, "ended": 1, "capital": 1, "lower": 0}, id="English"),
        pytest.param("Мост открыт. Правда?", {"words": 3, "sentences": 2, "question": 1, "capital": 1}, id="Russian"),
        pytest.param("大桥开放。人们高兴！", {"words": 2, "sentences": 2, "ended": 1, "capital": 0, "lower": 0}, id="Chinese"),
        pytest.param("هل الجسر مفتوح؟", {"words": 3, "sentences": 1, "question": 0, "ended": 1}, id="Arabic"),
        pytest.param("पुल खुल गया।", {"sentences": 1, "ended": 1}, id="Hindi"),
        pytest.param("הגשר נפתח.", {"words": 2, "sentences": 1, "ended": 1, "lower": 0}, id="Hebrew"),
        pytest.param("read more", {"sentences": 0, "ended": 0, "capital": 0, "lower": 1}, id="a label"),
        pytest.param("Watch:", {"colon": 1, "ended": 0}, id="a colon"),
        pytest.param("写真：", {"colon": 1}, id="a wide colon"),
        pytest.param("Note: a bridge", {"colon": 0}, id="a colon within"),
        pytest.param("a, b; c、d", {"commas": 1 / 3}, id="commas"),
        pytest.param("12 ab ३", {"digits": 3 / 7}, id="digits of any script"),
        pytest.param("AÉЖΩab", {"uppers": 4 / 6}, id="capitals of any script"),
        pytest.param("«да» said", {"quotes": 1}, id="quotation marks"),
        pytest.param("it's a bridge", {"quotes": 0}, id="an apostrophe"),
        pytest.param("On 24.11.2026 it rained", {"date": 1}, id="a date"),
        pytest.param("2026年11月24日", {"date": 1}, id="a Japanese date"),
        pytest.param("at 10:45", {"date": 1}, id="a time"),
        pytest.param("It cost 24 and 11", {"date": 0}, id="numbers"),
        pytest.param("x " * 101 + "24.11.2026", {"date": 0}, id="a date far within"),
        pytest.param("Photo © a", {"sign": 1}, id="a sign of rights"),
        pytest.param("Berlin (AFP) said", {"sign": 1}, id="an agency"),
        pytest.param("Afpiste", {"sign": 0}, id="letters of an agency within a word"),
        pytest.param("mail a@b", {"at": 1, "bar": 0}, id="an at sign"),
        pytest.param("Home | News", {"at": 0, "bar": 1}, id="a bar"),
        pytest.param("And then …", {"ellipsis": 1}, id="dots"),
        pytest.param("And then ...", {"ellipsis": 1}, id="three dots"),
        pytest.param("More »", {"ellipsis": 1}, id="an arrow"),
        pytest.param("… and then", {"ellipsis": 0}, id="dots before"),
        pytest.param("abc def", {"chars": log(8), "width": 7, "word_chars": 3.5}, id="sizes"),
        pytest.param("x" * 50_000, {"chars": log(50_001), "words": 1, "word_chars": 50_000}, id="huge"),
        pytest.param("<a href=/x>abc</a>de", {"link_share": 0.6}, id="links"),
    ],
)  # fmt: skip
def test_looks_of_a_text(text: str, expected: dict[str, float]) -> None:
    """Only the columns that the case is about are named."""
    found = looks(text)
    assert {name: found[name] for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("parts", "texts", "found"),
    [
        pytest.param(["ab", "мост"], ["xabx", "y", "новый мост"], [True, False, True], id="some"),
        pytest.param(["橋"], ["古い橋", "川"], [True, False], id="Japanese"),
        pytest.param(["a\nb"], ["xa", "bx"], [False, False], id="across two texts"),
        pytest.param([], ["a"], [False], id="no part"),
        pytest.param(["a"], [], [], id="no text"),
    ],
)
def test_which_texts_have_a_part(parts: list[str], texts: list[str], found: list[bool]) -> None:
    """Each text by itself."""
    assert list(have_any(parts, texts)) == found
