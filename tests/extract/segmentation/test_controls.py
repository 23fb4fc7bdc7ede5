"""Buttons and form fields around a block: its own, and those of a small box that it shares."""

import pytest

from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.controls import BOX_CHARS, Controls


@pytest.mark.parametrize(
    ("markup", "count"),
    [
        pytest.param("<div><p>a</p><button>b</button></div>", 1, id="in the same box"),
        pytest.param("<div><p>a<button>b</button></p></div>", 1, id="in the paragraph"),
        pytest.param("<div><p>a</p></div><button>b</button>", 0, id="outside the box"),
        pytest.param("<section><div><p>a</p></div><button>b</button></section>", 0, id="in a box around the box"),
        pytest.param("<div><p>a</p><input><select></select><textarea></textarea></div>", 3, id="fields"),
        pytest.param("<div><p>a</p><input type=hidden></div>", 0, id="a hidden field"),
        pytest.param("<div><p>a</p></div>", 0, id="none"),
        pytest.param(f"<div><p>{'ж' * (BOX_CHARS - 1)}</p><button>b</button></div>", 1, id="a box just small enough"),
        pytest.param(f"<div><p>{'ж' * BOX_CHARS}</p><button>b</button></div>", 0, id="a large box"),
        pytest.param(f"<div><p>橋<button>b</button></p>{'橋' * BOX_CHARS}<button>c</button></div>", 1, id="its own in a large box"),
        pytest.param("<p>a<button>b</button></p><button>c</button>", 1, id="no box"),
        pytest.param("<p>a</p>" + "<div>" * 100 + "<button>b", 0, id="deep elsewhere"),
    ],
)  # fmt: skip
def test_controls_around_a_paragraph(markup: str, count: int) -> None:
    """In a large box the buttons of the page's frame would count for each paragraph."""
    tree = parse_html(f"<html><body>{markup}</body></html>".encode()).tree
    controls, paragraph = Controls(), tree.find(".//p")
    assert controls.around(paragraph) == controls.around(paragraph) == count


def test_a_box_may_be_asked_itself() -> None:
    """All controls in it count, whatever holds them."""
    tree = parse_html(b"<form><p><input></p><ul><li><button>a</button></ul></form>").tree
    controls = Controls()
    assert controls.around(tree.find(".//form")) == 2
    assert [controls.around(tree.find(f".//{tag}")) for tag in ("p", "ul", "li")] == [2, 2, 1]
