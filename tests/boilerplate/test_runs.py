"""Short lines of the article beside banners: what is in the article's own box is not taken along."""

import pytest

from newscrawl.boilerplate.features import Evidence, gather
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.runs import find_runs
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
