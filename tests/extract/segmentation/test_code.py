"""The text of preformatted elements."""

import pytest
from lxml import html

from newscrawl.extract.segmentation.code import code_text, without_blank_lines


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a\n  b", "a\n  b"),
        ("a<br>b", "a\nb"),
        ("<div>a</div><div>b</div>c", "a\nb\nc"),
        ("<div>a</div>\n<div>b</div>", "a\n\nb\n"),
        ("<i>x</i> = <b>'мост'</b> # 橋", "x = 'мост' # 橋"),
        ("<i class='line-numbers'>1</i>a<button>Copy</button>b", "ab"),
        ("a<!-- no --><?php no ?>b<script>no</script>c", "abc"),
        ("a&nbsp;b", "a b"),
    ],
)
def test_lines_are_those_that_a_reader_sees(markup: str, text: str) -> None:
    """Of the source, of breaks and of blocks; no numbers, buttons and comments."""
    assert code_text(html.fragment_fromstring(f"<pre>{markup}</pre>")) == text


def test_skipped_elements_are_left_out() -> None:
    """The text after them stays."""
    pre = html.fragment_fromstring("<pre>a<i>b</i>c</pre>")
    assert code_text(pre, {pre.find("i")}) == "ac"


def test_blank_lines_are_between_records() -> None:
    """Within one there is none."""
    assert without_blank_lines("\n\n a\n \n\n  b\n") == " a\n  b"
