"""Boilerplate goes, the article stays, and every block is accounted for."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.boilerplate.strip import strip_blocks
from newscrawl.model.items import Block, Facts
from newscrawl.stripping import strip
from tests.support.appeals_corpus import FOLDER, languages, read_corpus

ARTICLE = [
    "The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away.",
    "Engineers will need two years, and the ferry runs until then, mayor Ruth Aldane said.",
]
APPEAL = [
    "We have a small favour to ask. Our newsroom has no owner, and readers like you pay for our reporting.",
    "If you can, please support us from $2 a month. It only takes a minute. Thank you.",
    "Remind me later",
]


def texts(blocks: list[str], language: str | None = "en") -> tuple[list[str], list[str]]:
    stripped = strip_blocks([Block(text) for text in blocks], Facts(language=language))
    return [block.text for block in stripped.kept], [removal.text for removal in stripped.removed]


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param([*APPEAL, *ARTICLE], id="before"),
        pytest.param([ARTICLE[0], *APPEAL, ARTICLE[1]], id="between"),
        pytest.param([*ARTICLE, *APPEAL], id="after"),
    ],
)
@pytest.mark.parametrize("language", ["en", None])
def test_the_whole_run_of_an_appeal_goes(blocks: list[str], language: str | None) -> None:
    """An appeal goes with its last line, wherever it stands, also where the language is not told."""
    assert texts(blocks, language) == (ARTICLE, APPEAL)


def test_a_quoted_appeal_stays() -> None:
    """What somebody quoted asks for is news."""
    quoted = "“Please support us, even with one euro a month,” the editor Ana Prohaska said in a video on Monday."
    assert texts([*ARTICLE, quoted])[0] == [*ARTICLE, quoted]


def test_an_appeal_that_is_everything_stays() -> None:
    """Where nearly all would go, the appeal is the article."""
    assert texts(APPEAL) == (APPEAL, [])


def test_a_letter_to_the_readers_stays() -> None:
    """Where the article speaks as "we" throughout, a plea to the readers in it is what it has to say."""
    letter = [
        "We, the staff of this paper, have read the draft of the press law, and we are alarmed by it.",
        "We have printed what ministers did not want printed for nineteen years. We have been sued six times.",
        "Our lawyers tell us that we would have to name every one of our sources within three days.",
        "We ask you, our readers, to write to your deputy before the vote on Thursday.",
    ]
    assert texts(letter)[0] == letter


def test_a_plain_sentence_between_labels_stays() -> None:
    """A sentence of the article that two labels enclose is no part of them."""
    blocks = ["Advertisement", "Nine of the trams stood still until noon.", "Advertisement"]
    assert texts([ARTICLE[0], *blocks, ARTICLE[1]])[0] == [ARTICLE[0], blocks[1], ARTICLE[1]]


def test_nothing_gives_nothing() -> None:
    """No block in, none out."""
    assert texts([], None) == ([], [])


def test_of_a_huge_page_the_ends_are_looked_at() -> None:
    """Banners at both ends of 5,000 paragraphs go, at their places; no block is lost."""
    blocks = [*APPEAL, *(f"{ARTICLE[0]} ({number})" for number in range(5000)), *APPEAL]
    kept, removed = texts(blocks)
    assert removed.count(APPEAL[1]) == 2
    assert set(removed) <= set(APPEAL)
    assert len(kept) + len(removed) == len(blocks)


def test_the_headline_stays() -> None:
    """The page's headline is never boilerplate, whatever it says."""
    blocks = [Block("Subscribe to our newsletter"), *map(Block, ARTICLE)]
    assert strip_blocks(
        blocks, Facts(language="en", title="Subscribe to our newsletter")
    ).kept == tuple(blocks)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([*ARTICLE, *APPEAL]) | st.text(min_size=1), max_size=12))
def test_kept_and_removed_are_the_input(blocks: list[str]) -> None:
    """Every block is in exactly one of the two, in order, at its position."""
    stripped = strip_blocks([Block(text) for text in blocks], Facts(language="en"))
    gone = {removal.position: removal.text for removal in stripped.removed}
    kept = iter(stripped.kept)
    assert [gone[at] if at in gone else next(kept).text for at in range(len(blocks))] == blocks


@pytest.mark.parametrize("half", ["tune", "held"])
def test_labelled_documents(half: str) -> None:
    """Over all languages at least 99 % of the article's blocks stay, and at least 75 % of the boilerplate goes."""
    stayed, article, gone, boilerplate = 0, 0, 0, 0
    for language in languages(half):
        for document in read_corpus(FOLDER / half, language):
            blocks = [Block(block.text) for block in document.blocks]
            removed = strip_blocks(blocks, Facts(language=language, title=document.title)).removed
            positions = {removal.position for removal in removed}
            for at, block in enumerate(document.blocks):
                article += block.stays
                stayed += block.stays and at not in positions
                boilerplate += not block.stays
                gone += not block.stays and at in positions
    assert stayed >= 0.99 * article
    assert gone >= 0.75 * boilerplate


SEED = Path(__file__).parents[3] / "shared" / "seed.txt"


@pytest.mark.needs_shared
@pytest.mark.skipif(not SEED.exists(), reason="the sample lies beside the checkout only")
def test_the_sample_gives_exactly_its_article() -> None:
    """From the user's sample the banners before and behind the article go, and nothing else."""
    lines = [line.strip() for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    first = next(number for number, line in enumerate(lines) if line.startswith("Russian Soldiers"))
    last = next(number for number, line in enumerate(lines) if line.endswith("Tsukanova asked."))
    assert strip(SEED.read_text(encoding="utf-8")).split("\n\n") == lines[first : last + 1]


def test_a_soft_line_has_the_category_of_its_run() -> None:
    """What a banner's last lines are is said by the lines before them, not by the label that follows."""
    stripped = strip_blocks(
        [Block(text) for text in [*ARTICLE, *APPEAL, "Read more"]], Facts(language="en")
    )
    assert [removal.category for removal in stripped.removed] == [
        "donation",
        "donation",
        "donation",
        "related",
    ]
