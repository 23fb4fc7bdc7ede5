"""Short lines of the article beside banners: what is in the article's own box is not taken along."""

import pytest

from newscrawl.boilerplate.features import Evidence, gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.runs import CLOSING, find_runs
from newscrawl.model.items import Block, Context, Facts

STORIES = {
    "pl": (
        "Most na Wiśle otwarto pół roku przed terminem, a kierowcy nie muszą już czekać na prom.",
        "Najważniejsze zmiany",
        "Halina Wrona, Annopol",
        "Zapisz się do naszego newslettera.",
    ),
    "nl": (
        "De molen van Zijldijk draaide zaterdag voor het eerst na vier jaar restauratie weer rond.",
        "Dank aan de molenaar",
        "Anna K., Zijldijk",
        "Ontvang elke ochtend het nieuws uit de regio in je mailbox.",
    ),
    "tr": (
        "Köy okulu sekiz yıl sonra on iki öğrenciyle açıldı ve çocuklar artık yol gitmiyor.",
        "Eksik kalanlar",
        "Ayşe K., Muğla",
        "Günün haberleri her sabah e-postanıza gelsin.",
    ),
    "el": (
        "Η Κίμωλος απέκτησε ξανά φούρνο και το ψωμί δεν έρχεται πια με το καράβι από τη Μήλο.",
        "Όσα αλλάζουν",
        "Άννα Κ., Κίμωλος",
        "Εγγραφείτε στο ενημερωτικό μας δελτίο.",
    ),
    "ko": (
        "폐교가 아홉 해 만에 바닷가 도서관으로 다시 문을 열자 마을 사람들이 책을 들고 모였다.",
        "달라지는 점",
        "김안나, 남해",
        "매일 아침 뉴스레터를 받아보세요.",
    ),
}
LANGUAGES = pytest.mark.parametrize("language", STORIES)
INSIDE = Context(selectors=("main.story", "div.text", "p.a"))
OUTSIDE = Context(selectors=("main.story", "section.more", "p.b"))


def evidence_of(language: str, *blocks: Block) -> list[Evidence]:
    """Give the evidence on *blocks* after five paragraphs of a story."""
    story = [Block(f"{STORIES[language][0]} ({number})", context=INSIDE) for number in range(5)]
    facts = Facts(language=language)
    return list(gather([*story, *blocks], facts, load_lexicon(language)))


def found(language: str, blocks: list[Block], opinions: list[float]) -> list[int]:
    """Give which of *blocks* after the story are boilerplate, by these *opinions* on them."""
    evidence = evidence_of(language, *blocks)
    indexes = find_runs(evidence, [-8.0] * 5 + opinions, Facts(language=language))
    return sorted(index - 5 for index in indexes)


@LANGUAGES
def test_a_line_of_the_article_does_not_go_with_a_banner_outside_of_it(language: str) -> None:
    """A name below a letter says nothing of banners, and is in the box of the letter."""
    _, _, name, appeal = STORIES[language]
    banner = Block(appeal, context=OUTSIDE)
    assert found(language, [Block(name, context=INSIDE), banner], [0.2, 6.0]) == [1]
    assert found(language, [Block(name, context=OUTSIDE), banner], [0.2, 6.0]) == [0, 1]


@LANGUAGES
def test_a_heading_above_text_that_stays_is_the_article_s(language: str) -> None:
    """The heading of a banner is above the rest of it; in doubt another one stays."""
    story, heading, _, appeal = STORIES[language]
    head = Block(heading, "heading", INSIDE)
    assert found(language, [head, Block(story, context=INSIDE)], [1.6, -8.0]) == []
    linked = Context(selectors=INSIDE.selectors, link_share=1.0)
    for other in (Block(heading, "heading", linked), Block(heading, "heading", OUTSIDE)):
        rest = [other, Block(appeal, context=OUTSIDE)]
        assert found(language, rest, [2.5, 6.0]) == [0, 1]


@LANGUAGES
@pytest.mark.parametrize("sign", "•▪△")
def test_an_item_after_a_bullet_is_data(language: str, sign: str) -> None:
    """Lists are typed by hand, too: their items stay as those of lists do."""
    item = sign + " " + STORIES[language][2]
    rest = [Block(STORIES[language][3], context=INSIDE), Block(item, context=INSIDE)]
    assert found(language, rest, [6.0, 4.0]) == [0]


@LANGUAGES
def test_terms_after_a_bullet_are_no_data(language: str) -> None:
    """What is typed as an item and is as long as a paragraph is judged as one."""
    terms = Block("• " + 12 * (STORIES[language][2] + " "), context=OUTSIDE)
    assert found(language, [terms, Block(STORIES[language][3], context=OUTSIDE)], [4.0, 6.0]) == [
        0,
        1,
    ]


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
