"""Terms of the vocabulary, as the tokens of a text have them."""

import pytest

from newscrawl.boilerplate.terms import Terms, number_in


@pytest.mark.parametrize(
    ("term", "key"),
    [
        pytest.param("sign up", "sign up", id="words"),
        pytest.param("e-mail", "e mail", id="a hyphen parts words"),
        pytest.param("e-newslett*", "e newslett*", id="the star stays at the last of them"),
        pytest.param("# weeks", "# weeks", id="any number"),
        pytest.param("over 18", "over 18", id="a number stands for itself"),
        pytest.param("€ #", "€ #", id="a sign of money"),
    ],
)
def test_a_term_has_the_words_of_a_text(term: str, key: str) -> None:
    """It is found by the tokens that a text has, so it is stored by them."""
    terms = Terms().with_terms([("give", term)])
    assert terms.concepts[key] == ("give",)
    assert {word for word in key.split() if "*" in word} == {f"{stem}*" for stem in terms.stems}


def test_what_longer_terms_begin_with_is_known() -> None:
    """The beginning of a term is there without a concept, and says which words may follow."""
    terms = Terms().with_terms([("give", "chip in"), ("join", "chip in now"), ("cost", "chip")])
    assert terms.concepts == {"chip": ("cost",), "chip in": ("give",), "chip in now": ("join",)}
    assert terms.onward == {"chip": {"in"}, "chip in": {"now"}}
    assert Terms().with_terms([("join", "chip in")]).concepts["chip"] == ()


def test_a_term_may_have_several_concepts_each_once() -> None:
    """In the order in which they are given."""
    terms = Terms().with_terms([("give", "back us"), ("join", "back us"), ("give", "back us")])
    assert terms.concepts["back us"] == ("give", "join")


def test_terms_of_another_language_leave_the_first_as_they_are() -> None:
    """English is shared by all: a language adds to a copy."""
    english = Terms().with_terms([("give", "sign up")])
    both = english.with_terms([("join", "sign on"), ("join", "inscri*")])
    assert (english.onward, english.stems) == ({"sign": {"up"}}, set())
    assert (both.onward, both.stems) == ({"sign": {"up", "on"}}, {"inscri"})


@pytest.mark.parametrize(
    ("written", "number"),
    [("18", "18"), ("18.", "18"), ("0018", "18"), ("٢١", "21"), ("12345", "#"), ("2,5", "#")],
)
def test_a_number_as_a_term_names_it(written: str, number: str) -> None:
    """Four digits at most, in digits of any script."""
    assert number_in(written) == number
