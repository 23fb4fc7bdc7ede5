"""Text to folded tokens: words of all scripts, what is quoted, names, and offsets."""

import pytest

from newscrawl.boilerplate.tokens import MAX_ANALYSED, fold, read_words, words


def test_indic_letters_are_words() -> None:
    """Bengali and Tamil words are found: their letters are no signs above others."""
    assert read_words("আমাদের பாருங்கள்").tokens == ("আমাদের", "பாருங்கள்")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("Don't pay £2.50!", ["don", "t", "pay", "£", "#"], id="en, a sum"),
        pytest.param("ЁЛКА", ["елка"], id="ru, without the dots"),
        pytest.param("سجّل", ["سجل"], id="ar, without vowel signs"),
        pytest.param("İzmir", ["izmir"], id="tr, the dot of İ"),
        pytest.param("sub\u00adscribe", ["subscribe"], id="a soft hyphen"),
        pytest.param("\u200fשלום\u200f", ["שלום"], id="he, marks of direction"),
        pytest.param("请订阅。谢谢", ["请订阅", "谢谢"], id="zh, clauses"),
        pytest.param("— … ♥", [], id="signs alone"),
    ],
)
def test_what_the_tokens_of_a_text_are(text: str, tokens: list[str]) -> None:
    """Folded words in order, a number as ``#``."""
    assert words(text) == tokens
    assert list(read_words(text).tokens) == tokens


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param('"Give now" he said', "give now", id="plain marks"),
        pytest.param("„Gebt jetzt“, sagte er", "gebt jetzt", id="de"),
        pytest.param("»Giv nu« sagde han", "giv nu", id="da, turned"),
        pytest.param("«Donnez» dit-il", "donnez", id="fr"),
        pytest.param("「寄付を」と言った", "寄付を", id="ja"),
        pytest.param("It isn't the rivers' fault", "", id="apostrophes"),
        pytest.param('A board of 6" and 8" each', "", id="inches"),
        pytest.param("“It goes on", "it goes on", id="goes on in the next paragraph"),
        pytest.param("‘tis the end", "", id="one single mark"),
    ],
)
def test_what_is_quoted(text: str, quoted: str) -> None:
    """The tokens inside quotation marks, as many languages write them."""
    read = read_words(text)
    inside = [token for token, is_quoted in zip(read.tokens, read.quoted, strict=True) if is_quoted]
    assert " ".join(inside) == quoted
    assert (read.quote_share > 0) is bool(quoted)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("Then Ida Kvist sailed.", {"ida", "kvist"}, id="inside a sentence"),
        pytest.param("It sailed. Nobody came.", set(), id="a word that opens a sentence"),
        pytest.param("“Nobody” came.", set(), id="after a quotation mark"),
        pytest.param("Der Wirt (Otto) kam.", {"wirt", "otto"}, id="de, nouns too"),
        pytest.param("इडा आई।", set(), id="hi, without capitals"),
    ],
)
def test_names_are_written_with_a_capital_inside_a_sentence(text: str, names: set[str]) -> None:
    """A word that opens a sentence has a capital, whatever it is."""
    assert read_words(text).names - {"der", "it", "then"} == names


@pytest.mark.parametrize(
    ("text", "size"),
    [
        pytest.param("Two words", 2, id="en"),
        pytest.param("船" * 12, 6, id="zh, two letters are a word"),
        pytest.param("船" * 11, 1, id="zh, a short clause is one"),
        pytest.param("a" * 40, 1, id="a long word of letters"),
    ],
)
def test_the_number_of_words(text: str, size: int) -> None:
    """A clause without spaces counts as several words, a compound as one."""
    assert read_words(text).size == size


def test_offsets_are_those_of_the_text_that_was_looked_at() -> None:
    """A long block is cut before it is read."""
    read = read_words("Ferry sails " + "x" * MAX_ANALYSED)
    assert len(read.text) == MAX_ANALYSED
    assert [read.text[a:b] for a, b in zip(read.starts, read.ends, strict=True)][:2] == [
        "Ferry",
        "sails",
    ]
    assert fold(read.text[:5]) == "ferry"
