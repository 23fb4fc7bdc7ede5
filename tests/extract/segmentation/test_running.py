"""How much running text elements hold."""

import pytest
from lxml import html

from newscrawl.extract.segmentation.running import running_weight, running_weights, text_weight

SENTENCE = (
    "Hundreds walked across the bridge in the rain, and some of them sang as they went home. "
)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        (" a b ", 3),
        ("мост", 4),
        ("橋が再開", 8),
        ("한국어", 6),
        ("x" * 29, 29),
        ("x" * 30, 0),
        ("  ", 0),
    ],
)
def test_the_weight_of_a_text(text: str, weight: int) -> None:
    """Wide signs count twice, URLs nothing."""
    assert text_weight(text) == weight


@pytest.mark.parametrize(
    ("markup", "weight"),
    [
        pytest.param(f"<p>{SENTENCE}</p>", len(SENTENCE) - 1, id="a paragraph"),
        pytest.param("<p>Short</p>" * 30, 0, id="a menu"),
        pytest.param(f"<p>{SENTENCE}<a href='/x'>linked</a></p>", len(SENTENCE) - 1, id="a link"),
        pytest.param(f"<p>{SENTENCE}<a>named</a></p>", len(SENTENCE) - 1 + 5, id="no link"),
        pytest.param(f"<script>{SENTENCE}</script>", 0, id="a script"),
        pytest.param(f"<button>x</button>{SENTENCE}", len(SENTENCE) - 1, id="after a button"),
        pytest.param(f"<!-- c -->{SENTENCE}", 0, id="after a comment"),
        pytest.param("<p>" + "橋が再開した。" * 6 + "</p>", 84, id="wide signs"),
    ],
)
def test_blocks_of_some_length_count(markup: str, weight: int) -> None:
    """The text of links, scripts and short blocks does not."""
    assert running_weight(html.fragment_fromstring(f"<div>{markup}</div>")) == weight


def test_the_weight_of_a_block_counts_for_all_around_it() -> None:
    """Each block that is long enough itself, once."""
    root = html.fragment_fromstring(
        f"<div><section><p>{SENTENCE}</p><p>No</p></section><ul></ul></div>"
    )
    weights = running_weights(root)
    size = len(SENTENCE) - 1
    assert {each.tag: weight for each, weight in weights.items()} == {
        "p": size,
        "section": size,
        "div": size,
    }
    assert running_weights(root, 2)[root] == size + 2
