"""Text as content systems keep it in JSON: each form becomes the HTML that a reader would see."""

from typing import Any

import pytest

from newscrawl.extract.pagedata.richtext import (
    LONG_CHARS,
    MAX_CHARS,
    Converter,
    SpentError,
    is_document,
    kind_of,
    paragraphs,
    plain,
    read_richtext,
)

TEXTS = {
    "en": "The bridge opens.",
    "ru": "Мост открыт.",
    "zh": "大桥重新开放。",
    "ar": "الجسر مفتوح.",
    "hi": "पुल खुल गया।",
}
CASES = [
    pytest.param("one", "<p>one</p>\n", id="a string"),
    pytest.param("one\n\ntwo\nand two", "<p>one</p>\n<p>two and two</p>\n", id="blank lines"),
    pytest.param("one\ntwo", "<p>one</p>\n<p>two</p>\n", id="lines"),
    pytest.param("<p>one</p><p>two</p>", "<div><p>one</p><p>two</p></div>", id="HTML"),
    pytest.param("a <b>bold</b> word", "<p>a <b>bold</b> word</p>\n", id="markup in a line"),
    pytest.param("&lt;p&gt;one &amp;amp; two&lt;/p&gt;", "<div><p>one &amp; two</p></div>", id="escaped HTML"),
    pytest.param("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>\n", id="signs that are no markup"),
    pytest.param("", "", id="an empty string"),
    pytest.param(" \n\n ", "", id="white space"),
    pytest.param(None, "", id="nothing"),
    pytest.param(7, "", id="a number"),
    pytest.param([], "", id="an empty list"),
    pytest.param({}, "", id="an empty object"),
    pytest.param([None, 3, True, {"text": ""}], "", id="nothing in a list"),
    pytest.param(["one", "two"], "<p>one</p>\n<p>two</p>\n", id="a list of strings"),
    pytest.param([["one ", "more"], "two"], "<p>one more</p>\n<p>two</p>\n", id="a list of a line"),
    pytest.param({"text": "one"}, "<p>one</p>\n", id="an object with a text"),
    pytest.param({"html": "one", "text": "ONE"}, "<p>one</p>\n", id="two forms of one text"),
    pytest.param({"html": "", "text": "one"}, "<p>one</p>\n", id="the first form is empty"),
    pytest.param({"html": [None, 3], "text": "one"}, "<p>one</p>\n", id="the first form has no text"),
    pytest.param([{"type": "heading", "text": "one"}], "<h2>one</h2>\n", id="a heading"),
    pytest.param([{"type": "quote", "text": "one"}], "<blockquote>one</blockquote>\n", id="a quote"),
    pytest.param([{"type": "image", "text": "one"}], "", id="a picture"),
    pytest.param([{"type": "image-caption-block", "text": "one"}], "", id="a caption called a block"),
    pytest.param([{"type": "relatedLinks", "items": ["one"]}], "", id="a box of links"),
    pytest.param([{"type": "list", "items": ["one", "two"]}], "<li>one</li>\n<li>two</li>\n", id="a list of items"),
    pytest.param(
        {"type": "ul", "children": [{"type": "li", "children": [{"type": "p", "text": "one"}]}]},
        "<li>one</li>\n",
        id="a paragraph in an item",
    ),
    pytest.param(
        [{"type": "paragraph", "marks": [{"text": "one"}]}],
        "",
        id="an unknown list within a block",
    ),
    pytest.param(
        {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "one "}, {"type": "text", "text": "more"}]}]},
        "<p>one more</p>\n",
        id="a tree of nodes",
    ),
    pytest.param([{"p": "one"}, {"h3": "two"}], "<p>one</p>\n<h3>two</h3>\n", id="keys that are tags"),
    pytest.param({"sections": [{"text": "one"}]}, "<p>one</p>\n", id="a list under an unknown key"),
    pytest.param({"relatedItems": [{"text": "one"}]}, "", id="a list of other stories"),
    pytest.param(
        [{"text": "one"}, {"headline": "Two", "url": "/two", "text": "two"}],
        "<p>one</p>\n",
        id="another article among the blocks",
    ),
    pytest.param({"headline": "One", "url": "/one", "text": "one"}, "<p>one</p>\n", id="the article itself"),
    pytest.param(
        {"type": "paragraph", "text": "before\n\nafter"},
        "<p>before\n\nafter</p>\n",
        id="lines within a block",
    ),
    *(pytest.param({"text": text}, f"<p>{text}</p>\n", id=name) for name, text in TEXTS.items()),
]  # fmt: skip


