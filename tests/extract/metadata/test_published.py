"""When an article was published and changed: which of the dates of a page counts."""

import pytest
from lxml import html

from newscrawl.extract.metadata.habits import ANYWHERE
from newscrawl.extract.metadata.lines import find_headline
from newscrawl.extract.metadata.meta_tags import read_head
from newscrawl.extract.metadata.place import BylinePlace
from newscrawl.extract.metadata.published import Dated, read_modified, read_published

URL = "https://www.harbour.example/town/bridge"
TITLE = "Bridge reopens after repairs"
STATED = "<meta property='article:published_time' content='2026-11-23T23:30:00Z'>"


def page(below: str = "", *, head: str = "", url: str = URL, data: object = None) -> Dated:
    """Return a page with *below* under its headline, and *data* for the time of publication."""
    body = f"<h1>{TITLE}</h1>{below}<p>Hundreds walked across it in the rain.</p>"
    tree = html.document_fromstring(f"<html lang=en><head>{head}</head><body>{body}</body></html>")
    place = BylinePlace(find_headline(tree, TITLE), tree)
    return Dated(tree, url, [{"datePublished": data}] if data else [], read_head(tree, url), place)


def published(dated: Dated) -> tuple[str | None, tuple[str, ...]]:
    """Return the time of publication, and the sources that told it."""
    found = read_published(dated)
    return (None if found.value is None else found.value.iso), found.sources


@pytest.mark.parametrize(
    ("line", "day"),
    [
        pytest.param("<p>Published 24 November 2026</p>", "2026-11-24", id="en"),
        pytest.param("<p>Stand: 24.11.2026, 7:41 Uhr</p>", "2026-11-24T07:41:00", id="de"),
        pytest.param("<p>Опубликовано 24 ноября 2026</p>", "2026-11-24", id="ru"),
        pytest.param("<p>2026年11月24日 公開</p>", "2026-11-24", id="ja"),
        pytest.param("<p>입력 2026. 11. 24. 오후 3:05</p>", "2026-11-24T15:05:00", id="ko"),
        pytest.param("<p>24 نوفمبر 2026</p>", "2026-11-24", id="ar"),
        pytest.param(
            "<p>Updated 25 November 2026. Published 24 November 2026</p>", "2026-11-24", id="both"
        ),
        pytest.param(
            "<p>24 November 2026, updated 25 November 2026</p>", "2026-11-24", id="before"
        ),
        pytest.param("<p>3 May 2026</p><p>Posted 24 November 2026</p>", "2026-11-24", id="said so"),
        pytest.param(
            "<p>RIVERTON, Nov. 24, 2026 /Wire/ — A bridge is open.</p>", "2026-11-24", id="report"
        ),
    ],
)
def test_a_line_under_the_headline_tells_the_day(line: str, day: str) -> None:
    """In short lines that begin with a date; those that say so come first."""
    assert published(page(line)) == (day, ("page:line",))


@pytest.mark.parametrize(
    "line",
    [
        "<figure><p>24 November 2026</p></figure>",
        "<blockquote><p>24 November 2026</p></blockquote>",
        "<p>The bridge had been closed for the whole of the year since 24 November 2026</p>",
        f"<p>24 November 2026 {'was a day of joy for all of them ' * 3}</p>",
        "<p>no date at all</p>",
    ],
)
def test_other_dates_are_not_of_publication(line: str) -> None:
    """Those at pictures, in quotes and in sentences."""
    found, sources = published(page(line))
    assert "page:line" not in sources
    assert found is None or sources == ("page:text",)


