"""Banners before a text, where nearly always the article begins."""

import pytest

import newscrawl

ARTICLE = [
    "The council of Dale voted on Tuesday to rebuild the wooden bridge that the flood of 2024 took away.",
    "Engineers had warned that the old piers could not carry another winter, and asked for steel instead of oak.",
    "Residents, who had raised a third of the money themselves, insisted on oak.",
    "Work will begin in May and is to last until the first snow. A ferry will run every hour until then.",
    "The cost is put at 1.2 million pounds, of which the county pays half and a lottery fund a sixth.",
]


@pytest.mark.parametrize(
    "banners",
    [
        ["If everyone who reads our reporting, who likes it, helps to support it, our future would be much more secure. For as little as £1, you can support us."],
        ["We need your help to keep reporting. Please consider making a donation today."],
        ["We need your help to keep reporting.", "Please consider making a donation to our newsroom today, however small it is."],
    ],
    ids=["price", "please", "two"],
)  # fmt: skip
def test_banners_before_the_text_are_removed(banners: list[str]) -> None:
    """What would be removed behind the text is removed before it."""
    assert newscrawl.strip("\n\n".join(banners + ARTICLE)).split("\n\n") == ARTICLE


@pytest.mark.parametrize(
    "first",
    [
        "Readers raised a million pounds in nine days to save the weekly, its editor said on Monday.",
        "“We need your help to keep reporting,” the editor told a crowd of readers in the market hall.",
        "You may not have heard of the Dale bridge, but everybody who lives here has crossed it once.",
        "Please consider the ferry: it has carried this village for nine days, and nobody has thanked it.",
        "Readers give a million to save weekly",
    ],
)
def test_first_sentences_about_such_things_stay(first: str) -> None:
    """News of appeals, quotations and headlines are the article's."""
    assert newscrawl.strip("\n\n".join([first, *ARTICLE])).split("\n\n") == [first, *ARTICLE]


@pytest.mark.parametrize(
    "banner",
    [
        "We need your help to keep reporting. Please consider making a donation today.",
        "If you value our journalism, please support us with a small monthly gift.",
    ],
)
def test_a_banner_behind_the_headline_is_removed(banner: str) -> None:
    """A text may begin with its headline, then the banner."""
    text = ["Council votes to rebuild the bridge of oak", banner, *ARTICLE]
    assert newscrawl.strip("\n\n".join(text)).split("\n\n") == [text[0], *ARTICLE]


@pytest.mark.parametrize(
    ("title", "first"),
    [
        (
            "Streambox to raise subscription price again",
            "Streambox will raise the price of its standard subscription to $18 a month from January.",
        ),
        (
            "How to end a subscription in two minutes",
            "A subscription takes a minute to begin. We tell you how to end it in two.",
        ),
        (
            "Weekly asks its readers for a million",
            "The weekly asked its readers for a million pounds in donations on Monday, to pay its printers.",
        ),
    ],
)
def test_first_sentences_behind_the_headline_stay(title: str, first: str) -> None:
    """What the headline speaks of is the article, and so is what is told of others."""
    assert newscrawl.strip("\n\n".join([title, first, *ARTICLE])).split("\n\n") == [
        title,
        first,
        *ARTICLE,
    ]
