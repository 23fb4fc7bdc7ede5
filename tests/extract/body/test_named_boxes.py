"""Verdicts by names of elements, and the elements whose names are not believed."""

import pytest

from newscrawl.extract.body.named_boxes import named_boxes
from tests.support.segmented import segments_of, texts_of

LONG = (
    "<p>{0} The council decided on Monday, after a debate that went on until late in the night, to rebuild the old "
    "bridge over the river, which the flood of last spring had carried away with two boats.</p>"
)
STORY = "".join(map(LONG.format, ("First.", "Second.", "Third.", "Fourth.")))
LINKS = "".join(f"<li><a href=/{n}>Another story of the day {n}</a></li>" for n in range(3))
MANY = "".join(LONG.format(f"Part {number}.") for number in range(24))
LINES = "".join(f"<p>Line {number}, <a href=/{number}>with a link</a>.</p>" for number in range(4))
SHORT = "<p>A short line of the box.</p>"


@pytest.mark.parametrize(
    ("body", "removed"),
    [
        pytest.param(f"<div>{STORY}</div><div class=related><ul>{LINKS}</ul></div>", 3, id="a box of links"),
        pytest.param(f"<div>{STORY}</div><div class=liste><ul>{LINKS}</ul></div>", 0, id="no such name"),
        pytest.param(f"<div class=related>{STORY}</div>", 0, id="the name is over the text"),
        pytest.param(f"<div class=related>{LINES}</div>", 0, id="it is over short lines, all of the text"),
        pytest.param(
            f"<div>{MANY}</div><div class=related>{STORY}<ul>{LINKS * 4}</ul></div>", 0, id="over some long paragraphs",
        ),
        pytest.param(f"<div>{STORY}</div><div class=related>{SHORT}</div>", 0, id="a box without links"),
        pytest.param(f"<div>{STORY}</div><div id=share>{LONG.format('Aside.')}</div>", 0, id="a paragraph and no link"),
        pytest.param(f"<div>{STORY}</div><div id=share><p>Share</p></div>", 1, id="a label and no link"),
        pytest.param(
            f"<div>{STORY}</div><div class=related>{LONG.format('One.')}<ul>{LINKS}</ul></div>"
            f"<div class=related><ul>{LINKS}</ul></div>", 7, id="one paragraph each in boxes",
        ),
    ],
)  # fmt: skip
def test_names_of_boxes(body: str, removed: int) -> None:
    """A name counts unless its element holds running text, or none of what it says."""
    segments = segments_of(body)
    verdicts = named_boxes(segments, segments)
    assert len(verdicts) == removed, texts_of(segments, verdicts)


@pytest.mark.parametrize(
    ("paragraphs", "is_believed"), [(6, False), (5, True)], ids=["a body", "too few"]
)
def test_a_body_that_the_extractor_missed(paragraphs: int, is_believed: bool) -> None:
    """One box with most of the running text is the body, whatever it is called; comments have one each."""
    text = "".join(LONG.format(f"Number {number}.") for number in range(paragraphs))
    segments = segments_of(f"<div class=related>{text}<ul>{LINKS}</ul></div>{SHORT}")
    kept = [each for each in segments if each.text.startswith("A short line")]
    found = texts_of(segments, named_boxes(segments, kept))
    assert any("council decided" in text for text in found) is is_believed


def test_the_innermost_name_says_what_a_segment_is() -> None:
    """A share button in a box of other articles is one for sharing."""
    segments = segments_of(
        f"<div>{STORY}</div><div class=related><ul>{LINKS}</ul><div class=share-buttons><a href=/s>Mail</a></div></div>"
    )
    verdicts = named_boxes(segments, segments)
    (mail,) = (each for each in segments if each.text == "Mail")
    assert {verdicts[mail.index].category} == {"share"}
    assert "related" in {ruling.category for ruling in verdicts.values()}
