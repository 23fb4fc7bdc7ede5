"""Draft to Article, or a drop by its reason."""

import asyncio

import pytest

from newscrawl.model.article import Article
from newscrawl.model.items import Block, Draft, Miss
from newscrawl.pipelines.drops import BadUrl, FetchFailed, NoText, PageDropped, TooShort, Walled
from newscrawl.pipelines.validate import ValidatePipeline

URL = "https://news.example/a"


def validate(item: object) -> object:
    return asyncio.run(ValidatePipeline(20).process_item(item))


@pytest.mark.parametrize(
    ("item", "drop"),
    [
        pytest.param(Draft(URL, ()), NoText, id="no block"),
        pytest.param(Draft(URL, (Block("x" * 19),)), TooShort, id="one character short"),
        pytest.param(Draft(URL, (Block("桥" * 9),)), TooShort, id="nine characters of Chinese"),
        pytest.param(
            Draft(URL, (Block("Are you a robot?"),)), Walled, id="a question instead of a text"
        ),
        pytest.param(
            Draft("data:text/html,x", (Block("x" * 20),)), BadUrl, id="address of no host"
        ),
        pytest.param(Miss(URL, "http_404", "HTTP 404", 404), FetchFailed, id="not fetched"),
    ],
)
def test_what_is_no_article_is_dropped_by_reason(item: object, drop: type[PageDropped]) -> None:
    """Each kind of page without an article has a drop of its own."""
    with pytest.raises(drop):
        validate(item)


def test_an_article_passes_and_so_do_other_items() -> None:
    """A draft with text enough is an article; an item of another kind is none of its business."""
    assert isinstance(validate(Draft(URL, (Block("x" * 20),))), Article)
    assert validate({"other": 1}) == {"other": 1}


@pytest.mark.parametrize(
    "text", ["市议会周二晚间投票通过", "橋の建設が決まりました", "다리를새로짓기로했습니다"]
)
def test_a_short_story_without_an_alphabet(text: str) -> None:
    """Ten characters of Chinese, Japanese or Korean say as much as twenty letters."""
    assert isinstance(validate(Draft(URL, (Block(text),))), Article)
