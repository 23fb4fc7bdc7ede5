"""What the texts of a site repeat: known again though something changes, and told from what stays."""

import random

import pytest

from newscrawl.boilerplate.corpus_repeats import (
    MAX_BLOCKS,
    MAX_REPEATS,
    Prints,
    find_repeats,
    learn_repeats,
    prints_of,
)
from newscrawl.boilerplate.tokens import looked_at
from tests.support.corpora import BACKGROUND, paragraph
from tests.support.growth import assert_linear

DICE = random.Random(7)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(
            "On 3 May Anna Berg reads in the old town hall for all who like a story.",
            "On 12 June Jo Smith reads in the old town hall for all who like a story.",
            True,
            id="dates and names",
        ),
        pytest.param(
            "Con 12 euros al mes, antes del 3 de marzo, este periódico puede seguir abierto en el valle.",
            "Con 40 euros al mes, antes del 9 de abril, este periódico puede seguir abierto en el valle.",
            True,
            id="months written small",
        ),
        pytest.param("本报今年需要三千名读者的支持，才能继续为大家报道。", "本报今年需要五百名读者的支持，才能继续为大家报道。", True, id="chinese"),
        pytest.param(
            "The mill was sold in spring to a brewer who wants to make vinegar there.",
            "The mill was sold in autumn to a baker who wants to make bread in it.",
            False,
            id="news",
        ),
        pytest.param("Anna Berg, Oslo", "Jo Smith, Rome", False, id="names alone"),
        pytest.param("Read more", "Read MORE!", True, id="short, by its words"),
        pytest.param("—", "***", False, id="no words"),
    ],
)  # fmt: skip
def test_prints_are_alike_where_only_sums_dates_and_names_differ(
    one: str, other: str, same: bool
) -> None:
    """Two blocks are the same if a sure print is."""
    shared = set(prints_of(one).sure) & set(prints_of(other).sure) - {0}
    assert bool(shared) is same


def site(count: int, **extra: object) -> list[list[str]]:
    """Texts of six fresh paragraphs."""
    return [[paragraph(DICE) for _ in range(6)] for _ in range(count)]


def repeated(texts: list[list[str]], which: int = -1, authors: tuple[str, ...] = ()) -> list[str]:
    """The blocks of one of *texts* that are repeated."""
    prints = [[prints_of(block) for block in blocks] for blocks in texts]
    repeats, taught = learn_repeats(prints)
    place = which % len(texts)
    seen = find_repeats(
        texts[place], prints[place], repeats, taught=place in taught, authors=authors
    )
    return [block for block, each in zip(texts[place], seen, strict=True) if each.repeated]


LINE = "the paper is set by hand at night, by three people who share one lamp and a stove"


@pytest.mark.parametrize("place", [0, 3, 6], ids=["first", "inside", "last"])
def test_what_most_articles_have_is_found_wherever_it_stands(place: int) -> None:
    """A banner that stands on each page of ten."""
    texts = site(10)
    for number, blocks in enumerate(texts):
        blocks.insert(place, f"Of {number + 3} readers few know that {LINE}.")
    assert repeated(texts) == [texts[-1][place]]


def test_a_banner_on_each_of_three_articles_is_found_though_it_names_the_town() -> None:
    """What all have goes, wherever it stands and whatever names it shares with them."""
    texts = site(3)
    for blocks in texts:
        blocks[0] += " The people of Aldmouth saw it."
        blocks.insert(3, f"There is no house in Aldmouth that does not know that {LINE}.")
    assert repeated(texts) == [texts[-1][3]]


def test_background_inside_the_text_stays() -> None:
    """Three of ten articles share a paragraph that stands in their midst."""
    texts = site(10)
    for blocks in texts[:3]:
        blocks.insert(3, BACKGROUND.format(thing="mill"))
    assert repeated(texts, 0) == []


def test_background_that_speaks_of_the_article_stays_at_its_end() -> None:
    """It shares a name with the article, and a few articles have it."""
    texts = site(60)
    for blocks in texts[:4]:
        blocks[0] += " The mayor of Brackwell, Ada Holm, was there."
        blocks.append(
            "It was Ada Holm who had the mill closed, after a winter that nobody there has forgotten."
        )
    assert repeated(texts, 0) == []


def test_a_line_at_the_end_of_a_few_articles_goes() -> None:
    """A series has a line of its own under each part; two articles that end alike are not enough."""
    texts = site(60)
    for blocks in texts[:4]:
        blocks.append(
            "This is a part of a series on rivers, in which nine of us walk from spring to sea."
        )
    assert len(repeated(texts, 0)) == 1
    for blocks in texts[2:4]:
        blocks.pop()
    assert repeated(texts, 0) == []


def test_the_bio_of_an_author_goes_from_her_articles() -> None:
    """Two articles are enough where the block names the article's author."""
    texts = site(60)
    for blocks in texts[:2]:
        blocks.append("Ada Holm grew up by the river and keeps bees on the roof of the old mill.")
    assert repeated(texts, 0) == []
    assert repeated(texts, 0, ("Ada Holm",)) == texts[0][-1:]


def test_copies_of_one_article_teach_nothing() -> None:
    """A site of copies of one page loses nothing, the copies no more than the first."""
    texts = site(1) * 5 + site(2)
    for which in range(5):
        assert repeated(texts, which) == []


def test_reports_made_from_a_form_stay() -> None:
    """Where all but sums and names is the same on each page, that is the article."""
    texts = [
        [
            f"Shares of Holm & Co closed at {number} crowns on Monday, down by {number % 7} per cent from the week before.",
            f"Trade was slow, with {number * 3} papers sold in all, and nobody could say what had moved the price today.",
        ]
        for number in range(20)
    ]
    assert repeated(texts) == []


def test_a_short_article_under_long_banners_is_told_from_them() -> None:
    """It is no copy because most of its page repeats."""
    texts = [[f"{paragraph(DICE)[:90]}."] for _ in range(8)]
    banner = " ".join([LINE] * 6)
    for blocks in texts:
        blocks.append(banner)
    assert repeated(texts) == [banner]


def test_few_articles_say_little() -> None:
    """Of two articles only what stands at their edges, of one nothing."""
    texts = site(2)
    for blocks in texts:
        blocks.insert(3, BACKGROUND.format(thing="mill"))
        blocks.append(LINE)
    assert repeated(texts) == [LINE]
    assert repeated(texts[:1]) == []


def test_what_is_looked_at_and_kept_is_bounded_and_takes_linear_time() -> None:
    """Long texts are looked at near their ends; of many repetitions the most frequent are kept."""
    assert list(looked_at(3, MAX_BLOCKS)) == [0, 1, 2]
    assert len(looked_at(10_000, MAX_BLOCKS)) == MAX_BLOCKS
    assert looked_at(10_000, MAX_BLOCKS)[-1] == 9_999
    pages = [
        [Prints(1 + (page // 2 * 400 + block), 0, 0, 0, 0, 50) for block in range(400)]
        for page in range(300)
    ]
    assert_linear(lambda count: learn_repeats(pages[:count]), int, 300)
    repeats, taught = learn_repeats(pages)
    assert len(repeats.counts) == MAX_REPEATS
    assert len(taught) == 300
