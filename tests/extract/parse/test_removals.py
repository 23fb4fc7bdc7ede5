"""Hidden elements of an article as removals of its record."""

import pytest

from newscrawl.extract.parse.hidden import DIALOG, REASONS, Hidden
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.parse.removals import MAX_CHARS, MAX_RECORDED, hidden_removals
from newscrawl.model.items import Removal

TREE = parse_html(b"<main><p>a</p></main><nav>b</nav>").tree
MAIN, PARAGRAPH, NAV = (TREE.find(f".//{tag}") for tag in ("main", "p", "nav"))
STYLE = "hidden.style"


@pytest.mark.parametrize(
    ("hidden", "texts"),
    [
        pytest.param([], [], id="none"),
        pytest.param([Hidden("a b", MAIN, STYLE)], ["a b"], id="in the box itself"),
        pytest.param([Hidden("Скрыто", PARAGRAPH, STYLE)], ["Скрыто"], id="deeper in it"),
        pytest.param([Hidden("隠れた", NAV, STYLE)], [], id="outside"),
        pytest.param([Hidden("مخفي", NAV, DIALOG)], ["مخفي"], id="a dialog outside"),
        pytest.param([Hidden("…", MAIN, STYLE), Hidden("", MAIN, STYLE)], [], id="no words"),
        pytest.param([Hidden("a", MAIN, STYLE), Hidden("a", MAIN, STYLE)], ["a", "a"], id="the same twice"),
        pytest.param([Hidden("a" * MAX_CHARS, MAIN, STYLE), Hidden("b", MAIN, STYLE)], ["a" * MAX_CHARS], id="all that a record holds"),
        pytest.param(
            [Hidden("a" * (MAX_CHARS - 2), MAIN, STYLE), Hidden("bcd", MAIN, STYLE), Hidden("e", MAIN, STYLE)],
            ["a" * (MAX_CHARS - 2), "bc…"],
            id="more than it holds",
        ),
        pytest.param([Hidden("a", MAIN, STYLE)] * 2_000, ["a"] * MAX_RECORDED, id="very many"),
    ],
)  # fmt: skip
def test_what_is_recorded(hidden: list[Hidden], texts: list[str]) -> None:
    """What was in the box of the article, and dialogs; what would fill the disk ends with a mark."""
    assert [each.text for each in hidden_removals(hidden, MAIN, 0)] == texts


def test_the_parts_of_a_removal() -> None:
    """They are numbered behind the text, and each has its reason."""
    hidden = [Hidden("x", NAV, STYLE), Hidden("a", MAIN, STYLE), Hidden("b", MAIN, DIALOG)]
    assert hidden_removals(hidden, MAIN, 7) == (
        Removal("a", "hidden", STYLE, REASONS[STYLE], 7),
        Removal("b", "other", DIALOG, REASONS[DIALOG], 8),
    )


def test_without_an_article_nothing_is_recorded() -> None:
    """Not even a dialog."""
    assert hidden_removals([Hidden("a", MAIN, DIALOG)], None, 0) == ()
