"""The blocks of a text in Markdown: each kind as its sign, and no word of a page taken for one."""

import pytest

from newscrawl.extract.markdown import markdown_of
from newscrawl.model.items import Block
from newscrawl.model.more import Link
from tests.support.segmented import segments_of


def written(body: str, links: tuple[Link, ...] = ()) -> list[str]:
    """Return the blocks of a page in Markdown."""
    segments = segments_of(body)
    blocks = [Block(each.shown, each.kind) for each in segments]
    return list(markdown_of(blocks, segments, links))


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param("<p>one</p><p>two</p>", ["one", "two"], id="paragraphs"),
        pytest.param("<h1>one</h1><h3>two</h3>", ["# one", "### two"], id="headings"),
        pytest.param("<h4><div>one</div></h4>", ["#### one"], id="a box in a heading"),
        pytest.param("<blockquote>one</blockquote>", ["> one"], id="a quote"),
        pytest.param("<blockquote>Roses, red<br>violets, blue</blockquote>", ["> Roses, red  \n> violets, blue"], id="verse in a quote"),
        pytest.param("<pre><code>a = *b\nc</code></pre>", ["```\na = *b\nc\n```"], id="code"),
        pytest.param("<ul><li>one<li>two</ul>", ["- one", "- two"], id="a list"),
        pytest.param("<ol><li>one<li>two</ol>", ["1. one", "2. two"], id="a numbered list"),
        pytest.param("<ol start=5><li>one<li>two</ol>", ["5. one", "6. two"], id="from another number"),
        pytest.param("<ol start=x><li>one</ol><ol start=-3><li>two</ol>", ["1. one", "1. two"], id="from no number"),
        pytest.param("<ol start=999999><li>one</ol>", ["1. one"], id="from a huge number"),
        pytest.param("<ol start=99999><li>one</ol>", ["99999. one"], id="from a large number"),
        pytest.param("<ol start=٣><li>one</ol>", ["3. one"], id="from an Arabic number"),
        pytest.param(
            "<ol><li>one<ul><li>two</ul><li>three</ol>", ["1. one", "  - two", "2. three"], id="a list in a list"
        ),
        pytest.param("<ol><li>one</ol><ol><li>two</ol>", ["1. one", "1. two"], id="two lists"),
        pytest.param("<dl><dt>one<dd>two</dl>", ["- one", "- two"], id="definitions"),
        pytest.param("<li>one", ["- one"], id="an item of no list"),
        pytest.param(
            "<table><tr><th>a<th>b<tr><td>c<td>d</table>", ["| a | b |\n| --- | --- |", "| c | d |"], id="a table"
        ),
        pytest.param("<p>1. May was cold</p>", ["\\1. May was cold"], id="a number that is no list"),
        pytest.param("<p>- a dash</p><p># a sign</p><p>3) c</p>", ["\\- a dash", "\\# a sign", "\\3) c"], id="signs at the beginning"),
        pytest.param("<p>-5 and #tag and 1.5</p>", ["-5 and #tag and 1.5"], id="signs of a word"),
        pytest.param("<p>a * b_c [d] `e` &lt;f> \\</p>", ["a \\* b\\_c \\[d\\] \\`e\\` \\<f\\> \\\\"], id="signs within"),
        pytest.param("<p>Мост «открыт»</p><h2>橋が開く</h2><p>הגשר</p>", ["Мост «открыт»", "## 橋が開く", "הגשר"], id="other scripts"),
        pytest.param("", [], id="nothing"),
        pytest.param(f"<p>{'x' * 50_000}</p>", ["x" * 50_000], id="huge"),
        pytest.param("<ul>" * 30 + "<li>deep", ["  " * 29 + "- deep"], id="deep"),
    ],
)  # fmt: skip
def test_each_kind_is_written_as_its_sign(body: str, lines: list[str]) -> None:
    """By the element that it was made of."""
    assert written(body) == lines


@pytest.mark.parametrize(
    ("links", "line"),
    [
        pytest.param((Link(0, 4, "bridge", "https://a.example/b"),), "The [bridge](https://a.example/b) opens\\_now", id="one"),
        pytest.param(
            (Link(0, 0, "The", "https://a.example/"), Link(0, 11, "opens_now", "https://b.example/")),
            "[The](https://a.example/) bridge [opens\\_now](https://b.example/)",
            id="two",
        ),
        pytest.param((Link(0, 4, "bridge", "https://a.example/b (c)"),), "The [bridge](https://a.example/b%20%28c%29) opens\\_now", id="signs in a target"),
        pytest.param((Link(1, 0, "x", "https://a.example/"),), "The bridge opens\\_now", id="of another block"),
        pytest.param((), "The bridge opens\\_now", id="none"),
    ],
)  # fmt: skip
def test_links_are_written_in_place(links: tuple[Link, ...], line: str) -> None:
    """Their words are escaped as all others."""
    assert written("<p>The bridge opens_now</p><p>x</p>", links)[0] == line


def test_an_item_may_be_the_text_of_the_list_itself() -> None:
    """Then the list is its own."""
    segments = segments_of("<ol>one<li><ul>two</ul></ol>")
    blocks = [Block(each.text, "list_item") for each in segments]
    assert list(markdown_of(blocks, segments, ())) == ["1. one", "  - two"]


def test_blocks_and_segments_belong_together() -> None:
    """One more of either is a fault of the caller."""
    segments = segments_of("<p>one</p>")
    with pytest.raises(ValueError, match="zip"):
        list(markdown_of([], segments, ()))
