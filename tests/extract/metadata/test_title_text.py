"""A title as it is compared with others: its key, its kicker, its beginning, its words."""

import pytest

from newscrawl.extract.metadata.title_text import Title, first_with, keys_of, titles

BRIDGE = "The old bridge opens again in spring"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        pytest.param("Flood: The old bridge opens", "The old bridge opens", id="a colon"),
        pytest.param("Наводнение — Старый мост снова открыт", "Старый мост снова открыт", id="a dash"),
        pytest.param("Society - The old bridge opens", "The old bridge opens", id="a hyphen with spaces"),
        pytest.param("Well-known bridge opens again", None, id="a hyphen in a word"),
        pytest.param("At 10:45 the bridge opens again", None, id="a time"),
        pytest.param("Flood: It opens", None, id="a short rest"),
        pytest.param("One two three four five six: The old bridge opens", "The old bridge opens", id="six words"),
        pytest.param("One two three four five six seven: The old bridge opens", None, id="seven words"),
        pytest.param("Flood: River: The old bridge opens", "River: The old bridge opens", id="the first of two"),
        pytest.param("", None, id="nothing"),
        pytest.param(": The old bridge opens again", None, id="no kicker before the sign"),
    ],
)  # fmt: skip
def test_the_rest_behind_a_kicker(text: str, rest: str | None) -> None:
    """Few words, a mark, and enough behind it."""
    found = Title.of(text).rest
    assert (None if found is None else found.text) == rest
    assert Title.of(text).rest_key == ("" if found is None else found.key)


@pytest.mark.parametrize(
    ("text", "label", "capitals", "beginning"),
    [
        pytest.param("News", True, False, "News", id="a label"),
        pytest.param("Politics", False, False, "Politics", id="eight letters"),
        pytest.param("新闻", True, False, "新闻", id="Chinese"),
        pytest.param("МОСТ ОТКРЫТ", False, True, "МОСТ ОТКРЫТ", id="capitals"),
        pytest.param("The old bridge…", False, False, "The old bridge", id="dots"),
        pytest.param("The old bridge ...", False, False, "The old bridge", id="three dots"),
        pytest.param("The … bridge", False, False, "The … bridge", id="dots within"),
        pytest.param("", True, False, "", id="nothing"),
    ],
)
def test_looks(text: str, label: bool, capitals: bool, beginning: str) -> None:
    """Too short, in capitals, cut off."""
    title = Title.of(text)
    assert (title.is_label, title.is_in_capitals, title.whole_beginning) == (
        label,
        capitals,
        beginning,
    )


@pytest.mark.parametrize(
    ("text", "other", "is_one"),
    [
        pytest.param("The old bridge…", "The old bridge opens", True, id="dots"),
        pytest.param("The old bri", "The old bridge opens", True, id="within a word"),
        pytest.param("The old bridge", "The old bridge opens", False, id="a whole title"),
        pytest.param("x " * 46 + "x", "x " * 60, True, id="a long one"),
        pytest.param("A new bridge…", "The old bridge opens", False, id="another"),
        pytest.param("The old bridge…", "The old bridge", False, id="longer than the other"),
        pytest.param("古い橋が", "古い橋が開いた", True, id="Japanese"),
        pytest.param("الجسر القد", "الجسر القديم يفتح", True, id="Arabic"),
    ],
)
def test_beginnings(text: str, other: str, is_one: bool) -> None:
    """Cut off by software, not written so."""
    assert Title.of(text).is_beginning_of(Title.of(other)) is is_one


@pytest.mark.parametrize(
    ("text", "other", "at_end", "before", "goes_on"),
    [
        pytest.param(f"Flood - {BRIDGE}", BRIDGE, True, True, False, id="a kicker before"),
        pytest.param(BRIDGE, f"Flood - {BRIDGE}", True, False, False, id="the other way round"),
        pytest.param(BRIDGE, BRIDGE, True, False, False, id="the same"),
        pytest.param(BRIDGE, f"{BRIDGE}, they say", False, False, True, id="more behind"),
        pytest.param(BRIDGE.upper(), f"{BRIDGE}, they say", False, False, False, id="more behind capitals"),
        pytest.param("Open now", "now", True, False, False, id="a short end"),
        pytest.param("Паводок: Старый мост снова открыт", "Старый мост снова открыт", True, True, False, id="Cyrillic"),
    ],
)  # fmt: skip
def test_ends_and_goings_on(
    text: str, other: str, at_end: bool, before: bool, goes_on: bool
) -> None:
    """By keys, so that signs and capitals do not count at the end."""
    title, that = Title.of(text), Title.of(other)
    found = title.is_alike_at_end(that), title.has_before(that), title.goes_on_in(that)
    assert found == (at_end, before, goes_on)


@pytest.mark.parametrize(
    ("text", "headline", "few"),
    [
        pytest.param(f"Flood {BRIDGE}", BRIDGE, True, id="a word"),
        pytest.param(f"One two three four five six {BRIDGE}", BRIDGE, True, id="six words"),
        pytest.param(
            f"One two three four five six seven {BRIDGE}", BRIDGE, False, id="seven words"
        ),
        pytest.param(BRIDGE, BRIDGE, False, id="none"),
        pytest.param("速報古い橋が開いた", "古い橋が開いた", True, id="two characters"),
        pytest.param(
            "橋のニュース速報古い橋が開いた", "古い橋が開いた", False, id="many characters"
        ),
        pytest.param("", "x", False, id="nothing"),
    ],
)
def test_few_words_before(text: str, headline: str, few: bool) -> None:
    """Words, or characters where no spaces part them."""
    assert Title.of(text).begins_with_few_words(Title.of(headline).key) is few


@pytest.mark.parametrize(
    ("text", "others", "likeness"),
    [
        pytest.param("old bridge opens", ["The OLD bridge"], 2 / 3, id="two of three words"),
        pytest.param("old bridge", ["old bridge opens again"], 0.75, id="the shorter one is damped"),
        pytest.param("old bridge", ["new town", "old bridge"], 1, id="the best of several"),
        pytest.param("Politics", ["What politics say of the old bridge"], 0, id="a word out of it"),
        pytest.param("Politics", ["Politics and the old bridge over the river"], 0.5 + 0.5 / 7, id="its first word"),
        pytest.param("мост открыт", ["МОСТ ЗАКРЫТ"], 0.5, id="Cyrillic"),
        pytest.param("古い橋", ["古い川"], 0.5, id="pairs of Japanese"),
        pytest.param("สะพาน", ["สะพาน"], 1, id="Thai"),
        pytest.param("橋", ["川"], 0, id="one character has no pair"),
        pytest.param("", ["old bridge"], 0, id="nothing"),
        pytest.param("old bridge", [], 0, id="with nothing"),
    ],
)  # fmt: skip
def test_likeness(text: str, others: list[str], likeness: float) -> None:
    """The share of words in common, damped where one title is much longer."""
    assert Title.of(text).likeness_to(titles(others)) == pytest.approx(likeness)


def test_titles_with_keys() -> None:
    """Empty ones are left out; the first with a key is found."""
    found = titles(["The bridge!", None, "", "THE BRIDGE", "Мост"])
    assert [each.text for each in found] == ["The bridge!", "THE BRIDGE", "Мост"]
    keys = list(keys_of(found))
    assert keys[0] == keys[1] != keys[2]
    assert first_with(found, {keys[1]}) is found[0]
    assert first_with(found, {"x"}) is None
