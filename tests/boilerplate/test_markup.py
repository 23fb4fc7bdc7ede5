"""What the place of a block in its page tells: what shares a paragraph or a box is likely alike."""

import pytest

from newscrawl.boilerplate.markup import groups_of, housing_of, placement_features
from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree
from newscrawl.model.items import Block, Context, Page

LONG = (
    "The ferry to the island was full on every crossing of the weekend, the harbour master said. "
    * 4
)
HOME = ("article", "div.body")


def block(text: str, *names: str, style: str = "", place: int = 0) -> Block:
    return Block(text, context=Context(selectors=(*HOME, *names), style=style, place=place))


ARTICLE = [block(LONG, "p", place=1), block(LONG, "p", place=2)]


@pytest.mark.parametrize(
    ("pair", "together"),
    [
        pytest.param(
            [block("Hello.", "p", place=3), block("Give.", "p", place=3)], True, id="one-paragraph"
        ),
        pytest.param(
            [block("Hello.", "aside", "p", place=3), block("Give.", "aside", "p", place=4)],
            True,
            id="one-box",
        ),
        pytest.param(
            [block("Hello.", "p", style="em", place=3), block("Give.", "p", style="em", place=4)],
            True,
            id="one-style",
        ),
        pytest.param(
            [block("Hello.", "p", place=3), block("Give.", "p", place=4)], False, id="plain"
        ),
        pytest.param(
            [block("Hello.", "p", place=3), block("Give.", "aside", "p", place=4)],
            False,
            id="other-box",
        ),
        pytest.param([Block("Hello."), Block("Give.")], False, id="no-page"),
    ],
)
def test_neighbours_apart_from_the_article_are_a_group(
    pair: list[Block], *, together: bool
) -> None:
    """Lines of one paragraph, of one small box, or of one rare style belong together; others do not."""
    blocks = [*ARTICLE, *pair]
    groups = groups_of(blocks, housing_of(blocks))
    assert groups[:3] == [0, 1, 2]
    assert (groups[3] == groups[2]) is together


def test_lines_of_an_article_that_is_one_paragraph_are_no_group() -> None:
    """Old pages hold the whole article in one paragraph: then it tells nothing."""
    blocks = [block(LONG, "p", place=1), block(LONG, "p", place=1)]
    assert groups_of(blocks, housing_of(blocks)) == [0, 1]


def test_an_element_apart_is_named() -> None:
    """An ``aside`` around a block and not around the article is evidence."""
    blocks = [*ARTICLE, block("Give.", "aside", "p", place=3)]
    features = placement_features(blocks, housing_of(blocks))
    assert features[2]["h:in_aside"] == 1.0
    assert "h:in_aside" not in features[0]


@pytest.mark.parametrize(
    ("paragraph", "style"),
    [
        pytest.param("<p><em>All of it.</em></p>", "em", id="em"),
        pytest.param("<p><i>All <b>of</b> it.</i></p>", "em", id="i"),
        pytest.param("<p><small>All of it.</small> </p>", "small", id="small"),
        pytest.param("<p><strong>A part</strong> of a longer sentence.</p>", "", id="part"),
        pytest.param("<p>None of it.</p>", "", id="none"),
    ],
)
def test_a_style_is_that_of_the_whole_paragraph(paragraph: str, style: str) -> None:
    """A paragraph has a style if one inline element holds all of its text."""
    (segment,) = segment_tree(parse_html(f"<html><body>{paragraph}</body></html>".encode()).tree)
    assert segment.context().style == style


def test_a_short_page_is_read_block_by_block() -> None:
    """Where an extractor gives a short page as one line, its blocks are judged each by itself."""
    page = (
        "<html lang='ja'><head><title>灯台の屋根、瓦で直す</title></head><body><header><a href='/'>みなと日報</a></header>"
        "<main><article><h1>灯台の屋根、瓦で直す</h1><div><p>岬の灯台の屋根が台風で飛び、町の人たちが瓦を持ち寄った。</p>"
        "<p>工事は三月に始まる。</p><p>広告</p><p>町長は「よい屋根になる」と話した。</p></div></article></main></body></html>"
    )
    draft = extract_page(
        Page("https://minato.example/1", page.encode(), "text/html; charset=utf-8")
    )
    assert [block.text for block in draft.blocks] == [
        "岬の灯台の屋根が台風で飛び、町の人たちが瓦を持ち寄った。",
        "工事は三月に始まる。",
        "町長は「よい屋根になる」と話した。",
    ]


def test_a_page_in_one_cell_is_read_block_by_block() -> None:
    """A layout table gives one row of all that the page has; the article comes out in blocks, without menus."""
    menu = "".join(f"<div><a href='/{n}/'>Section {n}</a></div>" for n in range(9))
    story = "".join(f"<div>{LONG}{n} ferries sailed.</div>" for n in range(5))
    page = (
        f"<html lang=en><title>Ferries</title><body><table><tr><td><div>{menu}</div><div id=story>{story}</div></td></tr>"
        "</table></body></html>"
    )
    draft = extract_page(Page("https://harbour.example/1", page.encode()))
    assert [block.text for block in draft.blocks] == [
        f"{LONG}{n} ferries sailed." for n in range(5)
    ]
