"""Sketches of texts: alike for near duplicates, unlike for others."""

import pytest

from newscrawl.text.minhash import bands_of, similarity, sketch_of, text_digest
from tests.support.newssite import make_stories

STORIES = ["\n\n".join(story.paragraphs) for story in make_stories(20)]
CHINESE = "".join(chr(0x4E00 + (number * number * 7) % 3000) for number in range(400))


def share(one: str, other: str) -> float:
    return similarity(sketch_of(one), sketch_of(other))


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        pytest.param(STORIES[0], STORIES[0], 1.0, 1.0, id="equal"),
        pytest.param(
            STORIES[0] * 3, STORIES[0] * 3 + "\nPhoto: A. Holm", 0.9, 1.0, id="a line more"
        ),
        pytest.param(STORIES[0], STORIES[0].upper(), 1.0, 1.0, id="other case"),
        pytest.param(CHINESE, CHINESE[:380], 0.85, 1.0, id="no spaces"),
        pytest.param(CHINESE, CHINESE[::-1], 0.0, 0.2, id="no spaces, another text"),
        pytest.param("A short note.", "A short note.", 0.0, 0.0, id="too short"),
    ],
)
def test_similarity_follows_what_texts_share(
    one: str, other: str, least: float, most: float
) -> None:
    """Texts that share nearly all are nearly 1, those that share little are nearly 0."""
    assert least <= share(one, other) <= most


def test_near_duplicates_meet_in_a_band_and_others_do_not_reach_the_limit() -> None:
    """A text with its last sentence cut is found by a band; stories of one mould are below 0.8."""
    cut = STORIES[0].rsplit(". ", 1)[0]
    bands = [
        set(bands_of(text_digest(text), sketch_of(text)))
        for text in (STORIES[0] * 2, cut + STORIES[0])
    ]
    assert bands[0] & bands[1]
    assert max(share(STORIES[0], other) for other in STORIES[1:]) < 0.8


def test_equal_texts_meet_whatever_their_white_space() -> None:
    """A short text is found by its digest alone."""
    one, other = "A short  note.\n", "A short note."
    assert set(bands_of(text_digest(one), b"")) == set(bands_of(text_digest(other), b""))
