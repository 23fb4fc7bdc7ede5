"""The moment that one element tells: its value, and whether it is of publication or of a change."""

import pytest

from newscrawl.extract.metadata.times import moment_of, rank_of
from newscrawl.extract.parse.html import parse_html


@pytest.mark.parametrize(
    ("attributes", "rank"),
    [
        pytest.param("", 1, id="plain"),
        pytest.param("class=entry-date", 0, id="a class of publication"),
        pytest.param("itemprop=datePublished", 0, id="a property of publication"),
        pytest.param("pubdate", 0, id="an attribute of publication"),
        pytest.param("class=UPDATED", 2, id="a class of change"),
        pytest.param("itemprop=dateModified", 2, id="a property of change"),
        pytest.param("class='published updated'", 0, id="both"),
        pytest.param("class=дата", 1, id="another script"),
    ],
)
def test_the_rank_of_an_element(attributes: str, rank: int) -> None:
    """Publication goes before the rest, changes come last."""
    assert rank_of(parse_html(f"<time {attributes}>a</time>".encode()).tree.find(".//time")) == rank


@pytest.mark.parametrize(
    ("markup", "moment"),
    [
        pytest.param("<time datetime=2026-11-24>today</time>", "2026-11-24", id="the standard form"),
        pytest.param("<time content=2026-11-24 title=2025-01-01>x</time>", "2026-11-24", id="a property"),
        pytest.param("<time data-timestamp=2026-11-24>два часа назад</time>", "2026-11-24", id="a form for scripts"),
        pytest.param("<time title='24. November 2026'>gestern</time>", "24. November 2026", id="a title"),
        pytest.param("<time data-time=soon title=2026-11-24>x</time>", "2026-11-24", id="the first that is a date"),
        pytest.param("<time title=soon>2026年11月24日</time>", "2026年11月24日", id="as it is shown"),
        pytest.param("<time datetime=''> 24 <b>ноября</b> </time>", "24 ноября", id="an empty form"),
        pytest.param("<time></time>", None, id="nothing"),
        pytest.param(f"<time>{'x' * 900}</time>", "x" * 199 + "…", id="huge"),
    ],
)  # fmt: skip
def test_the_machines_form_goes_first(markup: str, moment: str | None) -> None:
    """Shown may be "two hours ago"."""
    assert moment_of(parse_html(markup.encode()).tree.find(".//time")) == moment
