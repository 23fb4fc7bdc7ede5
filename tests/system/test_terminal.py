"""Text on a terminal: what would steer it is escaped."""

import pytest

from newscrawl.system.terminal import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Größe\t日本\n", "Größe\t日本\n", id="letters, tabs and line feeds"),
        pytest.param("\x1b]0;owned\x07", "\\x1b]0;owned\\x07", id="the title of the window"),
        pytest.param("\x9b31m", "\\x9b31m", id="a colour, in one byte"),
        pytest.param("a\u202eb\u2066c", "a\\u202eb\\u2066c", id="the direction of writing"),
        pytest.param("a\u2028b", "a\\u2028b", id="a line separator"),
        pytest.param("a\rb", "a\\rb", id="a carriage return"),
        pytest.param("[bold]$(touch x)", "[bold]$(touch x)", id="words that only look dangerous"),
    ],
)
def test_printable_keeps_what_is_harmless(text: str, shown: str) -> None:
    """Letters of any script stay; what steers a terminal is shown as codes."""
    assert printable(text) == shown
