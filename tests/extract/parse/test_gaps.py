"""Sentences around an element that is taken out stay apart; words that it cuts in two do not."""

import pytest
from lxml import etree

from newscrawl.extract.parse.gaps import part, take_out
from newscrawl.extract.parse.html import parse_html


@pytest.mark.parametrize(
    ("body", "tag", "markup"),
    [
        pytest.param("It rains.<i>x</i>The river rises.", "i", "It rains. The river rises.", id="a word between sentences"),
        pytest.param("It rains.<i>x</i> The river rises.", "i", "It rains. The river rises.", id="a space is there"),
        pytest.param("foot<i>x</i>ball is played", "i", "football is played", id="within a word"),
        pytest.param("It rains.<i>x</i>com is a site", "i", "It rains.com is a site", id="a small letter"),
        pytest.param("It rains.<i>x</i>Alone", "i", "It rains.Alone", id="a single word"),
        pytest.param("It rains<i>x</i>The river rises.", "i", "It rainsThe river rises.", id="no end of a sentence"),
        pytest.param("It rains.<nav>x</nav>The river rises.", "nav", "It rains.<br/><br/>The river rises.", id="a block"),
        pytest.param("It rains.<video></video>The river rises.", "video", "It rains.<br/><br/>The river rises.", id="a box in a line"),
        pytest.param("It rains.<i>x</i>", "i", "It rains.", id="nothing behind"),
        pytest.param("<i>x</i>The river rises.", "i", "The river rises.", id="nothing before"),
        pytest.param("<b>It rains.</b><i>x</i>The river rises.", "i", "<b>It rains.</b> The river rises.", id="an inline element before"),
        pytest.param("<b>It rains</b>.<i>x</i>The river rises.", "i", "<b>It rains</b>.The river rises.", id="a sign alone before"),
        pytest.param("<b>It</b> rains.<i>x</i>The river rises.", "i", "<b>It</b> rains. The river rises.", id="text after an inline element"),
        pytest.param("<p>It rains.</p><i>x</i>The river rises.", "i", "<p>It rains.</p>The river rises.", id="a block before"),
        pytest.param("Дождь идёт.<i>x</i>Река поднялась.", "i", "Дождь идёт. Река поднялась.", id="Russian"),
        pytest.param("雨が降る。<i>x</i>川が増す。", "i", "雨が降る。川が増す。", id="Japanese, which needs no space"),
        pytest.param("هطل المطر.<i>x</i>ارتفع النهر.", "i", "هطل المطر.ارتفع النهر.", id="Arabic, which has no capitals"),
    ],
)  # fmt: skip
def test_an_element_is_taken_out(body: str, tag: str, markup: str) -> None:
    """A space, or a line break for a block, where sentences would be glued."""
    tree = parse_html(f"<div>{body}</div>".encode()).tree
    take_out(tree.find(f".//{tag}"))
    assert etree.tostring(tree.find(".//div"), encoding="unicode") == f"<div>{markup}</div>"


def test_an_element_that_stays_is_parted_from_what_follows() -> None:
    """The break is behind it; the same again changes nothing."""
    tree = parse_html(b"<div>It rains.<canvas>x</canvas>The river rises.</div>").tree
    for _ in range(2):
        part(tree.find(".//canvas"))
    assert (
        etree.tostring(tree.find(".//div"), encoding="unicode")
        == "<div>It rains.<canvas>x</canvas><br/><br/>The river rises.</div>"
    )


def test_the_root_has_nothing_before_it() -> None:
    """Also with a tail, which a broken tree may have."""
    tree = etree.fromstring("<div>a</div>", etree.HTMLParser()).find(".//div")
    root = tree.makeelement("i")
    root.tail = "The river rises."
    part(root)
    assert root.tail == "The river rises."
