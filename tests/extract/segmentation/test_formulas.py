"""Formulas as a reader sees them: each once, in one line."""

import pytest

from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.formulas import drawings, math_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("<mi>p</mi><mo>=</mo><mi>m</mi><mo>×</mo><mi>k</mi>", "p=m×k", id="a row"),
        pytest.param("<msup><mi>x</mi><mn>2</mn></msup>", "x^2", id="a power"),
        pytest.param("<msup><mi>x</mi><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow></msup>", "x^(a+1)", id="a sum as a power"),
        pytest.param("<msub><mi>x</mi><mi>max</mi></msub>", "x_max", id="an index"),
        pytest.param("<mfrac><mi>a</mi><mi>b</mi></mfrac>", "a/b", id="a fraction"),
        pytest.param("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>12</mn></mfrac>", "(a+b)/12", id="a sum in a fraction"),
        pytest.param("<mfrac><mi>a</mi></mfrac>", "a", id="a fraction that is broken"),
        pytest.param("<msqrt><mi>a</mi></msqrt>", "√a", id="a root"),
        pytest.param("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "√(a+b)", id="a root of a sum"),
        pytest.param("<mrow><mi> a </mi>\n<mo>\t+\n</mo></mrow>", "a+", id="white space"),
        pytest.param("<semantics><mi>a</mi><annotation>\\alpha</annotation></semantics>", "a", id="its source"),
        pytest.param("<mphantom><mi>a</mi></mphantom><mi>b</mi>", "b", id="what is not shown"),
        pytest.param("<mtext>если</mtext><mi>α</mi>", "еслиα", id="other letters"),
        pytest.param("", "", id="nothing"),
        pytest.param("<mi>a</mi>" * 3_000, "a" * 3_000, id="huge"),
    ],
)  # fmt: skip
def test_the_text_of_a_formula(markup: str, text: str) -> None:
    """In one line, with brackets where a sum is one part."""
    tree = parse_html(f"<p><math>{markup}</math></p>".encode()).tree
    assert math_text(tree.find(".//math")) == text


MATH = "<math><mi>p</mi><mo>=</mo><mi>m</mi><mi>k</mi></math>"


@pytest.mark.parametrize(
    ("markup", "drawn"),
    [
        pytest.param(f"<span>{MATH}<i>p=mk</i></span>", ["p=mk"], id="beside it"),
        pytest.param(f"<span><i>p = m k</i>{MATH}</span>", ["p = m k"], id="before it"),
        pytest.param(f"<span><span>{MATH}</span><i>mkp=</i></span>", ["mkp="], id="in another order"),
        pytest.param(f"<span><i>p=mk</i>{MATH}<b>p=mk.</b></span>", ["p=mk", "p=mk."], id="drawn twice"),
        pytest.param(f"<span>{MATH}<i>p=ab</i></span>", [], id="another formula"),
        pytest.param(f"<span>{MATH}<i>p=mk and so on and on</i></span>", [], id="a sentence"),
        pytest.param(f"<span>{MATH}<i></i></span>", [], id="nothing"),
        pytest.param(f"<span>word {MATH}<i>p=mk</i></span>", [], id="in a sentence"),
        pytest.param(f"<div>{MATH}<i>p=mk</i></div>", [], id="directly in a block"),
        pytest.param(f"<span>{MATH}{MATH}</span>", [], id="another MathML"),
        pytest.param(f"<span>{MATH}{'<b></b>' * 8}<i>p=mk</i></span>", ["p=mk"], id="ten children"),
        pytest.param(f"<span>{MATH}{'<b></b>' * 9}<i>p=mk</i></span>", [], id="eleven"),
        pytest.param("<span>" * 6 + MATH + "</span>" * 5 + "<i>p=mk</i></span>", ["p=mk"], id="six boxes around"),
        pytest.param("<span>" * 7 + MATH + "</span>" * 6 + "<i>p=mk</i></span>", [], id="seven"),
        pytest.param("<p>no formula</p>", [], id="none"),
    ],
)  # fmt: skip
def test_drawings_of_a_formula(markup: str, drawn: list[str]) -> None:
    """Elements next to it with its letters, and little else."""
    tree = parse_html(f"<p>{markup}</p>".encode()).tree
    found = drawings(tree)
    assert [each.text for each in tree.iter() if each in found] == drawn
