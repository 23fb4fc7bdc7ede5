"""What is left in a sentence of elements whose content is no text."""

import pytest

from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.runs import BUTTON, TextRun
from newscrawl.extract.segmentation.traces import APART, leave_trace


@pytest.mark.parametrize(
    ("markup", "pieces"),
    [
        pytest.param("<math><mi>x</mi><mo>=</mo><mn>2</mn></math>", ["one", "x=2"], id="a formula"),
        pytest.param("<math></math>", ["one", " "], id="an empty formula"),
        pytest.param("<button>a <b>мост</b></button>", ["one", f"{BUTTON}a мост"], id="a button"),
        pytest.param("<button></button>", ["one", BUTTON], id="an empty button"),
        pytest.param("<svg><text>a</text></svg>", ["one"], id="a drawing"),
        pytest.param("<script>a</script>", ["one"], id="a script"),
        *(pytest.param(f"<{tag}>", ["one", " "], id=tag) for tag in sorted(APART)),
    ],
)
def test_what_is_left(markup: str, pieces: list[str]) -> None:
    """A formula its text, a button its mark, a box a space, others nothing."""
    skipped = parse_html(f"<p>one{markup}".encode()).tree.find(".//p")[0]
    run = TextRun(["one"])
    leave_trace(skipped.tag, skipped, run, "")
    assert run.pieces == pieces
    assert run.marked is (skipped.tag == "button")
    assert run.linked == []


@pytest.mark.parametrize(
    ("markup", "linked"),
    [
        pytest.param("<math><mi>橋</mi></math>", [1], id="a formula"),
        pytest.param("<video></video>", [1], id="a box"),
        pytest.param("<button>a</button>", [], id="a button"),
    ],
)
def test_what_is_left_in_a_link_is_link_text(markup: str, linked: list[int]) -> None:
    """But for a button, which may be no word at all."""
    skipped = parse_html(f"<p>one{markup}".encode()).tree.find(".//p")[0]
    run = TextRun(["one"])
    leave_trace(skipped.tag, skipped, run, "/a")
    assert run.linked == linked