@pytest.mark.parametrize(("above", "day"), [
    pytest.param("<font>24 November 2026</font><br>", "2026-11-24", id="en"),
    pytest.param("<p>24.11.2026, 7:41 Uhr · Stadt</p>", "2026-11-24T07:41:00", id="de"),
    pytest.param("<p>24 ноября 2026</p>", "2026-11-24", id="ru"),
    pytest.param("<span>2026年11月24日</span>", "2026-11-24", id="zh"),
    pytest.param("<p>24 نوفمبر 2026</p><p>أخبار</p>", "2026-11-24", id="ar"),
    pytest.param("<p>The bridge fell on 24 November 2026, and nobody has mended it in all those years since.</p>", None, id="a sentence"),
    pytest.param("<p>24 November 2026</p></div></div></div><div><div><div>", None, id="in another box"),
])  # fmt: skip
def test_a_line_above_the_headline_tells_the_day(above: str, day: str | None) -> None:
    """Where nothing else does, and only in the headline's own box: above that is the day of today."""
    body = f"<div><div><div>{above}<h1>{TITLE}</h1></div></div></div><p>Hundreds walked.</p>"
    tree = html.document_fromstring(f"<html><body>{body}</body></html>")
    place = BylinePlace(find_headline(tree, TITLE), tree)
    found = read_published(Dated(tree, URL, [], read_head(tree, URL), place), {"page:line"}).value
    assert (found and found.iso) == day


def test_sources_in_their_order() -> None:
    """The data, then meta elements, then the page, then the URL."""
    shown = "<time datetime='2026-11-22'>a</time>"
    dated = "https://www.harbour.example/2026/11/21/bridge"
    assert published(page(shown, head=STATED, data="2026-11-20"))[1] == ("json-ld:datePublished",)
    assert published(page(shown, head=STATED))[1][0] == "meta:article:published_time"
    assert published(page(shown, url=dated)) == ("2026-11-22", ("page:time",))
    assert published(page(url=dated)) == ("2026-11-21", ("url",))


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        pytest.param(
            "<p>24 November 2026, 00:30</p>", "2026-11-24T00:30:00+01:00", id="same moment"
        ),
        pytest.param("<p>24 November 2026</p>", "2026-11-24", id="the day after"),
        pytest.param("<p>23 November 2026</p>", "2026-11-23T23:30:00+00:00", id="the same day"),
        pytest.param("<p>27 November 2026</p>", "2026-11-23T23:30:00+00:00", id="too far"),
        pytest.param("", "2026-11-23T23:30:00+00:00", id="nothing shown"),
    ],
)
def test_the_day_that_readers_see_counts(line: str, iso: str) -> None:
    """Of a moment in UTC, which may be on another day where the page is made."""
    assert published(page(line, head=STATED))[0] == iso


def test_midnight_in_utc_is_a_day() -> None:
    """Software makes a moment of a day alone."""
    head = STATED.replace("23:30", "00:00")
    assert published(page("<p>24 November 2026</p>", head=head))[0] == "2026-11-23T00:00:00+00:00"


@pytest.mark.parametrize(
    ("language", "url", "others", "day"),
    [
        ("en-US", URL, "", "2026-04-05"),
        ("en-GB", URL, "", "2026-05-04"),
        ("en-US", "https://www.harbour.de/a", "", "2026-05-04"),
        ("en-US", URL, "13/04/2026", "2026-05-04"),
        ("en-GB", URL, "04/13/2026", "2026-04-05"),
    ],
)
def test_the_order_of_day_and_month(language: str, url: str, others: str, day: str) -> None:
    """Other dates of the page tell it, else its language and its host."""
    dated = page(
        f"<i>{others}</i>",
        head=f"<meta name=date content='04/05/2026'><meta property='og:locale' content='{language}'>",
        url=url,
    )
    assert published(dated)[0] == day


@pytest.mark.parametrize(
    ("below", "head", "iso"),
    [
        ("", "<meta property='article:modified_time' content='2026-11-25'>", "2026-11-25"),
        ("<b itemprop=dateModified content='2026-11-26'></b>", "", "2026-11-26"),
        ("<p>24.11.2026, aktualisiert 25.11.2026</p>", "", "2026-11-25"),
        ("<p>24.11.2026</p>", "", None),
    ],
)
def test_the_last_change(below: str, head: str, iso: str | None) -> None:
    """As stated, as marked, or in a line with its word."""
    found = read_modified(page(below, head=head)).value
    assert (found and found.iso) == iso


def test_sources_are_looked_at_only_among_those_asked_for() -> None:
    """Nothing else of the page is read."""
    dated = page("<p>24 November 2026</p><time datetime='2026-11-22'>a</time>")
    assert read_published(dated, {"page:time"}).sources == ("page:time",)
    assert read_published(dated, {"page:line"}).sources == ("page:line",)
    assert read_published(dated, ()).value is None
    assert read_published(dated, ANYWHERE).value is not None
