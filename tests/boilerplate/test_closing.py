"""What stands between a banner and the end of a plain text goes with it, unless it is clearly the article's."""

import pytest

from newscrawl.boilerplate.features import gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.runs import CLOSING, find_runs
from newscrawl.model.items import Block, Context, Facts

FACTS = Facts(language="en")
ARTICLE = ["The ferry ran until noon on Tuesday.", "Then the river froze from bank to bank."]
APPEAL = "Please support our newsroom with a monthly donation."
SOFT = "Nobody else was at the pier that night to write it down for you."
THANKS = "Become a member of our newsroom today."


def gone(blocks: list[Block], opinions: list[float]) -> list[int]:
    return sorted(find_runs(gather(blocks, FACTS, load_lexicon("en")), opinions, FACTS))


def texts(*more: str) -> list[Block]:
    return [Block(text) for text in (*ARTICLE, *more)]


def test_a_soft_line_between_banners_goes() -> None:
    assert gone(texts(APPEAL, SOFT, THANKS), [-6, -6, 3, CLOSING + 0.5, 3]) == [2, 3, 4]


def test_a_soft_line_behind_the_banner_goes() -> None:
    assert gone(texts(APPEAL, THANKS, SOFT), [-6, -6, 3, 3, CLOSING + 0.5]) == [2, 3, 4]


def test_what_is_clearly_the_articles_stays() -> None:
    """It ends the run: what stands before it needs as much as anywhere."""
    assert gone(texts(APPEAL, SOFT, THANKS), [-6, -6, 3, CLOSING - 0.5, 3]) == [2, 4]


def test_before_the_banner_nothing_more_goes() -> None:
    assert gone(texts(SOFT, APPEAL, THANKS), [-6, -6, CLOSING + 0.5, 3, 3]) == [3, 4]


@pytest.mark.parametrize(
    "block",
    [
        Block("give = please(support)", "code"),
        Block("“I held the rope all night, and nobody came,” he said."),
    ],
    ids=["code", "quotation"],
)
def test_code_and_quotations_stay(block: Block) -> None:
    blocks = [*texts(APPEAL), block, Block(THANKS)]
    assert gone(blocks, [-6, -6, 3, CLOSING + 0.5, 3]) == [2, 4]


def test_in_a_page_its_place_tells_more() -> None:
    blocks = [
        Block(each.text, context=Context(("article", "p"), place=number))
        for number, each in enumerate(texts(APPEAL, SOFT, THANKS))
    ]
    assert gone(blocks, [-6, -6, 3, CLOSING + 0.5, 3]) == [2, 4]
