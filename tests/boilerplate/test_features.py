"""What is known of a block: what it speaks of in many languages, how it ends, and what stands around it."""

import pytest

from tests.support.evidence import NEWS, evidence_of


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        pytest.param("en", "You have read this far.", "reading", id="en, the text that is read"),
        pytest.param("de", "Sie haben bis hierher gelesen.", "reading", id="de, the same"),
        pytest.param("tr", "Buraya kadar geldiniz.", "reading", id="tr, the same"),
        pytest.param("en", "None of this is investment advice.", "notice", id="en, no advice"),
        pytest.param("fr", "Ceci ne remplace pas un médecin.", "notice", id="fr, no advice"),
        pytest.param("zh", "本文不构成投资建议。", "notice", id="zh, no advice"),
        pytest.param("pl", "Tekst wygenerowany przez AI.", "machine", id="pl, made by a machine"),
        pytest.param("ru", "Перевод сделала нейросеть.", "machine", id="ru, the same"),
        pytest.param("de", "Zum Inhalt springen", "technical", id="de, how the page works"),
        pytest.param("zh", "返回顶部", "technical", id="zh, how the page works"),
    ],
)
def test_what_a_block_speaks_of(language: str, text: str, concept: str) -> None:
    """Reading, notices, machines and the page itself are told in each language, and not in plain news."""
    read, news = evidence_of(text, NEWS[0], language=language)
    assert concept in read.concepts
    assert concept not in news.concepts


def test_the_last_sentence_tells_what_a_story_is_for() -> None:
    """A banner that begins as a story comes to the point at its end; one sentence alone has no last one."""
    story, plain = evidence_of(
        "It took four of us a winter to count the boats. Please donate today.", "Please donate."
    )
    assert story.features["e:give"] == 1
    assert "e:give" not in plain.features


@pytest.mark.parametrize(
    ("text", "known"),
    [
        pytest.param("18+ Play with care", "s:age", id="age limit"),
        pytest.param("(Editing by Bo Ek)", "s:bracketed", id="in brackets"),
        pytest.param("The mayor said that the bridge...", "s:cut_off", id="cut off"),
    ],
)
def test_forms_of_a_block(text: str, known: str) -> None:
    """Age limits, brackets and cut-off teasers are told by their signs, and a plain line has none."""
    odd, plain = evidence_of(text, "He walked 18 miles.")
    assert odd.features.get(known) == 1
    assert known not in plain.features
