"""Texts that several pages of a site have, and where on a page that counts against them."""

import pytest

from newscrawl.boilerplate.profile import SiteProfile
from newscrawl.boilerplate.repetitions import repetitions
from newscrawl.model.page_sketch import SegmentMark, Sketch

PROFILE = SiteProfile(
    pages=10,
    members=frozenset({"member"}),
    repeated={"one": 1, "four": 4, "five": 5, "#four": 4, "#five": 5},
)


def page(*texts: str, url: str = "new") -> Sketch:
    """Return a page with these texts; ``~`` before one: it is a menu's; ``exact/masked``."""
    marks = []
    for text in texts:
        exact, _, masked = text.removeprefix("~").partition("/")
        kept = not text.startswith("~")
        marks.append(SegmentMark(exact, masked, 20, kept, "", False, 0.0, (), (0,)))
    return Sketch(url, tuple(marks), (("p",),))


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        pytest.param(["new", "one", "new2"], [0, 0, 0], id="inside, on another page"),
        pytest.param(["new", "four", "new2"], [0, 0, 0], id="inside, on less than half"),
        pytest.param(["new", "five", "new2"], [0, 5, 0], id="inside, on half of the pages"),
        pytest.param(["one", "new", "four"], [1, 0, 4], id="before and after the running text"),
        pytest.param(["~one", "new", "~one", "new2"], [1, 0, 1, 0], id="menus anywhere"),
        pytest.param(["one", "four"], [1, 4], id="nothing else on the page"),
        pytest.param(["x/#four", "new"], [0, 0], id="but for its digits, on less than half"),
        pytest.param(["x/#five", "new"], [5, 0], id="but for its digits, on half"),
        pytest.param(["new", "x/#five", "new2"], [0, 0, 0], id="figures in the running text"),
        pytest.param(["one/#five", "new"], [1, 0], id="an equal text weighs more"),
    ],
)
def test_on_how_many_other_pages_a_text_counts(texts: list[str], counts: list[int]) -> None:
    """One page is enough at the ends, half of the pages inside; masked digits need as many at the ends."""
    assert list(repetitions(page(*texts), PROFILE)) == counts


def test_a_page_is_no_repetition_of_itself() -> None:
    """What only the page itself was counted for is new; and two other pages are the least inside."""
    assert repetitions(page("one", "new", url="member"), PROFILE) == (0, 0)
    few = SiteProfile(pages=2, repeated={"one": 1, "two": 2})
    assert repetitions(page("new", "one", "two", "new2"), few) == (0, 0, 2, 0)
