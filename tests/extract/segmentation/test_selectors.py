"""The simple selectors of an element: its classes, its id, and attributes that tell its purpose."""

import pytest

from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.selectors import selectors_of


@pytest.mark.parametrize(
    ("markup", "selectors"),
    [
        pytest.param("<p class='a b'>", ("p.a", "p.b"), id="classes"),
        pytest.param("<p class=' a\n\tb '>", ("p.a", "p.b"), id="white space between classes"),
        pytest.param("<p id=' a '>", ("p#a",), id="id"),
        pytest.param("<p id='a b'>", ("p#a b",), id="an id with a space"),
        pytest.param("<p role=note itemprop=text>", ("p[role=note]", "p[itemprop=text]"), id="purposes, in their order"),
        pytest.param("<p id=a class=b>", ("p#a", "p.b"), id="in the order of the page"),
        pytest.param("<p data-testid=a data-qa=b data-other=c>", ("p[data-testid=a]", "p[data-qa=b]"), id="data"),
        pytest.param("<p class='новость 記事 خبر'>", ("p.новость", "p.記事", "p.خبر"), id="any script"),
        pytest.param("<p class='md:flex w-1/2'>", ("p.md:flex", "p.w-1/2"), id="signs"),
        pytest.param("<p>", (), id="no attribute"),
        pytest.param("<p title=a href=b style=c>", (), id="other attributes"),
        pytest.param("<p class=''>", (), id="an empty class"),
        pytest.param("<p class>", (), id="a class without a value"),
        pytest.param(f"<p role={'a' * 49}>", (f"p[role={'a' * 49}]",), id="a long name"),
        pytest.param(f"<p role={'a' * 50}>", (), id="too long for a name"),
        pytest.param(f"<p class={'a' * 900}>", (f"p.{'a' * 900}",), id="a huge class"),
        pytest.param(
            f"<p class='{' '.join(f'c{n}' for n in range(150))}'>",
            tuple(f"p.c{n}" for n in range(100)),
            id="very many classes",
        ),
        pytest.param("<CUSTOM-Tag CLASS=Big>", ("custom-tag.Big",), id="capitals"),
    ],
)  # fmt: skip
def test_selectors_of_an_element(markup: str, selectors: tuple[str, ...]) -> None:
    """Asked twice it says the same: what is short is remembered."""
    element = parse_html(f"<html><body>{markup}x".encode()).tree.find("body")[0]
    assert selectors_of(element) == selectors_of(element) == selectors
