"""The category and the reason of a removal."""

import pytest

from newscrawl.boilerplate.lexicon import CONCEPTS
from newscrawl.boilerplate.reasons import CATEGORIES, MAX_RUN, category_of, reason_for
from tests.support.evidence import evidence_of


@pytest.mark.parametrize(
    ("language", "text", "category"),
    [
        pytest.param("en", "Please donate today.", "donation", id="en, giving"),
        pytest.param("de", "Jetzt Newsletter abonnieren", "newsletter", id="de, newsletter"),
        pytest.param("fr", "Lire aussi", "related", id="fr, related"),
        pytest.param("en", "Advertisement", "advertisement", id="en, ad"),
        pytest.param("en", "The ferry sails.", "other", id="en, nothing"),
    ],
)
def test_a_block_has_the_category_of_its_concepts(language: str, text: str, category: str) -> None:
    """The one that most of them speak for."""
    assert category_of(0, evidence_of(text, language=language), {0}) == category


@pytest.mark.parametrize(
    ("lines", "removed", "category"),
    [
        pytest.param(
            ["Please donate.", "It is late.", "Newsletter"], {0, 1, 2}, "donation", id="before"
        ),
        pytest.param(["The sea.", "It is late.", "Newsletter"], {1, 2}, "newsletter", id="after"),
        pytest.param(
            ["Please donate.", "It is late.", "Newsletter"], {1, 2}, "newsletter", id="run"
        ),
        pytest.param(["Please donate.", "It is late.", "Newsletter"], {1}, "other", id="alone"),
    ],
)
def test_a_block_that_tells_nothing_has_the_category_of_its_run(
    lines: list[str], removed: set[int], category: str
) -> None:
    """Of the blocks removed beside it: those before are asked first, and the run ends at one that stays."""
    assert category_of(1, evidence_of(*lines), removed) == category


def test_a_run_is_asked_so_far_and_no_farther() -> None:
    """MAX_RUN blocks to either side."""
    lines = ["Please donate.", *["It is late."] * (MAX_RUN + 1)]
    evidence, removed = evidence_of(*lines), set(range(len(lines)))
    assert category_of(MAX_RUN, evidence, removed) == "donation"
    assert category_of(MAX_RUN + 1, evidence, removed) == "other"


def test_a_reason_names_four_concepts_at_most() -> None:
    """Those that tell banners first, those that articles speak of last; none is a run's."""
    (banner, news) = evidence_of(
        "Dear reader, please support our newsroom: donate, subscribe and join us for the newsletter.",
        "The ferry sails.",
    )
    told = reason_for(banner)
    named = [concept for concept, words in CONCEPTS.items() if words in told]
    assert len(named) == 4
    assert "give" in named
    assert "you" not in named
    assert reason_for(news) == "It stands in a run of boilerplate and is unlike the article."


def test_every_concept_speaks_for_one_category_at_most() -> None:
    """And each is a concept of the vocabulary."""
    named = [concept for concepts in CATEGORIES.values() for concept in concepts]
    assert len(set(named)) == len(named)
    assert set(named) <= CONCEPTS.keys()
