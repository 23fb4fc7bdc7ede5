"""Bytes that libxml2 takes amiss are mended before it sees them."""

import pytest

from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.parse.mending import mended

LONG = "ü" * 20_100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<p>Der Rat tagte.</p>", "<p>Der Rat tagte.</p>", id="clean"),
        pytest.param("<p>a\x07b\fc</p>", "<p>ab c</p>", id="controls removed, form feed a space"),
        pytest.param("<p>市\ufffe議会\uffff</p>", "<p>市議会</p>", id="noncharacters removed"),
        pytest.param("<p>l&#146;e\u0301te\u0301</p>", "<p>l’été</p>", id="reference and marks"),
        pytest.param(
            "<p>&#0;&#xD800;&#1;&#1088;</p>", "<p>��&#1088;</p>", id="forbidden references"
        ),
        pytest.param("<p>Donau<wbr>dampf</wbr></p>", "<p>Donaudampf</p>", id="break hints removed"),
        pytest.param("<p>a</p></BODY></HTML><p>b</p>", "<p>a</p><p>b</p>", id="early end removed"),
        pytest.param("<p>a</p></body></html>\n", "<p>a</p></body></html>\n", id="end kept"),
        pytest.param(f'<p title="{LONG}">Да</p>', f'<p title="{LONG}">Да</p>', id="one long value"),
        pytest.param(f"<p {'é ' * 20_100}>Да</p>", "<p>Да</p>", id="too many attributes"),
    ],
)
def test_markup_is_mended(text: str, expected: str) -> None:
    """What a browser shows stays; what a parser stumbles over is removed or written otherwise."""
    assert mended(text.encode(), text).decode() == expected


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf"], ids=["bare", "with a byte-order mark"])
@pytest.mark.parametrize("tail", [b"", b"\xc3"], ids=["whole", "cut within a character"])
def test_text_is_that_of_the_bytes(head: bytes, tail: bytes) -> None:
    """The mended text of a page is the same whether its bytes could be taken as they are or not."""
    page = parse_html(head + "<p>Żółw\x07 idzie</p>".encode() + tail)
    assert page.text == "<p>Żółw idzie</p>" + ("\ufffd" if tail else "")
    assert page.tree.findtext(".//p") == "Żółw idzie"
