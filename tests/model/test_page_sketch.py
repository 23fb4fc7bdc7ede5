"""What learning keeps of a page: hashes of its texts, packed and unpacked."""

import zlib

import pytest

from newscrawl.model.page_sketch import (
    SegmentMark,
    Sketch,
    digest,
    is_unspaced,
    loose_hashes,
    mask,
    pack,
    unpack,
)

SKETCH = Sketch(
    "url",
    (
        SegmentMark("title", "", 20, True, "headline", False, 0.0, (), (0, 1)),
        SegmentMark("text", "masked", 90, True, "", True, 0.25, ("~a", "~b"), (0, 2, 3)),
        SegmentMark("menu", "", 9, False, "", False, 0.0, (), (0,)),
    ),
    (
        ("body", "body.page"),
        ("h1",),
        ("div", "div.text", "div#post-0"),
        ("div", "div.text", "div[role=main]"),
    ),
    ("title:og",),
)
TITLE, TEXT, MENU = SKETCH.marks


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        pytest.param(
            "Please give Anna $5 by Friday so that our paper can live.",
            "Please give Jo $12 by Sunday so that our paper can live.",
            True,
            id="names and sums",
        ),
        pytest.param(
            "本报今天向三千名读者求助。请支持我们。",
            "本报今天向三千名读者求助。谢谢您。",
            True,
            id="chinese",
        ),
        pytest.param(
            "The mill was sold in spring to a brewer.",
            "A court freed two men on Monday after a week.",
            False,
            id="news",
        ),
        pytest.param("Thank you.", "Thank you.", False, id="too short to tell"),
    ],
)
def test_loose_hashes(one: str, two: str, alike: bool) -> None:
    """Banners are recognised though sums, dates, names and one end of them change."""
    assert bool(set(loose_hashes(one)) & set(loose_hashes(two))) is alike


def test_a_sketch_comes_out_of_its_packing_as_it_was() -> None:
    """Packed for the way between processes, and for memory."""
    assert unpack(pack(SKETCH)) == SKETCH
    assert hash(unpack(pack(SKETCH)).marks) == hash(SKETCH.marks)


def test_the_way_to_a_text_is_read_from_any_level_on() -> None:
    """Its selectors, its tags, and where the first of its elements with a selector is."""
    assert SKETCH.selectors(TEXT, 1) == {"div.text", "div#post-0", "div[role=main]"}
    assert SKETCH.selectors(TITLE) == {"body.page"}
    assert (SKETCH.leaf(TEXT), SKETCH.leaf(TEXT, 2)) == ("body>div>div", "div")
    found = [SKETCH.depth_of(TEXT, name) for name in ("body.page", "div.text", "div", "p.text")]
    assert found == [0, 1, None, None]
    assert SKETCH.known_at({"div.text", "h1"}) == (set(), set(), {"div.text"}, {"div.text"})


def test_a_good_text_was_taken_and_nothing_speaks_against_it() -> None:
    """Neither the headline nor what the extractor left out."""
    assert [mark.good for mark in SKETCH.marks] == [False, True, False]


@pytest.mark.parametrize(
    ("words", "unspaced"),
    [("the ferry", False), ("渡し 船は", True), ("다리가 열렸다", False), ("ferry 渡船", True)],
)
def test_scripts_without_spaces(words: str, unspaced: bool) -> None:
    """Korean has spaces; of mixed words one without is enough."""
    assert is_unspaced(words.split()) is unspaced


def test_digits_of_names_are_masked() -> None:
    """Any run of them is one zero, and a hash has twelve digits."""
    assert mask("div#post-17-2026") == mask("div#post-9-1") == "div#post-0-0"
    assert len(digest("a\ud800")) == 12


@pytest.mark.parametrize(
    "packed", [b"", b"no sketch", zlib.compress(b"[1, 2]"), zlib.compress(b'["p", [[1]], []]')]
)
def test_what_is_no_sketch_is_refused(packed: bytes) -> None:
    """An error that says so, whatever came."""
    with pytest.raises(ValueError, match="expected a packed sketch"):
        unpack(packed)