@pytest.mark.parametrize(("value", "html"), CASES)
def test_each_form_becomes_html(value: Any, html: str) -> None:
    """What is no text is left out."""
    assert read_richtext(value, Converter()).html == html


def test_characters_and_blocks_are_counted() -> None:
    """Long blocks count apart; markup does not."""
    found = read_richtext(["<b>one</b>", "x" * LONG_CHARS, "x" * (LONG_CHARS - 1)], Converter())
    assert (found.chars, found.blocks, found.long_chars) == (2 * LONG_CHARS + 2, 3, LONG_CHARS)
    found = read_richtext("<p>one</p><p>two</p>", Converter())
    assert (found.chars, found.blocks, found.long_chars) == (7, 2, 0)


def nested(depth: int) -> object:
    """Return a text in so many objects."""
    value: object = "one"
    for _ in range(depth):
        value = {"content": value}
    return value


def test_depth_and_length_are_bounded() -> None:
    """What is beyond is left out, without a fault."""
    assert read_richtext(nested(40), Converter()).html == "<p>one</p>\n"
    assert read_richtext(nested(41), Converter()).html == ""
    found = read_richtext(["x" * 1_000] * 2_000, Converter())
    assert MAX_CHARS <= found.chars <= MAX_CHARS + 1_000


def test_work_is_bounded() -> None:
    """A page has so many steps, then it is given up."""
    work = Converter(left=2)
    work.step(2)
    with pytest.raises(SpentError):
        work.step()
    with pytest.raises(SpentError):
        read_richtext([{}] * 10, Converter(left=5))
    with pytest.raises(SpentError):
        read_richtext("x" * 1_000, Converter(left=10))


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        pytest.param({"type": "paragraph"}, "p", id="a word"),
        pytest.param({"__typename": "ArticleParagraphBlock"}, "p", id="words grown together"),
        pytest.param({"type": "core/heading"}, "h2", id="a path"),
        pytest.param({"tagName": "LI"}, "li", id="capitals"),
        pytest.param({"type": "ordered-list-ol"}, "ul", id="a list"),
        pytest.param({"type": "VIDEO"}, "", id="a film"),
        pytest.param({"type": "text", "name": "promo"}, "", id="any of the keys"),
        pytest.param({"type": "text"}, None, id="a word that tells nothing"),
        pytest.param({"name": "The image of a town and what it has to say about a long quote in it"}, None, id="a sentence"),
        pytest.param({"type": ["image"]}, None, id="no string"),
        pytest.param({"type": "изображение"}, None, id="another script"),
        pytest.param({}, None, id="nothing"),
    ],
)  # fmt: skip
def test_the_kind_of_a_node(node: dict[str, object], kind: str | None) -> None:
    """By the words of its type, whatever system wrote it."""
    assert kind_of(node) == kind


@pytest.mark.parametrize(
    ("node", "is_one"),
    [
        pytest.param({"headline": "A", "url": "/a"}, True, id="a title and a place"),
        pytest.param(
            {"title": "Мост", "datePublished": "2026-11-24"}, True, id="a title and a time"
        ),
        pytest.param({"name": "Politics", "url": "/politics"}, False, id="a section"),
        pytest.param({"headline": "A"}, False, id="no place"),
        pytest.param({"url": "/a"}, False, id="no title"),
        pytest.param({"headline": "", "url": "/a"}, False, id="an empty title"),
        pytest.param({}, False, id="nothing"),
    ],
)
def test_what_is_a_document(node: dict[str, object], is_one: bool) -> None:
    """A title, and a place or a time."""
    assert is_document(node) is is_one


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("one\n \ntwo\nand two", ["one", "two and two"], id="blank lines"),
        pytest.param("one\ntwo", ["one", "two"], id="lines"),
        pytest.param("\n\none\n\n\n\ntwo\n", ["one", "two"], id="many blank lines"),
        pytest.param("一\n\n二", ["一", "二"], id="Chinese"),
        pytest.param("", [], id="empty"),
    ],
)
def test_paragraphs(text: str, parts: list[str]) -> None:
    """Lines are paragraphs unless blank lines part them."""
    assert paragraphs(text) == parts


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>one</p><p>two</p>", "one two", id="tags"),
        pytest.param("a &amp; b &nbsp; c", "a b c", id="entities"),
        pytest.param("1 < 2", "1 < 2", id="a bare sign"),
        pytest.param("<b>мост</b>", "мост", id="Cyrillic"),
        pytest.param("", "", id="empty"),
    ],
)
def test_plain(html: str, text: str) -> None:
    """Without tags and entities, white space folded."""
    assert plain(html) == text
