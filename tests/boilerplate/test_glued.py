"""A banner that is glued to a paragraph of the article goes, and its paragraph stays."""

import pytest

import newscrawl
from newscrawl.boilerplate.glued import part_glued
from newscrawl.boilerplate.strip import split_text
from newscrawl.model.items import Facts
from newscrawl.stripping import explain

ARTICLES = {
    "en": (
        "The council of Dale voted on Tuesday to rebuild the wooden bridge that the flood of 2024 took away.",
        "Engineers had warned that the old piers could not carry another winter, and asked for steel.",
        "Work will begin in May and is to last until the first snow. A ferry will run every hour until then.",
    ),
    "de": (
        "Der Rat von Dahl hat am Dienstag beschlossen, die Brücke neu zu bauen, die das Hochwasser fortriss.",
        "Die Ingenieure hatten gewarnt, dass die alten Pfeiler keinen weiteren Winter tragen, und Stahl verlangt.",
        "Die Arbeiten beginnen im Mai und dauern bis zum ersten Schnee. Bis dahin fährt jede Stunde eine Fähre.",
    ),
    "ru": (
        "Совет Дальска во вторник решил заново построить деревянный мост, который унесло весенним паводком.",
        "Инженеры предупреждали, что старые опоры не выдержат ещё одной зимы, и просили о стали.",
        "Работы начнутся в мае и продлятся до первого снега. До тех пор каждый час будет ходить паром.",
    ),
    "zh": (
        "达尔市议会周二投票决定重建去年春天被洪水冲走的木桥，工程预计耗时两年。",
        "工程师此前警告说，旧桥墩撑不过又一个冬天，并要求改用钢材，居民则坚持用橡木。",
        "工程将于五月开工，持续到第一场雪。在此之前，渡轮每小时开行一班，票价不变。",
    ),
}
BANNERS = {
    "en": "Support our independent newsroom: donate from £3 a month and keep our journalism free.",
    "de": "Unterstützen Sie unsere unabhängige Redaktion: Spenden Sie schon ab 3 Euro im Monat.",
    "ru": "Поддержите нашу независимую редакцию: оформите пожертвование от 100 рублей в месяц.",
    "zh": "请支持我们的独立新闻编辑部：每月捐款十元，让我们的报道继续免费。",
}
LANGUAGES = pytest.mark.parametrize("language", ARTICLES)


def glue(*texts: str) -> str:
    return ("" if texts[0][-1] == "。" else " ").join(texts)


def page_of(paragraphs: list[str], language: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<html lang="{language}"><head><title>Page</title></head>'
        f"<body><article><h1>Page</h1>{body}</article></body></html>"
    )


@LANGUAGES
@pytest.mark.parametrize("place", [1, 2])
def test_an_appeal_at_the_end_of_a_paragraph_goes(language: str, place: int) -> None:
    """In plain text the paragraph keeps its own sentences, and the appeal is a removal."""
    blocks = list(ARTICLES[language])
    blocks[place] = glue(blocks[place], BANNERS[language])
    stripped = explain("\n\n".join(blocks), language=language)
    assert [block.text for block in stripped.kept] == list(ARTICLES[language])
    assert [removal.text for removal in stripped.removed] == [BANNERS[language]]


@LANGUAGES
def test_an_appeal_before_a_paragraph_goes(language: str) -> None:
    blocks = list(ARTICLES[language])
    blocks[2] = glue(BANNERS[language], blocks[2])
    stripped = explain("\n\n".join(blocks), language=language)
    assert [block.text for block in stripped.kept] == list(ARTICLES[language])


@LANGUAGES
def test_on_a_page_kept_and_removed_are_the_text(language: str) -> None:
    """The record has the appeal among its removals, at its place between the blocks."""
    blocks = list(ARTICLES[language])
    blocks[1] = glue(blocks[1], BANNERS[language])
    record = newscrawl.extract(page_of(blocks, language), "https://news.example/a")
    assert BANNERS[language] not in record.text
    assert ARTICLES[language][1] in record.text
    gone = [each for each in record.metadata.removed if each.text == BANNERS[language]]
    # After the headline, the first paragraph and what stays of the second.
    assert [each.position for each in gone] == [3]


@pytest.mark.parametrize(
    "paragraph",
    [
        "The ferry costs nothing. “Please support our work,” the skipper told passengers, “even with a pound.”",
        "The campaign ends in May. Donors gave 1.2 million pounds, and the county will give as much again.",
        "She runs the weekly alone. Readers who want to subscribe to it have to write a letter, she said.",
        "He reads the paper daily. His wife prefers the radio, and neither of them likes the bridge.",
    ],
    ids=["quoted", "third person", "reported", "plain"],
)
def test_sentences_of_the_article_stay(paragraph: str) -> None:
    """What people say of such things is news, wherever in a paragraph."""
    text = "\n\n".join((*ARTICLES["en"], paragraph, ARTICLES["en"][1]))
    assert newscrawl.strip(text, language="en") == text


def test_nothing_is_parted_that_does_not_go() -> None:
    """A paragraph without a banner stays one block."""
    assert part_glued(split_text("\n".join(ARTICLES["en"])), Facts(language="en")) == {}


def test_a_letter_that_asks_throughout_is_not_parted() -> None:
    """Where the whole text is an appeal, it is the article."""
    text = "\n".join(f"{BANNERS['en']} {BANNERS['en']}" for _ in range(3))
    assert newscrawl.strip(text, language="en").split("\n\n") == text.split("\n")
